"""Editions of modules, each kept as the files it was read from."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.catalog.rules import EditionState, Source
from lms.kit.db import Base, UtcTime, Word


class Edition(Base):
    """A module as somebody proposed it; `digest` names the archive of it and of the files all modules share.

    `decided_at` orders the approved ones: the newest is what new batches take. Nobody in particular proposes what the
    installation brings.
    """

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("module_key", "edition"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    module_key: Mapped[str] = mapped_column(String(60))
    edition: Mapped[str] = mapped_column(String(12))
    digest: Mapped[str] = mapped_column(String(64), info={"stored_file": True})
    source: Mapped[Source] = mapped_column(Word(Source))
    state: Mapped[EditionState] = mapped_column(Word(EditionState))
    note: Mapped[str] = mapped_column(String(500), default="")
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime)
