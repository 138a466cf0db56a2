"""What a question needs to stand in a bank: the rules of lms.catalog.keys, said to the person who sends a file."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from string import ascii_lowercase
from typing import Final

from lms.authoring.exchange.found import MOST_OPTIONS, Found, Unfit, percent
from lms.catalog.bank import Area, Option, QuestionKind
from lms.catalog.keys import ALL, NONE, shared
from lms.kit.markup import Text
from lms.kit.words import N_

TRUE, FALSE = "Benar", "Salah"
_NEARLY_ALL: Final = Decimal("0.01")
_NUMBER: Final = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")
_LARGEST: Final = 10**12
_LONGEST_NUMBER: Final = 24
_REFERS: Final = re.compile(r"<|&|\]\(|!\[|\[!|\]:")
_ELSEWHERE: Final = re.compile(r"(?:https?://[^/\s]+|mailto:[^@\s]+@)\S*")


def fit(found: Found, pictures: Collection[str]) -> tuple[Option, ...]:
    """The options with their letters, as the bank reads them. Raises Unfit."""
    if not found.text:
        raise Unfit(N_("The question has no text."))
    if len(found.options) > MOST_OPTIONS:
        raise Unfit(
            N_("The question has %(count)s options; at most %(most)s have a letter."),
            count=len(found.options),
            most=MOST_OPTIONS,
        )
    _judge_markdown(found.text, pictures)
    _judge_image(found, pictures)
    options = _RULES[found.kind](found.options)
    return tuple(replace(option, id=letter) for letter, option in zip(ascii_lowercase, options, strict=False))


def _judge_markdown(text: str, pictures: Collection[str]) -> None:
    if not _REFERS.search(text):
        return
    read = Text(text)
    for tag in read.raw_html():
        raise Unfit(N_("The text holds HTML, %(tag)s, which is not shown. Write it in Markdown."), tag=tag.target[:40])
    for image in read.images():
        if image.target not in pictures or not image.words:
            raise Unfit(
                N_("The text shows a picture, %(target)s, that this module has not, or that has no description."),
                target=image.target[:80],
            )
    for link in read.links():
        if not _ELSEWHERE.fullmatch(link.target):
            raise Unfit(N_("The text has a link that leads nowhere: %(target)s"), target=link.target[:80])
    for callout in read.unknown_callouts():
        raise Unfit(N_("There is no call-out [!%(word)s]."), word=callout.target[:40])


def _judge_image(found: Found, pictures: Collection[str]) -> None:
    if found.image and found.image not in pictures:
        raise Unfit(N_("This module has no picture %(image)s. Put it into the folder images first."), image=found.image)
    if found.image and not found.image_alt:
        raise Unfit(N_("The picture has no description for people who cannot see it."))
    if found.kind is QuestionKind.HOTSPOT and not found.image:
        raise Unfit(N_("A hotspot question needs a picture to tap on."))


# --- one kind after the other ----------------------------------------------------------------------------------------


def _single(options: Sequence[Option]) -> Sequence[Option]:
    _several(options)
    _weighed(options, least=-100)
    right = _right(options)
    if right > 1:
        raise Unfit(
            N_("%(count)s options are wholly right; of a single choice it is one. Give each a part of 100 instead."),
            count=right,
        )
    return options


def _true_false(options: Sequence[Option]) -> Sequence[Option]:
    _weighed(options, least=-100)
    right = sum(option.correct for option in options)
    if len(options) != 2 or {option.text for option in options} != {TRUE, FALSE} or right != 1:
        raise Unfit(N_("A question of true or false has the options Benar and Salah, and one of them is right."))
    return options


def _multiple(options: Sequence[Option]) -> Sequence[Option]:
    _several(options)
    _weighed(options, least=-100)
    gained = sum((option.weight for option in options if option.correct), NONE)
    if not gained:
        raise Unfit(N_("No option is right. Give the right ones a share of 100, like 50 and 50."))
    if abs(gained - ALL) > _NEARLY_ALL:
        raise Unfit(
            N_("The weights of the right options add up to %(sum)s; they should add up to 100."), sum=percent(gained)
        )
    return options


def _match(options: Sequence[Option]) -> Sequence[Option]:
    lefts = [option.text for option in options if option.text]
    if len(lefts) < 2:
        raise Unfit(N_("There are %(count)s pairs; matching needs at least two."), count=len(lefts))
    if any(not option.match for option in options):
        raise Unfit(N_("A pair has no right side."))
    if len({option.match for option in options}) < 2:
        raise Unfit(N_("All right sides are the same, so nothing can be matched wrongly."))
    _differing(lefts)
    each = shared(len(lefts))
    return [replace(option, weight=each if option.text else NONE) for option in options]


def _order(options: Sequence[Option]) -> Sequence[Option]:
    if len(options) < 3:
        raise Unfit(N_("There are %(count)s items; ordering needs at least three."), count=len(options))
    _named(options)
    _differing([option.text for option in options])
    each = shared(len(options))
    return [replace(option, weight=each) for option in options]


def _short(options: Sequence[Option]) -> Sequence[Option]:
    _named(options)
    for option in options:
        if not any(sign.isalnum() for sign in option.text):
            raise Unfit(
                N_("“%(answer)s” would take any answer. An accepted answer has letters or digits."),
                answer=option.text[:40],
            )
    _weighed(options, least=0)
    _right(options)
    return options


def _number(options: Sequence[Option]) -> Sequence[Option]:
    for option in options:
        if not 0 <= option.tolerance <= _LARGEST or not _NUMBER.fullmatch(f"{option.tolerance:f}"):
            raise Unfit(
                N_("%(number)s cannot be a tolerance. Write a number like 0.05, with at most six places."),
                number=str(option.tolerance)[:40],
            )
    _weighed(options, least=0)
    _right(options)
    return options


def number_of(text: str) -> str:
    """A number as the bank writes it. Raises Unfit."""
    said = text
    if not _NUMBER.fullmatch(text) and len(text) <= _LONGEST_NUMBER:
        try:
            value = Decimal(text)
        except ArithmeticError:
            value = NONE
        said = (
            f"{value.normalize():f}" if value and value.is_finite() and abs(value.adjusted()) < _LONGEST_NUMBER else ""
        )
    if not _NUMBER.fullmatch(said) or abs(Decimal(said)) > _LARGEST:
        raise Unfit(
            N_("“%(number)s” is no number we can use. Write it like 7.6: a point, no spaces, at most six places."),
            number=text[:40],
        )
    return said


def _hotspot(options: Sequence[Option]) -> Sequence[Option]:
    if not 2 <= len(options) <= 8:
        raise Unfit(N_("There are %(count)s areas; a hotspot question has two to eight."), count=len(options))
    _named(options)
    _differing([option.text for option in options])
    places = [option.area for option in options if option.area]
    if len(places) < len(options) or not all(map(_inside, places)):
        raise Unfit(N_("An area is not on the picture. Give x, y, width and height in percent, like 30 20 12 10."))
    for one, other in combinations(places, 2):
        if _overlap(one, other):
            raise Unfit(N_("Two areas overlap, so a tap could mean both."))
    if any(option.weight not in (ALL, NONE) for option in options):
        raise Unfit(N_("An area is right (100) or wrong (0), nothing between."))
    _right(options)
    return options


def _essay(options: Sequence[Option]) -> Sequence[Option]:
    if options:
        raise Unfit(N_("An essay has no options. Leave them out, or choose another kind."))
    return ()


_RULES: Final[Mapping[QuestionKind, Callable[[Sequence[Option]], Sequence[Option]]]] = {
    QuestionKind.SINGLE: _single,
    QuestionKind.MULTIPLE: _multiple,
    QuestionKind.TRUE_FALSE: _true_false,
    QuestionKind.MATCH: _match,
    QuestionKind.ORDER: _order,
    QuestionKind.SHORT: _short,
    QuestionKind.NUMBER: _number,
    QuestionKind.HOTSPOT: _hotspot,
    QuestionKind.ESSAY: _essay,
}


def _several(options: Sequence[Option]) -> None:
    if len(options) < 2:
        raise Unfit(N_("The question has %(count)s options; it needs at least two."), count=len(options))
    _named(options)


def _named(options: Sequence[Option]) -> None:
    if any(not option.text for option in options):
        raise Unfit(N_("An option has no text."))


def _weighed(options: Sequence[Option], *, least: int) -> None:
    for option in options:
        if not least <= option.weight <= 100:
            raise Unfit(
                N_("A weight is %(weight)s percent; here it is from %(least)s to 100."),
                weight=percent(option.weight)[:20],
                least=least,
            )


def _right(options: Sequence[Option]) -> int:
    right = sum(option.weight == ALL for option in options)
    if not right:
        raise Unfit(N_("No answer is wholly right. Mark the right one, with a weight of 100."))
    return right


def _differing(texts: Sequence[str]) -> None:
    seen: set[str] = set()
    for text in texts:
        if text in seen:
            raise Unfit(N_("“%(text)s” is there twice."), text=text[:40])
        seen.add(text)


def _inside(area: Area) -> bool:
    sides = (area.x, area.y, area.width, area.height)
    return (
        all(side >= 0 for side in sides)
        and bool(area.width and area.height)
        and area.x + area.width <= 100
        and area.y + area.height <= 100
    )


def _overlap(one: Area, other: Area) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )
