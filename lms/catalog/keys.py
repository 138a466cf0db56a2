"""What can be answered to each kind of question, with its key: one reader per kind, one row in KEYS."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from string import ascii_lowercase
from typing import Final

from lms.catalog.bank import Area, Option, QuestionKind
from lms.catalog.section import Section
from lms.kit.words import N_, Reason

ALL: Final = Decimal(100)
NONE: Final = Decimal(0)
_FIFTH_PLACE: Final = Decimal("0.00001")
"""As exact as the formats questions are exchanged in."""
_TWO_OPTIONS: Final = N_("A question needs at least two options; write one more.")
_TOO_WIDE: Final = N_(
    '"%(name)s" reaches to %(reach)s percent, beyond the right edge of the image; move it or make it smaller.'
)
_TOO_HIGH: Final = N_(
    '"%(name)s" reaches to %(reach)s percent, beyond the lower edge of the image; move it or make it smaller.'
)
_NEARLY_ALL: Final = Decimal("0.01")
"""Thirds and sixths written with five places do not quite add up."""


def shared(count: int) -> Decimal:
    """What each of `count` right options is worth in percent."""
    return (ALL / max(count, 1)).quantize(_FIFTH_PLACE)


def read_single(row: Section) -> tuple[Option, ...]:
    options = _options(row, "options", _choice)
    if row.has("options") and len(options) < 2:
        row.note("options", Reason(_TWO_OPTIONS))
    _note_right(row, "options", options)
    right = sum(option.weight == ALL for option in options)
    if right > 1:
        sentence = N_("A single question has exactly one correct option, not %(count)s; several make it multiple.")
        row.note("options", Reason(sentence, {"count": right}))
    return options


def read_true_false(row: Section) -> tuple[Option, ...]:
    options = _options(row, "options", _choice)
    if row.has("options") and {option.text for option in options} != {"Benar", "Salah"}:
        row.note("options", Reason(N_('A true_false question has two options, "Benar" and "Salah".')))
    elif len(options) != 2 or sum(option.correct for option in options) != 1:
        sentence = N_('One of "Benar" and "Salah" is correct, the other is not; write correct: true beside one.')
        row.note("options", Reason(sentence))
    return options


def read_multiple(row: Section) -> tuple[Option, ...]:
    """Weights are left out, or written for every option; the right ones share 100."""
    weighed: list[bool] = []

    def read(option: Section) -> Option:
        weighed.append(option.has("weight"))
        return _choice(option)

    options = _options(row, "options", read)
    if row.has("options") and len(options) < 2:
        row.note("options", Reason(_TWO_OPTIONS))
    if any(weighed):
        gained = sum((option.weight for option in options if option.correct), NONE)
        if not all(weighed):
            row.note("options", Reason(N_('Give every option a "weight", or none of them.')))
        elif abs(gained - ALL) > _NEARLY_ALL:
            sentence = N_("The weights of the right options add up to %(total)s; they should add up to 100.")
            row.note("options", Reason(sentence, {"total": str(gained)}))
        return options
    each = shared(sum(option.correct for option in options))
    if row.has("options") and not any(option.correct for option in options):
        sentence = N_("A multiple question needs at least one correct option; write correct: true beside it.")
        row.note("options", Reason(sentence))
    return tuple(replace(option, weight=each if option.correct else -each) for option in options)


def read_match(row: Section) -> tuple[Option, ...]:
    def read(pair: Section) -> Option:
        return Option("", pair.text("left", ""), NONE, pair.text("feedback", ""), match=pair.text("right"))

    pairs = _options(row, "pairs", read)
    lefts = [pair.text for pair in pairs if pair.text]
    if row.has("pairs") and len(lefts) < 2:
        sentence = N_("A match question needs at least two left sides, not %(count)s.")
        row.note("pairs", Reason(sentence, {"count": len(lefts)}))
    elif lefts and len({pair.match for pair in pairs}) < 2:
        sentence = N_("All right sides are the same, so nothing can be matched wrongly; change one of them.")
        row.note("pairs", Reason(sentence))
    _note_same(row, "pairs", lefts)
    return tuple(replace(pair, weight=shared(len(lefts)) if pair.text else NONE) for pair in pairs)


def read_order(row: Section) -> tuple[Option, ...]:
    items = row.texts("items")
    if not row.has("items"):
        row.note("items", Reason(N_('"%(key)s" is missing; add a line like %(key)s: …'), {"key": "items"}))
    elif len(items) < 3:
        sentence = N_("An order question needs at least three items, not %(count)s.")
        row.note("items", Reason(sentence, {"count": len(items)}))
    _note_many(row, "items", len(items))
    _note_same(row, "items", items)
    each = shared(len(items))
    return tuple(Option(letter, item, each, "") for letter, item in zip(ascii_lowercase, items, strict=False))


def read_short(row: Section) -> tuple[Option, ...]:
    def read(answer: Section) -> Option:
        text = answer.text("text")
        if text and not any(sign.isalnum() for sign in text):
            sentence = N_('"%(text)s" would take any answer; write letters or digits, or use "otherwise".')
            answer.note("text", Reason(sentence, {"text": text}))
        weight = answer.decimal("weight", ALL, least=0, most=100)
        return Option("", text, weight, answer.text("feedback", ""))

    answers = _options(row, "answers", read)
    _note_right(row, "answers", answers)
    return answers


def read_number(row: Section) -> tuple[Option, ...]:
    def read(answer: Section) -> Option:
        value = answer.decimal("value", least=-(10**12), most=10**12)
        tolerance = answer.decimal("tolerance", NONE, least=0, most=10**12)
        weight = answer.decimal("weight", ALL, least=0, most=100)
        return Option("", f"{value:f}", weight, answer.text("feedback", ""), tolerance=tolerance)

    answers = _options(row, "answers", read)
    _note_right(row, "answers", answers)
    return answers


def read_hotspot(row: Section) -> tuple[Option, ...]:
    def read(area: Section) -> Option:
        place = Area(*(area.decimal(side, least=0, most=100) for side in ("x", "y", "width", "height")))
        name = area.text("name")
        if not (place.width and place.height):
            sentence = N_('"%(name)s" has no width or no height; give both in percent of the image.')
            area.note("width", Reason(sentence, {"name": name}))
        for start, length, sentence in ((place.x, place.width, _TOO_WIDE), (place.y, place.height, _TOO_HIGH)):
            if start + length > 100:
                area.note("name", Reason(sentence, {"name": name, "reach": str(start + length)}))
        weight = ALL if area.flag("correct", default=False) else NONE
        return Option("", name, weight, area.text("feedback", ""), area=place)

    areas = _options(row, "areas", read)
    if row.has("areas") and not 2 <= len(areas) <= 8:
        sentence = N_("A hotspot question has two to eight areas, not %(count)s.")
        row.note("areas", Reason(sentence, {"count": len(areas)}))
    for one, other in combinations(areas, 2):
        if one.area and other.area and _overlap(one.area, other.area):
            sentence = N_('"%(one)s" and "%(other)s" overlap; move one of them or make it smaller.')
            row.note("areas", Reason(sentence, {"one": one.text, "other": other.text}))
    _note_same(row, "areas", [area.text for area in areas])
    _note_right(row, "areas", areas)
    return areas


def read_essay(_row: Section) -> tuple[Option, ...]:
    """Nothing is right or wrong."""
    return ()


KEYS: Final[Mapping[QuestionKind, Callable[[Section], tuple[Option, ...]]]] = {
    QuestionKind.SINGLE: read_single,
    QuestionKind.MULTIPLE: read_multiple,
    QuestionKind.TRUE_FALSE: read_true_false,
    QuestionKind.MATCH: read_match,
    QuestionKind.ORDER: read_order,
    QuestionKind.SHORT: read_short,
    QuestionKind.NUMBER: read_number,
    QuestionKind.HOTSPOT: read_hotspot,
    QuestionKind.ESSAY: read_essay,
}


def _options(row: Section, key: str, read: Callable[[Section], Option]) -> tuple[Option, ...]:
    """What stands under `key`, each with its letter."""
    options = [read(section) for section in row.groups(key)]
    _note_many(row, key, len(options))
    return tuple(replace(option, id=letter) for letter, option in zip(ascii_lowercase, options, strict=False))


def _choice(option: Section) -> Option:
    """`correct: true` is a weight of 100."""
    weight = option.decimal("weight", NONE, least=-100, most=100)
    if option.flag("correct", default=False):
        if option.has("weight") and weight <= 0:
            sentence = N_('"correct" says that this is right, but its weight is %(weight)s; take one of them away.')
            option.note("weight", Reason(sentence, {"weight": str(weight)}))
        weight = weight if option.has("weight") else ALL
    return Option("", option.text("text"), weight, option.text("feedback", ""))


def _note_right(row: Section, key: str, options: Sequence[Option]) -> None:
    if row.has(key) and not any(option.weight == ALL for option in options):
        sentence = N_('No answer is right: one of the "%(key)s" should be correct, with a weight of 100.')
        row.note(key, Reason(sentence, {"key": key}))


def _note_many(row: Section, key: str, count: int) -> None:
    if count > len(ascii_lowercase):
        sentence = N_("A question has at most %(most)s of them, not %(count)s.")
        row.note(key, Reason(sentence, {"most": len(ascii_lowercase), "count": count}))


def _note_same(row: Section, key: str, texts: Sequence[str]) -> None:
    for text in _twice(texts):
        row.note(key, Reason(N_('"%(text)s" is there twice; change or delete one of them.'), {"text": text}))


def _twice(texts: Sequence[str]) -> Iterator[str]:
    return (text for text in dict.fromkeys(texts) if text and texts.count(text) > 1)


def _overlap(one: Area, other: Area) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )
