"""The grammar of our ornament: songket is woven, so its slopes are stairs. From geometry alone: no picture, no cloth copied."""

from collections.abc import Iterable

from lms.certificates.press.sheet import Point, Sheet

EDGE = 10.0
"""Outer edge of a frame, mm from the paper's edge: outside what any office printer leaves blank."""

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


def rectangle(x: float, y: float, width: float, height: float) -> Shape:
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]


def upright(shape: Iterable[Point], x: float, y: float) -> Shape:
    """A shape that points right from the origin, set up at (x, y) to point down the page."""
    return [(x + v, y + u) for u, v in shape]


def draw_box(sheet: Sheet, left: float, top: float, right: float, bottom: float, colour: str, weight: float) -> None:
    """A rectangle of four lines whose corners are closed."""
    over = weight / 2
    for y in (top, bottom):
        sheet.rule(left - over, y, right + over, y, colour, weight)
    for x in (left, right):
        sheet.rule(x, top, x, bottom, colour, weight)


def draw_rules(sheet: Sheet, edge: float = EDGE) -> None:
    """The two lines all round the page: a strong one and a thread within it."""
    sheet.frame(edge + 0.3, "maroon", 0.6)
    sheet.frame(edge + 1.1, "gold", 0.2)


def draw_hem(sheet: Sheet) -> None:
    """The quiet frame of a back page: the same lines, one lozenge at each corner."""
    draw_rules(sheet)
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
