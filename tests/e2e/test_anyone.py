"""Journey 4, anyone: whoever holds a certificate learns whether it is valid, without an account and without a script."""

from datetime import timedelta

import pytest

from lms.certificates import issuing, office, replacing
from lms.certificates import service as certificates
from lms.certificates.office import current_office
from lms.certificates.replacing import Correction
from lms.certificates.rules import Kind, Signing
from lms.certificates.service import CertificateCard
from lms.kit import jobs
from tests import story
from tests.e2e.conftest import Town
from tests.e2e.viewer import DESKTOP, PHONE, Screen, Viewer
from tests.people import AT, Cast

pytestmark = pytest.mark.real_clock
LATER = AT + timedelta(hours=1)


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=str)
def test_a_certificate_is_checked(town: Town, screen: Screen) -> None:
    with town.app.app_context():
        valid, replaced, waiting, revoked = one_of_each(town.cast)
    anyone = town.visitor(screen, scripts=False)

    anyone.open("/verify")
    anyone.fill(code=f" {valid.token.lower()[:6]}-{valid.token[6:]} ")
    anyone.follow('form:has([name="code"]) button')
    assert anyone.path == f"/v/{valid.token}"
    assert anyone.the(".verdict.tone-ok").is_visible()
    assert "Ratna Dewi" in anyone.told()
    for score in ("85,00", "85.00", "Memuaskan"):  # not 85: the code may hold these two digits
        assert score not in anyone.told(), "scores are nobody's business"

    anyone.open(f"/v/{revoked.token}")
    assert anyone.the(".verdict.tone-bad").is_visible()
    assert "salah cetak" not in anyone.told(), "the reason is for the auditors"
    anyone.open(f"/v/{replaced.token}")
    assert anyone.the(".verdict.tone-warn").is_visible()
    assert "salah tulis" not in anyone.told()
    anyone.open(f"/v/{waiting.token}")
    assert anyone.the(".verdict.tone-wait").is_visible()
    assert anyone.the(".digest").count() == 0, "nothing is published yet"

    other = valid.token[:-1] + ("0" if valid.token[-1] != "0" else "1")
    anyone.open(f"/v/{other}", status=404)
    assert anyone.the(".verdict.tone-warn").is_visible()
    assert len(anyone.seen) == 6
    keep(town.enter("ratna", screen), valid)


def one_of_each(cast: Cast) -> list[CertificateCard]:
    """Ratna's that is valid, the one before it, and her award that waits for the official; Budi's that is revoked."""
    first, revoked = story.certified(cast, cast.ratna, cast.budi)
    certificates.revoke(cast.admin, revoked.id, "Nama dalam sertifikat salah cetak.", LATER)
    anew = Correction("Pranata Humas", "Dinas Komunikasi dan Informatika", "Jabatan dalam sertifikat salah tulis.")
    replacing.replace_certificate(cast.admin, first.id, anew, LATER)
    office.save(cast.admin, current_office().model_copy(update={"signing": Signing.TTE}), LATER)
    seat = cast.enrolment(cast.ratna)
    issuing.issue(cast.admin, cast.batch1, [seat], LATER, kind=Kind.AWARD, wording="Peserta Terbaik I")
    jobs.drain()
    held = certificates.wallet(cast.ratna)
    return [
        next(card for card in held if card.replaces),
        next(card for card in held if card.replaced_by),
        next(card for card in held if card.waiting),
        revoked,
    ]


def keep(ratna: Viewer, valid: CertificateCard) -> None:
    """The wallet of one who has all three: what is offered of each, and the badge in both its forms."""
    ratna.follow('nav.tabs a[href="/certificates"]')
    assert ratna.the(".certificate-card").count() == 3
    assert ratna.the('.certificate-card a[href$=".pdf"]').count() == 1, "neither what waits nor what was replaced"
    for summary in ratna.the(".certificate-card summary").all():
        ratna.press(summary)
    ratna.look()
    link = ratna.the('a[href^="https://wa.me/"]').get_attribute("href") or ""
    assert valid.token in link
    for badge in ("badge.json", "badge.jwt"):
        with ratna.page.expect_download() as arriving:
            ratna.press(f'a[href="/certificates/{valid.id}/{badge}"]')
        assert arriving.value.suggested_filename.endswith(badge[-4:])
