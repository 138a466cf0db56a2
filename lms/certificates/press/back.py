"""The back page of a certificate: the table of its subjects, and beside it whose it is."""

from functools import partial
from typing import Final

from reportlab.lib.units import mm

from lms.certificates.codes import short_code
from lms.certificates.facts import Facts
from lms.certificates.press.front import BODY, SMALL, STRONG, Room
from lms.certificates.press.sheet import Sheet
from lms.certificates.press.signature import draw_signature, set_signature
from lms.certificates.press.table import draw_subjects
from lms.certificates.press.typeface import SERIF_BOLD, Fitted, Style

TITLE: Final = Style(SERIF_BOLD, 18, 22, "maroon", 1.4)
ASIDE: Final = Style(SERIF_BOLD, 12, 15)
PREDICATE: Final = Style(SERIF_BOLD, 12, 15, "maroon")
ASIDE_ROOM, BETWEEN = 72.0, 11.0


def draw_back(sheet: Sheet, facts: Facts, room: Room, title: Style = TITLE) -> None:
    """Table left, person right; the frame is the layout's."""
    training = sheet.fit(facts.training, STRONG, room.width - 10, floor=8, lines=2)
    dates_at = room.top + 14.6 + len(training.lines) * training.style.lead / mm
    top, bottom = dates_at + 12, room.bottom - 8
    heading = (training, facts.batch, facts.dates, room)
    sheet.once(("heading", heading), partial(_draw_heading, sheet, facts, training, dates_at, room, title))
    split = room.right - ASIDE_ROOM
    draw_subjects(sheet, facts, left=room.left, right=split - BETWEEN, top=top, bottom=bottom)
    _draw_aside(sheet, facts, split, top, bottom)
    draw_foot_line(sheet, facts, room)


def draw_foot_line(sheet: Sheet, facts: Facts, room: Room) -> None:
    """Which front page this belongs to: two sheets may be parted."""
    foot = f"Lampiran {facts.title.title()} Nomor {facts.number} · Kode {short_code(facts.code)}"
    sheet.line(room.middle, room.bottom, foot, SMALL, room.width - 20, "centre")


def _draw_heading(sheet: Sheet, facts: Facts, training: Fitted, dates_at: float, room: Room, title: Style) -> None:
    with sheet.role("H2"):
        sheet.text(room.middle, room.top + 8, "DAFTAR MATA PELATIHAN", title, "centre")
    with sheet.role("P"):
        for place, text in enumerate(training.lines):
            y = room.top + 14.6 + place * training.style.lead / mm
            sheet.text(room.middle, y, text, training.style, "centre")
    sheet.line(room.middle, dates_at, f"{facts.batch} · {facts.dates}", BODY, room.width - 10, "centre")


def _draw_aside(sheet: Sheet, facts: Facts, left: float, top: float, bottom: float) -> None:
    """Name, number, final score and predikat as far as they are printed; a second signature where a pen comes anyway."""
    y = top
    for label, text, style in (
        ("Nama", facts.name, ASIDE),
        (facts.nip_label, facts.nip or "", BODY),
        ("Nilai akhir", facts.final or "", BODY),
        ("Predikat", facts.predicate or "", PREDICATE),
    ):
        if text:
            with sheet.role("P"):
                sheet.text(left, y, label, SMALL)
                fitted = sheet.fit(text, style, ASIDE_ROOM, floor=8, lines=4)
                for line in fitted.lines:
                    y += fitted.style.lead / mm
                    sheet.text(left, y, line, fitted.style)
            y += 7.5
    if facts.back_signature and facts.signing == "wet":
        block = set_signature(sheet, facts.back_signature, ASIDE_ROOM)
        if y > bottom - block.height:
            sheet.too_long(facts.name)
        axis = left + ASIDE_ROOM / 2
        sheet.once(("back signature", block, axis, bottom), partial(draw_signature, sheet, block, axis, bottom))
