"""The register of certificates: numbers from one counter row, frozen facts, revocations beside them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String, Text, UniqueConstraint, and_, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, aliased, mapped_column

from lms.certificates.rules import NUMBER_LENGTH, UNIT_LENGTH, Copy, Kind, Signing
from lms.kit.db import Base, UtcTime, Word


class Register(Base):
    """The last number given out by a unit in a year; advanced in the transaction that inserts the certificate."""

    __tablename__ = "register"
    unit: Mapped[str] = mapped_column(String(UNIT_LENGTH), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class Certificate(Base):
    """An issued certificate. `facts` is everything it prints; the PDF is their print, made again bit for bit.

    A replacement (a name was corrected) is a row of its own with the same number and the next `version`; the row it replaces
    stays. `n` is None where the number came from the office's own register; `suffix` is the place within one letter's number,
    0 without one. `pdf_sha256` is the print as it left the press; a signed file has its own digest in SignedFile.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("unit", "year", "n", "suffix", "version"),
        UniqueConstraint("number", "version"),
        UniqueConstraint("token"),
        UniqueConstraint("enrolment_id", "kind", "version"),
        UniqueConstraint("replaces_id"),
        Index("ix_certificate_batch_n", "batch_id", "n"),
        Index("ix_certificate_pdf_sha256", "pdf_sha256"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"))
    kind: Mapped[Kind] = mapped_column(Word(Kind), default=Kind.CERTIFICATE)
    version: Mapped[int] = mapped_column(default=1)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
    replaced_because: Mapped[str] = mapped_column(String(300), default="")
    signing: Mapped[Signing] = mapped_column(Word(Signing), default=Signing.WET)
    unit: Mapped[str] = mapped_column(String(UNIT_LENGTH))
    year: Mapped[int]
    n: Mapped[int | None]
    suffix: Mapped[int] = mapped_column(default=0)
    number: Mapped[str] = mapped_column(String(NUMBER_LENGTH))
    token: Mapped[str] = mapped_column(String(32))
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    layout: Mapped[str] = mapped_column(String(30))
    edition: Mapped[str] = mapped_column(Text)
    issued_at: Mapped[datetime] = mapped_column(UtcTime)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


def newest_of(enrolment_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Picks the one certificate of an enrolment that was not replaced, for a join."""
    later = aliased(Certificate)
    replaced = select(later.id).where(later.replaces_id == Certificate.id).exists()
    return and_(Certificate.enrolment_id == enrolment_id, Certificate.kind == Kind.CERTIFICATE, ~replaced)


class Revocation(Base):
    """Why a certificate no longer holds; the number is never used again."""

    __tablename__ = "revocation"
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(300))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcTime)


class SignedFile(Base):
    """The signed PDF of a certificate: frozen, the one file that is published from then on."""

    __tablename__ = "signed_file"
    __table_args__ = (Index("ix_signed_file_digest", "digest"),)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), info={"stored_file": True})
    signer: Mapped[str] = mapped_column(String(200))
    """Whom the certificate of the signature names."""
    signed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    """As the signature says."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who brought the file in; None for the seal's job."""
    at: Mapped[datetime] = mapped_column(UtcTime)


class IssueRun(Base):
    """One act of issuing: the people chosen then; a job works through them and may be repeated harmlessly.

    `numbering` is {} for the register's next numbers, {"letter": "800.2.4/12/…"} for one letter's number with a suffix, or
    {"typed": {enrolment id: number}} from the office's own register. `letter_n` is the place in the register that a letter's
    number took, None until then. `wording` is what an award is for. `refused` is whom it could not be printed for:
    enrolment id -> [{msgid, params}]; no number was used for them.
    """

    __tablename__ = "issue_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    kind: Mapped[Kind] = mapped_column(Word(Kind), default=Kind.CERTIFICATE)
    enrolment_ids: Mapped[list[int]] = mapped_column(JSON)
    numbering: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    letter_n: Mapped[int | None]
    wording: Mapped[str] = mapped_column(String(200), default="")
    refused: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    job_id: Mapped[int | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcTime)


class PrintRun(Base):
    """One file of the print room: sheets, a ZIP of single files, a list. `digest` names it in storage once the job is done.

    `certificate_ids` in print order, empty in rows older than the choice: then all of the batch. The register book is of a
    year, not of a batch. `options` is how it is printed (paper, offsets, …), `reason` why something is printed again.
    """

    __tablename__ = "print_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)
    output: Mapped[str] = mapped_column(String(20), default="sheets")
    certificate_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reason: Mapped[str] = mapped_column(String(300), default="")
    job_id: Mapped[int | None]
    digest: Mapped[str | None] = mapped_column(String(64), info={"stored_file": True})
    pages: Mapped[int] = mapped_column(default=0)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcTime)


class Printed(Base):
    """The print log: which certificate went onto paper in which run, and as which copy."""

    __tablename__ = "printed"
    __table_args__ = (Index("ix_printed_certificate_id", "certificate_id"),)
    run_id: Mapped[int] = mapped_column(ForeignKey("print_run.id"), primary_key=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    copy: Mapped[Copy] = mapped_column(Word(Copy))


class SigningRun(Base):
    """One act on certificates that wait for a signature: `way` says which ("seal", "out", "return", "api").

    "out" leaves a ZIP for the signing application in `digest`; "return" keeps what came back there and reads it in a job.
    `outcome` is what the job found, file by file or certificate by certificate: name -> {msgid, params}; empty is all well.
    """

    __tablename__ = "signing_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    way: Mapped[str] = mapped_column(String(20))
    certificate_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    digest: Mapped[str | None] = mapped_column(String(64), info={"stored_file": True})
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    job_id: Mapped[int | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcTime)


class OfficeEdition(Base):
    """What certificates print about the office, and how: letterhead, signer, numbering, layouts, switches. Append-only."""

    __tablename__ = "office_edition"
    id: Mapped[int] = mapped_column(primary_key=True)
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcTime)


class Emblem(Base):
    """A picture for the head of certificates (city logo, Garuda), uploaded by the office, made safe and small."""

    __tablename__ = "emblem"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True, info={"stored_file": True})
    name: Mapped[str] = mapped_column(String(120))
    width: Mapped[int]
    height: Mapped[int]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcTime)
