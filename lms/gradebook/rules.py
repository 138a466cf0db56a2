"""From results to the final score, the predikat and whether the training is passed. Pure.

Domain 4.2: assignments 60, tests 20, practice 10, attendance 10; passed = final score at the pass mark and attendance at its
minimum and every mandatory task passed. Weights, marks and predikat come from the pack.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor

from lms.batches.rules import Share
from lms.catalog.pack import Predicate
from lms.gradebook.plan import ATTENDANCE_KEY, PRACTICE_KEY, Plan
from lms.gradebook.reasons import obstacles
from lms.kit.words import Reason


class ResultKind(StrEnum):
    ASSIGNMENT = "assignment"
    TEST = "test"
    PRACTICE = "practice"


class PartKind(StrEnum):
    """The four parts of a final score."""

    ASSIGNMENTS = "assignments"
    TESTS = "tests"
    PRACTICE = "practice"
    ATTENDANCE = "attendance"


@dataclass(frozen=True, slots=True)
class Scored:
    """A result that counts: 0..100 with two places."""

    key: str
    score: Decimal
    passed: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the final score: `weight` in percent, `score` 0..100 over what exists so far, None before the first."""

    kind: PartKind
    weight: int
    score: Decimal | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a participant stands. `final` is None while anything mandatory is missing; `so_far` counts that as 0.

    `missing` are keys of assignments and tests without a result, and of the parts without one; `failing` are keys of
    mandatory assignments whose newest result is not a pass. The predikat belongs to `final`; one that means a pass is
    withheld until everything else is fulfilled too. `reasons` is empty exactly when `passed`.
    """

    final: Decimal | None
    so_far: Decimal
    parts: tuple[Part, ...]
    missing: tuple[str, ...]
    failing: tuple[str, ...]
    predicate: Predicate | None
    passed: bool
    reasons: tuple[Reason, ...]


Scores = Mapping[str, Fraction | None]
"""Exact scores by key, None where there is none yet."""


def standing(results: Iterable[Scored], attendance: Share, plan: Plan) -> Standing:
    """`results` are the current ones, one per key. Fractions are exact; the final score is rounded once, at the end."""
    by_key = {result.key: result for result in results}
    weights, programme = plan.programme.weights, plan.programme
    present = Fraction(attendance.present * 100, attendance.total) if attendance.total else None
    gathered = (
        (PartKind.ASSIGNMENTS, weights.assignments, _scores([task.key for task in plan.assignments], by_key)),
        (PartKind.TESTS, weights.tests, _scores([test.key for test in plan.tests if weights.tests], by_key)),
        (PartKind.PRACTICE, weights.practice, _scores([PRACTICE_KEY] if weights.practice else [], by_key)),
        (PartKind.ATTENDANCE, weights.attendance, {ATTENDANCE_KEY: present} if plan.asks_for_attendance else {}),
    )
    missing = tuple(key for _, _, scores in gathered for key, score in scores.items() if score is None)
    failing = tuple(task.key for task in plan.assignments if task.key in by_key and not by_key[task.key].passed)
    so_far = hundredths(sum((mean(scores) * weight for _, weight, scores in gathered), Fraction()) / 100)
    final = None if missing else so_far
    word = None if final is None else predicate_for(final, programme.predicates)
    reasons = tuple(obstacles(plan, missing, failing, final, floored(present)))
    return Standing(
        final=final,
        so_far=so_far,
        parts=tuple(Part(kind, weight, _so_far(scores)) for kind, weight, scores in gathered),
        missing=missing,
        failing=failing,
        predicate=None if word and word.passes and reasons else word,
        passed=not reasons,
        reasons=reasons,
    )


def predicate_for(final: Decimal, predicates: Sequence[Predicate]) -> Predicate | None:
    """The highest word whose minimum `final` reaches."""
    reached = [predicate for predicate in predicates if final >= predicate.minimum]
    return max(reached, key=lambda predicate: predicate.minimum, default=None)


def hundredths(exact: Fraction) -> Decimal:
    """Rounded half up to two places."""
    return Decimal(floor(exact * 100 + Fraction(1, 2))).scaleb(-2)


def floored(exact: Fraction | None) -> Decimal | None:
    """Cut to two places, so that a share just under its minimum is not rounded onto it."""
    return None if exact is None else Decimal(floor(exact * 100)).scaleb(-2)


def mean(scores: Scores) -> Fraction:
    """What is missing counts as 0."""
    return sum((score or Fraction() for score in scores.values()), Fraction()) / (len(scores) or 1)


def _scores(keys: Iterable[str], by_key: Mapping[str, Scored]) -> Scores:
    return {key: Fraction(by_key[key].score) if key in by_key else None for key in keys}


def _so_far(scores: Scores) -> Decimal | None:
    there = {key: score for key, score in scores.items() if score is not None}
    return hundredths(mean(there)) if there else None
