"""Work outside the request: a row written with the change that asks for it, run afterwards, at least once.

The row is the truth: huey carries no work, it only wakes the worker, and what it forgets the sweep of each minute finds.
A worker leases a row (`lease_until`, and a `fence` that grows with every lease); one that is killed loses the lease and
the row is run again. So a job must be idempotent: its effect is keyed by what the payload names, never by the run.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, cast

from flask import Flask, current_app
from sqlalchemy import JSON, ColumnElement, Index, Select, String, case, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from lms.config import Settings
from lms.kit.bell import Bell
from lms.kit.clock import now
from lms.kit.db import Base, UtcTime, Word, added, after_commit, session, transaction
from lms.kit.errors import NotFound
from lms.kit.log import log
from lms.kit.once import forget_before
from lms.kit.registry import Registry
from lms.kit.storage import current_storage

LEASE: Final = timedelta(seconds=60)
"""How long a job may stay silent; each progress() renews it."""
PAUSES: Final = (timedelta(seconds=10), timedelta(seconds=60))
"""The wait after the first and the second failure; the third ends it."""
ATTEMPTS: Final = len(PAUSES) + 1
FORMS_REMEMBERED: Final = timedelta(days=7)
JOBS_REMEMBERED: Final = timedelta(days=30)  # after they were done


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    """Failed, and will be tried again at `run_at`."""
    DEAD = "dead"
    """Failed or was killed three times without getting on; waits for a person (resume)."""
    CANCELLED = "cancelled"
    """A person stopped it; resume lets it go on."""


class Job(Base):
    __tablename__ = "job"
    __table_args__ = (Index("ix_job_state_run_at", "state", "run_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    key: Mapped[str | None] = mapped_column(String(120), unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[JobState] = mapped_column(Word(JobState), default=JobState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(UtcTime)
    fence: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    run_at: Mapped[datetime] = mapped_column(UtcTime)


class LeaseLost(Exception):
    """Another worker has this job now, or a person stopped it; whoever hears this stops without writing."""


@dataclass(frozen=True, slots=True)
class JobContext:
    """One run of a job, as the function sees it."""

    id: int
    payload: dict[str, Any]
    attempt: int
    """Runs since it last got further, this one included; at most 3."""
    fence: int

    def progress(self, done: int, total: int) -> None:
        """Says how far it is and renews the lease. Raises LeaseLost when another worker took over, or it was cancelled.

        A job that gets further than any run before has its attempts again: only what stops three times at the same place is
        given up. A run that begins anew does not take back what was reached.
        """
        further = Job.done < done
        with transaction() as writing:
            renewed = (
                update(Job)
                .where(self.held())
                .values(
                    lease_until=now() + LEASE,
                    attempts=case((further, 1), else_=Job.attempts),
                    done=case((further, done), else_=Job.done),
                    total=total,
                )
            )
            if writing.execute(renewed.returning(Job.id)).scalar_one_or_none() is None:
                raise LeaseLost

    def held(self) -> ColumnElement[bool]:
        """Picks the row while this run holds it."""
        return (Job.id == self.id) & (Job.fence == self.fence) & (Job.state == JobState.RUNNING)


Work = Callable[[JobContext], None]
KINDS: Registry[Work] = Registry("job kind")


def job(kind: str) -> Callable[[Work], Work]:
    """Registers the function that does this kind of job; it must survive being run twice."""
    return lambda work: KINDS.add(kind, work)


Chore = Callable[[datetime], None]
CHORES: Registry[Chore] = Registry("chore")


def chore(name: str) -> Callable[[Chore], Chore]:
    """Registers what the sweep of each minute also does, given the moment: clearing away what no longer matters."""
    return lambda tidy: CHORES.add(name, tidy)


@dataclass(frozen=True, slots=True)
class JobCard:
    id: int
    kind: str
    state: JobState
    done: int
    total: int
    error: str
    """The last failure in one line, for the people who run the machine."""


def enqueue(kind: str, payload: dict[str, Any], *, key: str | None = None) -> int:
    """Asks for a job in the surrounding transaction; it runs after the commit, or never if that rolls back.

    A `key` names the effect ("certificate:17"): the second request with it gives the first one's id and runs nothing new.
    """
    KINDS[kind]
    with transaction() as writing:
        known = select(Job.id).where(Job.key == key)
        if key is not None and (found := writing.execute(known).scalar_one_or_none()) is not None:
            return found
        moment = now()
        asked = Job(kind=kind, key=key, payload=payload, created_at=moment, run_at=moment)
        if not added(asked):
            return writing.execute(known).scalar_one()
        after_commit(_bell().ring)
        return asked.id


def progress(job_id: int) -> JobCard:
    """How far a job is. Raises NotFound, also for one that was done more than thirty days ago."""
    found = session().execute(_cards().where(Job.id == job_id)).one_or_none()
    if found is None:
        raise NotFound
    return JobCard(*found)


def dead_letters() -> list[JobCard]:
    """The jobs that were given up, oldest first."""
    return [JobCard(*row) for row in session().execute(_cards().where(Job.state == JobState.DEAD).order_by(Job.id))]


def cancel(job_id: int) -> bool:
    """Stops a job that waits or runs; False when it had ended already. A running one notices at its next progress()."""
    with transaction() as writing:
        going = Job.state.in_((JobState.QUEUED, JobState.FAILED, JobState.RUNNING))
        stopped = update(Job).where(Job.id == job_id, going).values(state=JobState.CANCELLED, lease_until=None)
        return writing.execute(stopped.returning(Job.id)).scalar_one_or_none() is not None


def resume(job_id: int) -> bool:
    """Gives a cancelled or dead job three new attempts; False when it is neither. It goes on where it stopped."""
    with transaction() as writing:
        stopped = update(Job).where(Job.id == job_id, Job.state.in_((JobState.CANCELLED, JobState.DEAD)))
        again = stopped.values(state=JobState.QUEUED, attempts=0, run_at=now()).returning(Job.id)
        if writing.execute(again).scalar_one_or_none() is None:
            return False
        after_commit(_bell().ring)
        return True


def run_job(job_id: int) -> bool:
    """Runs a due job under a lease; False when it is not due or another worker has it."""
    lease = _lease(job_id)
    if lease is None:
        return False
    kind, context = lease
    try:
        KINDS[kind](context)
    except LeaseLost:
        log.warning("job taken over or cancelled", job=job_id, kind=kind)
    except Exception as error:  # noqa: BLE001  # whatever a job dies of, it is tried again or shown as dead
        log.warning("job failed", job=job_id, kind=kind, attempt=context.attempt, exc_info=True)
        _fail(context, f"{type(error).__name__}: {error}"[:500])
    else:
        _close(context, state=JobState.DONE, error="")
    return True


def run_next() -> bool:
    """Runs the job that is due longest; False when none is."""
    due = select(Job.id).where(_due(now())).order_by(Job.run_at, Job.id).limit(10)
    waiting = session().execute(due).scalars().all()
    session().rollback()
    return any(run_job(job_id) for job_id in waiting)


def drain() -> int:
    """Runs every due job here and now, without a worker; how many."""
    ran = 0
    while run_next():
        ran += 1
    return ran


def sweep() -> None:
    """Gives back the leases of killed workers, wakes the worker for what is due, then clears away: unfinished uploads, old
    form keys, jobs done long ago, and what the chores of the slices name."""
    with transaction() as writing:
        silent = (Job.state == JobState.RUNNING, Job.lease_until < now())
        writing.execute(
            update(Job)
            .where(*silent, Job.attempts >= ATTEMPTS)
            .values(state=JobState.DEAD, error="stopped three times before it was done")
        )
        writing.execute(update(Job).where(*silent).values(state=JobState.QUEUED, run_at=now()))
        _forgive_the_clock(writing)
    _ring_if_due()
    current_storage().sweep()
    moment = now()
    forget_before(moment - FORMS_REMEMBERED)
    _forget_done_before(moment - JOBS_REMEMBERED)
    for tidy in CHORES.values():
        tidy(moment)


def _lease(job_id: int) -> tuple[str, JobContext] | None:
    with transaction() as writing:
        moment = now()
        taken = (
            update(Job)
            .where(Job.id == job_id, _due(moment))
            .values(state=JobState.RUNNING, attempts=Job.attempts + 1, fence=Job.fence + 1, lease_until=moment + LEASE)
            .returning(Job.kind, Job.payload, Job.attempts, Job.fence)
        )
        row = writing.execute(taken).one_or_none()
    return row and (row.kind, JobContext(job_id, row.payload, row.attempts, row.fence))


def _fail(context: JobContext, error: str) -> None:
    with transaction() as writing:
        tried = writing.scalar(select(Job.attempts).where(context.held())) or ATTEMPTS
    if tried >= ATTEMPTS:
        _close(context, state=JobState.DEAD, error=error)
        return
    pause = PAUSES[tried - 1]
    _close(context, state=JobState.FAILED, error=error, run_at=now() + pause)
    _bell().ring(pause)


def _close(context: JobContext, **values: Any) -> None:
    """Ends this run, unless another worker has the job by now."""
    with transaction() as writing:
        writing.execute(update(Job).where(context.held()).values(lease_until=None, **values))


def _forgive_the_clock(writing: Session) -> None:
    """A clock that was set back leaves leases and turns further ahead than any is ever given; they count from now."""
    moment = now()
    writing.execute(update(Job).where(Job.run_at > moment + max(PAUSES)).values(run_at=moment))
    writing.execute(update(Job).where(Job.lease_until > moment + LEASE).values(lease_until=moment + LEASE))


def _forget_done_before(moment: datetime) -> None:
    with transaction() as writing:
        writing.execute(delete(Job).where(Job.state == JobState.DONE, Job.run_at < moment))


def _due(moment: datetime) -> ColumnElement[bool]:
    return Job.state.in_((JobState.QUEUED, JobState.FAILED)) & (Job.run_at <= moment)


def _cards() -> Select[int, str, JobState, int, int, str]:
    return select(Job.id, Job.kind, Job.state, Job.done, Job.total, Job.error)


def _ring_if_due() -> None:
    """Rings for jobs whose ring was lost: something is due and no ring is waiting to be heard."""
    due = session().execute(select(Job.id).where(_due(now())).limit(1)).first()
    session().rollback()
    if due and not _bell().waiting():
        _bell().ring()


def _bell() -> Bell:
    return cast(Bell, current_app.extensions["jobs"])


def init_jobs(app: Flask, settings: Settings) -> None:
    def work() -> None:
        with app.app_context():
            run_next()
            _ring_if_due()

    def tidy() -> None:
        with app.app_context():
            sweep()

    app.extensions["jobs"] = Bell(settings, heard=work, each_minute=tidy)


def run_worker(app: Flask, *, until_eof: bool = False) -> None:
    """Works until SIGTERM or SIGINT, with `until_eof` also until standard input closes (its parent is gone); the job in
    hand is finished first, if that takes no longer than 15 s."""
    app.extensions["jobs"].listen(until_eof=until_eof)
