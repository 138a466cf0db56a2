from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.catalog.pack import Difficulty, Draw
from lms.quizzes import drawing, rules
from lms.quizzes.rules import Outcome, Tries
from tests.quizzes.papers import EACH, bank, quiz, right, wrong

AT = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)
SINGLE, MULTIPLE, SHORT = (bank()[f"lead/{name}"] for name in ("single", "multiple", "short"))
ALL = drawing.drawn(quiz(), bank().values(), "1")
LARGE = {f"lead/{n}": replace(SINGLE, id=f"lead/{n}") for n in range(12)}


# --- scoring ---------------------------------------------------------------------------------------------------------


def test_the_score_is_the_mean_rounded_half_up_to_two_places() -> None:
    assert rules.score(ALL, right()) == 100
    assert rules.score(ALL, wrong()) == 0
    assert rules.score(ALL, {}) == 0
    assert rules.score(ALL, right("short")) == Decimal("87.50")
    assert rules.score(ALL, {"lead/multiple": ["a"]}) == Decimal("4.17"), "a third of an eighth"


@given(st.dictionaries(st.sampled_from([*right(), "x"]), st.lists(st.text(max_size=4), max_size=5)))
def test_forged_answers_change_nothing(answers: dict[str, list[str]]) -> None:
    kept = rules.cleaned(ALL, answers)
    assert kept.keys() <= right().keys()
    assert rules.cleaned(ALL, kept) == kept
    assert rules.score(ALL, kept) == rules.score(ALL, answers)


@given(st.sets(st.sampled_from(list(right()))))
def test_every_right_answer_raises_the_score(known: set[str]) -> None:
    answers = {key: chosen for key, chosen in right().items() if key in known}
    assert rules.score(ALL, answers) == rules.hundredths(Fraction(100 * len(known), 8))


def test_the_outcome_of_one_question() -> None:
    outcomes = [rules.outcome(MULTIPLE, list(chosen)) for chosen in ("abc", "ab", "d", "")]
    assert outcomes == [Outcome.RIGHT, Outcome.PARTLY, Outcome.WRONG, Outcome.UNANSWERED]


def test_half_an_answer_is_pointed_at() -> None:
    number = {question.id: place for place, question in enumerate(ALL, 1)}
    half = right() | {"lead/match": ["a=a"], "lead/order": ["1:a"], "lead/number": ["tujuh"], "lead/short": []}
    missing = {number[f"lead/{name}"] for name in ("match", "order", "number", "short")}
    assert set(rules.unanswered(ALL, half)) == missing


# --- drawing ---------------------------------------------------------------------------------------------------------


@given(st.integers(), st.integers(0, 12))
def test_a_draw_is_what_the_blueprint_asks_for_and_the_same_again(seed: int, count: int) -> None:
    asked = quiz(blueprint=(Draw("lead", {Difficulty.EASY: count}),))
    drawn = drawing.drawn(asked, LARGE.values(), str(seed))
    assert len({question.id for question in drawn}) == count
    assert drawn == drawing.drawn(asked, reversed(list(LARGE.values())), str(seed))


def test_an_essay_is_never_drawn() -> None:
    assert len(ALL) == sum(EACH.values()) == 8
    assert "lead/essay" not in {question.id for question in ALL}


def test_each_question_has_its_turn() -> None:
    asked = quiz(blueprint=(Draw("lead", {Difficulty.EASY: 3}),))
    times = Counter(question.id for seed in range(400) for question in drawing.drawn(asked, LARGE.values(), str(seed)))
    assert len(times) == 12
    assert min(times.values()) > 60


def test_a_further_attempt_draws_what_was_not_seen_yet() -> None:
    asked = quiz(blueprint=(Draw("lead", {Difficulty.EASY: 4}),))
    known: Counter[str] = Counter()
    for attempt in range(6):
        known.update(question.id for question in drawing.drawn(asked, LARGE.values(), str(attempt), known))
    assert set(known.values()) == {2}


def test_a_question_is_the_same_only_in_the_same_words() -> None:
    seen = drawing.seen(ALL)
    assert list(seen) == [question.id for question in ALL]
    assert drawing.still_asked(seen, bank()) == ALL
    reworded = replace(SINGLE, text="Apa yang paling tepat?")
    heavier = replace(SINGLE, options=tuple(replace(one, weight=one.weight / 2) for one in SINGLE.options))
    stricter = replace(SHORT, exact_case=True)
    for changed in (reworded, heavier, stricter):
        assert changed not in drawing.still_asked(seen, bank() | {changed.id: changed})
    explained = replace(SINGLE, explanation="Karena …", image="")
    assert explained in drawing.still_asked(seen, bank() | {SINGLE.id: explained})
    assert drawing.still_asked({"q1": "0" * 12}, bank()) == ()


# --- time and tries --------------------------------------------------------------------------------------------------


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


def test_a_pre_test_opens_nothing() -> None:
    assert not Tries(1, 1, passed=True, counted=False).answers_open
    assert Tries(0, 1, passed=False, counted=False).left == 1
