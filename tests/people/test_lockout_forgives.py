"""What a successful sign-in makes forgotten: one's own typing errors, nothing of what was tried with other names."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.kit.db import session
from lms.people.lockout import ADDRESS_TRIES
from lms.people.models import FailedSignIn
from tests.people import PASSWORD, Cast


def enter(client: FlaskClient, login: str, password: str) -> int:
    return client.post("/sign-in", data={"login": login, "password": password}).status_code


def test_signing_in_between_does_not_open_the_other_accounts(client: FlaskClient, cast: Cast) -> None:
    tried = []
    for number in range(ADDRESS_TRIES + 1):
        tried.append(enter(client, f"orang{number}", "tidak benar"))
        if number % 10 == 9 and 429 not in tried:
            enter(client, "ratna", PASSWORD)
            client.post("/sign-out")
    assert tried == [422] * ADDRESS_TRIES + [429]


def test_own_typing_errors_are_forgotten(app: Flask, client: FlaskClient, cast: Cast) -> None:
    for login in ("ratna", "budi", "ratna"):
        assert enter(client, login, "tidak benar") == 422
    assert enter(client, "ratna", PASSWORD) == 303
    with app.app_context():
        left = sorted(session().scalars(select(FailedSignIn.tries)))
    assert left == [1, 1], "Budi's failure, for his account and for the address"
