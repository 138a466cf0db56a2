"""Signing in and out, and what happens to a form that comes without a session or with an old one."""

from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.app import create_app
from lms.batches.service import batches_for
from lms.kit.db import db
from lms.people import signin
from lms.people.lockout import ACCOUNT_TRIES
from tests.browser import Browser
from tests.people import AT, PASSWORD, Cast

As = Callable[[str], Browser]
PLACE = "Aula Diskominfo, lantai dua, sebelah ruang siaran"
BATCH = {
    "name": "Angkatan III",
    "title": "Pelatihan Komunikator Publik",
    "year": "2026",
    "starts_on": "2026-12-01",
    "ends_on": "2026-12-11",
    "place": PLACE,
    "mode": "onsite",
}


class Form(HTMLParser):
    """The fields of the POST form with this action, as a browser would send them."""

    def __init__(self, page: str, action: str) -> None:
        super().__init__()
        self.action, self.inside, self.fields = action, False, dict[str, str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self.inside = found.get("action") == self.action
        if tag == "input" and self.inside and found.get("name"):
            self.fields.setdefault(str(found["name"]), found.get("value") or "")


def enter(client: FlaskClient, login: str, password: str, **more: str) -> TestResponse:
    return client.post("/sign-in", data={"login": login, "password": password, **more})


def test_a_person_signs_in_by_name_and_lands_on_the_desk(client: FlaskClient) -> None:
    answer = enter(client, " Ratna ", PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/me").status_code == 200


def test_signing_in_gives_a_fresh_session_and_keeps_the_language(client: FlaskClient) -> None:
    client.post("/language", data={"locale": "en"})
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
        before = session["csrf_token"]
    enter(client, "ratna", PASSWORD)
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != before
        assert session["locale"] == "en"


def test_wrong_and_unknown_get_the_same_answer(client: FlaskClient) -> None:
    wrong, unknown = enter(client, "ratna", "tidak benar"), enter(client, "tidak-ada", "tidak benar")
    assert wrong.status_code == unknown.status_code == 422

    def sentences(answer: TestResponse) -> str:
        return answer.text.partition('role="alert"')[2].partition("</div>")[0]

    assert sentences(wrong) == sentences(unknown) != ""
    assert "tidak benar" not in wrong.text


def test_a_switched_off_account_gets_the_same_answer(as_: As, client: FlaskClient, cast: Cast) -> None:
    as_("admin").post(f"/people/{cast.ratna.id}/switch", data={"active": "no"})
    assert enter(client, "ratna", PASSWORD).status_code == 422


def test_the_lock_of_an_account_survives_a_restart(app: Flask, client: FlaskClient) -> None:
    for _attempt in range(ACCOUNT_TRIES):
        assert enter(client, "ratna", "tidak benar").status_code == 422
    restarted = create_app(app.extensions["settings"])
    restarted.test_client_class = Browser
    answer = enter(restarted.test_client(), "ratna", PASSWORD)
    with restarted.app_context():
        db.engine.dispose()
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert enter(client, "budi", PASSWORD).status_code == 303


def test_the_lock_opens_again(client: FlaskClient) -> None:
    for _attempt in range(ACCOUNT_TRIES):
        enter(client, "ratna", "tidak benar")
    with time_machine.travel(AT + timedelta(minutes=2), tick=True):
        assert enter(client, "ratna", PASSWORD).status_code == 303


def test_nobody_locks_the_owner_out_of_a_known_browser(app: Flask, client: FlaskClient) -> None:
    enter(client, "ratna", PASSWORD)
    client.post("/sign-out")
    stranger = app.test_client()
    for _attempt in range(ACCOUNT_TRIES):
        enter(stranger, "ratna", "tidak benar")
    assert enter(stranger, "ratna", PASSWORD).status_code == 429
    for _attempt in range(ACCOUNT_TRIES - 1):
        enter(client, "ratna", "salah ketik")
    assert enter(client, "ratna", PASSWORD).status_code == 303


def test_a_known_browser_has_its_own_lock(client: FlaskClient) -> None:
    enter(client, "ratna", PASSWORD)
    client.post("/sign-out")
    for _attempt in range(ACCOUNT_TRIES):
        enter(client, "ratna", "tidak benar")
    assert enter(client, "ratna", PASSWORD).status_code == 429


def test_one_address_cannot_try_many_names(client: FlaskClient) -> None:
    answers = {enter(client, f"nama{number}", "tidak benar").status_code for number in range(30)}
    assert answers == {422}
    assert enter(client, "ratna", PASSWORD).status_code == 429


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/no/such/page"]
)
def test_signing_in_never_leads_elsewhere(client: FlaskClient, target: str) -> None:
    assert enter(client, "ratna", PASSWORD, next=target).location == "/"


def test_a_page_that_was_asked_for_comes_after_signing_in(client: FlaskClient) -> None:
    answer = client.get("/me?from=menu")
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/me?from%3Dmenu")
    assert enter(client, "ratna", PASSWORD, next="/me?from=menu").location == "/me?from=menu"


def test_signing_out_ends_the_session_on_the_server(as_: As) -> None:
    ratna = as_("ratna")
    with ratna.session_transaction() as session:
        kept = dict(session)
    assert ratna.post("/sign-out").location == "/sign-in"
    with ratna.session_transaction() as session:
        session.update(kept)
    assert ratna.get("/me").status_code == 303


def test_a_revoked_device_is_out_at_once(as_: As, client: FlaskClient) -> None:
    ratna = as_("ratna")
    enter(client, "ratna", PASSWORD)
    [key] = [
        part.split('"')[0] for part in client.get("/me").text.split("/me/devices/")[1:]
    ]  # the own device has no button
    assert client.post(f"/me/devices/{key}").status_code == 303
    assert ratna.get("/me").status_code == 303
    assert client.get("/me").status_code == 200


def test_nobody_ends_the_device_of_somebody_else(as_: As, app: Flask, cast: Cast) -> None:
    budi, ratna = as_("budi"), as_("ratna")
    with app.app_context():
        [device] = signin.devices_of(cast.budi, "", AT)
    ratna.post(f"/me/devices/{device.key}")
    assert budi.get("/me").status_code == 200


def test_a_new_password_signs_other_devices_out(as_: As, client: FlaskClient) -> None:
    elsewhere = as_("ratna")
    enter(client, "ratna", PASSWORD)
    new = "sungai musi mengalir pelan"
    wrong = client.post("/me/password", data={"password_now": "bukan ini", "password": new})
    assert wrong.status_code == 422
    weak = client.post("/me/password", data={"password_now": PASSWORD, "password": "ratnaratna"})
    assert weak.status_code == 422
    assert client.post("/me/password", data={"password_now": PASSWORD, "password": new}).status_code == 303
    assert elsewhere.get("/me").status_code == 303
    assert client.get("/me").status_code == 200


def test_a_present_password_cannot_be_guessed_on_a_phone_left_open(app: Flask, client: FlaskClient) -> None:
    enter(client, "ratna", PASSWORD)
    right = {"password_now": PASSWORD, "password": "sungai musi mengalir pelan"}
    for _attempt in range(ACCOUNT_TRIES):
        assert client.post("/me/password", data=right | {"password_now": "tebakan"}).status_code == 422
    locked = client.post("/me/password", data=right)
    assert locked.status_code == 429
    assert 0 < int(locked.headers["Retry-After"]) <= 60
    client.post("/sign-out")
    assert enter(client, "ratna", PASSWORD).status_code == 429, "it is the same lock as at the door"
    assert enter(app.test_client(), "ratna", PASSWORD).status_code == 303


def test_the_language_is_kept_with_the_person(as_: As, client: FlaskClient) -> None:
    assert 'lang="id"' in client.get("/sign-in").text
    ratna = as_("ratna")
    assert ratna.post("/language", data={"locale": "en", "next": "/me"}).location == "/me"
    assert '<html lang="en"' in ratna.get("/me").text
    assert '<html lang="en"' in as_("ratna").get("/me").text
    ratna.post("/language", data={"locale": "xx"})
    assert '<html lang="en"' in ratna.get("/me").text


def test_a_long_text_survives_an_expired_session_and_acts_once(as_: As, app: Flask, cast: Cast) -> None:
    admin = as_("admin")
    page = admin.get("/batches/new").text
    typed = BATCH | {"_key": Form(page, "").fields.get("_key", "k1")}
    with app.app_context():
        signin.end_all_sessions(cast.admin.id, AT)

    refused = admin.post("/batches/new", data=typed)
    assert refused.status_code == 401
    door = Form(refused.text, "/sign-in").fields
    assert PLACE in door["carried"]

    mistyped = admin.post("/sign-in", data=door | {"login": "admin", "password": "tidak benar"})
    door = Form(mistyped.text, "/sign-in").fields
    offered = admin.post("/sign-in", data=door | {"login": "admin", "password": PASSWORD})
    assert offered.status_code == 200
    assert PLACE in offered.text
    with app.app_context():
        assert len(batches_for(cast.admin)) == 2, "nothing is sent without the person"

    again = Form(offered.text, "/batches/new").fields
    assert again["_key"] == typed["_key"]
    first, second = admin.post("/batches/new", data=again), admin.post("/batches/new", data=again)
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    with app.app_context():
        assert [batch.place for batch in batches_for(cast.admin)].count(PLACE) == 1


def test_a_form_whose_protection_is_stale_is_offered_again(as_: As, app: Flask, cast: Cast) -> None:
    admin = as_("admin")
    stale = admin.post("/batches/new", data=BATCH | {"csrf_token": "of another session", "_key": "k2"})
    assert stale.status_code == 400
    assert PLACE in stale.text
    again = Form(stale.text, "/batches/new").fields
    assert admin.post("/batches/new", data=again).status_code == 303


def test_passwords_are_never_carried(as_: As, app: Flask, cast: Cast) -> None:
    ratna = as_("ratna")
    stale = ratna.post("/me/password", data={"password_now": PASSWORD, "password": "x" * 30, "csrf_token": "old"})
    assert stale.status_code == 400
    assert PASSWORD not in stale.text
    stale = ratna.post("/sign-in", data={"login": "ratna", "password": PASSWORD, "csrf_token": "old"})
    assert stale.status_code == 400
    assert PASSWORD not in stale.text
    with app.app_context():
        signin.end_all_sessions(cast.ratna.id, AT)
    expired = ratna.post("/me/password", data={"password_now": PASSWORD, "password": "x" * 30})
    assert expired.status_code == 401
    assert PASSWORD not in expired.text


def test_a_form_of_another_site_is_refused(as_: As) -> None:
    answer = as_("ratna").post("/me/contact", data={"phone": "08123456789"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize("login", ["\x00", "a" * 5000, "😀", "' OR 1=1 --", "\u202egnp.exe"])
def test_strange_names_are_only_wrong_names(client: FlaskClient, login: str) -> None:
    assert enter(client, login, "tidak benar").status_code == 422
