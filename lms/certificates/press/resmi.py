"""The layout `resmi`: a naskah dinas in two A4 landscape pages, front and back.

Rules it keeps: the region's arms top middle (PP 77/2007 Ps 15(1)), never the word "kompeten", room for pen and stamp, and a QR
that is offered for checking: it is no electronic signature, so the footer of one is never printed here.
"""

from functools import partial
from typing import Final

from reportlab.lib.units import mm

from lms.certificates.codes import group_code, short_code
from lms.certificates.facts import Facts, Letterhead
from lms.certificates.press.cloth import REACH, draw_cloth
from lms.certificates.press.emblem import draw_emblem
from lms.certificates.press.ornament import draw_divider, draw_hem
from lms.certificates.press.sheet import Sheet
from lms.certificates.press.signature import draw_signature, set_signature
from lms.certificates.press.stack import Column, Row
from lms.certificates.press.table import draw_subjects
from lms.certificates.press.typeface import SANS, SERIF, SERIF_BOLD, Fitted, Style

GOVERNMENT: Final = Style(SERIF, 11.5, 14, tracking=0.9)
OFFICE: Final = Style(SERIF_BOLD, 14, 16, tracking=0.9)
SMALL: Final = Style(SANS, 7.5, 10.5, "soft")
CODE: Final = Style(SANS, 8.5, 11, "maroon")
TITLE: Final = Style(SERIF_BOLD, 33, 38, "maroon", 2.8)
BACK_TITLE: Final = Style(SERIF_BOLD, 18, 22, "maroon", 1.4)
BODY: Final = Style(SERIF, 10.5, 13.6)
STRONG: Final = Style(SERIF_BOLD, 10.5, 13.6)
NAME: Final = Style(SERIF_BOLD, 24, 27)
TRAINING: Final = Style(SERIF_BOLD, 14, 18)
PASSED: Final = Style(SERIF_BOLD, 12, 16, "maroon", 0.4)
ASIDE: Final = Style(SERIF_BOLD, 12, 15)
ASIDE_PREDICATE: Final = Style(SERIF_BOLD, 12, 15, "maroon")

LAST_LINE = 192.5
"""Baseline of the lowest line of a page, mm from the top."""
SIGN_AXIS, SIGN_ROOM = 226.5, 77.0
QR_SIZE = 28.0
"""Quiet zone included, mm; the modules themselves span about 22."""
SCALES: Final = (1.0, 0.95, 0.9, 0.85, 0.8)
"""The body is set smaller, in these steps, when its texts are many."""


def draw(sheet: Sheet, facts: Facts) -> None:
    _front(sheet, facts)
    sheet.next_page()
    _back(sheet, facts)
    sheet.next_page()


def _front(sheet: Sheet, facts: Facts) -> None:
    middle = sheet.width / 2
    sheet.once(("head", facts.letterhead), partial(_head, sheet, facts.letterhead))
    sheet.line(middle, 63.2, f"Nomor : {facts.number}", BODY, 200, "centre")

    block = set_signature(sheet, facts.signature, SIGN_ROOM, facts.issued)
    _body(sheet, facts, 63.2, LAST_LINE - block.height - 6.5)
    _verification(sheet, facts)
    sheet.once(("signature", block), partial(draw_signature, sheet, block, SIGN_AXIS, LAST_LINE))


def _head(sheet: Sheet, letterhead: Letterhead) -> None:
    middle = sheet.width / 2
    draw_cloth(sheet)
    draw_emblem(sheet, letterhead.emblem, middle, 15.2, 13.6)
    sheet.line(middle, 33.8, letterhead.government.upper(), GOVERNMENT, 225, "centre")
    sheet.line(middle, 39.3, letterhead.office.upper(), OFFICE, 225, "centre")
    sheet.line(middle, 43.0, letterhead.address, SMALL, 225, "centre")
    draw_divider(sheet, middle, 45.7, 44)
    sheet.text(middle, 57.9, "SERTIFIKAT", TITLE, "centre")


def _body(sheet: Sheet, facts: Facts, top: float, bottom: float) -> None:
    """Everything between number and signature, as large as it fits."""
    for scale in SCALES:
        column = _column(facts, scale)
        if column.fits(bottom - top):
            break
    for text in column.overlong:
        sheet.too_long(text)
    if not column.fits(bottom - top) and not column.overlong:
        sheet.too_long(facts.training)
    column.draw(sheet, top, bottom)


def _column(facts: Facts, scale: float) -> Column:
    held_on = facts.dates.replace(" ", "\N{NO-BREAK SPACE}")
    predicate = f", dengan predikat {facts.predicate}" if facts.predicate else ""
    identity = (
        Row(facts.nip_label, facts.nip or ""),
        Row("Jabatan", facts.position),
        Row("Unit Kerja", facts.workplace),
    )
    column = Column(scale)
    column.paragraph(facts.legal, BODY, gap=3.0, room=215, floor=8.5, lines=2)
    column.paragraph(facts.name, NAME, gap=4.0, room=225, floor=16, lines=2, personal=True)
    column.rows([row for row in identity if row.text], BODY, gap=3.8, room=165, floor=8.5, lines=2)
    column.paragraph("Telah mengikuti dan dinyatakan LULUS", PASSED, gap=4.0, room=225, floor=9, lines=1)
    column.paragraph(facts.training, TRAINING, gap=0.8, room=215, floor=11, lines=2)
    column.paragraph(
        f"{facts.batch}, diselenggarakan pada tanggal {held_on} di {facts.place}",
        BODY, gap=0.6, room=205, floor=9.5, lines=2,
    )  # fmt: skip
    column.paragraph(f"selama {facts.jp}{predicate}", STRONG, gap=0.3, room=205, floor=9, lines=1)
    return column


def _verification(sheet: Sheet, facts: Facts) -> None:
    left = REACH + 4.5
    beside = left + QR_SIZE + 0.5
    groups = group_code(facts.code).split("-")
    sheet.qr(left, LAST_LINE - QR_SIZE + 2.7, QR_SIZE, facts.verify_url)
    sheet.text(beside, LAST_LINE - 14.2, "Pindai untuk memeriksa keaslian", Style(SANS, 7.5, 10.5))
    sheet.text(beside, LAST_LINE - 10.2, "atau ketik kode ini di halaman Verifikasi:", SMALL)
    sheet.text(beside, LAST_LINE - 5.4, "-".join(groups[:3]), CODE)
    sheet.text(beside, LAST_LINE - 1.0, "-".join(groups[3:]), CODE)


def _back(sheet: Sheet, facts: Facts) -> None:
    training = sheet.fit(facts.training, STRONG, 240, floor=8, lines=2)
    dates_at = 33.6 + len(training.lines) * training.style.lead / mm
    top, bottom = dates_at + 12, LAST_LINE - 8
    heading = (training, facts.batch, facts.dates)
    sheet.once(("heading", heading), partial(_back_heading, sheet, facts, training, dates_at))
    draw_subjects(sheet, facts, left=24, right=190, top=top, bottom=bottom)
    _aside(sheet, facts, 200.0, 72.0, top, bottom)
    foot = f"Lampiran Sertifikat Nomor {facts.number} · Kode {short_code(facts.code)}"
    sheet.line(sheet.width / 2, LAST_LINE, foot, SMALL, 230, "centre")


def _back_heading(sheet: Sheet, facts: Facts, training: Fitted, dates_at: float) -> None:
    middle = sheet.width / 2
    draw_hem(sheet)
    sheet.text(middle, 27, "DAFTAR MATA PELATIHAN", BACK_TITLE, "centre")
    for place, text in enumerate(training.lines):
        sheet.text(middle, 33.6 + place * training.style.lead / mm, text, training.style, "centre")
    sheet.line(middle, dates_at, f"{facts.batch} · {facts.dates}", BODY, 240, "centre")


def _aside(sheet: Sheet, facts: Facts, left: float, room: float, top: float, bottom: float) -> None:
    """Beside the table: whose it is, the predikat, and the second signature where the office wants one."""
    y = top
    for label, text, style in (
        ("Nama", facts.name, ASIDE),
        (facts.nip_label, facts.nip or "", BODY),
        ("Nilai akhir", facts.final or "", BODY),
        ("Predikat", facts.predicate or "", ASIDE_PREDICATE),
    ):
        if text:
            sheet.text(left, y, label, SMALL)
            fitted = sheet.fit(text, style, room, floor=8, lines=4)
            for line in fitted.lines:
                y += fitted.style.lead / mm
                sheet.text(left, y, line, fitted.style)
            y += 7.5
    if facts.back_signature:
        block = set_signature(sheet, facts.back_signature, room)
        if y > bottom - block.height:
            sheet.too_long(facts.name)
        sheet.once(("back signature", block), partial(draw_signature, sheet, block, left + room / 2, bottom))
