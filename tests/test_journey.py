"""The four journeys, whole and over HTTP alone: what a person does with the forms of the pages, and nothing else."""

import hashlib
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from werkzeug.test import TestResponse

from lms.catalog.pack import Activity, Quiz
from lms.kit.jobs import drain
from lms.quizzes.kinds import KINDS
from tests import factories
from tests.browser import Browser
from tests.page import Form, form, words
from tests.people import PASSWORD, Cast
from tests.story import CAROUSEL, PHOTO, RELEASE

CAPTION = """Periksa gula darah gratis tiap Sabtu! 🩺

Puskesmas Kenanga membuka cek gula darah bagi warga Palembang berusia 40 tahun ke atas, pukul 08.00–11.00 WIB.
Bawa KTP, tidak perlu mendaftar. Sumber: dinkes.palembang.go.id
#SehatPalembang #CekGulaDarah #LayananWarga"""
REVISED = CAPTION + "\nUlangan: gratis juga untuk pendamping."
LIVE = "https://www.instagram.com/p/cek-gula-darah/"


@dataclass(frozen=True, slots=True)
class Stage:
    """The browsers of this story, each signed in through the form."""

    app: Flask
    batch: int
    ratna: Browser
    sari: Browser
    admin: Browser


def enter(app: Flask, login: str) -> Browser:
    """Signs in as people do, and reads English from then on."""
    browser = Browser(app, app.response_class)
    answer = form(browser.get("/sign-in")).fill(login=login, password=PASSWORD).send(browser)
    assert (answer.status_code, answer.location) == (303, "/")
    form(browser.get("/me"), "/language").send(browser, "en")
    return browser


@pytest.fixture
def stage(app: Flask, app_context: None, cast: Cast) -> Stage:
    return Stage(app, cast.batch1, enter(app, "ratna"), enter(app, "sari"), enter(app, "admin"))


@pytest.fixture
def catalog(app: Flask) -> Callable[[str], Activity]:
    return app.extensions["catalog"].activity


def follow(browser: Browser, answer: TestResponse) -> TestResponse:
    """Goes where a form sends the browser."""
    assert answer.status_code == 303, (answer.status_code, words(answer)[:500])
    return browser.get(answer.location)


def slides(count: int) -> list[tuple[BytesIO, str]]:
    """Pictures as a phone names them; the first is on its side and tells where it was taken."""
    first = factories.jpeg(1350, 1080, orientation=6, gps=True)
    others = [factories.jpeg(1080, 1350, shade=50 * n) for n in range(1, count)]
    return [(BytesIO(photo), f"IMG_{n}.jpg") for n, photo in enumerate([first, *others], 1)]


# --- the trainee -----------------------------------------------------------------------------------------------------


def desk(browser: Browser) -> str:
    """What the desk says: where everybody starts."""
    return words(browser.get("/"))


def read_the_course(stage: Stage) -> None:
    assert "Hello, Ratna Dewi" in desk(stage.ratna)
    assert "Next: what do you know already?" in desk(stage.ratna)
    for module in stage.app.extensions["catalog"].modules.values():
        take_the_pre_test(stage, next(quiz for quiz in module.quizzes if not quiz.counted))
    assert "Next: a lesson" in desk(stage.ratna)
    course = f"/learn/{stage.batch}"
    for module in stage.app.extensions["catalog"].modules.values():
        assert module.title.in_language("en") in words(stage.ratna.get(course))
        page = stage.ratna.get(f"{course}/{module.lessons[0].key}")
        for lesson in module.lessons:
            assert lesson.title.in_language("en") in words(page)
            page = follow(stage.ratna, form(page, "/read").send(stage.ratna))
    assert "Not read yet" not in words(stage.ratna.get(course))


def take_the_pre_test(stage: Stage, quiz: Quiz) -> None:
    """Nobody has to know anything before the lessons."""
    entrance = stage.ratna.get(f"/quizzes/{stage.batch}/{quiz.key}")
    assert "not counted" in words(entrance)
    sheet = follow(stage.ratna, form(entrance, "/start").send(stage.ratna))
    result = follow(stage.ratna, form(sheet, sheet.request.path).send(stage.ratna, "send"))
    result = follow(stage.ratna, form(result, sheet.request.path).send(stage.ratna, "send-incomplete"))
    assert "0.00" in words(result)


def pass_quiz(stage: Stage, quiz: Quiz) -> TestResponse:
    """Through the form, with the answers of the catalog."""
    entrance = stage.ratna.get(f"/quizzes/{stage.batch}/{quiz.key}")
    sheet = follow(stage.ratna, form(entrance, "/start").send(stage.ratna))
    answers = form(sheet, sheet.request.path)
    bank = stage.app.extensions["catalog"].modules[quiz.key.partition("/")[0]].questions
    asked = [question for key, question in bank.items() if f"answer-{key}" in answers.names]
    assert len(asked) == quiz.count
    for question in asked:
        answers.put(f"answer-{question.id}", KINDS[question.kind].key(question))
    result = follow(stage.ratna, answers.send(stage.ratna, "send"))
    assert "100.00" in words(result)
    return result


def start(stage: Stage, key: str) -> Form:
    """Opens the assignment and begins; the composer."""
    task = stage.ratna.get(f"/tasks/{stage.batch}/{key}")
    assert "must pass" in words(task), "how it is judged can be read before writing"
    return form(follow(stage.ratna, form(task, task.request.path).send(stage.ratna)), "/send")


def attach(stage: Stage, composer: Form, photos: list[tuple[BytesIO, str]]) -> Form:
    """Adds photos, waits until they are developed, and describes each; the composer as it stands then."""
    composer.fields["photos"] = photos
    answer = composer.send(stage.ratna, "/photos")
    drain()
    composer = form(follow(stage.ratna, answer), "/send")
    for number, name in enumerate(sorted(name for name in composer.names if name.startswith("alt-")), 1):
        composer.put(name, f"Slide {number}: warga memeriksa gula darah di puskesmas")
    return composer


def post_of(composer: Form) -> int:
    found = re.search(r"/posts/(\d+)/", composer.address)
    assert found
    return int(found[1])


def write(stage: Stage, key: str, activity: Activity) -> int:
    """A whole post, sent; its id."""
    composer = start(stage, key)
    if activity.min_photos:
        composer = attach(stage, composer, slides(activity.min_photos))
    composer.fill(caption=CAPTION)
    if len(activity.platforms) > 1:
        composer.fill(platform=activity.platforms[0])
    if len(activity.audiences) > 1:
        composer.fill(audience=activity.audiences[0])
    answer = follow(stage.ratna, composer.send(stage.ratna))
    assert "Your trainer has it" in words(answer)
    return post_of(composer)


# --- the trainer -----------------------------------------------------------------------------------------------------


def open_next(stage: Stage) -> tuple[TestResponse, Form]:
    page = stage.sari.get("/grading/next", follow_redirects=True)
    return page, form(page, page.request.path)


def grade(rubric: Form, activity: Activity, level: int) -> Form:
    for criterion in activity.rubric.criteria:
        rubric.put(f"level-{criterion.key}", str(level))
    return rubric


def publish(stage: Stage, activity: Activity, level: int = 3) -> TestResponse:
    _, rubric = open_next(stage)
    return follow(stage.sari, grade(rubric, activity, level).send(stage.sari, "passed"))


# --- the journeys ----------------------------------------------------------------------------------------------------


def test_from_the_first_lesson_to_the_verified_certificate(
    stage: Stage,
    catalog: Callable[[str], Activity],
    client: Browser,
    program: Callable[[str], str],
    tmp_path: Path,
) -> None:
    read_the_course(stage)
    for module in stage.app.extensions["catalog"].modules.values():
        pass_quiz(stage, next(quiz for quiz in module.quizzes if quiz.counted))
    a_post_is_returned_revised_and_passed(stage, catalog(CAROUSEL))
    for key in (PHOTO, RELEASE):
        write(stage, key, catalog(key))
        assert "The score is published." in words(publish(stage, catalog(key)))

    eligibility = stage.admin.get(f"/batches/{stage.batch}/certificates")
    assert "Ratna Dewi" in words(eligibility).partition("Not earned yet, and why")[2]
    assert 'name="enrolment"' not in eligibility.text, "nobody can be ticked yet"
    set_practice(stage)
    mark_attendance(stage)
    assert "Your certificate is being prepared" in desk(stage.ratna)
    certificate = issue(stage)
    assert "Congratulations, you have passed" in desk(stage.ratna)
    growth(stage)
    code = print_and_scan(stage, program, tmp_path)
    download(stage, certificate)
    verify_and_revoke(stage, client, code)
    assert "Your certificate was revoked" in desk(stage.ratna)


def growth(stage: Stage) -> None:
    """Scores, levels, and what is missing, as Ratna sees them."""
    told = words(stage.ratna.get("/scores"))
    for score in ("100.00", "87.50", "85.00"):
        assert score in told
    for code in ("J3", "P2", "S2"):
        assert code in told


def a_post_is_returned_revised_and_passed(stage: Stage, activity: Activity) -> None:
    """Journey 1 and 2, with the carousel."""
    composer = attach(stage, start(stage, CAROUSEL), slides(4))
    post = post_of(composer)
    composer.fill(caption=CAPTION, live_url=LIVE, audience="gen_z")
    saved = follow(stage.ratna, composer.send(stage.ratna, "/draft"))
    assert "Your draft is saved." in words(saved)
    composer = form(saved, "/send")
    assert composer.value("caption") == CAPTION
    assert composer.value("live_url") == LIVE
    assert "Your trainer has it" in words(follow(stage.ratna, composer.send(stage.ratna)))
    assert "1 post waits" in desk(stage.sari)

    page, rubric = open_next(stage)
    assert "Ratna Dewi" in words(page)
    assert "GPS was present" in words(page)
    photos = re.findall(r'src="(/photos/\d+/\w+)"', page.text)
    assert len(photos) == 4
    with Image.open(BytesIO(stage.sari.get(photos[0]).data)) as first:
        assert first.height > first.width, "the phone's orientation is applied"
        assert not first.getexif(), "and nothing of the camera is left"
    grade(rubric, activity, 2).fill(comment="Sebutkan jam layanannya di kalimat pertama.")
    assert "returned for revision" in words(follow(stage.sari, rubric.send(stage.sari, "returned")))

    assert "Next: revise a post" in desk(stage.ratna)
    feedback = stage.ratna.get(f"/posts/{post}/feedback")
    assert "Sebutkan jam layanannya di kalimat pertama." in words(feedback)
    assert "72.00" in words(feedback)
    composer = form(stage.ratna.get(f"/posts/{post}/edit"), "/send").fill(caption=REVISED)
    follow(stage.ratna, composer.send(stage.ratna))
    page, rubric = open_next(stage)
    assert "Sending 2 of at most 3" in words(page)
    assert "gratis juga untuk pendamping" in words(page)
    follow(stage.sari, grade(rubric, activity, 4).send(stage.sari, "passed"))
    assert "100.00" in words(stage.ratna.get(f"/posts/{post}/feedback"))
    assert "This assignment is complete." in words(stage.ratna.get(f"/posts/{post}"))
    assert stage.ratna.get(f"/posts/{post}/edit").location == f"/posts/{post}"


def set_practice(stage: Stage) -> None:
    page = stage.sari.get(f"/batches/{stage.batch}/practice")
    scores = form(page, f"/batches/{stage.batch}/practice")
    name = min(field for field in scores.names if field.startswith("score-"))
    saved = follow(stage.sari, scores.put(name, "87,5").send(stage.sari))
    assert form(saved, f"/batches/{stage.batch}/practice").value(name) == "87.50"


def mark_attendance(stage: Stage) -> None:
    """The admin plans a meeting, the trainer marks who came: Ratna, not Budi."""
    meeting = form(stage.admin.get(f"/batches/{stage.batch}/sessions/new"), "/sessions/new")
    meeting.fill(title="Lead dan piramida terbalik", module_key="journalism", starts_at="2026-11-17T08:00", jp="4")
    planned = follow(stage.admin, meeting.send(stage.admin))
    address = re.search(r'href="(/sessions/\d+)"', planned.text)
    assert address
    sheet = form(stage.sari.get(address[1]), address[1])
    ratna, budi = sorted(name for name in sheet.names if name.startswith("mark-"))
    follow(stage.sari, sheet.put(ratna, "present").put(budi, "absent").send(stage.sari))


def issue(stage: Stage) -> str:
    """Journey 3; the number of Ratna's certificate."""
    page = stage.admin.get(f"/batches/{stage.batch}/certificates")
    told = words(page)
    assert len(form(page, "/certificates/issue").fields["enrolment"]) == 1
    assert "Budi Santoso" in told.partition("Not earned yet, and why")[2]
    assert "S-1 Unggahan Instagram untuk Gen Z" in told.partition("Budi Santoso")[2], "the reasons name what is missing"
    rehearsal = form(page, "/certificates/issue").send(stage.admin, press="/certificates/check")
    assert "800.2.4/001/Diskominfo/XI/2026" in words(rehearsal), "the number she would get"
    run = follow(stage.admin, form(rehearsal, "/certificates/issue").send(stage.admin))
    assert "Working." in words(run)
    assert drain() == 1
    assert "All certificates are issued." in words(stage.admin.get(run.request.path))
    number = "800.2.4/001/Diskominfo/XI/2026"
    assert number in words(stage.admin.get("/register"))
    return number


def print_and_scan(stage: Stage, program: Callable[[str], str], tmp_path: Path) -> str:
    """The merged file, judged by other programs; the path its QR leads to."""
    page = stage.admin.get(f"/batches/{stage.batch}/certificates/print")
    run = follow(stage.admin, form(page, "/certificates/print").send(stage.admin))
    drain()
    ready = stage.admin.get(run.request.path)
    assert "2 pages, front and back" in words(ready)
    merged = tmp_path / "merged.pdf"
    merged.write_bytes(stage.admin.get(f"{run.request.path}/file").data)

    def judged(name: str, *arguments: str) -> str:
        command = [program(name), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path).stdout

    judged("qpdf", "--check", "merged.pdf")
    facts = judged("pdfinfo", "merged.pdf")
    assert re.search(r"Pages:\s+2\b", facts)
    assert "A4" in facts
    text = judged("pdftotext", "-layout", "merged.pdf", "-")
    for fact in (
        "Ratna Dewi",
        "800.2.4/001/Diskominfo/XI/2026",
        "24 (dua puluh empat) Jam Pelajaran",
        "MATA PELATIHAN",
    ):
        assert fact in text
    judged("pdftoppm", "-r", "150", "-f", "1", "-l", "1", "-png", "merged.pdf", "page")
    with Image.open(next(tmp_path.glob("page*.png"))) as picture:
        (code,) = zxingcpp.read_barcodes(picture)
    address, _, signed = code.text.partition("#")
    assert address.startswith("http://localhost/v/")
    assert signed, "behind it stands what a saved key can check"
    return address.removeprefix("http://localhost")


def download(stage: Stage, number: str) -> None:
    wallet = stage.ratna.get("/certificates")
    assert number in words(wallet)
    address = re.search(r'href="(/certificates/\d+\.pdf)"', wallet.text)
    assert address
    pdf = stage.ratna.get(address[1])
    assert pdf.mimetype == "application/pdf"
    proof = re.search(r'href="(/v/\w+)"', wallet.text)
    assert proof
    assert hashlib.sha256(pdf.data).hexdigest() in words(stage.ratna.get(proof[1]))


def verify_and_revoke(stage: Stage, client: Browser, code: str) -> None:
    """Journey 4, by somebody without an account."""
    form(client.get("/verify"), "/language").send(client, "en")
    valid = client.get(code)
    assert valid.status_code == 200
    assert "Valid" in words(valid)
    assert "Ratna Dewi" in words(valid)
    for grade in ("87.50", "87,50", "100.00", "Memuaskan"):
        assert grade not in words(valid)
    typed = form(client.get("/verify"), "/verify").fill(code=code.removeprefix("/v/").lower()).send(client)
    assert typed.location == code

    page = stage.admin.get(f"/batches/{stage.batch}/certificates")
    address = re.search(r'href="(/certificates/\d+/revoke)"', page.text)
    assert address
    ask = form(stage.admin.get(address[1]), "/revoke")
    assert ask.fill(reason="salah").send(stage.admin).status_code == 422
    follow(stage.admin, ask.fill(reason="Nama dalam sertifikat salah cetak.").send(stage.admin))
    withdrawn = client.get(code)
    assert "Revoked" in words(withdrawn)
    assert "salah cetak" not in words(withdrawn), "the reason is for the auditors"
    assert client.get(code[:-1] + ("0" if code[-1] != "0" else "1")).status_code == 404
