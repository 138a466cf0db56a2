"""Attempts at a quiz."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kit.db import Base, Hundredths, UtcTime


class Attempt(Base):
    """The n-th try; `order` is the question ids as shown, `answers` question id -> chosen option ids; once sent it is frozen."""

    __tablename__ = "attempt"
    __table_args__ = (UniqueConstraint("enrolment_id", "quiz_key", "n"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"))
    quiz_key: Mapped[str] = mapped_column(String(80))
    n: Mapped[int]
    edition: Mapped[str] = mapped_column(String(12))
    order: Mapped[list[str]] = mapped_column("question_order", JSON)
    answers: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    started_at: Mapped[datetime] = mapped_column(UtcTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcTime)
    score: Mapped[Decimal | None] = mapped_column(Hundredths)
    passed: Mapped[bool | None]
