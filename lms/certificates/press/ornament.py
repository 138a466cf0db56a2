"""Ornament in the grammar of Palembang's songket, from geometry alone: no picture, no cloth copied.

Songket is woven, so its slopes are stairs. The ends of a cloth carry `pucuk rebung` (bamboo shoots) in a row that points to
the middle; `lepus` covers the ground with small lozenges. Here the page is the cloth: shoots at both ends, the middle empty.
"""

from functools import partial

from lms.certificates.press.sheet import Point, Sheet

EDGE = 10.0
"""Outer edge of the frame, mm from the paper's edge: outside what any office printer leaves blank."""
REACH = 25.0
"""Where the tips of the shoots end, mm from the paper's edge."""
BASE = EDGE + 6.0
"""Where the shoots stand, mm from the paper's edge."""
SHOOTS = 13

Shape = list[Point]


def stairs(u: float, v: float, length: float, half: float, steps: int) -> Shape:
    """A stepped triangle on the base u, centred on v, pointing to u + length."""
    run, rise = length / steps, half / steps
    upper: Shape = []
    for step in range(steps):
        upper += [(u + run * step, v - half + rise * step), (u + run * (step + 1), v - half + rise * step)]
    return upper + [(across, 2 * v - along) for across, along in reversed(upper)]


def lozenge(u: float, v: float, long: float, half: float, steps: int) -> Shape:
    """A stepped diamond centred on (u, v), `long` to its tips along u and `half` along v."""
    right = stairs(u, v, long, half, steps)
    return right + [(2 * u - across, along) for across, along in reversed(right)]


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
    sheet.frame(EDGE + 0.3, "maroon", 0.6)
    sheet.frame(EDGE + 1.1, "gold", 0.2)
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


def draw_hem(sheet: Sheet) -> None:
    """The quiet frame of a back page: the same lines, one lozenge at each corner."""
    sheet.frame(EDGE + 0.3, "maroon", 0.6)
    sheet.frame(EDGE + 1.1, "gold", 0.2)
    inset = EDGE + 4.2
    corners = [(u, v) for u in (inset, sheet.width - inset) for v in (inset, sheet.height - inset)]
    sheet.polygons([lozenge(u, v, 1.8, 1.8, 4) for u, v in corners], "gold")
    sheet.polygons([lozenge(u, v, 0.8, 0.8, 2) for u, v in corners], "maroon")


def draw_divider(sheet: Sheet, x: float, y: float, half: float) -> None:
    """A gold line with a lozenge in its middle, under a kop."""
    sheet.rule(x - half, y, x - 2.6, y, "gold", 0.2)
    sheet.rule(x + 2.6, y, x + half, y, "gold", 0.2)
    sheet.polygons([lozenge(x, y, 1.5, 1.0, 3)], "gold")
    sheet.polygons([lozenge(x, y, 0.7, 0.45, 2)], "maroon")


def draw_shield(sheet: Sheet, x: float, y: float, height: float) -> None:
    """A neutral shield, top middle at (x, y): it keeps the place of the region's own arms, which the office supplies."""
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
