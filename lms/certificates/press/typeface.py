"""Type: the embedded faces, a face for every sign, measuring, wrapping, fitting. Lengths in points, texts in NFC."""

import re
import unicodedata
from collections.abc import Mapping
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
FACES: Final = (SERIF, SERIF_BOLD, SANS)
FALLBACKS: Final = (SERIF, SANS)
REPERTOIRE: Final = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("–—‘’“”…·•°é")
"""The signs every file carries in every face. Any other sign is embedded where it is used, in a font of its own."""


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """A face that prints by the numbers of its glyphs: two bytes a sign, the same in every file, whatever else is in it."""

    font: TTFont
    glyphs: Mapping[int, int]
    """Glyph number by code point."""
    widths: Mapping[str, float]
    """Of the repertoire, at a size of one point."""
    codes: Mapping[int, str]
    """Of the repertoire: what stands for a code point in a string of a content stream."""
    usual: str
    rare: str
    """Names of the two fonts of a file: the one with the repertoire, the one with what else the texts need."""

    def width(self, sign: str) -> float:
        return float(self.font.face.charWidths[ord(sign)]) / 1000

    def code(self, sign: str) -> str:
        return _escaped(self.glyphs[ord(sign)])


def _escaped(glyph: int) -> str:
    """Two bytes of a literal string (ISO 32000-1, 7.3.4.2), as text in Latin-1."""
    return "".join(
        {"(": "\\(", ")": "\\)", "\\": "\\\\", "\r": "\\r"}.get(letter, letter)
        for letter in map(chr, glyph.to_bytes(2, "big"))
    )


@cache
def face_of(name: str) -> Face:
    """Registers the face with ReportLab at the first call: parsing costs 20 ms, once a process."""
    with as_file(files(_PACKAGES[name]) / "files" / f"{name}.ttf") as path:
        font = TTFont(name, str(path))
    pdfmetrics.registerFont(font)
    glyphs: dict[int, int] = font.face.charToGlyph
    return Face(
        font,
        glyphs,
        {sign: float(font.face.charWidths[ord(sign)]) / 1000 for sign in REPERTOIRE},
        {ord(sign): _escaped(glyphs[ord(sign)]) for sign in REPERTOIRE},
        f"F{FACES.index(name)}",
        f"R{FACES.index(name)}",
    )


@cache
def signs(face: str) -> frozenset[int]:
    """The code points a face can print."""
    return frozenset(face_of(face).glyphs)


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
        if size == self.size:
            return self
        ratio = size / self.size
        return replace(self, size=size, lead=self.lead * ratio, tracking=self.tracking * ratio)


@lru_cache(maxsize=4096)
def readable(text: str) -> str:
    """One line in NFC. Invisible format signs (zero width, direction overrides, soft hyphens) are dropped: they print nothing.

    A no-break space stays until it is drawn.
    """
    if REPERTOIRE.issuperset(text):
        return " ".join(text.split()) if "  " in text or text[:1] == " " or text[-1:] == " " else text
    visible = "".join(sign for sign in unicodedata.normalize("NFC", text) if unicodedata.category(sign) != "Cf")
    return re.sub(r"[ \t\r\n]+", " ", visible).strip()


def face_for(sign: str, face: str) -> str | None:
    """The wished face when it has the sign, else another embedded one that has it, else None.

    A mark that NFC could not join to its letter counts as missing: without mark positioning it would land beside it.
    """
    if unicodedata.combining(sign):
        return None
    return next((name for name in (face, *FALLBACKS) if ord(sign) in signs(name)), None)


@dataclass(frozen=True, slots=True)
class Setting:
    """A text as it is set in a face: what stands in the content stream, font by font, and how wide that is."""

    pieces: tuple[tuple[str, str], ...]
    """(name of the font in the file, string without its parentheses, in Latin-1)."""
    advance: float
    """Width at a size of one point, without tracking."""
    count: int
    rare: tuple[tuple[str, str], ...] = ()
    """(face, sign) of what is not in the repertoire."""
    lost: tuple[str, ...] = ()
    """Signs that no embedded face can print, each once, in order; they are left out."""


@lru_cache(maxsize=8192)
def setting(text: str, face: str) -> Setting:
    """No-break spaces have done their work by now and are set as spaces."""
    text = readable(text).replace("\N{NO-BREAK SPACE}", " ")
    wished = face_of(face)
    if REPERTOIRE.issuperset(text):
        advance = sum(map(wished.widths.__getitem__, text))
        return Setting(((wished.usual, text.translate(wished.codes)),), advance, len(text))
    pieces: list[tuple[str, str]] = []
    rare: dict[tuple[str, str], None] = {}
    lost: dict[str, None] = {}
    advance, count = 0.0, 0
    for sign in text:
        name = face_for(sign, face)
        if name is None:
            lost[sign] = None
            continue
        used = face_of(name)
        usual = sign in REPERTOIRE
        if not usual:
            rare[name, sign] = None
        font, code = (used.usual if usual else used.rare), used.code(sign)
        if pieces and pieces[-1][0] == font:
            pieces[-1] = (font, pieces[-1][1] + code)
        else:
            pieces.append((font, code))
        advance += used.width(sign)
        count += 1
    return Setting(tuple(pieces), advance, count, tuple(rare), tuple(lost))


def width(text: str, style: Style) -> float:
    """Points from the first edge to the last, tracking between letters included."""
    line = setting(text, style.face)
    return line.advance * style.size + style.tracking * max(line.count - 1, 0)


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
    space = face_of(style.face).width(" ") * style.size + 2 * style.tracking
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
