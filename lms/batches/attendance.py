"""Presensi: meetings and their marks. A mark is never changed; a correction is a newer one with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select

from lms.batches.drafts import Entry
from lms.batches.models import Attendance, ClassSession, Enrolment
from lms.batches.roster import open_for_change
from lms.batches.rules import COUNTS_AS_PRESENT, EnrolmentState, Mark
from lms.batches.service import BatchCard, open_batch, seen_by, trained_by
from lms.kit.db import session, transaction
from lms.kit.errors import Forbidden, Invalid, NotFound, Words
from lms.kit.i18n import _l
from lms.people import service as people
from lms.people.actor import Actor
from lms.people.rules import Permission


@dataclass(frozen=True, slots=True)
class Meeting:
    """A class session; `marked` and `present` count people, as far as the reader may see them."""

    id: int
    batch_id: int
    module_key: str
    title: str
    starts_at: datetime
    jp: int
    marked: int = 0
    present: int = 0


@dataclass(frozen=True, slots=True)
class Marking:
    """One line of the ledger."""

    mark: Mark
    by_name: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A person on the attendance sheet; `ledger` oldest first, its last line counts."""

    enrolment_id: int
    full_name: str
    organisation_name: str
    ledger: tuple[Marking, ...]

    @property
    def mark(self) -> Mark | None:
        return self.ledger[-1].mark if self.ledger else None


def meetings(by: Actor, batch: BatchCard) -> list[Meeting]:
    """The meetings of a batch by date, with how many were marked and present; two queries."""
    newest = (
        select(func.max(Attendance.id))
        .join(ClassSession, ClassSession.id == Attendance.session_id)
        .where(ClassSession.batch_id == batch.id)
        .group_by(Attendance.session_id, Attendance.enrolment_id)
    )
    tally = {
        row.session_id: (row.marked, row.present)
        for row in session().execute(
            select(
                Attendance.session_id,
                func.count().label("marked"),
                func.sum(case((Attendance.mark.in_(COUNTS_AS_PRESENT), 1), else_=0)).label("present"),
            )
            .join(Enrolment, Enrolment.id == Attendance.enrolment_id)
            .where(Attendance.id.in_(newest), Enrolment.state == EnrolmentState.ACTIVE, seen_by(by))
            .group_by(Attendance.session_id)
        )
    }
    rows = session().execute(
        select(
            ClassSession.id,
            ClassSession.batch_id,
            ClassSession.module_key,
            ClassSession.title,
            ClassSession.starts_at,
            ClassSession.jp,
        )
        .where(ClassSession.batch_id == batch.id)
        .order_by(ClassSession.starts_at, ClassSession.id)
    )
    return [Meeting(*row, *tally.get(row.id, (0, 0))) for row in rows]


def open_meeting(by: Actor, session_id: int) -> tuple[Meeting, BatchCard]:
    """The meeting with its batch, for whoever may open the batch; otherwise raises NotFound."""
    row = session().get(ClassSession, session_id)
    if row is None:
        raise NotFound
    batch = open_batch(by, row.batch_id)
    return Meeting(row.id, row.batch_id, row.module_key, row.title, row.starts_at, row.jp), batch


def sheet(by: Actor, meeting: Meeting) -> list[SheetLine]:
    """Everyone who takes part and whom the reader may see, by name."""
    places = (
        session()
        .execute(
            select(Enrolment.id, Enrolment.person_id).where(
                Enrolment.batch_id == meeting.batch_id, Enrolment.state == EnrolmentState.ACTIVE, seen_by(by)
            )
        )
        .all()
    )
    written = (
        session()
        .execute(
            select(Attendance.enrolment_id, Attendance.mark, Attendance.by_id, Attendance.at, Attendance.reason)
            .where(Attendance.session_id == meeting.id, Attendance.enrolment_id.in_([row.id for row in places]))
            .order_by(Attendance.id)
        )
        .all()
    )
    cards = people.names_of([row.person_id for row in places] + [row.by_id for row in written])
    ledgers: dict[int, list[Marking]] = {}
    for row in written:
        marking = Marking(row.mark, cards[row.by_id].name, row.at, row.reason)
        ledgers.setdefault(row.enrolment_id, []).append(marking)
    lines = [
        SheetLine(
            row.id,
            cards[row.person_id].full_name,
            cards[row.person_id].organisation_name,
            tuple(ledgers.get(row.id, ())),
        )
        for row in places
    ]
    return sorted(lines, key=lambda line: line.full_name.casefold())


def may_mark(by: Actor, batch_id: int) -> bool:
    """Admins, and the trainers of this batch."""
    return by.may(Permission.RUN_BATCHES) or batch_id in trained_by(by)


def mark(by: Actor, session_id: int, entries: Mapping[int, Entry], at: datetime) -> int:
    """Records the marks that differ from the present ones; returns how many.

    `entries` by enrolment id; people of another batch are passed over. Raises NotFound, Forbidden for readers,
    BatchClosed, and Invalid (`fields` named reason-<enrolment id>) where a correction has no reason.
    """
    meeting, batch = open_meeting(by, session_id)
    if not may_mark(by, batch.id):
        raise Forbidden(_l("Attendance is marked by the trainers of this batch and by admins."))
    with transaction() as writing:
        open_for_change(writing, batch.id)
        present = {line.enrolment_id: line.mark for line in sheet(by, meeting)}
        changed = {
            enrolment_id: entry
            for enrolment_id, entry in entries.items()
            if enrolment_id in present and entry.mark is not present[enrolment_id]
        }
        unexplained: dict[str, Words] = {
            f"reason-{enrolment_id}": _l("Say in a few words why the mark changes.")
            for enrolment_id, entry in changed.items()
            if present[enrolment_id] is not None and not entry.reason
        }
        if unexplained:
            raise Invalid(_l("A recorded mark is corrected with a reason."), fields=unexplained)
        writing.add_all(
            Attendance(
                session_id=session_id,
                enrolment_id=enrolment_id,
                mark=entry.mark,
                by_id=by.id,
                at=at,
                reason=entry.reason if present[enrolment_id] is not None else "",
            )
            for enrolment_id, entry in sorted(changed.items())
        )
        return len(changed)
