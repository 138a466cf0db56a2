"""What a file really is, told from its bytes alone: never from its name, never by decoding.

`read` follows the structure of a JPEG, PNG or WebP from its first byte to its proven end, so a file that was cut off or
that carries a second file behind the picture is told at once. Everything else is named for the person who chose it.
"""

import re
import struct
import zlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lms.kit.errors import UnsupportedMedia
from lms.kit.i18n import _l


class Format(StrEnum):
    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"


@dataclass(frozen=True, slots=True)
class Negative:
    """A picture as it was received, not yet decoded. Pixels as stored: a phone's orientation is not applied."""

    format: Format
    width: int
    height: int


class Cut(Exception):
    """The bytes end before the picture does, or are not what was sent."""


PNG_HEAD: Final = b"\x89PNG\r\n\x1a\n"
WEBP_HEAD: Final = 30
"""Bytes up to and with the size, whichever kind of WebP it is."""
FRAMES: Final = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
"""JPEG markers that give the picture's size (ITU-T T.81 table B.1)."""
SCAN: Final = 0xDA
FILL: Final = re.compile(rb"\xff+")
MOST_PARTS: Final = 50_000
"""Segments or chunks before somebody only wants to keep us reading; the busiest photo of 10 MB has a few thousand."""
MARKUP: Final = re.compile(rb"<(!doctype|html|head|body|script|svg|\?php|iframe)[\s>]", re.IGNORECASE)

HEIC: Final = _l("a HEIC photo")
PDF: Final = _l("a PDF document")
ZIP: Final = _l("a ZIP archive or an Office document")
PAGE: Final = _l("a web page (HTML)")
ARCHIVE: Final = _l("an archive")
OTHERS: Final = (
    (rb"%PDF-", PDF),
    (rb"PK(\x03\x04|\x05\x06)", ZIP),
    (rb"\xd0\xcf\x11\xe0", _l("an Office document")),
    (rb"....ftyp(hei[cxms]|hev[cx]|mif1|msf1)", HEIC),
    (rb"....ftypavi[fs]", _l("an AVIF picture")),
    (rb"....ftyp|\x1aE\xdf\xa3|RIFF....AVI ", _l("a video")),
    (rb"GIF8[79]a", _l("a GIF animation")),
    (rb"II\*\0|MM\0\*|FUJIFILMCCD", _l("a TIFF or camera RAW picture")),
    (rb"BM....\0\0\0\0", _l("a BMP picture")),
    (rb"8BPS", _l("a Photoshop file")),
    (rb"Rar!\x1a\x07|7z\xbc\xaf|\x1f\x8b|BZh|\xfd7zXZ", ARCHIVE),
    (rb"MZ|\x7fELF|#!", _l("a program")),
    (rb"ID3|OggS|fLaC|RIFF....WAVE|\xff[\xf3\xfb]", _l("a sound recording")),
    (rb"\s*<(!doctype html|html|head|body|script)", PAGE),
    (rb"\s*<.*<svg[\s>]|\s*<svg[\s>]", _l("an SVG drawing")),
    (rb"\s*<\?xml", _l("an XML file")),
    (rb"[\t\n\r\x20-\x7e\x80-\xff]+\Z", _l("a text file")),
)
"""The beginnings of the files people send instead of a photo; the first that fits names the file."""
KINDS: Final = tuple(
    (re.compile(rb"(?:\xef\xbb\xbf)?(?:" + start + rb")", re.DOTALL | re.IGNORECASE), name) for start, name in OTHERS
)


def read(content: bytes) -> Negative:
    """The picture in `content`, whole and alone. Raises UnsupportedMedia with a sentence that says what it is instead."""
    if not content:
        raise UnsupportedMedia(_l("The file is empty (0 bytes)."))
    try:
        if content.startswith(b"\xff\xd8\xff"):
            negative, end = _jpeg(content)
        elif content.startswith(PNG_HEAD):
            negative, end = _png(content)
        elif content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            negative, end = _webp(content)
        else:
            raise _named(content)
    except (Cut, struct.error, IndexError) as error:
        raise UnsupportedMedia(
            _l("The photo is not whole: part of the file is missing."),
            advice=_l("The connection may have been cut. Send it again, or take a new copy from the camera."),
        ) from error
    if not negative.width or not negative.height:
        raise UnsupportedMedia(_l("The photo has no pixels."))
    _refuse_second_file(content, end)
    return negative


def _jpeg(content: bytes) -> tuple[Negative, int]:
    """Segment by segment to the first scan, then to the end-of-image marker: within scan data FF is followed by 00 or a
    restart, so FF D9 is the end. A thumbnail's own FF D9 lies inside a segment and is stepped over."""
    negative: Negative | None = None
    at, marker = 2, 0
    for _segment in range(MOST_PARTS):
        if marker == SCAN:
            break
        filled = FILL.match(content, at)
        if filled is None:
            raise Cut
        marker, length = struct.unpack_from(">BH", content, filled.end())
        if marker in FRAMES:
            height, width = struct.unpack_from(">HH", content, filled.end() + 4)
            negative = Negative(Format.JPEG, width, height)
        at = filled.end() + 1 + length
    end = content.find(b"\xff\xd9", at)
    if marker != SCAN or negative is None or end < 0:
        raise Cut
    return negative, end + 2


def _png(content: bytes) -> tuple[Negative, int]:
    """Chunk by chunk to IEND, each with its checksum, which decoders do not all look at."""
    view = memoryview(content)
    width, height = struct.unpack_from(">II", content, 16)
    at = len(PNG_HEAD)
    kinds = set()
    for _chunk in range(MOST_PARTS):
        if b"IEND" in kinds:
            break
        length, kind = struct.unpack_from(">I4s", content, at)
        (checksum,) = struct.unpack_from(">I", content, at + 8 + length)
        if zlib.crc32(view[at + 4 : at + 8 + length]) != checksum:
            raise Cut
        at += 12 + length
        kinds.add(kind)
    if not kinds.issuperset((b"IDAT", b"IEND")):
        raise Cut
    if b"acTL" in kinds:
        raise _animated()
    return Negative(Format.PNG, width, height), at


def _webp(content: bytes) -> tuple[Negative, int]:
    """The RIFF length is the end; the size is in the first chunk (RFC 9649)."""
    length, kind = struct.unpack_from("<I4x4s", content, 4)
    if not WEBP_HEAD <= 8 + length <= len(content):
        raise Cut
    if kind == b"VP8X":
        if content[20] & 0b10:
            raise _animated()
        width, height = (1 + int.from_bytes(content[start : start + 3], "little") for start in (24, 27))
    elif kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", content, 21)
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    else:
        width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", content, 26))
    return Negative(Format.WEBP, width, height), 8 + length


def _refuse_second_file(content: bytes, end: int) -> None:
    """Padding, a phone's second picture or its short film behind the photo are usual; a file of another kind is not."""
    behind = content[end:]
    start = behind.lstrip(b"\0")[:4096]
    second = (
        (b"%PDF-" in content[:1024] + start, PDF),
        (_ends_as_zip(content), ZIP),
        (MARKUP.search(start), PAGE),
        (start.startswith((b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")), ARCHIVE),
    )
    hidden = [name for found, name in second if found]
    if hidden:
        raise UnsupportedMedia(
            _l("This file is a photo with %(kind)s hidden in it, so it was not accepted.", kind=hidden[0]),
            advice=_l("Open the photo in your gallery, save a copy and send the copy."),
        )


def _ends_as_zip(content: bytes) -> bool:
    """Whether an unpacker would find a ZIP directory at the end, as it looks for it (APPNOTE 4.3.16)."""
    at = content.rfind(b"PK\x05\x06", -22 - 0xFFFF)
    return at >= 0 and len(content) >= at + 22 and content[at + 8 : at + 10] == content[at + 10 : at + 12]


def _named(content: bytes) -> UnsupportedMedia:
    start = content[:4096]
    name = next((name for pattern, name in KINDS if pattern.match(start)), None)
    if name is None:
        return UnsupportedMedia()
    refusal = UnsupportedMedia(_l("This file is not a photo in JPEG, PNG or WebP: it is %(kind)s.", kind=name))
    if name is HEIC:
        refusal.advice = _l("On an iPhone choose Settings > Camera > Formats > Most Compatible and take it again.")
    return refusal


def _animated() -> UnsupportedMedia:
    return UnsupportedMedia(_l("This file is an animation; a photo has one frame."))
