"""Whatever dies, jams, fills up or collides: every number is used once, none is left out, and the run comes to its end."""

import hashlib
import random
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, text, update

from lms.certificates import eligibility, issuing, service
from lms.certificates.facts import Facts
from lms.certificates.models import Certificate, OfficeEdition, Register
from lms.certificates.office import current_office, pictures
from lms.certificates.press import LAYOUTS, Layout, press
from lms.certificates.press.sheet import Sheet
from lms.kit.clock import now
from lms.kit.db import db, session, transaction
from lms.kit.errors import Invalid
from lms.kit.jobs import Job, JobState, drain, progress, sweep
from tests import workers
from tests.people import AT, Cast
from tests.story import class_of

pytestmark = pytest.mark.usefixtures("app_context")
KILLS = 50


def seats(cast: Cast) -> list[int]:
    return [one.enrolment.id for one in eligibility.candidates_of(cast.batch1) if one.may_be_issued]


def numbers() -> list[int]:
    session().rollback()
    return list(session().scalars(select(Certificate.n).order_by(Certificate.n)))


def issued() -> int:
    session().rollback()
    return session().scalar(select(func.count()).select_from(Certificate)) or 0


def last_given() -> int:
    session().rollback()
    return session().scalar(select(Register.last)) or 0


def job_of(cast: Cast, run: int) -> int:
    return issuing.open_issue_run(cast.admin, run).job.id


def due_again() -> None:
    with transaction() as writing:
        writing.execute(update(Job).values(run_at=now()))


# --- kill -9 ---------------------------------------------------------------------------------------------------------


@pytest.mark.real_clock
def test_killed_at_fifty_random_moments_every_number_is_used_once(app: Flask, cast: Cast) -> None:
    """Workers are processes of their own and end by SIGKILL, wherever they are."""
    class_of(cast, 500)
    run = issuing.issue(cast.admin, cast.batch1, seats(cast), now())
    job = job_of(cast, run)
    chance = random.Random(3)
    for kill in range(KILLS):
        before = issued()
        assert before < 500, f"the run was over before kill {kill}"
        worker = workers.start(app, workers.work)
        deadline = time.monotonic() + 30
        while issued() == before:
            assert time.monotonic() < deadline, "the worker does nothing"
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.03))
        worker.kill()
        worker.join()
        assert worker.exitcode == -9
        given = issued()
        assert numbers() == list(range(1, given + 1)), f"after kill {kill}"
        assert last_given() == given
        with transaction() as writing:  # as if a minute had passed: the lease of the dead worker ends
            writing.execute(update(Job).where(Job.id == job).values(lease_until=now() - timedelta(seconds=1)))
    finisher = workers.start(app, workers.work)
    finisher.join(60)
    session().rollback()
    assert progress(job).state is JobState.DONE
    assert progress(job).done == 500
    assert numbers() == list(range(1, 501))
    assert last_given() == 500
    rows = session().execute(
        select(Certificate.facts, Certificate.pdf_sha256, Certificate.token, Certificate.enrolment_id)
    )
    found = list(rows)
    assert len({row.token for row in found}) == len({row.enrolment_id for row in found}) == 500
    emblems = pictures()
    for row in found:
        assert hashlib.sha256(press(Facts.from_json(row.facts), emblems)).hexdigest() == row.pdf_sha256


# --- several at once -------------------------------------------------------------------------------------------------


def ask_and_work(cast: Cast, chosen: list[int]) -> None:
    """One admin with their own server: asks for these people, and does the work."""
    issuing.issue(cast.admin, cast.batch1, chosen, now())
    workers.work()


@pytest.mark.real_clock
def test_eight_processes_that_issue_the_same_people_collide_and_lose_nothing(app: Flask, cast: Cast) -> None:
    class_of(cast, 60)
    ready = seats(cast)
    chosen = [(cast, ready[place * 4 :] if place % 2 else ready) for place in range(8)]
    codes = workers.all_at_once(app, ask_and_work, chosen)
    assert codes.count(0) >= 1
    for _ in range(5):  # who was refused or tried at the same moment tries again
        due_again()
        drain()
    states = set(session().scalars(select(Job.state).where(Job.kind == "certificates.issue")))
    assert states == {JobState.DONE}
    assert numbers() == list(range(1, 61))
    assert last_given() == 60
    assert session().scalar(select(func.count(Certificate.enrolment_id.distinct()))) == 60


@pytest.mark.real_clock
def test_eight_workers_share_the_runs_of_two_admins(app: Flask, cast: Cast) -> None:
    class_of(cast, 60)
    ready = seats(cast)
    for chosen in (ready, ready, ready[30:], ready[:30]):
        issuing.issue(cast.admin, cast.batch1, chosen, now())
    assert workers.all_at_once(app, workers.work, [()] * 8) == [0] * 8
    due_again()
    drain()
    assert set(session().scalars(select(Job.state))) == {JobState.DONE}
    assert numbers() == list(range(1, 61))
    assert last_given() == 60


def test_two_people_of_one_name_have_their_own_certificates(cast: Cast, at: datetime) -> None:
    first, second = class_of(cast, 2)
    with transaction() as writing:
        writing.execute(text("UPDATE person SET name = 'Sri Wahyuni' WHERE login IN ('peserta01', 'peserta02')"))
    issuing.issue(cast.admin, cast.batch1, seats(cast), at)
    drain()
    (one,), (other,) = service.wallet(first), service.wallet(second)
    assert one.facts.name == other.facts.name == "Sri Wahyuni"
    assert one.number != other.number
    assert one.pdf_sha256 != other.pdf_sha256


# --- what jams -------------------------------------------------------------------------------------------------------


@pytest.fixture
def jammed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A layout with a mistake in it."""

    def draw(sheet: Sheet, facts: Facts) -> None:
        raise ZeroDivisionError("a layout that divides by nothing")

    monkeypatch.setitem(LAYOUTS, "resmi", Layout(draw, LAYOUTS["resmi"].sample))
    return


def test_a_layout_that_raises_gives_out_nothing_and_is_told_to_people(
    cast: Cast, at: datetime, jammed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class_of(cast, 3)
    run = issuing.issue(cast.admin, cast.batch1, seats(cast), at)
    for _ in range(3):
        due_again()
        drain()
    card = issuing.open_issue_run(cast.admin, run)
    assert (card.job.state, numbers(), last_given()) == (JobState.DEAD, [], 0)
    assert "ZeroDivisionError" in card.job.error
    monkeypatch.undo()
    assert issuing.resume_run(cast.admin, run)
    drain()
    assert numbers() == [1, 2, 3]


def test_a_stopped_run_keeps_what_is_issued_and_goes_on(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    class_of(cast, 5)
    run = issuing.issue(cast.admin, cast.batch1, seats(cast), at)
    pressed: list[Facts] = []

    def stop_at_the_second(facts: Facts, emblems: object) -> bytes:
        pressed.append(facts)
        if len(pressed) == 2:
            session().execute(update(Job).values(state=JobState.CANCELLED))  # the admin, from elsewhere
        return b"pdf"

    with monkeypatch.context() as slow:
        slow.setattr(issuing, "press", stop_at_the_second)
        drain()
    card = issuing.open_issue_run(cast.admin, run)
    assert (card.job.state, card.job.done, numbers()) == (JobState.CANCELLED, 2, [1, 2])
    assert issuing.resume_run(cast.admin, run)
    assert not issuing.resume_run(cast.admin, run)
    drain()
    assert (numbers(), issuing.open_issue_run(cast.admin, run).job.state) == ([1, 2, 3, 4, 5], JobState.DONE)


def test_a_clock_set_back_gives_the_next_number_all_the_same(cast: Cast, at: datetime) -> None:
    class_of(cast, 4)
    ready = seats(cast)
    issuing.issue(cast.admin, cast.batch1, ready[:2], at)
    drain()
    with time_machine.travel(at - timedelta(days=2)):
        issuing.issue(cast.admin, cast.batch1, ready[2:], now())
        sweep()
        drain()
    assert (numbers(), last_given()) == ([1, 2, 3, 4], 4)
    dates = [card.facts.issued_on for card in sorted(service.register(), key=lambda card: card.id)]
    assert dates == ["2026-11-18", "2026-11-18", "2026-11-16", "2026-11-16"]


def test_a_disk_that_fills_up_in_the_middle_leaves_whole_certificates(cast: Cast, at: datetime) -> None:
    """The database refuses rows from the third on, as a full disk does; with room again the run comes to its end."""
    class_of(cast, 6)
    run = issuing.issue(cast.admin, cast.batch1, seats(cast), at)
    fill, free = {
        "sqlite": (
            (
                "CREATE TRIGGER no_room BEFORE INSERT ON certificate WHEN (SELECT count(*) FROM certificate) >= 2 "
                "BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END"
            ),
            "DROP TRIGGER no_room",
        ),
        "postgresql": (
            (
                "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                "IF (SELECT count(*) FROM certificate) >= 2 THEN RAISE disk_full; END IF; RETURN NEW; END $$; "
                "CREATE TRIGGER no_room BEFORE INSERT ON certificate FOR EACH ROW EXECUTE FUNCTION full_disk()"
            ),
            "DROP TRIGGER no_room ON certificate; DROP FUNCTION full_disk()",
        ),
    }[db.engine.dialect.name]
    with transaction() as writing:
        writing.execute(text(fill))
    drain()
    assert issuing.open_issue_run(cast.admin, run).job.state is JobState.FAILED
    assert (numbers(), last_given()) == ([1, 2], 2)
    with transaction() as writing:
        writing.execute(text(free))
    due_again()
    drain()
    assert (numbers(), last_given()) == ([1, 2, 3, 4, 5, 6], 6)
    assert issuing.open_issue_run(cast.admin, run).job.state is JobState.DONE


def test_a_format_without_a_counter_is_refused_before_anything_begins(cast: Cast, at: datetime) -> None:
    """The form does not let one in; a row that has one all the same (an import, a hand) gives out nothing."""
    class_of(cast, 1)
    broken = current_office().model_dump(mode="json")
    broken["numbering"]["mask"] = "{kode}/{unit}/{tahun}"
    with transaction() as writing:
        writing.add(OfficeEdition(values=broken, at=AT))
    with pytest.raises(Invalid):
        issuing.issue(cast.admin, cast.batch1, seats(cast), at)
    assert (numbers(), last_given()) == ([], 0)
