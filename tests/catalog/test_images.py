"""The images of lessons over HTTP."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from PIL import Image

from lms.catalog.pack import Module
from lms.catalog.service import current_catalog
from tests.browser import Browser
from tests.catalog.small_pack import SmallPack


@pytest.fixture
def module(app: Flask) -> Module:
    with app.app_context():
        return current_catalog().modules["journalism"]


def test_a_drawing_may_only_draw(as_: Callable[[str], Browser], module: Module) -> None:
    name, drawing = next(iter(module.images.items()))
    answer = as_("ratna").get(f"/courses/journalism/images/{name}?v={module.edition}")
    assert answer.status_code == 200
    assert answer.mimetype == "image/svg+xml"
    assert answer.data == drawing.content
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_image_is_kept_as_long_as_the_edition_is_the_same(as_: Callable[[str], Browser], module: Module) -> None:
    ratna, name = as_("ratna"), next(iter(module.images))
    first = ratna.get(f"/courses/journalism/images/{name}?v={module.edition}")
    assert first.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    other = ratna.get(f"/courses/journalism/images/{name}?v=000000000000")
    assert other.headers["Cache-Control"] == "private, no-cache"
    again = ratna.get(f"/courses/journalism/images/{name}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "journalism/images/none.svg",
        "none/images/inverted-pyramid.svg",
        "journalism/images/..%2fmodule.yaml",
        "journalism/images/%2e%2e/module.yaml",
        "journalism/module.yaml",
    ],
)
def test_nothing_else_of_a_pack_is_served(as_: Callable[[str], Browser], path: str) -> None:
    assert as_("ratna").get(f"/courses/{path}").status_code == 404


def test_lessons_are_for_people_who_are_signed_in(client: FlaskClient, module: Module) -> None:
    answer = client.get(f"/courses/journalism/images/{next(iter(module.images))}")
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in")


def everything_shown(module: Module) -> str:
    """Addresses of pictures wherever a module may show them."""
    lessons = [repr(block) for lesson in module.lessons for block in lesson.blocks]
    tasks = [part for task in module.activities for part in (task.brief_html, *(one.html for one in task.exemplars))]
    return "".join([*lessons, *tasks, *(question.image for question in module.questions.values())])


def test_every_image_of_every_lesson_is_served_where_the_lesson_says(app: Flask) -> None:
    with app.test_request_context():
        for module in current_catalog().modules.values():
            html = everything_shown(module)
            for name in module.images:
                address = url_for("catalog.image", module=module.key, name=name, v=module.edition)
                assert address in html


@pytest.mark.parametrize(("kind", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")])
def test_photos_keep_their_pixels(pack: SmallPack, kind: str, media_type: str) -> None:
    photo = BytesIO()
    Image.new("RGB", (40, 30)).save(photo, kind)
    name = {"JPEG": "peta.jpg"}.get(kind, f"peta.{kind.lower()}")
    pack.write(f"news/images/{name}", photo.getvalue())
    pack.change("news/lessons/01-lead.md", "## Lead", f"![Peta](images/{name})")
    catalog = pack.load()
    image = catalog.modules["news"].images[name]
    assert (image.media_type, image.width, image.height) == (media_type, 40, 30)
    assert 'width="40" height="30"' in everything_shown(catalog.modules["news"])
