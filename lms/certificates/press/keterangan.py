"""The layout `keterangan`: a letter, on the landscape paper of the others. It says that somebody attended, and nothing more.

Whatever the facts hold, it prints neither predikat nor scores and never says that anybody passed.
"""

from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Final

from reportlab.lib.units import mm

from lms.certificates.facts import SAMPLE, Facts
from lms.certificates.press.back import draw_back
from lms.certificates.press.front import Room, draw_foot, draw_kop, draw_note, set_foot
from lms.certificates.press.mark import draw_mark
from lms.certificates.press.sheet import Sheet
from lms.certificates.press.typeface import SERIF, SERIF_BOLD, Style, width, wrap

TITLE: Final = Style(SERIF_BOLD, 17, 21, tracking=1.2)
BACK_TITLE: Final = Style(SERIF_BOLD, 15, 19, tracking=1.0)
BODY: Final = Style(SERIF, 11.5, 16)
STRONG: Final = Style(SERIF_BOLD, 11.5, 16)
SCALES: Final = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7)
INDENT, LABEL_ROOM = 12.0, 30.0
NARROWEST, WIDEST = 0.3, 1.5
"""How far gaps may shrink and stretch."""
CLOSING: Final = "Demikian surat keterangan ini dibuat untuk dipergunakan sebagaimana mestinya."
STATEMENT: Final = replace(
    SAMPLE,
    layout="keterangan",
    kind="statement",
    title="SURAT KETERANGAN",
    legal=SAMPLE.legal.replace("menyatakan bahwa:", "menerangkan bahwa:"),
    statement="Telah mengikuti",
    jp="16 (enam belas) Jam Pelajaran",
    predicate=None,
    subjects=tuple(replace(subject, score=None) for subject in SAMPLE.subjects[:2]),
    jp_total="16",
    average=None,
    final=None,
)


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of one paragraph or of one row behind its label, `gap` mm below what stands before."""

    gap: float
    lines: tuple[str, ...]
    style: Style
    label: str = ""
    personal: bool = False

    @property
    def height(self) -> float:
        return len(self.lines) * self.style.lead / mm


def draw(sheet: Sheet, facts: Facts) -> None:
    room = Room(28, 15, sheet.width - 28, sheet.height - 17.5)
    _draw_front(sheet, facts, room)
    draw_mark(sheet)
    sheet.next_page()
    draw_back(sheet, _attended(facts), replace(room, left=24, right=sheet.width - 24, top=17), BACK_TITLE)
    draw_mark(sheet)
    sheet.next_page()


def _attended(facts: Facts) -> Facts:
    """The same without anything that judges."""
    subjects = tuple(replace(subject, score=None) for subject in facts.subjects)
    return replace(facts, subjects=subjects, average=None, final=None, predicate=None)


def _draw_front(sheet: Sheet, facts: Facts, room: Room) -> None:
    kop_ends = draw_kop(sheet, facts.letterhead, room)
    sheet.once(("lines", room), partial(_draw_lines, sheet, room, kop_ends + 2.8), background=True)
    title_at = kop_ends + 14.5
    sheet.once(("title", facts.title, room), partial(_draw_title, sheet, facts.title, room, title_at))
    number_at = title_at + 7
    sheet.line(room.middle, number_at, f"Nomor : {facts.number}", BODY, room.width - 38, "centre")
    top = draw_note(sheet, facts, room, number_at)
    foot = set_foot(sheet, facts, room)
    _draw_letter(sheet, facts, room, top, foot.top)
    draw_foot(sheet, facts, room, foot)


def _draw_lines(sheet: Sheet, room: Room, y: float) -> None:
    """The double line under the kop of a letter."""
    sheet.rule(room.left, y, room.right, y, "ink", 0.9)
    sheet.rule(room.left, y + 1.1, room.right, y + 1.1, "ink", 0.25)


def _draw_title(sheet: Sheet, title: str, room: Room, y: float) -> None:
    half = min(width(title, TITLE) / mm, room.width) / 2
    with sheet.role("H1"):
        sheet.line(room.middle, y, title, TITLE, room.width, "centre")
    sheet.rule(room.middle - half, y + 1.5, room.middle + half, y + 1.5, "ink", 0.35)


@lru_cache(maxsize=1024)
def _lines(text: str, style: Style, room: float) -> tuple[str, ...]:
    return tuple(wrap(text, style, room * mm))


def _letter(facts: Facts, room: Room, scale: float) -> list[_Block]:
    body, strong = BODY.at(BODY.size * scale), STRONG.at(STRONG.size * scale)
    held_for = f"selama {facts.jp}.".replace(" ", "\N{NO-BREAK SPACE}")
    rows = (
        ("Nama", facts.name, strong),
        (facts.nip_label, facts.nip or "", body),
        ("Jabatan", facts.position, body),
        ("Unit Kerja", facts.workplace, body),
    )
    attended = (
        f"telah mengikuti {facts.training}, {facts.batch}, yang diselenggarakan pada tanggal {facts.dates} di {facts.place}, "
        f"{held_for}"
    )
    row_room = room.width - 2 * INDENT - LABEL_ROOM
    blocks = [_Block(6.0, _lines(facts.legal, body, room.width), body)]
    gaps = iter((3.2, 0.5, 0.5, 0.5))
    blocks += [
        _Block(next(gaps), _lines(text, style, row_room), style, label, personal=True)
        for label, text, style in rows
        if text
    ]
    blocks.append(_Block(3.2, _lines(attended, body, room.width), body))
    blocks.append(_Block(2.6, _lines(CLOSING, body, room.width), body))
    return blocks


def _draw_letter(sheet: Sheet, facts: Facts, room: Room, top: float, bottom: float) -> None:
    """As large as it fits between number and signature; the gaps take what is left."""
    for scale in SCALES:
        blocks = _letter(facts, room, scale)
        spare = bottom - top - sum(block.height for block in blocks)
        stretch = min(spare / sum(block.gap for block in blocks), WIDEST)
        if stretch >= NARROWEST:
            break
    else:
        sheet.too_long(facts.training)
    y = top
    for block in blocks:
        y += block.gap * stretch
        if block.personal:
            _draw_block(sheet, block, room, y)
        else:
            sheet.once((block, room), partial(_draw_block, sheet, block, room, 0), down=y)
        y += block.height


def _draw_block(sheet: Sheet, block: _Block, room: Room, top: float) -> None:
    left = room.left + (INDENT + LABEL_ROOM if block.label else 0)
    lead = block.style.lead / mm
    with sheet.role("P"):
        if block.label:
            label = replace(block.style, face=SERIF)
            sheet.text(room.left + INDENT, top + lead, block.label, label)
            sheet.text(left - 4, top + lead, ":", label)
        for place, line in enumerate(block.lines, 1):
            sheet.text(left, top + place * lead, line, block.style)
