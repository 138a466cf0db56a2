"""From marks on a rubric to points and to what a verdict may be. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from lms.catalog.pack import Rubric
from lms.posts.rules import Decision, may_return

WORST = 1


@dataclass(frozen=True, slots=True)
class Mark:
    """A trainer's level (4 best … 1) for one criterion, and a word on it."""

    criterion: str
    level: int
    comment: str


def points(rubric: Rubric, marks: Mapping[str, int], level_points: Mapping[int, int]) -> Decimal:
    """Weighted mean 0..100 of the criteria, two places, half up. Every criterion has to be marked (KeyError)."""
    total = sum(
        (Decimal(criterion.weight * level_points[marks[criterion.key]]) for criterion in rubric.criteria), Decimal(0)
    )
    return (total / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def unmarked(rubric: Rubric, marks: Mapping[str, int]) -> tuple[str, ...]:
    """Titles of criteria without a level."""
    return tuple(criterion.title for criterion in rubric.criteria if criterion.key not in marks)


def failing(rubric: Rubric, marks: Mapping[str, int]) -> tuple[str, ...]:
    """Titles of must-pass criteria on the lowest level: they make a revision compulsory."""
    return tuple(
        criterion.title for criterion in rubric.criteria if criterion.must_pass and marks.get(criterion.key) == WORST
    )


def decisions(
    *, total: Decimal, must_pass_failed: bool, pass_score: Decimal, rounds: int, max_revisions: int
) -> frozenset[Decision]:
    """What the trainer may decide: pass only with enough points and no failed must-pass criterion, return while revisions
    are left, and fail only what neither passes nor can be revised."""
    allowed: set[Decision] = set()
    if total >= pass_score and not must_pass_failed:
        allowed.add(Decision.PASSED)
    if may_return(rounds, max_revisions):
        allowed.add(Decision.RETURNED)
    if not allowed:
        allowed.add(Decision.FAILED)
    return frozenset(allowed)
