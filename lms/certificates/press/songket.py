"""The layout `songket`: the page as a cloth of songket lepus, gold over the whole ground of its border.

`Lepus` means that gold thread covers the ground. The band round the page is gold; on it the silk shows through as stepped lozenges
with a woven star in each. `Pucuk rebung` (bamboo shoots) stand at both ends and point to the middle, which is left white for the
text. One repeat of each is kept in the file and placed many times.
"""

from dataclasses import replace
from functools import partial
from typing import Final

from lms.certificates.facts import SAMPLE, Facts
from lms.certificates.press.back import draw_back
from lms.certificates.press.front import Room
from lms.certificates.press.mark import draw_mark
from lms.certificates.press.ornament import Shape, lozenge, rectangle, stairs, upright
from lms.certificates.press.resmi import draw_front
from lms.certificates.press.sheet import Sheet

OUTER: Final = 7.0
"""From the paper's edge to the band, mm: outside what any office printer leaves blank."""
BAND: Final = 6.7
INNER: Final = OUTER + BAND
SHOOT: Final = 9.4
"""How far a shoot reaches from the band, mm."""
STAR: Final = (
    ".....#.....",
    "....###....",
    ".##.###.##.",
    ".#########.",
    "..###.###..",
    "####...####",
)
"""The upper half of the star in the middle of a lozenge, its lowest row the middle; "#" is silk."""
CERTIFICATE: Final = replace(SAMPLE, layout="songket")


def draw(sheet: Sheet, facts: Facts) -> None:
    sheet.once("lepus", partial(_draw_cloth, sheet), background=True)
    draw_front(sheet, facts, Room(30, 18.2, sheet.width - 30, sheet.height - 20))
    sheet.next_page()
    sheet.once("lepus hem", partial(_draw_hem, sheet), background=True)
    draw_back(sheet, facts, Room(25, 19, sheet.width - 25, sheet.height - 18.5))
    draw_mark(sheet)
    sheet.next_page()


def _woven(rows: tuple[str, ...], x: float, y: float, size: float) -> list[Shape]:
    """The "#" of a pattern and of its mirror image below as rectangles, centred on (x, y) in a square of `size` mm."""
    whole = (*rows, *reversed(rows[:-1]))
    cell = size / len(whole)
    left, top = x - size / 2, y - size / 2
    shapes: list[Shape] = []
    for down, row in enumerate(whole):
        start = row.find("#")
        while start >= 0:
            end = row.find(".", start)
            end = len(row) if end < 0 else end
            shapes.append(rectangle(left + start * cell, top + down * cell, (end - start) * cell, cell))
            start = row.find("#", end)
    return shapes


def _draw_star(sheet: Sheet, x: float, y: float, wide: float, high: float) -> None:
    """Silk lozenge, gold lozenge, woven star: centred on (x, y), touching the sides of a field `wide` × `high`."""
    sheet.polygons([lozenge(x, y, wide / 2, high / 2 - 0.3, 8)], "maroon")
    sheet.polygons([lozenge(x, y, wide / 2 - 0.75, high / 2 - 0.95, 7)], "gold")
    sheet.polygons(_woven(STAR, x, y, 2.9), "maroon")


def _between(x: float, y: float) -> tuple[Shape, Shape]:
    """Two small stairs on the long sides of a horizontal band whose middle is (x, y), pointing at each other."""
    down = upright(stairs(0, 0, 1.9, 1.35, 5), x, y - BAND / 2 + 0.2)
    return down, [(across, 2 * y - along) for across, along in down]


def _beside(x: float, y: float) -> tuple[Shape, Shape]:
    """The same for an upright band."""
    right = stairs(x - BAND / 2 + 0.2, y, 1.9, 1.35, 5)
    return right, [(2 * x - across, along) for across, along in right]


def _draw_along(sheet: Sheet, pitch: float) -> None:
    """One repeat of the upper band, the first after the corner."""
    middle = OUTER + BAND / 2
    _draw_star(sheet, INNER + pitch / 2, middle, pitch, BAND)
    sheet.polygons(_between(INNER + pitch, middle), "maroon")


def _draw_teeth(sheet: Sheet, pitch: float) -> None:
    """Two teeth below one repeat of the upper band."""
    teeth = [upright(stairs(0, 0, 1.5, pitch * 0.2, 4), INNER + pitch * part, INNER + 0.9) for part in (0.25, 0.75)]
    sheet.polygons(teeth, "gold")


def _draw_down(sheet: Sheet, pitch: float) -> None:
    """One repeat of the left band, the first below the corner."""
    middle = OUTER + BAND / 2
    _draw_star(sheet, middle, INNER + pitch / 2, BAND, pitch)
    sheet.polygons(_beside(middle, INNER + pitch), "maroon")


def _draw_corner(sheet: Sheet) -> None:
    """The square where two bands meet, with the stairs at its two inner sides."""
    middle = OUTER + BAND / 2
    sheet.polygons([lozenge(middle, middle, BAND / 2 - 0.3, BAND / 2 - 0.3, 8)], "maroon")
    sheet.polygons([lozenge(middle, middle, BAND / 2 - 0.95, BAND / 2 - 0.95, 7)], "gold")
    sheet.polygons(_woven(STAR, middle, middle, 3.3), "maroon")
    sheet.polygons([*_between(INNER, middle), *_beside(middle, INNER)], "maroon")


def _draw_shoot(sheet: Sheet, pitch: float) -> None:
    """One bamboo shoot of the left end, below the corner: silk, gold, silk, with a stem of lozenges; and the sprout after it."""
    base, middle = INNER + 0.9, INNER + pitch / 2
    sheet.polygons([stairs(base, middle, SHOOT, pitch * 0.46, 11)], "maroon")
    sheet.polygons([stairs(base, middle, SHOOT - 2.3, pitch * 0.36, 9)], "gold")
    sheet.polygons([stairs(base - 0.05, middle, SHOOT - 3.5, pitch * 0.29, 8)], "maroon")
    stem = [lozenge(base + 1.5, middle, 1.1, 1.25, 4), lozenge(base + 3.4, middle, 0.7, 0.7, 3)]
    buds = [lozenge(base + 0.9, middle + side * pitch * 0.17, 0.55, 0.55, 2) for side in (-1, 1)]
    sheet.polygons([*stem, *buds], "gold")
    sheet.polygons([lozenge(base + 1.5, middle, 0.45, 0.5, 2)], "maroon")
    sprout = INNER + pitch
    sheet.polygons([stairs(base, sprout, 2.6, 0.5, 4), lozenge(base + 4.0, sprout, 0.6, 0.6, 2)], "gold")


def _draw_band(sheet: Sheet) -> None:
    """The gold ground, its silk edges, and the repeats on all four sides."""
    wide, high = sheet.width - 2 * OUTER, sheet.height - 2 * OUTER
    sheet.polygons(
        [
            rectangle(OUTER, OUTER, wide, BAND),
            rectangle(OUTER, sheet.height - INNER, wide, BAND),
            rectangle(OUTER, INNER, BAND, high - 2 * BAND),
            rectangle(sheet.width - INNER, INNER, BAND, high - 2 * BAND),
        ],
        "gold",
    )
    sheet.frame(OUTER, "maroon", 0.6)
    sheet.frame(INNER, "maroon", 0.6)
    along, down = _repeats(sheet.width), _repeats(sheet.height)
    step, drop = (sheet.width - 2 * INNER) / along, (sheet.height - 2 * INNER) / down
    for upended in (False, True):
        for place in range(along):
            sheet.again(("along", step), partial(_draw_along, sheet, step), across=place * step, upended=upended)
    for mirrored in (False, True):
        for place in range(down):
            sheet.again(("down", drop), partial(_draw_down, sheet, drop), down=place * drop, mirrored=mirrored)
        for upended in (False, True):
            sheet.again("corner", partial(_draw_corner, sheet), mirrored=mirrored, upended=upended)


def _repeats(side: float) -> int:
    """How many repeats stand between two corners: an even number, so that two of them carry one shoot."""
    return 2 * round((side - 2 * INNER) / BAND / 2)


def _draw_cloth(sheet: Sheet) -> None:
    """The front: the band, the shoots at its two ends, and between them teeth along its sides."""
    _draw_band(sheet)
    repeats = _repeats(sheet.width)
    step = (sheet.width - 2 * INNER) / repeats
    for upended in (False, True):
        for place in range(1, repeats - 1):
            sheet.again(("teeth", step), partial(_draw_teeth, sheet, step), across=place * step, upended=upended)
    shoots = _repeats(sheet.height) // 2
    pitch = (sheet.height - 2 * INNER) / shoots
    for mirrored in (False, True):
        for place in range(shoots):
            sheet.again(("shoot", pitch), partial(_draw_shoot, sheet, pitch), down=place * pitch, mirrored=mirrored)


def _draw_hem(sheet: Sheet) -> None:
    """The back: threads only, and a star at each corner."""
    sheet.frame(OUTER + 2.3, "maroon", 0.6)
    sheet.frame(OUTER + 3.1, "gold", 0.2)
    for mirrored in (False, True):
        for upended in (False, True):
            sheet.again("hem star", partial(_draw_hem_star, sheet), mirrored=mirrored, upended=upended)


def _draw_hem_star(sheet: Sheet) -> None:
    at = OUTER + 2.7
    sheet.polygons([rectangle(at - 2.7, at - 2.7, 7.2, 7.2)], "paper")
    sheet.polygons([lozenge(at + 0.9, at + 0.9, 3.5, 3.5, 8)], "gold")
    sheet.polygons(_woven(STAR, at + 0.9, at + 0.9, 3.3), "maroon")
