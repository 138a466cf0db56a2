"""Flat illustration: a sheet with round corners and soft edges, and the people who stand on it. Nobody has a face."""

from dataclasses import dataclass
from io import BytesIO
from typing import Final, Literal

from PIL import Image, ImageDraw

Colour = str
Point = tuple[float, float]
FINE: Final = 2
"""Drawn this many times larger, then reduced: soft edges."""

SKINS: Final = ("#8d5a3b", "#a66f4b", "#b98160", "#7a4a30")
CLOTH: Final = ("#7a1533", "#1d5670", "#1b6141", "#b5852a", "#5a3d7a", "#a8472e", "#33475b", "#8a6d3b")
KHAKI: Final = "#9c8350"
"""The colour of the uniform of local government."""


class Sheet:
    """A picture of `width` × `height` units, `scale` pixels each."""

    def __init__(self, width: int, height: int, scale: int, ground: Colour) -> None:
        self.width, self.height, self.scale = width, height, scale
        self.image = Image.new("RGB", (width * scale * FINE, height * scale * FINE), ground)
        self.draw = ImageDraw.Draw(self.image)

    def box(self, x: float, y: float, w: float, h: float, fill: Colour, *, round_: float = 0) -> None:
        spot = (self._px(x), self._px(y), self._px(x + w) - 1, self._px(y + h) - 1)
        self.draw.rounded_rectangle(spot, self._px(round_), fill)

    def disc(self, x: float, y: float, r: float, fill: Colour, *, squash: float = 1.0) -> None:
        self.draw.ellipse((self._px(x - r), self._px(y - r * squash), self._px(x + r), self._px(y + r * squash)), fill)

    def shape(self, points: list[Point], fill: Colour) -> None:
        self.draw.polygon([(self._px(x), self._px(y)) for x, y in points], fill)

    def line(self, points: list[Point], width: float, fill: Colour) -> None:
        self.draw.line([(self._px(x), self._px(y)) for x, y in points], fill, self._px(width), joint="curve")
        for x, y in (points[0], points[-1]):
            self.disc(x, y, width / 2, fill)

    def arc(self, x: float, y: float, r: float, start: float, end: float, width: float, fill: Colour) -> None:
        """Part of a ring; degrees clockwise from three o'clock."""
        spot = (self._px(x - r), self._px(y - r), self._px(x + r), self._px(y + r))
        self.draw.arc(spot, start, end, fill, self._px(width))

    def fade(self, top: Colour, bottom: Colour, y: float, h: float) -> None:
        """A band across the whole sheet that turns from one colour into the other."""
        veil = Image.linear_gradient("L").resize((self.image.width, self._px(h)))
        place = (0, self._px(y))
        self.image.paste(Image.new("RGB", veil.size, top), place)
        self.image.paste(Image.new("RGB", veil.size, bottom), place, veil)

    def finished(self) -> Image.Image:
        return self.image.reduce(FINE)

    def _px(self, units: float) -> int:
        return round(units * self.scale * FINE)


@dataclass(frozen=True, slots=True)
class Look:
    """How somebody is dressed; with a `scarf` the hair is covered."""

    skin: Colour
    top: Colour
    bottom: Colour
    hair: Colour = "#2a1f19"
    scarf: Colour | None = None


Arms = Literal["down", "give", "take", "up", "hold"]


def somebody(
    sheet: Sheet, x: float, ground: float, tall: float, look: Look, *, arms: Arms = "down", away: bool = False
) -> None:
    """A standing person, feet at (x, ground), `tall` units high; `away` shows the back of the head."""
    head, shoulder, hip = tall * 0.088, ground - tall * 0.80, ground - tall * 0.46
    arms = "down" if away and arms == "hold" else arms
    wide = tall * 0.125
    for side in (-1, 1):
        foot = x + side * wide * 0.45
        sheet.line([(foot, hip), (foot, ground - tall * 0.02)], wide * 0.75, look.bottom)
        sheet.box(foot - wide * 0.5, ground - tall * 0.03, wide, tall * 0.03, "#2a1f19", round_=tall * 0.012)
    sheet.box(x - wide, shoulder, wide * 2, hip - shoulder + tall * 0.07, look.top, round_=wide * 0.7)
    for side in (-1, 1):
        arm = _arm(x, side, shoulder + tall * 0.05, wide, tall, arms)
        sheet.line(arm, wide * 0.52, look.top)
        sheet.disc(*arm[-1], wide * 0.3, look.skin)
    top = ground - tall + head
    sheet.box(x - head * 0.4, top + head * 0.4, head * 0.8, head * 1.4, look.skin)
    _head(sheet, x, top, head, look, away=away)


def seated(sheet: Sheet, x: float, ground: float, tall: float, look: Look, *, away: bool = False) -> None:
    """Somebody on a chair, seen from the front or from behind; `tall` is their standing height."""
    head, wide = tall * 0.088, tall * 0.125
    seat = ground - tall * 0.27
    shoulder = seat - tall * 0.33
    sheet.box(x - wide * 1.25, seat - tall * 0.24, wide * 2.5, tall * 0.3, "#5f6f7a", round_=wide * 0.3)
    for side in (-1, 1):
        sheet.line([(x + side * wide * 1.1, seat), (x + side * wide * 1.15, ground)], tall * 0.018, "#4a5660")
    if not away:
        for side in (-1, 1):
            knee = x + side * wide * 0.55
            sheet.line([(knee, seat + tall * 0.03), (knee, ground - tall * 0.02)], wide * 0.75, look.bottom)
            sheet.box(knee - wide * 0.5, ground - tall * 0.03, wide, tall * 0.03, "#2a1f19", round_=tall * 0.012)
    sheet.box(x - wide, shoulder, wide * 2, seat - shoulder + tall * 0.05, look.top, round_=wide * 0.7)
    if away:
        sheet.box(x - wide * 1.25, seat - tall * 0.12, wide * 2.5, tall * 0.16, "#5f6f7a", round_=wide * 0.3)
    top = shoulder - tall * 0.12
    sheet.box(x - head * 0.4, top + head * 0.4, head * 0.8, head * 1.4, look.skin)
    _head(sheet, x, top, head, look, away=away)


def _arm(x: float, side: int, y: float, wide: float, tall: float, arms: Arms) -> list[Point]:
    root = (x + side * wide * 0.78, y)
    reach = {"give": 1, "take": -1}.get(arms)
    if arms == "up" and side == 1:
        return [root, (x + wide * 1.7, y - tall * 0.12), (x + wide * 1.6, y - tall * 0.26)]
    if arms == "hold":
        return [root, (x + side * wide * 1.25, y + tall * 0.14), (x + side * wide * 0.35, y + tall * 0.17)]
    if reach == side:
        return [root, (x + side * wide * 1.7, y + tall * 0.12), (x + side * wide * 2.8, y + tall * 0.08)]
    return [root, (x + side * wide * 1.2, y + tall * 0.16), (x + side * wide * 1.1, y + tall * 0.3)]


def _head(sheet: Sheet, x: float, y: float, r: float, look: Look, *, away: bool) -> None:
    if look.scarf:
        sheet.disc(x, y, r * 1.28, look.scarf, squash=1.12)
        sheet.shape(
            [
                (x - r * 1.2, y + r * 0.3),
                (x + r * 1.2, y + r * 0.3),
                (x + r * 1.7, y + r * 2.5),
                (x - r * 1.7, y + r * 2.5),
            ],
            look.scarf,
        )
        if not away:
            sheet.disc(x, y + r * 0.12, r * 0.86, look.skin, squash=1.1)
        return
    sheet.disc(x, y, r, look.skin, squash=1.12)
    if away:
        sheet.disc(x, y - r * 0.1, r * 1.04, look.hair, squash=1.05)
    else:
        sheet.draw.pieslice(
            tuple(sheet._px(edge) for edge in (x - r * 1.06, y - r * 1.22, x + r * 1.06, y + r * 0.9)),
            180,
            360,
            look.hair,
        )


def jpeg(picture: Image.Image, exif: Image.Exif | None = None) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=86, exif=exif or Image.Exif())
    return out.getvalue()
