"""Lists of the print room: the hand-over list that people sign, and the register book of a year. The words are Bahasa
Indonesia, as on the certificates.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from reportlab.lib.units import mm

from lms.certificates.facts import Facts, Letterhead, Signature
from lms.certificates.press.impression import Pictures, no_pictures
from lms.certificates.press.ledger import LEFT, LINE, PAD, RIGHT, Cell, Close, Column, Ledger, set_row
from lms.certificates.press.sheet import Sheet
from lms.certificates.press.signature import draw_signature, set_signature
from lms.certificates.press.typeface import SANS, SERIF, SERIF_BOLD, Style, face_for, readable, width
from lms.certificates.wording import date_text

PORTRAIT: Final = (210.0, 297.0)
LANDSCAPE: Final = (297.0, 210.0)
CELL: Final = Style(SERIF, 9, 11.4)
NUMBER: Final = Style(SERIF, 8.2, 11)
NAME: Final = Style(SERIF_BOLD, 9.5, 11.8)
MINOR: Final = Style(SANS, 7.5, 10, "soft")
DOTS: Final = "." * 26


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the register book; `remark` says what became of the certificate, "" while it is in force."""

    facts: Facts
    remark: str = ""


def handover(
    certificates: Sequence[Facts], *, city: str, printed: str, pictures: Pictures = no_pictures
) -> tuple[bytes, int]:
    """The tanda terima in the given order, with its pages. Raises ValueError for nobody.

    Places for signatures alternate between left and right, as a daftar hadir has them, so that each has two rows' height.
    """
    if not certificates:
        raise ValueError("there is nobody to hand over to")
    first = certificates[0]
    sheet = _sheet(f"Tanda Terima Sertifikat – {first.training} – {first.batch}", first, PORTRAIT, pictures)
    columns = (
        Column("No.", 10), Column("Nomor", 38), Column("Nama dan NIP", 48), Column("Unit kerja", 36),
        Column("Tanda tangan", 43),
    )  # fmt: skip
    rows = [
        set_row(
            columns, (_plain(str(n)), _number(one, columns[1]), _person(one), _plain(one.workplace), ()), least=12.5
        )
        for n, one in enumerate(certificates, 1)
    ]
    sign_at = LEFT + sum(column.room for column in columns[:-1])

    def place_for_signature(n: int, top: float, height: float) -> None:
        room = columns[-1].room / 2
        left = sign_at + PAD + (room if n % 2 == 0 else 0)
        base = top + height - 2.2
        sheet.text(left, base, f"{n}.", MINOR)
        with sheet.role("Artifact"):
            sheet.rule(left + 5, base + 0.4, left + room - 2.5, base + 0.4, "soft", 0.15)

    def close(top: float) -> None:
        sheet.text(LEFT, top + 4, f"Jumlah: {len(certificates)} sertifikat", LINE)
        sheet.text(LEFT, top + 10, f"Sudah diserahkan: {DOTS}", LINE)
        sheet.text(LEFT, top + 16, f"Belum diambil: {DOTS}", LINE)
        axis = sheet.width - RIGHT - 35
        sheet.text(axis, top + 4, f"{city}, {DOTS}", LINE, "centre")
        sheet.text(axis, top + 10, "Yang menyerahkan,", LINE, "centre")
        sheet.text(axis, top + 36, f"( {DOTS}{DOTS[:12]} )", LINE, "centre")
        sheet.text(axis - 27, top + 42, "NIP", LINE)

    title = ("TANDA TERIMA SERTIFIKAT", first.training, f"{first.batch}, {first.dates}", first.place)
    foot = f"Tanda terima sertifikat · {first.batch} · disusun {printed}"
    table = Ledger(sheet, columns, tuple(rows), Close(46, close), first.letterhead, title, foot, place_for_signature)
    return sheet.finish(), table.pages


def register_book(
    year: int,
    entries: Sequence[Entry],
    *,
    totals: Sequence[str],
    letterhead: Letterhead,
    signature: Signature,
    city: str,
    printed: str,
    pictures: Pictures = no_pictures,
) -> tuple[bytes, int]:
    """The whole register of a year, also what was revoked or replaced, with its pages. Raises ValueError for an empty one.

    `totals` are sentences under the table; the kop and the signature are the office's of today.
    """
    if not entries:
        raise ValueError("the register of that year is empty")
    sheet = _sheet(f"Buku Register Sertifikat Tahun {year}", entries[-1].facts, LANDSCAPE, pictures)
    columns = (
        Column("No.", 11), Column("Nomor", 47), Column("Tanggal terbit", 24), Column("Nama dan NIP", 53),
        Column("Unit kerja", 46), Column("Pelatihan", 45), Column("Keterangan", 36),
    )  # fmt: skip
    rows = [
        set_row(
            columns,
            (
                _plain(str(n)),
                (*_number(entry.facts, columns[1]), (entry.facts.title.capitalize(), MINOR)),
                _plain(date_text(date.fromisoformat(entry.facts.issued_on))),
                _person(entry.facts),
                _plain(entry.facts.workplace),
                ((entry.facts.training, CELL), (entry.facts.batch, MINOR)),
                _plain(legible(entry.remark)),
            ),
            least=7,
        )
        for n, entry in enumerate(entries, 1)
    ]
    block = set_signature(sheet, signature, 80, f"{city}, {DOTS}")

    def close(top: float) -> None:
        for place, sentence in enumerate(totals):
            sheet.text(LEFT, top + 4 + place * LINE.lead / mm, sentence, LINE)
        draw_signature(sheet, block, sheet.width - RIGHT - 45, top + 5 + block.height)

    title = ("BUKU REGISTER SERTIFIKAT", f"Tahun {year}")
    foot = f"Buku register sertifikat {year} · disusun {printed}"
    closing = Close(max(block.height + 8, len(totals) * 5 + 6), close)
    table = Ledger(sheet, columns, tuple(rows), closing, letterhead, title, foot)
    return sheet.finish(), table.pages


def _sheet(title: str, facts: Facts, size: tuple[float, float], pictures: Pictures) -> Sheet:
    return Sheet(
        title=title,
        author=facts.letterhead.office,
        subject=facts.training,
        day=facts.issued_on,
        size=size,
        pictures=pictures,
    )


def legible(text: str) -> str:
    """The text with "?" where no embedded face has the sign: a register does not pass over what was written in it."""
    return "".join(sign if face_for(sign, SERIF) else "?" for sign in readable(text))


def _plain(text: str) -> Cell:
    return ((text, CELL),) if text else ()


def _person(facts: Facts) -> Cell:
    return ((facts.name, NAME), (f"{facts.nip_label} {facts.nip}" if facts.nip else "", MINOR))


def _number(facts: Facts, column: Column) -> Cell:
    """The number broken behind its strokes and dashes, never inside a part that fits."""
    room, lines = (column.room - 2 * PAD) * mm, [""]
    for part in re.findall(r"[^/-]*[/-]|[^/-]+", facts.number):
        if lines[-1] and width(lines[-1] + part, NUMBER) > room:
            lines.append("")
        lines[-1] += part
    return tuple((line, NUMBER) for line in lines)
