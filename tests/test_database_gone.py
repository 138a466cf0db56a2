"""A database that does not answer at all, and what an error of it may tell."""

from collections.abc import Callable
from typing import NoReturn

import pytest
from flask import Flask
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError, OperationalError

from lms.kit.db import transaction
from lms.people import signin
from lms.people.models import Person
from tests.browser import Browser
from tests.people import AT, Cast


def test_the_page_about_it_asks_it_nothing(as_: Callable[[str], Browser], monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even who is there: that question would fail again, and nobody would see a page."""
    ratna = as_("ratna")

    def gone(*_: object, **__: object) -> NoReturn:
        raise OperationalError("SELECT", {}, Exception("server closed the connection unexpectedly"))

    monkeypatch.setattr(signin, "rows", gone)
    read = ratna.get("/me")
    sent = ratna.post("/me/contact", data={"unit": "Bidang Informasi Publik, lantai dua"})
    for answer in (read, sent):
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "5"
        assert "<h1>" in answer.text
    assert "lantai dua" in sent.text, "what was typed is kept"


def test_an_error_tells_no_values(app: Flask, cast: Cast) -> None:
    """It is logged, and a parked job keeps it; neither may hold names, texts or numbers of people."""
    known = {"locale": "id", "active": True, "created_at": AT, "employment": "pns", "organisation_id": cast.dinkes}
    empty = dict.fromkeys(("title_before", "title_after", "rank", "position", "unit"), "")
    with app.app_context(), pytest.raises(IntegrityError) as refused, transaction() as writing:
        writing.execute(insert(Person).values(login="ratna", name="Ratna Rahasia", phone="0812", **known, **empty))
    assert "Rahasia" not in str(refused.value)
