"""A sheet of two sides that shows where a printer puts them: one measures it with a ruler, and reads it against the light.

Its marks lie symmetrically, so those of front and back meet when the sheet is turned like the page of a book. The front carries
scales in millimetres, the back plain crosses in a circle of one millimetre.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from io import BytesIO
from itertools import pairwise
from math import cos, pi, sin
from typing import Final

from reportlab.lib.units import mm

from lms.certificates.press.impression import Impression, Paper
from lms.certificates.press.sheet import Point, Sheet
from lms.certificates.press.stamp import PrintFile
from lms.certificates.press.typeface import SANS, SERIF_BOLD, Style, wrap

FRAME: Final = 20.0
"""From the paper's edge to the frame and the crosses in its corners, mm: what a ruler should read."""
TITLE: Final = Style(SERIF_BOLD, 17, 21)
STEP: Final = Style(SANS, 9.5, 14)
FIELD: Final = Style(SANS, 10.5, 15)
TICK: Final = Style(SANS, 5.5, 7)
SMALL: Final = Style(SANS, 8, 11, "soft")
TURNS: Final = {False: "balik di sisi pendek", True: "balik di sisi panjang"}
FRONT_STEPS: Final = (
    "Cetak lembar ini dua sisi ({turn}) pada kertas yang akan dipakai, dengan skala 100%.",
    "Di sudut kiri atas, ukur dari tepi kiri kertas ke garis tegak dan dari tepi atas ke garis mendatar: seharusnya 20 mm.",
    "Tambahkan selisihnya pada geseran sisi depan. Angka minus berarti ke kiri atau ke atas.",
    "Balik lembar seperti halaman buku dan lakukan hal yang sama untuk sisi belakang.",
    "Kertas yang bingkainya sudah tercetak: tumpuk dengan lembar ini di depan cahaya. Satu garis skala = 1 mm.",
)
BACK_STEPS: Final = (
    "Ukur seperti di sisi depan, dari tepi kiri dan tepi atas sisi ini.",
    "Tambahkan selisihnya pada geseran sisi belakang.",
    "Terawang ke cahaya dari sisi depan: silang sisi ini harus jatuh di pusat skala depan.",
    "Bila pusat itu di dalam lingkaran, selisih kedua sisi paling banyak 1 mm.",
    "Bila panah kedua sisi tidak menunjuk ke arah yang sama, ubah pilihan “belakang diputar” atau cara printer membalik kertas.",
)


def calibration_sheet(paper: Paper, impression: Impression | None = None) -> bytes:
    """Front and back for that paper. With the impression in use it is moved and turned like a print file: a second sheet proves
    the first one's reading.
    """
    used = replace(impression or Impression(), paper=paper)
    sheet = Sheet(
        title=f"Lembar kalibrasi {paper.name}",
        author="",
        subject="Kalibrasi cetak dua sisi",
        day="2026-01-01",
        impression=used,
        tagged=False,
    )
    for side, steps, shift in (("DEPAN", FRONT_STEPS, used.front), ("BELAKANG", BACK_STEPS, used.back)):
        _draw_side(sheet, side, tuple(step.format(turn=TURNS[used.turn_back]) for step in steps), paper, shift)
        sheet.next_page()
    pdf = PrintFile(sheet.about, used)
    pdf.add(sheet.pages)
    file = BytesIO()
    pdf.save(file)
    return file.getvalue()


def _draw_side(sheet: Sheet, side: str, steps: tuple[str, ...], paper: Paper, shift: Point) -> None:
    front = side == "DEPAN"
    sheet.frame(FRAME, "ink", 0.2)
    middle, left, room = sheet.width / 2, FRAME + 22, sheet.width - 2 * (FRAME + 22)
    for x, y in _crosses(sheet):
        (_draw_scale if front else _draw_cross)(sheet, x, y)
    sheet.polygons([[(middle, 23), (middle - 2.5, 28), (middle + 2.5, 28)]], "ink")
    sheet.text(middle, 38, f"Lembar kalibrasi · {side} · {paper.name}", TITLE, "centre")
    y = 48.0
    for number, step in enumerate(steps, 1):
        sheet.text(left, y, f"{number}.", STEP)
        for line in wrap(step, STEP, (room - 6) * mm):
            sheet.text(left + 6, y, line, STEP)
            y += STEP.lead / mm
    y = sheet.height / 2 + 28
    blank = "." * 18
    for way, edge in (("kanan", "kiri"), ("bawah", "atas")):
        sheet.text(left, y, f"Geser ke {way}  =  20 − {blank} (ukuran dari tepi {edge})  =  {blank} mm", FIELD)
        y += 9
    right, down = (f"{move:.1f}".replace(".", ",").replace("-", "−") for move in shift)
    sheet.text(left, y + 1, f"Geseran saat lembar ini dicetak: {right} mm ke kanan, {down} mm ke bawah.", SMALL)


def _crosses(sheet: Sheet) -> Iterator[Point]:
    """The corners of the frame and the middle of the page."""
    for x in (FRAME, sheet.width - FRAME):
        for y in (FRAME, sheet.height - FRAME):
            yield x, y
    yield sheet.width / 2, sheet.height / 2


def _draw_scale(sheet: Sheet, x: float, y: float) -> None:
    """A cross with a line for each millimetre up to ten, longer at five and ten, and the numbers of those."""
    sheet.again("scale", partial(_draw_ticks, sheet, FRAME, FRAME), across=x - FRAME, down=y - FRAME)
    for part in (5, 10):
        for sign in (-part, part):
            sheet.text(x + sign, y - 2.4, str(part), TICK, "centre")
            sheet.text(x + 2.4, y + sign + TICK.size * 0.36 / mm, str(part), TICK)


def _draw_ticks(sheet: Sheet, x: float, y: float) -> None:
    sheet.rule(x - 11, y, x + 11, y, "ink", 0.15)
    sheet.rule(x, y - 11, x, y + 11, "ink", 0.15)
    for part in (*range(-10, 0), *range(1, 11)):
        long = 1.7 if part % 5 == 0 else 0.9
        sheet.rule(x + part, y - long, x + part, y + long, "ink", 0.12)
        sheet.rule(x - long, y + part, x + long, y + part, "ink", 0.12)


def _draw_cross(sheet: Sheet, x: float, y: float) -> None:
    """A strong cross in a circle of one millimetre's radius."""
    sheet.rule(x - 7, y, x + 7, y, "maroon", 0.3)
    sheet.rule(x, y - 7, x, y + 7, "maroon", 0.3)
    rim = [(x + cos(angle), y + sin(angle)) for angle in (2 * pi * part / 48 for part in range(49))]
    for (x0, y0), (x1, y1) in pairwise(rim):
        sheet.rule(x0, y0, x1, y1, "maroon", 0.15)
