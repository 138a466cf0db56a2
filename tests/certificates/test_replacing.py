"""A replacement has the number of the one it replaces, a code of its own, and is made once."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from lms.certificates import eligibility, office, replacing, service
from lms.certificates.models import Certificate
from lms.certificates.office import Office, Signatory
from lms.certificates.replacing import Correction
from lms.certificates.service import CertificateCard
from lms.kit.db import session, transaction
from lms.kit.errors import Conflict, Forbidden, Invalid, NotFound
from lms.people.models import Person
from tests.browser import Browser
from tests.people import Cast
from tests.story import certified

pytestmark = pytest.mark.usefixtures("app_context")
As = Callable[[str], Browser]
REASON = "Nama pada sertifikat salah tulis."
ANEW = Correction("Pranata Humas", "Dinas Kominfo", REASON)


@pytest.fixture
def card(cast: Cast) -> CertificateCard:
    (made,) = certified(cast, cast.ratna)
    return made


def correct_name(cast: Cast, name: str = "Ratna Dewi Lestari") -> None:
    with transaction() as writing:
        writing.execute(update(Person).where(Person.id == cast.ratna.id).values(name=name))


def test_a_corrected_name_makes_the_next_version_of_the_same_number(
    cast: Cast, at: datetime, card: CertificateCard
) -> None:
    correct_name(cast)
    office.save(cast.admin, Office(signatory=Signatory(name="Kepala Baru")), at)
    later = at + timedelta(days=3)
    new_id = replacing.replace_certificate(cast.admin, card.id, ANEW, later)
    old, new = (service.open_certificate(cast.admin, one) for one in (card.id, new_id))
    assert (new.number, new.version, new.enrolment_id) == (card.number, 2, card.enrolment_id)
    assert new.token != card.token
    assert new.facts.code == new.token
    assert new.facts.verify_url.endswith(new.token)
    assert (new.facts.name, new.facts.position, new.facts.workplace) == (
        "Ratna Dewi Lestari",
        "Pranata Humas",
        "Dinas Kominfo",
    )
    assert new.facts.note == "PENGGANTI: menggantikan sertifikat bernomor sama tanggal 18 November 2026"
    assert REASON not in str(new.facts), "the reason is for auditors"
    assert (new.facts.issued, new.facts.signature.name) == ("Palembang, 21 November 2026", "Kepala Baru")
    for kept in ("training", "batch", "dates", "jp", "predicate", "subjects", "statement"):
        assert getattr(new.facts, kept) == getattr(card.facts, kept), kept
    assert old.facts == card.facts, "the old one stays as it was"
    assert old.replaced_by is not None
    assert new.replaces is not None
    assert (old.replaced_by.token, old.replaced_by.reason, new.replaces.id) == (new.token, REASON, old.id)
    assert (old.holds, new.holds) == (False, True)
    table = eligibility.table_of(cast.admin, cast.batch1)
    assert [one.certificate.id for one in table.issued if one.certificate] == [new_id]


def test_a_revoked_certificate_comes_back_as_a_replacement_alone(
    cast: Cast, at: datetime, card: CertificateCard
) -> None:
    service.revoke(cast.admin, card.id, REASON, at)
    assert not eligibility.table_of(cast.admin, cast.batch1).ready
    new_id = replacing.replace_certificate(cast.admin, card.id, ANEW, at)
    new = service.open_certificate(cast.admin, new_id)
    assert new.holds
    with pytest.raises(Conflict):
        service.revoke(cast.admin, card.id, REASON, at)
    service.revoke(cast.admin, new_id, REASON, at)
    third = replacing.replace_certificate(cast.admin, new_id, ANEW, at)
    assert service.open_certificate(cast.admin, third).version == 3


def test_what_was_replaced_is_not_replaced_again(cast: Cast, at: datetime, card: CertificateCard) -> None:
    replacing.replace_certificate(cast.admin, card.id, ANEW, at)
    with pytest.raises(Conflict):
        replacing.replace_certificate(cast.admin, card.id, ANEW, at)


def test_two_who_replace_at_once_make_one(app: Flask, cast: Cast, at: datetime, card: CertificateCard) -> None:
    start, heard = threading.Barrier(4), []

    def act() -> None:
        with app.app_context():
            start.wait()
            try:
                heard.append(replacing.replace_certificate(cast.admin, card.id, ANEW, at))
            except Conflict:
                heard.append(None)

    actors = [threading.Thread(target=act) for _ in range(4)]
    for one in actors:
        one.start()
    for one in actors:
        one.join()
    session().rollback()
    assert sorted(one is None for one in heard) == [False, True, True, True]
    versions = session().scalars(select(Certificate.version).where(Certificate.number == card.number))
    assert sorted(versions) == [1, 2]


@pytest.mark.parametrize(
    ("correction", "field"),
    [
        (Correction("x", "y", "salah"), "reason"),
        (Correction("x", "y", "s" * 301), "reason"),
        (Correction("x" * 201, "y", REASON), "position"),
        (Correction("x", "y" * 201, REASON), "workplace"),
    ],
)
def test_a_replacement_says_why_and_fits(
    cast: Cast, at: datetime, card: CertificateCard, correction: Correction, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        replacing.replace_certificate(cast.admin, card.id, correction, at)
    assert set(refused.value.fields) == {field}


def test_what_cannot_be_printed_is_not_replaced(cast: Cast, at: datetime, card: CertificateCard) -> None:
    correct_name(cast, "ラトナ")
    with pytest.raises(Invalid):
        replacing.replace_certificate(cast.admin, card.id, ANEW, at)
    assert service.open_certificate(cast.admin, card.id).holds


def test_only_an_admin_replaces(cast: Cast, at: datetime, card: CertificateCard) -> None:
    for other in cast.everyone().values():
        if other != cast.admin:
            with pytest.raises(Forbidden):
                replacing.replace_certificate(other, card.id, ANEW, at)
    with pytest.raises(NotFound):
        replacing.replace_certificate(cast.admin, card.id + 1, ANEW, at)
