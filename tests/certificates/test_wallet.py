"""The wallet: every own certificate, what it is worth today, and everything a holder may do with it."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import update

from lms.certificates import codes, service
from lms.certificates.models import Certificate, SignedFile
from lms.certificates.rules import Signing
from lms.certificates.service import CertificateCard
from lms.kit.db import session, transaction
from lms.kit.storage import current_storage
from tests.browser import Browser
from tests.page import words
from tests.people import Cast
from tests.story import certified

pytestmark = pytest.mark.usefixtures("app_context")
As = Callable[[str], Browser]


@pytest.fixture
def card(cast: Cast) -> CertificateCard:
    (issued,) = certified(cast, cast.ratna)
    return issued


@pytest.fixture
def ratna(as_: As, card: CertificateCard) -> Browser:
    browser = as_("ratna")
    browser.post("/language", data={"locale": "en"})
    return browser


def test_a_valid_certificate_offers_all_its_uses(ratna: Browser, card: CertificateCard) -> None:
    page = ratna.get("/certificates")
    for text in ("Valid", card.number, card.facts.training, card.facts.jp, "SERTIFIKAT"):
        assert text in words(page)
    for link in (
        f'href="/certificates/{card.id}.pdf"',
        f'href="/v/{card.token}"',
        f'href="/certificates/{card.id}/badge.json"',
        f'href="/certificates/{card.id}/badge.jwt"',
        f'value="{card.facts.verify_url}"',
    ):
        assert link in page.text


def test_sharing_on_whatsapp_is_a_plain_link_that_tells_nobody_before(ratna: Browser, card: CertificateCard) -> None:
    page = ratna.get("/certificates").text
    (link,) = re.findall(r'<a [^>]*href="(https://[^"]+)"([^>]*)>', page)
    address, manner = urlsplit(link[0].replace("&amp;", "&")), link[1]
    assert address.netloc == "wa.me"
    (text,) = parse_qs(address.query)["text"]
    assert text.endswith(card.facts.verify_url)
    assert card.facts.training in text
    assert "noreferrer" in manner
    assert "api.whatsapp" not in page


def test_what_is_not_signed_yet_is_told_and_not_handed_out(
    ratna: Browser, as_: As, card: CertificateCard, at: datetime
) -> None:
    with transaction() as writing:
        writing.execute(update(Certificate).where(Certificate.id == card.id).values(signing=Signing.TTE))
    page = ratna.get("/certificates")
    assert "Not signed yet" in words(page)
    assert f"/certificates/{card.id}.pdf" not in page.text
    assert "badge" not in page.text.partition("<main")[2]
    for login in ("ratna", "admin"):
        answer = as_(login).get(f"/certificates/{card.id}.pdf")
        assert answer.status_code == 404
        assert "Sertifikat ini belum ditandatangani" in words(answer) or "not signed yet" in words(answer)
    whole = service.pdf(card) + b"% signed"
    stored = current_storage().put(BytesIO(whole), limit=10**7)
    with transaction() as writing:
        writing.add(SignedFile(certificate_id=card.id, digest=stored.digest, signer="X", signed_at=at, at=at))
    assert ratna.get(f"/certificates/{card.id}.pdf").data == whole


def test_a_revoked_certificate_is_told_kindly_and_cannot_be_passed_on(
    ratna: Browser, cast: Cast, card: CertificateCard, at: datetime
) -> None:
    service.revoke(cast.admin, card.id, "Peserta tidak hadir sama sekali.", at)
    page = ratna.get("/certificates")
    told = words(page)
    assert "No longer in force" in told
    assert "Withdrawn on 18 November 2026: Peserta tidak hadir sama sekali. If that is a mistake, ask" in told
    assert "wa.me" not in page.text
    assert ratna.get(f"/certificates/{card.id}/badge.jwt").status_code == 404


def test_a_replaced_certificate_points_its_holder_to_the_newer_one(
    ratna: Browser, card: CertificateCard, at: datetime
) -> None:
    old = session().execute(Certificate.__table__.select().where(Certificate.id == card.id)).one()._asdict()
    newer = {"token": codes.new_code(), "version": 2, "replaces_id": card.id, "issued_at": at + timedelta(days=2)}
    newer |= {"replaced_because": "Nama diperbaiki.", "facts": card.facts.as_json()}
    del old["id"]
    with transaction() as writing:
        writing.execute(Certificate.__table__.insert().values(old | newer))
    page = ratna.get("/certificates")
    current, _, over = words(page).partition("No longer in force")
    assert "It replaces the one of 18 November 2026." in current
    assert "Since 20 November 2026 you have a newer one with the same number: Nama diperbaiki." in over
    assert page.text.count(".pdf") == 1


def test_the_file_is_named_for_people(ratna: Browser, card: CertificateCard) -> None:
    answer = ratna.get(f"/certificates/{card.id}.pdf")
    assert "800.2.4-001-Diskominfo-XI-2026_Ratna-Dewi.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("login", ["wahyu", "sari", "admin", "auditor"])
def test_an_empty_wallet_says_what_it_is_for(as_: As, login: str) -> None:
    answer = as_(login).get("/certificates")
    assert answer.status_code == 200
    assert "Belum ada sertifikat" in words(answer)
