"""A signature block: place and date, capacity, 30 mm of blank paper for pen and stamp, name, rank and NIP, on one axis."""

from dataclasses import dataclass
from typing import Final

from reportlab.lib.units import mm

from lms.certificates.facts import Signature
from lms.certificates.press.sheet import Sheet
from lms.certificates.press.typeface import SERIF, SERIF_BOLD, Style

PLAIN: Final = Style(SERIF, 10.5, 13.4)
STRONG: Final = Style(SERIF_BOLD, 10.5, 13.4)
FLOOR = 8.0
BLANK = 30.0
"""Height left blank, mm, from the capacity's baseline to the top of the name's capitals."""
CAP = 0.67
"""Height of a capital in parts of the size."""


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """Lines with their styles, and the height from the first baseline to the last, mm."""

    above: tuple[tuple[str, Style], ...]
    below: tuple[tuple[str, Style], ...]
    height: float


def set_signature(sheet: Sheet, signature: Signature, room: float, issued: str = "") -> SignatureBlock:
    """The block for a column of `room` mm; each line shrinks, then wraps to a second one."""

    def lines(text: str, style: Style) -> list[tuple[str, Style]]:
        fitted = sheet.fit(text, style, room, floor=FLOOR, lines=2)
        return [(line, fitted.style) for line in fitted.lines]

    above = lines(issued, PLAIN) if issued else []
    capacity = [sheet.fit(text, STRONG, room, floor=FLOOR, lines=2) for text in signature.capacity]
    smallest = min((fitted.style.size for fitted in capacity), default=STRONG.size)
    above += [(line, STRONG.at(smallest)) for fitted in capacity for line in fitted.lines]
    below = lines(signature.name, STRONG)
    for text in signature.below:
        below += lines(text, PLAIN)
    steps = len(above) + len(below) - 2
    height = steps * PLAIN.lead / mm + BLANK + STRONG.size * CAP / mm
    return SignatureBlock(tuple(above), tuple(below), height)


def draw_signature(sheet: Sheet, block: SignatureBlock, axis: float, bottom: float) -> None:
    """Centred on `axis`, the last baseline at `bottom`."""
    y = bottom - block.height
    for text, style in block.above:
        sheet.text(axis, y, text, style, "centre")
        y += PLAIN.lead / mm
    y = bottom - (len(block.below) - 1) * PLAIN.lead / mm
    for text, style in block.below:
        sheet.text(axis, y, text, style, "centre")
        y += PLAIN.lead / mm
