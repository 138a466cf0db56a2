"""Pictures of every page: a demo city of its own, a real browser, two sizes, two themes."""

import os
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from lms.app import create_app
from lms.catalog import editions
from lms.catalog.pack import Module
from lms.catalog.service import current_catalog
from lms.certificates import eligibility, printroom
from lms.certificates import service as certificates
from lms.certificates.signing import returning
from lms.config import Settings
from lms.demo import city
from lms.demo.gathering import give_password
from lms.grading import service as grading
from lms.kit import clock, schema
from lms.kit.jobs import drain
from lms.people import accounts, directory
from lms.people import service as people
from lms.people.actor import Actor
from lms.posts import service as posts
from lms.quizzes import service as quizzes
from lms.shots import ADMIN, LEARNER, NOBODY, SHOTS, TRAINEE, TRAINER, Shot

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

SIZES: Final = ((390, 844), (1280, 800))
Theme = Literal["light", "dark"]
THEMES: Final[tuple[Theme, ...]] = ("light", "dark")
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")


class Quiet(WSGIRequestHandler):
    """A server that keeps its requests to itself."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002  # the name of the one it replaces
        pass


class NoBrowser(Exception):
    """What is missing, as a sentence that says how to get it."""


def take(folder: Path, only: tuple[str, ...], say: Callable[[str], None]) -> int:
    """Saves `<name>-<width>-<theme>.png` for every shot whose name starts with one of `only` (all without any).

    `say` hears what happens, a line at a time; the number of complaints (answers from 500 on, errors in the console) comes
    back. Raises NoBrowser.
    """
    program = _browser_program()
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [shot for shot in SHOTS if not only or shot.name.startswith(only)]
    with tempfile.TemporaryDirectory(prefix="lms-screenshots-") as instance, _served(Path(instance)) as (app, address):
        say("The demo city is open; its photos are being developed.")
        with app.app_context():
            words = _words_of_the_city()
            _print_certificate(folder, int(words["certificate"]), say)
        with _browser(program) as browser:
            return _walk(browser, address, wanted, words, folder, say)


def _walk(
    browser: "Browser", address: str, shots: list[Shot], words: dict[str, str], folder: Path, say: Callable[[str], None]
) -> int:
    keys: dict[str, Any] = {NOBODY: None}
    complaints: list[str] = []
    for width, height in SIZES:
        for theme in THEMES:
            for shot in shots:
                login = shot.login.format(**words)
                if login not in keys:
                    keys[login] = _sign_in(browser, address, login)
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme=theme,
                    storage_state=keys[login],
                    locale="id-ID",
                )
                complaints += _shoot(
                    context, shot, f"{address}{shot.path.format(**words)}", folder / f"{shot.name}-{width}-{theme}.png"
                )
                context.close()
            say(f"{len(shots)} pages at {width} × {height}, {theme}")
    for complaint in sorted(set(complaints)):
        say(complaint)
    return len(set(complaints))


def _shoot(context: "BrowserContext", shot: Shot, url: str, target: Path) -> list[str]:
    page = context.new_page()
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    answer = page.goto(url, wait_until="networkidle")
    if answer is not None and answer.status >= 500:
        heard.append(f"answered {answer.status}")
    if shot.click:
        page.click(shot.click)
    _unroll(page)
    page.wait_for_load_state("networkidle")  # pictures farther down load when they come into sight
    page.screenshot(path=target, full_page=True)
    expected = "Failed to load resource"  # the browser's own word for the pages that refuse on purpose
    return [f"{shot.name}: {line}" for line in heard if not line.startswith(expected)]


def _unroll(page: "Page") -> None:
    """Makes the window as high as the page, so that a bar at its foot stands at the foot of the picture."""
    size = page.viewport_size
    whole = page.evaluate("document.documentElement.scrollHeight")
    if size:
        page.set_viewport_size({"width": size["width"], "height": max(size["height"], int(whole))})


def _sign_in(browser: "Browser", address: str, login: str) -> Any:
    """The cookies of a fresh session, through the front door."""
    context = browser.new_context(locale="id-ID")
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", city.PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{address}/")
    state = context.storage_state()
    context.close()
    return state


def _words_of_the_city() -> dict[str, str]:
    """What stands in paths: ids of posts, of a waiting revision, of certificates and people, and tokens."""
    trainee, trainer = _actor(TRAINEE), _actor(TRAINER)
    admin = _actor(ADMIN)
    table = eligibility.table_of(admin, 1)
    own = next(candidate.enrolment.id for candidate in table.candidates if candidate.person.id == trainee.id)
    by_state = {card.state.value: str(card.id) for card in posts.states_of([own]).values()}
    revoked = next(card for card in certificates.register() if card.revoked)
    valid = next(card for card in certificates.register() if not card.revoked)
    learner = _actor(LEARNER)
    module = next(iter(current_catalog().modules.values()))
    for person_id in (learner.id, valid.person_id):
        give_password(admin, person_id, city.PASSWORD, clock.now())
    words = by_state | {
        "lesson": module.lessons[0].key,
        "answered": str(quizzes.entrance(trainee, 1, _post_test(module)).history[0].id),
        "pre_tested": str(quizzes.entrance(trainee, 1, _pre_test(module)).history[0].id),
        "begun": str(quizzes.start(learner, 2, _post_test(list(current_catalog().modules.values())[1]), clock.now())),
        "edition": str(editions.shelf(limit=1)[0].id),
        "waiting": str(grading.next_revision(trainer)),
        "valid": valid.token,
        "revoked": revoked.token,
        "certificate": str(valid.id),
        "printed": str(printroom.print_batch(admin, 1, clock.now())),
        "came_back": str(returning.take_back(admin, 1, returning.keep([("scan.pdf", BytesIO(b"%PDF"))]), clock.now())),
        "person": str(trainee.id),
        "learner": LEARNER,
        "holder": directory.open_file(valid.person_id).draft.login,
        "welcome": accounts.link_for(admin, trainee.id, clock.now()).rpartition("/")[2],
    }
    drain()
    return words


def _actor(login: str) -> Actor:
    found = people.actor_of(login)
    if found is None:
        raise RuntimeError(f"the demo city has no {login!r}")
    return found


def _print_certificate(folder: Path, certificate_id: int, say: Callable[[str], None]) -> None:
    """The PDF as people get it, and its two pages as pictures where poppler is installed."""
    target = folder / "certificate.pdf"
    target.write_bytes(certificates.pdf(certificates.open_certificate(_actor(ADMIN), certificate_id)))
    program = shutil.which("pdftoppm")
    if program is None:
        say("pdftoppm is not installed (apt-get install poppler-utils), so the certificate stays a PDF.")
        return
    subprocess.run([program, "-png", "-r", "110", str(target), str(folder / "certificate")], check=True)  # noqa: S603  # our own file


@contextmanager
def _served(instance: Path) -> Iterator[tuple[Flask, str]]:
    """The application with the demo city in a fresh instance, answering on a free loopback port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    os.environ["LMS_INSTANCE"] = str(instance)
    address = f"http://127.0.0.1:{port}"
    app = create_app(Settings(instance=instance, base_url=address))
    schema.bring_up(app)
    with app.app_context(), app.test_request_context():
        city.open_city(clock.now())
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield app, address
    finally:
        server.shutdown()


def _browser_program() -> str:
    found = next((program for program in map(shutil.which, BROWSERS) if program), None)
    if found is None:
        raise NoBrowser("No Chromium was found. Install Debian's: apt-get install chromium")
    return found


@contextmanager
def _browser(program: str) -> Iterator["Browser"]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise NoBrowser(
            "playwright is not installed. It comes with the tools for developers: ./run test installs them."
        ) from error
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        yield browser
        browser.close()


def _post_test(module: Module) -> str:
    return next(quiz.key for quiz in module.quizzes if quiz.counted)


def _pre_test(module: Module) -> str:
    return next(quiz.key for quiz in module.quizzes if not quiz.counted)
