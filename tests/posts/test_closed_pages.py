"""A closed batch offers nothing that it would refuse, and says so."""

import pytest
from flask import Flask

from lms.batches.models import Batch
from lms.batches.rules import BatchState
from lms.kit.db import transaction
from lms.posts import service as posts
from tests.browser import Browser
from tests.page import words
from tests.people import AT, Cast

PHOTO = "photography/single-photo"


@pytest.mark.parametrize(
    ("login", "path", "offer"),
    [
        ("budi", f"/tasks/{{batch}}/{PHOTO}", "Start this assignment"),
        ("ratna", "/posts/{post}/edit", "Send to the trainer"),
        ("sari", "/batches/{batch}/practice", "Save the scores"),
    ],
)
def test_what_is_refused_is_not_offered(app: Flask, cast: Cast, login: str, path: str, offer: str) -> None:
    with app.app_context():
        post = posts.ensure_post(cast.ratna, cast.batch1, PHOTO, AT)
    browser = Browser(app, app.response_class).sign_in(cast.named(login).id)
    browser.post("/language", data={"locale": "en"})
    address = path.format(batch=cast.batch1, post=post)
    assert offer in words(browser.get(address))
    with app.app_context(), transaction() as writing:
        writing.get_one(Batch, cast.batch1).state = BatchState.CLOSED
    told = words(browser.get(address))
    assert offer not in told
    assert "This batch is closed" in told
