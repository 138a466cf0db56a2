"""The trainee's own training: how far, what is next, what the last feedback said."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, func, select

from lms.batches import service as batches
from lms.batches.models import Batch, Enrolment
from lms.batches.rules import BatchState, EnrolmentState
from lms.batches.service import BatchCard
from lms.catalog.pack import Catalog, Lesson, Module, Quiz
from lms.certificates.models import Certificate, Revocation, newest_of
from lms.gradebook import service as gradebook
from lms.gradebook.rules import Standing
from lms.grading.models import Verdict
from lms.home.chapter import Answering, Chapter, Reading, Writing
from lms.home.rules import Act, Step, next_step
from lms.kit.db import rows
from lms.learning.traces import Traces, traces_of
from lms.people.actor import Actor
from lms.people.models import Person
from lms.posts.models import Post
from lms.posts.rules import Decision
from lms.quizzes import rules as quiz_rules
from lms.quizzes.models import Attempt

BATCH: Final = [getattr(Batch, name) for name in BatchCard.__slots__]
PLACES: Final = (
    select(Enrolment.id.label("enrolment_id"), Certificate.id.label("award_id"), Certificate.number)
    .add_columns(Revocation.certificate_id.label("revoked"), *BATCH)
    .join(Batch, Batch.id == Enrolment.batch_id)
    .outerjoin(Certificate, newest_of(Enrolment.id))
    .outerjoin(Revocation, Revocation.certificate_id == Certificate.id)
    .where(Enrolment.person_id == bindparam("person_id"), Enrolment.state == EnrolmentState.ACTIVE)
    .order_by(Batch.starts_on.desc(), Batch.id.desc())
)
ATTEMPTS: Final = (
    select(Attempt.id, Attempt.quiz_key, Attempt.sent_at, Attempt.score, Attempt.passed)
    .where(Attempt.enrolment_id == bindparam("enrolment_id"))
    .order_by(Attempt.n)
)
NEWEST: Final = select(func.max(Verdict.id)).where(Verdict.post_id == Post.id).correlate(Post).scalar_subquery()
POSTS: Final = (
    select(Post.id, Post.activity_key, Post.state, Verdict.points, Verdict.comment, Verdict.decision, Verdict.at)
    .add_columns(Person.name.label("trainer"))
    .outerjoin(Verdict, Verdict.id == NEWEST)
    .outerjoin(Person, Person.id == Verdict.trainer_id)
    .where(Post.enrolment_id == bindparam("enrolment_id"))
)


@dataclass(frozen=True, slots=True)
class Award:
    """The certificate of an enrolment."""

    id: int
    number: str
    revoked: bool


@dataclass(frozen=True, slots=True)
class Place:
    """One's own place in a batch."""

    enrolment_id: int
    batch: BatchCard
    award: Award | None

    @property
    def running(self) -> bool:
        return self.batch.state is BatchState.OPEN


@dataclass(frozen=True, slots=True)
class Feedback:
    """The newest verdict on one's posts."""

    post_id: int
    title: str
    comment: str
    decision: Decision
    trainer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Course:
    """`others` are the person's further batches, newest first; `standing` is there when nothing is left to do."""

    place: Place
    chapters: tuple[Chapter, ...]
    step: Step
    feedback: Feedback | None
    standing: Standing | None
    others: tuple[Place, ...]

    @property
    def deadlines(self) -> list[Writing]:
        """What is still to be written, the nearest first."""
        tasks = [task for chapter in self.chapters for task in chapter.asked if task.to_write]
        return sorted(tasks, key=lambda task: task.due_at)


def places_of(by: Actor) -> list[Place]:
    """Every batch the person takes part in, the newest first. One query."""
    return [
        Place(
            enrolment_id=row.enrolment_id,
            batch=BatchCard(*row[-len(BATCH) :]),
            award=Award(row.award_id, row.number, row.revoked is not None) if row.award_id else None,
        )
        for row in rows(PLACES, person_id=by.id)
    ]


def course_of(by: Actor, at: datetime) -> Course | None:
    """The training the person is in: the newest that runs without a certificate yet, else the newest. None without one."""
    places = places_of(by)
    if not places:
        return None
    place = next((one for one in places if one.running and one.award is None), places[0])
    chapters, feedback = _chapters(place)
    standing: Standing | None = None

    def passed() -> bool:
        nonlocal standing
        standing = gradebook.standing({place.enrolment_id: place.batch.id})[place.enrolment_id]
        return standing.passed

    if place.award:
        step = Step(Act.REVOKED if place.award.revoked else Act.DOWNLOAD)
    else:
        step = next_step(chapters, at, running=place.running, passed=passed)
    others = tuple(one for one in places if one is not place)
    return Course(place, chapters, step, feedback, standing, others)


def _chapters(place: Place) -> tuple[tuple[Chapter, ...], Feedback | None]:
    """Four queries: traces in lessons, attempts, posts with their newest verdict, deadlines."""
    own = place.enrolment_id
    traces = traces_of(own)
    attempts: dict[str, list[Any]] = {}
    for row in rows(ATTEMPTS, enrolment_id=own):
        attempts.setdefault(row.quiz_key, []).append(row)
    posts = {row.activity_key: row for row in rows(POSTS, enrolment_id=own)}
    due = batches.deadlines(place.batch)
    chapters = tuple(_chapter(module, traces, attempts, posts, due) for module in place.batch.courses.modules.values())
    return chapters, _newest(posts.values(), place.batch.courses)


def _chapter(
    module: Module,
    traces: Traces,
    attempts: Mapping[str, list[Any]],
    posts: Mapping[str, Any],
    due: Mapping[str, datetime],
) -> Chapter:
    tasks = []
    for activity in module.activities:
        task = Writing(activity, due[activity.key])
        if row := posts.get(activity.key):
            task = replace(task, post_id=row.id, state=row.state, points=row.points, judged_at=row.at)
        tasks.append(task)
    return Chapter(
        module=module,
        readings=tuple(_reading(lesson, traces) for lesson in module.lessons),
        tests=tuple(_answering(quiz, attempts.get(quiz.key, [])) for quiz in module.quizzes),
        tasks=tuple(tasks),
    )


def _reading(lesson: Lesson, traces: Traces) -> Reading:
    return Reading(lesson, lesson.key in traces.read, traces.places.get(lesson.key))


def _answering(quiz: Quiz, rows: list[Any]) -> Answering:
    sent = [row for row in rows if row.sent_at is not None]
    best = max(sent, key=lambda row: row.score, default=None)
    return Answering(
        quiz=quiz,
        tries=quiz_rules.tries(quiz, [bool(row.passed) for row in sent]),
        best=best.score if best else None,
        opened=next((row.id for row in rows if row.sent_at is None), None),
        shown=best.id if best else None,
    )


def _newest(posts: Any, courses: Catalog) -> Feedback | None:
    judged = [row for row in posts if row.at is not None]
    if not judged:
        return None
    row = max(judged, key=lambda row: row.at)
    activity = courses.activity(row.activity_key)
    return Feedback(row.id, f"{activity.code} · {activity.title}", row.comment, row.decision, row.trainer, row.at)
