from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.catalog.pack import Option, Question, QuestionKind
from lms.quizzes import rules
from lms.quizzes.rules import Outcome, Tries

AT = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)


def question(kind: QuestionKind, *correct: bool, id: str = "q1") -> Question:  # noqa: A002 - the field's name
    options = tuple(Option("abcdef"[place], f"Pilihan {place}", right, "") for place, right in enumerate(correct))
    return Question(id, "Apa yang tepat?", kind, options, "", "J3")


SINGLE = question(QuestionKind.SINGLE, False, True, False)
MULTIPLE = question(QuestionKind.MULTIPLE, True, True, True, False, id="q2")
TRUE_FALSE = question(QuestionKind.TRUE_FALSE, True, False, id="q3")
ALL = (SINGLE, MULTIPLE, TRUE_FALSE)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    kind = draw(st.sampled_from(QuestionKind))
    correct = draw(st.lists(st.booleans(), min_size=2, max_size=6).filter(any))
    if kind is not QuestionKind.MULTIPLE:
        right = correct.index(True)
        correct = [place == right for place in range(len(correct))]
    return question(kind, *correct)


@pytest.mark.parametrize(
    ("chosen", "gained", "outcome"),
    [
        ("abc", Fraction(1), Outcome.RIGHT),
        ("ab", Fraction(2, 3), Outcome.PARTLY),
        ("abd", Fraction(1, 3), Outcome.PARTLY),
        ("ad", Fraction(0), Outcome.WRONG),
        ("abcd", Fraction(2, 3), Outcome.PARTLY),
        ("d", Fraction(0), Outcome.WRONG),
        ("", Fraction(0), Outcome.UNANSWERED),
    ],
)
def test_wrong_choices_cost_what_right_ones_give(chosen: str, gained: Fraction, outcome: Outcome) -> None:
    assert rules.points(MULTIPLE, chosen) == gained
    assert rules.outcome(MULTIPLE, chosen) is outcome


def test_one_answer_is_right_or_not() -> None:
    assert rules.points(SINGLE, ["b"]) == 1
    assert rules.points(SINGLE, ["a"]) == 0
    assert rules.points(SINGLE, ["a", "b"]) == 0
    assert rules.points(TRUE_FALSE, ["a"]) == 1


def test_the_score_is_rounded_half_up_to_two_places() -> None:
    assert rules.score(ALL, {"q1": ["b"], "q3": ["a"]}) == Decimal("66.67")
    assert rules.score(ALL, {"q1": ["b"], "q2": ["a", "b", "c"], "q3": ["a"]}) == Decimal(100)
    assert rules.score(ALL, {}) == 0


@given(questions(), st.sets(st.sampled_from("abcdefxyz")))
def test_a_question_gives_between_nothing_and_one(asked: Question, chosen: set[str]) -> None:
    gained = rules.points(asked, chosen)
    assert 0 <= gained <= 1
    right = {option.id for option in asked.options if option.correct}
    assert (gained == 1) is (chosen & {option.id for option in asked.options} == right)


@given(questions())
def test_ticking_everything_never_gives_everything(asked: Question) -> None:
    everything = [option.id for option in asked.options]
    assert rules.points(asked, everything) < 1 or all(option.correct for option in asked.options)


@given(st.dictionaries(st.sampled_from(["q1", "q2", "q3", "q9"]), st.lists(st.sampled_from([*"abcdx", "", "a\0"]))))
def test_forged_ids_change_nothing(answers: dict[str, list[str]]) -> None:
    kept = rules.cleaned(ALL, answers)
    assert kept.keys() <= {"q1", "q2", "q3"}
    assert all(
        set(chosen) <= {option.id for option in asked.options} for asked in ALL for chosen in [kept.get(asked.id, [])]
    )
    assert all(len(kept.get(asked.id, [])) <= 1 for asked in (SINGLE, TRUE_FALSE))
    assert rules.cleaned(ALL, kept) == kept
    assert rules.score(ALL, kept) == rules.score(ALL, answers)


@given(st.integers(1), st.integers(1))
def test_order_is_a_shuffle_that_an_attempt_keeps(one: int, other: int) -> None:
    shown = rules.shuffled(MULTIPLE.options, str(one))
    assert sorted(option.id for option in shown) == ["a", "b", "c", "d"]
    assert shown == rules.shuffled(tuple(reversed(MULTIPLE.options)), str(one))
    without = tuple(option for option in shown if option.id != "b")
    assert without == rules.shuffled([option for option in MULTIPLE.options if option.id != "b"], str(one))


def test_different_attempts_see_different_orders() -> None:
    assert len({rules.shuffled(MULTIPLE.options, str(seed)) for seed in range(200)}) == 24


def test_a_question_is_the_same_only_in_the_same_words() -> None:
    seen = rules.seen(ALL)
    assert rules.changed(ALL, seen) == frozenset()
    reworded = replace(SINGLE, text="Apa yang paling tepat?")
    other_answer = replace(TRUE_FALSE, options=tuple(replace(o, correct=not o.correct) for o in TRUE_FALSE.options))
    assert rules.changed((reworded, MULTIPLE, other_answer), seen) == {"q1", "q3"}
    assert rules.changed((replace(SINGLE, explanation="Karena …"),), seen) == frozenset()
    assert rules.imprint(seen) != rules.imprint(rules.seen((reworded, MULTIPLE, TRUE_FALSE)))


def test_time_has_two_minutes_of_grace() -> None:
    due = rules.due(AT, 20)
    assert due == AT + timedelta(minutes=20)
    assert rules.in_time(AT + timedelta(minutes=22), due)
    assert not rules.in_time(AT + timedelta(minutes=22, microseconds=1), due)
    assert rules.in_time(AT + timedelta(days=900), rules.due(AT, None))


@pytest.mark.parametrize(
    ("sent", "passed", "left", "answers_open"),
    [(0, False, 3, False), (2, False, 1, False), (3, False, 0, True), (4, False, 0, True), (1, True, 0, True)],
)
def test_a_pass_ends_the_quiz_and_opens_the_answers(sent: int, passed: bool, left: int, answers_open: bool) -> None:
    tries = Tries(sent, 3, passed)
    assert (tries.left, tries.answers_open) == (left, answers_open)
