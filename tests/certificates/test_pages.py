"""What was issued stays as it was: the frozen facts and their print, the register, revoking, the wallet."""

import hashlib
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from lms.batches.models import Batch
from lms.certificates import eligibility, issuing, office, service, views
from lms.certificates.models import Certificate, PrintRun, Revocation
from lms.certificates.office import Office, Signatory
from lms.kit.clock import now
from lms.kit.db import session, transaction
from lms.kit.errors import Conflict, Forbidden, NotFound
from lms.kit.jobs import drain
from lms.people.models import Organisation, Person
from tests import factories
from tests.browser import Browser
from tests.page import form, words
from tests.people import Cast
from tests.story import certified, class_of

pytestmark = pytest.mark.usefixtures("app_context")
As = Callable[[str], Browser]
REASON = "Nama dalam sertifikat salah cetak."


@pytest.fixture
def admin(as_: As) -> Browser:
    """Their browser, in English."""
    browser = as_("admin")
    browser.post("/language", data={"locale": "en"})
    return browser


# --- frozen facts ----------------------------------------------------------------------------------------------------


def change_everything(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """New name, new office, new dates, new head of office, new address of the site, new scores."""
    with transaction() as writing:
        writing.execute(update(Person).where(Person.id == cast.ratna.id).values(name="Ratna Dewi Lestari", locale="en"))
        writing.execute(update(Organisation).values(name="Badan Baru"))
        writing.execute(
            update(Batch).values(name="Angkatan X", title="Pelatihan Lain", starts_on=date(2027, 1, 4), place="Jambi")
        )
    settings = app.extensions["settings"]
    monkeypatch.setitem(app.extensions, "settings", settings.model_copy(update={"base_url": "https://baru.example"}))
    office.save(cast.admin, Office(signatory=Signatory(name="Kepala Baru"), show_scores=True), now())
    factories.results(cast.enrolment(cast.ratna), Decimal(99), by=cast.sari, at=datetime.now().astimezone())


def test_the_print_is_the_same_bytes_whatever_changes_later(
    app: Flask, cast: Cast, at: datetime, as_: As, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    (card,) = certified(cast, cast.ratna)
    address = f"/certificates/{card.id}.pdf"
    first = as_("ratna").get(address).data
    assert first.startswith(b"%PDF-")
    change_everything(app, cast, monkeypatch)
    with time_machine.travel(at + timedelta(hours=11)):
        later = [as_("ratna").get(address).data, admin.get(address).data, as_("auditor").get(address).data]
    assert later == [first] * 3
    assert hashlib.sha256(first).hexdigest() == card.pdf_sha256
    assert service.wallet(cast.ratna)[0].facts == card.facts
    assert "Ratna Dewi Lestari" not in words(admin.get("/register"))
    assert "Ratna Dewi" in words(admin.get("/register"))


def test_the_pdf_is_for_its_owner_and_for_those_who_keep_the_register(cast: Cast, as_: As) -> None:
    (card,) = certified(cast, cast.ratna)
    for login in cast.everyone():
        answer = as_(login).get(f"/certificates/{card.id}.pdf")
        if login in ("ratna", "admin", "auditor"):
            assert answer.mimetype == "application/pdf"
            assert answer.headers["Cache-Control"] == "private, no-store"
            assert "noindex" in answer.headers["X-Robots-Tag"]
        else:
            assert answer.status_code == 404


# --- revoking --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["", "salah", "         \n\0        .", "pendek!"])
def test_revoking_needs_a_reason_and_keeps_what_was_typed(cast: Cast, admin: Browser, reason: str) -> None:
    (card,) = certified(cast, cast.ratna)
    answer = admin.post(f"/certificates/{card.id}/revoke", data={"reason": reason})
    assert answer.status_code == 422
    assert "Write the reason in at least ten characters" in words(answer)
    assert form(answer, "/revoke").value("reason") == " ".join(reason.replace("\0", " ").split())
    assert service.wallet(cast.ratna)[0].revoked is None


def test_a_certificate_is_revoked_once_and_its_number_stays_used(
    cast: Cast, at: datetime, admin: Browser, as_: As
) -> None:
    (card,) = certified(cast, cast.ratna)
    assert admin.post(f"/certificates/{card.id}/revoke", data={"reason": f"{REASON}\0"}).status_code == 303
    again = admin.post(f"/certificates/{card.id}/revoke", data={"reason": "Alasan yang lain sama sekali."})
    assert again.status_code == 409
    assert "This certificate was revoked already." in words(again)
    (row,) = session().scalars(select(Revocation))
    assert (row.reason, row.by_id) == (REASON, cast.admin.id)
    assert REASON in words(admin.get("/register"))
    assert REASON in words(admin.get(f"/batches/{cast.batch1}/certificates"))
    class_of(cast, 1)
    (next_one,) = [one for one in eligibility.candidates_of(cast.batch1) if one.may_be_issued]
    issuing.issue(cast.admin, cast.batch1, [next_one.enrolment.id], at)
    drain()
    assert list(session().scalars(select(Certificate.n).order_by(Certificate.n))) == [1, 2]


def test_the_same_revocation_twice_is_one(cast: Cast, admin: Browser) -> None:
    (card,) = certified(cast, cast.ratna)
    ask = form(admin.get(f"/certificates/{card.id}/revoke"), "/revoke").fill(reason=REASON)
    assert [ask.send(admin).status_code for _ in range(2)] == [303, 303]
    assert session().scalar(select(func.count()).select_from(Revocation)) == 1


def test_only_an_admin_revokes(cast: Cast, at: datetime) -> None:
    (card,) = certified(cast, cast.ratna)
    for other in cast.everyone().values():
        if other != cast.admin:
            with pytest.raises(Forbidden):
                service.revoke(other, card.id, REASON, at)
    with pytest.raises(NotFound):
        service.revoke(cast.admin, card.id + 1, REASON, at)
    service.revoke(cast.admin, card.id, REASON, at)
    with pytest.raises(Conflict):
        service.revoke(cast.admin, card.id, REASON, at)


# --- printing and the register ---------------------------------------------------------------------------------------


def test_the_merged_file_holds_the_valid_ones_only(cast: Cast, at: datetime, admin: Browser) -> None:
    room = f"/batches/{cast.batch1}/certificates/print"
    assert admin.post(room).location == room
    assert "There is nothing to print yet" in words(admin.get(room))
    ratna, _budi = certified(cast, cast.ratna, cast.budi)
    service.revoke(cast.admin, ratna.id, REASON, at)
    answer = form(admin.get(room), "/print").send(admin)
    assert admin.get(f"{answer.location}/file").status_code == 404, "it is not printed yet"
    drain()
    assert "2 pages, front and back" in words(admin.get(answer.location))
    assert admin.get(f"{answer.location}/file").data.startswith(b"%PDF-")
    assert session().scalars(select(PrintRun.pages)).one() == 2


def test_a_batch_whose_certificates_are_all_revoked_has_nothing_to_print(
    cast: Cast, at: datetime, admin: Browser
) -> None:
    (card,) = certified(cast, cast.ratna)
    service.revoke(cast.admin, card.id, REASON, at)
    room = f"/batches/{cast.batch1}/certificates/print"
    assert admin.post(room).location == room
    assert session().scalar(select(func.count()).select_from(PrintRun)) == 0


def test_the_register_shows_every_number_page_by_page(
    cast: Cast, at: datetime, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views.table, "PAGE", 2)
    class_of(cast, 5)
    ready = [one.enrolment.id for one in eligibility.candidates_of(cast.batch1) if one.may_be_issued]
    issuing.issue(cast.admin, cast.batch1, ready, at)
    drain()
    shown, address = [], "/register"
    while address:
        page = admin.get(address)
        shown.append(re.findall(r"800\.2\.4/00(\d)/", words(page)))
        further = re.search(r'href="(/register\?before=\d+)"', page.text)
        address = further[1] if further else ""
    assert shown == [["5", "4"], ["3", "2"], ["1"]]
    for nonsense in ("0", "-5", "x", "9" * 30):
        assert "800.2.4/005/" in words(admin.get(f"/register?before={nonsense}"))
