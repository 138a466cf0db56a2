"""What was gained between the test before the lessons and the one after them. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from lms.kit.words import N_
from lms.quizzes.rules import hundredths

HIGH, MEDIUM = Fraction(70, 100), Fraction(30, 100)


class Grade(StrEnum):
    """Hake's three words."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


GRADE_NAMES: Final[Mapping[Grade, str]] = {
    Grade.HIGH: N_("high"),
    Grade.MEDIUM: N_("medium"),
    Grade.LOW: N_("low"),
}


@dataclass(frozen=True, slots=True)
class Gain:
    """`g` is rounded for reading; the word is found before rounding."""

    pre: Decimal
    post: Decimal
    g: Decimal | None
    grade: Grade | None


@dataclass(frozen=True, slots=True)
class ClassGain:
    """Of those who took both tests; `gain` is that of their means, None without anybody."""

    count: int
    gain: Gain | None


def gained(pre: Fraction, post: Fraction) -> Gain:
    """(post - pre) / (100 - pre), Hake's normalised gain; none for somebody who knew everything before."""
    g = (post - pre) / (100 - pre) if pre < 100 else None
    return Gain(
        hundredths(pre), hundredths(post), None if g is None else hundredths(g), None if g is None else _grade(g)
    )


def of_scores(pre: Decimal, post: Decimal) -> Gain:
    return gained(Fraction(pre), Fraction(post))


def class_gain(pairs: Collection[tuple[Decimal, Decimal]]) -> ClassGain:
    """From the means of the class, not the mean of its gains: one who was nearly perfect before would outweigh all others."""
    if not pairs:
        return ClassGain(0, None)
    pre = sum((Fraction(before) for before, _ in pairs), Fraction()) / len(pairs)
    post = sum((Fraction(after) for _, after in pairs), Fraction()) / len(pairs)
    return ClassGain(len(pairs), gained(pre, post))


def _grade(g: Fraction) -> Grade:
    return Grade.HIGH if g >= HIGH else Grade.MEDIUM if g >= MEDIUM else Grade.LOW
