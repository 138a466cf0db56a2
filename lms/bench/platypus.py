"""The certificate in the usual ReportLab way, as its guide teaches it: platypus paragraphs and tables, and QrCodeWidget.

It sets the same facts in the same embedded fonts. It leaves the songket out, so what the bench says of the press is a lower bound.
"""

import io
from collections.abc import Iterable
from typing import Final

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from lms.certificates.codes import group_code
from lms.certificates.facts import Facts
from lms.certificates.press.typeface import SANS, SERIF, SERIF_BOLD, signs

MAROON: Final = HexColor("#6e1630")
BODY: Final = ParagraphStyle("body", fontName=SERIF, fontSize=10.5, leading=14, alignment=TA_CENTER)
LEFT: Final = ParagraphStyle("left", BODY, alignment=0)
STRONG: Final = ParagraphStyle("strong", BODY, fontName=SERIF_BOLD)
NAME: Final = ParagraphStyle("name", STRONG, fontSize=24, leading=28)
TITLE: Final = ParagraphStyle("title", STRONG, fontSize=33, leading=38, textColor=MAROON)
SMALL: Final = ParagraphStyle("small", fontName=SANS, fontSize=7.5, leading=10)


def usual(people: Iterable[Facts]) -> bytes:
    """The certificates of these people as one PDF, two pages each."""
    for face in (SERIF, SERIF_BOLD, SANS):
        signs(face)
    file = io.BytesIO()
    document = SimpleDocTemplate(
        file, pagesize=landscape(A4), leftMargin=28 * mm, rightMargin=28 * mm, topMargin=15 * mm, bottomMargin=12 * mm
    )
    story: list[Flowable] = []
    for facts in people:
        story += [*_front(facts), PageBreak(), *_back(facts), PageBreak()]
    document.build(story, onFirstPage=_frame, onLaterPages=_frame)
    return file.getvalue()


def _frame(canvas: Canvas, document: BaseDocTemplate) -> None:
    canvas.setStrokeColor(MAROON)
    canvas.rect(10 * mm, 10 * mm, 277 * mm, 190 * mm)


def _front(facts: Facts) -> list[Flowable]:
    rows = [(facts.nip_label, facts.nip or ""), ("Jabatan", facts.position), ("Unit Kerja", facts.workplace)]
    identity = [[Paragraph(label, LEFT), ":", Paragraph(text, LEFT)] for label, text in rows if text]
    code = QrCodeWidget(facts.qr or facts.verify_url, barLevel="M")
    left, bottom, right, top = code.getBounds()
    drawing = Drawing(30 * mm, 30 * mm, transform=[30 * mm / (right - left), 0, 0, 30 * mm / (top - bottom), 0, 0])
    drawing.add(code)
    check = [
        Paragraph("Pindai untuk memeriksa keaslian", SMALL),
        Paragraph("atau ketik kode ini di halaman Verifikasi:", SMALL),
        Paragraph(group_code(facts.code), SMALL),
    ]
    signature = [
        Paragraph(facts.issued, BODY),
        *(Paragraph(text, STRONG) for text in facts.signature.capacity),
        Spacer(1, 30 * mm),
        Paragraph(facts.signature.name, STRONG),
        *(Paragraph(text, BODY) for text in facts.signature.below),
    ]
    predicate = f", dengan predikat {facts.predicate}" if facts.predicate else ""
    return [
        Paragraph(facts.letterhead.government.upper(), BODY),
        Paragraph(facts.letterhead.office.upper(), STRONG),
        Paragraph(facts.letterhead.address, BODY),
        Paragraph("SERTIFIKAT", TITLE),
        Paragraph(f"Nomor : {facts.number}", BODY),
        Paragraph(facts.legal, BODY),
        Paragraph(facts.name, NAME),
        Table(identity, colWidths=[25 * mm, 5 * mm, 140 * mm]),
        Paragraph("Telah mengikuti dan dinyatakan LULUS", STRONG),
        Paragraph(facts.training, STRONG),
        Paragraph(f"{facts.batch}, diselenggarakan pada tanggal {facts.dates} di {facts.place}", BODY),
        Paragraph(f"selama {facts.jp}{predicate}", STRONG),
        Table([[drawing, check, signature]], colWidths=[32 * mm, 120 * mm, 85 * mm]),
    ]


def _back(facts: Facts) -> list[Flowable]:
    rows: list[list[str | Paragraph]] = [["No", "Mata pelatihan", "JP", "Nilai"]]
    for place, subject in enumerate(facts.subjects, 1):
        rows.append([str(place), Paragraph(subject.title, LEFT), subject.jp, subject.score or ""])
        rows += [["", Paragraph(f"{unit.code} {unit.title}", LEFT), unit.jp, ""] for unit in subject.units]
    rows += [["", "Jumlah", facts.jp_total, ""], ["", "Rata-rata", "", facts.average or ""]]
    style = TableStyle(
        [
            ("FONT", (0, 0), (-1, -1), SERIF, 10),
            ("GRID", (0, 0), (-1, -1), 0.4, MAROON),
            ("TOPPADDING", (0, 0), (-1, -1), 1),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
        ]
    )
    return [
        Paragraph("DAFTAR MATA PELATIHAN", STRONG),
        Paragraph(facts.training, STRONG),
        Paragraph(f"{facts.batch} · {facts.dates}", BODY),
        Spacer(1, 4 * mm),
        Table(rows, colWidths=[12 * mm, 130 * mm, 16 * mm, 20 * mm], style=style),
        Spacer(1, 4 * mm),
        Paragraph(f"{facts.name} · {facts.nip or '-'} · {facts.final or ''} · {facts.predicate or ''}", BODY),
    ]
