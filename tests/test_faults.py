"""What goes wrong around the product: the session ends, the database is busy or full, a port is taken, a pack is broken.

The answer is a sentence that helps, and nothing that was typed is lost.
"""

import errno
import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, make_url, select
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from lms import cli
from lms.kit.db import db, session
from lms.people import accounts, signin
from lms.posts import service
from lms.posts.models import Post, Revision
from lms.posts.rules import PostState
from tests.browser import Browser
from tests.conftest import ROOT
from tests.page import form, words
from tests.people import PASSWORD, Cast
from tests.story import RELEASE, begin_post

As = Callable[[str], Browser]
LONG_TEXT = "Judul yang panjang 🩺\n\n" + "Warga Kertapati menulis baris demi baris. " * 400


@pytest.fixture
def ratna(app_context: None, as_: As) -> Browser:
    """Her browser, in English."""
    browser = as_("ratna")
    browser.post("/language", data={"locale": "en"})
    return browser


@pytest.fixture
def post(app_context: None, cast: Cast) -> int:
    """A press release that lacks nothing but its text."""
    return begin_post(cast.ratna, cast.batch1, RELEASE)


def composer(browser: Browser, post_id: int) -> Any:
    page = form(browser.get(f"/posts/{post_id}/edit"), "/send")
    return page.fill(caption=LONG_TEXT, platform="facebook")


def sent(post_id: int) -> list[str]:
    """The texts of the revisions."""
    session().rollback()
    rows = session().scalars(select(Revision).where(Revision.post_id == post_id).order_by(Revision.n))
    return [row.answers["caption"] for row in rows]


# --- the session -----------------------------------------------------------------------------------------------------


def test_a_long_text_survives_a_session_that_ended_and_is_sent_once(
    cast: Cast, ratna: Browser, post: int, at: datetime
) -> None:
    page = composer(ratna, post)
    signin.end_all_sessions(cast.ratna.id, at)
    door = page.send(ratna)
    assert door.status_code == 401
    assert sent(post) == []

    wrong = form(door, "/sign-in").fill(login="ratna", password="bukan sandi saya").send(ratna)
    offered = form(wrong, "/sign-in").fill(login="ratna", password=PASSWORD).send(ratna)
    assert " ".join(LONG_TEXT.split()) in words(offered), "it can be read and copied before it is sent"
    again = form(offered, f"/posts/{post}/send")
    assert again.value("caption") == LONG_TEXT
    assert sent(post) == [], "signing in alone sends nothing"
    answers = [again.send(ratna) for _ in range(2)]
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, f"/posts/{post}")}
    assert sent(post) == [LONG_TEXT]


def test_a_form_from_another_session_is_offered_again(cast: Cast, ratna: Browser, as_: As, post: int) -> None:
    page = composer(ratna, post)
    tomorrow = as_("ratna")
    offered = page.send(tomorrow)
    assert offered.status_code == 400
    again = form(offered, f"/posts/{post}/send")
    assert again.value("caption") == LONG_TEXT
    assert again.send(tomorrow).location == f"/posts/{post}"
    assert sent(post) == [LONG_TEXT]


def test_somebody_else_who_signs_in_there_sends_nothing(cast: Cast, ratna: Browser, post: int, at: datetime) -> None:
    page = composer(ratna, post)
    signin.end_all_sessions(cast.ratna.id, at)
    door = form(page.send(ratna), "/sign-in").fill(login="budi", password=PASSWORD)
    assert form(door.send(ratna), f"/posts/{post}/send").send(ratna).status_code == 404
    assert sent(post) == []


# --- the database ----------------------------------------------------------------------------------------------------


@contextmanager
def at_connect(*statements: str) -> Iterator[None]:
    """Every connection of the product begins with these statements."""

    def run(connection: Any, *_: Any) -> None:
        for statement in statements:
            connection.execute(statement)

    event.listen(db.engine, "connect", run)
    db.engine.dispose()
    try:
        yield
    finally:
        event.remove(db.engine, "connect", run)
        db.engine.dispose()


@contextmanager
def somebody_writes(app: Flask) -> Iterator[None]:
    """Another process holds the write lock (on PostgreSQL that of the table); the wait for it is cut short."""
    settings = app.extensions["settings"]
    if db.engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(settings.instance / "lms.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with at_connect("PRAGMA busy_timeout = 200"):
                yield
    else:
        address = make_url(settings.database).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address) as other:
            other.execute("LOCK TABLE post IN EXCLUSIVE MODE")
            with at_connect("SET statement_timeout = 200", "COMMIT"):
                yield


@pytest.mark.parametrize("button", ["/send", "/draft"])
def test_a_database_that_stays_locked_keeps_the_text(app: Flask, ratna: Browser, post: int, button: str) -> None:
    page = composer(ratna, post)
    press = button if button != "/send" else None
    with somebody_writes(app):
        began = time.monotonic()
        answer = page.send(ratna, press)
        assert time.monotonic() - began < 5
        assert ratna.get(f"/posts/{post}").status_code == 200, "reading goes on"
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "The database is busy right now, so nothing was changed." in words(answer)
    assert sent(post) == []

    again = form(answer, f"/posts/{post}{button}")
    assert again.value("caption") == LONG_TEXT
    assert [again.send(ratna).status_code for _ in range(2)] == [303, 303]
    kept = sent(post) if button == "/send" else [session().get_one(Post, post).caption]
    assert kept == [LONG_TEXT]


def test_a_full_disk_under_the_database_keeps_the_text(
    ratna: Browser, post: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = composer(ratna, post)
    session().rollback()
    with ExitStack() as full:
        if db.engine.dialect.name == "sqlite":
            pages = session().connection().exec_driver_sql("PRAGMA page_count").scalar_one()
            session().rollback()
            full.enter_context(at_connect(f"PRAGMA max_page_count = {pages}"))
        else:  # its disk is the server's; this is what the server says of it
            refusal = psycopg.errors.DiskFull('could not extend file "base/5/16384": No space left on device')
            patch = full.enter_context(monkeypatch.context())
            patch.setattr(service, "send", fail_with(OperationalError("INSERT", {}, refusal)))
        answer = page.send(ratna)
    assert answer.status_code == 507
    assert "The server has no room left, so nothing was saved." in words(answer)
    assert form(answer, f"/posts/{post}/send").send(ratna).location == f"/posts/{post}"
    assert sent(post) == [LONG_TEXT]


# --- our own mistakes ------------------------------------------------------------------------------------------------


@pytest.fixture
def in_service(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Errors are answered as in the server instead of reaching the test."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)


def fail_with(error: Exception) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


break_down = fail_with(RuntimeError("secret detail of lms/posts/service.py"))


def assert_kind(answer: TestResponse) -> None:
    assert answer.status_code == 500
    assert "Something went wrong" in words(answer)
    for detail in ("Traceback", "RuntimeError", "secret detail", "service.py", "werkzeug"):
        assert detail not in answer.text


@pytest.mark.usefixtures("in_service")
def test_a_mistake_of_ours_shows_no_stack_and_keeps_the_text(
    ratna: Browser, post: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = composer(ratna, post)
    with monkeypatch.context() as broken:
        broken.setattr(service, "send", break_down)
        broken.setattr(service, "opened", break_down)
        assert_kind(ratna.get(f"/posts/{post}"))
        broken.undo()
        broken.setattr(service, "send", break_down)
        answer = page.send(ratna)
    assert_kind(answer)
    assert form(answer, f"/posts/{post}/send").send(ratna).location == f"/posts/{post}"
    assert sent(post) == [LONG_TEXT]


@pytest.fixture
def logged() -> Iterator[StringIO]:
    """What the product logs."""
    before, written = structlog.get_config(), StringIO()
    structlog.configure(**before | {"logger_factory": structlog.WriteLoggerFactory(file=written)})
    yield written
    structlog.configure(**before)


@pytest.mark.usefixtures("in_service")
def test_a_mistake_of_ours_is_logged_without_the_address(
    client: FlaskClient, logged: StringIO, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address may be a one-time link: whoever reads the log must not be able to use it."""
    monkeypatch.setattr(accounts, "open_link", break_down)
    assert client.get("/welcome/SECRET-TOKEN?asked=SECRET-QUERY").status_code == 500
    mistake, answer = map(json.loads, logged.getvalue().splitlines())
    assert mistake["endpoint"] == answer["endpoint"] == "people.welcome"
    assert "in welcome\n" in mistake["exception"], "the stack is there for whoever mends it"
    assert "SECRET" not in logged.getvalue()
    assert not caplog.records, "Flask logs nothing beside it"


@pytest.mark.usefixtures("in_service")
def test_what_failed_half_way_left_nothing_behind(
    cast: Cast, ratna: Browser, post: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Revision, "__init__", break_down)
    assert_kind(composer(ratna, post).send(ratna))
    session().rollback()
    row = session().get_one(Post, post, populate_existing=True)
    assert (row.state, row.rounds) == (PostState.DRAFT, 0)
    assert session().scalar(select(func.count()).select_from(Revision)) == 0


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [("/none", "GET", 404), ("/queue", "DELETE", 405), ("/posts/%00", "GET", 404), (f"/posts/{10**30}", "GET", 404)],
)
def test_every_refusal_is_one_of_our_pages(ratna: Browser, path: str, method: str, status: int) -> None:
    answer = ratna.open(path, method=method)
    assert answer.status_code == status
    assert "Back to my desk" in words(answer)
    assert "Werkzeug" not in answer.text


def test_nuls_and_odd_keys_in_a_form_are_no_mistake(ratna: Browser, post: int) -> None:
    fields = {"caption": "Nol \0 byte", "platform": "face\0book", "live_url": "https://x\0y", "_key": "a\0b"}
    for door in ("draft", "send"):
        assert ratna.post(f"/posts/{post}/{door}", data=fields).status_code in (303, 422)


@pytest.mark.parametrize("path", ["/sign-in", "/verify"])
def test_nuls_at_the_open_doors_are_no_mistake(client: FlaskClient, path: str) -> None:
    answer = client.post(path, data={"login": "rat\0na", "password": "x\0y", "code": "A\0B", "next": "/\0"})
    assert answer.status_code in (404, 422)


# --- starting --------------------------------------------------------------------------------------------------------


def serve(instance: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """`lms serve`, which is expected to give up."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LMS_")}
    environment |= {"LMS_INSTANCE": str(instance), "PYTHONPATH": str(ROOT)} | settings
    return subprocess.run(
        [sys.executable, "-P", "-m", "lms", "serve", *arguments],
        env=environment,
        cwd=instance,
        capture_output=True,
        text=True,
        timeout=60,
    )


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port: int = probe.getsockname()[1]
        return port


def test_a_port_in_use_is_told_with_a_way_out(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        told = serve(tmp_path, "--port", str(port))
    assert told.returncode == 1
    assert told.stderr.startswith(f"Port {port} on 127.0.0.1 is in use.")
    assert "./run --port" in told.stderr
    assert "Traceback" not in told.stderr
    assert not (tmp_path / "lms.db").exists(), "nothing was begun"


@pytest.mark.parametrize(
    ("error", "port", "told"),
    [
        (errno.EADDRINUSE, 8000, "Port 8000 on 127.0.0.1 is in use. .* ./run --port 8001"),
        (errno.EADDRINUSE, 65535, "Port 65535 on 127.0.0.1 is in use. .* ./run --port 8000"),
        (errno.EACCES, 80, "not allowed to listen on port 80. .* ./run --port 8000"),
        (errno.EADDRNOTAVAIL, 8000, "Cannot listen on 127.0.0.1: Cannot assign requested address"),
    ],
)
def test_a_port_that_cannot_be_had_is_told_apart(
    error: int, port: int, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(socket.socket, "bind", fail_with(OSError(error, os.strerror(error))))
    with pytest.raises(SystemExit):
        cli.refuse_taken("127.0.0.1", port)
    assert re.search(told, capsys.readouterr().err)


@pytest.mark.parametrize("where", ["environment", "file"])
def test_settings_from_before_the_office_had_a_page_stop_the_start(tmp_path: Path, where: str) -> None:
    old = {"LMS_NUMBERING__MASK": "{kode}/{urut}"} if where == "environment" else {}
    if where == "file":
        (tmp_path / "config.toml").write_text('[numbering]\nmask = "{kode}/{urut}"\n')
    told = serve(tmp_path, "--port", str(free_port()), **old)
    assert told.returncode == 1
    assert "/office" in told.stderr
    assert "numbering" in told.stderr
    assert "Traceback" not in told.stderr
    assert not (tmp_path / "lms.db").exists(), "nothing was begun"


def test_the_help_names_the_command_that_people_type() -> None:
    told = subprocess.run([sys.executable, "-m", "lms", "--help"], cwd=ROOT, capture_output=True, text=True)
    assert "Usage: ./run lms [OPTIONS] COMMAND" in told.stdout


def test_a_broken_pack_stops_the_start_with_every_error(tmp_path: Path) -> None:
    courses = tmp_path / "courses"
    shutil.copytree(ROOT / "courses", courses)
    rubrics = courses / "photography" / "rubrics.yaml"
    rubrics.write_text(rubrics.read_text().replace("weight: 20", "weight: 21"))
    module = courses / "journalism" / "module.yaml"
    module.write_text(module.read_text() + "\ncolour: red\n")
    task = courses / "journalism" / "assignments" / "press-release.yaml"
    task.write_text(task.read_text().replace("kind: article", "kind: poem"))
    told = serve(tmp_path, "--port", str(free_port()), LMS_COURSES=str(courses))
    assert told.returncode == 1
    for name, word in (
        ("photography/rubrics.yaml", "101"),
        ("journalism/assignments/press-release.yaml", "poem"),
        ("journalism/module.yaml", "colour"),
    ):
        lines = [line for line in told.stderr.splitlines() if name in line and word in line]
        assert lines, f"no line on {name} with {word!r}:\n{told.stderr}"
    assert "so the server does not start" in told.stderr
    assert "Traceback" not in told.stderr
