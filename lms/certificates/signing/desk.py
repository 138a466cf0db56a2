"""What waits in a batch for its seal or signature, what is signed, and how far the acts on it are. Reading only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from lms.batches import service as batches
from lms.batches.service import BatchCard
from lms.certificates.models import Certificate, Revocation, SignedFile, SigningRun
from lms.certificates.rules import Signing
from lms.certificates.runs import progress_of
from lms.kit.db import session
from lms.kit.errors import NotFound
from lms.kit.jobs import JobCard, JobState
from lms.kit.words import Reason
from lms.people.actor import Actor
from lms.people.rules import Permission

RUNS_SHOWN: Final = 10
ORDER: Final = (Certificate.year, Certificate.n, Certificate.suffix, Certificate.id)
WHOLE: Final = ""
"""The key under which the outcome of a run speaks of all of it; every other key is a file or a number."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A certificate that waits; nobody gets its PDF until it is signed."""

    id: int
    number: str
    name: str
    signing: Signing
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class Done:
    """A certificate that is signed: by whom, when, and when the file came to us."""

    id: int
    number: str
    name: str
    signer: str
    signed_at: datetime | None
    at: datetime


@dataclass(frozen=True, slots=True)
class SigningRunCard:
    """An act on certificates that wait. `outcome`: by file or number what is wrong with it, None where all is well."""

    id: int
    batch_id: int
    way: str
    at: datetime
    job: JobCard
    digest: str | None
    outcome: Mapping[str, Reason | None]

    @property
    def note(self) -> Reason | None:
        """What is to be said of the run as a whole."""
        return self.outcome.get(WHOLE)

    @property
    def refused(self) -> Mapping[str, Reason]:
        return {name: reason for name, reason in self.outcome.items() if name != WHOLE and reason is not None}

    @property
    def taken(self) -> tuple[str, ...]:
        return tuple(name for name, reason in self.outcome.items() if name != WHOLE and reason is None)


@dataclass(frozen=True, slots=True)
class Desk:
    """The signing desk of a batch; the newest run first."""

    batch: BatchCard
    to_seal: tuple[Pending, ...]
    to_sign: tuple[Pending, ...]
    done: tuple[Done, ...]
    runs: tuple[SigningRunCard, ...]


def desk(by: Actor, batch_id: int) -> Desk:
    """For those who may see certificates. Raises NotFound otherwise."""
    batch = batches.open_batch(by, batch_id)
    if not by.may(Permission.SEE_CERTIFICATES):
        raise NotFound
    pending = waiting(batch_id)
    runs = select(SigningRun).where(SigningRun.batch_id == batch_id).order_by(SigningRun.id.desc()).limit(RUNS_SHOWN)
    return Desk(
        batch=batch,
        to_seal=tuple(one for one in pending if one.signing is Signing.SEAL),
        to_sign=tuple(one for one in pending if one.signing is Signing.TTE),
        done=_done(batch_id),
        runs=tuple(_card(run) for run in session().scalars(runs)),
    )


def waiting(batch_id: int) -> list[Pending]:
    """The certificates of the batch that wait and may be signed: neither revoked nor replaced. In the order of their numbers."""
    rows = session().scalars(unsigned().where(Certificate.batch_id == batch_id).order_by(*ORDER))
    return [Pending(row.id, row.number, str(row.facts["name"]), row.signing, row.issued_at) for row in rows]


def unsigned() -> Select[Certificate]:
    """Certificates that wait: not signed yet, and there is no reason not to."""
    newer = aliased(Certificate)
    return (
        select(Certificate)
        .outerjoin(SignedFile, SignedFile.certificate_id == Certificate.id)
        .outerjoin(Revocation, Revocation.certificate_id == Certificate.id)
        .outerjoin(newer, newer.replaces_id == Certificate.id)
        .where(
            Certificate.signing != Signing.WET,
            SignedFile.certificate_id.is_(None),
            Revocation.certificate_id.is_(None),
            newer.id.is_(None),
        )
    )


def open_signing_run(by: Actor, run_id: int) -> SigningRunCard:
    """A run, for those who may see certificates and open its batch. Raises NotFound otherwise."""
    run = session().get(SigningRun, run_id)
    if run is None or not by.may(Permission.SEE_CERTIFICATES):
        raise NotFound
    batches.open_batch(by, run.batch_id)
    return _card(run)


def _done(batch_id: int) -> tuple[Done, ...]:
    rows = select(Certificate, SignedFile).join(SignedFile, SignedFile.certificate_id == Certificate.id)
    found = session().execute(rows.where(Certificate.batch_id == batch_id).order_by(*ORDER))
    return tuple(
        Done(row.id, row.number, str(row.facts["name"]), file.signer, file.signed_at, file.at) for row, file in found
    )


def _card(run: SigningRun) -> SigningRunCard:
    """A run without a job was done where it was asked for."""
    count = len(run.certificate_ids)
    job = progress_of(run.job_id, count) if run.job_id else JobCard(0, "", JobState.DONE, count, count, "")
    outcome = {name: Reason(told["msgid"], told["params"]) if told else None for name, told in run.outcome.items()}
    return SigningRunCard(run.id, run.batch_id, run.way, run.at, job, run.digest, outcome)
