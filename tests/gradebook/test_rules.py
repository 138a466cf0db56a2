from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.batches.rules import Share
from lms.catalog.pack import Predicate, Programme, Targets, Weights
from lms.gradebook.plan import ATTENDANCE_KEY, PRACTICE_KEY, Plan, Required
from lms.gradebook.rules import PartKind, Scored, Standing, predicate_for, standing

PREDICATES = (
    Predicate("Sangat Memuaskan", Decimal(90), True),
    Predicate("Memuaskan", Decimal(80), True),
    Predicate("Cukup Memuaskan", Decimal(70), True),
)
PROGRAMME = Programme(
    title="Bimtek",
    weights=Weights(60, 20, 10, 10),
    pass_score=Decimal(70),
    min_attendance=Decimal("0.80"),
    predicates=PREDICATES,
    level_points={4: 100, 3: 85, 2: 72, 1: 50},
    evidence_levels={4: 3, 3: 2, 2: 1, 1: 0},
    targets=Targets(2, 3),
)
PLAN = Plan(
    assignments=(
        Required("journalism/press-release", "J-1"),
        Required("photography/single", "P-1"),
        Required("social/gen-z", "S-1"),
    ),
    tests=(Required("journalism/post-test", "Tes jurnalistik"), Required("photography/post-test", "Tes fotografi")),
    programme=PROGRAMME,
)
KEYS = [required.key for required in (*PLAN.assignments, *PLAN.tests)] + [PRACTICE_KEY]
scores = st.decimals(0, 100, places=2)
weights = (
    st.tuples(*[st.integers(0, 100)] * 3)
    .map(sorted)
    .map(lambda cuts: Weights(cuts[0], cuts[1] - cuts[0], cuts[2] - cuts[1], 100 - cuts[2]))
)


def results(*given_scores: Decimal | int) -> list[Scored]:
    return [Scored(key, Decimal(score), True) for key, score in zip(KEYS, given_scores, strict=False)]


def sentences(found: Standing) -> list[str]:
    return [reason.msgid % reason.params for reason in found.reasons]


def test_the_usual_weights() -> None:
    found = standing(results(85, 72, 100, 80, 90, 75), Share(9, 10), PLAN)
    # assignments 257/3 = 85.666…; tests 85: 51.4 + 17 + 7.5 + 9 = 84.9
    assert found.final == Decimal("84.90")
    assert [part.score for part in found.parts] == [Decimal("85.67"), Decimal(85), Decimal(75), Decimal(90)]
    assert [part.kind for part in found.parts] == list(PartKind)
    assert found.passed
    assert found.reasons == ()
    assert found.predicate
    assert found.predicate.label == "Memuaskan"


def test_what_is_missing_is_named_and_counts_as_zero_so_far() -> None:
    found = standing(results(90), Share(0, 0), PLAN)
    assert found.final is None
    assert found.so_far == Decimal(18)  # 90 / 3 tasks * 60 %
    assert found.missing == (*KEYS[1:], ATTENDANCE_KEY)
    assert not found.passed
    assert found.predicate is None
    assert sentences(found) == [
        "Assignments without a result: 2 (P-1, S-1).",
        "Quizzes without a result: 2 (Tes jurnalistik, Tes fotografi).",
        "The trainer has not given the score for practice yet.",
        "No attendance has been recorded yet.",
    ]


def test_an_assignment_that_is_not_passed_stands_in_the_way_of_a_good_score() -> None:
    judged = [replace(result, passed=result.key != "photography/single") for result in results(95, 95, 95, 95, 95, 95)]
    found = standing(judged, Share(10, 10), PLAN)
    assert found.final == Decimal("95.50")
    assert found.failing == ("photography/single",)
    assert not found.passed
    assert found.predicate is None
    assert sentences(found) == ["Assignments not passed yet: 1 (P-1)."]


@pytest.mark.parametrize(("present", "passed"), [(8, True), (7, False)])
def test_attendance_has_a_minimum_of_its_own(present: int, passed: bool) -> None:
    found = standing(results(95, 95, 95, 95, 95, 95), Share(present, 10), PLAN)
    assert found.passed is passed
    if not passed:
        assert sentences(found) == ["Attendance is 70.00 %; at least 80.00 % is needed."]


def test_attendance_just_under_the_minimum_is_not_rounded_onto_it() -> None:
    found = standing(results(95, 95, 95, 95, 95, 95), Share(79_999, 100_000), PLAN)
    assert sentences(found) == ["Attendance is 79.99 %; at least 80.00 % is needed."]


@pytest.mark.parametrize(("score", "passed"), [("70.00", True), ("69.99", False)])
def test_the_pass_mark_is_enough(score: str, passed: bool) -> None:
    all_in_assignments = replace(PLAN, programme=replace(PROGRAMME, weights=Weights(100, 0, 0, 0)))
    found = standing(results(*[Decimal(score)] * 3), Share(10, 10), all_in_assignments)
    assert found.final == Decimal(score)
    assert found.passed is passed


def test_a_part_without_weight_is_not_asked_for() -> None:
    plan = replace(PLAN, programme=replace(PROGRAMME, weights=Weights(100, 0, 0, 0), min_attendance=Decimal(0)))
    found = standing(results(80, 80, 80), Share(0, 0), plan)
    assert (found.final, found.missing, found.passed) == (Decimal(80), (), True)


def test_a_word_below_the_pass_mark_is_shown() -> None:
    words = (*PREDICATES, Predicate("Kurang Memuaskan", Decimal(0), False))
    found = standing(results(*[50] * 6), Share(10, 10), replace(PLAN, programme=replace(PROGRAMME, predicates=words)))
    assert found.predicate
    assert found.predicate.label == "Kurang Memuaskan"
    assert not found.passed


def test_rounding_is_half_up_and_happens_once() -> None:
    # thirds in three assignments: 0.01 / 3 * 60 % = 0.002 -> 0.00; a half of a hundredth goes up
    assert standing(results(Decimal("0.01"), 0, 0, 0, 0, 0), Share(0, 1), PLAN).final == Decimal("0.00")
    assert standing(results(0, 0, 0, 0, 0, Decimal("0.05")), Share(0, 1), PLAN).final == Decimal("0.01")


@given(
    given_scores=st.lists(scores, min_size=6, max_size=6),
    share=st.integers(1, 60).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))),
    weighting=weights,
)
def test_laws_of_a_complete_standing(given_scores: list[Decimal], share: tuple[int, int], weighting: Weights) -> None:
    plan = replace(PLAN, programme=replace(PROGRAMME, weights=weighting))
    attendance = Share(*share)
    found = standing(results(*given_scores), attendance, plan)
    assert found.final == found.so_far
    assert found.missing == ()
    assert min(0, *given_scores) <= found.so_far <= 100
    assert found.passed is (not found.reasons)
    # nobody loses by a better score
    better = [min(Decimal(100), score + 1) for score in given_scores]
    assert standing(results(*better), attendance, plan).so_far >= found.so_far


@given(given_scores=st.lists(scores, max_size=6), extra=scores)
def test_a_further_result_never_lowers_what_is_reached_so_far(given_scores: list[Decimal], extra: Decimal) -> None:
    before = standing(results(*given_scores), Share(8, 10), PLAN)
    after = standing(results(*given_scores, extra), Share(8, 10), PLAN)
    assert after.so_far >= before.so_far
    assert set(after.missing) <= set(before.missing)
    assert (after.final is None) is bool(after.missing)


@given(score=scores)
def test_everybody_with_the_same_score_everywhere_has_that_score(score: Decimal) -> None:
    plan = replace(PLAN, programme=replace(PROGRAMME, weights=Weights(60, 20, 20, 0)))
    assert standing(results(*[score] * 6), Share(1, 1), plan).final == score.quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(final=scores)
def test_a_higher_score_never_has_a_lower_word(final: Decimal) -> None:
    word = predicate_for(final, tuple(reversed(PREDICATES)))
    assert (word is None) is (final < 70)
    if word:
        assert word.minimum <= final
        assert all(other.minimum <= word.minimum or other.minimum > final for other in PREDICATES)
