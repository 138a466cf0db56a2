"""What people leave in lessons: the tick, the place where they stopped, and notes of their own."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.kit.db import Base, UtcTime


class LessonRead(Base):
    __tablename__ = "lesson_read"
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    lesson_key: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime)


class LessonPlace(Base):
    """Numbers of blocks, from 1: the furthest one that was seen, and the one that was before the eyes last."""

    __tablename__ = "lesson_place"
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    lesson_key: Mapped[str] = mapped_column(String(80), primary_key=True)
    furthest: Mapped[int]
    last: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcTime)


class LessonNote(Base):
    """A person's own words on a lesson, whichever batch they read it in. Nobody else ever gets to see them.

    `form` is the key of the form that wrote them: what the same form sends next is a newer version, never a second text.
    """

    __tablename__ = "lesson_note"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    lesson_key: Mapped[str] = mapped_column(String(80), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    form: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcTime)
