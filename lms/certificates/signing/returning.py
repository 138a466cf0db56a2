"""Signed files that come back: each is matched by its content and its number, its signature is proven, then it is published.

Nothing in a file is believed: the code in it only says which certificate it claims to be, and what its pages show has to be
what our own print of that certificate shows. A file that is refused keeps no other one out.
"""

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import IO, Final

import pikepdf
from sqlalchemy import select

from lms.certificates.models import Certificate, Revocation, SignedFile, SigningRun
from lms.certificates.rules import Signing
from lms.certificates.signing.desk import WHOLE, desk
from lms.certificates.signing.inspect import Examiner, Inspection, examiner
from lms.certificates.signing.parcel import Brought, unwrap, wrap
from lms.certificates.signing.service import digest_of, kept, prints, publish, stems_of, tell
from lms.certificates.signing.shown import content_digest
from lms.config import Settings, current_settings
from lms.kit.db import session, transaction
from lms.kit.errors import Invalid
from lms.kit.i18n import _l
from lms.kit.jobs import JobContext, enqueue, job
from lms.kit.storage import current_storage
from lms.kit.words import N_, Reason
from lms.people.actor import Actor
from lms.people.rules import Permission

RETURN_BYTES: Final = 80 * 1024**2
"""The most that is sent at once; some hundreds of signed certificates."""

UNKNOWN: Final = N_("This file is no certificate of this batch, whatever its name says.")
ELSEWHERE: Final = N_("Certificate %(number)s belongs to another batch; send it there.")
MISNAMED: Final = N_("The file is named after %(named)s, but it is certificate %(number)s.")
NOT_WAITING: Final = N_("Certificate %(number)s does not wait for an electronic signature.")
REVOKED: Final = N_("Certificate %(number)s has been revoked meanwhile.")
REPLACED: Final = N_("Certificate %(number)s has been replaced meanwhile; sign its replacement.")
SIGNED: Final = N_("Certificate %(number)s is signed already, with another file; that one stays.")
UNSIGNED: Final = N_("The file is not signed.")
BROKEN: Final = N_("The signature of %(signer)s does not hold: the file was altered after signing.")
ADDED: Final = N_("Something was added to the file after %(signer)s had signed it.")
ALTERED: Final = N_("What the pages show is not what was given out for signing.")
DISTRUSTED: Final = N_(
    "The certificate of %(signer)s was issued by %(issuer)s, which is not among those that are trusted."
)
UNCHECKED: Final = N_(
    "Who issued the signers' certificates was not checked: the settings name no list of trusted ones."
)
NO_ROOTS: Final = N_("The list of trusted certificates cannot be read at %(path)s, so nothing was taken in.")


def keep(uploads: Iterable[tuple[str, IO[bytes]]]) -> str | None:
    """Keeps what was uploaded, as one file, before anything is done with it; its digest, or None for no file at all.

    Raises TooLarge, StorageFull.
    """
    files = list(uploads)
    if not files:
        return None
    with tempfile.TemporaryFile() as wrapped:
        wrap(files, wrapped)
        wrapped.seek(0)
        return current_storage().put(wrapped, limit=RETURN_BYTES + 1024**2).digest


def take_back(by: Actor, batch_id: int, kept: str | None, at: datetime) -> int:
    """Asks for the kept upload to be read; the id of the run. Raises Forbidden, NotFound, Invalid."""
    by.must(Permission.ISSUE)
    batch = desk(by, batch_id).batch
    if kept is None:
        raise Invalid(_l("Choose the signed PDFs, or a ZIP of them."))
    with transaction() as writing:
        run = SigningRun(batch_id=batch.id, way="return", digest=kept, by_id=by.id, at=at)
        writing.add(run)
        writing.flush()
        run.job_id = enqueue("certificates.return", {"run_id": run.id}, key=f"certificates.return:{run.id}")
        return run.id


@job("certificates.return")
def return_run(context: JobContext) -> None:
    """Reads file after file; what was taken in before a crash is found to be here already. Then the upload is forgotten."""
    run = session().get_one(SigningRun, int(context.payload["run_id"]))
    run_id, batch_id, by_id, kept = run.id, run.batch_id, run.by_id, run.digest
    session().rollback()
    if kept is None:
        return
    try:
        roots = trusted_roots(current_settings())
    except OSError:
        path = str(current_settings().bsre.trust_file)
        tell(run_id, {WHOLE: Reason(NO_ROOTS, {"path": path})})
        return
    if not roots:
        tell(run_id, {WHOLE: Reason(UNCHECKED)})
    with current_storage().open(kept) as upload, examiner() as opened:
        total = sum(1 for _file in unwrap(upload, reading=False))
        for done, brought in enumerate(unwrap(upload), 1):
            problem = brought.problem or take_one(opened, batch_id, brought, roots=roots, by_id=by_id)
            with transaction():
                tell(run_id, {brought.name: problem})
                context.progress(done, total)
    _forget(run_id, kept)


def take_one(desk: Examiner, batch_id: int, brought: Brought, *, roots: str, by_id: int | None) -> Reason | None:
    """Publishes a signed file, or says why not; one that is here already is no problem."""
    found = desk.inspect(brought.content, roots=roots)
    if found.problem is not None:
        return found.problem
    claimed = _claimed(found, batch_id, brought.name)
    if isinstance(claimed, Reason):
        return claimed
    if claimed.signed_digest == digest_of(brought.content):
        return None
    if problem := claimed.standing or fault_of(found, claimed, trust=bool(roots)):
        return problem
    *_, last = found.signatures
    names = ", ".join(dict.fromkeys(one.signer for one in found.signatures))
    if publish(claimed.id, kept(brought.content), signer=names, signed_at=last.signed_at, by_id=by_id):
        return None
    return Reason(SIGNED, {"number": claimed.number})


@dataclass(frozen=True, slots=True)
class Claimed:
    """The certificate a file claims to be. `standing` is why it takes no signature now."""

    id: int
    number: str
    signed_digest: str | None
    standing: Reason | None


def fault_of(found: Inspection, claimed: Claimed, *, trust: bool) -> Reason | None:
    """What is wrong with the signatures or the pages; None when nothing is."""
    if not found.signatures:
        return Reason(UNSIGNED)
    for one in found.signatures:
        signer = {"signer": one.signer or "?"}
        if not one.intact:
            return Reason(BROKEN, signer)
        if one.modified_after:
            return Reason(ADDED, signer)
        if trust and not one.trusted:
            return Reason(DISTRUSTED, {**signer, "issuer": one.issuer or "?"})
    return None if found.content == _content_of(claimed.id) else Reason(ALTERED)


def trusted_roots(settings: Settings) -> str:
    """The certificates of BSrE that signers are checked against (PEM), "" where none are set. Raises OSError."""
    named = settings.bsre.trust_file
    return (settings.instance / named).read_text(errors="replace") if named is not None else ""


def _forget(run_id: int, kept: str) -> None:
    """What was taken in is stored by itself; the rest is nobody's business any more."""
    with transaction() as writing:
        writing.get_one(SigningRun, run_id).digest = None
    if session().scalar(select(SigningRun.id).where(SigningRun.digest == kept).limit(1)) is None:
        current_storage().delete(kept)


def _content_of(certificate_id: int) -> str:
    """What the pages of our own print show."""
    ((_id, _facts, pdf),) = prints([certificate_id])
    with pikepdf.open(BytesIO(pdf)) as document:
        return content_digest(document)


def _claimed(found: Inspection, batch_id: int, name: str) -> Claimed | Reason:
    """The certificate that the content names, by the unsigned print within it or the code, at last its name; the name must not differ."""
    named = _named(batch_id, name)
    by_print = select(Certificate).where(Certificate.pdf_sha256.in_(found.revisions))
    by_code = select(Certificate).where(Certificate.token == found.code)
    row = session().scalars(by_print.limit(1)).first() or session().scalars(by_code).first() or named
    if row is None:
        return Reason(UNKNOWN)
    if row.batch_id != batch_id:
        return Reason(ELSEWHERE, {"number": row.number})
    if named is not None and named.number != row.number:
        return Reason(MISNAMED, {"named": named.number, "number": row.number})
    signed = session().get(SignedFile, row.id)
    return Claimed(row.id, row.number, signed.digest if signed else None, _standing(row, signed))


def _standing(row: Certificate, signed: SignedFile | None) -> Reason | None:
    number = {"number": row.number}
    if session().get(Revocation, row.id) is not None:
        return Reason(REVOKED, number)
    if session().scalar(select(Certificate.id).where(Certificate.replaces_id == row.id)) is not None:
        return Reason(REPLACED, number)
    if signed is not None:
        return Reason(SIGNED, number)
    return None if row.signing is Signing.TTE else Reason(NOT_WAITING, number)


def _named(batch_id: int, name: str) -> Certificate | None:
    """The certificate after whose number the file is named; signing applications add something behind it."""
    stems = stems_of(batch_id)
    fitting = [(len(stem), key) for key, stem in stems.items() if name.lower().startswith(stem.lower())]
    return session().get(Certificate, max(fitting)[1]) if fitting else None
