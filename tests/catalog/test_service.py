"""The catalog of a running server."""

import pytest
from flask import Flask

from lms.app import create_app
from lms.catalog.pack import BrokenPack, UnknownKey
from lms.catalog.service import current_catalog, install
from lms.config import Settings
from tests.catalog.small_pack import SmallPack


def test_a_server_knows_its_packs(pack: SmallPack) -> None:
    app = Flask("lms")
    install(app, pack.load())
    with app.app_context():
        assert current_catalog() == pack.load()


def test_a_server_with_a_broken_pack_does_not_start_and_says_why(pack: SmallPack) -> None:
    pack.change("programme.yaml", "tests: 20", "tests: 25")
    pack.change("news/assignments/press-release.yaml", "kind: article", "kind: podcast")
    with pytest.raises(BrokenPack) as broken:
        create_app(Settings(courses=pack.directory))
    assert str(broken.value) == (
        'news/assignments/press-release.yaml:4: Unknown kind "podcast"; there are: article, photo, photo_essay, social_post,'
        " clarification, editing, replies, calendar, report, technique_log.\n"
        "programme.yaml:4: The weights add up to 105; they should add up to 100."
    )


def test_an_address_of_something_no_pack_has_is_a_page_that_does_not_exist(app: Flask) -> None:
    with app.test_request_context("/learn/1/journalism/nothing"):
        answer = app.make_response(app.handle_user_exception(UnknownKey("journalism/nothing")))
    assert answer.status_code == 404
