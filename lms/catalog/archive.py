"""Packs as ZIP archives: written the same way each time, and read as if every one of them were hostile."""

import stat
import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import BinaryIO, Final
from zipfile import ZIP_DEFLATED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from lms.catalog.proof import Proof
from lms.kit.words import N_, Reason

MOST_FILES: Final = 600
LARGEST: Final = 24_000_000
"""Bytes of all files together; our largest module has about 2,000,000."""
LARGEST_ARCHIVE: Final = 12_000_000
"""Bytes of what may be uploaded."""
LONGEST_NAME: Final = 160
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_ENCRYPTED: Final = 1
_UNREADABLE: Final = (BadZipFile, LargeZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError)


def packed(files: Mapping[str, bytes]) -> bytes:
    """One archive, the same bytes for the same files."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            entry = ZipInfo(name, _EPOCH)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, ZIP_DEFLATED, 6)
    return stream.getvalue()


def unpacked(proof: Proof, stream: BinaryIO, name: str) -> dict[str, bytes]:
    """The files of an archive by their path; what cannot be trusted is noted and left out. `name` is the archive's own.

    Hidden files and what macOS adds are passed over. Nothing is written anywhere, so no path can lead outside.
    """
    try:
        with ZipFile(stream) as archive:
            return _read(proof, archive, name)
    except _UNREADABLE:
        sentence = N_("This is not a ZIP archive that can be read; pack the folder again and send it once more.")
        proof.note(name, 1, Reason(sentence))
        return {}


def _read(proof: Proof, archive: ZipFile, name: str) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES:
        sentence = N_(
            "The archive holds too many files: %(count)s, at most %(most)s. Pack only the folder of one module."
        )
        proof.note(name, 1, Reason(sentence, {"count": len(entries), "most": MOST_FILES}))
        return {}
    left = LARGEST
    for entry in entries:
        path = entry.filename.replace("\\", "/")
        parts = path.split("/")
        if any(part.startswith(".") and part not in (".", "..") for part in parts) or "__MACOSX" in parts:
            continue
        if why := _refusal(entry, path, parts, files):
            proof.note(name, 1, Reason(why, {"path": ascii(path[:LONGEST_NAME]), "most": LONGEST_NAME}))
            continue
        with archive.open(entry) as content:
            read = content.read(left + 1)
        left -= len(read)
        if left < 0:
            sentence = N_(
                "Unpacked, the archive has more than %(most)s MB; a course has far fewer. Make its pictures smaller."
            )
            proof.note(name, 1, Reason(sentence, {"most": LARGEST // 1_000_000}))
            return {}
        files[path] = read
    return files


def _refusal(entry: ZipInfo, path: str, parts: list[str], files: Mapping[str, bytes]) -> str:
    """Why this one is not read: a msgid about %(path)s, or nothing."""
    if path.startswith("/") or ":" in path or {"", ".", ".."} & set(parts) or "\0" in path:
        return N_("The archive holds a file that leads outside its folder: %(path)s. Pack the folder itself.")
    if stat.S_ISLNK(entry.external_attr >> 16):
        return N_("The archive holds a link instead of a file: %(path)s. Put the file itself there.")
    if entry.flag_bits & _ENCRYPTED:
        return N_("The archive holds a file with a password: %(path)s. Pack it without one.")
    if len(path) > LONGEST_NAME:
        return N_("The archive holds a file whose path is longer than %(most)s signs: %(path)s. Shorten its name.")
    if path in files:
        return N_("The archive holds this file twice: %(path)s. Pack the folder again.")
    return ""
