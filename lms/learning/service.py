"""Lessons for those who take part, and for those who run the batch; which ones a participant has read."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from lms.batches import service as batches
from lms.batches.service import BatchCard
from lms.catalog.pack import Lesson, Module
from lms.catalog.service import current_catalog
from lms.kit.db import added, rows, transaction
from lms.kit.errors import NotFound
from lms.learning.models import LessonRead
from lms.people.actor import Actor

READ = select(LessonRead.lesson_key).where(LessonRead.enrolment_id == bindparam("enrolment_id"))


@dataclass(frozen=True, slots=True)
class Progress:
    """Lessons read, of those there are."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Course:
    """The training as this person sees it; without an `enrolment_id` it is a preview, in which nothing can be ticked."""

    batch: BatchCard
    enrolment_id: int | None
    modules: tuple[Module, ...]
    read: frozenset[str]

    @property
    def progress(self) -> Progress:
        """Counts lessons that the packs have now."""
        lessons = [lesson.key for module in self.modules for lesson in module.lessons]
        return Progress(len(self.read.intersection(lessons)), len(lessons))

    @property
    def next_lesson(self) -> Lesson | None:
        """The first one that is not read yet; None when all are, and in a preview."""
        if self.enrolment_id is None:
            return None
        lessons = (lesson for module in self.modules for lesson in module.lessons)
        return next((lesson for lesson in lessons if lesson.key not in self.read), None)


@dataclass(frozen=True, slots=True)
class LessonPage:
    """A lesson between its neighbours in the module."""

    course: Course
    module: Module
    lesson: Lesson
    previous: Lesson | None
    following: Lesson | None

    @property
    def is_read(self) -> bool:
        return self.lesson.key in self.course.read


def open_course(by: Actor, batch_id: int) -> Course:
    """For whoever may open the batch; raises NotFound for everyone else."""
    batch = batches.open_batch(by, batch_id)
    own = next((card.id for card in batches.my_enrolments(by) if card.batch_id == batch_id), None)
    return Course(
        batch=batch,
        enrolment_id=own,
        modules=tuple(batch.courses.modules.values()),
        read=frozenset() if own is None else read_keys(own),
    )


def open_lesson(by: Actor, batch_id: int, lesson_key: str) -> LessonPage:
    """Raises NotFound for a batch that is not theirs to open, UnknownKey for a lesson that no pack has."""
    course = open_course(by, batch_id)
    lesson = course.batch.courses.lesson(lesson_key)
    module = course.batch.courses.modules[lesson_key.partition("/")[0]]
    place = module.lessons.index(lesson)
    return LessonPage(
        course=course,
        module=module,
        lesson=lesson,
        previous=module.lessons[place - 1] if place else None,
        following=module.lessons[place + 1] if place + 1 < len(module.lessons) else None,
    )


def mark_read(by: Actor, batch_id: int, lesson_key: str, at: datetime) -> LessonPage:
    """Remembers that a participant has read a lesson; once is enough, the first time stays.

    Raises NotFound for somebody who does not take part, UnknownKey for a lesson that no pack has.
    """
    page = open_lesson(by, batch_id, lesson_key)
    enrolment_id = page.course.enrolment_id
    if enrolment_id is None:
        raise NotFound
    with transaction() as writing:
        if writing.get(LessonRead, (enrolment_id, lesson_key)) is None:
            added(LessonRead(enrolment_id=enrolment_id, lesson_key=lesson_key, at=at))
    return page


def read_keys(enrolment_id: int) -> frozenset[str]:
    return frozenset(row.lesson_key for row in rows(READ, enrolment_id=enrolment_id))
