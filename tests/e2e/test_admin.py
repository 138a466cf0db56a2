"""Journey 3, the admin: attendance, who has earned a certificate and why others have not, issuing, printing, revoking."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.e2e.conftest import PATIENCE, Town
from tests.e2e.viewer import DESKTOP, PHONE, Screen, Viewer
from tests.people import AT

pytestmark = pytest.mark.real_clock
CLASS = 6
REASON = "Nama dalam sertifikat salah cetak."


def a_class(town: Town) -> None:
    """Ratna, Budi and six more have the scores; nobody's presence is recorded yet."""
    cast = town.cast
    with town.app.app_context():
        seats = [cast.enrolment(cast.ratna), cast.enrolment(cast.budi)]
        for n in range(1, CLASS + 1):
            person = factories.person(f"peserta{n}", f"Peserta {n}", cast.dinkes, at=AT)
            seats.append(factories.enrolment(cast.batch1, person, cast.dinkes, at=AT))
        for seat in seats:
            factories.results(seat, Decimal(85), by=cast.sari, at=AT)


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=str)
def test_from_the_attendance_to_the_register(town: Town, screen: Screen) -> None:
    a_class(town)
    batch = f"/batches/{town.cast.batch1}"
    admin = town.enter("admin", screen)
    mark_attendance(admin, batch, absent=town.cast.enrolment(town.cast.budi))
    issue(admin, batch)
    print_all(admin, batch)
    revoke(admin, batch)
    admin.follow('nav.tabs a[href="/register"]')
    assert REASON in admin.told()
    assert len(admin.seen) >= 15


def mark_attendance(admin: Viewer, batch: str, absent: int) -> None:
    admin.follow('nav.tabs a[href="/batches"]')
    admin.follow(f'main a[href="{batch}"]')
    admin.follow(f'main a[href="{batch}/sessions"]')
    admin.follow(admin.the(f'main a[href="{batch}/sessions/new"]').first)
    admin.fill(title="Lead dan piramida terbalik", starts_at="2026-11-17T08:00", jp="4")
    admin.page.select_option('[name="module_key"]', "journalism")
    admin.follow("main form .btn-primary")
    assert "17 November 2026" in admin.told()
    assert "08.00 WIB" in admin.told(), "wherever the machine stands"
    admin.follow('main a[href^="/sessions/"]')
    admin.press(f'label:has([name="mark-{absent}"][value="absent"])')
    admin.page.check('[name="rest"]')
    admin.follow(".sticky-actions button")
    admin.open(f"{batch}/roster")
    assert len(re.findall(r"\b1 \w+ 1\b", admin.told())) == CLASS + 1


def issue(admin: Viewer, batch: str) -> None:
    admin.open("/")
    admin.follow(f'.next-step a[href="{batch}/certificates"]')
    ready = admin.the('[name="enrolment"]')
    assert ready.count() == CLASS + 1
    others = admin.the("ul.lines").last
    assert "Budi Santoso" in others.inner_text()
    assert "0" in others.inner_text(), "the reason names the share"
    admin.follow('form[action$="/issue"] .btn-primary')
    assert admin.the(".proofs img").count() == min(5, CLASS + 1)
    admin.follow('form[action$="/issue"] .btn-primary')
    await_outcome(admin)
    assert admin.the("progress").get_attribute("value") == str(CLASS + 1)


def await_outcome(admin: Viewer) -> None:
    """Nobody presses anything: the worker does the job, and the page says so by itself."""
    expect(admin.the("#outcome .notice.tone-ok")).to_be_visible(timeout=PATIENCE * 1000)
    admin.look()


def print_all(admin: Viewer, batch: str) -> None:
    admin.follow(f'form[action="{batch}/certificates/print"] button')
    await_outcome(admin)
    address = admin.the('#outcome a[href$="/file"]').get_attribute("href")
    assert address
    merged = admin.context.request.get(address)
    assert merged.headers["content-type"] == "application/pdf"
    assert merged.body().startswith(b"%PDF-")
    assert f"{2 * (CLASS + 1)} " in admin.the("#outcome").inner_text(), "front and back of each"


def revoke(admin: Viewer, batch: str) -> None:
    admin.open(f"{batch}/certificates")
    assert admin.the('main a[href$=".pdf"]').count() == CLASS + 1
    admin.follow(admin.the('main a[href$="/revoke"]').first)
    admin.fill(reason="salah")
    admin.follow(".sticky-actions .btn-danger", status=422)
    assert admin.page.input_value('[name="reason"]') == "salah"
    admin.fill(reason=REASON)
    admin.follow(".sticky-actions .btn-danger")
    assert admin.path == f"{batch}/certificates"
    assert admin.the('main a[href$="/revoke"]').count() == CLASS


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=str)
def test_people_and_plans(town: Town, screen: Screen) -> None:
    """The admin's other pages: a new person gets a link, chooses a password, and is enrolled."""
    batch = f"/batches/{town.cast.batch1}"
    admin = town.enter("admin", screen)
    admin.follow('nav.tabs a[href="/people"]')
    admin.follow('main a[href="/people/new"]')
    admin.follow("main form .btn-primary", status=422)
    assert admin.the(".errors-summary a").count() >= 2
    admin.fill(login="dewi", name="Dewi Anggraini")
    admin.page.select_option('[name="organisation_id"]', str(town.cast.dinkes))
    admin.follow("main form .btn-primary")
    admin.follow('form[action$="/link"] button')
    link = admin.page.input_value("#address")

    dewi = town.visitor(screen)
    dewi.open(link)
    dewi.fill(password="tujuh jembatan ampera biru")
    dewi.follow("main form .btn-primary")
    assert dewi.path == "/"
    assert dewi.the(".empty").is_visible()

    admin.open(f"{batch}/enrol")
    admin.page.check('label:has-text("Dewi Anggraini") input')
    admin.follow(".sticky-actions button")
    assert "Dewi Anggraini" in admin.told()
    dewi.reload()
    assert dewi.the(".next-step").is_visible()
    for page in ("trainers", "deadlines", "edit", "certificates"):
        admin.open(f"{batch}/{page}")
    admin.open("/batches/new")
    assert len(admin.seen) >= 12
    assert len(dewi.seen) >= 3
