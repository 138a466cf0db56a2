"""The door to a batch, who is in it, when work is due, who was there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, false, func, or_, select, true

from lms.batches.models import Attendance, Batch, BatchTrainer, Deadline, Enrolment
from lms.batches.rules import COUNTS_AS_PRESENT, BatchState, EnrolmentState, Mode, Share, default_deadline
from lms.catalog.service import current_catalog
from lms.kit.clock import WIB
from lms.kit.db import session
from lms.kit.errors import NotFound
from lms.people import service as people
from lms.people.actor import Actor
from lms.people.rules import Role


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


@dataclass(frozen=True, slots=True)
class EnrolmentCard:
    """`organisation_id` is where the person worked when enrolled."""

    id: int
    batch_id: int
    person_id: int
    organisation_id: int
    state: EnrolmentState


def open_batch(by: Actor, batch_id: int) -> BatchCard:
    """The batch, for admins and auditors, its trainers, its trainees, and the OPD admin of somebody in it.

    Raises NotFound for everyone else.
    """
    row = session().execute(_batches().where(Batch.id == batch_id, _theirs(by))).first()
    if row is None:
        raise NotFound
    return BatchCard(**row._mapping)


def batch_card(batch_id: int) -> BatchCard:
    """The batch for jobs, which act for nobody in particular; their admin opened the door when asking."""
    return BatchCard(**session().execute(_batches().where(Batch.id == batch_id)).one()._mapping)


def batches_for(by: Actor) -> list[BatchCard]:
    """Every batch the person may open, the newest first."""
    rows = session().execute(_batches().where(_theirs(by)).order_by(Batch.starts_on.desc(), Batch.id.desc()))
    return [BatchCard(**row._mapping) for row in rows]


def _batches() -> Select[*tuple[Any, ...]]:
    return select(
        Batch.id,
        Batch.name,
        Batch.title,
        Batch.year,
        Batch.starts_on,
        Batch.ends_on,
        Batch.place,
        Batch.mode,
        Batch.state,
    )


def _theirs(by: Actor) -> ColumnElement[bool]:
    """The condition under which a batch is the person's to open: the union of what the roles give."""
    if by.roles & {Role.ADMIN, Role.AUDITOR}:
        return true()
    ways: list[ColumnElement[bool]] = []
    if Role.TRAINER in by.roles:
        ways.append(Batch.id.in_(select(BatchTrainer.batch_id).where(BatchTrainer.person_id == by.id)))
    if Role.TRAINEE in by.roles:
        ways.append(
            Batch.id.in_(
                select(Enrolment.batch_id).where(Enrolment.person_id == by.id, Enrolment.state == EnrolmentState.ACTIVE)
            )
        )
    if Role.OPD_ADMIN in by.roles and by.scope:
        ways.append(
            Batch.id.in_(select(Enrolment.batch_id).where(Enrolment.organisation_id.in_(people.subtree_ids(by.scope))))
        )
    return or_(false(), *ways)


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


def trained_by(person_id: int) -> frozenset[int]:
    """The ids of the batches somebody trains."""
    return frozenset(session().scalars(select(BatchTrainer.batch_id).where(BatchTrainer.person_id == person_id)))


def enrolments(batch_id: int) -> list[EnrolmentCard]:
    """Those who take part, in the order they joined; whoever withdrew is not among them."""
    return _cards(Enrolment.batch_id == batch_id, Enrolment.state == EnrolmentState.ACTIVE)


def enrolment_of(by: Actor, batch_id: int) -> EnrolmentCard:
    """One's own place in a batch. Raises NotFound without one, or after withdrawing."""
    own = _cards(Enrolment.person_id == by.id, Enrolment.batch_id == batch_id, Enrolment.state == EnrolmentState.ACTIVE)
    if not own:
        raise NotFound
    return own[0]


def my_enrolments(by: Actor) -> list[EnrolmentCard]:
    """One's own places, the newest first."""
    return _cards(Enrolment.person_id == by.id, Enrolment.state == EnrolmentState.ACTIVE)[::-1]


def enrolment_card(enrolment_id: int) -> EnrolmentCard:
    """By id, whatever its state. Raises NotFound."""
    found = _cards(Enrolment.id == enrolment_id)
    if not found:
        raise NotFound
    return found[0]


def _cards(*conditions: ColumnElement[bool]) -> list[EnrolmentCard]:
    rows = session().execute(
        select(Enrolment.id, Enrolment.batch_id, Enrolment.person_id, Enrolment.organisation_id, Enrolment.state)
        .where(*conditions)
        .order_by(Enrolment.id)
    )
    return [EnrolmentCard(**row._mapping) for row in rows]


def deadline(batch_id: int, activity_key: str) -> datetime | None:
    """When this assignment is due in this batch; None for a batch that does not exist.

    Without a date of its own it is the pack's number of days after the first day, 23.59 WIB. Raises UnknownKey.
    """
    row = (
        session()
        .execute(
            select(Batch.starts_on, Deadline.due_at)
            .outerjoin(Deadline, (Deadline.batch_id == Batch.id) & (Deadline.activity_key == activity_key))
            .where(Batch.id == batch_id)
        )
        .first()
    )
    if row is None:
        return None
    return row.due_at or default_deadline(row.starts_on, current_catalog().activity(activity_key).due_days, WIB)


def deadlines(batch: BatchCard) -> dict[str, datetime]:
    """When each assignment of the catalog is due in this batch, by activity key; one query."""
    own = {
        row.activity_key: row.due_at
        for row in session().execute(
            select(Deadline.activity_key, Deadline.due_at).where(Deadline.batch_id == batch.id)
        )
    }
    return {
        activity.key: own.get(activity.key) or default_deadline(batch.starts_on, activity.due_days, WIB)
        for module in current_catalog().modules.values()
        for activity in module.activities
    }


def attendance_share(enrolment_ids: Iterable[int]) -> dict[int, Share]:
    """Presence by enrolment id (an id without any mark has 0 of 0). Late counts as present, excused and sick do not.

    The newest mark of each session counts. One query.
    """
    wanted = list(enrolment_ids)
    newest = (
        select(func.max(Attendance.id))
        .where(Attendance.enrolment_id.in_(wanted))
        .group_by(Attendance.enrolment_id, Attendance.session_id)
    )
    rows = session().execute(
        select(
            Attendance.enrolment_id,
            func.sum(case((Attendance.mark.in_(COUNTS_AS_PRESENT), 1), else_=0)).label("present"),
            func.count().label("total"),
        )
        .where(Attendance.id.in_(newest))
        .group_by(Attendance.enrolment_id)
    )
    shares = {row.enrolment_id: Share(present=row.present, total=row.total) for row in rows}
    return {enrolment_id: shares.get(enrolment_id, Share(0, 0)) for enrolment_id in wanted}
