"""The layout `resmi`: a naskah dinas between the two ends of a cloth, front and back.

Rules it keeps: the region's arms top middle (PP 77/2007 Ps 15(1)), never the word "kompeten", room for pen and stamp, and a QR
that is offered for checking: it is no electronic signature, so the footer of one is printed only where the facts bring it.
"""

from functools import partial
from typing import Final

from lms.certificates.facts import Facts
from lms.certificates.press.back import draw_back
from lms.certificates.press.cloth import REACH, draw_cloth
from lms.certificates.press.front import BODY, STRONG, Room, draw_body, draw_foot, draw_kop, draw_title, set_foot
from lms.certificates.press.mark import draw_mark
from lms.certificates.press.ornament import draw_divider, draw_hem
from lms.certificates.press.sheet import Sheet
from lms.certificates.press.stack import Column, Row
from lms.certificates.press.typeface import SERIF_BOLD, Style

NAME: Final = Style(SERIF_BOLD, 24, 27)
TRAINING: Final = Style(SERIF_BOLD, 14, 18)
STATEMENT: Final = Style(SERIF_BOLD, 12, 16, "maroon", 0.4)


def draw(sheet: Sheet, facts: Facts) -> None:
    sheet.once("cloth", partial(draw_cloth, sheet), background=True)
    draw_front(sheet, facts, Room(REACH + 4.5, 15.2, sheet.width - REACH - 4.5, sheet.height - 17.5))
    sheet.next_page()
    sheet.once("hem", partial(draw_hem, sheet), background=True)
    draw_back(sheet, facts, Room(24, 19, sheet.width - 24, sheet.height - 17.5))
    draw_mark(sheet)
    sheet.next_page()


def draw_front(sheet: Sheet, facts: Facts, room: Room) -> None:
    """The front page of a sertifikat inside a frame."""
    kop_ends = draw_kop(sheet, facts.letterhead, room)
    sheet.once("divider", partial(draw_divider, sheet, room.middle, kop_ends + 3.2, 44), background=True)
    title_ends = draw_title(sheet, facts, room, kop_ends + 15.9)
    foot = set_foot(sheet, facts, room)
    draw_body(sheet, partial(_column, facts, room), title_ends, foot.top, facts.training)
    draw_foot(sheet, facts, room, foot)
    draw_mark(sheet)


def _column(facts: Facts, room: Room, scale: float) -> Column:
    held_on = facts.dates.replace(" ", "\N{NO-BREAK SPACE}")
    predicate = f", dengan predikat {facts.predicate}" if facts.predicate else ""
    identity = (
        Row(facts.nip_label, facts.nip or ""),
        Row("Jabatan", facts.position),
        Row("Unit Kerja", facts.workplace),
    )
    wide, usual = room.width - 13, room.width - 23
    column = Column(scale)
    column.paragraph(facts.legal, BODY, gap=3.0, room=usual, floor=10, lines=2)
    column.paragraph(facts.name, NAME, gap=4.0, room=wide, floor=16, lines=2, personal=True, ruled=True)
    column.rows([row for row in identity if row.text], BODY, gap=4.4, room=room.width - 73, floor=9.75, lines=2)
    column.paragraph(facts.statement, STATEMENT, gap=4.0, room=wide, floor=9, lines=1)
    column.paragraph(facts.training, TRAINING, gap=0.8, room=usual, floor=11, lines=2)
    column.paragraph(
        f"{facts.batch}, diselenggarakan pada tanggal {held_on} di {facts.place}",
        BODY, gap=0.6, room=room.width - 33, floor=9.5, lines=2,
    )  # fmt: skip
    column.paragraph(f"selama {facts.jp}{predicate}", STRONG, gap=0.3, room=room.width - 33, floor=9, lines=1)
    return column
