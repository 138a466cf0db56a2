"""The geometry of the competency chart: points on rings, in the units of an SVG view box. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Final

RADIUS: Final = 100.0
"""Of the outermost ring; the centre is (0, 0)."""
BESIDE: Final = 118.0


@dataclass(frozen=True, slots=True)
class Spoke:
    """An axis with its name beside it and the person's level as a dot."""

    code: str
    x: float
    y: float
    label_x: float
    label_y: float
    dot_x: float
    dot_y: float


@dataclass(frozen=True, slots=True)
class Radar:
    """`rings` are the levels 1 … top, `target` and `area` polygons, each as the points of an SVG polygon."""

    spokes: tuple[Spoke, ...]
    rings: tuple[str, ...]
    target: str
    area: str


def drawn(levels: Mapping[str, int], *, top: int, target: int) -> Radar:
    """The chart of these levels, clockwise from the top. A level above `top` stays on the rim."""
    angles = [2 * pi * n / len(levels) - pi / 2 for n in range(len(levels))]
    reach = [RADIUS * min(level, top) / top for level in levels.values()]
    return Radar(
        spokes=tuple(
            Spoke(code, *_at(angle, RADIUS), *_at(angle, BESIDE), *_at(angle, far))
            for code, angle, far in zip(levels, angles, reach, strict=True)
        ),
        rings=tuple(_polygon(angles, [RADIUS * level / top] * len(angles)) for level in range(1, top + 1)),
        target=_polygon(angles, [RADIUS * target / top] * len(angles)),
        area=_polygon(angles, reach),
    )


def _at(angle: float, far: float) -> tuple[float, float]:
    return round(far * cos(angle), 1), round(far * sin(angle), 1)


def _polygon(angles: list[float], reach: list[float]) -> str:
    return " ".join("{},{}".format(*_at(angle, far)) for angle, far in zip(angles, reach, strict=True))
