"""A ruled table over as many pages as it needs, under the kop: cells wrap, rows stay whole, the head of the table stands on
every page, and every page says of how many it is one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.lib.units import mm

from lms.certificates.facts import Letterhead
from lms.certificates.press.emblem import draw_emblem
from lms.certificates.press.sheet import Sheet
from lms.certificates.press.typeface import SANS, SERIF, SERIF_BOLD, Style, wrap

LEFT, RIGHT, TOP, FOOT = 20.0, 15.0, 12.0, 16.0
"""Margins, mm; the left one leaves room for punching."""
PAD: Final = 1.6
"""Between a cell's rules and its text, mm."""

GOVERNMENT: Final = Style(SERIF, 11, 14, tracking=0.6)
OFFICE: Final = Style(SERIF_BOLD, 13, 16, tracking=0.6)
SMALL: Final = Style(SANS, 7.5, 10, "soft")
TITLE: Final = Style(SERIF_BOLD, 14, 18, tracking=0.8)
LINE: Final = Style(SERIF, 10, 13.5)
HEAD: Final = Style(SERIF_BOLD, 9, 11)

Cell = tuple[tuple[str, Style], ...]
"""Paragraphs under each other."""


@dataclass(frozen=True, slots=True)
class Column:
    """`room` is its whole breadth in mm."""

    title: str
    room: float


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it is set: lines with their styles, cell by cell, and its height in mm."""

    cells: tuple[Cell, ...]
    height: float


@dataclass(frozen=True, slots=True)
class Close:
    """What stands under the table, kept together on the last page."""

    height: float
    draw: Callable[[float], None]


def set_row(columns: Sequence[Column], cells: Sequence[Cell], *, least: float) -> Row:
    """Wrapped to the columns; at least `least` mm high."""
    wrapped = tuple(
        tuple((line, style) for text, style in cell if text for line in wrap(text, style, (column.room - 2 * PAD) * mm))
        for column, cell in zip(columns, cells, strict=True)
    )
    tallest = max(sum(style.lead / mm for _line, style in cell) for cell in wrapped)
    return Row(wrapped, max(tallest + 2 * PAD, least))


class Ledger:
    """Sets the rows out on pages, then draws them: only then is it known of how many pages each is one."""

    def __init__(
        self,
        sheet: Sheet,
        columns: Sequence[Column],
        rows: tuple[Row, ...],
        close: Close,
        letterhead: Letterhead,
        title: tuple[str, ...],
        foot: str,
        beside: Callable[[int, float, float], None] | None = None,
    ) -> None:
        self.sheet, self.columns, self.foot, self.beside = sheet, columns, foot, beside
        self.head = set_row(columns, tuple(((column.title, HEAD),) for column in columns), least=7)
        bottom = sheet.height - FOOT - 4
        title_lines = [title[0], *(line for text in title[1:] if text for line in wrap(text, LINE, 165 * mm))]
        first_top = self._kop_height(letterhead) + 9 + len(title_lines) * 6
        pages = self._paginate(rows, first_top, bottom, close)
        self.pages = len(pages)
        number = 0
        for place, page in enumerate(pages, 1):
            top = TOP
            if place == 1:
                self._heading(letterhead, title_lines)
                top = first_top
            if page:
                top = self._rows(page, number, top)
                number += len(page)
            if place == self.pages:
                close.draw(top + 3)
            self._footer(place)
            sheet.next_page()

    def _paginate(self, rows: Sequence[Row], first_top: float, bottom: float, close: Close) -> list[list[Row]]:
        pages: list[list[Row]] = [[]]
        top = first_top + self.head.height
        for row in rows:
            if pages[-1] and top + row.height > bottom:
                pages.append([])
                top = TOP + self.head.height
            pages[-1].append(row)
            top += row.height
        if top + 3 + close.height > bottom:
            carried = [pages[-1].pop()] if len(pages[-1]) > 1 else []  # no page of a table without a single row
            pages.append(carried)
        return pages

    @staticmethod
    def _kop_height(letterhead: Letterhead) -> float:
        lines = (
            (17 if letterhead.emblem else 0) + (5.6 if letterhead.government else 0) + (5 if letterhead.address else 0)
        )
        return TOP + lines + 7.4

    def _heading(self, letterhead: Letterhead, lines: Sequence[str]) -> None:
        sheet, middle = self.sheet, self.sheet.width / 2
        room = sheet.width - LEFT - RIGHT
        y = TOP
        if letterhead.emblem:
            draw_emblem(sheet, letterhead.emblem, middle, y, 15)
            y += 17
        if letterhead.government:
            sheet.line(middle, y + 4, letterhead.government.upper(), GOVERNMENT, room, "centre")
            y += 5.6
        sheet.line(middle, y + 4, letterhead.office.upper(), OFFICE, room, "centre")
        y += 7.4
        if letterhead.address:
            sheet.line(middle, y + 1, letterhead.address, SMALL, room, "centre")
            y += 5
        with sheet.role("Artifact"):
            sheet.rule(LEFT, y - 1, sheet.width - RIGHT, y - 1, "ink", 0.6)
            sheet.rule(LEFT, y, sheet.width - RIGHT, y, "ink", 0.2)
        with sheet.role("H1"):
            sheet.text(middle, y + 7.5, lines[0], TITLE, "centre")
        for place, line in enumerate(lines[1:], 1):
            sheet.text(middle, y + 8 + place * 5.2, line, LINE, "centre")

    def _rows(self, rows: Sequence[Row], before: int, top: float) -> float:
        """Draws the head and these rows from `top` down; where they end."""
        sheet, start = self.sheet, top
        with sheet.role("Table"):
            top = self._row(self.head, top, head=True)
            for place, row in enumerate(rows, 1):
                below = self._row(row, top)
                if self.beside:
                    self.beside(before + place, top, row.height)
                top = below
        x = LEFT
        with sheet.role("Artifact"):
            for column in (*self.columns, None):
                sheet.rule(x, start, x, top, "soft", 0.15)
                x += column.room if column else 0
        return top

    def _row(self, row: Row, top: float, *, head: bool = False) -> float:
        sheet, x = self.sheet, LEFT
        right = sheet.width - RIGHT
        with sheet.role("Artifact"):
            sheet.rule(LEFT, top, right, top, "soft", 0.15)
        with sheet.role("TR"):
            for column, cell in zip(self.columns, row.cells, strict=True):
                y = top + PAD
                with sheet.role("TH" if head else "TD"):
                    for line, style in cell:
                        y += style.lead / mm
                        sheet.text(x + PAD, y - 0.28 * style.lead / mm, line, style)
                x += column.room
        with sheet.role("Artifact"):
            sheet.rule(LEFT, top + row.height, right, top + row.height, "soft", 0.3 if head else 0.15)
        return top + row.height

    def _footer(self, page: int) -> None:
        sheet, y = self.sheet, self.sheet.height - FOOT + 6
        with sheet.role("Artifact"):
            sheet.line(LEFT, y, self.foot, SMALL, sheet.width - LEFT - RIGHT - 40)
            sheet.text(sheet.width - RIGHT, y, f"Halaman {page} dari {self.pages}", SMALL, "right")
