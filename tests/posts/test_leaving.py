"""Whoever left the batch keeps what was done and sends nothing more; a photo in the making holds nobody up."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from lms.batches import roster
from lms.catalog.service import current_catalog
from lms.kit import jobs
from lms.kit.db import session
from lms.kit.images import Developed, develop
from lms.posts import album, waiting
from lms.posts import service as posts
from tests import factories
from tests.browser import Browser
from tests.people import AT, Cast


@pytest.fixture
def post(app: Flask, cast: Cast) -> int:
    with app.app_context():
        activity = next(one for module in current_catalog().modules.values() for one in module.activities)
        return posts.ensure_post(cast.ratna, cast.batch1, activity.key, AT)


def test_nothing_is_sent_after_leaving_the_batch(
    app: Flask, as_: Callable[[str], Browser], cast: Cast, post: int
) -> None:
    with app.app_context():
        roster.withdraw(cast.admin, cast.enrolment(cast.ratna))
    ratna = as_("ratna")
    for button in ("draft", "send"):
        assert ratna.post(f"/posts/{post}/{button}", data={"caption": "Terlambat"}).status_code == 404
    with app.app_context():
        assert waiting.waiting(frozenset({cast.batch1})) == []


def test_no_transaction_is_open_while_a_photo_is_developed(
    app: Flask, cast: Cast, post: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL ends one that waits for ten seconds, and the photo would never be ready."""
    open_meanwhile = []

    def watched(original: Path) -> Developed:
        open_meanwhile.append(session().in_transaction())
        return develop(original)

    monkeypatch.setattr(album, "develop", watched)
    with app.app_context():
        album.add_photo(cast.ratna, post, BytesIO(factories.jpeg()), AT)
        jobs.drain()
        assert open_meanwhile == [False]
        assert posts.open_own(cast.ratna, post).photos[0].state == "ready"
