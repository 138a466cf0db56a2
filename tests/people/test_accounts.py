"""One-time links, people, roles."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete

from lms.kit.db import transaction
from lms.kit.errors import Forbidden, Invalid
from lms.people import accounts, directory, offices, service
from lms.people.accounts import LinkSpent, PersonDraft
from lms.people.models import Grant
from lms.people.rules import Employment, OrganisationKind, Role
from tests.browser import Browser
from tests.people import AT, PASSWORD, Cast

As = Callable[[str], Browser]
NEW = "sungai musi mengalir pelan"


def draft(cast: Cast, **fields: object) -> PersonDraft:
    plain = PersonDraft("dewi.lestari", "Dewi Lestari", cast.dinkes, Employment.PNS)
    return replace(plain, **fields)  # type: ignore[arg-type]


# --- one-time links --------------------------------------------------------------------------------------------------


def test_a_link_sets_a_password_once(app: Flask, client: FlaskClient, as_: As, cast: Cast) -> None:
    elsewhere = as_("ratna")
    with app.app_context():
        link = accounts.link_for(cast.admin, cast.ratna.id, AT)
    assert "Ratna Dewi" in client.get(link).text
    assert client.get(link).status_code == 200, "looking, as messengers do for a preview, uses nothing up"
    assert client.post(link, data={"password": "pendek"}).status_code == 422
    assert client.post(link, data={"password": NEW}).location == "/"
    assert client.get("/me").status_code == 200
    assert elsewhere.get("/me").status_code == 303, "whoever was signed in with the old password is out"
    for again in (client.get(link), client.post(link, data={"password": PASSWORD})):
        assert again.status_code == 410
    assert client.get("/welcome/invented").status_code == 410


def test_a_link_ends_after_three_days_and_a_newer_one_replaces_it(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        first = accounts.link_for(cast.admin, cast.ratna.id, AT)
        second = accounts.link_for(cast.admin, cast.ratna.id, AT)
        budis = accounts.link_for(cast.admin, cast.budi.id, AT)
    assert client.get(first).status_code == 410
    assert client.get(second).status_code == client.get(budis).status_code == 200
    with time_machine.travel(AT + timedelta(hours=73)):
        assert client.get(second).status_code == 410


def test_the_link_is_shown_to_the_admin_once(as_: As, client: FlaskClient, cast: Cast) -> None:
    admin = as_("admin")
    address = admin.post(f"/people/{cast.ratna.id}/link").location
    page = admin.get(address).text
    link = page.split('id="address" value="http://localhost')[1].split('"')[0]
    assert client.get(link).status_code == 200
    assert "https://wa.me/" in page
    assert link not in admin.get(address).text


def test_there_is_no_first_admin_link_once_there_is_an_admin(app_context: None) -> None:
    assert accounts.first_admin_link(AT) is None


def test_the_first_admin_creates_the_account_alone(app: Flask, client: FlaskClient, cast: Cast) -> None:
    with app.app_context():
        with transaction() as writing:
            writing.execute(delete(Grant).where(Grant.role == Role.ADMIN))
        lost, link = accounts.first_admin_link(AT), accounts.first_admin_link(AT)
    assert link
    assert client.get(lost or "").status_code == 410
    typed = {"name": "Siti Aminah", "login": "Siti", "password": NEW}
    assert client.post(link, data=typed | {"login": "ratna"}).status_code == 422
    assert client.post(link, data=typed | {"name": ""}).status_code == 422
    assert client.post(link, data=typed).location == "/"
    assert client.get("/people").status_code == 200
    with app.app_context():
        assert accounts.first_admin_link(AT) is None
        [siti] = [person for person in directory.list_people("siti")[0] if person.login == "siti"]
        assert siti.organisation_name == "Dinas Komunikasi dan Informatika"


def test_a_link_for_the_first_admin_is_worthless_when_somebody_else_became_admin(app_context: None, cast: Cast) -> None:
    with transaction() as writing:
        writing.execute(delete(Grant).where(Grant.role == Role.ADMIN))
    link = accounts.first_admin_link(AT) or ""
    accounts.set_roles(cast.admin, cast.ratna.id, [Role.ADMIN], None, AT)
    with pytest.raises(LinkSpent):
        accounts.redeem(link.removeprefix("/welcome/"), password=NEW, name="Siti", login="siti", at=AT)


# --- people ----------------------------------------------------------------------------------------------------------

TYPED = {
    "name": "Dewi  Lestari",
    "title_before": "Hj.",
    "title_after": "S.Sos., M.Si.",
    "login": "Dewi.Lestari",
    "employment": "pns",
    "nip": "19860926 201505 2 001",
    "position": "Pranata Humas\x00",
}


def test_a_person_is_added_and_found(as_: As, app: Flask, cast: Cast) -> None:
    answer = as_("admin").post("/people/new", data=TYPED | {"organisation_id": str(cast.dinkes)})
    assert answer.status_code == 303
    with app.app_context():
        [line] = directory.list_people("lestari")[0]
        file = directory.open_file(line.id)
    assert file.full_name == "Hj. Dewi Lestari, S.Sos., M.Si."
    assert file.draft.login == "dewi.lestari"
    assert file.draft.nip == "198609262015052001"
    assert file.draft.position == "Pranata Humas"


def test_a_doubtful_nip_is_saved_and_doubted(as_: As, app: Flask, cast: Cast) -> None:
    admin = as_("admin")
    doubtful = TYPED | {"organisation_id": str(cast.dinkes), "nip": "198613262015052001"}
    page = admin.get(admin.post("/people/new", data=doubtful).location).text
    assert "tone-warn" in page
    assert "198613262015052001" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("nip", "1671012609860001"),  # a NIK
        ("nip", "1234567890123456789"),
        ("login", "ratna"),
        ("login", "a b"),
        ("name", ""),
        ("name", "x" * 151),
        ("organisation_id", "99999"),
        ("organisation_id", "dinkes"),
        ("employment", "king"),
        ("phone", "call me"),
    ],
)
def test_what_does_not_fit_is_said_and_the_rest_is_kept(as_: As, cast: Cast, field: str, value: str) -> None:
    typed = TYPED | {"organisation_id": str(cast.dinkes), field: value}
    answer = as_("admin").post("/people/new", data=typed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "S.Sos., M.Si." in answer.text


def test_two_people_never_share_a_nip_or_a_sign_in_name(app_context: None, cast: Cast) -> None:
    accounts.create_person(cast.admin, draft(cast, nip="198609262015052001"), AT)
    with pytest.raises(Invalid) as refusal:
        accounts.create_person(cast.admin, draft(cast, login="DEWI.lestari", nip="19860926 201505 2 001"), AT)
    assert set(refusal.value.fields) == {"login", "nip"}
    for nobody_has_one in ("dewi.a", "dewi.b"):
        accounts.create_person(cast.admin, draft(cast, login=nobody_has_one), AT)


def test_only_admins_change_people(app_context: None, cast: Cast) -> None:
    for by in (cast.ratna, cast.sari, cast.yanti, cast.auditor, cast.stranger):
        with pytest.raises(Forbidden):
            accounts.create_person(by, draft(cast), AT)
        with pytest.raises(Forbidden):
            accounts.set_roles(by, by.id, [Role.ADMIN], None, AT)
        with pytest.raises(Forbidden):
            accounts.link_for(by, cast.admin.id, AT)


def test_people_keep_their_own_contact_and_nothing_else(as_: As, app: Flask, cast: Cast) -> None:
    as_("ratna").post("/me/contact", data={"phone": "0812 3456 7890", "login": "admin2", "nip": "1", "roles": "admin"})
    with app.app_context():
        file = directory.open_file(cast.ratna.id)
    assert (file.draft.phone, file.draft.login, file.draft.nip) == ("0812 3456 7890", "ratna", "")
    assert file.roles == {Role.TRAINEE}


# --- roles -----------------------------------------------------------------------------------------------------------


def test_new_roles_begin_with_a_new_session(as_: As, cast: Cast) -> None:
    ratna = as_("ratna")
    answer = as_("admin").post(f"/people/{cast.ratna.id}/roles", data={"roles": ["trainee", "trainer"]})
    assert answer.status_code == 303
    assert ratna.get("/me").status_code == 303
    assert as_("ratna").get("/batches").status_code == 200


def test_an_admin_of_an_opd_needs_an_opd(as_: As, app: Flask, cast: Cast) -> None:
    admin = as_("admin")
    address = f"/people/{cast.stranger.id}/roles"
    assert admin.post(address, data={"roles": "opd_admin", "looks_after": "0"}).status_code == 422
    assert admin.post(address, data={"roles": "opd_admin", "looks_after": str(cast.dinkes)}).status_code == 303
    with app.app_context():
        assert directory.open_file(cast.stranger.id).looks_after == cast.dinkes


def test_there_is_always_an_admin(as_: As, cast: Cast) -> None:
    admin = as_("admin")
    assert admin.post(f"/people/{cast.admin.id}/roles", data={"roles": "trainer"}).status_code == 422
    assert admin.post(f"/people/{cast.admin.id}/switch", data={"active": "no"}).status_code == 422
    assert admin.get("/people").status_code == 200


# --- the directory and the tree --------------------------------------------------------------------------------------


def test_pages_of_people_follow_each_other_without_a_gap(app_context: None, cast: Cast) -> None:
    for number in range(60):
        accounts.create_person(cast.admin, draft(cast, login=f"sama{number}", name=f"Sama {number % 3}"), AT)
    seen: list[int] = []
    after = None
    while True:
        lines, after = directory.list_people("", after=after)
        assert len(lines) <= directory.PAGE
        seen += [line.id for line in lines]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 69


@pytest.mark.parametrize("search", ["dew", "DEW", "Ratna De", "ratna"])
def test_people_are_found_by_the_beginning_of_any_word(app_context: None, search: str) -> None:
    assert "Ratna Dewi" in [line.name for line in directory.list_people(search)[0]]


@pytest.mark.parametrize("search", ["ewi", "%", "_", "'"])
def test_signs_are_searched_as_they_are(app_context: None, search: str) -> None:
    assert directory.list_people(search) == ([], None)


def test_the_city_is_laid_out_once_and_in_reading_order(app_context: None) -> None:
    offices.seed_organisations()
    assert len(service.organisations()) == 3, "the cast's city was there first"
    hospital = offices.ensure_organisation("rsud-bari", "RSUD Palembang BARI", OrganisationKind.HOSPITAL, "dinkes")
    assert hospital == offices.ensure_organisation("rsud-bari", "Nama lain", OrganisationKind.HOSPITAL, "dinkes")
    assert [office.name for office in service.organisations().values()] == [
        "Pemerintah Kota Palembang",
        "Dinas Kesehatan",
        "RSUD Palembang BARI",
        "Dinas Komunikasi dan Informatika",
    ]
    with pytest.raises(LookupError):
        offices.ensure_organisation("x", "X", OrganisationKind.UNIT, "nowhere")
