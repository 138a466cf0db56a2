"""Processes of their own on the database under test: `lms worker` as the service starts it, or forks that start in
milliseconds, from a server that has imported the product, each with its own application and its own connections."""

import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.context import ForkServerProcess
from multiprocessing.synchronize import Barrier

from flask import Flask

from lms.app import create_app
from lms.certificates.facts import SAMPLE
from lms.certificates.press import press
from lms.config import ROOT, Settings
from lms.kit import jobs
from lms.kit.db import session

Worker = subprocess.Popen[bytes]
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.workers"])
TOLD = "LMS_TEST_WORKERS"
"""How the server of forks hears of the settings: it makes the application once, before anybody is forked from it."""


def _application(known: str) -> Flask:
    press(SAMPLE)  # what the press sets up once is there before anybody is forked
    return create_app(Settings(**json.loads(known)))


READY = (os.environ[TOLD], _application(os.environ[TOLD])) if TOLD in os.environ else ("", None)


def start(app: Flask, act: Callable[..., None], *given: object) -> ForkServerProcess:
    """Runs `act(*given)` in a process of its own, in the context of an application with the settings of `app`."""
    settings: Settings = app.extensions["settings"]
    known = {
        "instance": str(settings.instance),
        "database_url": settings.database,
        "secret_key": settings.key(),
        "base_url": settings.base_url,
    }
    os.environ.setdefault(TOLD, json.dumps(known))
    process = FORKS.Process(target=_run, args=(json.dumps(known), act, given))
    process.start()
    return process


def all_at_once(app: Flask, act: Callable[..., None], each: Sequence[tuple[object, ...]]) -> list[int | None]:
    """As many processes as there are `each`, let go together; their exit codes, 0 where all went well."""
    barrier = FORKS.Barrier(len(each))
    processes = [start(app, _wait_for_all, barrier, act, *given) for given in each]
    for process in processes:
        process.join(60)
    return [process.exitcode for process in processes]


def work() -> None:
    """What a worker does: gives back the leases of the dead, then every job that is due."""
    jobs.sweep()
    jobs.drain()


def _run(known: str, act: Callable[..., None], given: tuple[object, ...]) -> None:
    made_for, app = READY
    if app is None or made_for != known:
        app = _application(known)
    with app.app_context():
        act(*given)


def _wait_for_all(barrier: Barrier, act: Callable[..., None], *given: object) -> None:
    barrier.wait(60)
    act(*given)


@contextmanager
def workers_of(app: Flask, **more: str) -> Iterator[Callable[[], Worker]]:
    """Starts `lms worker` on the database of this test, as often as it is called; `more` is added to the environment."""
    settings: Settings = app.extensions["settings"]
    environment = os.environ | {
        "LMS_INSTANCE": str(settings.instance),
        "LMS_DATABASE_URL": settings.database,
        "LMS_SECRET_KEY": settings.key(),
        "LMS_BASE_URL": settings.base_url,
        "PYTHONPATH": str(ROOT),
    }
    started: list[Worker] = []

    def start() -> Worker:
        command = [sys.executable, "-P", "-m", "lms", "worker"]
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment | more, stderr=subprocess.DEVNULL))
        return started[-1]

    try:
        yield start
    finally:
        for worker in started:
            worker.kill()
            worker.wait()


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    """Waits for what another process does."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.01)
        session().rollback()
