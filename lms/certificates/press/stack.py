"""A column of centred paragraphs and identity rows between two heights: gaps give way first, nothing ever overlaps."""

from dataclasses import dataclass, field
from functools import partial

from reportlab.lib.units import mm

from lms.certificates.press.sheet import Sheet
from lms.certificates.press.typeface import Fitted, Style, fit, width

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
class _Block:
    """Lines of one paragraph, or of one row behind its label, `gap` mm below what stands before."""

    gap: float
    lines: tuple[str, ...]
    style: Style
    label: str | None = None
    ruled: bool = False
    personal: bool = False

    @property
    def height(self) -> float:
        return len(self.lines) * self.style.lead / mm


@dataclass(slots=True)
class Column:
    """Built from top to bottom at a scale (1.0 is the layout's own size); lengths in mm, type sizes in points."""

    scale: float
    overlong: list[str] = field(default_factory=list)
    _blocks: list[_Block] = field(default_factory=list)

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
        """Centred text, with a gold line under it when ruled. What is not personal is drawn once, wherever it comes to stand."""
        fitted = self._fitted(text, style, room, floor, lines)
        self._blocks.append(_Block(gap, fitted.lines, fitted.style, ruled=ruled, personal=personal))

    def rows(self, rows: list[Row], style: Style, *, gap: float, room: float, floor: float, lines: int) -> None:
        """Labels under each other, texts under each other, the block centred as a whole."""
        for row in rows:
            fitted = self._fitted(row.text, style, room, floor, lines)
            self._blocks.append(_Block(gap, fitted.lines, fitted.style, row.label, personal=True))
            gap = 0

    def _fitted(self, text: str, style: Style, room: float, floor: float, lines: int) -> Fitted:
        fitted = fit(text, style.at(style.size * self.scale), room * mm, floor=floor * self.scale, lines=lines)
        if not fitted.fits:
            self.overlong.append(text)
        return fitted

    @property
    def _heights(self) -> float:
        return sum(block.height for block in self._blocks)

    @property
    def _gaps(self) -> float:
        return sum(block.gap for block in self._blocks)

    def fits(self, height: float) -> bool:
        return not self.overlong and self._heights + self._gaps * NARROWEST <= height

    def draw(self, sheet: Sheet, top: float, bottom: float) -> None:
        stretch = max(NARROWEST, min(WIDEST, (bottom - top - self._heights) / self._gaps))
        texts = [(line, block.style) for block in self._blocks if block.label is not None for line in block.lines]
        room = max((width(line, style) / mm for line, style in texts), default=0.0)
        left = (sheet.width - LABEL_ROOM - room) / 2
        y = top
        for block in self._blocks:
            y += block.gap * stretch
            if block.label is not None:
                _draw_row(sheet, block, left, y)
            elif block.personal:
                _draw_paragraph(sheet, block, y)
            else:
                sheet.once(("paragraph", block), partial(_draw_paragraph, sheet, block, 0.0), down=y)
            y += block.height


def _draw_row(sheet: Sheet, block: _Block, left: float, top: float) -> None:
    lead = block.style.lead / mm
    with sheet.role("P"):
        sheet.text(left, top + lead, block.label or "", block.style)
        sheet.text(left + LABEL_ROOM - 4, top + lead, ":", block.style)
        for place, line in enumerate(block.lines, 1):
            sheet.text(left + LABEL_ROOM, top + place * lead, line, block.style)


def _draw_paragraph(sheet: Sheet, block: _Block, top: float) -> None:
    middle, lead = sheet.width / 2, block.style.lead / mm
    with sheet.role("P"):
        for place, line in enumerate(block.lines, 1):
            sheet.text(middle, top + place * lead, line, block.style, "centre")
    if block.ruled:
        y = top + block.height + block.style.size * 0.1
        half = min(max(width(block.lines[-1], block.style) / mm / 2 + 8, 45), middle - 36.5)
        sheet.rule(middle - half, y, middle + half, y, "gold", 0.2)
