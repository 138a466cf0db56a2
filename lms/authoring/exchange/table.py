"""Questions as a table, one row each: the CSV of our own template, which can say every kind.

| Column | What stands there |
|---|---|
| id | small letters, digits, hyphens; may be left empty |
| lesson | the short name of the lesson; empty: the one chosen when the file is sent |
| kind | single, multiple, true_false, match, order, short, number, hotspot, essay |
| difficulty | easy, medium, hard, or mudah, sedang, sulit; empty: medium |
| competency | a code like J3; empty: the first of the lesson |
| text | the question, in Markdown |
| image, image_alt | a picture of the module, like images/market.webp, and what it shows |
| explanation | what everybody reads afterwards |
| exact_case | x: a short answer needs the same capital letters |
| unit | what stands behind the field of a number |
| otherwise | feedback for a short answer or a number that no answer here knows |
| answer_1 … | an option, an accepted answer, a number, an item in its right place, a left side, the name of an area |
| detail_1 … | match: the right side; number: how far off still counts; hotspot: x y width height in percent |
| score_1 … | x or 100: right; empty: wrong, but 100 where answers are typed; else percent, also below 0 |
| feedback_1 … | what somebody reads who answered this |

A cell that begins like a formula is written behind an apostrophe, which is taken away again.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from io import StringIO
from typing import Final

from lms.authoring.exchange.found import (
    LONGEST_QUESTION,
    MOST_OPTIONS,
    Broken,
    Event,
    Found,
    Rejected,
    Unfit,
    broken,
    percent,
    plain_lines,
    refuse_control,
    short,
)
from lms.authoring.exchange.judge import number_of
from lms.authoring.exchange.written import LeftOut, Written, id_in_lesson, picture_path, unprintable
from lms.catalog.bank import Area, Option, Question, QuestionKind
from lms.catalog.keys import ALL, NONE, shared
from lms.kit.words import N_, Reason

COLUMNS: Final = (
    *("id", "lesson", "kind", "difficulty", "competency", "text", "image", "image_alt", "explanation", "exact_case"),
    *("unit", "otherwise"),
)
ANSWER: Final = ("answer", "detail", "score", "feedback")
FEWEST_ANSWERS: Final = 4
_NEEDED: Final = ("kind", "text")
_FORMULA: Final = tuple("=+-@'")
_MARKED: Final = ("x", "v", "✓", "benar", "ya")
_TYPED: Final = (QuestionKind.SHORT, QuestionKind.NUMBER)
_NO_SCORE: Final = (QuestionKind.MATCH, QuestionKind.ORDER)


# --- reading ---------------------------------------------------------------------------------------------------------


def read(content: bytes) -> Iterator[Event]:
    paper = _Paper(content)
    try:
        rows = paper.rows()
        head = next(rows, None)
        columns = _columns(head[1]) if head else {}
        if isinstance(columns, Broken):
            yield columns
            return
        for line, cells in rows:
            if any(cell.strip() for cell in cells):
                yield _event(line, cells, columns)
    except csv.Error as error:
        problem = N_("A cell is not closed, or a quotation mark stands alone near here (%(problem)s).")
        yield broken(paper.line, problem, {"problem": str(error)[:80]})
    if paper.broken:
        yield paper.broken


class _Paper:
    """The lines of a file as rows of cells; `line` is the one a row begins on."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.broken: Broken | None = None
        self.line = 1

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        lines = self._lines()
        first = next(lines, "")
        delimiter = ";" if first.count(";") >= first.count(",") else ","
        reader = csv.reader(_again(first, lines), delimiter=delimiter, strict=True)
        for cells in reader:
            if self.broken:
                return
            yield self.line, cells
            self.line = reader.line_num + 1

    def _lines(self) -> Iterator[str]:
        for line in plain_lines(self._content):
            if isinstance(line, Broken):
                self.broken = line
                return
            number, said = line
            if said is None:
                reason = N_("The line is longer than %(most)s signs.")
                self.broken = broken(number, reason, {"most": LONGEST_QUESTION})
                return
            yield f"{said}\n"


def _again(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines


def _columns(head: list[str]) -> dict[str, int] | Broken:
    """Where each column is, by its name."""
    known = {*COLUMNS, *(f"{name}_{number}" for number in range(1, MOST_OPTIONS + 1) for name in ANSWER)}
    columns: dict[str, int] = {}
    for at, cell in enumerate(head):
        name = cell.strip().lower()
        if name in columns:
            return broken(1, N_("The column “%(name)s” is there twice."), {"name": name[:40]})
        if name and name not in known:
            near = get_close_matches(name[:40], sorted(known), n=1)
            sentence = N_("There is no column “%(name)s”; perhaps you mean “%(near)s”. Begin with the template.")
            return broken(1, sentence, {"name": name[:40], "near": near[0] if near else COLUMNS[0]})
        if name:
            columns[name] = at
    for name in _NEEDED:
        if name not in columns:
            return broken(1, N_("The first line has no column “%(name)s”. Begin with the template."), {"name": name})
    return columns


def _event(line: int, cells: list[str], columns: Mapping[str, int]) -> Event:
    row = _Row(cells, columns)
    name = row.said("id") or short(row.said("text"))
    try:
        refuse_control("\n".join(cells))
        if sum(map(len, cells)) > LONGEST_QUESTION:
            raise Unfit(N_("The question is longer than %(most)s signs."), most=LONGEST_QUESTION)
        if any(cell.strip() for cell in cells[max(columns.values()) + 1 :]):
            raise Unfit(N_("The row has more cells than there are columns."))
        return _found(line, row)
    except Unfit as unfit:
        return Rejected(line, name, unfit.reason)


@dataclass(frozen=True, slots=True)
class _Row:
    cells: list[str]
    columns: Mapping[str, int]

    def said(self, name: str) -> str:
        at = self.columns.get(name, len(self.cells))
        cell = self.cells[at].strip() if at < len(self.cells) else ""
        return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell

    def answers(self) -> Iterator[dict[str, str]]:
        """Every answer of which something is written."""
        for number in range(1, MOST_OPTIONS + 1):
            cells = {name: self.said(f"{name}_{number}") for name in ANSWER}
            if any(cells.values()):
                yield cells


def _found(line: int, row: _Row) -> Found:
    word = row.said("kind").lower()
    if word not in list(QuestionKind):
        raise Unfit(
            N_("There is no kind of question “%(word)s”; there are: %(kinds)s."),
            word=word[:40],
            kinds=", ".join(QuestionKind),
        )
    kind = QuestionKind(word)
    typed = kind in _TYPED
    return Found(
        line=line,
        kind=kind,
        text=row.said("text"),
        options=_options(kind, list(row.answers())),
        explanation=row.said("explanation"),
        wish=row.said("id"),
        tags=tuple(filter(None, (row.said("difficulty"), row.said("competency")))),
        category=row.said("lesson"),
        exact_case=kind is QuestionKind.SHORT and row.said("exact_case").lower() in _MARKED,
        otherwise=row.said("otherwise") if typed else "",
        unit=row.said("unit") if kind is QuestionKind.NUMBER else "",
        image=row.said("image"),
        image_alt=row.said("image_alt"),
    )


def _options(kind: QuestionKind, answers: list[dict[str, str]]) -> tuple[Option, ...]:
    usual = ALL if kind in _TYPED else NONE
    options = tuple(
        Option(
            id="",
            text=number_of(_pointed(cells["answer"])) if kind is QuestionKind.NUMBER else cells["answer"],
            weight=NONE if kind in _NO_SCORE else _score(cells["score"], usual),
            feedback=cells["feedback"] if kind is not QuestionKind.ORDER else "",
            match=cells["detail"] if kind is QuestionKind.MATCH else "",
            tolerance=_decimal(cells["detail"] or "0") if kind is QuestionKind.NUMBER else NONE,
            area=_area(cells["detail"]) if kind is QuestionKind.HOTSPOT else None,
        )
        for cells in answers
    )
    marks = {cells["score"].lower() for cells in answers}
    if kind is not QuestionKind.MULTIPLE or not marks <= {"", *_MARKED}:
        return options
    each = shared(sum(option.correct for option in options))
    return tuple(Option("", option.text, each if option.correct else -each, option.feedback) for option in options)


def _score(said: str, usual: Decimal) -> Decimal:
    if not said:
        return usual
    return ALL if said.lower() in _MARKED else _decimal(said.rstrip("%"))


def _decimal(said: str) -> Decimal:
    return Decimal(number_of(_pointed(said)))


def _pointed(said: str) -> str:
    """A number with a point; the comma is what Excel writes in Bahasa Indonesia."""
    said = said.strip()
    return said.replace(",", ".") if said.count(",") == 1 and "." not in said else said


def _area(said: str) -> Area | None:
    sides = said.split()
    return Area(*map(_decimal, sides)) if len(sides) == 4 else None


# --- writing ---------------------------------------------------------------------------------------------------------


def write(questions: Iterable[Question], _module: str) -> Written:
    """The table with semicolons and a byte order mark, as Excel opens it in Bahasa Indonesia."""
    rows, left_out = [], []
    for question in questions:
        reason: Reason | None = unprintable(question)
        if reason:
            left_out.append(LeftOut(question.id, reason))
        else:
            rows.append(question)
    answers = max([FEWEST_ANSWERS, *(len(question.options) for question in rows)])
    sheet = StringIO()
    table = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    table.writerow([*COLUMNS, *(f"{name}_{number}" for number in range(1, answers + 1) for name in ANSWER)])
    table.writerows(_cells(question) for question in rows)
    return Written(f"\ufeff{sheet.getvalue()}", tuple(left_out))


def _cells(question: Question) -> Iterator[str]:
    yield id_in_lesson(question)
    yield question.lesson
    yield question.kind.value
    yield question.difficulty.value
    yield question.competency
    yield _guarded(question.text)
    yield picture_path(question)
    yield _guarded(question.image_alt)
    yield _guarded(question.explanation)
    yield "x" if question.exact_case else ""
    yield _guarded(question.unit)
    yield _guarded(question.otherwise)
    for option in question.options:
        yield option.text if question.kind is QuestionKind.NUMBER else _guarded(option.text)
        yield _detail(question.kind, option)
        yield "" if question.kind in _NO_SCORE else percent(option.weight)
        yield _guarded(option.feedback)


def _detail(kind: QuestionKind, option: Option) -> str:
    if kind is QuestionKind.NUMBER:
        return percent(option.tolerance)
    if option.area:
        return " ".join(map(percent, (option.area.x, option.area.y, option.area.width, option.area.height)))
    return _guarded(option.match)


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
