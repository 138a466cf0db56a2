"""The laws of points and decisions."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.catalog.pack import LEVELS, Criterion, Rubric
from lms.grading import rules
from lms.posts.rules import Decision

POINTS = {4: 100, 3: 85, 2: 72, 1: 50}


@st.composite
def rubrics(draw: st.DrawFn) -> Rubric:
    """One to eight criteria whose weights add up to 100."""
    cuts = sorted(draw(st.sets(st.integers(1, 99), max_size=7)))
    weights = [end - start for start, end in zip([0, *cuts], [*cuts, 100], strict=True)]
    return Rubric(
        key="rubric",
        title="Rubrik",
        criteria=tuple(
            Criterion(
                key=f"c{n}",
                title=f"Kriteria {n}",
                weight=weight,
                competency="J3",
                must_pass=draw(st.booleans()),
                levels=dict.fromkeys(LEVELS, "…"),
            )
            for n, weight in enumerate(weights)
        ),
    )


@st.composite
def marked(draw: st.DrawFn) -> tuple[Rubric, dict[str, int]]:
    rubric = draw(rubrics())
    return rubric, {criterion.key: draw(st.sampled_from(LEVELS)) for criterion in rubric.criteria}


@given(marked())
def test_points_are_a_weighted_mean(case: tuple[Rubric, dict[str, int]]) -> None:
    rubric, marks = case
    total = rules.points(rubric, marks, POINTS)
    assert Decimal(POINTS[min(marks.values())]) <= total <= Decimal(POINTS[max(marks.values())])
    assert total == total.quantize(Decimal("0.01"))
    exact = sum(criterion.weight * POINTS[marks[criterion.key]] for criterion in rubric.criteria)
    assert total * 100 == exact, "whole weights of whole points need no rounding"


@given(rubrics(), st.sampled_from(LEVELS))
def test_the_same_level_everywhere_is_that_level(rubric: Rubric, level: int) -> None:
    assert rules.points(rubric, {criterion.key: level for criterion in rubric.criteria}, POINTS) == POINTS[level]


@given(marked(), st.data())
def test_a_better_level_never_costs_points(case: tuple[Rubric, dict[str, int]], data: st.DataObject) -> None:
    rubric, marks = case
    key = data.draw(st.sampled_from(sorted(marks)))
    better = marks | {key: data.draw(st.integers(marks[key], 4))}
    assert rules.points(rubric, better, POINTS) >= rules.points(rubric, marks, POINTS)


@given(marked(), st.data())
def test_only_must_pass_criteria_on_the_lowest_level_fail(
    case: tuple[Rubric, dict[str, int]], data: st.DataObject
) -> None:
    rubric, marks = case
    failing = rules.failing(rubric, marks)
    assert set(failing) == {one.title for one in rubric.criteria if one.must_pass and marks[one.key] == 1}
    open_key = data.draw(st.sampled_from(sorted(marks)))
    without = {key: level for key, level in marks.items() if key != open_key}
    assert rules.unmarked(rubric, marks) == ()
    assert rules.unmarked(rubric, without) == (f"Kriteria {open_key[1:]}",)
    with pytest.raises(KeyError):
        rules.points(rubric, without, POINTS)


@given(
    total=st.decimals(0, 100, places=2),
    must_pass_failed=st.booleans(),
    rounds=st.integers(1, 9),
    max_revisions=st.integers(0, 5),
)
def test_there_is_always_a_decision_and_never_a_wrong_one(
    total: Decimal, must_pass_failed: bool, rounds: int, max_revisions: int
) -> None:
    allowed = rules.decisions(
        total=total,
        must_pass_failed=must_pass_failed,
        pass_score=Decimal(70),
        rounds=rounds,
        max_revisions=max_revisions,
    )
    assert allowed
    assert (Decision.PASSED in allowed) == (total >= 70 and not must_pass_failed)
    assert (Decision.RETURNED in allowed) == (rounds <= max_revisions)
    assert (Decision.FAILED in allowed) == (allowed == {Decision.FAILED}), "only what neither passes nor can be revised"


@given(rubrics())
def test_a_frozen_rubric_reads_back_as_it_was(rubric: Rubric) -> None:
    assert Rubric.from_json(rubric.as_json()) == rubric
    assert Rubric.from_json(replace(rubric, title="Lain").as_json()) != rubric
