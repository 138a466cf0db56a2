"""Type: the embedded faces, a face for every sign, measuring, wrapping, fitting. Lengths in points, texts in NFC."""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import as_file, files
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

SERIF: Final = "SourceSerifPro-Regular"
SERIF_BOLD: Final = "SourceSerifPro-Semibold"
SANS: Final = "Manrope-Medium"

_PACKAGES: Final = {SERIF: "font_source_serif_pro", SERIF_BOLD: "font_source_serif_pro", SANS: "font_manrope"}
FALLBACKS: Final = (SERIF, SANS)


@cache
def signs(face: str) -> frozenset[int]:
    """The code points a face can print; registers it with ReportLab at the first call (parsing costs 20 ms, once a process)."""
    with as_file(files(_PACKAGES[face]) / "files" / f"{face}.ttf") as path:
        font = TTFont(face, str(path))
    pdfmetrics.registerFont(font)
    return frozenset(font.face.charToGlyph)


@dataclass(frozen=True, slots=True)
class Style:
    """How a line is set. `size`, `tracking` (extra space between letters) and `lead` (baseline to baseline) in points."""

    face: str
    size: float
    lead: float
    colour: str = "ink"
    tracking: float = 0.0

    def at(self, size: float) -> "Style":
        """The same in another size; lead and tracking follow."""
        ratio = size / self.size
        return replace(self, size=size, lead=self.lead * ratio, tracking=self.tracking * ratio)


@lru_cache(maxsize=4096)
def readable(text: str) -> str:
    """One line in NFC. Invisible format signs (zero width, direction overrides, soft hyphens) are dropped: they print nothing.

    A no-break space stays until it is drawn.
    """
    visible = "".join(sign for sign in unicodedata.normalize("NFC", text) if unicodedata.category(sign) != "Cf")
    return re.sub(r"[ \t\r\n]+", " ", visible).strip()


def face_for(sign: str, face: str) -> str | None:
    """The wished face when it has the sign, else another embedded one that has it, else None.

    A mark that NFC could not join to its letter counts as missing: without mark positioning it would land beside it.
    """
    if unicodedata.combining(sign):
        return None
    return next((name for name in (face, *FALLBACKS) if ord(sign) in signs(name)), None)


@lru_cache(maxsize=4096)
def missing_signs(text: str, face: str) -> tuple[str, ...]:
    """Signs no embedded face can print, each once, in order."""
    return tuple(dict.fromkeys(sign for sign in readable(text) if face_for(sign, face) is None))


@lru_cache(maxsize=4096)
def runs(text: str, face: str) -> tuple[tuple[str, str], ...]:
    """(face, text) pieces that print the text; signs without any face are left out (the sheet reports them)."""
    if signs(face).issuperset(map(ord, text)) and not any(map(unicodedata.combining, text)):
        return ((face, text),)
    pieces: list[tuple[str, str]] = []
    for sign in text:
        used = face_for(sign, face)
        if used is None:
            continue
        if pieces and pieces[-1][0] == used:
            pieces[-1] = (used, pieces[-1][1] + sign)
        else:
            pieces.append((used, sign))
    return tuple(pieces)


@lru_cache(maxsize=4096)
def _advance(text: str, face: str) -> float:
    """Width at a size of one point, without tracking."""
    return float(sum(pdfmetrics.stringWidth(piece, used, 1) for used, piece in runs(text, face)))


def width(text: str, style: Style) -> float:
    """Points from the first edge to the last, tracking between letters included."""
    return _advance(text, style.face) * style.size + style.tracking * max(len(text) - 1, 0)


def _broken(word: str, style: Style, room: float) -> list[str]:
    """A word too wide for the room in pieces that are not."""
    pieces = [""]
    for sign in word:
        if pieces[-1] and width(pieces[-1] + sign, style) > room:
            pieces.append("")
        pieces[-1] += sign
    return pieces


def wrap(text: str, style: Style, room: float) -> list[str]:
    """Lines no wider than the room, first line fullest; an over-wide word is broken."""
    space = width(" ", style) + 2 * style.tracking
    lines: list[str] = []
    used = 0.0
    for word in readable(text).split(" "):
        whole = width(word, style)
        for piece in _broken(word, style, room) if whole > room else [word]:
            own = width(piece, style)
            if lines and used + space + own <= room:
                lines[-1] += f" {piece}"
                used += space + own
            else:
                lines.append(piece)
                used = own
    return lines


def balance(text: str, style: Style, room: float) -> list[str]:
    """As few lines as `wrap` needs, of about equal width: what centred text wants."""
    lines = wrap(text, style, room)
    narrow, wide = room / len(lines) * 0.9, room
    while len(lines) > 1 and wide - narrow > 4:
        middle = (narrow + wide) / 2
        tried = wrap(text, style, middle)
        if len(tried) <= len(lines):
            wide, lines = middle, tried
        else:
            narrow = middle
    return lines


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines in the style that holds them; `fits` is False when even the floor size needed more lines than allowed."""

    lines: tuple[str, ...]
    style: Style
    fits: bool


@lru_cache(maxsize=4096)
def fit(text: str, style: Style, room: float, *, floor: float, lines: int) -> Fitted:
    """Shrink to the floor on one line first; then as large as `lines` lines hold. Never wider than the room."""
    text = readable(text)
    one = style.size * room / max(width(text, style), 0.01)
    if one >= floor:
        size = max(floor, min(style.size, int(one * 4) / 4))
        return Fitted((text,), style.at(size), fits=True)
    chosen = style
    while chosen.size > floor and len(wrap(text, chosen, room)) > lines:
        chosen = style.at(max(chosen.size - 0.5, floor))
    set_lines = balance(text, chosen, room)
    return Fitted(tuple(set_lines), chosen, fits=len(set_lines) <= lines)
