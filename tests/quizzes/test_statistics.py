"""How good a question is, and what was gained: laws, and numbers worked out by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.quizzes import gain, statistics
from lms.quizzes.gain import Grade
from lms.quizzes.kinds import Tally
from lms.quizzes.statistics import Flag, Sums

answers = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 2000)), max_size=60)
scores = st.decimals(0, 100, places=2)


def sums_of(pairs: list[tuple[int, int]]) -> Sums:
    """What the database adds up, from single answers as (x, r)."""
    return Sums(
        n=len(pairs),
        x=sum(x for x, _ in pairs),
        xx=sum(x * x for x, _ in pairs),
        r=sum(r for _, r in pairs),
        rr=sum(r * r for _, r in pairs),
        xr=sum(x * r for x, r in pairs),
    )


def flags(pairs: list[tuple[int, int]], right: int = 20, wrong: int = 5) -> tuple[Flag, ...]:
    return statistics.judged(sums_of(pairs), [Tally("a", right, right=True), Tally("b", wrong, right=False)]).flags


# --- questions -------------------------------------------------------------------------------------------------------


@given(answers)
def test_difficulty_and_discrimination_stay_in_their_range(pairs: list[tuple[int, int]]) -> None:
    sums = sums_of(pairs)
    assert 0 <= statistics.difficulty(sums) <= 1
    found = statistics.discrimination(sums)
    assert found is None or -1 <= found <= 1


@given(answers, st.randoms())
def test_the_order_of_people_changes_nothing(pairs: list[tuple[int, int]], chance: object) -> None:
    turned = list(pairs)
    chance.shuffle(turned)  # type: ignore[attr-defined]
    assert statistics.discrimination(sums_of(turned)) == statistics.discrimination(sums_of(pairs))


@given(answers)
def test_a_key_turned_around_turns_the_sign(pairs: list[tuple[int, int]]) -> None:
    found = statistics.discrimination(sums_of(pairs))
    turned = statistics.discrimination(sums_of([(100 - x, r) for x, r in pairs]))
    assert turned == (None if found is None else -found)


@given(answers, st.integers(0, 500))
def test_an_easier_rest_changes_nothing(pairs: list[tuple[int, int]], more: int) -> None:
    found = statistics.discrimination(sums_of(pairs))
    other = statistics.discrimination(sums_of([(x, r + more) for x, r in pairs]))
    assert found == other or abs((found or 0) - (other or 0)) <= Decimal("0.01")


def test_numbers_worked_out_by_hand() -> None:
    sums = sums_of([(100, 800), (100, 600), (0, 400), (0, 200)])
    assert statistics.difficulty(sums) == Fraction(1, 2)
    assert statistics.discrimination(sums) == Decimal("0.89")
    assert statistics.discrimination(sums_of([(100, 3), (100, 5)])) is None, "all answered alike"
    assert statistics.discrimination(sums_of([])) is None


def test_a_question_with_few_answers_is_not_judged() -> None:
    judgement = statistics.judged(sums_of([(0, r) for r in range(19)]), [])
    assert (judgement.enough, judgement.flags, judgement.discrimination, judgement.p) == (False, (), None, 0)


def test_the_remarks() -> None:
    good = [(100, 900 + n) for n in range(15)] + [(0, 300 + n) for n in range(15)]
    assert flags(good) == ()
    assert flags([(0, 300 + n) for n in range(27)] + [(100, 900 + n) for n in range(3)]) == (Flag.HARD,)
    assert flags([(100, 300 + n) for n in range(30)]) == (Flag.EASY,)
    assert flags([(100 * (n % 2), 500 + n // 2) for n in range(30)]) == (Flag.FLAT,)
    assert flags([(100, 300 + n) for n in range(15)] + [(0, 900 + n) for n in range(15)]) == (Flag.KEY,)
    assert flags(good, right=10, wrong=14) == (Flag.KEY,), "more people agree on a wrong answer"


# --- gain ------------------------------------------------------------------------------------------------------------


@given(scores, scores)
def test_the_gain_is_the_share_of_what_was_missing(pre: Decimal, post: Decimal) -> None:
    found = gain.of_scores(pre, post)
    if pre == 100:
        assert found.g is None
        assert found.grade is None
    else:
        assert found.g is not None
        assert found.g <= 1
        assert (found.g > 0) <= (post > pre)
        assert (found.g < 0) <= (post < pre)


@given(scores.filter(lambda pre: pre < 100))
def test_everything_learned_is_one_and_nothing_is_none(pre: Decimal) -> None:
    assert gain.of_scores(pre, Decimal(100)).g == 1
    assert gain.of_scores(pre, pre).g == 0


@pytest.mark.parametrize(
    ("pre", "post", "g", "grade"),
    [
        ("40", "82", "0.70", Grade.HIGH),
        ("40", "81.99", "0.70", Grade.MEDIUM),
        ("40", "58", "0.30", Grade.MEDIUM),
        ("40", "57.99", "0.30", Grade.LOW),
        ("60", "50", "-0.25", Grade.LOW),
    ],
)
def test_the_words_are_hakes(pre: str, post: str, g: str, grade: Grade) -> None:
    found = gain.of_scores(Decimal(pre), Decimal(post))
    assert (found.g, found.grade) == (Decimal(g), grade)


def test_the_class_gains_what_its_means_gain() -> None:
    pairs = [(Decimal(20), Decimal(60)), (Decimal(60), Decimal(100)), (Decimal(100), Decimal(80))]
    found = gain.class_gain(pairs)
    assert found.count == 3
    assert found.gain is not None
    assert (found.gain.pre, found.gain.post, found.gain.g) == (60, 80, Decimal("0.50"))
    assert gain.class_gain([]).gain is None
    nothing_missing = gain.class_gain([(Decimal(100), Decimal(90))]).gain
    assert nothing_missing is not None
    assert nothing_missing.g is None
