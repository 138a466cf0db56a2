"""From evidence to the level of a competency. Pure.

Domain 3.2: the best two of the last three pieces of evidence; a trainer confirms, no level is final by arithmetic alone
(UU PDP Ps 10).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LAST: Final = 3
BEST: Final = 2
TOP: Final = 4
"""Level 4 is for trainers and senior officers; level 5 of the national scale is not assessed here."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A level of 0..4; `tentative` while fewer than two pieces of evidence carry it."""

    level: int
    tentative: bool


def suggest(levels: Sequence[int]) -> Suggestion:
    """`levels` are those of all evidence of one competency, oldest first. The mean of the best two is rounded down."""
    best = sorted(levels[-LAST:], reverse=True)[:BEST]
    level = sum(best) // len(best) if best else 0
    return Suggestion(min(level, TOP), tentative=len(best) < BEST)


def is_level(level: int) -> bool:
    return 0 <= level <= TOP
