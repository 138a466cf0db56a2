"""The door to a batch, who is in it, when work is due, who was there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from flask import g
from sqlalchemy import ColumnElement, Select, bindparam, case, false, func, or_, select, true

from lms.batches.models import Attendance, Batch, BatchTrainer, ClassSession, Deadline, Enrolment
from lms.batches.rules import COUNTS_AS_PRESENT, BatchState, EnrolmentState, Mode, Share, default_deadline
from lms.catalog.pack import Catalog
from lms.catalog.service import catalog_of
from lms.kit.clock import WIB
from lms.kit.db import rows, session
from lms.kit.errors import Conflict, NotFound
from lms.kit.i18n import _l
from lms.people import service as people
from lms.people.actor import Actor
from lms.people.rules import Role


class BatchClosed(Conflict):
    title = _l("This batch is closed")
    message = _l("This batch is closed, so nothing was changed.")
    advice = _l("An admin can open it again.")


@dataclass(frozen=True, slots=True)
class BatchCard:
    """`year` is the tahun anggaran; the days are those of the classroom part."""

    id: int
    name: str
    title: str
    year: int
    starts_on: date
    ends_on: date
    place: str
    mode: Mode
    state: BatchState
    editions: Mapping[str, str] = field(hash=False)

    @property
    def is_open(self) -> bool:
        return self.state is BatchState.OPEN

    @property
    def courses(self) -> Catalog:
        """What this batch is taught."""
        return catalog_of(self.editions)


@dataclass(frozen=True, slots=True)
class EnrolmentCard:
    """`organisation_id` is where the person worked when enrolled."""

    id: int
    batch_id: int
    person_id: int
    organisation_id: int
    state: EnrolmentState


BATCHES = select(
    Batch.id,
    Batch.name,
    Batch.title,
    Batch.year,
    Batch.starts_on,
    Batch.ends_on,
    Batch.place,
    Batch.mode,
    Batch.state,
    Batch.editions,
)
EDITIONS = select(Batch.id, Batch.editions).where(Batch.id.in_(bindparam("batch_ids", expanding=True)))
TRAINED = select(BatchTrainer.batch_id).where(BatchTrainer.person_id == bindparam("person_id"))
ENROLMENTS = select(
    Enrolment.id, Enrolment.batch_id, Enrolment.person_id, Enrolment.organisation_id, Enrolment.state
).order_by(Enrolment.id)
ACTIVE = ENROLMENTS.where(Enrolment.state == EnrolmentState.ACTIVE)
OF_BATCH = ACTIVE.where(Enrolment.batch_id == bindparam("batch_id"))
OF_PERSON = ACTIVE.where(Enrolment.person_id == bindparam("person_id"))
OF_PERSON_IN_BATCH = OF_PERSON.where(Enrolment.batch_id == bindparam("batch_id"))
STATE = select(Batch.state).where(Batch.id == bindparam("batch_id"))
DUE = (
    select(Batch.starts_on, Deadline.due_at)
    .outerjoin(Deadline, (Deadline.batch_id == Batch.id) & (Deadline.activity_key == bindparam("activity_key")))
    .where(Batch.id == bindparam("batch_id"))
)
DEADLINES = select(Deadline.activity_key, Deadline.due_at).where(Deadline.batch_id == bindparam("batch_id"))


def open_batch(by: Actor, batch_id: int) -> BatchCard:
    """The batch, for admins and auditors, its trainers, its trainees, and the OPD admin of somebody in it.

    Raises NotFound for everyone else.
    """
    found = rows(_the_batch(by.roles), batch_id=batch_id, **_known_of(by))
    if not found:
        raise NotFound
    return BatchCard(**found[0]._mapping)


def batch_card(batch_id: int) -> BatchCard:
    """The batch for jobs, which act for nobody in particular; their admin opened the door when asking."""
    return BatchCard(**session().execute(BATCHES.where(Batch.id == batch_id)).one()._mapping)


def batches_for(by: Actor) -> list[BatchCard]:
    """Every batch the person may open, the newest first."""
    return [BatchCard(**row._mapping) for row in rows(_their_batches(by.roles), **_known_of(by))]


def courses(batch_ids: Iterable[int]) -> dict[int, Catalog]:
    """What each of these batches is taught; one query. Without a batch of that id there is no row."""
    return {row.id: catalog_of(row.editions) for row in rows(EDITIONS, batch_ids=list(batch_ids))}


def courses_of(batch_id: int) -> Catalog:
    """What this batch is taught; asked once per request. Raises NotFound."""
    known: dict[int, Catalog] = g.setdefault("courses", {})
    if batch_id not in known:
        known |= courses([batch_id])
    if batch_id not in known:
        raise NotFound
    return known[batch_id]


def must_be_open(batch_id: int) -> None:
    """Raises BatchClosed where nothing may begin, be sent or scored any more. What was sent before is still judged."""
    if any(row.state is BatchState.CLOSED for row in rows(STATE, batch_id=batch_id)):
        raise BatchClosed


@cache
def _the_batch(roles: frozenset[Role]) -> Select[*tuple[Any, ...]]:
    return BATCHES.where(Batch.id == bindparam("batch_id"), _theirs(roles))


@cache
def _their_batches(roles: frozenset[Role]) -> Select[*tuple[Any, ...]]:
    return BATCHES.where(_theirs(roles)).order_by(Batch.starts_on.desc(), Batch.id.desc())


def _theirs(roles: frozenset[Role]) -> ColumnElement[bool]:
    """The condition under which a batch is somebody's to open: the union of what the roles give. Asks for _known_of()."""
    if roles & {Role.ADMIN, Role.AUDITOR}:
        return true()
    ways: list[ColumnElement[bool]] = []
    person: ColumnElement[int] = bindparam("person_id")
    offices: ColumnElement[int] = bindparam("offices", expanding=True)
    if Role.TRAINER in roles:
        ways.append(Batch.id.in_(select(BatchTrainer.batch_id).where(BatchTrainer.person_id == person)))
    if Role.TRAINEE in roles:
        ways.append(
            Batch.id.in_(
                select(Enrolment.batch_id).where(
                    Enrolment.person_id == person, Enrolment.state == EnrolmentState.ACTIVE
                )
            )
        )
    if Role.OPD_ADMIN in roles:
        ways.append(Batch.id.in_(select(Enrolment.batch_id).where(Enrolment.organisation_id.in_(offices))))
    return or_(false(), *ways)


def _known_of(by: Actor) -> dict[str, object]:
    """The person, and the offices an OPD admin looks after."""
    if by.scope and Role.OPD_ADMIN in by.roles:
        return {"person_id": by.id, "offices": list(people.subtree_ids(by.scope))}
    return {"person_id": by.id, "offices": []}


def seen_by(by: Actor) -> ColumnElement[bool]:
    """The condition under which somebody's place in a batch may be seen: an OPD admin sees the own subtree alone."""
    if by.roles & {Role.ADMIN, Role.AUDITOR}:
        return true()
    ways: list[ColumnElement[bool]] = [Enrolment.person_id == by.id]
    if Role.TRAINER in by.roles:
        ways.append(Enrolment.batch_id.in_(select(BatchTrainer.batch_id).where(BatchTrainer.person_id == by.id)))
    if Role.OPD_ADMIN in by.roles and by.scope:
        ways.append(Enrolment.organisation_id.in_(people.subtree_ids(by.scope)))
    return or_(*ways)


def trained_by(by: Actor) -> frozenset[int]:
    """The ids of the batches somebody trains; none for a person who no longer holds the trainer role."""
    if Role.TRAINER not in by.roles:
        return frozenset()
    return frozenset(row.batch_id for row in rows(TRAINED, person_id=by.id))


def enrolments(batch_id: int) -> list[EnrolmentCard]:
    """Those who take part, in the order they joined; whoever withdrew is not among them."""
    return _cards(OF_BATCH, batch_id=batch_id)


def enrolment_of(by: Actor, batch_id: int) -> EnrolmentCard:
    """One's own place in a batch. Raises NotFound without one, or after withdrawing."""
    own = _cards(OF_PERSON_IN_BATCH, person_id=by.id, batch_id=batch_id)
    if not own:
        raise NotFound
    return own[0]


def my_enrolments(by: Actor) -> list[EnrolmentCard]:
    """One's own places, the newest first."""
    return _cards(OF_PERSON, person_id=by.id)[::-1]


def _cards(question: Select[*tuple[Any, ...]], **known: int) -> list[EnrolmentCard]:
    return [EnrolmentCard(**row._mapping) for row in rows(question, **known)]


def deadline(batch_id: int, activity_key: str) -> datetime | None:
    """When this assignment is due in this batch; None for a batch that does not exist.

    Without a date of its own it is the pack's number of days after the first day, 23.59 WIB. Raises UnknownKey.
    """
    found = rows(DUE, batch_id=batch_id, activity_key=activity_key)
    if not found:
        return None
    starts_on, due_at = found[0]
    return due_at or default_deadline(starts_on, courses_of(batch_id).activity(activity_key).due_days, WIB)


def deadlines(batch: BatchCard) -> dict[str, datetime]:
    """When each assignment of its courses is due in this batch, by activity key; one query."""
    own = {row.activity_key: row.due_at for row in rows(DEADLINES, batch_id=batch.id)}
    return {
        activity.key: own.get(activity.key) or default_deadline(batch.starts_on, activity.due_days, WIB)
        for module in batch.courses.modules.values()
        for activity in module.activities
    }


def attended_jp(enrolment_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """Lesson hours of the meetings somebody came to, by module key, by enrolment id. The newest mark of a meeting counts."""
    wanted = list(enrolment_ids)
    found = session().execute(
        select(Attendance.enrolment_id, ClassSession.module_key, func.sum(ClassSession.jp).label("jp"))
        .join(ClassSession, ClassSession.id == Attendance.session_id)
        .where(Attendance.id.in_(_newest_marks(wanted)), Attendance.mark.in_(COUNTS_AS_PRESENT))
        .group_by(Attendance.enrolment_id, ClassSession.module_key)
    )
    hours: dict[int, dict[str, int]] = {enrolment_id: {} for enrolment_id in wanted}
    for row in found:
        hours[row.enrolment_id][row.module_key] = row.jp
    return hours


def attendance_share(enrolment_ids: Iterable[int]) -> dict[int, Share]:
    """Presence by enrolment id (an id without any mark has 0 of 0). Late counts as present, excused and sick do not.

    The newest mark of each session counts. One query.
    """
    wanted = list(enrolment_ids)
    found = session().execute(
        select(
            Attendance.enrolment_id,
            func.sum(case((Attendance.mark.in_(COUNTS_AS_PRESENT), 1), else_=0)).label("present"),
            func.count().label("total"),
        )
        .where(Attendance.id.in_(_newest_marks(wanted)))
        .group_by(Attendance.enrolment_id)
    )
    shares = {row.enrolment_id: Share(present=row.present, total=row.total) for row in found}
    return {enrolment_id: shares.get(enrolment_id, Share(0, 0)) for enrolment_id in wanted}


def _newest_marks(enrolment_ids: list[int]) -> Select[int]:
    return (
        select(func.max(Attendance.id))
        .where(Attendance.enrolment_id.in_(enrolment_ids))
        .group_by(Attendance.enrolment_id, Attendance.session_id)
    )
