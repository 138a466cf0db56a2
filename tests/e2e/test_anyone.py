"""Journey 4, anyone: whoever holds a certificate learns whether it is valid, without an account and without a script."""

from datetime import timedelta

import pytest

from lms.certificates import service as certificates
from tests import story
from tests.e2e.conftest import Town
from tests.e2e.viewer import DESKTOP, PHONE, Screen
from tests.people import AT

pytestmark = pytest.mark.real_clock


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=str)
def test_a_certificate_is_checked(town: Town, screen: Screen) -> None:
    with town.app.app_context():
        valid, revoked = story.certified(town.cast, town.cast.ratna, town.cast.budi)
        certificates.revoke(town.cast.admin, revoked.id, "Nama dalam sertifikat salah cetak.", AT + timedelta(hours=1))
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

    other = valid.token[:-1] + ("0" if valid.token[-1] != "0" else "1")
    anyone.open(f"/v/{other}", status=404)
    assert anyone.the(".verdict.tone-warn").is_visible()
    assert len(anyone.seen) == 4
