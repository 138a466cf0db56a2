"""Verdicts on revisions."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kit.db import Base, Hundredths, UtcTime, Word
from lms.posts.rules import Decision


class Verdict(Base):
    """One judgement of one revision, with the rubric it used; never changed.

    `marks` is [{criterion, level, comment}], `rubric` is Rubric.as_json(), `points` 0..100.
    """

    __tablename__ = "verdict"
    __table_args__ = (UniqueConstraint("revision_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    trainer_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    marks: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    comment: Mapped[str] = mapped_column(Text, default="")
    decision: Mapped[Decision] = mapped_column(Word(Decision))
    points: Mapped[Decimal] = mapped_column(Hundredths)
    rubric: Mapped[dict[str, Any]] = mapped_column(JSON)
    edition: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(UtcTime)
