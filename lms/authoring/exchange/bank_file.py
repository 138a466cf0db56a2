"""Questions as files of our own bank, questions/<lesson>.<word>.yaml, written to be read and mended by people."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from lms.authoring.exchange.found import percent
from lms.authoring.exchange.written import id_in_lesson, picture_path
from lms.catalog.bank import Option, Question, QuestionKind
from lms.catalog.keys import ALL, shared

LARGEST: Final = 1_000_000
"""Bytes of one file; the rest goes into the next."""
_PLAIN: Final = re.compile(r"[A-Za-z“‘(](?:[^\s:#,\[\]{}\"'`|>&*!%@\\]| (?=[^\s#]))*")
_WORDS: Final = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null"})
_LEVEL: Final = "  "


def files(questions: Iterable[Question], word: str) -> dict[str, str]:
    """Text by the path in the folder of the module, in the order of the questions; `word` is a slug."""
    written: dict[str, str] = {}
    by_lesson = groupby(sorted(questions, key=lambda question: question.lesson), key=lambda question: question.lesson)
    for lesson, rows in by_lesson:
        for number, text in enumerate(_volumes(rows), 1):
            name = f"{word}-{number}" if number > 1 else word
            written[f"questions/{lesson}.{name}.yaml"] = text
    return written


def _volumes(questions: Iterable[Question]) -> Iterator[str]:
    pieces: list[str] = []
    size = 0
    for question in questions:
        piece = "\n".join(_question(question)) + "\n"
        if pieces and size + len(piece.encode()) > LARGEST:
            yield _whole(pieces)
            pieces, size = [], 0
        pieces.append(piece)
        size += len(piece.encode())
    if pieces:
        yield _whole(pieces)


def _whole(pieces: Sequence[str]) -> str:
    return "questions:\n" + "\n".join(pieces)


def _question(question: Question) -> Iterator[str]:
    yield f"{_LEVEL}- id: {_word(id_in_lesson(question))}"
    for key, lines in _keys(question):
        first, *others = lines
        yield f"{_LEVEL * 2}{key}:{first}"
        yield from others


def _keys(question: Question) -> Iterator[tuple[str, Iterable[str]]]:
    """Every key of a question with what follows its colon, the lines below it indented."""
    yield "kind", [f" {question.kind.value}"]
    yield "difficulty", [f" {question.difficulty.value}"]
    yield "competency", [f" {_word(question.competency)}"]
    yield "text", _block(question.text)
    if question.image:
        yield "image", [f" {_word(picture_path(question))}"]
        yield "image_alt", [f" {_word(question.image_alt)}"]
    if question.exact_case:
        yield "exact_case", [" true"]
    if question.unit:
        yield "unit", [f" {_word(question.unit)}"]
    if question.options:
        yield _ROWS[question.kind][0], ["", *_list(question)]
    if question.otherwise:
        yield "otherwise", [f" {_word(question.otherwise)}"]
    yield "explanation", _block(question.explanation)


# --- options ---------------------------------------------------------------------------------------------------------

_Row = Iterator[tuple[str, str]]


def _choice(option: Option, question: Question) -> _Row:
    yield "text", _word(option.text)
    if question.kind is QuestionKind.MULTIPLE and not _even(question.options):
        yield "weight", percent(option.weight)
    elif option.weight == ALL or (option.correct and question.kind is QuestionKind.MULTIPLE):
        yield "correct", "true"
    elif option.weight and question.kind is not QuestionKind.MULTIPLE:
        yield "weight", percent(option.weight)


def _even(options: Sequence[Option]) -> bool:
    """Whether the right ones share 100 and the wrong ones take away as much, as the bank reads it without weights."""
    each = shared(sum(option.correct for option in options))
    return all(option.weight == (each if option.correct else -each) for option in options)


def _pair(option: Option, _question: Question) -> _Row:
    if option.text:
        yield "left", _word(option.text)
    yield "right", _word(option.match)


def _item(option: Option, _question: Question) -> _Row:
    yield "", _word(option.text)


def _short(option: Option, _question: Question) -> _Row:
    yield "text", _word(option.text)
    if option.weight != ALL:
        yield "weight", percent(option.weight)


def _number(option: Option, _question: Question) -> _Row:
    yield "value", option.text
    if option.tolerance:
        yield "tolerance", percent(option.tolerance)
    if option.weight != ALL:
        yield "weight", percent(option.weight)


def _area(option: Option, _question: Question) -> _Row:
    yield "name", _word(option.text)
    if option.area:
        for side in ("x", "y", "width", "height"):
            yield side, percent(getattr(option.area, side))
    if option.correct:
        yield "correct", "true"


_ROWS: Final[Mapping[QuestionKind, tuple[str, Callable[[Option, Question], _Row]]]] = {
    QuestionKind.SINGLE: ("options", _choice),
    QuestionKind.MULTIPLE: ("options", _choice),
    QuestionKind.TRUE_FALSE: ("options", _choice),
    QuestionKind.MATCH: ("pairs", _pair),
    QuestionKind.ORDER: ("items", _item),
    QuestionKind.SHORT: ("answers", _short),
    QuestionKind.NUMBER: ("answers", _number),
    QuestionKind.HOTSPOT: ("areas", _area),
}


def _list(question: Question) -> Iterator[str]:
    row = _ROWS[question.kind][1]
    for option in question.options:
        bullet = "- "
        for key, value in (*row(option, question), *_feedback(option)):
            yield f"{_LEVEL * 3}{bullet}{f'{key}: ' if key else ''}{value}"
            bullet = "  "


def _feedback(option: Option) -> _Row:
    if option.feedback:
        yield "feedback", _word(option.feedback)


# --- words -----------------------------------------------------------------------------------------------------------


def _word(text: str) -> str:
    """On one line: as it is where YAML takes it so, else in quotation marks."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)


def _block(text: str) -> Iterator[str]:
    """Below its key, line by line."""
    yield " |"
    for line in text.split("\n"):
        yield f"{_LEVEL * 3}{line}" if line else ""
