"""Comparing a file without a script, the other language without a cookie, and passing a certificate on by keyboard."""

import pytest

from lms.certificates import service as certificates
from tests import story
from tests.e2e.conftest import Town
from tests.e2e.viewer import DESKTOP, PHONE, Screen

pytestmark = pytest.mark.real_clock


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=str)
def test_a_file_is_compared(town: Town, screen: Screen) -> None:
    with town.app.app_context():
        (card,) = story.certified(town.cast, town.cast.ratna)
        pdf = certificates.published_pdf(card)
    anyone = town.visitor(screen, scripts=False)
    anyone.open(f"/v/{card.token}")
    anyone.follow('main a[href="/verify/file"]')
    for content, tone, said in (
        (pdf, "tone-ok", "Ratna Dewi"),
        (pdf + b"x", "tone-bad", "Ratna Dewi"),
        (b"halo", "tone-quiet", ".pdf"),
    ):
        anyone.page.set_input_files(
            "#file", {"name": "sertifikat.pdf", "mimeType": "application/pdf", "buffer": content}
        )
        anyone.follow("main form .btn-primary")
        assert anyone.the(f".verdict.{tone}").is_visible()
        assert said in anyone.told()


def test_a_scan_is_read_in_english_and_leaves_no_cookie(town: Town) -> None:
    with town.app.app_context():
        (card,) = story.certified(town.cast, town.cast.ratna)
    anyone = town.visitor(PHONE)
    anyone.open(f"/v/{card.token}")
    assert "Sah" in anyone.told()
    anyone.follow('a[hreflang="en"]')
    assert anyone.the("h1").inner_text() == "Valid"
    assert anyone.context.cookies() == []


def test_a_certificate_is_passed_on_by_keyboard(town: Town) -> None:
    with town.app.app_context():
        (card,) = story.certified(town.cast, town.cast.ratna)
    ratna = town.enter("ratna", DESKTOP)
    ratna.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ratna.open("/certificates")
    ratna.tab_to(".certificate-card details:first-of-type > summary")
    ratna.page.keyboard.press("Enter")
    ratna.look()
    ratna.tab_to("button[data-copy]")
    ratna.page.keyboard.press("Enter")
    copied = ratna.the("button[data-copy]").get_attribute("data-copied")
    ratna.until(f"document.querySelector('button[data-copy] span').textContent === '{copied}'")
    assert ratna.page.evaluate("navigator.clipboard.readText()") == card.facts.verify_url
    ratna.tab_to('a[href^="https://wa.me/"]')
    ratna.tab_to(".certificate-card details:last-of-type > summary")
    ratna.page.keyboard.press("Enter")
    ratna.tab_to('a[href$="/badge.json"]')
    with ratna.page.expect_download() as arriving:
        ratna.page.keyboard.press("Enter")
    assert arriving.value.suggested_filename.endswith(".json")
    ratna.look()
