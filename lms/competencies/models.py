"""The ledgers of evidence and of confirmations."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kit.db import Base, UtcTime


class Evidence(Base):
    """A criterion of a judged post showed this level (0..4) of a competency; (source, criterion) is unique."""

    __tablename__ = "evidence"
    __table_args__ = (
        Index("ix_evidence_person_competency", "person_id", "competency", "id"),
        UniqueConstraint("source", "criterion_key"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    competency: Mapped[str] = mapped_column(String(10))
    level: Mapped[int]
    activity_key: Mapped[str] = mapped_column(String(80))
    criterion_key: Mapped[str] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(String(60))
    edition: Mapped[str] = mapped_column(String(12))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcTime)


class Confirmation(Base):
    """A trainer's decision on a level: no level is final by arithmetic alone (UU PDP Ps 10)."""

    __tablename__ = "confirmation"
    __table_args__ = (Index("ix_confirmation_person_competency", "person_id", "competency", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    competency: Mapped[str] = mapped_column(String(10))
    level: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcTime)
