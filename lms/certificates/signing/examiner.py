"""The examiner: a process that looks at untrusted PDFs, each in a child of its own that is locked in and dies after one.

Imports nothing of the product but `shown`. On standard input, again and again: one line of JSON (`size` in bytes,
`roots` in PEM) and the PDF itself. For each the answer is one line of JSON on standard output: what there is to know, or
`{"refused": why}` with "damaged", "locked", "memory" or "time". The heavy library is imported once, before the children
are made, so a child costs what it does and not what it needs.
"""

import hashlib
import io
import json
import os
import re
import resource
import select
import signal
import sys
import time
from collections.abc import Iterator
from typing import Any, Final

import pikepdf

from lms.certificates.signing.shown import Exhausting, content_digest

MEMORY: Final = 768 * 1024**2
"""Bytes of address space."""
CPU_SECONDS: Final = 10
WALL_SECONDS: Final = 20.0
OPEN_FILES: Final = 64
MOST_REVISIONS: Final = 40
MOST_SIGNATURES: Final = 20
END: Final = re.compile(rb"%%EOF(\r\n|\n|\r)?")
SIGN: Final = "[0-9A-HJKMNP-TV-Z]"
PRINTED: Final = re.compile(
    rf"(?<!\w)[0-7]{SIGN}{{4}}(?:[-\s]+{SIGN}{{5}}){{3}}[-\s]+{SIGN}{{6}}(?!\w)|(?<=/v/)[0-7]{SIGN}{{25}}(?!\w)"
)
"""A verification code as it is printed in groups, or as the address has it."""
READ_PAGES: Final = 3


# --- the process that stays ------------------------------------------------------------------------------------------


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    incoming, answers = sys.stdin.buffer, sys.stdout.buffer
    while line := incoming.readline():
        asked = json.loads(line)
        pdf = incoming.read(asked["size"])
        if len(pdf) < asked["size"]:
            return
        if b"/ByteRange" in pdf:
            import pyhanko.sign.validation  # noqa: F401  # here, so that all children after it have it
        answers.write(in_a_child(pdf, asked["roots"]) + b"\n")
        answers.flush()


def in_a_child(pdf: bytes, roots: str) -> bytes:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        answer = locked_in(pdf, roots)
        with os.fdopen(writing, "wb") as told:
            told.write(answer)
        os._exit(0)
    os.close(writing)
    answer, over = gathered(reading)
    os.close(reading)
    if over:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if over or os.WIFSIGNALED(status):
        return json.dumps({"refused": "time"}).encode()
    return answer if status == 0 and answer else json.dumps({"refused": "damaged"}).encode()


def gathered(reading: int) -> tuple[bytes, bool]:
    """What the child said until it ended, and whether its time was over before that."""
    said, deadline = b"", time.monotonic() + WALL_SECONDS
    while (left := deadline - time.monotonic()) > 0:
        if select.select([reading], [], [], left)[0]:
            part = os.read(reading, 65536)
            if not part:
                return said, False
            said += part
    return said, True


def locked_in(pdf: bytes, roots: str) -> bytes:
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    try:
        answer = examine(pdf, roots)
    except pikepdf.PasswordError:
        answer = {"refused": "locked"}
    except (MemoryError, Exhausting):
        answer = {"refused": "memory"}
    except Exception:  # noqa: BLE001  # whatever a reader makes of hostile bytes, the answer is the same
        answer = {"refused": "damaged"}
    return json.dumps(answer).encode()


# --- one file --------------------------------------------------------------------------------------------------------


def examine(pdf: bytes, roots: str) -> dict[str, Any]:
    """Everything there is to know about a PDF. Raises whatever its readers raise."""
    if b"%PDF-" not in pdf[:1024]:
        return {"refused": "damaged"}
    with pikepdf.open(io.BytesIO(pdf)) as document:
        answer = {
            "pages": len(document.pages),
            "code": code_of(document) or code_on_pages(pdf),
            "content": content_digest(document),
            "revisions": revisions_of(pdf),
        }
        signed = b"/ByteRange" in pdf or any(True for _field in signed_fields(document))
    return {**answer, "signatures": signatures_of(pdf, roots) if signed else []}


def code_of(document: pikepdf.Pdf) -> str | None:
    """The identifier in the file's own description (XMP dc:identifier); None where it says nothing that is text."""
    if "/Metadata" not in document.Root:
        return None
    told = document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False).get("dc:identifier")
    return told[:100] if isinstance(told, str) else None


def code_on_pages(pdf: bytes) -> str | None:
    """The code that the pages print: what is left of it when another program has written the file anew."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(pdf)
        texts = [document[number].get_textpage().get_text_range() for number in range(min(len(document), READ_PAGES))]
    except pypdfium2.PdfiumError:
        return None
    return next(("".join(found[0].split()) for text in texts if (found := PRINTED.search(text))), None)


def revisions_of(pdf: bytes) -> list[str]:
    """SHA-256 of every beginning of the file that was a whole file once: an unsigned print shows up here after signing."""
    digests: list[str] = []
    running, at = hashlib.sha256(), 0
    for number, end in enumerate(END.finditer(pdf)):
        if number == MOST_REVISIONS:
            break
        for stop in sorted({end.start() + 5, end.end()}):
            running.update(pdf[at:stop])
            at = stop
            digests.append(running.hexdigest())
    return digests


def signed_fields(document: pikepdf.Pdf) -> Iterator[Any]:
    form = document.Root.get("/AcroForm")
    for field in form.get("/Fields", []) if isinstance(form, pikepdf.Dictionary) else []:
        if isinstance(field, pikepdf.Dictionary) and field.get("/FT") == "/Sig" and "/V" in field:
            yield field


# --- who signed ------------------------------------------------------------------------------------------------------


def signatures_of(pdf: bytes, roots: str) -> list[dict[str, Any]]:
    """What is to be said of each signature. A file whose signatures cannot be read as they must has one that is broken."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        embedded = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures[:MOST_SIGNATURES]
    except Exception:  # noqa: BLE001  # a strict reader's opinion of hostile bytes
        return [broken("")]
    told = [judged(signature, roots) for signature in embedded] or [broken("")]
    covered = any(one["covers_whole_file"] for one in told)
    for one in told:
        one["modified_after"] |= not covered and one["level"] != "LTA_UPDATES"
    return told


def judged(signature: Any, roots: str) -> dict[str, Any]:
    """One signature: whole, covering, changed after; `level` is what pyHanko's difference analysis found behind it."""
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    anchors = certificates(roots)
    may_sign = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)
    try:
        signer = signature.signer_cert
        status = validate_pdf_signature(
            signature, ValidationContext(trust_roots=anchors, allow_fetching=False), key_usage_settings=may_sign
        )
    except Exception:  # noqa: BLE001  # whatever is wrong with it, it does not hold
        return broken(name_of(signature))
    stamped, moment = status.timestamp_validity, status.signer_reported_dt
    moment = stamped.timestamp if stamped is not None and stamped.intact and stamped.valid else moment
    level = status.modification_level
    whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE and fills(signature)
    changed = not whole and level is not None and level.name in ("ANNOTATIONS", "OTHER")
    return {
        "signer": common_name(signer.subject),
        "issuer": common_name(signer.issuer),
        "intact": bool(status.intact and status.valid),
        "covers_whole_file": whole,
        "modified_after": changed or status.docmdp_ok is False,
        "signed_at": moment.isoformat() if moment is not None and moment.tzinfo is not None else None,
        "trusted": bool(status.trusted) if anchors else None,
        "level": level.name if level is not None else "",
    }


def fills(signature: Any) -> bool:
    """Whether the signed ranges are the whole file around the signature itself, counted again in plain numbers."""
    first, before, after, rest = (int(number) for number in signature.byte_range)
    stream = signature.reader.stream
    size = stream.seek(0, io.SEEK_END)
    stream.seek(before)
    between = stream.read(after - before) if 0 <= before < after <= size else b""
    return first == 0 and after + rest == size and re.fullmatch(rb"<[0-9A-Fa-f\s]*>", between) is not None


def certificates(roots: str) -> list[Any]:
    from asn1crypto import pem, x509

    if not roots:
        return []
    return [x509.Certificate.load(der) for _kind, _headers, der in pem.unarmor(roots.encode(), multiple=True)]


def common_name(name: Any) -> str:
    told = name.native.get("common_name") or name.human_friendly
    return str(told[-1] if isinstance(told, list) else told)[:200]


def name_of(signature: Any) -> str:
    try:
        return common_name(signature.signer_cert.subject)
    except Exception:  # noqa: BLE001  # a certificate that cannot be read names nobody
        return ""


def broken(signer: str) -> dict[str, Any]:
    return {
        "signer": signer,
        "issuer": "",
        "intact": False,
        "covers_whole_file": False,
        "modified_after": True,
        "signed_at": None,
        "trusted": None,
        "level": "",
    }
