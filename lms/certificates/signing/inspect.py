"""What an untrusted PDF is: whose signatures it carries and whether they hold. Read in killable children (examiner.py)."""

import json
import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from lms.certificates.codes import read_code
from lms.config import ROOT
from lms.kit.words import N_, Reason

EXAMINER: Final = "import sys; sys.path.append(sys.argv[1]); from lms.certificates.signing.examiner import main; main()"
PDF_BYTES: Final = 20 * 1024**2
"""The most that is looked at; a certificate has a hundredth of it."""
PATIENCE_SECONDS: Final = 30.0
"""Wall time for one file; the examiner's own limit is 20 s."""
REFUSED: Final = {
    "damaged": N_("This file is not a PDF, or it is damaged."),
    "locked": N_("This PDF is locked with a password."),
    "memory": N_("This PDF is too large inside to be looked at."),
    "time": N_("This PDF takes too long to be looked at."),
    "size": N_("This file is larger than 20 MB, so it is no certificate of ours."),
}


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature in a PDF. `intact`: what it signed is what is there; the other facts mean nothing without that."""

    signer: str
    """Whom its certificate names; "" where that cannot be read."""
    issuer: str
    intact: bool
    covers_whole_file: bool
    modified_after: bool
    """Something was added behind it that is neither a later signature over the whole file nor proof for the long term."""
    signed_at: datetime | None
    """Its time stamp, or what the signer's clock said."""
    trusted: bool | None
    """Whether its certificate comes from the given roots; None when none were given."""

    @property
    def holds(self) -> bool:
        return self.intact and not self.modified_after


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file is. `problem` is why it is no PDF to speak of; then nothing else is known."""

    problem: Reason | None = None
    pages: int = 0
    code: str | None = None
    """The verification code it carries, when it looks like one of ours; anybody can write one into a file."""
    content: str = ""
    """Digest of what its pages show (shown.content_digest)."""
    revisions: tuple[str, ...] = ()
    """SHA-256 of each beginning that was a whole file before something was added."""
    signatures: tuple[Signature, ...] = ()

    @property
    def is_pdf(self) -> bool:
        return self.problem is None


class Examiner:
    """A process that looks at one file after the other; it is started again when it has to be killed."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None

    def inspect(self, pdf: bytes, *, roots: str = "", patience: float = PATIENCE_SECONDS) -> Inspection:
        """What this PDF is; `roots` are the certificates (PEM) that its signers are checked against. `patience` is in
        seconds of wall time."""
        if len(pdf) > PDF_BYTES:
            return Inspection(Reason(REFUSED["size"]))
        told = self._told(pdf, roots, patience)
        if "refused" in told:
            return Inspection(Reason(REFUSED[told["refused"]]))
        return Inspection(
            pages=told["pages"],
            code=read_code(told["code"] or ""),
            content=told["content"],
            revisions=tuple(told["revisions"]),
            signatures=tuple(_signature(one) for one in told["signatures"]),
        )

    def _told(self, pdf: bytes, roots: str, patience: float) -> dict[str, Any]:
        """The examiner's answer; one that was killed meanwhile (the machine ran out of memory) is replaced and asked again."""
        for _try in range(2):
            try:
                return _ask(self._child or self._start(), pdf, roots, patience)
            except TimeoutError:
                self.close()
                break
            except OSError:
                self.close()
        return {"refused": "time"}

    def close(self) -> None:
        if self._child is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._child.pid, signal.SIGKILL)  # with the one that is still looking at a file
            self._child.communicate()
            self._child = None

    def _start(self) -> subprocess.Popen[bytes]:
        self._child = subprocess.Popen(  # noqa: S603  # our own program, no argument from outside
            [sys.executable, "-I", "-c", EXAMINER, str(ROOT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            start_new_session=True,
        )
        return self._child


@contextmanager
def examiner() -> Iterator[Examiner]:
    """For many files: one process for all of them, still a child for each."""
    opened = Examiner()
    try:
        yield opened
    finally:
        opened.close()


def inspect(pdf: bytes, *, roots: str = "", patience: float = PATIENCE_SECONDS) -> Inspection:
    """What this PDF is, whatever it is; never raises. Costs half a second of CPU where there is a signature."""
    with examiner() as opened:
        return opened.inspect(pdf, roots=roots, patience=patience)


def _ask(child: subprocess.Popen[bytes], pdf: bytes, roots: str, patience: float) -> dict[str, Any]:
    """Raises OSError when the process is gone, TimeoutError when it says nothing."""
    if child.stdin is None or child.stdout is None:
        raise OSError("the examiner has no ears")
    child.stdin.write(json.dumps({"size": len(pdf), "roots": roots}).encode() + b"\n" + pdf)
    child.stdin.flush()
    with selectors.DefaultSelector() as waiting:
        waiting.register(child.stdout, selectors.EVENT_READ)
        if not waiting.select(patience):
            raise TimeoutError
    line = child.stdout.readline()
    if not line:
        raise OSError("the examiner ended")
    told: dict[str, Any] = json.loads(line)
    return told


def _signature(told: dict[str, Any]) -> Signature:
    return Signature(
        signer=told["signer"],
        issuer=told["issuer"],
        intact=told["intact"],
        covers_whole_file=told["covers_whole_file"],
        modified_after=told["modified_after"],
        signed_at=datetime.fromisoformat(told["signed_at"]) if told["signed_at"] else None,
        trusted=told["trusted"],
    )
