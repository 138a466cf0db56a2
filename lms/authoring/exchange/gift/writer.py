"""A bank as GIFT that Moodle reads, and that reads back the same.

What GIFT has no word for stands where Moodle passes over it: id, difficulty and competency in comments, as Moodle has them
since 3.8, and the feedback of pairs in comments of our own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from lms.authoring.exchange.found import percent
from lms.authoring.exchange.gift.signs import EXACT_CASE, SWAPPED, UNIT, escaped, label
from lms.authoring.exchange.judge import FALSE, TRUE
from lms.authoring.exchange.written import (
    MOODLE_KINDS,
    LeftOut,
    Written,
    cannot_be_said,
    id_in_lesson,
)
from lms.catalog.bank import Option, Question, QuestionKind
from lms.catalog.keys import ALL


def write(questions: Iterable[Question], module: str) -> Written:
    lines: list[str] = []
    left_out: list[LeftOut] = []
    lesson = ""
    for question in questions:
        reason = cannot_be_said(question, MOODLE_KINDS)
        if reason:
            left_out.append(LeftOut(question.id, reason))
            continue
        if question.lesson != lesson:
            lesson = question.lesson
            lines += [f"$CATEGORY: $course$/top/{module}/{lesson}", ""]
        lines += [*_question(question), ""]
    return Written("\n".join(lines), tuple(left_out))


def _question(question: Question) -> Iterator[str]:
    name = id_in_lesson(question)
    yield f"// {' '.join([label('id', name), *(label('tag', tag) for tag in _tags(question))])}"
    opening = "{#" if question.kind is QuestionKind.NUMBER else "{"
    yield f"::{name}::[markdown]{escaped(question.text)}{opening}"
    yield from (f"\t{answer}" for answer in _ANSWERS[question.kind](question))
    if question.explanation:
        yield f"\t####[plain]{escaped(question.explanation)}"
    yield "}"


def _tags(question: Question) -> Iterator[str]:
    yield question.difficulty.value
    yield question.competency
    if question.exact_case:
        yield EXACT_CASE
    if question.unit:
        yield f"{UNIT}{question.unit}"
    if question.kind is QuestionKind.TRUE_FALSE and question.options[0].text == FALSE:
        yield SWAPPED


def _choices(question: Question) -> Iterator[str]:
    for option in question.options:
        if question.kind is QuestionKind.SINGLE and option.weight == ALL:
            sign = "="
        elif option.weight:
            sign = f"~%{percent(option.weight)}%"
        else:
            sign = "~"
        yield f"{sign}[plain]{escaped(option.text)}{_feedback(option)}"


def _truth(question: Question) -> Iterator[str]:
    (right,) = [option for option in question.options if option.correct]
    (wrong,) = [option for option in question.options if not option.correct]
    said = f"{_feedback(wrong) or '#'}{_feedback(right)}" if wrong.feedback or right.feedback else ""
    yield ("T" if right.text == TRUE else "F") + said


def _pairs(question: Question) -> Iterator[str]:
    for number, pair in enumerate(question.options, 1):
        left = f"[plain]{escaped(pair.text, arrows=True)}" if pair.text else ""
        yield f"={left} -> {escaped(pair.match)}"
        if pair.feedback:
            yield f"// [feedback {number}] {escaped(pair.feedback)}"


def _short(question: Question) -> Iterator[str]:
    for answer in question.options:
        weight = "" if answer.weight == ALL and answer.text[0] not in "%[" else f"%{percent(answer.weight)}%"
        form = "[plain]" if answer.text.startswith("[") else ""
        yield f"={weight}{form}{escaped(answer.text, arrows=True)}{_feedback(answer, arrows=True)}"
    if question.otherwise:
        yield f"=%0%*#[plain]{escaped(question.otherwise, arrows=True)}"


def _numbers(question: Question) -> Iterator[str]:
    for answer in question.options:
        weight = "" if answer.weight == ALL else f"%{percent(answer.weight)}%"
        yield f"={weight}{answer.text}:{percent(answer.tolerance)}{_feedback(answer)}"
    if question.otherwise:
        yield f"~#[plain]{escaped(question.otherwise)}"


def _nothing(_question: Question) -> Iterator[str]:
    return iter(())


_ANSWERS: Final[Mapping[QuestionKind, Callable[[Question], Iterator[str]]]] = {
    QuestionKind.SINGLE: _choices,
    QuestionKind.MULTIPLE: _choices,
    QuestionKind.TRUE_FALSE: _truth,
    QuestionKind.MATCH: _pairs,
    QuestionKind.SHORT: _short,
    QuestionKind.NUMBER: _numbers,
    QuestionKind.ESSAY: _nothing,
}


def _feedback(option: Option, *, arrows: bool = False) -> str:
    return f"#[plain]{escaped(option.feedback, arrows=arrows)}" if option.feedback else ""
