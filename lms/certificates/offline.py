"""The QR's second half: what the paper says, signed, behind the "#" of its address. Pure.

A phone that opens the address never sends what stands behind "#", so the server learns nothing from it. Whoever has saved
the issuer's public key can check it without a network: number, name, day and address are those that were issued. Whether a
certificate was revoked or replaced since, only the register knows.

78 bytes of payload and 64 of signature in base64url: 190 characters, however long the name is, so that every QR of an
installation has one size. Layout of the payload: format, day (days since 2000, two bytes), number and name as a length and
UTF-8, zeros. The top bit of a length says that the text was cut to fit.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from lms.certificates.codes import read_code
from lms.kit.words import N_, Reason

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

FORMAT: Final = 1
PAYLOAD: Final = 78
SIGNATURE: Final = 64
LETTERS: Final = 190
"""What stands behind "#": 142 bytes in base64url without padding."""
NUMBER_BYTES: Final = 40
"""A longer number is cut, so that at least 33 bytes are left for the name."""
TEXT_BYTES: Final = PAYLOAD - 5
CUT: Final = 0x80
EPOCH: Final = date(2000, 1, 1)
PURPOSE: Final = b"pewarta certificate qr 1\n"
"""Signed with the rest, so that nothing else that this key signs can be taken for a QR."""
SIGNED: Final = re.compile(rf"(?P<url>[^#\s]+)#(?P<letters>[A-Za-z0-9_-]{{{LETTERS}}})")

FORGED: Final = Reason(
    N_("The signature does not belong to this text and this key: altered, misread, or signed by somebody else.")
)


@dataclass(frozen=True, slots=True)
class OfflineFacts:
    """What the issuer signed. A text that was too long for the QR is its beginning, and `…_is_cut` says so."""

    number: str
    name: str
    issued_on: date
    code: str
    """26 characters, or "" where the address does not end in a code."""
    url: str
    number_is_cut: bool = False
    name_is_cut: bool = False


class NotSigned(ValueError):
    """Raised for a text that this issuer never put into a QR; `reason` says what is wrong with it."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.msgid % reason.params)
        self.reason = reason


def qr_text(key: "Ed25519PrivateKey", url: str, *, number: str, name: str, issued_on: str) -> str:
    """What the QR says, whole: the address, "#", and 190 characters. `issued_on` is a day such as "2026-11-23".

    Raises ValueError for an address with a "#" or a space, and for a day outside 2000 to 2179.
    """
    if "#" in url or not url or any(letter.isspace() for letter in url):
        raise ValueError(f"{url!r} is no address that a QR can carry a signature behind")
    payload = _payload(number, name, date.fromisoformat(issued_on))
    signed = payload + key.sign(_message(url, payload))
    return f"{url}#{urlsafe_b64encode(signed).decode().rstrip('=')}"


def read_qr(text: str, public_key: "Ed25519PublicKey") -> OfflineFacts:
    """What the issuer of this key signed. Raises NotSigned for everything else, one flipped bit included."""
    from cryptography.exceptions import InvalidSignature

    found = SIGNED.fullmatch(text.strip())
    if found is None:
        raise NotSigned(Reason(N_("This is not the whole text of a signed QR: an address, “#”, and 190 characters.")))
    url, letters = found["url"], found["letters"]
    signed = urlsafe_b64decode(letters + "==")
    payload, signature = signed[:PAYLOAD], signed[PAYLOAD:]
    if urlsafe_b64encode(signed).decode().rstrip("=") != letters:
        raise NotSigned(FORGED)  # two spellings of the same bytes: ours is the one with zeros at its end
    try:
        public_key.verify(signature, _message(url, payload))
    except InvalidSignature as error:
        raise NotSigned(FORGED) from error
    return _facts(url, payload)


def _message(url: str, payload: bytes) -> bytes:
    """The payload has one length, so the address cannot run into it."""
    return PURPOSE + url.encode() + payload


def _payload(number: str, name: str, day: date) -> bytes:
    days = (day - EPOCH).days
    if not 0 <= days < 1 << 16:
        raise ValueError(f"{day} cannot be written into a QR")
    first = _text(number, NUMBER_BYTES)
    second = _text(name, TEXT_BYTES - (len(first) - 1))
    return (bytes([FORMAT]) + days.to_bytes(2) + first + second).ljust(PAYLOAD, b"\0")


def _text(text: str, most: int) -> bytes:
    """Its length and its UTF-8, at most `most` bytes of that, never half a character."""
    whole = text.encode()
    kept = whole[:most].decode(errors="ignore").encode()
    return bytes([len(kept) | (CUT if kept != whole else 0)]) + kept


def _facts(url: str, payload: bytes) -> OfflineFacts:
    if payload[0] != FORMAT:
        raise NotSigned(Reason(N_("This QR is of a newer kind; update the program that reads it.")))
    number, number_is_cut, rest = _read_text(payload[3:])
    name, name_is_cut, _zeros = _read_text(rest)
    return OfflineFacts(
        number=number,
        name=name,
        issued_on=EPOCH + timedelta(days=int.from_bytes(payload[1:3])),
        code=read_code(url.rpartition("/")[2]) or "",
        url=url,
        number_is_cut=number_is_cut,
        name_is_cut=name_is_cut,
    )


def _read_text(packed: bytes) -> tuple[str, bool, bytes]:
    length = packed[0] & ~CUT
    return packed[1 : 1 + length].decode(), bool(packed[0] & CUT), packed[1 + length :]
