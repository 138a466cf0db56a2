"""Faces as fonts of a PDF: subsets whose codes are the glyph numbers of the face, so a text is the same bytes in every file."""

import zlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Final

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from lms.certificates.press.typeface import FACES, REPERTOIRE, face_of

SYMBOLIC: Final = 4
"""Flag of a font that uses no standard encoding (ISO 32000-1, table 123)."""


def usual_fonts(pdf: Pdf) -> Dictionary:
    """Every face with the repertoire, by the names of `typeface`."""
    return Dictionary({f"/{face_of(face).usual}": _font(pdf, face, tuple(sorted(REPERTOIRE))) for face in FACES})


def rare_fonts(pdf: Pdf, rare: Iterable[tuple[str, str]]) -> dict[str, Object]:
    """Fonts for (face, sign) pairs that the repertoire lacks, by their names."""
    wanted: dict[str, list[str]] = {}
    for face, sign in sorted(set(rare)):
        wanted.setdefault(face, []).append(sign)
    return {f"/{face_of(face).rare}": _font(pdf, face, tuple(signs)) for face, signs in wanted.items()}


def _font(pdf: Pdf, name: str, signs: tuple[str, ...]) -> Object:
    """A composite font (ISO 32000-1, 9.7) with the glyphs of these signs."""
    face = face_of(name).font.face
    glyphs = face_of(name).glyphs
    program, places = _program(name, signs)
    tag = "".join(chr(65 + byte % 26) for byte in sha256(repr((name, signs)).encode()).digest()[:6])
    named = Name(f"/{tag}+{name}")
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=named,
        Flags=SYMBOLIC,
        FontBBox=Array([int(side) for side in face.bbox]),
        ItalicAngle=int(face.italicAngle),
        Ascent=int(face.ascent),
        Descent=int(face.descent),
        CapHeight=int(face.capHeight),
        StemV=int(face.stemV),
        FontFile2=_packed(pdf, program, Length1=len(program)),
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=named,
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
        CIDToGIDMap=_packed(pdf, places),
        DW=0,
        W=_widths({glyphs[ord(sign)]: round(float(face.charWidths[ord(sign)])) for sign in signs}),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=named,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=_packed(pdf, _to_unicode(signs, glyphs)),
        )
    )


def _packed(pdf: Pdf, plain: bytes, **entries: int) -> Object:
    return pdf.make_indirect(Stream(pdf, zlib.compress(plain, 9), Filter=Name.FlateDecode, **entries))


def _widths(by_glyph: Mapping[int, int]) -> Array:
    """The first glyph of each run without a gap, then the widths of the run: few arrays, for each costs every file its time."""
    runs: list[tuple[int, list[int]]] = []
    for glyph, width in sorted(by_glyph.items()):
        if runs and glyph == runs[-1][0] + len(runs[-1][1]):
            runs[-1][1].append(width)
        else:
            runs.append((glyph, [width]))
    listed = Array()
    for first, widths in runs:
        listed.append(first)
        listed.append(Array(widths))
    return listed


@lru_cache(maxsize=64)
def _program(name: str, signs: tuple[str, ...]) -> tuple[bytes, bytes]:
    """A TrueType file with the glyphs of these signs, and where in it each glyph of the face went (two bytes each)."""
    face = face_of(name).font.face
    codes = [ord(sign) for sign in signs]
    glyphs = list(dict.fromkeys([0, *(face.charToGlyph[code] for code in codes)]))
    places = bytearray(2 * (max(glyphs) + 1))
    for place, glyph in enumerate(glyphs):
        places[2 * glyph : 2 * glyph + 2] = place.to_bytes(2, "big")
    return face.makeSubset(codes), bytes(places)


def _to_unicode(signs: tuple[str, ...], glyphs: Mapping[int, int]) -> bytes:
    """A CMap from glyph numbers back to signs, for search and copying (ISO 32000-1, 9.10.3)."""
    lines = [f"<{glyphs[ord(sign)]:04X}> <{sign.encode('utf-16-be').hex().upper()}>" for sign in signs]
    blocks = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    mapped = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{mapped}\nendcmap\n"
        "CMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")
