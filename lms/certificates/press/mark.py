"""The word that sets a print apart ("DUPLIKAT"), in a box at the top right of both pages: where every layout is white."""

from functools import partial
from typing import Final

from reportlab.lib.units import mm

from lms.certificates.press.ornament import draw_box
from lms.certificates.press.sheet import Sheet
from lms.certificates.press.typeface import SANS, Style, width

MARK: Final = Style(SANS, 11, 13, "maroon", 0.9)
FROM_RIGHT, TOP, HEIGHT = 33.0, 18.5, 7.0
"""The box's right edge from the paper's, its upper edge and its height, mm."""


def draw_mark(sheet: Sheet) -> None:
    """Nothing on a usual print."""
    if sheet.mark:
        sheet.once(("mark", sheet.mark), partial(_draw_box, sheet, sheet.mark))


def _draw_box(sheet: Sheet, mark: str) -> None:
    right, bottom = sheet.width - FROM_RIGHT, TOP + HEIGHT
    left = right - width(mark, MARK) / mm - 8
    draw_box(sheet, left, TOP, right, bottom, "maroon", 0.5)
    sheet.text((left + right) / 2, TOP + HEIGHT / 2 + MARK.size * 0.355 / mm, mark, MARK, "centre")
