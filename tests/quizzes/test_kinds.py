"""The laws of scoring, and what each kind takes for an answer."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.catalog.pack import Difficulty, Option, Question, QuestionKind
from lms.quizzes.kinds import KINDS
from lms.quizzes.kinds.number import readings
from tests.quizzes.papers import bank

LETTERS = "abcdefgh"
ASKED = [question for question in bank().values() if question.kind in KINDS]


def question(kind: str, *options: Option, **changes: object) -> Question:
    lettered = tuple(replace(option, id=letter) for letter, option in zip(LETTERS, options, strict=False))
    whole = Question(
        "lead/q", "lead", QuestionKind(kind), Difficulty.EASY, "J3", "?", bank()["lead/single"].html, lettered, ""
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def worth(weight: object, text: str = "", **more: object) -> Option:
    return Option("", text, Decimal(str(weight)), "", **more)  # type: ignore[arg-type]


def points(asked: Question, *chosen: str) -> Fraction:
    kind = KINDS[asked.kind]
    return kind.points(asked, kind.cleaned(asked, chosen))


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Of every kind, as the reader of banks lets them through."""
    kind = QuestionKind(draw(st.sampled_from(list(KINDS))))
    words = st.text("abc piramida.*", min_size=1, max_size=8).filter(lambda text: any(map(str.isalnum, text)))
    weights = st.integers(-100, 99).map(Decimal)
    if kind is QuestionKind.MULTIPLE:
        count = draw(st.integers(1, 4))
        each = (Decimal(100) / count).quantize(Decimal("0.00001"))
        others = draw(st.lists(st.integers(-100, 0).map(Decimal), max_size=4))
        options = [worth(each) for _ in range(count)] + [worth(weight) for weight in others]
        return question(kind, *draw(st.permutations(options)))
    if kind is QuestionKind.MATCH:
        rights = draw(st.lists(st.sampled_from(["satu", "dua", "tiga"]), min_size=2, max_size=5))
        pairs = [worth(50, f"kiri {n}", match=right) for n, right in enumerate(rights)]
        return question(kind, *pairs, worth(0, "", match="bukan"))
    if kind is QuestionKind.ORDER:
        return question(kind, *(worth(25, f"langkah {n}") for n in range(draw(st.integers(3, 6)))))
    if kind is QuestionKind.SHORT:
        others = draw(st.lists(st.tuples(weights.filter(lambda weight: weight >= 0), words), max_size=3))
        return question(kind, worth(100, draw(words)), *(worth(weight, text) for weight, text in others))
    if kind is QuestionKind.NUMBER:
        value = draw(st.decimals(-10_000, 10_000, places=draw(st.integers(0, 4))))
        return question(kind, worth(100, f"{value:f}", tolerance=Decimal(draw(st.sampled_from(["0", "0.05", "1"])))))
    options = [worth(100), *(worth(weight) for weight in draw(st.lists(weights, min_size=1, max_size=5)))]
    return question(kind, *draw(st.permutations(options)))


anything = st.lists(
    st.one_of(
        st.sampled_from(LETTERS),
        st.builds("{}={}".format, st.sampled_from("abcx"), st.sampled_from("abcx")),
        st.builds("{}:{}".format, st.sampled_from("0129x"), st.sampled_from("abcx")),
        st.text(max_size=8),
    ),
    max_size=8,
)


# --- laws ------------------------------------------------------------------------------------------------------------


@given(questions(), anything)
def test_no_answer_costs_anything_and_none_gives_more_than_everything(asked: Question, chosen: list[str]) -> None:
    assert 0 <= points(asked, *chosen) <= 1


@given(questions())
def test_the_key_is_an_answer_and_gives_everything(asked: Question) -> None:
    key = KINDS[asked.kind].key(asked)
    assert KINDS[asked.kind].cleaned(asked, key) == key
    assert KINDS[asked.kind].is_answered(asked, key)
    assert points(asked, *key) == 1


@given(questions(), anything)
def test_what_is_cleaned_stays_as_it_is(asked: Question, chosen: list[str]) -> None:
    kind = KINDS[asked.kind]
    once = kind.cleaned(asked, chosen)
    assert kind.cleaned(asked, once) == once
    assert kind.points(asked, once) == points(asked, *chosen)


@given(questions(), anything, st.randoms())
def test_ticks_and_pairs_count_in_any_order(asked: Question, chosen: list[str], chance: object) -> None:
    if asked.kind in (QuestionKind.ORDER, QuestionKind.SHORT, QuestionKind.NUMBER):
        return
    once = KINDS[asked.kind].cleaned(asked, chosen)
    shuffled = list(once)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert points(asked, *shuffled) == points(asked, *once)


@given(questions(), st.integers())
def test_the_order_options_are_shown_in_changes_no_score(asked: Question, seed: int) -> None:
    shown = KINDS[asked.kind].arranged(asked, str(seed))
    assert {option.id for option in shown} <= {option.id for option in asked.options}
    assert shown == KINDS[asked.kind].arranged(asked, str(seed))
    if asked.kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE):
        turned = replace(asked, options=shown)
        key = KINDS[asked.kind].key(asked)
        assert points(turned, *key) == 1


@given(questions())
def test_nothing_is_no_answer(asked: Question) -> None:
    assert points(asked) == 0
    assert KINDS[asked.kind].cleaned(asked, []) == []
    assert not KINDS[asked.kind].is_answered(asked, [])


@given(questions(), anything)
def test_an_answer_can_always_be_reviewed_and_counted(asked: Question, chosen: list[str]) -> None:
    kind = KINDS[asked.kind]
    once = kind.cleaned(asked, chosen)
    assert kind.lines(asked, kind.arranged(asked, "s"), once)
    tallies = kind.tallies(asked, {tuple(once): 3, (): 2})
    assert all(0 <= tally.count <= 3 for tally in tallies)
    if once and asked.kind is QuestionKind.SINGLE:
        assert sum(tally.count for tally in tallies) == 3


# --- one by one ------------------------------------------------------------------------------------------------------


def test_a_partly_right_option_gives_its_part() -> None:
    asked = bank()["lead/single"]
    assert [points(asked, letter) for letter in "abc"] == [1, Fraction(1, 2), 0]
    assert points(asked, "a", "b") == 0, "two answers to a question with one"


@pytest.mark.parametrize(
    ("chosen", "gained"),
    [
        ("abc", 1),
        ("ab", Fraction(2, 3)),
        ("abd", Fraction(1, 3)),
        ("ad", 0),
        ("abcd", Fraction(2, 3)),
        ("d", 0),
        ("", 0),
    ],
)
def test_wrong_ticks_cost_what_right_ones_give(chosen: str, gained: Fraction) -> None:
    assert points(bank()["lead/multiple"], *chosen) == gained


@given(questions().filter(lambda asked: asked.kind is QuestionKind.MULTIPLE))
def test_ticking_everything_gives_everything_only_where_nothing_is_wrong(asked: Question) -> None:
    everything = [option.id for option in asked.options]
    assert points(asked, *everything) < 1 or all(option.weight >= 0 for option in asked.options)


def test_each_pair_counts_and_equal_right_sides_are_the_same() -> None:
    asked = bank()["lead/match"]
    assert points(asked, "a=a", "b=b", "c=c") == 1
    assert points(asked, "a=a", "b=c", "c=b") == 1, "Tubuh and Kutipan belong to the same side"
    assert points(asked, "a=a", "b=a", "c=d") == Fraction(1, 3)
    assert KINDS["match"].cleaned(asked, ["a=a", "a=b", "b=c", "x=a", "a=x", "d=a", "="]) == ["a=a", "b=b"]
    assert not KINDS["match"].is_answered(asked, ["a=a", "b=b"])
    assert [option.match for option in sorted(KINDS["match"].arranged(asked, "1"), key=lambda one: one.id)] == [
        "Hal terpenting",
        "Rincian",
        "Pujian panitia",
    ]


def test_an_order_is_worth_its_pairs() -> None:
    asked = bank()["lead/order"]
    assert points(asked, *"abcd") == 1
    assert points(asked, *"abdc") == Fraction(2, 3)
    assert points(asked, *"dcba") == 0
    assert points(asked, *"bcda") == 0, "three right pairs and three wrong ones"
    mean = sum(points(asked, *order) for order in permutations("abcd")) / 24
    assert mean < Fraction(1, 4), "whoever leaves it to chance gets little"


def test_an_order_is_read_from_places_and_keeps_what_is_not_whole() -> None:
    asked, kind = bank()["lead/order"], KINDS["order"]
    assert kind.cleaned(asked, ["2:a", "1:b", "4:c", "3:d"]) == ["b", "a", "d", "c"]
    doubled = ["2:a", "2:b", "", "3:d"]
    assert kind.cleaned(asked, doubled) == ["2:a", "2:b", "3:d"]
    assert not kind.is_answered(asked, kind.cleaned(asked, doubled))
    assert points(asked, *doubled) == 0
    assert kind.cleaned(asked, ["9:a", "0:b", "1:x", "²:c"]) == []


def test_an_order_is_never_shown_as_it_should_be() -> None:
    asked = bank()["lead/order"]
    assert all(KINDS["order"].arranged(asked, str(seed)) != asked.options for seed in range(200))


@pytest.mark.parametrize(
    ("typed", "gained"),
    [
        ("piramida terbalik", 1),
        ("  Piramida   TERBALIK. ", 1),
        ("“piramida terbalik”", 1),
        ("piramida\u00a0terbalik", 1),
        ("piramida", Fraction(1, 2)),
        ("piramid", Fraction(1, 2)),
        ("sebuah piramida", 0),
        ("piramida*", Fraction(1, 2)),
        ("*", 0),
        ("", 0),
        ("\x00", 0),
    ],
)
def test_a_short_answer_is_read_kindly(typed: str, gained: Fraction) -> None:
    assert points(bank()["lead/short"], typed) == gained


def test_capitals_count_where_they_are_asked_for() -> None:
    asked = question("short", worth(100, "PPID"), exact_case=True)
    assert (points(asked, "PPID."), points(asked, "ppid")) == (1, 0)
    assert points(question("short", worth(100, "Straße")), "STRASSE") == 1


@pytest.mark.parametrize(
    ("pattern", "typed", "fits"),
    [
        ("pir*balik", "piramida terbalik", True),
        ("*humas*", "kantor humas kota", True),
        ("a*b*c", "a xx b xx c", True),
        ("a*b*c", "a c b", False),
        ("ab*ba", "aba", False),
        (r"5\* hotel", "5* hotel", True),
        (r"5\* hotel", "5 hotel", False),
        ("a*" * 20 + "b", "a" * 200, False),
    ],
)
def test_a_star_stands_for_any_letters(pattern: str, typed: str, fits: bool) -> None:
    assert points(question("short", worth(100, pattern)), typed) == fits


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("7,6", {"7.6"}),
        ("7.6", {"7.6"}),
        (" 7,6 % ", {"7.6"}),
        ("7,6 persen", {"7.6"}),
        ("12500", {"12500"}),
        ("12.500", {"12500", "12.500"}),
        ("1.234.567,89", {"1234567.89"}),
        ("1,234,567.89", {"1234567.89"}),
        ("Rp 12.500,00", {"12500.00"}),
        ("−3,5", {"-3.5"}),
        ("+4", {"4"}),
        (",5", {"0.5"}),
        ("tujuh", set()),
        ("1.2.3", set()),
        ("7,6 atau 8", set()),
        ("1" * 30, set()),
    ],
)
def test_a_number_is_read_as_people_here_write_it(typed: str, meant: set[str]) -> None:
    assert {str(number) for number in readings(typed, "persen")} == meant


def test_a_number_may_be_a_little_off() -> None:
    asked = bank()["lead/number"]
    assert [points(asked, typed) for typed in ("7,6", "7.55", "7,65", "7,66", "7,54", "76", "-7,6")] == [
        1,
        1,
        1,
        0,
        0,
        0,
        0,
    ]
    assert KINDS["number"].cleaned(asked, ["tujuh"]) == ["tujuh"]
    assert not KINDS["number"].is_answered(asked, ["tujuh"])


def test_what_was_typed_is_counted_however_it_was_written() -> None:
    tallies = KINDS["short"].tallies(
        bank()["lead/short"], {("Piramida terbalik",): 4, ("piramida terbalik.",): 2, ("segitiga",): 1, (): 9}
    )
    assert [(tally.text, tally.count, tally.right) for tally in tallies] == [
        ("Piramida terbalik", 6, True),
        ("segitiga", 1, False),
    ]


def test_the_review_tells_what_was_chosen_and_what_is_right() -> None:
    lines = {
        asked.kind: KINDS[asked.kind].lines(asked, asked.options, chosen)
        for asked, chosen in [
            (bank()["lead/match"], ["a=d", "b=b"]),
            (bank()["lead/order"], ["a", "b", "d", "c"]),
            (bank()["lead/short"], ["piramida"]),
            (bank()["lead/number"], ["12"]),
        ]
    }
    match = lines[QuestionKind.MATCH]
    assert [(line.text, line.said, line.key, line.mine, line.right) for line in match] == [
        ("Lead", "Pujian panitia", "Hal terpenting", True, False),
        ("Tubuh", "Rincian", "Rincian", True, True),
        ("Kutipan", "", "Rincian", False, False),
    ]
    assert [line.right for line in lines[QuestionKind.ORDER]] == [True, True, False, False]
    (short,) = lines[QuestionKind.SHORT]
    assert (short.said, short.feedback, short.key, short.right) == (
        "piramida",
        "Sebut arahnya.",
        "piramida terbalik",
        False,
    )
    (number,) = lines[QuestionKind.NUMBER]
    assert (number.feedback, number.key) == ("Jumlahkan dulu.", "7,6")
