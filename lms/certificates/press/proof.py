"""How a reader of the paper convinces himself: the QR, the address and the code to type. It is no signature and says so nowhere."""

from functools import partial
from typing import Final

from lms.certificates.codes import group_code
from lms.certificates.facts import Facts
from lms.certificates.press.sheet import Sheet
from lms.certificates.press.typeface import SANS, Style

QR_SIZE: Final = 30.0
"""Quiet zone included, mm."""
QUIET_ROOM: Final = 1.5
"""What of that is white on each side of a QR that carries a signed payload, mm."""
TEXT_ROOM: Final = 42.0
LEAD: Final = 3.8
"""From line to line of the invitation, mm."""
INVITATION: Final = Style(SANS, 7.5, 10.5)
ADDRESS: Final = Style(SANS, 7.5, 10.5, "soft")
CODE: Final = Style(SANS, 8.5, 11, "maroon")


def draw_proof(sheet: Sheet, facts: Facts, left: float, bottom: float) -> None:
    """The QR's ink begins at `left` and ends at `bottom`, the code's last line stands on `bottom`."""
    with sheet.role("Figure", alt="Kode QR untuk memeriksa keaslian"):
        sheet.qr(left - QUIET_ROOM, bottom - QR_SIZE + QUIET_ROOM, QR_SIZE, facts.qr or facts.verify_url)
    beside = left + QR_SIZE + 0.5
    host = facts.verify_url.removesuffix(f"/v/{facts.code}").removeprefix("https://")
    sheet.once(("proof", host, beside, bottom), partial(_draw_invitation, sheet, host, beside, bottom))
    groups = group_code(facts.code).split("-")
    with sheet.role("P"):
        sheet.text(beside, bottom - 4.3, "-".join(groups[:3]), CODE)
        sheet.text(beside, bottom, "-".join(groups[3:]), CODE)


def _draw_invitation(sheet: Sheet, host: str, beside: float, bottom: float) -> None:
    address = sheet.fit(f"{host}/verify", ADDRESS, TEXT_ROOM, floor=6, lines=2)
    y = bottom - 9.7 - LEAD * len(address.lines)
    with sheet.role("P"):
        sheet.text(beside, y - LEAD, "Pindai untuk memeriksa keaslian", INVITATION)
        sheet.text(beside, y, "atau ketik kode ini di", ADDRESS)
        for line in address.lines:
            y += LEAD
            sheet.text(beside, y, line, address.style)
