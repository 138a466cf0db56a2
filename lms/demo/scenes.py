"""What the people of the demo city photograph: street and office scenes as flat illustrations, always the same."""

from collections.abc import Callable
from typing import Final

from PIL import ImageDraw, ImageFont

from lms.demo.brush import CLOTH, KHAKI, SKINS, Colour, Look, Sheet, seated, somebody
from lms.demo.lettering import face

Scene = Callable[[Sheet], None]
WIDE, HIGH = 400, 300
"""Units of the sheet every scene is drawn on."""
LOOKS: Final = tuple(
    Look(
        skin=SKINS[n % len(SKINS)],
        top=CLOTH[(n * 3 + 1) % len(CLOTH)],
        bottom=("#33475b", "#3b2f2a", "#4a4038")[n % 3],
        scarf=(None, "#d8a7a0", None, "#6f8f86", None, "#e2c58a")[n % 6],
    )
    for n in range(12)
)
OFFICER: Final = Look(SKINS[1], KHAKI, "#6e5a35")
OFFICER_SCARF: Final = Look(SKINS[2], KHAKI, "#6e5a35", scarf="#7a1533")
NURSE: Final = Look(SKINS[2], "#f4f6f4", "#7fa79a", scarf="#dfeee7")
RESCUER: Final = Look(SKINS[0], "#e2702b", "#2f3b46", hair="#e2702b")


def puskesmas(s: Sheet) -> None:
    """A waiting room: a nurse at the counter, people on chairs."""
    _room(s, "#cfe3d8", "#e7dcc8")
    s.box(24, 34, 150, 34, "#2f7d62", round_=4)
    _words(s, "PUSKESMAS", 40, 40, 20, "#f7fbf8")
    s.box(300, 30, 72, 40, "#1f2b33", round_=4)
    _words(s, "A 017", 312, 37, 22, "#f2c14e")
    s.box(196, 60, 86, 70, "#f4f8f6", round_=3)
    s.box(200, 64, 78, 62, "#a9cfe0", round_=2)
    somebody(s, 240, 206, 140, NURSE, arms="hold")
    s.box(180, 148, 130, 66, "#2f7d62", round_=4)
    s.box(174, 142, 142, 10, "#f4f8f6", round_=4)
    s.box(214, 124, 20, 18, "#33475b", round_=2)
    for n, x in enumerate((50, 100, 150, 330, 374)):
        seated(s, x, 284, 150, LOOKS[(n * 2 + 1) % 12], away=n % 2 == 0)


def bridge(s: Sheet) -> None:
    """The red bridge over the Musi in the evening, a boat under it."""
    s.fade("#f3b27a", "#fbe3bd", 0, 170)
    s.disc(300, 120, 26, "#fff1cf")
    for x, w, h in ((0, 60, 26), (66, 40, 18), (118, 50, 30), (300, 60, 22), (352, 48, 34)):
        s.box(x, 168 - h, w, h + 6, "#c88f6b")
    s.fade("#b98a62", "#6c5a4e", 170, 130)
    for n in range(16):
        s.box(14 + (n * 67) % 370, 190 + n * 6, 30 + n % 4 * 12, 1.6, "#d9ab7c", round_=0.8)
    for x in (118, 262):
        for side in (-11, 11):
            s.shape([(x + side - 5, 180), (x + side - 3.4, 38), (x + side + 3.4, 38), (x + side + 5, 180)], "#a4243b")
        for y in (46, 84, 122):
            s.box(x - 14, y, 28, 6, "#c43b4f", round_=1)
        s.box(x - 24, 176, 48, 26, "#7b5a49", round_=3)
    s.box(0, 140, 400, 8, "#c43b4f")
    s.box(0, 134, 400, 2.5, "#a4243b")
    for x in range(4, 400, 14):
        s.box(x, 134, 1.6, 8, "#a4243b")
    s.shape([(60, 252), (196, 252), (178, 274), (78, 274)], "#5c3524")
    s.shape([(92, 252), (98, 228), (160, 228), (166, 252)], "#d9b25f")
    somebody(s, 180, 258, 46, LOOKS[3], arms="hold")


def counter(s: Sheet) -> None:
    """An officer hands a paper to a citizen across the counter of a kelurahan."""
    _room(s, "#efe3cd", "#cbb798")
    s.box(18, 16, 120, 28, "#7a1533", round_=4)
    _words(s, "KELURAHAN", 29, 21, 17, "#f6dca0")
    s.box(252, 30, 110, 86, "#f8fbff", round_=3)
    s.box(258, 36, 98, 74, "#a9d0e6", round_=2)
    s.shape([(258, 110), (290, 74), (316, 96), (334, 82), (356, 110)], "#86b48c")
    s.box(178, 34, 44, 60, "#fffaf0", round_=2)
    for n in range(5):
        s.box(184, 44 + n * 9, 32 - n % 2 * 8, 3, "#b9a98c", round_=1)
    somebody(s, 130, 236, 170, OFFICER_SCARF, arms="give")
    somebody(s, 284, 292, 204, LOOKS[2], arms="take")
    s.box(40, 190, 180, 110, "#8a5a3c", round_=5)
    s.box(30, 182, 200, 14, "#a7714e", round_=4)
    s.shape([(184, 132), (216, 126), (222, 156), (190, 162)], "#fffdf6")
    s.box(60, 164, 36, 18, "#33475b", round_=3)


def market(s: Sheet) -> None:
    """Striped awnings, heaps of fruit, somebody buying."""
    s.fade("#cfe6f0", "#f4ead3", 0, 200)
    s.box(0, 196, 400, 104, "#c9b08c")
    somebody(s, 62, 226, 124, LOOKS[1], arms="hold")
    somebody(s, 336, 226, 120, LOOKS[9], arms="hold")
    for left, colour in ((6, "#c43b4f"), (140, "#2f7d62"), (274, "#d99a2b")):
        for n in range(6):
            x = left + n * 20
            s.shape([(x + 4, 62), (x + 22, 62), (x + 20, 104), (x, 104)], colour if n % 2 == 0 else "#fff6e3")
            s.disc(x + 10, 104, 10, colour if n % 2 == 0 else "#fff6e3")
        s.box(left + 4, 104, 4, 130, "#7d5a3c")
        s.box(left + 112, 104, 4, 130, "#7d5a3c")
        s.box(left, 196, 122, 46, "#9a6c45", round_=3)
        heap = {"#c43b4f": "#e2702b", "#2f7d62": "#6fae4d", "#d99a2b": "#b23a48"}[colour]
        for row in range(3):
            for n in range(9 - row):
                s.disc(left + 14 + n * 11.5 + row * 5.5, 192 - row * 9, 6.4, heap)
    somebody(s, 206, 288, 160, LOOKS[4], arms="give", away=True)
    somebody(s, 286, 292, 158, LOOKS[5], away=True)


def flood_post(s: Sheet) -> None:
    """An orange tent, a rubber boat, rescuers and a family in the water."""
    s.fade("#8fa3ad", "#c9d3d4", 0, 190)
    for x, w in ((10, 70), (96, 60), (330, 80)):
        s.box(x, 110, w, 80, "#a98c74")
        s.shape([(x - 8, 112), (x + w / 2, 78), (x + w + 8, 112)], "#8c4a3b")
    s.shape([(150, 190), (236, 84), (322, 190)], "#e2702b")
    s.shape([(236, 84), (210, 190), (262, 190)], "#8d3f14")
    _words(s, "POSKO BANJIR", 158, 64, 17, "#6b2f0e")
    s.fade("#7f9399", "#5f7780", 184, 116)
    for n in range(14):
        s.box((n * 83) % 380, 200 + n * 7, 34, 1.8, "#a6b7ba", round_=0.9)
    somebody(s, 290, 246, 118, RESCUER, arms="give")
    somebody(s, 70, 250, 112, LOOKS[3], arms="hold", away=True)
    s.box(120, 232, 150, 26, "#f2b134", round_=13)
    s.box(120, 246, 150, 14, "#c98a14", round_=7)
    seated(s, 164, 250, 84, LOOKS[1])
    seated(s, 214, 250, 84, LOOKS[7])
    s.box(0, 256, 400, 44, "#5f7780")


def posyandu(s: Sheet) -> None:
    """Children seen from behind, a cadre who measures; no face can be recognised."""
    _room(s, "#f6e3cf", "#d9c3a0")
    for n, (x, colour) in enumerate(
        ((40, "#c43b4f"), (70, "#f2b134"), (100, "#2f7d62"), (330, "#1d5670"), (362, "#c43b4f"))
    ):
        s.line([(x, 62), (x + 3, 96)], 0.8, "#8a6d3b")
        s.disc(x, 48 + n % 2 * 8, 14, colour, squash=1.15)
    s.box(150, 34, 108, 28, "#2f7d62", round_=14)
    _words(s, "POSYANDU", 166, 39, 16, "#fff6e3")
    s.box(306, 96, 8, 150, "#f8f4ea")
    for n in range(14):
        s.box(306, 102 + n * 10, 5 if n % 5 else 8, 1.4, "#7a1533")
    somebody(s, 250, 262, 176, OFFICER_SCARF, arms="give")
    somebody(s, 302, 262, 92, Look(SKINS[1], "#f2b134", "#1d5670"), away=True)
    for n, x in enumerate((60, 112, 164)):
        somebody(s, x, 290, 96 - n * 7, Look(SKINS[n], CLOTH[n + 1], "#33475b"), away=True)


def planting(s: Sheet) -> None:
    """People plant trees beside a road."""
    s.fade("#bfe0ef", "#eef3df", 0, 170)
    for x, h in ((16, 70), (64, 46), (300, 60), (352, 84)):
        s.box(x, 160 - h, 40, h + 10, "#c5bfb2")
        for row in range(3):
            for col in range(2):
                s.box(x + 7 + col * 15, 168 - h + row * 16, 9, 9, "#e9f2f4")
    s.box(0, 164, 400, 40, "#7f8a86")
    for x in range(0, 400, 44):
        s.box(x, 182, 24, 3, "#f4efe2")
    s.box(0, 202, 400, 98, "#86a85c")
    for x, y, r in ((60, 226, 26), (176, 214, 20), (352, 232, 30)):
        s.box(x - 2.5, y - r * 0.4, 5, r * 2, "#6e4a2d")
        s.disc(x, y - r, r, "#3f7a45")
        s.disc(x - r * 0.6, y - r * 0.6, r * 0.66, "#4c8f50")
    s.disc(260, 284, 26, "#5f4630", squash=0.3)
    somebody(s, 222, 286, 136, OFFICER, arms="give")
    somebody(s, 304, 288, 128, LOOKS[3], arms="take")
    s.box(258, 236, 4, 46, "#6e4a2d")
    s.disc(260, 228, 17, "#5aa05c")
    somebody(s, 112, 282, 120, LOOKS[4], arms="hold", away=True)


def library(s: Sheet) -> None:
    """Shelves, a long table, people reading."""
    _room(s, "#e8d8bd", "#b99a72")
    for row in range(3):
        y = 24 + row * 56
        s.box(16, y, 368, 50, "#8a5f3d", round_=2)
        for n in range(40):
            high = 30 + (n * 7 + row * 5) % 13
            s.box(22 + n * 9, y + 46 - high, 7, high, CLOTH[(n * 5 + row) % 8], round_=0.8)
    for n, x in enumerate((76, 200, 322)):
        somebody(s, x, 292, 176, LOOKS[(n * 3 + 3) % 12], arms="hold")
    s.box(0, 226, 400, 74, "#a7714e", round_=3)
    s.box(0, 220, 400, 12, "#c28e63", round_=3)
    for x in (76, 200, 322):
        s.shape([(x - 30, 208), (x, 214), (x + 30, 208), (x + 30, 222), (x, 228), (x - 30, 222)], "#fffdf6")
        s.line([(x, 214), (x, 228)], 1, "#cbbf9f")


def fire_drill(s: Sheet) -> None:
    """A red engine, a fire officer with a hose, people who watch."""
    s.fade("#d3e3ea", "#f2e9d6", 0, 190)
    s.box(0, 190, 400, 110, "#a9a49a")
    s.box(30, 96, 200, 100, "#c4263b", round_=8)
    s.box(176, 76, 66, 120, "#a81d31", round_=8)
    s.box(186, 88, 46, 42, "#bfe0ef", round_=4)
    s.box(30, 146, 212, 8, "#fff6e3")
    s.box(44, 80, 120, 8, "#e5e0d4", round_=3)
    for n in range(8):
        s.box(48 + n * 14, 70, 4, 16, "#e5e0d4")
    _words(s, "DAMKAR", 52, 108, 24, "#fff6e3")
    for x in (74, 206):
        s.disc(x, 200, 24, "#26292c")
        s.disc(x, 200, 10, "#b8bcc0")
    somebody(s, 296, 286, 172, RESCUER, arms="give")
    s.line([(240, 190), (262, 244), (312, 250), (338, 212)], 5, "#e8d28a")
    for n in range(7):
        s.disc(348 + n * 8, 196 - n * 9, 5 + n, "#bfe0ef")
    somebody(s, 122, 294, 116, LOOKS[1], away=True)
    somebody(s, 166, 294, 108, LOOKS[6], away=True)


def classroom(s: Sheet) -> None:
    """A class on photographing with the phone, seen from the last row."""
    _room(s, "#e6e0d2", "#a98c6b")
    s.box(110, 22, 190, 108, "#2f3b46", round_=4)
    s.box(116, 28, 178, 96, "#fdfaf2", round_=2)
    s.box(130, 42, 74, 56, "#bfd9e4", round_=2)
    s.shape([(130, 98), (156, 66), (176, 86), (188, 74), (204, 98)], "#6fae4d")
    for n in range(4):
        s.box(216, 46 + n * 14, 62 - n % 2 * 18, 5, "#9c8f7a", round_=2)
    somebody(s, 340, 216, 166, OFFICER_SCARF, arms="up")
    for row, (y, tall) in enumerate(((238, 128), (300, 160))):
        for n in range(5):
            seated(s, 40 + n * 80 + row * 20 - 10, y, tall, LOOKS[(n * 2 + row * 3) % 12], away=True)


def pipe(s: Sheet) -> None:
    """Workers in a trench join a blue pipe."""
    s.fade("#cfe2ea", "#f1e6cf", 0, 150)
    s.box(0, 150, 400, 60, "#8f9491")
    for x in range(8, 400, 52):
        s.box(x, 176, 30, 3, "#f4efe2")
    s.box(0, 206, 400, 94, "#9c7a52")
    s.box(20, 232, 360, 68, "#6b4f33", round_=6)
    s.box(0, 250, 400, 24, "#2b6ea3", round_=6)
    s.box(0, 255, 400, 5, "#5b98c7")
    s.box(186, 244, 26, 36, "#33475b", round_=4)
    helmet = Look(SKINS[0], "#f2b134", "#33475b", hair="#f2b134")
    somebody(s, 150, 270, 132, helmet, arms="give")
    somebody(s, 258, 272, 128, Look(SKINS[3], "#e2702b", "#33475b", hair="#fffdf6"), arms="take")
    for x in (40, 340):
        s.shape([(x, 214), (x + 13, 214), (x + 9, 182), (x + 4, 182)], "#e2702b")
        s.box(x + 2.5, 194, 8, 6, "#fffdf6")


def weaver(s: Sheet) -> None:
    """A weaver of songket at her loom, and a visitor who asks."""
    _room(s, "#ecd9c0", "#a6795a")
    for n, x in enumerate((20, 72, 124)):
        colour = ("#7a1533", "#1b6141", "#5a3d7a")[n]
        s.box(x, 30, 44, 104, colour, round_=2)
        for row in range(6):
            for col in range(4):
                s.shape(
                    [
                        (x + 5 + col * 10, 42 + row * 16),
                        (x + 9 + col * 10, 36 + row * 16),
                        (x + 13 + col * 10, 42 + row * 16),
                        (x + 9 + col * 10, 48 + row * 16),
                    ],
                    "#ecc06a",
                )
    seated(s, 236, 284, 176, Look(SKINS[2], "#1d5670", "#3b2f2a", scarf="#e2c58a"))
    somebody(s, 346, 290, 184, LOOKS[0], arms="hold")
    for y in (120, 236):
        s.box(150, y, 180, 9, "#7d5234", round_=3)
    for x in (150, 321):
        s.box(x, 112, 9, 172, "#7d5234", round_=3)
    for n in range(30):
        s.line([(163 + n * 5.2, 128), (163 + n * 5.2, 190)], 0.7, "#f4e6c7")
    s.box(160, 188, 160, 48, "#7a1533")
    for n in range(13):
        s.shape([(166 + n * 12, 212), (171 + n * 12, 202), (176 + n * 12, 212), (171 + n * 12, 222)], "#ecc06a")


def lined_up(s: Sheet) -> None:
    """Officials in a row under a banner: the picture everybody takes."""
    _room(s, "#e9e4d8", "#c2a27c")
    s.box(60, 24, 280, 52, "#7a1533", round_=3)
    s.box(64, 28, 272, 44, "#8d1f3f", round_=2)
    _words(s, "SOSIALISASI", 116, 36, 27, "#f6dca0")
    for n in range(8):
        somebody(s, 38 + n * 46, 284, 172 + n * 37 % 14, (OFFICER, OFFICER_SCARF)[n % 2])


SCENES: Final[dict[str, Scene]] = {
    scene.__name__: scene
    for scene in (
        puskesmas, bridge, counter, market, flood_post, posyandu, planting, library, fire_drill, classroom, pipe, weaver,
        lined_up,
    )
}  # fmt: skip


def _room(s: Sheet, wall: Colour, floor: Colour) -> None:
    s.box(0, 0, WIDE, 232, wall)
    s.box(0, 226, WIDE, 74, floor)
    s.box(0, 222, WIDE, 5, "#fffaf0")


def _words(s: Sheet, words: str, x: float, y: float, high: float, colour: Colour) -> None:
    """Letters `high` units tall with their top left corner at (x, y)."""
    pencil: ImageDraw.ImageDraw = s.draw
    letters: ImageFont.FreeTypeFont = face("ExtraBold", round(high * s.scale * 2))
    pencil.text((x * s.scale * 2, y * s.scale * 2 - high), words, font=letters, fill=colour)
