"""Batches and who is in them; attendance is a ledger whose newest row per session and person counts."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.batches.rules import NAME_LENGTH, BatchState, EnrolmentState, Mark, Mode
from lms.kit.db import Base, UtcTime, Word


class Batch(Base):
    """One angkatan; `year` is the tahun anggaran, `title` the training's name as certificates print it.

    `editions` is module key -> edition, taken when the batch begins: what it teaches never changes under it.
    """

    __tablename__ = "batch"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    title: Mapped[str] = mapped_column(String(200))
    year: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(200))
    mode: Mapped[Mode] = mapped_column(Word(Mode))
    state: Mapped[BatchState] = mapped_column(Word(BatchState), default=BatchState.OPEN)
    editions: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)


class Enrolment(Base):
    """A person in a batch; the organisation is the one at that time, so history stays when people move."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("batch_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    state: Mapped[EnrolmentState] = mapped_column(Word(EnrolmentState), default=EnrolmentState.ACTIVE)
    joined_at: Mapped[datetime] = mapped_column(UtcTime)


class BatchTrainer(Base):
    __tablename__ = "batch_trainer"
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


class ClassSession(Base):
    """A meeting of the batch, worth `jp` lesson hours of 45 minutes."""

    __tablename__ = "class_session"
    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    module_key: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(150))
    starts_at: Mapped[datetime] = mapped_column(UtcTime)
    jp: Mapped[int]


class Attendance(Base):
    """Append-only: a correction is a newer row with a reason."""

    __tablename__ = "attendance"
    __table_args__ = (Index("ix_attendance_enrolment_session", "enrolment_id", "session_id", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("class_session.id"), index=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    mark: Mapped[Mark] = mapped_column(Word(Mark))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcTime)
    reason: Mapped[str] = mapped_column(String(200), default="")


class Deadline(Base):
    """When an assignment of this batch is due; without a row the pack's `due_days` counts from the start."""

    __tablename__ = "deadline"
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), primary_key=True)
    activity_key: Mapped[str] = mapped_column(String(80), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UtcTime)
