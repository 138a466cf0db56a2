"""The table of the back page: modules, their units, JP and, where scores are printed, scores."""

from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Final

from reportlab.lib.units import mm

from lms.certificates.facts import Facts, Subject
from lms.certificates.press.sheet import Sheet
from lms.certificates.press.typeface import SANS, SERIF, SERIF_BOLD, Style, wrap

NUMBER_ROOM, CODE_ROOM, JP_ROOM, SCORE_ROOM = 11.0, 9.0, 16.0, 20.0
HEAD: Final = Style(SANS, 7.5, 10, "soft")
SIZES: Final = ((10.0, 1.0), (10.0, 0.88), (9.5, 0.88), (9.0, 0.86), (8.5, 0.86), (8.0, 0.84), (7.5, 0.84), (7.0, 0.82))
"""(size, air) tried in turn until all rows stand between top and bottom: first the rows move together, then the type shrinks."""


@dataclass(frozen=True, slots=True)
class _Row:
    number: str
    lines: tuple[str, ...]
    jp: str
    style: Style
    ruled: bool
    air: float
    code: str = ""

    @property
    def _first(self) -> float:
        """Height of a row of one line, mm."""
        return self.style.lead * (1.62 if self.ruled else 1.42) * self.air / mm

    @property
    def drop(self) -> float:
        """From the row's upper line to its first baseline, mm: capitals stand in the middle of a one-line row."""
        return self._first / 2 + self.style.size * 0.33 / mm

    @property
    def height(self) -> float:
        return self._first + self.style.lead / mm * (len(self.lines) - 1)


@dataclass(frozen=True, slots=True)
class _Table:
    """What the table of a batch is made from; `scored` asks for a column of scores, `averaged` for a row with their mean."""

    subjects: tuple[Subject, ...]
    jp_total: str
    scored: bool
    averaged: bool
    left: float
    right: float
    top: float
    bottom: float

    @property
    def jp_at(self) -> float:
        return self.right - (SCORE_ROOM if self.scored else 0) - 3


@dataclass(frozen=True, slots=True, eq=False)
class _Laid:
    """A table with the upper line of each row, mm, and where scores go: (baseline, style) of each subject, then of the mean."""

    table: _Table
    placed: tuple[tuple[float, _Row], ...]
    end: float
    scores: tuple[tuple[float, Style], ...]
    fits: bool


def draw_subjects(sheet: Sheet, facts: Facts, *, left: float, right: float, top: float, bottom: float) -> None:
    """The largest size at which every row stands between top and bottom; what needs less than the smallest is a problem.

    Lines, titles and JP are the batch's and stand once in the file; scores are the person's.
    """
    scores = [subject.score or "" for subject in facts.subjects] + [facts.average or ""]
    subjects = tuple(replace(subject, score=None) if subject.score else subject for subject in facts.subjects)
    laid = _laid(_Table(subjects, facts.jp_total, any(scores), bool(facts.average), left, right, top, bottom))
    if not laid.fits:
        sheet.too_long("; ".join(subject.title for subject in facts.subjects))
    sheet.once(("subjects", laid), partial(_draw_table, sheet, laid))
    for place, (score, (y, style)) in enumerate(zip(scores, laid.scores, strict=False)):
        if score:
            with sheet.within("TD", f"score {place}"):
                sheet.text(right - 1, y, score, style, "right")


@lru_cache(maxsize=64)
def _laid(table: _Table) -> _Laid:
    room = table.jp_at - JP_ROOM - table.left - NUMBER_ROOM
    rows: list[_Row] = []
    fits = False
    for size, air in SIZES:
        rows = _rows(table, size, air, room)
        fits = sum(row.height for row in rows) <= table.bottom - table.top - 7
        if fits:
            break
    placed: list[tuple[float, _Row]] = []
    y = table.top + 2.4
    for row in rows:
        placed.append((y, row))
        y += row.height
    scores = [(y + row.drop, row.style) for y, row in placed if row.number]
    scores += [(y + row.drop, row.style) for y, row in placed[-1:]]
    return _Laid(table, tuple(placed), y, tuple(scores), fits)


def _rows(table: _Table, size: float, air: float, room: float) -> list[_Row]:
    """A row for each module and each unit, then the sum and the average."""
    strong, plain = Style(SERIF_BOLD, size, size * 1.25), Style(SERIF, size * 0.92, size * 1.15)

    def lines(text: str, style: Style, left: float) -> tuple[str, ...]:
        return tuple(wrap(text, style, (room - left) * mm))

    rows: list[_Row] = []
    for place, subject in enumerate(table.subjects, 1):
        rows.append(_Row(str(place), lines(subject.title, strong, 0), subject.jp, strong, ruled=True, air=air))
        rows += [
            _Row("", lines(unit.title, plain, CODE_ROOM), unit.jp, plain, ruled=False, air=air, code=unit.code)
            for unit in subject.units
        ]
    rows.append(_Row("", ("Jumlah",), table.jp_total, strong, ruled=True, air=air))
    if table.averaged:
        rows.append(_Row("", ("Rata-rata",), "", strong, ruled=True, air=air))
    return rows


def _draw_table(sheet: Sheet, laid: _Laid) -> None:
    table = laid.table
    left, right = table.left, table.right
    heads = [(left + 1, "No"), (left + NUMBER_ROOM, "Mata pelatihan"), (table.jp_at, "JP")]
    sheet.rule(left, table.top - 4.5, right, table.top - 4.5, "maroon", 0.5)
    with sheet.role("Table"):
        with sheet.role("TR"):
            for x, text in heads + [(right - 1, "Nilai")] * table.scored:
                with sheet.role("TH"):
                    sheet.text(x, table.top, text, HEAD, "right" if x >= table.jp_at else "left")
        places = iter(range(len(table.subjects) + 1))
        for y, row in laid.placed:
            sheet.rule(left, y, right, y, "gold" if row.ruled else "thread", 0.2)
            last = table.averaged and (y, row) == laid.placed[-1]
            with sheet.role("TR"):
                _draw_row(sheet, table, y, row)
                if table.scored:
                    with sheet.role("TD", name=f"score {next(places)}" if row.number or last else ""):
                        pass
    sheet.rule(left, laid.end, right, laid.end, "maroon", 0.5)


def _draw_row(sheet: Sheet, table: _Table, y: float, row: _Row) -> None:
    base, title_at = y + row.drop, table.left + NUMBER_ROOM
    with sheet.role("TD"):
        if row.number:
            sheet.text(table.left + 1, base, row.number, row.style)
    with sheet.role("TD"):
        if row.code:
            sheet.text(title_at, base, row.code, row.style)
            title_at += CODE_ROOM
        for place, text in enumerate(row.lines):
            sheet.text(title_at, base + place * row.style.lead / mm, text, row.style)
    with sheet.role("TD"):
        if row.jp:
            sheet.text(table.jp_at, base, row.jp, row.style, "right")
