"""Verification: anyone may ask, and learns what the paper says, no more."""

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import update

from lms.certificates import codes, service
from lms.certificates.service import CertificateCard
from lms.kit.db import transaction
from lms.people.models import Person
from tests.browser import Browser
from tests.page import form, words
from tests.people import Cast
from tests.story import certified

pytestmark = pytest.mark.usefixtures("app_context")
As = Callable[[str], Browser]
NIP = "198609262015051001"


@pytest.fixture
def visitor(client: Browser) -> Browser:
    """Somebody without an account who reads English."""
    client.post("/language", data={"locale": "en"})
    return client


@pytest.fixture
def card(cast: Cast) -> CertificateCard:
    with transaction() as writing:
        writing.execute(update(Person).where(Person.id == cast.ratna.id).values(nip=NIP))
    (issued,) = certified(cast, cast.ratna)
    return issued


def fixed_parts(page: str) -> str:
    """The page without what differs on every page: form keys, and the address to come back to."""
    return re.sub(r'name="(csrf_token|_key|next)" value="[^"]*"', "", page)


def test_a_valid_certificate_shows_what_the_paper_says_and_no_more(visitor: Browser, card: CertificateCard) -> None:
    answer = visitor.get(f"/v/{card.token}")
    assert answer.status_code == 200
    told = words(answer)
    for fact in ("Valid", "Ratna Dewi", card.number, "1986**********1001", "24 (dua puluh empat) Jam Pelajaran"):
        assert fact in told
    assert card.pdf_sha256 in told
    for secret in (NIP, "19860926 201505 1 001", "85.00", "85,00", "Memuaskan"):
        assert secret not in answer.text
    assert "<img" not in answer.text
    assert "/people/" not in answer.text


def test_a_certificate_without_a_nip_has_no_row_for_it(visitor: Browser, cast: Cast) -> None:
    (issued,) = certified(cast, cast.budi)
    assert "NIP" not in words(visitor.get(f"/v/{issued.token}"))


def test_a_code_may_be_typed_as_it_is_read(visitor: Browser, card: CertificateCard) -> None:
    for typed in (
        codes.group_code(card.token),
        codes.group_code(card.token).lower().replace("-", " "),
        card.token.replace("0", "o").replace("1", "l"),
    ):
        assert visitor.get(f"/v/{typed}").status_code == 200
        answer = form(visitor.get("/verify"), "/verify").fill(code=f" {typed} ").send(visitor)
        assert answer.location == f"/v/{card.token}"


def unknown_codes(token: str) -> list[str]:
    """One character off, none at all, too long, from an alphabet that is not ours, and what attackers try."""
    last = "0" if token[-1] != "0" else "1"
    forged = [codes.new_code(), token[:-1] + last, token[:-1], token + "0", token[:10], "U" * 26, "8" + token[1:]]
    return [*forged, "1", "' OR 1=1 --", "<b>26 huruf</b>", "٣" * 26, "🩺" * 26, "x" * 5000]


def test_unknown_and_malformed_codes_look_alike(visitor: Browser, card: CertificateCard) -> None:
    """Nobody can tell from the answer whether a code was nearly right."""
    pages = set()
    for code in unknown_codes(card.token):
        typed = form(visitor.get("/verify"), "/verify").fill(code=code).send(visitor)
        for answer in (visitor.get(f"/v/{code.replace('/', '')}"), typed):
            assert answer.status_code == 404
            pages.add(fixed_parts(answer.text))
    assert len(pages) == 1
    assert "No certificate in this register has that code." in pages.pop()


@pytest.mark.parametrize("code", ["%00", "A%00B", "..%2F..%2Fetc%2Fpasswd", "%ff%fe"])
def test_an_address_nobody_printed_is_no_page(visitor: Browser, code: str) -> None:
    answer = visitor.get(f"/v/{code}")
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


def test_a_revoked_certificate_says_so_and_since_when_not_why(
    visitor: Browser, cast: Cast, card: CertificateCard, at: datetime
) -> None:
    service.revoke(cast.admin, card.id, "Peserta tidak hadir sama sekali.", at)
    told = words(visitor.get(f"/v/{card.token}"))
    assert "Revoked" in told
    assert "18 November 2026" in told
    assert "tidak hadir" not in told
    assert "Valid This certificate stands" not in told


def test_search_engines_and_caches_keep_out(visitor: Browser, card: CertificateCard) -> None:
    for path in (f"/v/{card.token}", f"/v/{codes.new_code()}"):
        answer = visitor.get(path)
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert '<meta name="robots" content="noindex, nofollow">' in answer.text
        assert "public" not in answer.headers["Cache-Control"]


def test_guessing_is_slowed_down(visitor: Browser, card: CertificateCard) -> None:
    statuses = [visitor.get(f"/v/{codes.new_code()}").status_code for _ in range(31)]
    assert statuses == [404] * 30 + [429]
    answer = visitor.get(f"/v/{card.token}")
    assert answer.status_code == 429, "also for what exists, or the limit would tell"
    assert int(answer.headers["Retry-After"]) <= 60
    assert "too many tries" in words(answer)
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert visitor.get(f"/v/{card.token}", environ_base=elsewhere).status_code == 200, "others are not held up"


def test_codes_are_as_many_as_they_look(app: Flask) -> None:
    made = {codes.new_code() for _ in range(1000)}
    assert len(made) == 1000
    assert all(codes.read_code(code) == code for code in made)
    assert min(len(set(column)) for column in list(zip(*made, strict=True))[1:]) == 32, "every character is drawn"
    assert Decimal(len({code[0] for code in made})) == 8
