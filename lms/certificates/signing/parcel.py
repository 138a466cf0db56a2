"""Parcels of PDFs: a ZIP that goes out, and whatever comes back. Never unpacked onto the disk, never trusted. Pure."""

import hashlib
import lzma
import re
import struct
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from stat import S_ISLNK
from typing import IO, BinaryIO, Final

from lms.kit.words import N_, Reason

MANIFEST: Final = "SHA256SUMS.txt"
DAY: Final = (2000, 1, 1, 0, 0, 0)
"""The date of every file in a parcel, so that the same files are the same parcel."""
MOST_FILES: Final = 2_000
FILE_BYTES: Final = 20 * 1024**2
TOTAL_BYTES: Final = 600 * 1024**2
INDEX_BYTES: Final = 1024**2
"""The directory of a ZIP; two thousand names fit."""
END: Final = struct.Struct("<4s4H2LH")
NAME_LENGTH: Final = 120
UNREADABLE: Final = N_(
    "This ZIP is damaged or of an unknown kind; pack the files again, or send the PDFs by themselves."
)
BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error,
    EOFError, IndexError, NotImplementedError, OSError, RuntimeError, UnicodeError, ValueError,
)  # fmt: skip
"""What the library says of ZIPs that are damaged, locked or of a kind it does not know."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that came back: its content, or why it was not read. The name only tells people which one is meant."""

    name: str
    content: bytes = b""
    problem: Reason | None = None


def pack(files: Iterable[tuple[str, bytes]], out: BinaryIO) -> None:
    """Writes the ZIP with a list of checksums that `sha256sum -c` reads."""
    sums = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parcel:
        for name, content in files:
            parcel.writestr(_entry(name), content)
            sums.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")
        parcel.writestr(_entry(MANIFEST), "".join(sums))


def wrap(files: Iterable[tuple[str, IO[bytes]]], out: BinaryIO) -> None:
    """Puts several uploads, whatever they are, into one file as they came."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as parcel:
        for n, (name, stream) in enumerate(files):
            entry = _entry(f"{n:04}/{told_name(name)}", zipfile.ZIP_STORED)
            with parcel.open(entry, "w", force_zip64=True) as kept:
                while chunk := stream.read(256 * 1024):
                    kept.write(chunk)


def unwrap(wrapped: BinaryIO, *, reading: bool = True) -> Iterator[Brought]:
    """Each file that was sent, also those within ZIPs (not ZIPs within ZIPs), under names that differ.

    Without `reading` they come empty, to be counted.
    """
    budget, names = _Budget(reading=reading), _Names()
    with zipfile.ZipFile(wrapped) as outer:
        for info in outer.infolist():
            with outer.open(info) as file:
                head = file.read(4)
            name = info.filename.partition("/")[2]
            if head != b"PK\x03\x04":
                yield names.given(_read(outer, info, name, budget))
                continue
            with outer.open(info) as file:
                for brought in _within(file, info.file_size, name, budget):
                    yield names.given(brought)


def told_name(name: str) -> str:
    """The last part of a path, composed, printable and short: to be shown, never to be opened."""
    last = PurePosixPath(name.replace("\\", "/")).name
    clean = "".join(sign for sign in unicodedata.normalize("NFC", last) if sign.isprintable())
    return clean[-NAME_LENGTH:].strip() or "?"


def _within(file: IO[bytes], size: int, name: str, budget: "_Budget") -> Iterator[Brought]:
    """The files of an untrusted ZIP."""
    try:
        if _index_bytes(file, size) > INDEX_BYTES:
            yield Brought(name, problem=Reason(N_("This ZIP holds more than %(most)s files."), {"most": MOST_FILES}))
            return
        parcel = zipfile.ZipFile(file)
    except BROKEN:
        yield Brought(name, problem=Reason(UNREADABLE))
        return
    with parcel:
        for info in parcel.infolist():
            own = told_name(info.filename)
            if info.is_dir() or own == MANIFEST or own.startswith(".") or info.filename.startswith("__MACOSX/"):
                continue
            yield _read(parcel, info, own, budget)


def _index_bytes(file: IO[bytes], size: int) -> int:
    """How long the directory at the end says it is; far too long where the ZIP is of the kind for huge files.

    Raises BadZipFile where there is none.
    """
    file.seek(max(0, size - END.size - 0xFFFF))
    tail = file.read(END.size + 0xFFFF)
    file.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0:
        raise zipfile.BadZipFile
    return int(END.unpack_from(tail, at)[5])


def _read(parcel: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, budget: "_Budget") -> Brought:
    if S_ISLNK(info.external_attr >> 16):
        return Brought(name, problem=Reason(N_("This is a link to another file, not a file.")))
    if info.flag_bits & 1:
        return Brought(name, problem=Reason(N_("This file is locked with a password.")))
    if not budget.reading:
        return Brought(name)
    if budget.spent():
        return Brought(name, problem=Reason(N_("Too much was sent at once; send this file again by itself.")))
    try:
        with parcel.open(info) as file:
            content = file.read(FILE_BYTES + 1)
    except BROKEN:
        return Brought(name, problem=Reason(UNREADABLE))
    budget.take(len(content))
    if len(content) > FILE_BYTES:
        return Brought(name, problem=Reason(N_("This file is larger than 20 MB, so it is no certificate of ours.")))
    return Brought(name, content)


class _Budget:
    """How much one upload may hold, unpacked."""

    def __init__(self, *, reading: bool) -> None:
        self.reading, self.files, self.bytes = reading, 0, 0

    def spent(self) -> bool:
        return self.files >= MOST_FILES or self.bytes >= TOTAL_BYTES

    def take(self, size: int) -> None:
        self.files += 1
        self.bytes += size


class _Names:
    """Tells files of one name apart: "a.pdf", "a.pdf (2)"."""

    def __init__(self) -> None:
        self.seen: dict[str, int] = {}

    def given(self, brought: Brought) -> Brought:
        again = self.seen[brought.name] = self.seen.get(brought.name, 0) + 1
        name = brought.name if again == 1 else f"{brought.name} ({again})"
        return Brought(name, brought.content, brought.problem)


def _entry(name: str, compression: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, DAY)
    entry.compress_type = compression
    entry.external_attr = 0o600 << 16
    return entry


def file_stems(numbers: Mapping[int, str]) -> dict[int, str]:
    """By id, each number as the name of a file: "800.2.4-007-Diskominfo-XI-2026". Where two numbers fall together, the id follows."""
    plain = {key: _plain(number) for key, number in numbers.items()}
    often = Counter(_plain(number).lower() for number in set(numbers.values()))
    return {key: stem if stem and often[stem.lower()] == 1 else f"{stem}-{key}" for key, stem in plain.items()}


def _plain(number: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", number).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9.]+", "-", ascii_only).strip("-.")[:110]
