"""The plan of a batch: the batch itself, its meetings and its deadlines."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select

from lms.batches.drafts import BatchDraft, SessionDraft
from lms.batches.models import Attendance, Batch, ClassSession, Deadline
from lms.batches.roster import open_for_change
from lms.batches.rules import BatchState
from lms.catalog import editions
from lms.kit.db import transaction
from lms.kit.errors import Conflict, Invalid, NotFound
from lms.kit.i18n import _l
from lms.people.actor import Actor
from lms.people.rules import Permission


def create_batch(by: Actor, draft: BatchDraft) -> int:
    """The id of a new, open batch. Raises Invalid when it ends before it starts."""
    by.must(Permission.RUN_BATCHES)
    _in_order(draft)
    with transaction() as writing:
        row = Batch(**asdict(draft), editions=editions.current())
        writing.add(row)
        writing.flush()
        return row.id


def begin_older_batches() -> None:
    """Gives batches from before there were editions those that are taught now; harmless when all have theirs."""
    with transaction() as writing:
        now = editions.current()
        for row in writing.scalars(select(Batch)):
            if not row.editions:
                row.editions = now


def change_batch(by: Actor, batch_id: int, draft: BatchDraft) -> None:
    """Moves deadlines that have no date of their own along with the first day. Raises Invalid, NotFound or Conflict."""
    by.must(Permission.RUN_BATCHES)
    _in_order(draft)
    with transaction() as writing:
        row = open_for_change(writing, batch_id)
        for name, value in asdict(draft).items():
            setattr(row, name, value)


def _in_order(draft: BatchDraft) -> None:
    if draft.ends_on < draft.starts_on:
        raise Invalid(fields={"ends_on": _l("The last day lies before the first day.")})


def set_state(by: Actor, batch_id: int, state: BatchState) -> None:
    """Closes a batch or opens it again. Raises NotFound."""
    by.must(Permission.RUN_BATCHES)
    with transaction() as writing:
        row = writing.get(Batch, batch_id)
        if row is None:
            raise NotFound
        row.state = state


def create_session(by: Actor, batch_id: int, draft: SessionDraft) -> int:
    """Raises NotFound or Conflict."""
    by.must(Permission.RUN_BATCHES)
    with transaction() as writing:
        open_for_change(writing, batch_id)
        row = ClassSession(batch_id=batch_id, **asdict(draft))
        writing.add(row)
        writing.flush()
        return row.id


def remove_session(by: Actor, session_id: int) -> int:
    """Takes a meeting out of the plan; returns the batch's id. Raises Conflict once somebody was marked."""
    by.must(Permission.RUN_BATCHES)
    with transaction() as writing:
        row = writing.get(ClassSession, session_id)
        if row is None:
            raise NotFound
        open_for_change(writing, row.batch_id)
        if writing.scalar(select(Attendance.id).where(Attendance.session_id == session_id).limit(1)):
            raise Conflict(
                _l("Attendance of this meeting is recorded, so it stays."),
                advice=_l("Correct the marks of single people with a reason instead."),
            )
        writing.delete(row)
        return row.batch_id


def set_deadlines(by: Actor, batch_id: int, due: Mapping[str, datetime]) -> None:
    """When assignments are due, by activity key; what is not named stays. Work sent before keeps what it was told."""
    by.must(Permission.RUN_BATCHES)
    with transaction() as writing:
        open_for_change(writing, batch_id)
        for activity_key, moment in due.items():
            row = writing.get(Deadline, (batch_id, activity_key))
            if row is None:
                writing.add(Deadline(batch_id=batch_id, activity_key=activity_key, due_at=moment))
            else:
                row.due_at = moment
