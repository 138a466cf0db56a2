"""Who is in a batch: the roster, enrolling and withdrawing, trainers."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from lms.batches.models import Batch, BatchTrainer, ClassSession, Enrolment
from lms.batches.rules import BatchState, EnrolmentState, Share
from lms.batches.service import BatchCard, BatchClosed, attendance_share, seen_by
from lms.kit.db import added, session, transaction
from lms.kit.errors import Invalid, NotFound
from lms.kit.i18n import _l
from lms.people import accounts, directory
from lms.people import service as people
from lms.people.actor import Actor
from lms.people.rules import Permission, Role


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One person of a batch; no scores, because an OPD admin reads this too."""

    enrolment_id: int
    person_id: int
    full_name: str
    organisation_name: str
    position: str
    state: EnrolmentState
    share: Share


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people (as far as the reader may see them), trainers and meetings a batch has."""

    people: int
    trainers: int
    sessions: int


def roster(by: Actor, batch: BatchCard) -> list[RosterLine]:
    """Those in the batch whom the reader may see, by name; who withdrew comes last."""
    rows = session().execute(
        select(Enrolment.id, Enrolment.person_id, Enrolment.organisation_id, Enrolment.state).where(
            Enrolment.batch_id == batch.id, seen_by(by)
        )
    )
    found = rows.all()
    cards = people.names_of(row.person_id for row in found)
    offices = people.organisations()
    shares = attendance_share(row.id for row in found)
    lines = [
        RosterLine(
            enrolment_id=row.id,
            person_id=row.person_id,
            full_name=cards[row.person_id].full_name,
            organisation_name=offices[row.organisation_id].name if row.organisation_id in offices else "",
            position=cards[row.person_id].position,
            state=row.state,
            share=shares[row.id],
        )
        for row in found
    ]
    return sorted(lines, key=lambda line: (line.state is EnrolmentState.WITHDRAWN, line.full_name.casefold()))


def counts(by: Actor, batch_ids: Collection[int]) -> dict[int, Counts]:
    """By batch id; three queries."""
    taking_part = _tally(
        select(Enrolment.batch_id, func.count())
        .where(Enrolment.batch_id.in_(batch_ids), Enrolment.state == EnrolmentState.ACTIVE, seen_by(by))
        .group_by(Enrolment.batch_id)
    )
    trainers = _tally(
        select(BatchTrainer.batch_id, func.count())
        .where(BatchTrainer.batch_id.in_(batch_ids))
        .group_by(BatchTrainer.batch_id)
    )
    sessions = _tally(
        select(ClassSession.batch_id, func.count())
        .where(ClassSession.batch_id.in_(batch_ids))
        .group_by(ClassSession.batch_id)
    )
    return {
        batch_id: Counts(taking_part.get(batch_id, 0), trainers.get(batch_id, 0), sessions.get(batch_id, 0))
        for batch_id in batch_ids
    }


def _tally(asked: Select[int, int]) -> dict[int, int]:
    return dict(session().execute(asked).all())


def enrol(by: Actor, batch_id: int, person_ids: Iterable[int], at: datetime) -> int:
    """Puts people into the batch and makes them trainees; returns how many are new in it or came back.

    Somebody already in it stays as is, so sending the list twice does no harm. Raises Invalid for a trainer of the batch
    or an empty list, BatchClosed.
    """
    by.must(Permission.RUN_BATCHES)
    wanted = set(person_ids)
    if not wanted:
        raise Invalid(_l("Choose at least one person."))
    with transaction() as writing:
        open_for_change(writing, batch_id)
        if wanted & trainer_ids(batch_id):
            raise Invalid(_l("A trainer of this batch cannot take part in it. Remove the mark and send the rest."))
        known = {
            row.person_id: row
            for row in writing.scalars(
                select(Enrolment).where(Enrolment.batch_id == batch_id, Enrolment.person_id.in_(wanted))
            )
        }
        cards = people.names_of(wanted - known.keys())
        fresh = sum(
            added(Enrolment(batch_id=batch_id, person_id=card.id, organisation_id=card.organisation_id, joined_at=at))
            for _person_id, card in sorted(cards.items())
        )
        back = [row for row in known.values() if row.state is EnrolmentState.WITHDRAWN]
        for row in back:
            row.state = EnrolmentState.ACTIVE
        accounts.make_trainees([*cards, *known])
        return fresh + len(back)


def withdraw(by: Actor, enrolment_id: int) -> int:
    """Takes somebody out of a batch and keeps all that was done; returns the batch's id. Raises NotFound or BatchClosed."""
    by.must(Permission.RUN_BATCHES)
    with transaction() as writing:
        row = writing.get(Enrolment, enrolment_id)
        if row is None:
            raise NotFound
        open_for_change(writing, row.batch_id)
        row.state = EnrolmentState.WITHDRAWN
        return row.batch_id


def trainer_ids(batch_id: int) -> set[int]:
    return set(session().scalars(select(BatchTrainer.person_id).where(BatchTrainer.batch_id == batch_id)))


def trainers(batch_id: int) -> list[tuple[int, str]]:
    """(person id, full name) by name."""
    cards = people.names_of(trainer_ids(batch_id)).values()
    return sorted(((card.id, card.full_name) for card in cards), key=lambda pair: pair[1].casefold())


def add_trainer(by: Actor, batch_id: int, person_id: int) -> None:
    """Raises Invalid for somebody without the trainer role or who takes part in this batch."""
    by.must(Permission.RUN_BATCHES)
    with transaction() as writing:
        open_for_change(writing, batch_id)
        if person_id not in directory.holders(Role.TRAINER):
            raise Invalid(fields={"person_id": _l("Choose somebody who holds the trainer role.")})
        if writing.scalar(
            select(Enrolment.id).where(
                Enrolment.batch_id == batch_id,
                Enrolment.person_id == person_id,
                Enrolment.state == EnrolmentState.ACTIVE,
            )
        ):
            raise Invalid(fields={"person_id": _l("This person takes part in the batch and cannot train it.")})
        if writing.get(BatchTrainer, (batch_id, person_id)) is None:
            writing.add(BatchTrainer(batch_id=batch_id, person_id=person_id))


def remove_trainer(by: Actor, batch_id: int, person_id: int) -> None:
    """The verdicts already given stay. Somebody who is no trainer of the batch is no error."""
    by.must(Permission.RUN_BATCHES)
    with transaction() as writing:
        open_for_change(writing, batch_id)
        writing.execute(
            delete(BatchTrainer).where(BatchTrainer.batch_id == batch_id, BatchTrainer.person_id == person_id)
        )


def open_for_change(writing: Session, batch_id: int) -> Batch:
    """The row of a batch that is still running. Raises NotFound, or BatchClosed."""
    row = writing.get(Batch, batch_id)
    if row is None:
        raise NotFound
    if row.state is BatchState.CLOSED:
        raise BatchClosed
    return row
