"""A bank as Moodle XML that Moodle reads, and that reads back the same."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from lms.authoring.exchange.found import percent, short
from lms.authoring.exchange.judge import TRUE
from lms.authoring.exchange.written import (
    MOODLE_KINDS,
    LeftOut,
    Written,
    cannot_be_said,
    id_in_lesson,
)
from lms.catalog.bank import Option, Question, QuestionKind


def write(questions: Iterable[Question], module: str) -> Written:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    left_out: list[LeftOut] = []
    lesson = ""
    for question in questions:
        reason = cannot_be_said(question, MOODLE_KINDS)
        if reason:
            left_out.append(LeftOut(question.id, reason))
            continue
        if question.lesson != lesson:
            lesson = question.lesson
            path = _text(f"$course$/top/{module}/{lesson}")
            lines.append(f'  <question type="category"><category>{path}</category></question>')
        kind, answers = _KINDS[question.kind]
        lines.append(f'  <question type="{kind}">')
        lines += (f"    {line}" for line in (*_head(question), *answers(question), *_tags(question)))
        lines.append("  </question>")
    return Written("\n".join([*lines, "</quiz>", ""]), tuple(left_out))


def _head(question: Question) -> Iterator[str]:
    yield f"<name>{_text(short(question.text))}</name>"
    yield f'<questiontext format="markdown">{_text(question.text)}</questiontext>'
    yield f'<generalfeedback format="plain_text">{_text(question.explanation)}</generalfeedback>'
    yield "<defaultgrade>1</defaultgrade><penalty>0</penalty><hidden>0</hidden>"
    yield f"<idnumber>{escape(id_in_lesson(question))}</idnumber>"


def _tags(question: Question) -> Iterator[str]:
    tags = "".join(f"<tag>{_text(tag)}</tag>" for tag in (question.difficulty.value, question.competency))
    yield f"<tags>{tags}</tags>"


def _choice(question: Question) -> Iterator[str]:
    yield f"<single>{'true' if question.kind is QuestionKind.SINGLE else 'false'}</single>"
    yield "<shuffleanswers>true</shuffleanswers><answernumbering>abc</answernumbering>"
    for option in question.options:
        yield _answer(option, option.text)


def _truth(question: Question) -> Iterator[str]:
    for option in question.options:
        yield _answer(option, "true" if option.text == TRUE else "false")


def _short(question: Question) -> Iterator[str]:
    yield f"<usecase>{int(question.exact_case)}</usecase>"
    for option in question.options:
        yield _answer(option, option.text)
    yield from _otherwise(question)


def _number(question: Question) -> Iterator[str]:
    for option in question.options:
        yield _answer(option, option.text, f"<tolerance>{percent(option.tolerance)}</tolerance>")
    yield from _otherwise(question)
    if question.unit:
        name = f"<unit_name>{escape(question.unit)}</unit_name>"
        yield f"<units><unit><multiplier>1</multiplier>{name}</unit></units>"
        yield "<unitgradingtype>0</unitgradingtype><showunits>3</showunits>"


def _pairs(question: Question) -> Iterator[str]:
    yield "<shuffleanswers>true</shuffleanswers>"
    for pair in question.options:
        inner = f"{_text(pair.text)}<answer>{_text(pair.match)}</answer>{_feedback(pair.feedback)}"
        yield f'<subquestion format="plain_text">{inner}</subquestion>'


def _essay(_question: Question) -> Iterator[str]:
    yield "<responseformat>editor</responseformat><responserequired>1</responserequired>"
    yield "<responsefieldlines>15</responsefieldlines><attachments>0</attachments>"


_KINDS: Final[Mapping[QuestionKind, tuple[str, Callable[[Question], Iterator[str]]]]] = {
    QuestionKind.SINGLE: ("multichoice", _choice),
    QuestionKind.MULTIPLE: ("multichoice", _choice),
    QuestionKind.TRUE_FALSE: ("truefalse", _truth),
    QuestionKind.SHORT: ("shortanswer", _short),
    QuestionKind.NUMBER: ("numerical", _number),
    QuestionKind.MATCH: ("matching", _pairs),
    QuestionKind.ESSAY: ("essay", _essay),
}


def _answer(option: Option, said: str, more: str = "") -> str:
    fraction = quoteattr(percent(option.weight))
    return f'<answer fraction={fraction} format="plain_text">{_text(said)}{_feedback(option.feedback)}{more}</answer>'


def _otherwise(question: Question) -> Iterator[str]:
    """What is said to an answer that no option knows; Moodle's own way is an answer of a single star."""
    if question.otherwise:
        yield f'<answer fraction="0" format="plain_text">{_text("*")}{_feedback(question.otherwise)}</answer>'


def _feedback(words: str) -> str:
    return f'<feedback format="plain_text">{_text(words)}</feedback>'


def _text(words: str) -> str:
    return f"<text>{escape(words)}</text>"
