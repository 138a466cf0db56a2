"""The parts of a front page: kop, title and number at its head; signature, proof, photo and footer at its foot."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

from reportlab.lib.units import mm

from lms.certificates.facts import Facts, Letterhead
from lms.certificates.press.emblem import draw_emblem
from lms.certificates.press.ornament import draw_box
from lms.certificates.press.proof import QR_SIZE, draw_proof
from lms.certificates.press.sheet import Sheet
from lms.certificates.press.signature import SignatureBlock, draw_signature, set_signature
from lms.certificates.press.stack import Column
from lms.certificates.press.typeface import SANS, SERIF, SERIF_BOLD, Fitted, Style

GOVERNMENT: Final = Style(SERIF, 11.5, 14, tracking=0.9)
OFFICE: Final = Style(SERIF_BOLD, 14, 16, tracking=0.9)
SMALL: Final = Style(SANS, 7.5, 10.5, "soft")
FOOTER: Final = Style(SANS, 7, 9.6, "soft")
NOTE: Final = Style(SERIF, 9, 11.5, "soft")
TITLE: Final = Style(SERIF_BOLD, 33, 38, "maroon", 2.8)
BODY: Final = Style(SERIF, 10.5, 13.6)
STRONG: Final = Style(SERIF_BOLD, 10.5, 13.6)

SIGN_ROOM: Final = 84.0
PHOTO: Final = (30.0, 40.0)
EMBLEM: Final = 13.4
SCALES: Final = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7)
"""The body is set smaller, in these steps, when its texts are many."""


@dataclass(frozen=True, slots=True)
class Room:
    """What a frame leaves for text: mm from the top left of the paper. `bottom` is the lowest baseline."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def draw_kop(sheet: Sheet, letterhead: Letterhead, room: Room) -> float:
    """Emblem, government, office and address, centred; returns the last baseline, the same however many of them there are."""
    high = EMBLEM if letterhead.government and letterhead.office else EMBLEM + 3.4
    sheet.once(
        ("emblem", letterhead.emblem, high, room),
        partial(draw_emblem, sheet, letterhead.emblem, room.middle, room.top, high),
        background=True,
    )
    sheet.once(("kop", letterhead, room), partial(_draw_kop_lines, sheet, letterhead, room))
    return room.top + EMBLEM + 13.9


def _draw_kop_lines(sheet: Sheet, letterhead: Letterhead, room: Room) -> None:
    x, wide = room.middle, room.width - 13
    under = room.top + EMBLEM + (0 if letterhead.address else 1.8)
    if letterhead.government and letterhead.office:
        sheet.line(x, under + 4.9, letterhead.government.upper(), GOVERNMENT, wide, "centre")
        sheet.line(x, under + 10.3, letterhead.office.upper(), OFFICE, wide, "centre")
    else:
        sheet.line(x, under + 10.3, (letterhead.office or letterhead.government).upper(), OFFICE, wide, "centre")
    if letterhead.address:
        sheet.line(x, under + 13.9, letterhead.address, SMALL, wide, "centre")


def draw_title(sheet: Sheet, facts: Facts, room: Room, baseline: float, style: Style = TITLE) -> float:
    """Title, number and what it replaces; returns the last baseline."""
    sheet.once(
        ("title", facts.title, baseline, style, room),
        partial(_draw_title_line, sheet, facts.title, room, baseline, style),
    )
    number_at = baseline + 6.2
    sheet.line(room.middle, number_at, f"Nomor : {facts.number}", BODY, room.width - 38, "centre")
    return draw_note(sheet, facts, room, number_at)


def _draw_title_line(sheet: Sheet, title: str, room: Room, baseline: float, style: Style) -> None:
    with sheet.role("H1"):
        sheet.line(room.middle, baseline, title, style, room.width - 38, "centre")


def draw_note(sheet: Sheet, facts: Facts, room: Room, number_at: float) -> float:
    """What this replaces, under the number; returns the last baseline."""
    if not facts.note:
        return number_at
    note = sheet.fit(facts.note, NOTE, room.width - 38, floor=7.5, lines=2)
    y = number_at
    with sheet.role("P"):
        for line in note.lines:
            y += note.style.lead / mm + 0.3
            sheet.text(room.middle, y, line, note.style, "centre")
    return y


def draw_body(sheet: Sheet, column: Callable[[float], Column], top: float, bottom: float, longest: str) -> None:
    """Everything between number and signature, as large as it fits; `longest` is told when it never does."""
    for scale in SCALES:
        body = column(scale)
        if body.fits(bottom - top):
            break
    for text in body.overlong:
        sheet.too_long(text)
    if not body.fits(bottom - top) and not body.overlong:
        sheet.too_long(longest)
    body.draw(sheet, top, bottom)


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands under the body, measured before the body is set and drawn after it, as it is read."""

    top: float
    """How far down the body may go, mm."""
    bottom: float
    """The lowest baseline above the footer."""
    block: SignatureBlock
    axis: float
    photo_at: float | None
    footer: Fitted | None


def set_foot(sheet: Sheet, facts: Facts, room: Room, sign_at: Literal["right", "middle"] = "right") -> Foot:
    """Proof on the left, the signature right (the photo beside it) or in the middle (the photo right), the footer below."""
    footer = sheet.fit(facts.footer, FOOTER, room.width, floor=6, lines=3) if facts.footer else None
    bottom = room.bottom - (footer.style.lead / mm * len(footer.lines) + 3.6 if footer else 0)
    block = set_signature(sheet, facts.signature, SIGN_ROOM, facts.issued, signing=facts.signing)
    axis = room.right - SIGN_ROOM / 2 if sign_at == "right" else room.middle
    photo_at = None
    if facts.photo_space:
        photo_at = (axis - SIGN_ROOM / 2 - 4 if sign_at == "right" else room.right) - PHOTO[0]
    beside = PHOTO[1] + 1 if facts.photo_space else QR_SIZE
    return Foot(bottom - max(block.height + 7.0, beside + 4), bottom, block, axis, photo_at, footer)


def draw_foot(sheet: Sheet, facts: Facts, room: Room, foot: Foot) -> None:
    draw_proof(sheet, facts, room.left, foot.bottom)
    if foot.photo_at is not None:
        sheet.once(("photo", foot.photo_at, foot.bottom), partial(_draw_photo, sheet, foot.photo_at, foot.bottom))
    sheet.once(
        ("signature", foot.block, foot.axis, foot.bottom),
        partial(draw_signature, sheet, foot.block, foot.axis, foot.bottom),
    )
    if foot.footer:
        sheet.once(("footer", foot.footer, room), partial(_draw_footer, sheet, foot.footer, room))


def _draw_footer(sheet: Sheet, footer: Fitted, room: Room) -> None:
    lead = footer.style.lead / mm
    y = room.bottom - lead * (len(footer.lines) - 1)
    sheet.rule(room.left, y - 4.3, room.right, y - 4.3, "thread", 0.25)
    with sheet.role("P"):
        for place, line in enumerate(footer.lines):
            sheet.text(room.middle, y + place * lead, line, footer.style, "centre")


def _draw_photo(sheet: Sheet, left: float, bottom: float) -> None:
    """A frame of 3 × 4 cm whose words the glued photo covers."""
    wide, high = PHOTO
    middle = bottom - high / 2
    draw_box(sheet, left, bottom - high, left + wide, bottom, "gold", 0.2)
    sheet.text(left + wide / 2, middle - 0.6, "Pas foto", SMALL, "centre")
    sheet.text(left + wide / 2, middle + 3.2, "3 × 4 cm", SMALL, "centre")
