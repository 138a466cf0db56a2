"""A post is a draft that becomes revisions; a revision freezes answers, photos and findings together."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.kit.db import Base, UtcTime, Word
from lms.posts.rules import PhotoState, PostState


class Post(Base):
    """One assignment of one participant. `version` rises with every change of state; `rounds` counts revisions sent."""

    __tablename__ = "post"
    __table_args__ = (UniqueConstraint("enrolment_id", "activity_key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    activity_key: Mapped[str] = mapped_column(String(80))
    state: Mapped[PostState] = mapped_column(Word(PostState), default=PostState.DRAFT)
    rounds: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=0)
    platform: Mapped[str] = mapped_column(String(30), default="")
    audience: Mapped[str] = mapped_column(String(30), default="")
    caption: Mapped[str] = mapped_column(Text, default="")
    live_url: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    saved_at: Mapped[datetime] = mapped_column(UtcTime)


class Photo(Base):
    """An uploaded photo. `digest` names the sealed original; what people see are the developed sizes."""

    __tablename__ = "photo"
    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    position: Mapped[int]
    alt_text: Mapped[str] = mapped_column(String(1000), default="")
    digest: Mapped[str] = mapped_column(String(64), info={"stored_file": True})
    size: Mapped[int]
    format: Mapped[str] = mapped_column(String(8))
    width: Mapped[int]
    height: Mapped[int]
    state: Mapped[PhotoState] = mapped_column(Word(PhotoState), default=PhotoState.DEVELOPING)
    reason: Mapped[str] = mapped_column(String(300), default="")
    large_digest: Mapped[str | None] = mapped_column(String(64), info={"stored_file": True})
    small_digest: Mapped[str | None] = mapped_column(String(64), info={"stored_file": True})
    gps_present: Mapped[bool | None]
    taken_at: Mapped[datetime | None]
    added_at: Mapped[datetime] = mapped_column(UtcTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcTime)


class Revision(Base):
    """The n-th sending, frozen: `answers` (platform, audience, caption, live_url), `photos` [{id, alt_text}], `findings`."""

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("post_id", "n"),
        Index(
            "ix_revision_waiting",
            "batch_id",
            "sent_at",
            "id",
            sqlite_where=text("waiting = 1"),
            postgresql_where=text("waiting"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    activity_key: Mapped[str] = mapped_column(String(80))
    n: Mapped[int]
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    photos: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    edition: Mapped[str] = mapped_column(String(12))
    sent_at: Mapped[datetime] = mapped_column(UtcTime)
    late: Mapped[bool] = mapped_column(default=False)
    waiting: Mapped[bool] = mapped_column(default=True)
