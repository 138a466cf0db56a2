"""The table of the back page: modules, their units, JP and, where scores are printed, scores."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from reportlab.lib.units import mm

from lms.certificates.facts import Facts
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
    score: str
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


def _rows(facts: Facts, size: float, air: float, room: float) -> list[_Row]:
    """A row for each module and each unit, then the sum and the average."""
    strong, plain = Style(SERIF_BOLD, size, size * 1.25), Style(SERIF, size * 0.92, size * 1.15)

    def lines(text: str, style: Style, left: float) -> tuple[str, ...]:
        return tuple(wrap(text, style, (room - left) * mm))

    rows: list[_Row] = []
    for place, subject in enumerate(facts.subjects, 1):
        rows.append(
            _Row(
                str(place),
                lines(subject.title, strong, 0),
                subject.jp,
                subject.score or "",
                strong,
                ruled=True,
                air=air,
            )
        )
        rows += [
            _Row("", lines(unit.title, plain, CODE_ROOM), unit.jp, "", plain, ruled=False, air=air, code=unit.code)
            for unit in subject.units
        ]
    rows.append(_Row("", ("Jumlah",), facts.jp_total, "", strong, ruled=True, air=air))
    if facts.average:
        rows.append(_Row("", ("Rata-rata",), "", facts.average, strong, ruled=True, air=air))
    return rows


def draw_subjects(sheet: Sheet, facts: Facts, *, left: float, right: float, top: float, bottom: float) -> None:
    """The largest size at which every row stands between top and bottom; what needs less than the smallest is a problem.

    Lines, titles and JP are the batch's and stand once in the file; scores are the person's.
    """
    scored = bool(facts.average) or any(subject.score for subject in facts.subjects)
    jp_at = right - (SCORE_ROOM if scored else 0) - 3
    room = jp_at - JP_ROOM - left - NUMBER_ROOM
    rows: list[_Row] = []
    for size, air in SIZES:
        rows = _rows(facts, size, air, room)
        if sum(row.height for row in rows) <= bottom - top - 7:
            break
    else:
        sheet.too_long("; ".join(subject.title for subject in facts.subjects))

    placed: list[tuple[float, _Row]] = []
    y = top + 2.4
    for row in rows:
        placed.append((y, row))
        y += row.height
    shared = tuple((y, replace(row, score="")) for y, row in placed)
    edges = (left, right, top, y, jp_at)
    sheet.once(("subjects", shared, edges), partial(_draw_table, sheet, shared, edges, scored=scored))
    for y, row in placed:
        if row.score:
            sheet.text(right - 1, y + row.drop, row.score, row.style, "right")


def _draw_table(
    sheet: Sheet,
    placed: tuple[tuple[float, _Row], ...],
    edges: tuple[float, float, float, float, float],
    *,
    scored: bool,
) -> None:
    left, right, top, bottom, jp_at = edges
    title_at = left + NUMBER_ROOM
    sheet.rule(left, top - 4.5, right, top - 4.5, "maroon", 0.5)
    sheet.text(left + 1, top, "No", HEAD)
    sheet.text(title_at, top, "Mata pelatihan", HEAD)
    sheet.text(jp_at, top, "JP", HEAD, "right")
    if scored:
        sheet.text(right - 1, top, "Nilai", HEAD, "right")
    for y, row in placed:
        sheet.rule(left, y, right, y, "gold" if row.ruled else "thread", 0.2)
        base = y + row.drop
        for x, text in ((left + 1, row.number), (title_at, row.code)):
            if text:
                sheet.text(x, base, text, row.style)
        for place, text in enumerate(row.lines):
            sheet.text(title_at + (CODE_ROOM if row.code else 0), base + place * row.style.lead / mm, text, row.style)
        if row.jp:
            sheet.text(jp_at, base, row.jp, row.style, "right")
    sheet.rule(left, bottom, right, bottom, "maroon", 0.5)
