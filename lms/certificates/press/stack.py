"""A column of centred paragraphs and identity rows between two heights: gaps give way first, nothing ever overlaps."""

from dataclasses import dataclass, field
from functools import partial
from itertools import groupby

from reportlab.lib.units import mm

from lms.certificates.press.sheet import Sheet
from lms.certificates.press.typeface import Style, fit, width

LABEL_ROOM = 27.0
"""From a label to its text, mm."""
NARROWEST, WIDEST = 0.35, 1.6
"""How far gaps may shrink and stretch."""


@dataclass(frozen=True, slots=True)
class Row:
    """An identity row: "Jabatan : Pranata Hubungan Masyarakat"."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class _Line:
    gap: float
    text: str
    style: Style
    label: str | None = None
    ruled: bool = False
    personal: bool = False

    @property
    def lead(self) -> float:
        return self.style.lead / mm


@dataclass(slots=True)
class Column:
    """Built from top to bottom at a scale (1.0 is the layout's own size); lengths in mm, type sizes in points."""

    scale: float
    overlong: list[str] = field(default_factory=list)
    _lines: list[_Line] = field(default_factory=list)

    def paragraph(
        self,
        text: str,
        style: Style,
        *,
        gap: float,
        room: float,
        floor: float,
        lines: int,
        personal: bool = False,
        ruled: bool = False,
    ) -> None:
        """Centred text, with a gold line under it when ruled. What is not personal is kept once in the file where it falls alike."""
        scaled = style.at(style.size * self.scale)
        fitted = fit(text, scaled, room * mm, floor=floor * self.scale, lines=lines)
        if not fitted.fits:
            self.overlong.append(text)
        last = len(fitted.lines) - 1
        for place, line in enumerate(fitted.lines):
            underlined = ruled and place == last
            self._lines.append(_Line(0 if place else gap, line, fitted.style, ruled=underlined, personal=personal))

    def rows(self, rows: list[Row], style: Style, *, gap: float, room: float, floor: float, lines: int) -> None:
        """Labels under each other, texts under each other, the block centred as a whole."""
        scaled = style.at(style.size * self.scale)
        for row in rows:
            fitted = fit(row.text, scaled, room * mm, floor=floor * self.scale, lines=lines)
            if not fitted.fits:
                self.overlong.append(row.text)
            for place, line in enumerate(fitted.lines):
                self._lines.append(_Line(gap, line, fitted.style, "" if place else row.label, personal=True))
                gap = 0

    @property
    def _leads(self) -> float:
        return sum(line.lead for line in self._lines)

    @property
    def _gaps(self) -> float:
        return sum(line.gap for line in self._lines)

    def fits(self, height: float) -> bool:
        return not self.overlong and self._leads + self._gaps * NARROWEST <= height

    def draw(self, sheet: Sheet, top: float, bottom: float) -> None:
        stretch = max(NARROWEST, min(WIDEST, (bottom - top - self._leads) / self._gaps))
        rows = [line for line in self._lines if line.label is not None]
        row_room = max((width(line.text, line.style) / mm for line in rows), default=0.0)
        left = (sheet.width - LABEL_ROOM - row_room) / 2
        placed: list[tuple[float, _Line]] = []
        y = top
        for line in self._lines:
            y += line.gap * stretch + line.lead
            placed.append((y, line))
        for personal, group in groupby(placed, key=lambda pair: pair[1].personal):
            part = tuple(group)
            draw = partial(_draw_lines, sheet, part, left)
            if personal:
                draw()
            else:
                sheet.once(part, draw)


def _draw_lines(sheet: Sheet, placed: tuple[tuple[float, _Line], ...], left: float) -> None:
    middle = sheet.width / 2
    for y, line in placed:
        if line.label is None:
            sheet.text(middle, y, line.text, line.style, "centre")
        else:
            if line.label:
                sheet.text(left, y, line.label, line.style)
                sheet.text(left + LABEL_ROOM - 4, y, ":", line.style)
            sheet.text(left + LABEL_ROOM, y, line.text, line.style)
        if line.ruled:
            half = min(max(width(line.text, line.style) / mm / 2 + 8, 45), middle - 36.5)
            drop = line.style.size * 0.1
            sheet.rule(middle - half, y + drop, middle + half, y + drop, "gold", 0.2)
