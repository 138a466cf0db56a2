"""The harness: a fresh database with the cast for every test, a fixed beginning of time, and no way out to the network.

`LMS_TEST_DATABASE` chooses the database: `sqlite` (default), `postgresql` (a server of our own for this run), or the
postgresql:// address of one that may create databases.
"""

import fcntl
import os
import pickle
import shutil
import signal
import socket
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from lms.app import create_app
from lms.config import Settings
from lms.kit import schema
from lms.kit.db import db
from lms.kit.turnstile import turnstile
from tests import people, postgres
from tests.browser import Browser
from tests.people import AT, Cast

ROOT = Path(__file__).resolve().parent.parent
UNDER_CI = os.environ.get("CI") == "true"
MEMORY, ROOM = Path("/dev/shm"), 2 * 1024**3  # noqa: S108 - folders are made in it with mkdtemp
LOOPBACK = ("127.0.0.1", "::1", "localhost", "")
# Program -> Debian package, for tests whose judge is a program that did not make the file.
PROGRAMS = {
    "chromium": "chromium",
    "pdffonts": "poppler-utils",
    "pdfinfo": "poppler-utils",
    "pdfsig": "poppler-utils",
    "pdftotext": "poppler-utils",
    "pdftoppm": "poppler-utils",
    "qpdf": "qpdf",
    "softhsm2-util": "softhsm2",
}
outside = ExitStack()


# --- the run ---------------------------------------------------------------------------------------------------------


def pytest_configure(config: pytest.Config) -> None:
    """Once per run: isolate it from this machine's settings, compile the translations, start PostgreSQL if asked."""
    if hasattr(config, "workerinput"):
        return
    for name in [name for name in os.environ if name.startswith("LMS_") and not name.startswith("LMS_TEST_")]:
        del os.environ[name]
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        # Both databases wait for the disk at every commit; here there is nothing to wait for.
        os.environ["TMPDIR"] = os.environ["PYTEST_DEBUG_TEMPROOT"] = tempfile.tempdir = str(MEMORY)
    load_run().compile_words(sys.executable)
    database = os.environ.get("LMS_TEST_DATABASE", "sqlite")
    if database == "postgresql":
        signal.signal(
            signal.SIGTERM, signal.default_int_handler
        )  # `timeout` ends a run like Ctrl-C: the server goes too
        database = outside.enter_context(postgres.running_server())
    elif database != "sqlite" and not database.startswith("postgresql://"):
        raise pytest.UsageError("LMS_TEST_DATABASE is sqlite, postgresql, or the address of a PostgreSQL server")
    os.environ["LMS_TEST_ADDRESS"] = database


def pytest_unconfigure(config: pytest.Config) -> None:
    outside.close()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What never opens the application's database is judged once, beside SQLite, and not again beside PostgreSQL."""
    if os.environ["LMS_TEST_ADDRESS"] == "sqlite":
        return
    opening = [item for item in items if "stage" in getattr(item, "fixturenames", ())]
    if 0 < len(opening) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if item not in opening])
        items[:] = opening


def pytest_report_header() -> str:
    return f"database: {os.environ['LMS_TEST_ADDRESS'].partition(':')[0]}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Any:
    """Under CI a skipped test is a failed one: what was not tried is not known to work."""
    report = yield
    if UNDER_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and under CI that counts as failed: {report.longrepr[2]}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Any:
    report = yield
    if UNDER_CI and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, and under CI that counts as failed: {report.longrepr[2]}"
    return report


@pytest.fixture(autouse=True, scope="session")
def shut_network() -> Iterator[None]:
    """Only loopback and Unix sockets answer; whatever else is tried is a fault of the product, with its address."""
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def refuse(host: object) -> None:
        if str(host) not in LOOPBACK:
            raise AssertionError(f"a test tried to reach {host}; the product needs no network, and tests have none")

    def guarded(original: Callable[..., Any]) -> Callable[..., Any]:
        def attempt(self: socket.socket, address: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6):
                refuse(address[0])
            return original(self, address)

        return attempt

    def resolve(host: Any, *args: Any, **kwargs: Any) -> Any:
        refuse(host or "")
        return getaddrinfo(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(connect))
        patch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
        patch.setattr(socket, "getaddrinfo", resolve)
        yield


# --- the stage -------------------------------------------------------------------------------------------------------


class Stage:
    """One application per worker; its database is set back to the template, the cast in an empty city, for every test."""

    def __init__(self, shared: Path, own: Path, worker: str) -> None:
        os.environ["LMS_INSTANCE"] = str(own)
        self.instance, self.shared = own, shared
        self.address, self.name = os.environ["LMS_TEST_ADDRESS"], f"lms_{worker}"
        self.on_sqlite = self.address == "sqlite"
        url = "" if self.on_sqlite else postgres.recreate(self.address, self.name)
        self.app = create_app(Settings(database_url=url, secret_key="known to the tests", base_url="http://localhost"))
        self.app.test_client_class = Browser
        self.app.testing = True
        with alone(shared / "template.lock"):
            if not (shared / "cast").exists():
                self.make_template()
        self.cast: Cast = pickle.loads((shared / "cast").read_bytes())  # noqa: S301 - written by make_template()

    def make_template(self) -> None:
        """Migrates an empty database, gathers the cast in it, and keeps it aside for all workers."""
        schema.bring_up(self.app)
        with time_machine.travel(AT), self.app.app_context():
            cast = people.gather()
        self.disconnect()
        if self.on_sqlite:
            with (
                sqlite3.connect(self.instance / "lms.db") as made,
                sqlite3.connect(self.shared / "template.db") as kept,
            ):
                made.backup(kept)
            made.close()
            kept.close()
        else:
            postgres.recreate(self.address, "lms_template", template=self.name)
        (self.shared / "cast").write_bytes(pickle.dumps(cast))

    def set_back(self) -> None:
        self.disconnect()
        if self.on_sqlite:
            for leftover in self.instance.glob("lms.db*"):
                leftover.unlink()
            shutil.copyfile(self.shared / "template.db", self.instance / "lms.db")
        else:
            postgres.recreate(self.address, self.name, template="lms_template")
        shutil.rmtree(self.instance / "files", ignore_errors=True)
        self.app.extensions["editions"].clear()
        for leftover in self.instance.glob("huey.db*"):
            leftover.unlink()
        turnstile.reset()  # it counts by the minute, and every test begins in the same one

    def disconnect(self) -> None:
        """From the database, and from the queue that stands beside it."""
        self.app.extensions["jobs"].close()
        with self.app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Stage]:
    base = tmp_path_factory.getbasetemp()
    stage = Stage(base if worker_id == "master" else base.parent, tmp_path_factory.mktemp("instance"), worker_id)
    yield stage
    stage.disconnect()


@pytest.fixture
def app(request: pytest.FixtureRequest, stage: Stage) -> Iterator[Flask]:
    """The application with nothing in it but the cast; the clock starts at `at` and runs."""
    stage.set_back()
    with ExitStack() as held:
        if not request.node.get_closest_marker("real_clock"):
            held.enter_context(time_machine.travel(AT, tick=True))
        yield stage.app


@pytest.fixture
def app_context(app: Flask) -> Iterator[None]:
    """For tests that call services: the context a request or a job would have."""
    with app.app_context():
        yield


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody who is not signed in."""
    return app.test_client()


@pytest.fixture
def as_(app: Flask, cast: Cast) -> Callable[[str], Browser]:
    """`as_("ratna")`: the browser of one of the cast, signed in."""
    return lambda login: Browser(app, app.response_class).sign_in(cast.named(login).id)


@pytest.fixture
def cast(app: Flask, stage: Stage) -> Cast:
    return stage.cast


@pytest.fixture
def instance(app: Flask, stage: Stage) -> Path:
    """The folder of this installation: lms.db on SQLite, files/, static/."""
    return stage.instance


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture(scope="session")
def program() -> Callable[[str], str]:
    """`program("qpdf")`: where it is; the test is skipped with the name of the package when it is not there."""

    def find(name: str) -> str:
        found = shutil.which(name)
        if not found:
            pytest.skip(f"{name} is not installed (apt-get install {PROGRAMS[name]})")
        return found

    return find


# --- small parts -----------------------------------------------------------------------------------------------------


def load_run() -> ModuleType:
    """The file `run` as a module."""
    loader = SourceFileLoader("run", str(ROOT / "run"))
    spec = spec_from_loader("run", loader)
    assert spec
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Holds a lock file, so that one worker makes the template while the others wait."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
