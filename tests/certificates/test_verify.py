"""Verification: anyone may ask, and learns what the paper says, no more."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, update

from lms.certificates import codes, service, verification
from lms.certificates.facts import Facts, Signature
from lms.certificates.models import Certificate, SignedFile
from lms.certificates.rules import Signing
from lms.certificates.service import CertificateCard
from lms.kit.db import session, transaction
from lms.people.models import Person
from tests.browser import Browser
from tests.page import form, words
from tests.people import Cast
from tests.queries import counted
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


def rewritten(card: CertificateCard, *, columns: Mapping[str, Any] | None = None, **changes: Any) -> Facts:
    """The certificate as if its facts had been frozen with these changes."""
    facts = replace(card.facts, **changes)
    with transaction() as writing:
        known = dict(columns or {}) | {"facts": facts.as_json()}
        writing.execute(update(Certificate).where(Certificate.id == card.id).values(known))
    return facts


def signed(card: CertificateCard, at: datetime) -> str:
    """Its signed file has come; the digest."""
    digest = "ab" * 32
    with transaction() as writing:
        writing.add(
            SignedFile(certificate_id=card.id, digest=digest, signer="Contoh Penandatangan", signed_at=at, at=at)
        )
    return digest


def replaced(card: CertificateCard, at: datetime) -> str:
    """A newer certificate with the same number; its code."""
    old = session().execute(Certificate.__table__.select().where(Certificate.id == card.id)).one()._asdict()
    token = codes.new_code()
    del old["id"]
    with transaction() as writing:
        writing.execute(
            insert(Certificate).values(
                old
                | {"token": token, "version": 2, "replaces_id": card.id, "issued_at": at, "facts": card.facts.as_json()}
            )
        )
    return token


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


def test_everything_printed_can_be_compared(visitor: Browser, card: CertificateCard) -> None:
    """Front and back, so that no line of a forged paper goes unnoticed; scores and whole NIP stay out."""
    facts = rewritten(
        card,
        note="Pengganti sertifikat tanggal 1 November 2026.",
        predicate="Sangat Memuaskan",
        average="91,25",
        final="92,75",
        subjects=tuple(replace(subject, score="93,50") for subject in card.facts.subjects),
        signature=Signature(("a.n. WALI KOTA", "KEPALA DINAS"), "Penanda Tangan", ("Pembina (IV/a)", f"NIP {NIP}")),
        back_signature=Signature(("KEPALA BIDANG",), "Penanda Belakang", ("19700101 199503 1 001",)),
    )
    answer = visitor.get(f"/v/{card.token}")
    told = words(answer)
    printed = [
        facts.letterhead.government, facts.letterhead.office, facts.title, facts.number, facts.note, facts.legal, facts.name,
        facts.position, facts.workplace, facts.statement, facts.training, facts.batch, facts.dates, facts.place, facts.jp,
        facts.issued, "a.n. WALI KOTA", "KEPALA DINAS", "Penanda Tangan", "Pembina (IV/a)", "NIP 1986**********1001",
        codes.group_code(facts.code), facts.jp_total, "KEPALA BIDANG", "Penanda Belakang", "1970**********1001",
    ]  # fmt: skip
    printed += [f"{one.code} {one.title} {one.jp}" for one in facts.subjects]
    printed += [f"{one.code} {one.title} {one.jp}" for subject in facts.subjects for one in subject.units]
    assert [text for text in printed if text not in told] == []
    place = told.index("What the paper says")
    for text in printed[:16]:
        place = told.index(text, place)  # in the order of the paper
    for secret in ("Sangat Memuaskan", "91,25", "92,75", "93,50", NIP, "199503 1 001"):
        assert secret not in answer.text


def test_an_odd_nip_is_hidden_whole(visitor: Browser, card: CertificateCard) -> None:
    rewritten(card, nip="12345-A", signature=Signature((), "Penanda Tangan", ("NIP 98765-B",)))
    page = visitor.get(f"/v/{card.token}").text
    assert "12345-A" not in page
    assert "98765-B" not in page


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
    for typed in (codes.group_code(card.token), card.token.lower(), card.facts.verify_url, card.facts.qr + " "):
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
            pages.add(answer.text)
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
    assert "Valid Ratna Dewi This certificate stands" not in told


def test_a_replaced_certificate_points_to_a_newer_one_without_its_code(
    visitor: Browser, card: CertificateCard, at: datetime
) -> None:
    newer = replaced(card, at + timedelta(days=2))
    answer = visitor.get(f"/v/{card.token}")
    told = words(answer)
    assert "Replaced Ratna Dewi Since 20 November 2026 there is a newer certificate with the same number." in told
    assert newer not in answer.text
    assert codes.group_code(newer) not in told
    assert "Valid Ratna Dewi This certificate stands" in words(visitor.get(f"/v/{newer}"))


def test_a_revoked_certificate_stays_revoked_when_it_was_replaced(
    visitor: Browser, cast: Cast, card: CertificateCard, at: datetime
) -> None:
    service.revoke(cast.admin, card.id, "Peserta tidak hadir sama sekali.", at)
    replaced(card, at + timedelta(days=2))
    assert "Revoked Ratna Dewi This certificate" in words(visitor.get(f"/v/{card.token}"))


@pytest.mark.parametrize(
    ("signing", "sentence"),
    [
        (
            Signing.SEAL,
            "The PDF carries the electronic seal of Contoh Penandatangan. Made on 18 November 2026 10:00 WIB.",
        ),
        (
            Signing.TTE,
            "The PDF carries the electronic signature of Contoh Penandatangan. Made on 18 November 2026 10:00",
        ),
    ],
)
def test_an_electronic_signature_is_waited_for_and_then_named(
    visitor: Browser, card: CertificateCard, at: datetime, signing: Signing, sentence: str
) -> None:
    rewritten(card, columns={"signing": signing}, footer="Dokumen ini telah ditandatangani secara elektronik.")
    told = words(visitor.get(f"/v/{card.token}"))
    assert "Not signed yet" in told
    assert card.pdf_sha256 not in told, "the print before signing is not published"
    assert "telah ditandatangani secara elektronik" not in told, "it is not true yet"
    digest = signed(card, at)
    told = words(visitor.get(f"/v/{card.token}"))
    assert "Valid Ratna Dewi This certificate stands" in told
    assert sentence in told
    assert digest in told
    assert card.pdf_sha256 not in told
    assert "telah ditandatangani secara elektronik" in told


def test_a_visitor_without_an_account_chooses_the_language_by_a_link(visitor: Browser, card: CertificateCard) -> None:
    assert "Sah Ratna Dewi Sertifikat ini" in words(visitor.get(f"/v/{card.token}?lang=id"))
    assert "Valid Ratna Dewi This certificate" in words(visitor.get(f"/v/{card.token}?lang=en"))
    assert "Valid Ratna Dewi This certificate" in words(visitor.get(f"/v/{card.token}?lang=xx"))


def test_a_scan_leaves_no_cookie(app: Flask, card: CertificateCard) -> None:
    for code in (card.token, codes.new_code()):
        assert "Set-Cookie" not in app.test_client().get(f"/v/{code}").headers


def test_unknown_and_malformed_codes_take_the_same_work(app: Flask, card: CertificateCard) -> None:
    """The same statement, once; no shortcut for what cannot be a code, or for what is too long."""
    asked = set()
    for code in ("", "1", codes.new_code(), card.token[:-1], "U" * 26, "<script>", "x" * 5000, "0" * 26):
        with counted() as statements:
            assert verification.look_up(code) is None
        asked.add(tuple(statements))
    assert len(asked) == 1
    (once,) = asked
    assert len(once) == 1


def test_the_page_asks_the_database_once(visitor: Browser, card: CertificateCard) -> None:
    with counted() as statements:
        assert visitor.get(f"/v/{card.token}").status_code == 200
    assert len(statements) == 1


def test_head_answers_as_get_does(visitor: Browser, card: CertificateCard) -> None:
    for code in (card.token, codes.new_code()):
        full, short = visitor.get(f"/v/{code}"), visitor.head(f"/v/{code}")
        assert (short.status_code, short.headers["X-Robots-Tag"]) == (full.status_code, full.headers["X-Robots-Tag"])
        assert short.data == b""


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
    assert visitor.head(f"/v/{card.token}").status_code == 429, "HEAD is a guess too"
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert visitor.get(f"/v/{card.token}", environ_base=elsewhere).status_code == 200, "others are not held up"


def test_codes_are_as_many_as_they_look(app: Flask) -> None:
    made = {codes.new_code() for _ in range(1000)}
    assert len(made) == 1000
    assert all(codes.read_code(code) == code for code in made)
    assert min(len(set(column)) for column in list(zip(*made, strict=True))[1:]) == 32, "every character is drawn"
    assert Decimal(len({code[0] for code in made})) == 8
