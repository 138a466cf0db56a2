from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.competencies.rules import TOP, Suggestion, suggest

levels = st.lists(st.integers(0, TOP), max_size=12)


@pytest.mark.parametrize(
    ("shown", "level", "tentative"),
    [
        ([], 0, True),
        ([3], 3, True),
        ([3, 2], 2, False),
        ([2, 3, 3], 3, False),
        ([3, 3, 0], 3, False),
        ([4, 4, 0, 1, 2], 1, False),
        ([0, 0, 4], 2, False),
    ],
)
def test_best_two_of_the_last_three_rounded_down(shown: list[int], level: int, tentative: bool) -> None:
    assert suggest(shown) == Suggestion(level, tentative)


@given(levels)
def test_never_above_what_was_shown_nor_below_all_of_it(shown: list[int]) -> None:
    level = suggest(shown).level
    assert 0 <= level <= max(shown[-3:], default=0) <= TOP
    assert level >= min(shown[-3:], default=0)


@given(levels, st.randoms(use_true_random=False))
def test_older_evidence_and_the_order_of_the_last_three_do_not_matter(shown: list[int], random: Random) -> None:
    older, last = shown[:-3], shown[-3:]
    random.shuffle(older)
    random.shuffle(last)
    assert suggest([*older, *last]) == suggest(shown)


@given(levels, st.data())
def test_evidence_at_least_as_good_as_the_last_three_never_lowers(shown: list[int], data: st.DataObject) -> None:
    """The weaker sentence, that good evidence never lowers, does not hold: a 2 after 4, 2, 0 pushes the 4 out."""
    further = data.draw(st.integers(max(shown[-3:], default=0), TOP))
    assert suggest([*shown, further]).level >= suggest(shown).level
    assert suggest([4, 2, 0, 2]).level < suggest([4, 2, 0]).level


@given(levels)
def test_two_pieces_of_evidence_are_no_longer_tentative(shown: list[int]) -> None:
    assert suggest(shown).tentative is (len(shown) < 2)
