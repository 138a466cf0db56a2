"""Open Badges: two proofs of the same facts, judged by a verifier that did not make them, and taken back by the status list."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError, OB3Verifier, decode_encoded_list, set_indices
from sqlalchemy import update

from lms.certificates import badges, service
from lms.certificates.issuer import issuer_key, key_id, public_pem
from lms.certificates.models import Certificate
from lms.certificates.rules import Signing
from lms.certificates.service import CertificateCard
from lms.kit.db import transaction
from lms.kit.errors import NotFound
from tests.browser import Browser
from tests.people import Cast
from tests.story import certified

pytestmark = pytest.mark.usefixtures("app_context")
As = Callable[[str], Browser]
HOST = "https://latih.contoh.go.id"


@pytest.fixture
def at_home(app: Flask) -> Iterator[None]:
    """The installation at its address in the world."""
    kept = app.extensions["settings"]
    app.extensions["settings"] = kept.model_copy(update={"base_url": HOST})
    yield
    app.extensions["settings"] = kept


@pytest.fixture
def card(cast: Cast, at_home: None) -> CertificateCard:
    (issued,) = certified(cast, cast.ratna)
    return issued


@pytest.fixture
def world(client: Browser) -> Callable[[str], bytes]:
    """Fetches as a verifier does; only what this installation serves is there."""

    def fetch(address: str) -> bytes:
        assert address.startswith(HOST), f"a badge points to {address}"
        answer = client.get(address.removeprefix(HOST))
        assert answer.status_code == 200, answer.status
        return answer.data

    return fetch


def test_a_jwt_is_verified_by_whoever_knows_only_our_address(card: CertificateCard, world: Any) -> None:
    verifier = OB3Verifier.for_issuer_did("did:web:latih.contoh.go.id", download=world)
    read = verifier.verify(badges.as_jwt(card), check_status=True, download=world)
    assert (read.issuer.name, read.issuer.url) == ("Dinas Komunikasi dan Informatika, Pemerintah Kota Palembang", HOST)
    assert read.id == card.facts.verify_url
    assert [one.identity_hash for one in read.identifiers] == [card.facts.name]
    assert read.achievement.name == card.facts.training
    assert read.achievement.achievement_type == "CertificateOfCompletion"
    assert "- Jurnalistik (8 JP)" in read.achievement.criteria_narrative
    assert read.issuance_date == card.issued_at


def test_a_linked_data_proof_is_verified_by_whoever_knows_only_our_address(card: CertificateCard, world: Any) -> None:
    verifier = OB3LdpVerifier.for_issuer_did("did:web:latih.contoh.go.id", download=world)
    signed = badges.as_json(card)
    assert json.loads(signed)["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    read = verifier.verify(signed, check_status=True, download=world)
    assert read.achievement.name == card.facts.training


def test_a_badge_is_the_same_text_each_time(card: CertificateCard) -> None:
    assert badges.as_jwt(card) == badges.as_jwt(card)
    assert badges.as_json(card) == badges.as_json(card)


def test_two_people_of_a_batch_have_the_same_achievement(cast: Cast, at_home: None) -> None:
    one, other = (json.loads(badges.as_json(card)) for card in certified(cast, cast.ratna, cast.budi))
    assert one["credentialSubject"]["achievement"]["id"] == other["credentialSubject"]["achievement"]["id"]
    assert one["id"] != other["id"]


def test_no_score_and_no_nip_leaves_the_house(card: CertificateCard) -> None:
    subjects = tuple(replace(subject, score="93,50") for subject in card.facts.subjects)
    facts = replace(
        card.facts,
        nip="19860926 201505 1 001",
        predicate="Sangat Memuaskan",
        average="91,25",
        final="92,75",
        subjects=subjects,
    )
    graded = replace(card, facts=facts)
    payload = badges.as_jwt(graded).split(".")[1]
    told = badges.as_json(graded) + base64.urlsafe_b64decode(payload + "==").decode()
    for secret in ("19860926", "201505", "Memuaskan", "91,25", "92,75", "93,50", facts.signature.name):
        assert secret not in told


def test_a_jwt_that_was_tampered_with_is_refused(card: CertificateCard) -> None:
    head, payload, signature = badges.as_jwt(card).split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    claims["credentialSubject"]["identifier"][0]["identityHash"] = "Orang Lain"
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    with pytest.raises(OB3VerificationError):
        OB3Verifier(public_pem()).verify(f"{head}.{forged}.{signature}")


def test_a_linked_data_badge_that_was_tampered_with_is_refused(card: CertificateCard) -> None:
    document = json.loads(badges.as_json(card))
    document["credentialSubject"]["identifier"][0]["identityHash"] = "Orang Lain"
    with pytest.raises(OB3VerificationError):
        OB3LdpVerifier(public_pem()).verify(document)


@pytest.mark.parametrize("proof", ["jwt", "json"])
def test_a_revoked_certificate_takes_its_badge_back(
    proof: str, cast: Cast, card: CertificateCard, world: Any, at: datetime
) -> None:
    did = "did:web:latih.contoh.go.id"
    badge = badges.as_jwt(card) if proof == "jwt" else badges.as_json(card)
    verifier: Any = (OB3Verifier if proof == "jwt" else OB3LdpVerifier).for_issuer_did(did, download=world)
    verifier.verify(badge, check_status=True, download=world)
    service.revoke(cast.admin, card.id, "Peserta tidak hadir sama sekali.", at)
    with pytest.raises(OB3VerificationError, match="revocation"):
        verifier.verify(badge, check_status=True, download=world)


def test_the_status_list_marks_the_withdrawn_alone(cast: Cast, at_home: None, at: datetime) -> None:
    first, second = certified(cast, cast.ratna, cast.budi)
    service.revoke(cast.admin, second.id, "Peserta tidak hadir sama sekali.", at)
    bits = bits_of(badges.status_list(1, at))
    assert set_indices(bits) == {second.id}
    assert first.id not in set_indices(bits)
    assert len(bits) * 8 == 131_072
    assert json.loads(badges.as_json(first))["credentialStatus"]["statusListIndex"] == str(first.id)


def bits_of(signed: str) -> bytes:
    claims = json.loads(base64.urlsafe_b64decode(signed.split(".")[1] + "=="))
    return decode_encoded_list(claims["credentialSubject"]["encodedList"])


def test_a_replaced_certificate_is_withdrawn_as_well(card: CertificateCard, at: datetime) -> None:
    row = Certificate.__table__
    with transaction() as writing:
        old = writing.execute(row.select().where(row.c.id == card.id)).one()._asdict()
        changes = {"id": None, "token": "0" * 26, "version": 2, "replaces_id": card.id, "facts": card.facts.as_json()}
        writing.execute(row.insert().values({name: value for name, value in (old | changes).items() if name != "id"}))
    assert set_indices(bits_of(badges.status_list(1, at))) == {card.id}
    (newest,) = (one for one in service.register(limit=5) if one.id != card.id)
    assert badges.as_jwt(newest)


def test_an_old_list_cannot_bring_a_revoked_badge_back(card: CertificateCard, world: Any, at: datetime) -> None:
    badge, kept = badges.as_jwt(card), badges.status_list(1, at).encode()
    verifier = OB3Verifier.for_issuer_did("did:web:latih.contoh.go.id", download=world)
    verifier.verify(badge, check_status=True, download=lambda _address: kept)
    with time_machine.travel(at + timedelta(days=2)), pytest.raises(OB3VerificationError, match="expired"):
        verifier.verify(badge, check_status=True, download=lambda _address: kept)


def test_somebody_elses_list_is_not_believed(card: CertificateCard, world: Any, at: datetime) -> None:
    head, payload, _signature = badges.status_list(1, at).split(".")
    forged = f"{head}.{payload}.{badges.as_jwt(card).split('.')[2]}".encode()
    verifier = OB3Verifier.for_issuer_did("did:web:latih.contoh.go.id", download=world)
    with pytest.raises(OB3VerificationError, match="proof is invalid"):
        verifier.verify(badges.as_jwt(card), check_status=True, download=lambda _address: forged)


def test_what_does_not_hold_has_no_badge(cast: Cast, card: CertificateCard, at: datetime) -> None:
    with transaction() as writing:
        writing.execute(update(Certificate).where(Certificate.id == card.id).values(signing=Signing.TTE))
    waiting = service.open_certificate(cast.ratna, card.id)
    for make in (badges.as_jwt, badges.as_json):
        with pytest.raises(NotFound):
            make(waiting)


def test_without_https_the_key_stands_for_itself(cast: Cast) -> None:
    (card,) = certified(cast, cast.ratna)
    assert badges.issuer_id().startswith("did:key:z6Mk")
    assert OB3Verifier.for_issuer_did(badges.issuer_id()).verify(badges.as_jwt(card))
    assert OB3LdpVerifier.for_issuer_did(badges.issuer_id()).verify(badges.as_json(card))
    document = badges.did_document()
    assert document["assertionMethod"] == [f"{document['id']}#{document['id'].removeprefix('did:key:')}"]


def test_the_key_is_at_a_stable_address_for_anyone(client: Browser) -> None:
    answer = client.get("/issuer-key.pem")
    assert answer.data == public_pem()
    assert b"PRIVATE" not in answer.data
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert "Set-Cookie" not in answer.headers


def test_the_document_of_the_domain_names_the_key(client: Browser, at_home: None) -> None:
    document = client.get("/.well-known/did.json").json
    assert document is not None
    assert document["id"] == "did:web:latih.contoh.go.id"
    (method,) = document["verificationMethod"]
    assert method["id"] == f"did:web:latih.contoh.go.id#{key_id(issuer_key().public_key())}"
    assert set(method["publicKeyJwk"]) >= {"kty", "crv", "x"}
    assert "d" not in method["publicKeyJwk"]


@pytest.mark.parametrize("number", [0, 2, 999_999])
def test_a_list_that_nobody_is_on_is_no_page(number: int, client: Browser) -> None:
    assert client.get(f"/badges/status/{number}").status_code == 404


def test_a_holder_downloads_both_and_nobody_else_does(as_: As, card: CertificateCard) -> None:
    for kind, mimetype in (("jwt", "application/vc+jwt"), ("json", "application/vc")):
        path = f"/certificates/{card.id}/badge.{kind}"
        answer = as_("ratna").get(path)
        assert (answer.status_code, answer.mimetype) == (200, mimetype)
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=lencana-800")
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert as_("budi").get(path).status_code == 404
