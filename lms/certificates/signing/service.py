"""Acts on certificates that wait: the institution's seal in a job, the parcel for the signing application, publishing.

One certificate, one transaction: what is signed stays signed, the rest follows after a crash. What cannot be signed keeps
waiting, and the run says why.
"""

import hashlib
import tempfile
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Final

from sqlalchemy import bindparam, insert, select

from lms.certificates.facts import Facts
from lms.certificates.models import Certificate, SignedFile, SigningRun
from lms.certificates.office import pictures
from lms.certificates.press import press
from lms.certificates.rules import Signing
from lms.certificates.signing.desk import WHOLE, desk, open_signing_run, unsigned, waiting
from lms.certificates.signing.parcel import file_stems, pack
from lms.config import current_settings
from lms.kit.clock import now
from lms.kit.db import rows, session, transaction
from lms.kit.errors import Invalid
from lms.kit.i18n import _l
from lms.kit.jobs import JobContext, cancel, enqueue, job, resume
from lms.kit.storage import current_storage
from lms.kit.words import N_, Reason
from lms.people.actor import Actor
from lms.people.rules import Permission

SIGNED_BYTES: Final = 20 * 1024**2
PARCEL_BYTES: Final = 1024**3
FACTS: Final = select(Certificate.facts).where(Certificate.id == bindparam("id"))
LOCKED: Final = select(Certificate.id).where(Certificate.id == bindparam("id")).with_for_update()
WAITS: Final = unsigned().with_only_columns(Certificate.id).where(Certificate.id == bindparam("id"))
SEAL_REASON: Final = "Segel elektronik instansi"
"""Printed into the signature; Bahasa Indonesia, whatever the reader's language."""


def seal_batch(by: Actor, batch_id: int, at: datetime) -> int:
    """Asks for the seal on all of the batch that wait for it; the id of the run. Raises Forbidden, NotFound, Invalid."""
    by.must(Permission.ISSUE)
    run_id = seal_waiting(desk(by, batch_id).batch.id, by.id, at)
    if run_id is None:
        raise Invalid(_l("No certificate of this batch waits for the seal."))
    return run_id


def seal_waiting(batch_id: int, by_id: int, at: datetime) -> int | None:
    """What issuing does at its end: a run for those that wait for the seal; None when nobody does."""
    ids = [one.id for one in waiting(batch_id) if one.signing is Signing.SEAL]
    return _begin("seal", batch_id, ids, by_id, at) if ids else None


def send_out(by: Actor, batch_id: int, at: datetime) -> int:
    """Asks for a ZIP of all that wait for the official's signature; the id of the run. Raises Forbidden, NotFound, Invalid."""
    by.must(Permission.ISSUE)
    ids = [one.id for one in desk(by, batch_id).to_sign]
    if not ids:
        raise Invalid(_l("No certificate of this batch waits for an electronic signature."))
    return _begin("out", batch_id, ids, by.id, at)


def cancel_run(by: Actor, run_id: int) -> bool:
    """Stops a run after the certificate in hand. False when it had ended. Raises Forbidden, NotFound."""
    by.must(Permission.ISSUE)
    return cancel(open_signing_run(by, run_id).job.id)


def resume_run(by: Actor, run_id: int) -> bool:
    """Lets a stopped run go on. False when it was not stopped. Raises Forbidden, NotFound."""
    by.must(Permission.ISSUE)
    return resume(open_signing_run(by, run_id).job.id)


@job("certificates.seal")
def seal_run(context: JobContext) -> None:
    """Press, seal, keep, publish. Only the worker opens the key; where it cannot be used, the run says so and all wait."""
    from lms.certificates.signing.seal import NoTimeStamp, SealUnusable, open_seal

    run_id = int(context.payload["run_id"])
    wanted = list(session().get_one(SigningRun, run_id).certificate_ids)
    left = still_waiting(wanted, Signing.SEAL)
    before = len(wanted) - len(left)
    context.progress(before, len(wanted))
    try:
        with open_seal(current_settings()) as seal:
            tell(run_id, {WHOLE: None})
            for done, (certificate_id, facts, pdf) in enumerate(prints(left), before + 1):
                sealed = seal.sign(pdf, reason=SEAL_REASON, location=facts.issued.partition(",")[0])
                digest = kept(sealed)
                with transaction():
                    context.progress(done, len(wanted))
                    publish(certificate_id, digest, signer=seal.identity.name, signed_at=now(), by_id=None)
    except SealUnusable as unusable:
        tell(run_id, {WHOLE: unusable.reason})
    except NoTimeStamp:
        tell(run_id, {WHOLE: Reason(N_("The time stamp authority does not answer; the rest is sealed when it does."))})
        raise


@job("certificates.out")
def out_run(context: JobContext) -> None:
    """Packs the unsigned prints, each named by its number, with their checksums."""
    run = session().get_one(SigningRun, int(context.payload["run_id"]))
    run_id, batch_id, wanted = run.id, run.batch_id, list(run.certificate_ids)
    left = still_waiting(wanted, Signing.TTE)
    stems = stems_of(batch_id)

    def files() -> Iterator[tuple[str, bytes]]:
        for done, (certificate_id, _facts, pdf) in enumerate(prints(left), 1):
            yield f"{stems[certificate_id]}.pdf", pdf
            context.progress(done, len(left))

    with tempfile.TemporaryFile() as parcel:
        pack(files(), parcel)
        parcel.seek(0)
        stored = current_storage().put(parcel, limit=PARCEL_BYTES)
    with transaction() as writing:
        writing.get_one(SigningRun, run_id).digest = stored.digest
        context.progress(len(left), len(left))


# --- what the acts share ---------------------------------------------------------------------------------------------


def still_waiting(certificate_ids: list[int], signing: Signing) -> list[int]:
    """Those of the ids that may be signed in this way now, in their order."""
    found = set(session().scalars(unsigned().with_only_columns(Certificate.id).where(Certificate.signing == signing)))
    return [one for one in certificate_ids if one in found]


def stems_of(batch_id: int) -> dict[int, str]:
    """The file name of each certificate of the batch, without ".pdf", by id; the same today and when the files come back."""
    rows = session().execute(select(Certificate.id, Certificate.number).where(Certificate.batch_id == batch_id))
    return file_stems({row.id: row.number for row in rows})


def prints(certificate_ids: list[int]) -> Iterator[tuple[int, Facts, bytes]]:
    """Each certificate's frozen facts and its print, unsigned. No transaction stays open while whoever asks works on it."""
    emblems = pictures()
    for certificate_id in certificate_ids:
        (row,) = rows(FACTS, id=certificate_id)
        session().rollback()
        facts = Facts.from_json(row.facts)
        yield certificate_id, facts, press(facts, emblems)


def kept(pdf: bytes) -> str:
    """Stores a signed file, before the transaction that publishes it: nobody waits for the disk under its lock. Its digest."""
    return current_storage().put(BytesIO(pdf), limit=SIGNED_BYTES).digest


def publish(certificate_id: int, digest: str, *, signer: str, signed_at: datetime | None, by_id: int | None) -> bool:
    """Freezes a kept file as the one that people get; False when the certificate no longer waits, and the file is let go.

    `by_id` brought the file, None for the seal's job.
    """
    with transaction() as writing:
        rows(LOCKED, id=certificate_id)
        waits = bool(rows(WAITS, id=certificate_id))
        if waits:
            signed = {
                "certificate_id": certificate_id,
                "digest": digest,
                "signer": signer[:200],
                "signed_at": signed_at,
            }
            writing.execute(insert(SignedFile), {**signed, "by_id": by_id, "at": now()})
    if not waits and session().scalar(select(SignedFile).where(SignedFile.digest == digest)) is None:
        current_storage().delete(digest)
    return waits


def digest_of(pdf: bytes) -> str:
    return hashlib.sha256(pdf).hexdigest()


def tell(run_id: int, outcome: dict[str, Reason | None]) -> None:
    """Notes what a run found, by file or number; None is all well."""
    with transaction() as writing:
        run = writing.get_one(SigningRun, run_id, with_for_update=True)
        told = {
            name: {"msgid": reason.msgid, "params": dict(reason.params)} if reason else {}
            for name, reason in outcome.items()
        }
        run.outcome = {**run.outcome, **told}


def _begin(way: str, batch_id: int, certificate_ids: list[int], by_id: int, at: datetime) -> int:
    with transaction() as writing:
        run = SigningRun(batch_id=batch_id, way=way, certificate_ids=certificate_ids, by_id=by_id, at=at)
        writing.add(run)
        writing.flush()
        run.job_id = enqueue(f"certificates.{way}", {"run_id": run.id}, key=f"certificates.{way}:{run.id}")
        return run.id
