"""The layout `piagam`: an award. What it is for stands larger than anything but the name; signed in the middle, as it is handed over.

No table of subjects: the back page says in rows what the award was given for, so that duplex files keep two pages each.
"""

from dataclasses import replace
from functools import partial
from typing import Final

from reportlab.lib.units import mm

from lms.certificates.facts import SAMPLE, Facts
from lms.certificates.press.back import draw_foot_line
from lms.certificates.press.front import BODY, Room, draw_body, draw_foot, draw_kop, draw_title, set_foot
from lms.certificates.press.mark import draw_mark
from lms.certificates.press.ornament import draw_divider, lozenge
from lms.certificates.press.sheet import Sheet
from lms.certificates.press.stack import Column
from lms.certificates.press.typeface import SERIF, SERIF_BOLD, Style

TITLE: Final = Style(SERIF_BOLD, 32, 37, "maroon", 3.2)
NAME: Final = Style(SERIF_BOLD, 27, 30)
FOR: Final = Style(SERIF_BOLD, 19, 23, "maroon", 0.5)
BACK_TITLE: Final = Style(SERIF_BOLD, 18, 22, "maroon", 1.4)
LABEL: Final = Style(SERIF, 11, 15, "soft")
FACT: Final = Style(SERIF, 11, 15)
PREPOSITIONS: Final = ("sebagai", "atas", "karena", "dalam", "untuk")
"""What an award is for may be typed with one of these before it; otherwise "sebagai" is set above it."""
NARROWEST, WIDEST = 2.4, 4.8
"""Between two rows of the back page, mm."""
OUTER: Final = 9.0
BEADS: Final = OUTER + 2.9
"""Middle of the row of beads, mm from the paper's edge."""
ROWS: Final = 4
AWARD: Final = replace(
    SAMPLE,
    layout="piagam",
    kind="award",
    title="PIAGAM PENGHARGAAN",
    legal=SAMPLE.legal.replace("menyatakan bahwa:", "memberikan penghargaan kepada:"),
    statement="Peserta Terbaik I",
    predicate=None,
    subjects=tuple(replace(subject, score=None) for subject in SAMPLE.subjects),
    average=None,
    final=None,
)


def draw(sheet: Sheet, facts: Facts) -> None:
    room = Room(32, 18, sheet.width - 32, sheet.height - 20)
    sheet.once("frame", partial(_draw_frame, sheet), background=True)
    _draw_front(sheet, facts, room)
    draw_mark(sheet)
    sheet.next_page()
    sheet.once("frame", partial(_draw_frame, sheet), background=True)
    _draw_back(sheet, facts, room)
    draw_mark(sheet)
    sheet.next_page()


def _draw_front(sheet: Sheet, facts: Facts, room: Room) -> None:
    kop_ends = draw_kop(sheet, facts.letterhead, room)
    sheet.once("divider", partial(draw_divider, sheet, room.middle, kop_ends + 3.2, 44), background=True)
    title_ends = draw_title(sheet, facts, room, kop_ends + 15.6, TITLE)
    foot = set_foot(sheet, facts, room, "middle")
    draw_body(sheet, partial(_column, facts, room), title_ends, foot.top, facts.training)
    draw_foot(sheet, facts, room, foot)


def _column(facts: Facts, room: Room, scale: float) -> Column:
    held_on = facts.dates.replace(" ", "\N{NO-BREAK SPACE}")
    wide, usual = room.width - 17, room.width - 33
    whose = " · ".join(text for text in (facts.position, facts.workplace) if text not in ("", "-"))
    number = f"{facts.nip_label} {facts.nip}" if facts.nip else ""
    column = Column(scale)
    column.paragraph(facts.legal, BODY, gap=3.0, room=usual, floor=10, lines=2)
    column.paragraph(facts.name, NAME, gap=3.6, room=wide, floor=17, lines=2, personal=True, ruled=True)
    for place, (text, lines) in enumerate((text, lines) for text, lines in ((number, 1), (whose, 3)) if text):
        gap = 0.4 if place else 4.4
        column.paragraph(text, BODY, gap=gap, room=usual, floor=9.5, lines=lines, personal=True)
    if not facts.statement.lower().startswith(PREPOSITIONS):
        column.paragraph("sebagai", BODY, gap=2.4, room=usual, floor=9, lines=1)
    column.paragraph(facts.statement, FOR, gap=1.2, room=wide, floor=13, lines=2, personal=True)
    column.paragraph(
        f"dalam {facts.training}, {facts.batch}, {held_on} di {facts.place}",
        BODY, gap=2.2, room=usual, floor=10, lines=3,
    )  # fmt: skip
    return column


def _draw_back(sheet: Sheet, facts: Facts, room: Room) -> None:
    """Rows of label and fact, set smaller when they are many."""
    sheet.once(("heading", room), partial(_draw_heading, sheet, room))
    rows = [
        ("Penerima", facts.name),
        (facts.nip_label, facts.nip or ""),
        ("Jabatan", facts.position),
        ("Unit Kerja", facts.workplace),
        ("Penghargaan", facts.statement),
        ("Kegiatan", f"{facts.training}, {facts.batch}"),
        ("Waktu", facts.dates),
        ("Tempat", facts.place),
        ("Lama", facts.jp),
        ("Mata pelatihan", "; ".join(f"{subject.title} ({subject.jp} JP)" for subject in facts.subjects)),
        ("Ditetapkan", facts.issued),
    ]
    left, right, indent = room.left + 19, room.right - 19, 38.0
    top, bottom = room.top + 23, room.bottom - 12
    for scale in (1.0, 0.9, 0.8):
        label, fact = LABEL.at(LABEL.size * scale), FACT.at(FACT.size * scale)
        fitted = [
            (name, sheet.fit(text, fact, right - left - indent, floor=fact.size, lines=4))
            for name, text in rows
            if text
        ]
        lead = fact.lead / mm
        spare = bottom - top - lead * sum(len(lines.lines) for _, lines in fitted)
        gap = min(spare / (len(fitted) - 1), WIDEST)
        if gap >= NARROWEST:
            break
    else:
        sheet.too_long(facts.workplace)
    y = top
    with sheet.role("Table"):
        for name, lines in fitted:
            with sheet.role("TR"):
                with sheet.role("TH"):
                    sheet.text(left, y, name, label)
                with sheet.role("TD"):
                    for place, line in enumerate(lines.lines):
                        sheet.text(left + indent, y + place * lead, line, lines.style)
            y += len(lines.lines) * lead + gap
            sheet.rule(left, y - lead - gap / 2 + 1.2, right, y - lead - gap / 2 + 1.2, "thread", 0.2)
    draw_foot_line(sheet, facts, room)


def _draw_heading(sheet: Sheet, room: Room) -> None:
    with sheet.role("H2"):
        sheet.text(room.middle, room.top + 9, "KETERANGAN PENGHARGAAN", BACK_TITLE, "centre")


def _draw_frame(sheet: Sheet) -> None:
    """A strong line, a row of beads between threads, and in each corner a triangle woven of lozenges."""
    sheet.frame(OUTER, "maroon", 1.0)
    for inset in (1.3, 4.5):
        sheet.frame(OUTER + inset, "gold", 0.2)
    along, down = (round((side - 2 * BEADS) / 4) for side in (sheet.width, sheet.height))
    step, drop = (sheet.width - 2 * BEADS) / along, (sheet.height - 2 * BEADS) / down
    for upended in (False, True):
        for place in range(1, along):
            sheet.again("bead", partial(_draw_bead, sheet), across=place * step, upended=upended)
    for mirrored in (False, True):
        for place in range(1, down):
            sheet.again("bead", partial(_draw_bead, sheet), down=place * drop, mirrored=mirrored)
        for upended in (False, True):
            sheet.again("corner", partial(_draw_corner, sheet), mirrored=mirrored, upended=upended)


def _draw_bead(sheet: Sheet) -> None:
    sheet.polygons([lozenge(BEADS, BEADS, 1.15, 0.95, 4)], "gold")


def _draw_corner(sheet: Sheet) -> None:
    """A large lozenge where the beads meet; inside the threads rows of lozenges, one fewer in each, silk and gold in turn."""
    sheet.polygons([lozenge(BEADS, BEADS, 1.9, 1.9, 5)], "maroon")
    sheet.polygons([lozenge(BEADS, BEADS, 0.8, 0.8, 3)], "gold")
    first, step = OUTER + 7.6, 3.6
    places = [(down, across) for down in range(ROWS) for across in range(ROWS - down)]
    for colour, parity, size, steps in (("maroon", 0, 1.6, 4), ("gold", 1, 1.6, 4), ("gold", 0, 0.6, 2)):
        sheet.polygons(
            [
                lozenge(first + across * step, first + down * step, size, size, steps)
                for down, across in places
                if (down + across) % 2 == parity
            ],
            colour,
        )
