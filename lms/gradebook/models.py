"""The ledger of results."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.gradebook.rules import ResultKind
from lms.kit.db import Base, Hundredths, UtcTime, Word


class Result(Base):
    """One result (0..100) and where it came from ("verdict:12"); never changed, a newer row follows.

    The source is unique, so recording it again is harmless.
    """

    __tablename__ = "result"
    __table_args__ = (
        Index("ix_result_enrolment_activity", "enrolment_id", "activity_key", "id"),
        UniqueConstraint("source"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    activity_key: Mapped[str] = mapped_column(String(80))
    kind: Mapped[ResultKind] = mapped_column(Word(ResultKind))
    score: Mapped[Decimal] = mapped_column(Hundredths)
    passed: Mapped[bool]
    source: Mapped[str] = mapped_column(String(60))
    edition: Mapped[str] = mapped_column(String(12))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcTime)
