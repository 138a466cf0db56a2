"""A module as one trainee has worked through it. Pure."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from lms.catalog.pack import Activity, Lesson, Module, Quiz
from lms.learning.rules import Place, minutes_left, resumes_at
from lms.posts.rules import PostState
from lms.quizzes.rules import Tries


@dataclass(frozen=True, slots=True)
class Reading:
    """`place` is where the trainee stopped; None before the first word."""

    lesson: Lesson
    done: bool
    place: Place | None = None

    @property
    def resumes_at(self) -> int:
        """The number of the block where reading goes on; 0 where that is the beginning."""
        return resumes_at(self.lesson, self.place)

    @property
    def minutes_left(self) -> int:
        return minutes_left(self.lesson, self.place)


@dataclass(frozen=True, slots=True)
class Answering:
    """`opened` is the attempt in hand, `shown` the sent one with the best score."""

    quiz: Quiz
    tries: Tries
    best: Decimal | None
    opened: int | None
    shown: int | None

    @property
    def done(self) -> bool:
        return self.tries.passed if self.quiz.counted else self.tries.sent > 0


@dataclass(frozen=True, slots=True)
class Writing:
    """`post_id` and `state` are None before the first word; `points` and `judged_at` belong to the newest verdict."""

    activity: Activity
    due_at: datetime
    post_id: int | None = None
    state: PostState | None = None
    points: Decimal | None = None
    judged_at: datetime | None = None

    @property
    def done(self) -> bool:
        return self.state is PostState.PASSED

    @property
    def to_write(self) -> bool:
        return self.state in (None, PostState.DRAFT)

    def overdue(self, at: datetime) -> bool:
        return self.to_write and self.activity.mandatory and at > self.due_at


@dataclass(frozen=True, slots=True)
class Chapter:
    """A module as one trainee has worked through it."""

    module: Module
    readings: tuple[Reading, ...]
    tests: tuple[Answering, ...]
    tasks: tuple[Writing, ...]

    @property
    def parts(self) -> tuple[Reading | Answering | Writing, ...]:
        """What has to be done; a pre-test only helps, and some assignments are voluntary."""
        return (*self.readings, *(test for test in self.tests if test.quiz.counted), *self.asked)

    @property
    def asked(self) -> tuple[Writing, ...]:
        """The assignments nobody can leave out."""
        return tuple(task for task in self.tasks if task.activity.mandatory)

    @property
    def pre_test(self) -> Answering | None:
        """The test before the lessons, as long as nothing of the module was begun."""
        begun = any(part.tries.sent if isinstance(part, Answering) else part.done for part in self.parts)
        return None if begun else next((test for test in self.tests if not test.quiz.counted and not test.done), None)

    @property
    def done(self) -> int:
        return sum(part.done for part in self.parts)

    @property
    def finished(self) -> bool:
        return all(part.done for part in self.parts)
