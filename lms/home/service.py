"""One desk per person, put together from their roles: trainee, trainer, admin, admin of an OPD, auditor."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, or_, select

from lms.batches.models import Batch, BatchTrainer, Enrolment
from lms.batches.rules import BatchState, EnrolmentState
from lms.catalog import editions
from lms.catalog.pack import Catalog
from lms.catalog.service import catalog_of
from lms.certificates.models import Certificate, Revocation, newest_of
from lms.certificates.rules import Kind
from lms.gradebook import service as gradebook
from lms.home.course import Course, course_of
from lms.kit.db import session
from lms.learning.models import LessonRead
from lms.people import rules as people
from lms.people.actor import Actor
from lms.people.models import Organisation, Person
from lms.people.rules import Permission, Role
from lms.posts.models import Post, Revision
from lms.posts.rules import PostState
from lms.quizzes.models import Attempt


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A batch in numbers. `earned` are people who passed and have no certificate yet (0 where the reader may not issue)."""

    id: int
    name: str
    title: str
    starts_on: date
    ends_on: date
    people: int
    waiting: int
    oldest: datetime | None
    issued: int = 0
    earned: int = 0


@dataclass(frozen=True, slots=True)
class Batches:
    """Lines of batches, the newest first, and their sums."""

    lines: tuple[BatchLine, ...]

    @property
    def waiting(self) -> int:
        return sum(line.waiting for line in self.lines)

    @property
    def oldest(self) -> datetime | None:
        return min((line.oldest for line in self.lines if line.oldest), default=None)

    @property
    def most_earned(self) -> BatchLine | None:
        """The batch in which most certificates can be issued now."""
        found = max(self.lines, key=lambda line: line.earned, default=None)
        return found if found and found.earned else None


@dataclass(frozen=True, slots=True)
class OwnPerson:
    """Somebody of the OPD in a batch and how far they are, without scores."""

    full_name: str
    office: str
    batch: str
    done: int
    total: int
    returned: int
    certified: bool


@dataclass(frozen=True, slots=True)
class Ledger:
    """What an auditor may read, in numbers."""

    open_batches: int
    issued: int
    revoked: int


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts this person's roles ask for; None for the others. A trainee in no batch yet has no `course`."""

    course: Course | None
    training: Batches | None
    running: Batches | None
    proposals: int
    """Editions of the courses that wait for this person's decision."""
    own_people: tuple[OwnPerson, ...] | None
    ledger: Ledger | None
    parts: tuple[str, ...]
    """Names of the parts, the most pressing first; empty for somebody without a role."""


def desk_of(by: Actor, at: datetime) -> Desk:
    """Trainers and admins have people waiting for them, so their parts come before their own learning."""
    asked = {
        "trainer": by.may(Permission.GRADE),
        "admin": by.may(Permission.ISSUE),
        "trainee": by.may(Permission.LEARN),
        "opd_admin": by.scope is not None,
        "auditor": Role.AUDITOR in by.roles,
    }
    return Desk(
        course=course_of(by, at) if asked["trainee"] else None,
        training=_trained_by(by) if asked["trainer"] else None,
        running=_running() if asked["admin"] else None,
        proposals=editions.waiting() if by.may(Permission.APPROVE_COURSES) else 0,
        own_people=_own_people(by.scope) if by.scope else None,
        ledger=_ledger() if asked["auditor"] else None,
        parts=tuple(part for part, needed in asked.items() if needed),
    )


def _trained_by(by: Actor) -> Batches:
    """The trainer's batches that run or in which something waits. One query."""
    own = select(BatchTrainer.batch_id).where(BatchTrainer.person_id == by.id)
    waits = select(Revision.id).where(Revision.batch_id == Batch.id, Revision.waiting).exists()
    rows = session().execute(_lines().where(Batch.id.in_(own), or_(Batch.state == BatchState.OPEN, waits)))
    return Batches(tuple(BatchLine(**row._mapping) for row in rows))


def _running() -> Batches:
    """Four queries: the open batches, who in them has no certificate, and where those stand."""
    rows = list(session().execute(_lines().where(Batch.state == BatchState.OPEN)))
    uncertified = (
        select(Enrolment.id, Enrolment.batch_id)
        .join(Batch, Batch.id == Enrolment.batch_id)
        .outerjoin(Certificate, newest_of(Enrolment.id))
        .where(Batch.state == BatchState.OPEN, Enrolment.state == EnrolmentState.ACTIVE, Certificate.id.is_(None))
    )
    batch_of = {row.id: row.batch_id for row in session().execute(uncertified)}
    standings = gradebook.standing(batch_of)
    earned = Counter(batch_of[enrolment_id] for enrolment_id, standing in standings.items() if standing.passed)
    return Batches(tuple(BatchLine(**row._mapping, earned=earned[row.id]) for row in rows))


def _lines() -> Select[*tuple[Any, ...]]:
    def counted(table: Any, *conditions: Any) -> Any:
        return select(func.count()).select_from(table).where(*conditions).correlate(Batch).scalar_subquery()

    waits = (Revision.batch_id == Batch.id, Revision.waiting)
    oldest = select(func.min(Revision.sent_at)).where(*waits).correlate(Batch).scalar_subquery()
    taking_part = (Enrolment.batch_id == Batch.id, Enrolment.state == EnrolmentState.ACTIVE)
    return select(
        Batch.id,
        Batch.name,
        Batch.title,
        Batch.starts_on,
        Batch.ends_on,
        counted(Enrolment, *taking_part).label("people"),
        counted(Revision, *waits).label("waiting"),
        oldest.label("oldest"),
        counted(
            Certificate,
            Certificate.batch_id == Batch.id,
            Certificate.kind == Kind.CERTIFICATE,
            Certificate.version == 1,
        ).label("issued"),
    ).order_by(Batch.starts_on.desc(), Batch.id.desc())


def _own_people(scope: str) -> tuple[OwnPerson, ...]:
    """Everybody of the subtree who takes part in an open batch, least finished first. Two queries.

    Voluntary assignments and tests that are not counted are not asked of anybody.
    """
    running = session().execute(select(Batch.id, Batch.editions).where(Batch.state == BatchState.OPEN)).all()
    asked = {row.id: _asked_of(catalog_of(row.editions)) for row in running}
    everything = {key for keys in asked.values() for key in keys}

    def counted(what: Any, *conditions: Any) -> Any:
        return select(func.count(what.distinct())).where(*conditions).correlate(Enrolment).scalar_subquery()

    posts = (Post.enrolment_id == Enrolment.id, Post.activity_key.in_(everything))
    rows = session().execute(
        select(Person.name, Person.title_before, Person.title_after, Organisation.name.label("office"))
        .add_columns(
            Batch.name.label("batch"),
            Batch.id.label("batch_id"),
            counted(
                LessonRead.lesson_key, LessonRead.enrolment_id == Enrolment.id, LessonRead.lesson_key.in_(everything)
            ).label("read"),
            counted(
                Attempt.quiz_key,
                Attempt.enrolment_id == Enrolment.id,
                Attempt.passed.is_(True),
                Attempt.quiz_key.in_(everything),
            ).label("tests"),
            counted(Post.activity_key, *posts, Post.state == PostState.PASSED).label("passed"),
            counted(Post.activity_key, *posts, Post.state == PostState.RETURNED).label("returned"),
            Certificate.id.label("certificate"),
            Revocation.certificate_id.label("revoked"),
        )
        .select_from(Enrolment)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Organisation, Organisation.id == Enrolment.organisation_id)
        .join(Batch, Batch.id == Enrolment.batch_id)
        .outerjoin(Certificate, newest_of(Enrolment.id))
        .outerjoin(Revocation, Revocation.certificate_id == Certificate.id)
        .where(
            Organisation.path.startswith(scope, autoescape=True),
            Enrolment.state == EnrolmentState.ACTIVE,
            Batch.state == BatchState.OPEN,
        )
    )
    found = [
        OwnPerson(
            full_name=people.full_name(row.name, row.title_before, row.title_after),
            office=row.office,
            batch=row.batch,
            done=row.read + row.tests + row.passed,
            total=len(asked[row.batch_id]),
            returned=row.returned,
            certified=row.certificate is not None and row.revoked is None,
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (one.certified, one.done, one.full_name)))


def _asked_of(courses: Catalog) -> list[str]:
    """Keys of the lessons, tests and assignments that somebody has to finish."""
    modules = courses.modules.values()
    lessons = [lesson.key for module in modules for lesson in module.lessons]
    tests = [quiz.key for module in modules for quiz in module.quizzes if quiz.counted]
    return (
        lessons + tests + [activity.key for module in modules for activity in module.activities if activity.mandatory]
    )


def _ledger() -> Ledger:
    """One query."""
    open_batches = select(func.count()).select_from(Batch).where(Batch.state == BatchState.OPEN).scalar_subquery()
    issued = select(func.count()).select_from(Certificate).scalar_subquery()
    revoked = select(func.count()).select_from(Revocation).scalar_subquery()
    row = session().execute(select(open_batches, issued, revoked)).one()
    return Ledger(*row)
