"""A sentence on its way from a trainer's computer to the people of a new batch; those who learn already keep theirs."""

import re
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from playwright.sync_api import FilePayload

from lms.catalog import archive
from lms.kit.clock import today_wib
from tests.e2e.conftest import Town
from tests.e2e.viewer import DESKTOP, PHONE, Screen, Viewer

pytestmark = pytest.mark.real_clock
LESSON = "journalism/lessons/03-lead-and-pyramid.md"
QUESTIONS = "journalism/questions/lead-and-pyramid.yaml"
SENTENCE = "Bu Ning dari loket Plaju membaca lead ini sebelum kita."
NOTE = "Contoh dari loket sendiri untuk lead."
PROPOSE = 'form[action="/editions"] .btn-primary'


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=str)
def test_a_sentence_goes_to_new_batches_only(town: Town, screen: Screen) -> None:
    sari, admin = (town.enter(login, screen) for login in ("sari", "admin"))
    sari.follow('nav.tabs a[href="/editions"]')
    pack = downloaded(sari)
    broken = {**pack, QUESTIONS: pack[QUESTIONS].replace(b"kind: single", b"kind: singel", 1)}
    propose(sari, broken, status=422)
    assert SENTENCE not in sari.told()
    assert QUESTIONS in sari.the(".pack-errors dt").inner_text()
    assert re.search(r"\d", sari.the(".pack-errors dd").first.inner_text()), "the line is named"
    assert sari.page.input_value('[name="note"]') == NOTE
    assert NOTE not in sari.told(), "nothing was kept but what the form holds"

    propose(sari, {**pack, LESSON: pack[LESSON] + f"\n{SENTENCE}\n".encode()})
    proposal = sari.path
    assert SENTENCE in sari.the(".diff-added").last.inner_text()
    assert not sari.the('[action$="/approve"]').count(), "an admin decides"
    sari.follow('main a[href$="/lessons/lead-and-pyramid"]')
    assert SENTENCE in sari.told()
    sari.open(f"{proposal}/tasks/press-release")

    approve_by_keyboard(admin, proposal)
    batch = new_batch(admin)
    assert SENTENCE in lesson_of(admin, batch)
    assert SENTENCE not in lesson_of(sari, town.cast.batch1), "nothing changes under the hands of those who learn"
    assert len(sari.seen) + len(admin.seen) >= 14


def lesson_of(reader: Viewer, batch: int) -> str:
    """What stands in it, without looking at the page again."""
    return reader.context.request.get(f"/learn/{batch}/journalism/lead-and-pyramid").text()


def downloaded(trainer: Viewer) -> dict[str, bytes]:
    with trainer.page.expect_download() as arriving:
        trainer.press('main a[href^="/courses/journalism/"]')
    with ZipFile(arriving.value.path()) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def propose(trainer: Viewer, files: dict[str, bytes], *, status: int = 200) -> None:
    content = archive.packed(files)
    assert ZipFile(BytesIO(content)).testzip() is None
    trainer.page.set_input_files(
        "#pack", FilePayload(name="journalism.zip", mimeType="application/zip", buffer=content)
    )
    trainer.fill(note=NOTE)
    trainer.follow(PROPOSE, status=status)


def approve_by_keyboard(admin: Viewer, proposal: str) -> None:
    """From the desk to the decision without a pointer; the differences are read before."""
    admin.open("/")
    admin.tab_to('main .notice a[href="/editions"]')
    admin.strike("Enter")
    admin.tab_to(f'main a[href="{proposal}"]')
    admin.strike("Enter")
    assert NOTE in admin.told()
    admin.tab_to(".diff")
    region = admin.the(".diff:focus")
    assert SENTENCE in region.inner_text()
    assert region.get_attribute("aria-label") == LESSON
    admin.page.locator(".skip").focus()
    admin.tab_to(".decide summary")
    admin.page.keyboard.press("Enter")
    admin.look()
    admin.tab_to('[action$="/approve"] button')
    admin.strike("Enter")
    assert admin.path == proposal
    assert not admin.the(".decide").count()


def new_batch(admin: Viewer) -> int:
    day = today_wib()
    admin.open("/batches/new")
    admin.fill(
        name="Angkatan III",
        title="Pelatihan Komunikator Publik",
        year=str(day.year),
        starts_on=day.isoformat(),
        ends_on=(day + timedelta(days=10)).isoformat(),
        place="Aula Diskominfo",
    )
    admin.page.select_option('[name="mode"]', "hybrid")
    admin.follow("main form .btn-primary")
    return int(admin.path.split("/")[2])
