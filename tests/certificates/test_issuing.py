"""Certificates are issued to those who earned one, under numbers without gaps, whoever dies on the way."""

import signal
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from lms.batches.rules import Mark
from lms.certificates import eligibility, issuing, printroom, service
from lms.certificates.models import Certificate, IssueRun, Register
from lms.certificates.rules import Kind
from lms.kit.clock import now
from lms.kit.db import session, transaction
from lms.kit.errors import Forbidden, Invalid
from lms.kit.jobs import Job, JobState, drain, progress, run_job, sweep
from tests import factories
from tests.browser import Browser
from tests.page import form, words
from tests.people import Cast
from tests.story import certified, class_of, pass_everything
from tests.workers import Worker, until, workers_of

pytestmark = pytest.mark.usefixtures("app_context")
As = Callable[[str], Browser]


def numbers(year: int = 2026) -> list[int]:
    session().rollback()
    return list(session().scalars(select(Certificate.n).where(Certificate.year == year).order_by(Certificate.n)))


def last_given(year: int = 2026) -> int:
    session().rollback()
    return session().get_one(Register, ("Diskominfo", year)).last


def runs() -> int:
    session().rollback()
    return session().scalar(select(func.count()).select_from(IssueRun)) or 0


def seats(cast: Cast) -> list[int]:
    """The enrolments of batch 1 that are ready, in roll order."""
    return [one.enrolment.id for one in eligibility.candidates_of(cast.batch1) if one.may_be_issued]


# --- who has earned one ----------------------------------------------------------------------------------------------


def reasons(cast: Cast, as_: As) -> str:
    """What the admin reads, in English."""
    admin = as_("admin")
    admin.post("/language", data={"locale": "en"})
    return words(admin.get(f"/batches/{cast.batch1}/certificates")).partition("Not earned yet, and why")[2]


def test_the_table_says_why_somebody_has_not_earned_one(cast: Cast, at: datetime, as_: As) -> None:
    ratna, budi = cast.enrolment(cast.ratna), cast.enrolment(cast.budi)
    for n, mark in enumerate((Mark.PRESENT, Mark.LATE, Mark.PRESENT, Mark.SICK)):
        factories.meeting(cast.batch1, {ratna: Mark.PRESENT, budi: mark}, by=cast.sari, at=at + timedelta(hours=n))
    factories.results(ratna, Decimal("69.99"), by=cast.sari, at=at)
    factories.results(budi, Decimal(95), by=cast.sari, at=at)
    told = reasons(cast, as_)
    budis, ratnas = told.partition("Ratna Dewi")[0], told.partition("Ratna Dewi")[2]
    assert "75" in budis, "his share of meetings"
    assert "80" in budis, "and the share that is needed"
    assert "P-1 Foto tunggal kegiatan dan caption" in ratnas, "what she has to pass"
    assert seats(cast) == []


def test_only_the_earned_are_issued_and_only_by_an_admin(cast: Cast, at: datetime) -> None:
    ratna, budi = cast.enrolment(cast.ratna), cast.enrolment(cast.budi)
    pass_everything(cast, cast.ratna)
    for chosen in ([], [budi], [ratna, budi], [ratna, 999_999], [cast.enrolment(cast.wahyu)]):
        with pytest.raises(Invalid):
            issuing.issue(cast.admin, cast.batch1, chosen, at)
    for other in cast.everyone().values():
        if other != cast.admin:
            with pytest.raises(Forbidden):
                issuing.issue(other, cast.batch1, [ratna], at)
            with pytest.raises(Forbidden):
                printroom.print_batch(other, cast.batch1, at)
    assert runs() == 0
    issuing.issue(cast.admin, cast.batch1, [ratna], at)
    drain()
    assert numbers() == [1]
    with pytest.raises(Invalid):
        issuing.issue(cast.admin, cast.batch1, [ratna], at)


def test_the_form_takes_what_was_ticked_and_survives_what_was_not_meant(cast: Cast, as_: As) -> None:
    class_of(cast, 3)
    admin = as_("admin")
    admin.post("/language", data={"locale": "en"})
    page = f"/batches/{cast.batch1}/certificates"
    for nonsense in ("²", "x", "-1", "9" * 40, "9" * 5000):
        answer = admin.post(f"{page}/issue", data={"enrolment": nonsense})
        assert answer.location == page
    ready = form(admin.get(page), "/issue")
    assert len(ready.fields["enrolment"]) == 3
    ready.put("enrolment", ready.fields["enrolment"][:2]).send(admin)
    drain()
    assert numbers() == [1, 2]
    assert len(form(admin.get(page), "/issue").fields["enrolment"]) == 1, "the third still waits"


def test_the_same_form_twice_is_one_run(cast: Cast, as_: As) -> None:
    enrolments = pass_everything(cast, cast.ratna, cast.budi)
    fields = {"enrolment": [str(one) for one in enrolments], "_key": "the form of this page"}
    answers = [as_("admin").post(f"/batches/{cast.batch1}/certificates/issue", data=fields) for _ in range(3)]
    assert {answer.location for answer in answers} == {"/issue-runs/1"}
    assert runs() == 1
    drain()
    assert numbers() == [1, 2]


# --- numbers ---------------------------------------------------------------------------------------------------------


def test_numbers_follow_the_roll_and_go_on_from_run_to_run(cast: Cast, at: datetime) -> None:
    people = class_of(cast, 5)
    ready = seats(cast)
    for chosen in (ready[:2], ready[2:]):
        issuing.issue(cast.admin, cast.batch1, chosen[::-1], at)
        drain()
    given = [service.wallet(person)[0].number for person in people]
    assert given == [f"800.2.4/00{n}/Diskominfo/XI/2026" for n in range(1, 6)]
    assert last_given() == 5


def test_runs_that_overlap_give_everyone_one_certificate(cast: Cast, at: datetime) -> None:
    class_of(cast, 4)
    ready = seats(cast)
    asked = [issuing.issue(cast.admin, cast.batch1, chosen, at) for chosen in (ready[:3], ready[1:], ready)]
    assert drain() == 3
    assert {issuing.open_issue_run(cast.admin, run).job.state for run in asked} == {JobState.DONE}
    assert numbers() == [1, 2, 3, 4]


def test_a_run_can_be_looked_at_when_its_job_is_long_forgotten(cast: Cast, at: datetime, as_: As) -> None:
    class_of(cast, 3)
    run = issuing.issue(cast.admin, cast.batch1, seats(cast), at)
    drain()
    with time_machine.travel(at + timedelta(days=31)):
        sweep()
    job = issuing.open_issue_run(cast.admin, run).job
    assert as_("admin").get(f"/issue-runs/{run}").status_code == 200
    assert (job.state, job.done, job.total) == (JobState.DONE, 3, 3)


def test_a_run_that_is_overtaken_gives_nobody_a_second_certificate(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between looking who has none yet and giving out numbers, another worker finishes the same people."""
    class_of(cast, 3)
    slow, fast = (issuing.issue(cast.admin, cast.batch1, seats(cast), at) for _ in range(2))
    look = eligibility.candidates_of

    def look_then_wait(batch_id: int, kind: Kind) -> tuple[eligibility.Candidate, ...]:
        monkeypatch.undo()
        found = look(batch_id, kind)
        assert run_job(issuing.open_issue_run(cast.admin, fast).job.id)
        return found

    monkeypatch.setattr(eligibility, "candidates_of", look_then_wait)
    assert run_job(issuing.open_issue_run(cast.admin, slow).job.id)
    session().rollback()
    assert {issuing.open_issue_run(cast.admin, run).job.state for run in (slow, fast)} == {JobState.DONE}
    assert (numbers(), last_given()) == ([1, 2, 3], 3)


def test_runs_at_the_same_moment_share_one_register(app: Flask, cast: Cast, at: datetime) -> None:
    class_of(cast, 12)
    ready = seats(cast)
    asked = [issuing.issue(cast.admin, cast.batch1, chosen, at) for chosen in (ready[:8], ready[4:], ready)]
    start = threading.Barrier(3)

    def work() -> None:
        with app.app_context():
            start.wait()
            drain()

    workers = [threading.Thread(target=work) for _ in asked]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    session().rollback()
    assert {issuing.open_issue_run(cast.admin, run).job.state for run in asked} == {JobState.DONE}
    assert numbers() == list(range(1, 13))
    assert last_given() == 12


def test_a_failure_while_a_certificate_is_made_uses_no_number(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    class_of(cast, 3)
    run = issuing.issue(cast.admin, cast.batch1, seats(cast), at)
    press, pressed = issuing.press, []

    def jam(facts: object, pictures: object) -> bytes:
        pressed.append(facts)
        if len(pressed) == 2:
            raise OSError("paper jam")
        return press(facts, pictures)

    with monkeypatch.context() as broken:
        broken.setattr(issuing, "press", jam)
        drain()
    assert (numbers(), last_given()) == ([1], 1)
    card = issuing.open_issue_run(cast.admin, run)
    assert card.job.state is JobState.FAILED
    with transaction() as writing:
        writing.execute(update(Job).values(run_at=now()))
    drain()
    assert (numbers(), last_given()) == ([1, 2, 3], 3)


def test_a_new_year_begins_at_midnight_in_palembang(cast: Cast) -> None:
    people = class_of(cast, 3)
    ready = seats(cast)
    eve = datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC)
    for chosen, moment in zip(ready, (eve, eve + timedelta(seconds=1), eve + timedelta(days=1)), strict=True):
        issuing.issue(cast.admin, cast.batch1, [chosen], moment)
        drain()
    assert [service.wallet(person)[0].number for person in people] == [
        "800.2.4/001/Diskominfo/XII/2026",
        "800.2.4/001/Diskominfo/I/2027",
        "800.2.4/002/Diskominfo/I/2027",
    ]
    assert service.wallet(people[1])[0].facts.issued == "Palembang, 1 Januari 2027"


# --- kill -9 ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def start_worker(app: Flask) -> Iterator[Callable[[], Worker]]:
    with workers_of(app) as start:
        yield start


@pytest.mark.real_clock
def test_killed_in_the_middle_twice_the_batch_completes_and_every_number_is_used_once(
    cast: Cast, start_worker: Callable[[], Worker]
) -> None:
    class_of(cast, 40)
    run = issuing.issue(cast.admin, cast.batch1, seats(cast), now())
    job = issuing.open_issue_run(cast.admin, run).job.id
    for moment in (1, 20):
        worker = start_worker()
        until(lambda least=moment: len(numbers()) >= least)
        worker.send_signal(signal.SIGKILL)
        assert worker.wait() == -signal.SIGKILL
        reached = len(numbers())
        assert moment <= reached < 40, "it was killed in the middle"
        assert numbers() == list(range(1, reached + 1))
        assert last_given() == reached
        with transaction() as writing:  # as if a minute had passed: the lease of the dead worker ends
            writing.execute(update(Job).where(Job.id == job).values(lease_until=now() - timedelta(seconds=1)))
    start_worker()
    until(lambda: session().rollback() is None and progress(job).state is JobState.DONE)
    assert numbers() == list(range(1, 41))
    assert last_given() == 40
    assert session().scalar(select(func.count(Certificate.token.distinct()))) == 40
    assert session().scalar(select(func.count(Certificate.enrolment_id.distinct()))) == 40
    assert progress(job).done == 40


def test_the_wallet_holds_the_own_certificates(cast: Cast, as_: As) -> None:
    ratna, budi = certified(cast, cast.ratna, cast.budi)
    for login, own, other in (("ratna", ratna, budi), ("budi", budi, ratna)):
        wallet = words(as_(login).get("/certificates"))
        assert own.number in wallet
        assert other.number not in wallet
    assert service.wallet(cast.wahyu) == []
