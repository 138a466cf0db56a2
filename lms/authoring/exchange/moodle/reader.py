"""The questions of Moodle XML: https://docs.moodle.org/en/Moodle_XML_format"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from lms.authoring.exchange.found import (
    LONGEST_QUESTION,
    Broken,
    Event,
    Found,
    Noted,
    Rejected,
    Unfit,
    refuse_control,
    short,
)
from lms.authoring.exchange.judge import FALSE, TRUE, number_of
from lms.authoring.exchange.moodle.tree import MOST_ELEMENTS, Element, Question, questions
from lms.authoring.exchange.wording import PICTURE_LEFT, Form, has_picture, prose, words
from lms.catalog.bank import Option, QuestionKind
from lms.catalog.keys import NONE
from lms.kit.words import N_, Reason

FORMS: Final[Mapping[str, Form]] = {
    "html": Form.HTML,
    "moodle_auto_format": Form.MOODLE,
    "plain_text": Form.PLAIN,
    "markdown": Form.MARKDOWN,
}
HINTS_LEFT: Final = N_("It has hints for further tries, which did not come along.")
_SIXTH_PLACE: Final = Decimal("0.000001")
_YES: Final = ("true", "1", "")


def read(content: bytes) -> Iterator[Event]:
    category = ""
    for question in questions(content):
        if isinstance(question, Broken):
            yield question
            return
        if question.attributes.get("type") == "category":
            category = question.said("category", "text")
        else:
            yield from _events(question, category)


def _events(question: Question, category: str) -> Iterator[Event]:
    name = short(question.said("name", "text")) or short(question.said("questiontext", "text"))
    try:
        yield _found(question, category)
    except Unfit as unfit:
        yield Rejected(question.line, name, unfit.reason)
        return
    if question.holds("file") or has_picture(question.said("questiontext", "text")):
        yield Noted(question.line, Reason(PICTURE_LEFT))
    if question.first("hint"):
        yield Noted(question.line, Reason(HINTS_LEFT))


def _found(question: Question, category: str) -> Found:
    kind = question.attributes.get("type", "")
    if question.large:
        raise Unfit(
            N_("The question is longer than %(most)s signs, or has more than %(elements)s elements."),
            most=LONGEST_QUESTION,
            elements=MOST_ELEMENTS,
        )
    if kind not in _KINDS:
        raise Unfit(N_("Questions of the type “%(type)s” cannot be brought in."), type=kind[:40])
    text = question.first("questiontext")
    form = FORMS.get(text.attributes.get("format", ""), Form.HTML) if text else Form.HTML
    asked, options, otherwise = _KINDS[kind](question, form)
    return Found(
        line=question.line,
        kind=asked,
        text=prose(_own(text), form) if text else "",
        options=options,
        explanation=_words(question.first("generalfeedback"), form),
        name=question.said("name", "text"),
        wish=question.said("idnumber"),
        tags=tuple(
            tag.said("text")
            for group in ("tags", "coursetags")
            for some in question.all(group)
            for tag in some.all("tag")
        ),
        category=category,
        exact_case=asked is QuestionKind.SHORT and question.said("usecase") == "1",
        otherwise=otherwise,
        unit=_unit(question) if asked is QuestionKind.NUMBER else "",
    )


# --- kinds -----------------------------------------------------------------------------------------------------------

_Answers = tuple[QuestionKind, tuple[Option, ...], str]


def _choice(question: Question, form: Form) -> _Answers:
    single = question.said("single").lower() in _YES
    options = [
        Option("", _words(answer, form), _weight(answer), _feedback(answer, form)) for answer in question.all("answer")
    ]
    return QuestionKind.SINGLE if single else QuestionKind.MULTIPLE, tuple(options), ""


def _truth(question: Question, form: Form) -> _Answers:
    """Old files have words of their language in the place of true and false, true first."""
    answers = question.all("answer")
    said = [answer.said("text").lower() for answer in answers]
    if set(said) != {"true", "false"}:
        said = ["true", "false", *said[2:]]
    options = [
        Option("", TRUE if word == "true" else FALSE, _weight(answer), _feedback(answer, form))
        for word, answer in zip(said, answers, strict=False)
    ]
    return QuestionKind.TRUE_FALSE, tuple(options), ""


def _short(question: Question, form: Form) -> _Answers:
    options, otherwise = [], ""
    for answer in question.all("answer"):
        text, weight = _own(answer).strip(), _weight(answer)
        if text == "*" and not weight:
            otherwise = _feedback(answer, form)
        else:
            options.append(Option("", text, weight, _feedback(answer, form)))
    return QuestionKind.SHORT, tuple(options), otherwise


def _number(question: Question, form: Form) -> _Answers:
    options, otherwise = [], ""
    for answer in question.all("answer"):
        text = _own(answer).strip()
        if text == "*":
            otherwise = _feedback(answer, form)
            continue
        tolerance = Decimal(number_of(answer.said("tolerance") or "0"))
        options.append(Option("", number_of(text), _weight(answer), _feedback(answer, form), tolerance=tolerance))
    return QuestionKind.NUMBER, tuple(options), otherwise


def _pairs(question: Question, form: Form) -> _Answers:
    """Moodle passes over the feedback of a pair, which our own files have."""
    options = []
    for pair in question.all("subquestion"):
        right = pair.first("answer")
        match = _own(right).strip() if right else ""
        options.append(Option("", _words(pair, form), NONE, _feedback(pair, form), match=match))
    return QuestionKind.MATCH, tuple(options), ""


def _essay(_question: Question, _form: Form) -> _Answers:
    return QuestionKind.ESSAY, (), ""


_KINDS: Final[Mapping[str, Callable[[Question, Form], _Answers]]] = {
    "multichoice": _choice,
    "truefalse": _truth,
    "shortanswer": _short,
    "numerical": _number,
    "matching": _pairs,
    "essay": _essay,
}


# --- words and numbers -----------------------------------------------------------------------------------------------


def _own(element: Element) -> str:
    """The words of its text. Raises Unfit for signs that no text has."""
    text = element.first("text")
    said = text.text if text else ""
    refuse_control(said)
    return said


def _words(element: Element | None, usual: Form) -> str:
    return words(_own(element), FORMS.get(element.attributes.get("format", ""), usual)) if element else ""


def _feedback(element: Element, usual: Form) -> str:
    return _words(element.first("feedback"), usual)


def _weight(answer: Element) -> Decimal:
    said = answer.attributes.get("fraction") or "0"
    try:
        weight = Decimal(said[:20])
        return weight.quantize(_SIXTH_PLACE) if weight.is_finite() and abs(weight) < 10_000 else Decimal(10_000)
    except ArithmeticError:
        raise Unfit(N_("“%(number)s” is no weight. Write a number from -100 to 100."), number=said[:20]) from None


def _unit(question: Question) -> str:
    """The unit that a number is asked in."""
    units = [unit for some in question.all("units") for unit in some.all("unit")]
    plain = [unit for unit in units if unit.said("multiplier").rstrip("0").rstrip(".") == "1"]
    return (plain or units)[0].said("unit_name") if units else ""
