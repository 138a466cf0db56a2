"""Banks of questions as hypothesis makes them up: every kind, and texts that formats stumble over."""

from dataclasses import replace
from decimal import Decimal
from string import ascii_lowercase

from hypothesis import strategies as st
from markupsafe import Markup

from lms.authoring.exchange.found import Found, Unfit
from lms.authoring.exchange.judge import fit
from lms.authoring.exchange.shelf import Shelf
from lms.catalog.bank import Area, Difficulty, Option, Question, QuestionKind
from lms.catalog.keys import shared

PICTURES = frozenset({"images/market.webp", "images/river.svg"})
SHELF = Shelf({"lead": ("J3", "J4"), "ethics": ("J5",)}, ("J3", "J4", "J5"), PICTURES)

STUMBLES = (
    *(
        "{",
        "}",
        "~",
        "=",
        "#",
        ":",
        "::",
        "\\",
        "\\n",
        "\\\\",
        "->",
        "####",
        "//",
        "%50%",
        "[html]",
        "[plain]",
        "$CATEGORY:",
    ),
    *(
        "<b>x</b>",
        "<br>",
        "&amp;",
        "&lt;",
        "]]>",
        "<![CDATA[",
        "\n",
        "\n\n",
        "\n   ",
        "  ",
        "\t",
        '"',
        "'",
        ";",
        ",",
        "@",
    ),
    *(
        "=1+1",
        "+1",
        "-1",
        "'=",
        "🙂",
        "👩🏽‍🚒",
        "é",
        "é",
        "العربية",
        "_____",
        "*",
        "**",
        "- ",
        "1. ",
        "> ",
        "|",
        "`",
        "[id:x]",
        "]",
    ),
    *(
        "Lead",
        "warga",
        "Musi",
        "7,6",
        "null",
        "yes",
        "a: b",
        " #",
        "? ",
        "& ",
        "!x",
        "%",
        "…",
        "“kutip”",
        "\u00a0x",
        "[tag:easy]",
    ),
)
PRINTABLE = st.characters(exclude_categories=("Cs", "Cc", "Cn", "Zl", "Zp"), exclude_characters="\ufeff")
WEIRD = st.lists(st.sampled_from(STUMBLES) | st.text(PRINTABLE, max_size=6), max_size=6).map("".join)
TEXT = WEIRD.map(str.strip)
SAID = TEXT.filter(bool)
PLACES = st.decimals(0, 100, places=2)


def _weights(count: int) -> list[Decimal]:
    return [Decimal(100), *[Decimal(0)] * (count - 1)]


@st.composite
def _single(draw: st.DrawFn) -> list[Option]:
    texts = draw(st.lists(SAID, min_size=2, max_size=5))
    others = st.decimals(-100, Decimal("99.9"), places=draw(st.integers(0, 6)))
    weights = [Decimal(100), *(draw(st.just(Decimal(0)) | others) for _ in texts[1:])]
    return [
        Option("", text, weight, draw(TEXT)) for text, weight in zip(texts, draw(st.permutations(weights)), strict=True)
    ]


@st.composite
def _multiple(draw: st.DrawFn) -> list[Option]:
    right, wrong = draw(st.integers(1, 4)), draw(st.integers(0, 3))
    each = shared(right)
    least = draw(st.sampled_from([-each, Decimal(0), Decimal("-33.33333")]))
    weights = draw(st.permutations([each] * right + [least] * wrong))
    return [Option("", draw(SAID), weight, draw(TEXT)) for weight in weights]


@st.composite
def _truth(draw: st.DrawFn) -> list[Option]:
    texts, weights = draw(st.permutations(["Benar", "Salah"])), draw(st.permutations(_weights(2)))
    return [Option("", text, weight, draw(TEXT)) for text, weight in zip(texts, weights, strict=True)]


@st.composite
def _match(draw: st.DrawFn) -> list[Option]:
    lefts = [*draw(st.lists(SAID, min_size=2, max_size=4, unique=True)), *draw(st.sampled_from([[], [""]]))]
    return [Option("", left, Decimal(0), draw(TEXT), match=draw(SAID)) for left in lefts]


@st.composite
def _typed(draw: st.DrawFn) -> list[Option]:
    count = draw(st.integers(1, 4))
    part = st.decimals(0, 100, places=2)
    weights = [Decimal(100), *(draw(part) for _ in range(count - 1))]
    return [Option("", draw(SAID), weight, draw(TEXT)) for weight in weights]


@st.composite
def _numbers(draw: st.DrawFn) -> list[Option]:
    values = draw(st.lists(st.decimals(-(10**9), 10**9, places=draw(st.integers(0, 6))), min_size=1, max_size=3))
    tolerances = st.decimals(0, 1000, places=3)
    weights = [Decimal(100), *(Decimal(50) for _ in values[1:])]
    return [
        Option("", f"{value:f}", weight, draw(TEXT), tolerance=draw(tolerances))
        for value, weight in zip(values, weights, strict=True)
    ]


@st.composite
def _areas(draw: st.DrawFn) -> list[Option]:
    count = draw(st.integers(2, 4))
    places = [Area(Decimal(25 * at), draw(PLACES) / 2, Decimal("20.5"), Decimal(10)) for at in range(count)]
    weights = draw(st.permutations(_weights(count)))
    names = draw(st.lists(SAID, min_size=count, max_size=count, unique=True))
    return [
        Option("", name, weight, draw(TEXT), area=place)
        for name, weight, place in zip(names, weights, places, strict=True)
    ]


OPTIONS: dict[QuestionKind, st.SearchStrategy[list[Option]]] = {
    QuestionKind.SINGLE: _single(),
    QuestionKind.MULTIPLE: _multiple(),
    QuestionKind.TRUE_FALSE: _truth(),
    QuestionKind.MATCH: _match(),
    QuestionKind.ORDER: st.lists(SAID, min_size=3, max_size=5, unique=True).map(
        lambda items: [Option("", item, Decimal(0), "") for item in items]
    ),
    QuestionKind.SHORT: _typed(),
    QuestionKind.NUMBER: _numbers(),
    QuestionKind.HOTSPOT: _areas(),
    QuestionKind.ESSAY: st.just([]),
}


@st.composite
def question(draw: st.DrawFn, kind: QuestionKind) -> Question:
    """A question that the bank takes, with its id still to be given."""
    lesson = draw(st.sampled_from(list(SHELF.lessons)))
    typed = kind in (QuestionKind.SHORT, QuestionKind.NUMBER)
    image = kind is QuestionKind.HOTSPOT or draw(st.integers(0, 9)) == 0
    return Question(
        id="",
        lesson=lesson,
        kind=kind,
        difficulty=draw(st.sampled_from(Difficulty)),
        competency=draw(st.sampled_from(list(SHELF.competencies))),
        text=draw(SAID),
        html=Markup(),
        options=tuple(draw(OPTIONS[kind])),
        explanation=draw(SAID),
        exact_case=kind is QuestionKind.SHORT and draw(st.booleans()),
        otherwise=draw(TEXT) if typed else "",
        unit=draw(TEXT) if kind is QuestionKind.NUMBER else "",
        image=draw(st.sampled_from(sorted(PICTURES))) if image else "",
        image_alt=draw(SAID) if image else "",
    )


def fitting(written: Question) -> Question | None:
    """With letters, as the bank has it; None where the bank would refuse it."""
    found = Found(1, written.kind, written.text, written.options, image=written.image, image_alt=written.image_alt)
    try:
        return replace(written, options=fit(found, PICTURES))
    except Unfit:
        return None


@st.composite
def banks(draw: st.DrawFn) -> list[Question]:
    """Questions of both lessons, one lesson after the other as a module has them."""
    kinds = draw(st.lists(st.sampled_from(QuestionKind), min_size=1, max_size=5))
    drawn = [fitting(draw(question(kind))) for kind in kinds]
    kept = sorted((row for row in drawn if row), key=lambda row: list(SHELF.lessons).index(row.lesson))
    ids = draw(st.permutations([f"q{letter}" for letter in ascii_lowercase]))
    return [replace(row, id=f"{row.lesson}/{name}") for row, name in zip(kept, ids, strict=False)]
