"""Issuing: an act of the admin becomes a row and a job; the job may die and be repeated, the numbers stay whole."""

import hashlib
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.batches import service as batches
from lms.certificates import codes, eligibility
from lms.certificates.eligibility import BatchTable, Candidate
from lms.certificates.models import Certificate, IssueRun
from lms.certificates.numbers import Numbering, NumberTaken, give, open_register, problems_of
from lms.certificates.office import Office, current_office, number_problems, pictures
from lms.certificates.press import Pictures, Unprintable, press
from lms.certificates.printing import Earned, coded, facts_of
from lms.certificates.rules import Kind
from lms.certificates.runs import RunCard, progress_of
from lms.certificates.signing.service import seal_waiting
from lms.kit.clock import wib
from lms.kit.db import session, transaction
from lms.kit.errors import Invalid, NotFound
from lms.kit.i18n import _l
from lms.kit.jobs import JobContext, cancel, enqueue, job, resume
from lms.kit.words import Reason
from lms.people.actor import Actor
from lms.people.rules import Permission

WORDING_LENGTH = 120


def issue(
    by: Actor,
    batch_id: int,
    enrolment_ids: list[int],
    at: datetime,
    *,
    kind: Kind = Kind.CERTIFICATE,
    numbering: Numbering | None = None,
    wording: str = "",
) -> int:
    """Asks for certificates of this kind for these participants; the id of the run. Numbers are given by the job, in roll order.

    `wording` is what an award is for. Raises Forbidden for anybody but admins, Invalid when nobody was chosen, or somebody for
    whom this kind is not or who already has one, and for numbers that cannot be given. Whose certificate cannot be printed
    properly is found by the job, which leaves them out and says why.
    """
    by.must(Permission.ISSUE)
    asked = numbering or Numbering()
    table = eligibility.table_of(by, batch_id, kind)
    chosen = check(by, table, enrolment_ids, asked, wording)
    ids = [candidate.enrolment.id for candidate in chosen]
    with transaction() as writing:
        run = IssueRun(
            batch_id=batch_id,
            kind=kind,
            enrolment_ids=ids,
            numbering=asked.as_json(),
            wording=wording if kind is Kind.AWARD else "",
            by_id=by.id,
            at=at,
        )
        writing.add(run)
        writing.flush()
        run.job_id = enqueue("certificates.issue", {"run_id": run.id}, key=f"certificates.issue:{run.id}")
        return run.id


def check(by: Actor, table: BatchTable, enrolment_ids: list[int], asked: Numbering, wording: str) -> list[Candidate]:
    """The chosen of the table, in roll order. Raises as `issue` does."""
    by.must(Permission.ISSUE)
    wanted = set(enrolment_ids)
    chosen = [candidate for candidate in table.candidates if candidate.enrolment.id in wanted]
    if not chosen or len(chosen) != len(wanted):
        raise Invalid(_l("Choose at least one participant who has earned a certificate."))
    unfit = [one.person.name for one in chosen if not one.may_be_issued]
    if unfit:
        raise Invalid(_l("No certificate can be issued for: %(names)s. Load the page again.", names=", ".join(unfit)))
    wrong = problems_of(asked, [one.enrolment.id for one in chosen])
    if table.kind is Kind.AWARD and not 3 <= len(wording) <= WORDING_LENGTH:
        wrong["wording"] = _l(
            "Say in 3 to %(limit)s signs what the award is for, for example “Peserta Terbaik I”.", limit=WORDING_LENGTH
        )
    if wrong:
        raise Invalid(fields=wrong)
    if number_problems(current_office()):
        raise Invalid(
            _l("The number format of the office cannot number certificates. Correct it on the page “Office”.")
        )
    return chosen


@job("certificates.issue")
def issue_run(context: JobContext) -> None:
    """One certificate, one transaction: what is issued stays issued, the rest follows after a crash."""
    run = session().get_one(IssueRun, int(context.payload["run_id"]))
    run_id, wanted, batch_id, kind, wording = run.id, list(run.enrolment_ids), run.batch_id, run.kind, run.wording
    candidates = {candidate.enrolment.id: candidate for candidate in eligibility.candidates_of(batch_id, kind)}
    left = [one for one in wanted if one in candidates and candidates[one].may_be_issued]
    earned = eligibility.earned_by([candidates[one] for one in left], batches.batch_card(batch_id), wording)
    office, emblems = current_office(), pictures()
    before = len(wanted) - len(left)
    context.progress(before, len(wanted))
    for done, enrolment_id in enumerate(left, before + 1):
        with transaction():
            context.progress(done, len(wanted))
            _issue_or_leave_out(run_id, enrolment_id, earned[enrolment_id], office, emblems)
    seal_waiting(batch_id, run.by_id, run.at)


def open_issue_run(by: Actor, run_id: int) -> RunCard:
    """A run of issuing, for those who may open its batch. Raises NotFound otherwise."""
    run = session().get(IssueRun, run_id)
    if run is None or run.job_id is None:
        raise NotFound
    batches.open_batch(by, run.batch_id)
    job = progress_of(run.job_id, len(run.enrolment_ids))
    return RunCard(run.id, run.batch_id, run.at, job, refused=_refused(run) if run.refused else {}, kind=run.kind)


def cancel_run(by: Actor, run_id: int) -> bool:
    """Stops a run after the certificate in hand; what is issued stays. False when it had ended. Raises Forbidden, NotFound."""
    by.must(Permission.ISSUE)
    return cancel(open_issue_run(by, run_id).job.id)


def resume_run(by: Actor, run_id: int) -> bool:
    """Lets a stopped run go on with those who are left. False when it was not stopped. Raises Forbidden, NotFound."""
    by.must(Permission.ISSUE)
    return resume(open_issue_run(by, run_id).job.id)


def _issue_or_leave_out(run_id: int, enrolment_id: int, earned: Earned, office: Office, emblems: Pictures) -> None:
    """In a savepoint, so that somebody who is left out uses no number."""
    try:
        with session().begin_nested():
            _issue_one(session(), run_id, enrolment_id, earned, office, emblems)
    except Unprintable as unprintable:
        _leave_out(run_id, enrolment_id, unprintable.problems)
    except NumberTaken as taken:
        _leave_out(run_id, enrolment_id, (taken.problem,))


def _issue_one(
    writing: Session, run_id: int, enrolment_id: int, earned: Earned, office: Office, emblems: Pictures
) -> None:
    """Number, facts and row; a participant who got one meanwhile is left alone. Raises Unprintable, NumberTaken."""
    run = writing.get_one(IssueRun, run_id, with_for_update=True)
    open_register(writing, office.numbering.unit, wib(run.at).year)
    own = (Certificate.enrolment_id == enrolment_id, Certificate.kind == run.kind)
    if writing.scalar(select(Certificate.id).where(*own).limit(1)) is not None:
        return
    given = give(writing, office, run, enrolment_id, earned.batch.name)
    catalog, token = batches.courses_of(run.batch_id), codes.new_code()
    facts = coded(facts_of(earned, office, catalog, number=given.number, at=run.at), token)
    writing.add(
        Certificate(
            enrolment_id=enrolment_id,
            person_id=earned.person.id,
            batch_id=run.batch_id,
            kind=run.kind,
            signing=office.signing,
            unit=given.unit,
            year=given.year,
            n=given.n,
            suffix=given.suffix,
            number=given.number,
            token=token,
            pdf_sha256=hashlib.sha256(press(facts, emblems)).hexdigest(),
            facts=facts.as_json(),
            layout=facts.layout,
            edition=" ".join(module.edition for module in catalog.modules.values()),
            issued_at=run.at,
            by_id=run.by_id,
        )
    )


def _leave_out(run_id: int, enrolment_id: int, problems: tuple[Reason, ...]) -> None:
    """Notes why somebody got no certificate in this run."""
    with transaction() as writing:
        run = writing.get_one(IssueRun, run_id, with_for_update=True)
        told = [{"msgid": problem.msgid, "params": dict(problem.params)} for problem in problems]
        run.refused = {**run.refused, str(enrolment_id): told}


def _refused(run: IssueRun) -> dict[str, tuple[Reason, ...]]:
    persons = {candidate.enrolment.id: candidate.person for candidate in eligibility.candidates_of(run.batch_id)}
    return {
        persons[int(key)].full_name: tuple(Reason(told["msgid"], told["params"]) for told in reasons)
        for key, reasons in run.refused.items()
        if int(key) in persons
    }
