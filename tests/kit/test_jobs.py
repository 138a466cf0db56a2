"""A job asked for in a committed transaction is done, whatever dies on the way; its effect is there once."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from lms.kit import bell, jobs
from lms.kit.clock import now
from lms.kit.db import session, transaction
from lms.kit.errors import NotFound
from lms.kit.jobs import Job, JobContext, JobState, LeaseLost, drain, enqueue, job, progress, run_job, sweep

pytestmark = pytest.mark.usefixtures("app_context")
ran: list[str] = []
plans: dict[str, Callable[[JobContext], None]] = {}


@job("tests.note")
def note(context: JobContext) -> None:
    ran.append(context.payload["name"])


@job("tests.plan")
def follow_plan(context: JobContext) -> None:
    """Does what the test says."""
    plans[context.payload["plan"]](context)


@pytest.fixture(autouse=True)
def fresh_start(app: Flask) -> Iterator[None]:
    app.extensions["jobs"].close()
    ran.clear()
    yield
    plans.clear()
    app.extensions["jobs"].close()


def ask(plan: Callable[[JobContext], None]) -> int:
    plans["it"] = plan
    return enqueue("tests.plan", {"plan": "it"})


def row(job_id: int) -> Job:
    return session().get_one(Job, job_id, populate_existing=True)


def alter(job_id: int, **values: Any) -> None:
    with transaction() as writing:
        writing.execute(update(Job).where(Job.id == job_id).values(**values))


def lapse(job_id: int) -> None:
    """As if the worker had been silent for longer than its lease."""
    alter(job_id, lease_until=now() - timedelta(seconds=1))


# --- asking ------------------------------------------------------------------------------------------------------------


def test_a_job_is_part_of_the_transaction_that_asks_for_it() -> None:
    with pytest.raises(ZeroDivisionError), transaction():
        assert enqueue("tests.note", {"name": "never"}) / 0
    with transaction():
        enqueue("tests.note", {"name": "first"})
        enqueue("tests.note", {"name": "second"})
        assert ran == []
    assert drain() == 2
    assert ran == ["first", "second"]


def test_a_key_asks_once() -> None:
    first = enqueue("tests.note", {"name": "once"}, key="certificate:17")
    assert enqueue("tests.note", {"name": "twice"}, key="certificate:17") == first
    drain()
    assert enqueue("tests.note", {"name": "thrice"}, key="certificate:17") == first
    assert drain() == 0
    assert ran == ["once"]


def test_a_kind_nobody_does_is_refused_when_asked_for() -> None:
    with pytest.raises(KeyError, match=r"job kind 'tests.nobody' does not exist; there are: .*tests.note"):
        enqueue("tests.nobody", {})
    assert session().scalar(select(func.count(Job.id))) == 0


def test_how_far_a_job_is_can_be_seen_while_it_runs() -> None:
    seen = []

    def plan(context: JobContext) -> None:
        for done in (1, 2):
            context.progress(done, 2)
            card = progress(context.id)
            seen.append((card.state, card.done, card.total))

    asked = ask(plan)
    drain()
    assert seen == [(JobState.RUNNING, 1, 2), (JobState.RUNNING, 2, 2)]
    assert (progress(asked).state, progress(asked).done) == (JobState.DONE, 2)
    with pytest.raises(NotFound):
        progress(asked + 1)


def test_a_bell_out_of_order_delays_the_job_and_nothing_else(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(bell, "SqliteHuey", broken)
    monkeypatch.setattr(bell, "PostgresHuey", broken)
    enqueue("tests.note", {"name": "late"})
    sweep()
    drain()
    assert ran == ["late"]


def test_the_bell_rings_after_the_commit_and_once_for_what_was_forgotten(app: Flask) -> None:
    rung = app.extensions["jobs"]
    hear_all(rung)
    with transaction():
        enqueue("tests.note", {"name": "it"})
        assert rung.waiting() == 0
    assert rung.waiting() == 1
    hear_all(rung)
    sweep()
    sweep()
    assert rung.waiting() == 1
    drain()
    hear_all(rung)
    sweep()
    assert rung.waiting() == 0


def hear_all(rung: bell.Bell) -> None:
    """As a worker that was killed right after it heard the bell."""
    huey = rung._work().huey
    while huey.dequeue():
        pass


def test_the_sweep_forgets_what_was_done_long_ago_and_does_the_chores(monkeypatch: pytest.MonkeyPatch) -> None:
    done, waiting = enqueue("tests.note", {"name": "done"}), enqueue("tests.note", {"name": "waiting"})
    alter(waiting, run_at=now() + timedelta(days=60))
    drain()
    called: list[timedelta] = []
    start = now()
    monkeypatch.setitem(jobs.CHORES, "tests.chore", lambda moment: called.append(moment - start))
    for days, left in ((29, {done, waiting}), (31, {waiting})):
        with time_machine.travel(start + timedelta(days=days), tick=False):
            sweep()
        assert set(session().scalars(select(Job.id))) == left
    assert called == [timedelta(days=29), timedelta(days=31)]


# --- failing -----------------------------------------------------------------------------------------------------------


def test_a_failed_job_is_tried_three_times_with_pauses_then_kept_for_people() -> None:
    def plan(context: JobContext) -> None:
        ran.append(f"attempt {context.attempt}")
        raise ValueError("poison")

    poison = ask(plan)
    enqueue("tests.note", {"name": "another"})
    start = now()
    drain()
    assert ran == ["attempt 1", "another"]
    assert progress(poison).state is JobState.FAILED
    assert progress(poison).error == "ValueError: poison"
    for seconds, attempts in ((9, 1), (11, 2), (69, 2), (75, 3), (3600, 3)):
        with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
            drain()
        assert row(poison).attempts == attempts
    (letter,) = jobs.dead_letters()
    assert (letter.id, letter.state, letter.error) == (poison, JobState.DEAD, "ValueError: poison")


def test_a_dead_job_goes_on_once_its_cause_is_gone() -> None:
    repaired = ask(note)
    assert not jobs.resume(repaired), "it is not dead"
    alter(repaired, state=JobState.DEAD, attempts=3, payload={"plan": "it", "name": "repaired"})
    assert jobs.resume(repaired)
    drain()
    assert ran == ["repaired"]
    assert jobs.dead_letters() == []


def test_what_a_failing_job_had_begun_to_write_is_undone() -> None:
    def plan(context: JobContext) -> None:
        with transaction():
            enqueue("tests.note", {"name": "half"})
            raise ValueError

    ask(plan)
    drain()
    assert ran == []


# --- stopping and going on ---------------------------------------------------------------------------------------------


def test_a_cancelled_job_stops_at_its_next_word_and_goes_on_when_it_is_told_to() -> None:
    """What it did stays; the second run begins where it likes, and how far it was is not taken back."""

    def plan(context: JobContext) -> None:
        for done in range(1, 5):
            ran.append(f"{context.attempt}:{done}")
            context.progress(done, 4)
            if done == 2 and len(ran) == 2:
                assert jobs.cancel(context.id)

    asked = ask(plan)
    assert drain() == 1
    assert (row(asked).state, row(asked).done, ran) == (JobState.CANCELLED, 2, ["1:1", "1:2", "1:3"])
    assert drain() == 0
    sweep()
    assert row(asked).state is JobState.CANCELLED, "nobody but a person lets it go on"
    assert jobs.resume(asked)
    assert row(asked).done == 2
    assert drain() == 1
    assert (row(asked).state, row(asked).done) == (JobState.DONE, 4)
    assert not jobs.cancel(asked), "it has ended"
    assert not jobs.resume(asked)


def test_a_job_cancelled_before_its_turn_never_begins() -> None:
    asked = enqueue("tests.note", {"name": "never"})
    assert jobs.cancel(asked)
    assert not jobs.cancel(asked)
    assert drain() == 0
    assert ran == []


def test_one_who_is_cancelled_and_told_to_go_on_at_once_runs_once_more_and_not_twice() -> None:
    """The first worker has not noticed yet; it stops at its next word all the same."""

    def plan(context: JobContext) -> None:
        if context.fence == 1:
            jobs.cancel(context.id)
            jobs.resume(context.id)
            with pytest.raises(LeaseLost):
                context.progress(1, 2)
            return
        context.progress(2, 2)

    asked = ask(plan)
    assert drain() == 2
    assert (row(asked).state, row(asked).done) == (JobState.DONE, 2)


def test_a_job_that_gets_further_each_time_is_not_given_up() -> None:
    def plan(context: JobContext) -> None:
        reached = row(context.id).done
        context.progress(1, 8)
        context.progress(reached + 1, 8)
        if reached < 7:
            raise OSError("the disk is slow today")

    asked = ask(plan)
    for _ in range(8):
        alter(asked, run_at=now())
        drain()
    assert (row(asked).state, row(asked).done) == (JobState.DONE, 8)


def test_a_clock_that_was_set_back_keeps_nobody_waiting() -> None:
    waiting = enqueue("tests.note", {"name": "waiting"})
    held = enqueue("tests.note", {"name": "held"})
    hour = timedelta(hours=1)
    alter(waiting, run_at=now() + hour)
    alter(held, state=JobState.RUNNING, lease_until=now() + hour, fence=1, attempts=1)
    assert drain() == 0
    sweep()
    assert drain() == 1
    assert ran == ["waiting"]
    assert row(held).lease_until <= now() + jobs.LEASE


# --- leases ------------------------------------------------------------------------------------------------------------


def test_a_running_job_is_not_run_beside_itself() -> None:
    def plan(context: JobContext) -> None:
        sweep()
        assert run_job(context.id) is False
        assert drain() == 0

    assert progress_after(plan).state is JobState.DONE


def test_saying_something_renews_the_lease() -> None:
    def plan(context: JobContext) -> None:
        lapse(context.id)
        context.progress(1, 2)
        sweep()
        assert row(context.id).state is JobState.RUNNING

    assert progress_after(plan).state is JobState.DONE


def test_a_worker_that_slept_too_long_cannot_write_any_more() -> None:
    def plan(context: JobContext) -> None:
        if context.attempt == 2:
            ran.append("the second worker")
            return
        lapse(context.id)
        sweep()
        assert run_job(context.id)
        with pytest.raises(LeaseLost):
            context.progress(1, 1)
        raise ValueError("the first worker fails late")

    card = progress_after(plan)
    assert ran == ["the second worker"]
    assert (card.state, card.error, card.done) == (JobState.DONE, "", 0)


def test_a_worker_that_hears_its_lease_is_lost_stops_quietly() -> None:
    def plan(context: JobContext) -> None:
        if context.attempt == 1:
            lapse(context.id)
            sweep()
            context.progress(1, 2)

    asked = ask(plan)
    drain()
    assert row(asked).state is JobState.DONE
    assert row(asked).fence == 2


def test_a_job_that_kills_its_worker_three_times_is_dead() -> None:
    asked = enqueue("tests.note", {"name": "killer"})
    for attempts, state in ((1, JobState.QUEUED), (2, JobState.QUEUED), (3, JobState.DEAD)):
        alter(asked, state=JobState.RUNNING, attempts=attempts, lease_until=now() - timedelta(seconds=1))
        sweep()
        assert row(asked).state is state
    assert "three times" in row(asked).error


def test_many_workers_run_each_job_once(app: Flask) -> None:
    names = {f"job {n}" for n in range(12)}
    with transaction():
        for name in names:
            enqueue("tests.note", {"name": name})
    start = threading.Barrier(4)

    def work() -> None:
        with app.app_context():
            start.wait()
            drain()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(ran) == 12
    assert set(ran) == names


def test_many_who_ask_with_one_key_get_one_job(app: Flask) -> None:
    start = threading.Barrier(4)
    ids: list[int] = []

    def ask_for_it() -> None:
        with app.app_context():
            start.wait()
            ids.append(enqueue("tests.note", {"name": "it"}, key="print:1"))

    people = [threading.Thread(target=ask_for_it) for _ in range(4)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert len(ids) == 4
    assert len(set(ids)) == 1
    assert drain() == 1


def progress_after(plan: Callable[[JobContext], None]) -> jobs.JobCard:
    asked = ask(plan)
    drain()
    return progress(asked)


# --- real workers ------------------------------------------------------------------------------------------------------

WORKER = """
import os, sys, time
from pathlib import Path
from flask import Flask
from lms.config import Settings
from lms.kit.db import init_db
from lms.kit.jobs import init_jobs, job, run_worker
from lms.kit.storage import init_storage

@job("tests.steps")
def steps(context):
    folder = Path(context.payload["folder"])
    with (folder / "runs").open("a") as runs:
        runs.write(f"{os.getpid()}\\n")
    for step in range(1, 11):
        done = folder / f"step {step}"
        if not done.exists():
            time.sleep(context.payload["pause"])
            with done.open("x"):
                pass
        context.progress(step, 10)

settings = Settings()
app = Flask("lms")
init_db(app, settings.database)
init_storage(app, settings)
init_jobs(app, settings)
print("ready", flush=True)
run_worker(app, until_eof="--until-eof" in sys.argv)
print("stopped", flush=True)
"""


@jobs.job("tests.steps")
def steps(context: JobContext) -> None:
    raise AssertionError("only the workers of this test run this")


Worker = subprocess.Popen[str]


@pytest.fixture
def start_worker(app: Flask) -> Iterator[Callable[..., Worker]]:
    settings = app.extensions["settings"]
    started: list[Worker] = []

    def start(*arguments: str) -> Worker:
        environment = os.environ | {
            "LMS_INSTANCE": str(settings.instance),
            "LMS_DATABASE_URL": settings.database,
            "LMS_SECRET_KEY": settings.key(),
        }
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER, *arguments],
            cwd=Path(__file__).parents[2],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(worker)
        assert worker.stdout
        assert worker.stdout.readline() == "ready\n"
        return worker

    yield start
    for worker in started:
        with worker:
            worker.kill()


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


def finished(job_id: int) -> Callable[[], bool]:
    def look() -> bool:
        session().rollback()
        return progress(job_id).state is JobState.DONE

    return look


@pytest.mark.real_clock
def test_a_worker_killed_in_the_middle_is_followed_by_one_that_finishes(
    start_worker: Callable[..., Worker], tmp_path: Path
) -> None:
    asked = enqueue("tests.steps", {"folder": str(tmp_path), "pause": 0.1})
    killed = start_worker()
    until((tmp_path / "step 3").exists)
    killed.send_signal(signal.SIGKILL)
    assert killed.wait() == -signal.SIGKILL
    assert progress(asked).state is JobState.RUNNING
    assert not (tmp_path / "step 10").exists()

    lapse(asked)
    follower = start_worker()
    until(finished(asked))
    assert (tmp_path / "runs").read_text().split() == [str(killed.pid), str(follower.pid)]
    assert row(asked).fence == 2
    assert progress(asked).done == 10


@pytest.mark.real_clock
def test_a_worker_hears_of_new_jobs_at_once_and_ends_politely(
    start_worker: Callable[..., Worker], tmp_path: Path
) -> None:
    worker = start_worker()
    time.sleep(1)  # it has nothing to do
    (tmp_path / "one").mkdir()
    first = enqueue("tests.steps", {"folder": str(tmp_path / "one"), "pause": 0})
    until(finished(first), seconds=5)

    (tmp_path / "two").mkdir()
    second = enqueue("tests.steps", {"folder": str(tmp_path / "two"), "pause": 0.1})
    until((tmp_path / "two" / "step 2").exists)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(20) == 0
    assert finished(second)(), "the job in hand is finished first"
    assert row(second).attempts == 1


@pytest.mark.real_clock
def test_a_worker_ends_with_its_parent(start_worker: Callable[..., Worker]) -> None:
    worker = start_worker("--until-eof")
    assert worker.stdin
    worker.stdin.close()
    assert worker.wait(20) == 0
