"""The press in a browser: the office's settings, a dry run, a job that is stopped and goes on, the print room, the register."""

from io import BytesIO
from zipfile import ZipFile

import pikepdf
import pytest
from playwright.sync_api import expect

from tests import factories
from tests.e2e.conftest import PATIENCE, Town
from tests.e2e.viewer import DESKTOP, PHONE, Screen, Viewer
from tests.people import AT

pytestmark = pytest.mark.real_clock
UNPRINTABLE = "Zainab 🌸"
WISHES = "Peserta Terbaik I"
REASON = "Jabatan dalam piagam salah cetak."
LOST = "Pemegang kehilangan piagamnya di jalan."
WIDE_F4 = 330 * 72 / 25.4


def await_outcome(admin: Viewer) -> str:
    """Nobody presses anything: the worker does the job, and the page says so by itself."""
    expect(admin.the("#outcome .notice.tone-ok")).to_be_visible(timeout=PATIENCE * 1000)
    admin.look()
    return admin.the("#outcome").inner_text()


def download(admin: Viewer, link: str) -> bytes:
    address = admin.the(link).get_attribute("href")
    assert address
    answer = admin.context.request.get(address)
    assert answer.status == 200
    content: bytes = answer.body()
    return content


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=str)
def test_from_the_settings_to_the_register_book(town: Town, screen: Screen) -> None:
    """Awards, because everybody may get one: Ratna, Budi, and somebody whose name has a sign that no typeface holds."""
    cast = town.cast
    with town.app.app_context():
        zainab = factories.person("zainab", UNPRINTABLE, cast.dinkes, at=AT)
        factories.enrolment(cast.batch1, zainab, cast.dinkes, at=AT)
    batch = f"/batches/{cast.batch1}/certificates"
    admin = town.enter("admin", screen)
    the_office(admin)
    rehearse(admin, batch)
    stop_and_go_on(admin, town)
    print_on_f4(admin, batch)
    pack(admin, batch)
    print_again(admin, batch)
    replace(admin, batch)
    look_up(admin)
    assert len(admin.seen) >= 34


def the_office(admin: Viewer) -> None:
    admin.open("/office")
    picture = admin.the("#preview img").first
    before = picture.get_attribute("src") or ""
    admin.fill(name="Siti Rahmawati", nip="123")
    expect(admin.the("#nip-error")).to_be_visible(timeout=PATIENCE * 1000)
    expect(picture).not_to_have_attribute("src", before)
    admin.look()
    admin.fill(nip="197001011995032001")
    expect(admin.the("#nip-error")).to_have_count(0, timeout=PATIENCE * 1000)
    admin.follow(".beside-acts .btn-primary")
    assert admin.page.input_value('[name="name"]') == "Siti Rahmawati"
    assert admin.the(".flashes").is_visible()


def test_the_preview_without_scripts(town: Town) -> None:
    admin = town.enter("admin", PHONE, scripts=False)
    admin.open("/office")
    before = admin.the("#preview img").first.get_attribute("src")
    admin.page.check('[name="signer"][value="head"]')
    admin.follow('[formaction^="/office/preview"]')
    assert admin.the("#preview img").first.get_attribute("src") != before
    admin.open("/office")
    assert not admin.page.is_checked('[name="signer"][value="head"]'), "looking saves nothing"


def rehearse(admin: Viewer, batch: str) -> None:
    """Without numbers given, with what is wrong and whom it concerns."""
    admin.open(f"{batch}?kind=award")
    assert admin.the("#ticked").inner_text() == "0"
    admin.follow('a[href*="tick=all"]')
    admin.follow('[formaction$="/check"]')
    assert UNPRINTABLE in admin.the("ul.lines > li:has(.pill.tone-bad)").inner_text()
    admin.page.check('[name="way"][value="letter"]')
    admin.fill(letter="800/77/Diskominfo/2026")
    admin.follow("form.issue .btn-primary", status=422)
    assert admin.the(".errors-summary a").get_attribute("href") == "#wording"
    admin.fill(wording=WISHES)
    admin.follow('form.issue [formaction$="/check"]')
    assert "800/77/Diskominfo/2026-02" in admin.told()
    assert "800/77/Diskominfo/2026-03" not in admin.told(), "whoever is left out uses no number"
    proofs = admin.the(".proofs img")
    assert proofs.count() == 2
    proofs.last.scroll_into_view_if_needed()
    admin.until("[...document.querySelectorAll('.proofs img')].every((one) => one.naturalWidth > 500)")


def stop_and_go_on(admin: Viewer, town: Town) -> None:
    """What is under way is the server's: a reload finds it as it was."""
    with town.product.worker_at_rest():
        admin.follow("form.issue .btn-primary")
        admin.reload()
        assert admin.the("[data-working]").is_visible()
        admin.follow('form[action$="/cancel"] button')
        assert admin.the("#outcome .notice.tone-info").is_visible()
        admin.follow('form[action$="/resume"] button')
        assert admin.the("[data-working]").is_visible()
    assert UNPRINTABLE in await_outcome(admin)
    assert admin.the("progress").get_attribute("value") == "3"


def print_on_f4(admin: Viewer, batch: str) -> None:
    """Two sheets on long paper, moved by a printer's error, and the list on which they are handed over."""
    admin.open(f"{batch}?kind=award")
    assert admin.the('main a[href$="/revoke"]').count() == 2
    admin.follow(f'main a[href="{batch}/print"]')
    assert admin.the("#ticked").inner_text() == "2"
    for summary in admin.the("main details > summary").all():
        admin.press(summary)
    admin.page.check('[name="paper"][value="f4"]')
    admin.page.check('[name="turn"][value="long"]')
    admin.fill(front_right="jauh")
    admin.follow(".sticky-actions .btn-primary", status=422)
    admin.fill(front_right="1,5")
    admin.follow(".sticky-actions .btn-primary")
    await_outcome(admin)
    with pikepdf.open(BytesIO(download(admin, '#outcome a[href$="/file"]'))) as sheets:
        assert len(sheets.pages) == 4, "front and back of each"
        assert float(sheets.pages[0].mediabox[2]) == pytest.approx(WIDE_F4, abs=0.1)
    admin.follow('form[action$="/hand-over"] button')
    await_outcome(admin)
    assert download(admin, '#outcome a[href$="/file"]').startswith(b"%PDF-")


def pack(admin: Viewer, batch: str) -> None:
    admin.open(f"{batch}/print")
    admin.page.check('[name="output"][value="zip"]')
    admin.follow(".sticky-actions .btn-primary")
    await_outcome(admin)
    with ZipFile(BytesIO(download(admin, '#outcome a[href$="/file"]'))) as packed:
        names = packed.namelist()
    assert "SHA256SUMS.txt" in names
    assert sum(name.endswith(".pdf") for name in names) == 2


def print_again(admin: Viewer, batch: str) -> None:
    """Only with a reason, which stays in the log."""
    admin.open(f"{batch}/print")
    admin.follow(".sticky-actions .btn-primary", status=422)
    assert admin.the(".errors-summary a").count() >= 1
    admin.page.check('[name="copy"][value="duplicate"]')
    admin.fill(reason=LOST)
    admin.follow(".sticky-actions .btn-primary")
    await_outcome(admin)
    admin.follow(f'.crumbs a[href="{batch}/print"]')
    assert LOST in admin.told()


def replace(admin: Viewer, batch: str) -> None:
    admin.open(f"{batch}?kind=award")
    admin.follow(admin.the('main a[href$="/replace"]').first)
    admin.fill(position="Analis Kepegawaian", reason="salah")
    admin.follow(".sticky-actions .btn-primary", status=422)
    assert admin.page.input_value('[name="position"]') == "Analis Kepegawaian"
    admin.fill(reason=REASON)
    admin.follow(".sticky-actions .btn-primary")
    assert admin.the(".flashes").is_visible()


def look_up(admin: Viewer) -> None:
    admin.follow('nav.tabs a[href="/register"]')
    admin.fill(q="budi")
    admin.page.select_option("#kind", "award")
    admin.follow(".search-row button")
    assert "Budi Santoso" in admin.told()
    assert "Ratna Dewi" not in admin.told()
    admin.fill(q="")
    admin.page.select_option("#state", "replaced")
    admin.follow(".search-row button")
    assert admin.the("tbody tr").count() == 1
    assert REASON in admin.told()
    admin.follow('main a[href="/register/book"]')
    admin.follow(".sticky-actions .btn-primary")
    await_outcome(admin)
    assert download(admin, '#outcome a[href$="/file"]').startswith(b"%PDF-")
