"""Lessons for those who take part, and for those who run the batch; what a participant has read, and where they stopped."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from lms.batches import service as batches
from lms.batches.service import BatchCard
from lms.catalog.pack import Lesson, Module
from lms.kit.db import added, transaction
from lms.kit.errors import NotFound
from lms.learning.models import LessonPlace, LessonRead
from lms.learning.rules import Note, Place, minutes_left, resumes_at, share_read
from lms.learning.traces import Traces, traces_of
from lms.people.actor import Actor


@dataclass(frozen=True, slots=True)
class Progress:
    """Lessons read, of those there are."""

    done: int
    total: int


@dataclass(frozen=True)
class Course:
    """The training as this person sees it; without an `enrolment_id` it is a preview, in which nothing can be ticked."""

    batch: BatchCard
    enrolment_id: int | None
    modules: tuple[Module, ...]
    traces: Traces

    @property
    def read(self) -> frozenset[str]:
        """Keys of the lessons that are ticked."""
        return self.traces.read

    @cached_property
    def lessons(self) -> tuple[Lesson, ...]:
        """Of all modules, in the order of the course."""
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    @cached_property
    def shares(self) -> Mapping[str, int]:
        """Percent seen of the lessons that are begun and not ticked, by lesson key."""
        return {lesson.key: share_read(lesson, self.traces.places[lesson.key]) for lesson in self._begun}

    @property
    def progress(self) -> Progress:
        """Counts lessons that the packs have now."""
        return Progress(len(self.read.intersection(lesson.key for lesson in self.lessons)), len(self.lessons))

    @property
    def next_lesson(self) -> Lesson | None:
        """The first one that is not read yet; None when all are, and in a preview."""
        if self.enrolment_id is None:
            return None
        return next((lesson for lesson in self.lessons if lesson.key not in self.read), None)

    @property
    def stopped_in(self) -> Lesson | None:
        """The lesson that was begun last and is not ticked."""
        return max(self._begun, key=lambda lesson: self.traces.places[lesson.key].at, default=None)

    def resumes_at(self, lesson: Lesson) -> int:
        """The number of the block where reading goes on; 0 from the beginning."""
        return resumes_at(lesson, self.traces.places.get(lesson.key)) if lesson.key not in self.read else 0

    @property
    def _begun(self) -> list[Lesson]:
        begun = self.traces.places.keys() - self.read
        return [lesson for lesson in self.lessons if lesson.key in begun]


@dataclass(frozen=True)
class LessonPage:
    """A lesson between its neighbours in the course, which may be in other modules."""

    course: Course
    module: Module
    lesson: Lesson
    previous: Lesson | None
    following: Lesson | None

    @property
    def is_read(self) -> bool:
        return self.lesson.key in self.course.read

    @property
    def ends_module(self) -> bool:
        return self.lesson is self.module.lessons[-1]

    @property
    def place(self) -> Place | None:
        return self.course.traces.places.get(self.lesson.key)

    @property
    def share(self) -> int:
        """Percent."""
        return share_read(self.lesson, self.place)

    @property
    def minutes_left(self) -> int:
        return minutes_left(self.lesson, self.place)

    @property
    def better_first(self) -> list[Lesson]:
        """Lessons this one builds on that a participant has not read yet."""
        if self.course.enrolment_id is None:
            return []
        missing = set(self.lesson.requires) - self.course.read
        return [lesson for lesson in self.course.lessons if lesson.key in missing]

    @property
    def note(self) -> Note:
        return self.course.traces.note


def open_course(by: Actor, batch_id: int, lesson_key: str = "") -> Course:
    """For whoever may open the batch; raises NotFound for everyone else. With the note on one lesson, if one is named."""
    batch = batches.open_batch(by, batch_id)
    own = next((card.id for card in batches.my_enrolments(by) if card.batch_id == batch_id), None)
    return Course(
        batch=batch,
        enrolment_id=own,
        modules=tuple(batch.courses.modules.values()),
        traces=traces_of(own, by.id, lesson_key),
    )


def open_lesson(by: Actor, batch_id: int, lesson_key: str) -> LessonPage:
    """Raises NotFound for a batch that is not theirs to open, UnknownKey for a lesson that no pack has."""
    course = open_course(by, batch_id, lesson_key)
    lesson = course.batch.courses.lesson(lesson_key)
    place = course.lessons.index(lesson)
    return LessonPage(
        course=course,
        module=course.batch.courses.modules[lesson_key.partition("/")[0]],
        lesson=lesson,
        previous=course.lessons[place - 1] if place else None,
        following=course.lessons[place + 1] if place + 1 < len(course.lessons) else None,
    )


def mark_read(by: Actor, batch_id: int, lesson_key: str, at: datetime) -> LessonPage:
    """Remembers that a participant has read a lesson; once is enough, the first time stays.

    Raises NotFound for somebody who does not take part, UnknownKey for a lesson that no pack has.
    """
    page, enrolment_id = _open_own(by, batch_id, lesson_key)
    with transaction() as writing:
        if writing.get(LessonRead, (enrolment_id, lesson_key)) is None:
            added(LessonRead(enrolment_id=enrolment_id, lesson_key=lesson_key, at=at))
    return page


def keep_place(by: Actor, batch_id: int, lesson_key: str, furthest: int, last: int, at: datetime) -> Place:
    """Remembers where a participant stopped; numbers that the lesson does not have are taken as its nearest block.

    Raises NotFound for somebody who does not take part, UnknownKey for a lesson that no pack has.
    """
    page, enrolment_id = _open_own(by, batch_id, lesson_key)
    furthest, last = (min(max(number, 1), len(page.lesson.blocks)) for number in (furthest, last))
    key = (enrolment_id, lesson_key)
    with transaction() as writing:
        row = writing.get(LessonPlace, key, with_for_update=True)
        if row is None:
            begun = max(furthest, last)
            if added(LessonPlace(enrolment_id=enrolment_id, lesson_key=lesson_key, furthest=begun, last=last, at=at)):
                return Place(begun, last, at)
            row = writing.get_one(LessonPlace, key, with_for_update=True)
        place = Place(row.furthest, row.last, row.at).moved(furthest, last, at)
        row.furthest, row.last, row.at = place.furthest, place.last, place.at
        return place


def _open_own(by: Actor, batch_id: int, lesson_key: str) -> tuple[LessonPage, int]:
    page = open_lesson(by, batch_id, lesson_key)
    if page.course.enrolment_id is None:
        raise NotFound
    return page, page.course.enrolment_id


def read_keys(enrolment_id: int) -> frozenset[str]:
    return traces_of(enrolment_id).read
