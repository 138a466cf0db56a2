"""Notes of one's own on lessons. They belong to the person, not to a batch, and every question here asks for that person."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select

from lms.batches import service as batches
from lms.batches.service import BatchCard
from lms.catalog.pack import Lesson, Module
from lms.kit.db import added, rows, transaction
from lms.kit.errors import Conflict, Invalid
from lms.kit.i18n import _l
from lms.learning.models import LessonNote
from lms.learning.rules import LONGEST_NOTE, Note, joined
from lms.learning.service import open_lesson
from lms.people.actor import Actor

OWN: Final = (
    select(LessonNote.lesson_key, LessonNote.text, LessonNote.form, LessonNote.at)
    .where(LessonNote.person_id == bindparam("person_id"), LessonNote.text != "")
    .order_by(LessonNote.at.desc(), LessonNote.lesson_key)
)


@dataclass(frozen=True, slots=True)
class NotedLesson:
    """A note with the lesson it is on, as a batch that the person may open teaches it; without such a batch it has none."""

    note: Note
    batch: BatchCard | None
    module: Module | None
    lesson: Lesson | None


def cleaned(text: str) -> str:
    """Typed text as it is kept: composed letters, one kind of line break, no NUL, no empty lines at the end."""
    plain = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").rstrip()
    return unicodedata.normalize("NFC", plain)


def keep_note(by: Actor, batch_id: int, lesson_key: str, text: str, *, over: str, form: str, at: datetime) -> Note:
    """The note as it is kept now.

    `over` is the version the form was opened over. Where another device has written since, both texts are kept, one below
    the other. Raises Invalid for a text that is too long, Conflict when both together are; NotFound, UnknownKey.
    """
    open_lesson(by, batch_id, lesson_key)
    typed = cleaned(text)
    if len(typed) > LONGEST_NOTE:
        raise Invalid(
            _l("A note has at most %(limit)s characters; this one has %(count)s.", limit=LONGEST_NOTE, count=len(typed))
        )
    key = (by.id, lesson_key)
    with transaction() as writing:
        row = writing.get(LessonNote, key, with_for_update=True)
        if row is None:
            if added(LessonNote(person_id=by.id, lesson_key=lesson_key, text=typed, form=form, at=at)):
                return Note(lesson_key, typed, form, at)
            row = writing.get_one(LessonNote, key, with_for_update=True)
        kept = Note(row.lesson_key, row.text, row.form, row.at)
        if not kept.is_under(over, form):
            typed = joined(kept.text, typed)
            if len(typed) > LONGEST_NOTE:
                raise Conflict(
                    _l("This note was changed on another device meanwhile, and both texts together are too long.")
                )
        if typed != kept.text:
            row.text, row.form, row.at = typed, form, at
        return Note(row.lesson_key, row.text, row.form, row.at)


def notes_of(by: Actor) -> list[Note]:
    """One's own, the newest first. One query."""
    return [Note(row.lesson_key, row.text, row.form, row.at) for row in rows(OWN, person_id=by.id)]


def noted_lessons(by: Actor) -> list[NotedLesson]:
    """One's own notes with the way back to their lessons, the newest first."""
    notes = notes_of(by)
    their_batches = batches.batches_for(by) if notes else []
    return [_with_lesson(note, their_batches) for note in notes]


def _with_lesson(note: Note, newest_first: list[BatchCard]) -> NotedLesson:
    for batch in newest_first:
        module = batch.courses.modules.get(note.lesson_key.partition("/")[0])
        for lesson in module.lessons if module else ():
            if lesson.key == note.lesson_key:
                return NotedLesson(note, batch, module, lesson)
    return NotedLesson(note, None, None, None)
