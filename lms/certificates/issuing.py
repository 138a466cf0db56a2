"""Issuing: an act of the admin becomes a row and a job; the job may die and be repeated, the numbers stay whole."""

import hashlib
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.batches import service as batches
from lms.batches.service import EnrolmentCard
from lms.catalog.service import current_catalog
from lms.certificates import codes, service
from lms.certificates.models import Certificate, IssueRun, Register
from lms.certificates.office import current_office, pictures
from lms.certificates.press import Unprintable, press
from lms.certificates.printing import Earned, coded, facts_of, number_of
from lms.certificates.runs import RunCard, progress_of
from lms.kit.clock import wib
from lms.kit.db import added, session, transaction
from lms.kit.errors import Invalid, NotFound
from lms.kit.i18n import _l
from lms.kit.jobs import JobContext, enqueue, job
from lms.kit.words import Reason
from lms.people.actor import Actor
from lms.people.rules import Permission


def issue(by: Actor, batch_id: int, enrolment_ids: list[int], at: datetime) -> int:
    """Asks for certificates for these participants; the id of the run. Their numbers are given by the job, in roll order.

    Raises Forbidden for anybody but admins, Invalid when nobody was chosen, or somebody who has not earned one or already
    has one. Whose certificate cannot be printed properly is found by the job, which leaves them out and says why.
    """
    by.must(Permission.ISSUE)
    table = service.table_of(by, batch_id)
    chosen = [candidate for candidate in table.candidates if candidate.enrolment.id in set(enrolment_ids)]
    if not chosen or len(chosen) != len(set(enrolment_ids)):
        raise Invalid(_l("Choose at least one participant who has earned a certificate."))
    unfit = [one.person.name for one in chosen if not one.may_be_issued]
    if unfit:
        raise Invalid(_l("No certificate can be issued for: %(names)s. Load the page again.", names=", ".join(unfit)))
    with transaction() as writing:
        run = IssueRun(
            batch_id=batch_id, enrolment_ids=[candidate.enrolment.id for candidate in chosen], by_id=by.id, at=at
        )
        writing.add(run)
        writing.flush()
        run.job_id = enqueue("certificates.issue", {"run_id": run.id}, key=f"certificates.issue:{run.id}")
        return run.id


@job("certificates.issue")
def issue_run(context: JobContext) -> None:
    """One certificate, one transaction: what is issued stays issued, the rest follows after a crash."""
    run = session().get_one(IssueRun, int(context.payload["run_id"]))
    run_id, wanted, batch_id, by_id, at = run.id, list(run.enrolment_ids), run.batch_id, run.by_id, run.at
    candidates = {candidate.enrolment.id: candidate for candidate in service.candidates_of(batch_id)}
    batch, scores = batches.batch_card(batch_id), service.assignment_scores(wanted)
    for done, enrolment_id in enumerate(wanted, 1):
        candidate = candidates.get(enrolment_id)
        if candidate is not None and candidate.may_be_issued:
            try:
                earned = Earned(candidate.person, batch, candidate.standing, scores[enrolment_id])
                _issue_one(candidate.enrolment, earned, by_id, at)
            except Unprintable as unprintable:
                _leave_out(run_id, enrolment_id, unprintable.problems)
        context.progress(done, len(wanted))


def open_issue_run(by: Actor, run_id: int) -> RunCard:
    """A run of issuing, for those who may open its batch. Raises NotFound otherwise."""
    run = session().get(IssueRun, run_id)
    if run is None or run.job_id is None:
        raise NotFound
    batches.open_batch(by, run.batch_id)
    job = progress_of(run.job_id, len(run.enrolment_ids))
    return RunCard(run.id, run.batch_id, run.at, job, refused=_refused(run) if run.refused else {})


def _issue_one(enrolment: EnrolmentCard, earned: Earned, by_id: int, at: datetime) -> None:
    """Number, facts and row in one transaction; a participant who got one meanwhile is left alone.

    Raises Unprintable, and the number is free again.
    """
    office, catalog = current_office(), current_catalog()
    year, unit = wib(at).year, office.numbering.unit
    with transaction() as writing:
        register = _open_register(writing, unit, year)
        taken = writing.scalar(select(Certificate.id).where(Certificate.enrolment_id == enrolment.id))
        if taken is not None:
            return
        register.last += 1
        n, token = register.last, codes.new_code()
        number = number_of(office, earned.batch.name, wib(at).date(), n=n)
        facts = coded(facts_of(earned, office, catalog, number=number, at=at), token)
        writing.add(
            Certificate(
                enrolment_id=enrolment.id,
                person_id=enrolment.person_id,
                batch_id=enrolment.batch_id,
                unit=unit,
                year=year,
                n=n,
                number=facts.number,
                token=token,
                pdf_sha256=hashlib.sha256(press(facts, pictures())).hexdigest(),
                facts=facts.as_json(),
                layout=facts.layout,
                edition=" ".join(module.edition for module in catalog.modules.values()),
                issued_at=at,
                by_id=by_id,
            )
        )


def _open_register(writing: Session, unit: str, year: int) -> Register:
    """The register of this unit and year, locked until the commit: whoever holds it alone gives out numbers."""
    row = writing.get(Register, (unit, year), with_for_update=True)
    if row is None:
        added(Register(unit=unit, year=year, last=0))
        row = writing.get_one(Register, (unit, year), with_for_update=True)
    return row


def _leave_out(run_id: int, enrolment_id: int, problems: tuple[Reason, ...]) -> None:
    """Notes why somebody got no certificate in this run."""
    with transaction() as writing:
        run = writing.get_one(IssueRun, run_id, with_for_update=True)
        told = [{"msgid": problem.msgid, "params": dict(problem.params)} for problem in problems]
        run.refused = {**run.refused, str(enrolment_id): told}


def _refused(run: IssueRun) -> dict[str, tuple[Reason, ...]]:
    persons = {candidate.enrolment.id: candidate.person for candidate in service.candidates_of(run.batch_id)}
    return {
        persons[int(key)].full_name: tuple(Reason(told["msgid"], told["params"]) for told in reasons)
        for key, reasons in run.refused.items()
        if int(key) in persons
    }
