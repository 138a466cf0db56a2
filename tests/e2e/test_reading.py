"""Reading in a real browser: the place that is kept, the note that is never lost, search, and the file without a network."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Town
from tests.e2e.viewer import DESKTOP, PHONE, Screen, Viewer
from tests.people import PASSWORD

pytestmark = pytest.mark.real_clock
KEY = "journalism/lead-and-pyramid"
SOON = 11_000
"""ms; a word to the server every ten seconds."""
NOTE = "Lead saya 41 kata. Dipotong jadi 33, dan mulai dari warga."
NOTHING_KEPT = "!Object.keys(localStorage).some((name) => name.startsWith('note-'))"
CHARACTERS = """
() => {
  const full = [];
  for (const paragraph of document.querySelectorAll("#text > .passage > p")) {
    const lines = new Map(), range = document.createRange();
    const texts = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode())
      for (let at = 0; at < text.length; at++) {
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        const box = range.getClientRects()[0];
        if (box) lines.set(Math.round(box.bottom / 8), (lines.get(Math.round(box.bottom / 8)) || 0) + 1);
      }
    full.push(...[...lines.values()].slice(0, -1));
  }
  return full.sort((one, other) => one - other);
}
"""


def begin(town: Town, screen: Screen, **how: bool) -> Viewer:
    """Ratna with the lesson before her, and with a clock that can be turned on."""
    ratna = town.enter("ratna", screen, **how)
    ratna.page.clock.install()
    ratna.open(f"/learn/{town.cast.batch1}/{KEY}")
    return ratna


def read_down_to(ratna: Viewer, number: int) -> None:
    """Scrolls there, stays, and waits until the server was told."""
    ratna.page.evaluate(f"document.getElementById('p{number}').scrollIntoView()")
    ratna.page.wait_for_timeout(200)  # observers look between two frames
    with ratna.page.expect_response(lambda answer: answer.url.endswith("/place")) as told:
        for _second in range(12):
            ratna.page.clock.fast_forward(1000)
            ratna.page.wait_for_timeout(50)
    assert told.value.status == 204


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=str)
def test_reading_goes_on_where_it_stopped(town: Town, screen: Screen) -> None:
    ratna = begin(town, screen)
    assert ratna.the(".resume").count() == 0
    read_down_to(ratna, 20)
    ratna.open(f"/learn/{town.cast.batch1}")
    ratna.follow(".page-actions .btn-primary")
    stopped = int(ratna.page.url.rpartition("#p")[2])
    assert 18 <= stopped <= 20, "the block that was at the top of the screen, or one that still showed above it"
    assert ratna.the(f"#p{stopped}").evaluate("(block) => block.getBoundingClientRect().top < innerHeight / 2")
    expect(ratna.the(".resume a")).to_have_attribute("href", f"#p{stopped}")
    ratna.open("/")
    assert ratna.the(".next-step a.btn").count() == 1


def test_a_line_that_is_cut_tells_the_place_later(town: Town) -> None:
    ratna = begin(town, PHONE)
    with ratna.forgiving("ERR_INTERNET_DISCONNECTED"):
        ratna.context.set_offline(True)
        ratna.page.evaluate("document.getElementById('p20').scrollIntoView()")
        ratna.page.wait_for_timeout(200)
        for _second in range(13):
            ratna.page.clock.fast_forward(1000)
            ratna.page.wait_for_timeout(30)
        ratna.context.set_offline(False)
    with ratna.page.expect_response(lambda answer: answer.url.endswith("/place")) as told:
        for _second in range(12):
            ratna.page.clock.fast_forward(1000)
            ratna.page.wait_for_timeout(50)
    assert told.value.status == 204
    ratna.reload()
    assert ratna.the(".resume").is_visible()


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=str)
def test_the_line_is_cut_while_a_note_is_written(town: Town, screen: Screen) -> None:
    ratna = begin(town, screen)
    offline = ratna.the("#note").get_attribute("data-offline")
    with ratna.forgiving("ERR_INTERNET_DISCONNECTED"):
        ratna.context.set_offline(True)
        ratna.fill(text=NOTE)
        ratna.page.clock.fast_forward(SOON)
        expect(ratna.the("#note-state")).to_have_text(offline or "")
        ratna.look()
        ratna.page.close()  # as a phone does that needs its memory
        ratna.context.set_offline(False)

    ratna.new_tab()
    ratna.open(f"/learn/{town.cast.batch1}/{KEY}")
    assert ratna.page.input_value("#note-text") == NOTE, "the device has kept it"
    ratna.until(NOTHING_KEPT)
    ratna.open("/notes")
    assert NOTE in ratna.told(), "and the server has it now"
    ratna.follow("article.noted a")
    assert ratna.page.input_value("#note-text") == NOTE


def test_two_devices_write_the_same_note(town: Town) -> None:
    desk, phone = begin(town, DESKTOP), begin(town, PHONE)
    phone.fill(text="Dari telepon.")
    phone.press("#note .btn")
    phone.until(NOTHING_KEPT)
    desk.fill(text="Dari meja.")
    desk.press("#note .btn")
    expect(desk.the("#note-text")).to_have_value("Dari telepon.\n\nDari meja.")
    expect(desk.the("#note-state")).to_have_text(desk.the("#note").get_attribute("data-joined") or "")
    desk.the("#note-text").press_sequentially(" Lalu lagi.")
    desk.press("#note .btn")
    desk.until(NOTHING_KEPT)
    desk.reload()
    assert desk.page.input_value("#note-text") == "Dari telepon.\n\nDari meja. Lalu lagi."


def test_the_session_ends_while_a_note_is_written(town: Town) -> None:
    ratna = begin(town, PHONE)
    elsewhere = town.enter("ratna", DESKTOP)
    elsewhere.open("/me")
    elsewhere.follow('form[action^="/me/devices/"] button')
    told = ratna.the("#note").get_attribute("data-signedout")
    with ratna.forgiving("status of 401"):
        ratna.fill(text=NOTE)
        ratna.page.clock.fast_forward(SOON)
        expect(ratna.the("#note-state")).to_have_text(told or "")
    ratna.follow("#note .btn", status=401)
    ratna.fill(login="ratna", password=PASSWORD)
    ratna.follow('form[action="/sign-in"] .btn-primary')
    ratna.follow('main form[action$="/note"] .btn-primary')
    assert ratna.page.input_value("#note-text") == NOTE
    ratna.open("/notes")
    assert NOTE in ratna.told()


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=str)
def test_everything_without_scripts(town: Town, screen: Screen) -> None:
    ratna = town.enter("ratna", screen, scripts=False)
    ratna.open(f"/learn/{town.cast.batch1}/{KEY}")
    ratna.fill(text=NOTE)
    ratna.follow("#note .btn")
    assert ratna.page.input_value("#note-text") == NOTE
    ratna.open(f"/learn/{town.cast.batch1}")
    ratna.page.fill('[name="q"]', "lead dipotong")
    ratna.follow(".lesson-search .btn")
    assert ratna.the(".found mark").count() >= 2
    ratna.follow(ratna.the(".found li a").first)
    assert ratna.path.startswith(f"/learn/{town.cast.batch1}/")
    ratna.open(f"/learn/{town.cast.batch1}/glossary")
    ratna.follow(ratna.the(".used a").first)
    assert ratna.the(".prose").is_visible()
    ratna.follow('form[action$="/read"] button')


def test_a_line_has_sixty_to_seventy_five_characters(town: Town) -> None:
    ratna = town.enter("ratna", DESKTOP)
    ratna.open(f"/learn/{town.cast.batch1}/{KEY}")
    lines = ratna.page.evaluate(CHARACTERS)
    assert len(lines) > 20
    assert lines[len(lines) // 10] >= 60
    assert lines[len(lines) * 9 // 10] <= 75


def test_the_pages_of_reading_in_the_dark(town: Town) -> None:
    ratna = town.enter("ratna", PHONE, colours="dark")
    for page in (f"/learn/{town.cast.batch1}/{KEY}", f"/learn/{town.cast.batch1}/search?q=foto+anak", "/notes"):
        ratna.open(page)
    ratna.open(f"/learn/{town.cast.batch1}/glossary")


def test_a_lesson_on_paper(town: Town, tmp_path: Path, program: Callable[[str], str]) -> None:
    """The whole of it, parts and answers too, with the addresses of links, and nothing that only a screen needs."""
    ratna = town.enter("ratna", DESKTOP)
    ratna.open(f"/learn/{town.cast.batch1}/{KEY}")
    ratna.fill(text=NOTE)
    sheet = tmp_path / "lesson.pdf"
    ratna.page.pdf(path=sheet, prefer_css_page_size=True)
    command = [program("pdftotext"), "-layout", str(sheet), "-"]
    printed = " ".join(subprocess.run(command, capture_output=True, check=True, text=True).stdout.split())
    lesson = town.app.extensions["catalog"].lesson(KEY)
    check = next(block for block in lesson.blocks if block.kind == "check")
    for needed in (
        lesson.title,
        lesson.objectives[0],
        lesson.blocks[-1].plain.split("\n")[-1],
        lesson.terms[0].meaning,
    ):
        assert " ".join(needed.split()) in printed
    assert " ".join(check.explanation.plain.split())[:60] in printed, "who has paper cannot press a button"
    assert "https://" in printed
    assert NOTE not in printed, "what is one's own is not passed around with a lesson"
    assert (ratna.the(".lesson-end .btn-wide").text_content() or "").strip() not in printed
    told = subprocess.run([program("pdfinfo"), str(sheet)], capture_output=True, check=True, text=True).stdout
    assert "(A4)" in told


def test_the_file_of_a_lesson_needs_no_network(town: Town, tmp_path: Path) -> None:
    ratna = town.enter("ratna", PHONE)
    ratna.open(f"/learn/{town.cast.batch1}/photography/exposure-and-focus")
    with ratna.page.expect_download() as saving:
        ratna.press('.tools a[href$="/file"]')
    file = tmp_path / saving.value.suggested_filename
    saving.value.save_as(file)

    asked: list[str] = []
    ratna.context.on("request", lambda request: asked.append(request.url))
    ratna.context.set_offline(True)
    ratna.page.goto(file.as_uri())
    ratna.look()
    assert [address for address in asked if not address.startswith("data:")] == [file.as_uri()]
    pictures = ratna.the("img")
    assert pictures.count() > 3
    assert all(picture.evaluate("(one) => one.complete && one.naturalWidth > 0") for picture in pictures.all())
