"""The ends of a cloth at the left and right of a page: pucuk rebung (bamboo shoots) in a row, pointing to the empty middle."""

from functools import partial
from typing import Final

from lms.certificates.press.ornament import EDGE, draw_rules, lozenge, stairs
from lms.certificates.press.sheet import Sheet

REACH: Final = 25.0
"""Where the tips of the shoots end, mm from the paper's edge."""
BASE: Final = EDGE + 6.0
"""Where the shoots stand, mm from the paper's edge."""
SHOOTS: Final = 13


def _draw_shoot(sheet: Sheet, top: float, pitch: float) -> None:
    """One repeat of the left end: four beads, then a shoot in five layers. Layers overlap, so no seam shows on screen."""
    middle = top + pitch / 2
    sheet.polygons([stairs(BASE - 0.3, middle, 9.3, pitch * 0.43, 9)], "maroon")
    beads = [lozenge(EDGE + 3.2, top + pitch * (place + 0.5) / 4, 1.0, pitch * 0.105, 3) for place in range(4)]
    sheet.polygons([*beads, stairs(BASE, middle, 6.6, pitch * 0.315, 7)], "gold")
    sheet.polygons([stairs(BASE - 0.1, middle, 5.4, pitch * 0.255, 7)], "maroon")
    sheet.polygons([lozenge(BASE + 1.6, middle, 1.2, pitch * 0.1, 3)], "gold")


def _draw_sprout(sheet: Sheet, v: float) -> None:
    """The small gold sprout where two shoots meet."""
    sheet.polygons([stairs(BASE, v, 3.2, 0.75, 4), lozenge(EDGE + 10.4, v, 0.6, 0.6, 2)], "gold")


def draw_cloth(sheet: Sheet) -> None:
    """Frame lines all round and a cloth's end on either side: threads, beads, a row of shoots."""
    draw_rules(sheet)
    top, bottom = EDGE + 1.6, sheet.height - EDGE - 1.6
    pitch = (bottom - top) / SHOOTS
    for colour, weight, u in (("gold", 0.2, EDGE + 1.8), ("gold", 0.2, EDGE + 4.6), ("maroon", 0.8, BASE - 0.4)):
        sheet.rule(u, top, u, bottom, colour, weight)
        sheet.rule(sheet.width - u, top, sheet.width - u, bottom, colour, weight)
    for mirrored in (False, True):
        for place in range(SHOOTS):
            sheet.again("shoot", partial(_draw_shoot, sheet, top, pitch), down=place * pitch, mirrored=mirrored)
        for place in range(SHOOTS - 1):
            sheet.again("sprout", partial(_draw_sprout, sheet, top + pitch), down=place * pitch, mirrored=mirrored)
