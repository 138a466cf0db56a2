"""Attempts at a quiz, and what became of each of their questions."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.kit.db import Base, Hundredths, UtcTime


class Attempt(Base):
    """The n-th try; once sent it is frozen. At most one per quiz is open.

    `seen` is question id -> fingerprint of the question as it was shown, in the order of the attempt; `answers` question id
    -> what was answered. Attempts from before there was a bank have ids without a lesson in them.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "quiz_key", "n"),
        Index("ix_attempt_quiz", "quiz_key", "batch_id"),
        Index(
            "uq_attempt_open",
            "enrolment_id",
            "quiz_key",
            unique=True,
            sqlite_where=text("sent_at IS NULL"),
            postgresql_where=text("sent_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"))
    quiz_key: Mapped[str] = mapped_column(String(80))
    n: Mapped[int]
    edition: Mapped[str] = mapped_column(String(12))
    seen: Mapped[dict[str, str]] = mapped_column(JSON)
    answers: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    started_at: Mapped[datetime] = mapped_column(UtcTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcTime)
    score: Mapped[Decimal | None] = mapped_column(Hundredths)
    passed: Mapped[bool | None]


class QuestionAnswer(Base):
    """A ledger: what one question of a sent attempt came to. `points` are 0..1, `chosen` has one answer a line."""

    __tablename__ = "question_answer"
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    question_id: Mapped[str] = mapped_column(String(160), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(12))
    points: Mapped[Decimal] = mapped_column(Hundredths)
    chosen: Mapped[str] = mapped_column(Text)
