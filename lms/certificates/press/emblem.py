"""What stands over the kop: the office's own picture, or a placeholder nobody can take for real arms."""

from itertools import pairwise
from math import cos, pi, sin
from typing import Final

from lms.certificates.press.ornament import Shape, lozenge
from lms.certificates.press.sheet import Sheet

PLACEHOLDERS: Final = ("shield", "garuda")
BREADTH: Final = 2.2
"""A picture may be this much wider than high."""


def draw_emblem(sheet: Sheet, emblem: str, x: float, y: float, height: float) -> None:
    """Top middle at (x, y). The region's arms top middle: PP 77/2007 Ps 15(1); nothing where the office shows none."""
    if emblem == "shield":
        _draw_shield(sheet, x, y, height)
    elif emblem == "garuda":
        _draw_medallion(sheet, x, y + height / 2, height / 2)
    elif emblem:
        room = height * BREADTH
        sheet.picture(x - room / 2, y, room, height, emblem)


def _draw_shield(sheet: Sheet, x: float, y: float, height: float) -> None:
    """A neutral shield: it keeps the place of the region's own arms, which the office supplies."""
    for inset, colour in ((0.0, "maroon"), (0.045, "paper"), (0.075, "gold"), (0.1, "maroon")):
        half, top, tip = (0.42 - inset) * height, y + inset * height, y + (1 - inset * 1.25) * height
        waist = y + 0.5 * height
        sheet.curve(
            (x - half, top),
            ((x - half * 0.3, top), (x + half * 0.3, top), (x + half, top)),
            ((x + half, top + 0.2 * height), (x + half, waist), (x + half, waist)),
            ((x + half, y + 0.78 * height), (x + half * 0.35, tip - 0.06 * height), (x, tip)),
            ((x - half * 0.35, tip - 0.06 * height), (x - half, y + 0.78 * height), (x - half, waist)),
            ((x - half, waist), (x - half, top + 0.2 * height), (x - half, top)),
            colour=colour,
        )
    middle = y + 0.45 * height
    sheet.polygons([lozenge(x, middle, 0.2 * height, 0.24 * height, 6)], "gold")
    sheet.polygons([lozenge(x, middle, 0.13 * height, 0.155 * height, 5)], "maroon")
    sheet.polygons([lozenge(x, middle, 0.06 * height, 0.07 * height, 3)], "gold")


def _draw_medallion(sheet: Sheet, x: float, y: float, radius: float) -> None:
    """Rays, a ring and a star round (x, y): it keeps the place of the lambang negara and does not depict it."""
    sheet.polygons([star(x, y, radius, radius * 0.86, 32)], "gold")
    for part, colour in ((0.8, "maroon"), (0.74, "paper"), (0.71, "maroon")):
        _draw_disc(sheet, x, y, radius * part, colour)
    sheet.polygons([star(x, y, radius * 0.62, radius * 0.4, 8)], "gold")
    sheet.polygons([star(x, y, radius * 0.4, radius * 0.27, 8)], "maroon")
    sheet.polygons([lozenge(x, y, radius * 0.16, radius * 0.16, 3)], "gold")


def star(x: float, y: float, outer: float, inner: float, points: int) -> Shape:
    """A star round (x, y), one point straight up."""
    corners = ((outer if corner % 2 == 0 else inner, pi * corner / points) for corner in range(2 * points))
    return [(x + reach * sin(angle), y - reach * cos(angle)) for reach, angle in corners]


def _draw_disc(sheet: Sheet, x: float, y: float, radius: float, colour: str) -> None:
    handle = radius * 0.5523
    quarters = ((0, -1), (1, 0), (0, 1), (-1, 0), (0, -1))
    segments = []
    for (a, b), (c, d) in pairwise(quarters):
        segments.append((
            (x + a * radius + c * handle, y + b * radius + d * handle),
            (x + c * radius + a * handle, y + d * radius + b * handle),
            (x + c * radius, y + d * radius),
        ))  # fmt: skip
    sheet.curve((x, y - radius), *segments, colour=colour)
