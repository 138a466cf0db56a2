"""What somebody has left in the lessons: ticks, places, notes. Asked for in one question, because every lesson page asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, literal, select, union_all

from lms.kit.db import rows
from lms.learning.models import LessonNote, LessonPlace, LessonRead
from lms.learning.rules import Note, Place

TICK, PLACE, NOTE = "tick", "place", "note"
_LEFT = union_all(
    select(
        literal(TICK).label("what"),
        LessonRead.lesson_key.label("lesson_key"),
        literal(0).label("furthest"),
        literal(0).label("last"),
        literal("").label("text"),
        literal("").label("form"),
        LessonRead.at.label("at"),
    ).where(LessonRead.enrolment_id == bindparam("enrolment_id")),
    select(
        literal(PLACE),
        LessonPlace.lesson_key,
        LessonPlace.furthest,
        LessonPlace.last,
        literal(""),
        literal(""),
        LessonPlace.at,
    ).where(LessonPlace.enrolment_id == bindparam("enrolment_id")),
    select(
        literal(NOTE), LessonNote.lesson_key, literal(0), literal(0), LessonNote.text, LessonNote.form, LessonNote.at
    ).where(LessonNote.person_id == bindparam("person_id"), LessonNote.lesson_key == bindparam("lesson_key")),
).subquery()
LEFT: Final = select(*_LEFT.c)


@dataclass(frozen=True, slots=True)
class Traces:
    """By lesson key. `note` is the one on the lesson that was asked for; without a lesson it is empty."""

    read: frozenset[str]
    places: Mapping[str, Place]
    note: Note


def traces_of(enrolment_id: int | None, person_id: int = 0, lesson_key: str = "") -> Traces:
    """Of a participant; somebody without an enrolment has at most notes. One query."""
    found = rows(LEFT, enrolment_id=enrolment_id or 0, person_id=person_id, lesson_key=lesson_key)
    notes = [Note(row.lesson_key, row.text, row.form, row.at) for row in found if row.what == NOTE]
    return Traces(
        read=frozenset(row.lesson_key for row in found if row.what == TICK),
        places={row.lesson_key: Place(row.furthest, row.last, row.at) for row in found if row.what == PLACE},
        note=notes[0] if notes else Note(lesson_key),
    )
