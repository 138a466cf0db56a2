"""A signature block on one axis: place and date, capacity, room for pen and stamp, name, rank and NIP.

Where a certificate is signed or sealed electronically, a line that says so stands in the place of the pen. It is true because such
a file is handed out only once it is signed.
"""

from dataclasses import dataclass
from typing import Final

from reportlab.lib.units import mm

from lms.certificates.facts import Signature
from lms.certificates.press.ornament import lozenge
from lms.certificates.press.sheet import Sheet
from lms.certificates.press.typeface import SANS, SERIF, SERIF_BOLD, Fitted, Style, fit, width

PLAIN: Final = Style(SERIF, 10.5, 13.4)
STRONG: Final = Style(SERIF_BOLD, 10.5, 13.4)
INSTEAD: Final = Style(SANS, 8.5, 11, "maroon", 0.15)
FLOOR = 8.5
BLANK = 31.0
"""From the capacity's baseline to the top of the name's capitals, mm: 30 are blank, whatever hangs below the baseline."""
BAND = 16.0
"""The same height where no pen comes."""
CAP = 0.67
"""Height of a capital in parts of the size."""
ELECTRONIC: Final = {"seal": "Disegel secara elektronik", "tte": "Ditandatangani secara elektronik"}
"""What stands in the place of the pen, by rules.Signing."""


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """Lines with their styles, and what stands between them ("" is blank paper). In mm: from baseline to baseline, the height of a
    capital, and the height from the first baseline to the last.
    """

    above: tuple[tuple[str, Style], ...]
    instead: str
    below: tuple[tuple[str, Style], ...]
    lead: float
    cap: float
    height: float


def set_signature(
    sheet: Sheet, signature: Signature, room: float, issued: str = "", *, signing: str = "wet"
) -> SignatureBlock:
    """The block for a column of `room` mm; each text shrinks, then wraps, to three lines at most, and all are set in the size of
    the smallest.
    """

    def lines(text: str, style: Style) -> Fitted:
        two = fit(text, style, room * mm, floor=FLOOR, lines=2)
        return two if two.fits else sheet.fit(text, style, room, floor=FLOOR, lines=3)

    texts = [(issued, PLAIN)] if issued else []
    texts += [(text, STRONG) for text in signature.capacity]
    ends = len(texts)
    texts += [(signature.name, STRONG), *((text, PLAIN) for text in signature.below)]
    fitted = [lines(text, style) for text, style in texts]
    size = min(one.style.size for one in fitted)
    above, below = (
        tuple((line, one.style.at(size)) for one in part for line in one.lines)
        for part in (fitted[:ends], fitted[ends:])
    )
    instead = "" if signing == "wet" else ELECTRONIC[signing]
    lead, cap = PLAIN.at(size).lead / mm, size * CAP / mm
    height = (len(above) + len(below) - 2) * lead + (BAND if instead else BLANK) + cap
    return SignatureBlock(above, instead, below, lead, cap, height)


def draw_signature(sheet: Sheet, block: SignatureBlock, axis: float, bottom: float) -> None:
    """Centred on `axis`, the last baseline at `bottom`."""
    for place, (text, style) in enumerate(block.above):
        sheet.text(axis, bottom - block.height + place * block.lead, text, style, "centre")
    name_at = bottom - (len(block.below) - 1) * block.lead
    if block.instead:
        _draw_band(sheet, block.instead, axis, name_at - block.cap - BAND / 2)
    for place, (text, style) in enumerate(block.below):
        sheet.text(axis, name_at + place * block.lead, text, style, "centre")


def _draw_band(sheet: Sheet, text: str, axis: float, middle: float) -> None:
    """The words between two gold threads, a lozenge at either end."""
    half = width(text, INSTEAD) / mm / 2 + 7
    for y in (middle - 4, middle + 4):
        sheet.rule(axis - half, y, axis + half, y, "gold", 0.2)
    ends = [lozenge(axis + side * (half - 2.6), middle, 0.9, 0.9, 3) for side in (-1, 1)]
    sheet.polygons(ends, "gold")
    sheet.text(axis, middle + INSTEAD.size * 0.355 / mm, text, INSTEAD, "centre")
