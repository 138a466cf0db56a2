"""How good a question is, from what people answered. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import sqrt
from typing import Final

from lms.kit.words import N_
from lms.quizzes.kinds import Tally
from lms.quizzes.rules import hundredths

ENOUGH: Final = 20
"""Below so many answers a question is not judged: chance would speak."""
HARD, EASY = Fraction(20, 100), Fraction(95, 100)
"""Shares of the points reached, under and over which a question tells people apart no more."""
FLAT: Final = Decimal("0.10")
"""Under this a question does not separate those who know much from those who know little."""


class Flag(StrEnum):
    HARD = "hard"
    EASY = "easy"
    FLAT = "flat"
    KEY = "key"


FLAG_NAMES: Final[Mapping[Flag, str]] = {
    Flag.HARD: N_("Too hard"),
    Flag.EASY: N_("Too easy"),
    Flag.FLAT: N_("Does not separate"),
    Flag.KEY: N_("The key may be wrong"),
}


@dataclass(frozen=True, slots=True)
class Sums:
    """Over the answers to one question: x are its points 0..100, r those of the rest of the same attempt."""

    n: int
    x: int
    xx: int
    r: int
    rr: int
    xr: int


def difficulty(sums: Sums) -> Fraction:
    """p: the share of the points that was reached, 0..1. A high one belongs to an easy question."""
    return Fraction(sums.x, 100 * sums.n) if sums.n else Fraction()


def discrimination(sums: Sums) -> Decimal | None:
    """The corrected point-biserial correlation, -1..1: of the points of this question with those of all others in the same
    attempt, so that a question is not compared with itself. None where all answered alike."""
    spread = (sums.n * sums.xx - sums.x**2) * (sums.n * sums.rr - sums.r**2)
    if spread <= 0:
        return None
    found = (sums.n * sums.xr - sums.x * sums.r) / sqrt(spread)
    return Decimal(max(-1.0, min(1.0, found))).quantize(Decimal("0.01"))


@dataclass(frozen=True, slots=True)
class Judgement:
    """`p` is in percent; flags and discrimination wait until there are ENOUGH answers."""

    n: int
    p: Decimal | None
    discrimination: Decimal | None
    flags: tuple[Flag, ...]

    @property
    def enough(self) -> bool:
        return self.n >= ENOUGH


def judged(sums: Sums, tallies: Iterable[Tally]) -> Judgement:
    p = difficulty(sums)
    percent = hundredths(p * 100) if sums.n else None
    if sums.n < ENOUGH:
        return Judgement(sums.n, percent, None, ())
    separates = discrimination(sums)
    return Judgement(sums.n, percent, separates, tuple(_flags(p, separates, list(tallies))))


def _flags(p: Fraction, separates: Decimal | None, tallies: list[Tally]) -> Iterable[Flag]:
    """A key is doubted where those who know much miss it, or where more people agree on one wrong answer than on any
    right one."""
    right = max((tally.count for tally in tallies if tally.right), default=0)
    wrong = max((tally.count for tally in tallies if not tally.right), default=0)
    if p < HARD:
        yield Flag.HARD
    if p > EASY:
        yield Flag.EASY
    if (separates is not None and separates < 0) or wrong > right:
        yield Flag.KEY
    elif separates is not None and separates < FLAT and p <= EASY:
        yield Flag.FLAT
