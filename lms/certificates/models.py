"""The register of certificates: numbers from one counter row, frozen facts, revocations beside them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.certificates.rules import NUMBER_LENGTH, UNIT_LENGTH
from lms.kit.db import Base, UtcTime


class Register(Base):
    """The last number given out by a unit in a year; advanced in the transaction that inserts the certificate."""

    __tablename__ = "register"
    unit: Mapped[str] = mapped_column(String(UNIT_LENGTH), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class Certificate(Base):
    """An issued certificate. `facts` is everything it prints; the PDF is their print, made again bit for bit."""

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("unit", "year", "n"),
        UniqueConstraint("number"),
        UniqueConstraint("token"),
        UniqueConstraint("enrolment_id"),
        Index("ix_certificate_batch_n", "batch_id", "n"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"))
    unit: Mapped[str] = mapped_column(String(UNIT_LENGTH))
    year: Mapped[int]
    n: Mapped[int]
    number: Mapped[str] = mapped_column(String(NUMBER_LENGTH))
    token: Mapped[str] = mapped_column(String(32))
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    layout: Mapped[str] = mapped_column(String(30))
    edition: Mapped[str] = mapped_column(Text)
    issued_at: Mapped[datetime] = mapped_column(UtcTime)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class Revocation(Base):
    """Why a certificate no longer holds; the number is never used again."""

    __tablename__ = "revocation"
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(300))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcTime)


class IssueRun(Base):
    """One act of issuing: the people chosen then; a job works through them and may be repeated harmlessly.

    `refused` is whom it could not be printed for: enrolment id -> [{msgid, params}]; no number was used for them.
    """

    __tablename__ = "issue_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    enrolment_ids: Mapped[list[int]] = mapped_column(JSON)
    refused: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    job_id: Mapped[int | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcTime)


class PrintRun(Base):
    """One merged print file of a batch; `digest` names it in storage once the job is done."""

    __tablename__ = "print_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    job_id: Mapped[int | None]
    digest: Mapped[str | None] = mapped_column(String(64), info={"stored_file": True})
    pages: Mapped[int] = mapped_column(default=0)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcTime)
