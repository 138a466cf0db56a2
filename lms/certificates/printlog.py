"""The print log: what went onto paper when, by whom, as which copy, and what is on its way there."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from lms.certificates.models import Printed, PrintRun
from lms.certificates.press import Impression
from lms.certificates.rules import Copy
from lms.certificates.tickets import ON_PAPER, Output, impression_from
from lms.kit.db import session
from lms.kit.jobs import Job, JobState
from lms.kit.words import N_
from lms.people import service as people

LOGGED: Final = 50
"""Runs on one page."""
STATES: Final = {
    JobState.QUEUED: (N_("Being made"), "wait"),
    JobState.RUNNING: (N_("Being made"), "wait"),
    JobState.FAILED: (N_("Being made"), "wait"),
    JobState.CANCELLED: (N_("Cancelled"), "quiet"),
    JobState.DEAD: (N_("Stopped"), "bad"),
    JobState.DONE: (N_("Nothing to print"), "quiet"),
}
"""The word and the tone of a run without a file."""
Prints = Mapping[int, list[tuple[Copy, datetime]]]
"""By certificate: as which copy it was printed, and when, the oldest first."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """A run of the print room: `sheets` certificates went onto paper, of which some a second time."""

    id: int
    output: Output
    at: datetime
    by: str
    state: JobState
    sheets: int
    again: int
    duplicates: int
    reason: str
    ready: bool

    @property
    def word(self) -> str:
        """Its state, to be translated."""
        return N_("Ready") if self.ready else STATES[self.state][0]

    @property
    def tone(self) -> str:
        return "ok" if self.ready else STATES[self.state][1]


def prints_of(batch_id: int) -> Prints:
    """Every print of the batch's certificates."""
    prints: dict[int, list[tuple[Copy, datetime]]] = {}
    question = (
        select(Printed.certificate_id, Printed.copy, PrintRun.at)
        .join(PrintRun, PrintRun.id == Printed.run_id)
        .where(PrintRun.batch_id == batch_id)
        .order_by(PrintRun.id)
    )
    for certificate_id, copy, moment in session().execute(question):
        prints.setdefault(certificate_id, []).append((copy, moment))
    return prints


def under_way(batch_id: int) -> Counter[int]:
    """How many runs that are not done yet will print each certificate."""
    question = (
        select(PrintRun.certificate_ids)
        .join(Job, Job.id == PrintRun.job_id)
        .where(PrintRun.batch_id == batch_id, PrintRun.output == Output.SHEETS.value, PrintRun.digest.is_(None))
        .where(Job.state.in_((JobState.QUEUED, JobState.RUNNING, JobState.FAILED)))
    )
    return Counter(one for ids in session().scalars(question) for one in ids)


def printed_elsewhere(run_id: int, ids: Iterable[int]) -> set[int]:
    """Those of these certificates that other runs have printed."""
    question = select(Printed.certificate_id).where(Printed.certificate_id.in_(set(ids)), Printed.run_id != run_id)
    return set(session().scalars(question))


def last_impression() -> Impression:
    """Paper and offsets of what was printed last, by whomever and for whatever batch: the printer is the same."""
    newest = (
        select(PrintRun.options)
        .where(PrintRun.output.in_([output.value for output in ON_PAPER]))
        .order_by(PrintRun.id.desc())
        .limit(1)
    )
    return impression_from(session().scalar(newest) or {})


def log_of(batch_id: int, *, before: int | None = None) -> tuple[LogLine, ...]:
    """The runs of the batch, newest first, from before the run `before`."""
    question = select(PrintRun).where(PrintRun.batch_id == batch_id).order_by(PrintRun.id.desc()).limit(LOGGED)
    runs = list(session().scalars(question if before is None else question.where(PrintRun.id < before)))
    counted: dict[int, Counter[Copy]] = {run.id: Counter() for run in runs}
    for run_id, copy in session().execute(select(Printed.run_id, Printed.copy).where(Printed.run_id.in_(counted))):
        counted[run_id][copy] += 1
    names = people.names_of(run.by_id for run in runs)
    jobs = select(Job.id, Job.state).where(Job.id.in_([run.job_id for run in runs]))
    states = dict(session().execute(jobs).all())
    return tuple(
        LogLine(
            id=run.id,
            output=Output(run.output),
            at=run.at,
            by=names[run.by_id].full_name,
            state=states.get(run.job_id or 0, JobState.DONE),
            sheets=counted[run.id].total() or (run.pages // 2 if run.output == Output.SHEETS else 0),
            again=counted[run.id][Copy.AGAIN],
            duplicates=counted[run.id][Copy.DUPLICATE],
            reason=run.reason,
            ready=run.digest is not None,
        )
        for run in runs
    )
