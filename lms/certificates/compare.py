"""Is this PDF the very file that was issued, one that was altered, or none of ours? Nothing of it is kept.

The answer comes from digests first, which no trick inside a PDF can bend: the whole file, and every beginning of it that was
a whole file before something was added behind (an incremental update can hide, replace or shift whatever it likes, but not
what it was added to). Only a file that matches nothing is opened, in a child that may die, to read whose code it carries.
"""

import fcntl
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lms.certificates import verification
from lms.certificates.signing.inspect import Signature, inspect
from lms.certificates.verification import Verified
from lms.config import current_settings
from lms.kit.words import N_, Reason

FILE_BYTES: Final = 10 * 1024**2
"""The most that is compared; a certificate has a hundredth of it."""
PATIENCE_SECONDS: Final = 5.0
"""How long a request waits for the examiner: it has the web worker for itself meanwhile."""
MOST_BEGINNINGS: Final = 40
END: Final = re.compile(rb"%%EOF(\r\n|\n|\r)?")


class Match(StrEnum):
    """What a file is."""

    ISSUED = "issued"
    """Byte by byte the published PDF."""
    UNSIGNED = "unsigned"
    """Byte by byte the print that was made to be signed electronically, which was never published."""
    LENGTHENED = "lengthened"
    """It begins with an issued PDF, and something was added behind it."""
    CHANGED = "changed"
    """It carries the code of a certificate and is not its PDF."""
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"
    """No PDF, or one that cannot be looked at; `problem` says why."""


@dataclass(frozen=True, slots=True)
class Comparison:
    match: Match
    digest: str
    """SHA-256 of what was brought."""
    found: Verified | None = None
    """The certificate it is, was, or claims to be."""
    signatures: tuple[Signature, ...] = ()
    """What was found in a file that is not the published one."""
    problem: Reason | None = None


FAMILIES: Final[tuple[tuple[re.Pattern[bytes], str], ...]] = (
    (
        re.compile(rb"\xff\xd8\xff|\x89PNG|GIF8|RIFF....WEBP|....ftyp(heic|heix|mif1|msf1|avif)|BM|II\*\0|MM\0\*", re.DOTALL),
        N_("This is a picture. A scan or photo is never the file itself: scan the QR on it, or type its code."),
    ),
    (
        re.compile(rb"PK\x03\x04|PK\x05\x06|Rar!|7z\xbc\xaf|\x1f\x8b|\xd0\xcf\x11\xe0"),
        N_("This is an archive or an office document, not a PDF. If the certificate is inside, take the PDF out first."),
    ),
    (
        re.compile(rb"\s*<(!doctype|html|head|\?xml|svg)", re.IGNORECASE),
        N_("This is a saved web page, not a PDF. Download the certificate again and choose the file that ends in .pdf."),
    ),
)  # fmt: skip
NO_PDF: Final = N_("This is not a PDF. Choose the certificate's file that ends in .pdf.")


def compare(content: bytes) -> Comparison:
    """What this file is. Never raises, whatever is brought."""
    digest = hashlib.sha256(content).hexdigest()
    if problem := _no_pdf(content):
        return Comparison(Match.UNREADABLE, digest, problem=problem)
    beginnings = list(_beginnings(content))
    known = verification.files_with({digest, *beginnings})
    if digest in known:
        found = known[digest]
        return Comparison(Match.ISSUED if found.digest == digest else Match.UNSIGNED, digest, found)
    begun = next((known[one] for one in reversed(beginnings) if one in known), None)
    return _opened(content, digest, begun)


def _opened(content: bytes, digest: str, begun: Verified | None) -> Comparison:
    """What is inside a file that is none of ours as it is; its signatures, and the certificate that it names."""
    with _alone() as may_look:
        told = inspect(content, patience=PATIENCE_SECONDS) if may_look else None
    signatures = told.signatures if told else ()
    if begun is not None:
        return Comparison(Match.LENGTHENED, digest, begun, signatures)
    if told is None:
        return Comparison(Match.UNREADABLE, digest, problem=Reason(BUSY))
    if told.problem is not None:
        return Comparison(Match.UNREADABLE, digest, problem=told.problem)
    named = verification.look_up(told.code) if told.code else None
    return Comparison(Match.CHANGED if named else Match.UNKNOWN, digest, named, signatures)


BUSY: Final = N_("Another file is being looked at just now. Wait a few seconds, then send yours again.")


@contextmanager
def _alone() -> Iterator[bool]:
    """One file is opened at a time, whichever web worker it came to; False while another has its turn."""
    with (current_settings().instance / "compare.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _no_pdf(content: bytes) -> Reason | None:
    """Why this cannot be a PDF, in the words of whoever chose the wrong file."""
    if not content:
        return Reason(N_("The file is empty. Choose it again; perhaps it had not finished downloading."))
    if len(content) > FILE_BYTES:
        return Reason(N_("The file is larger than 10 MB, so it is no certificate of ours."))
    if b"%PDF-" in content[:1024]:
        return None
    return Reason(next((words for family, words in FAMILIES if family.match(content)), NO_PDF))


def _beginnings(content: bytes) -> Iterator[str]:
    """SHA-256 of every beginning of the file that ends as a PDF does."""
    running, place = hashlib.sha256(), 0
    for end in list(END.finditer(content))[:MOST_BEGINNINGS]:
        for stop in sorted({end.start() + len(b"%%EOF"), end.end()}):
            running.update(content[place:stop])
            place = stop
            yield running.hexdigest()
