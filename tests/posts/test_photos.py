"""Photos of a post: what is taken in, what is refused with which words, who sees them, and in which order."""

import errno
import gc
import os
import resource
import struct
import zlib
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from lms.kit.db import session
from lms.kit.jobs import drain
from lms.posts import service
from lms.posts.album import remove_photo
from lms.posts.models import Photo, Post
from lms.posts.rules import PhotoState
from tests import factories
from tests.browser import Browser
from tests.page import form, words
from tests.people import Cast
from tests.story import CAROUSEL, PHOTO, RELEASE, begin_post, draft_for, return_post, send_post

pytestmark = pytest.mark.usefixtures("app_context")
As = Callable[[str], Browser]
MB = 1024**2
GOOD = factories.jpeg(400, 500)


@pytest.fixture
def ratna(as_: As) -> Browser:
    """Her browser, in English."""
    browser = as_("ratna")
    browser.post("/language", data={"locale": "en"})
    return browser


@pytest.fixture
def post(cast: Cast, at: datetime) -> int:
    """A carousel without a slide yet: it may have seven."""
    return service.ensure_post(cast.ratna, cast.batch1, CAROUSEL, at)


def add(
    browser: Browser, post_id: int, *files: bytes, caption: str = "Keterangan saya.", script: bool = False
) -> TestResponse:
    """Sends the composer with these files chosen, as the button does or as the page's script does."""
    photos = [FileStorage(BytesIO(content), filename=f"IMG_{number}.jpg") for number, content in enumerate(files, 1)]
    fields = {"csrf_token": browser.csrf_token(), "caption": caption, "photos": photos}
    boundary, body = encode_multipart(fields)
    return browser.post(
        f"/posts/{post_id}/photos",
        data=body,
        content_type=f"multipart/form-data; boundary={boundary}",
        headers={"Accept": "application/json"} if script else {},
    )


def album(post_id: int) -> list[Photo]:
    session().rollback()
    shown = select(Photo).where(Photo.post_id == post_id, Photo.removed_at.is_(None)).order_by(Photo.position)
    return list(session().scalars(shown))


# --- taking in -------------------------------------------------------------------------------------------------------


def zipped() -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("foto.jpg", GOOD)
    return file.getvalue()


def bomb() -> bytes:
    """A PNG of a few hundred bytes that says it has 1,600 megapixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(9))) + chunk(b"IEND", b"")


FORGERIES = {
    "html": b"<!doctype html><script>alert(1)</script>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "pdf": b"%PDF-1.7\n1 0 obj\n<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>\nendobj\n%%EOF",
    "zip": zipped(),
    "nothing": b"",
    "half a photo": GOOD[: len(GOOD) // 2],
    "a photo that goes on as a page": GOOD + b"<script>alert(1)</script>",
    "a bomb": bomb(),
    "eleven megabytes": GOOD[:-2] + bytes(11 * MB) + GOOD[-2:],
}


@pytest.mark.parametrize("content", FORGERIES.values(), ids=FORGERIES.keys())
@pytest.mark.parametrize("script", [False, True], ids=["form", "script"])
def test_a_bad_file_is_named_and_keeps_no_other_out(
    app: Flask, ratna: Browser, post: int, content: bytes, script: bool
) -> None:
    answer = add(ratna, post, GOOD, content, factories.jpeg(400, 500, shade=9), script=script)
    if script:
        assert answer.json is not None
        assert answer.status_code in (413, 415, 422)
        (sentence,) = answer.json["refused"]
        assert sentence.startswith("Photo 2: ")
    else:
        page = ratna.get(answer.location)
        assert "Photo 2: " in words(page)
        assert form(page, "/send").value("caption") == "Keterangan saya.", "what was typed is kept"
    assert len(album(post)) == 2
    root = app.extensions["settings"].instance / "files"
    assert all(path.read_bytes() != content for path in root.rglob("*") if path.is_file()), "nothing of it is stored"


def test_a_photo_that_cannot_be_developed_is_refused_with_its_reason(ratna: Browser, post: int, cast: Cast) -> None:
    """Its frame is whole, its picture is not: only the development finds out."""
    file = BytesIO()
    Image.linear_gradient("L").resize((400, 500)).save(file, "WEBP")
    whole = file.getvalue()
    broken = whole[: len(whole) // 2] + bytes(len(whole) - len(whole) // 2 - 12) + whole[-12:]
    add(ratna, post, broken, GOOD)
    drain()
    states = [photo.state for photo in album(post)]
    assert states == [PhotoState.REFUSED, PhotoState.READY]
    page = ratna.get(f"/posts/{post}/edit")
    assert album(post)[0].reason in words(page)
    answer = form(page, "/send").fill(caption="Siap", audience="gen_z").send(ratna)
    assert answer.status_code == 422
    assert "needs at least 4 photos; there are 1" in words(answer), "a refused photo counts for nothing"


def test_there_is_room_for_as_many_as_the_assignment_says(ratna: Browser, post: int) -> None:
    photos = [factories.jpeg(300, 375, shade=shade) for shade in range(9)]
    answer = add(ratna, post, *photos[:6], script=True)
    assert answer.status_code == 201
    answer = add(ratna, post, *photos[6:], script=True)
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["refused"] == [
        f"Photo {n}: This post may have 7 photos. Remove one before you add another." for n in (2, 3)
    ]
    assert len(album(post)) == 7


def test_choosing_nothing_is_told_kindly(ratna: Browser, post: int) -> None:
    assert "Choose one or more photos first." in words(ratna.get(add(ratna, post).location))


def test_a_huge_upload_is_refused_before_it_is_read(ratna: Browser, post: int) -> None:
    class Endless:
        taken = 0

        def read(self, size: int = -1) -> bytes:
            assert size >= 0, "never all at once"
            self.taken += size
            return b"x" * size

        readline = read

    upload = Endless()
    answer = ratna.open(
        f"/posts/{post}/photos",
        method="POST",
        data=b"",
        environ_overrides={"wsgi.input": upload, "CONTENT_LENGTH": str(200 * MB)},
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 413
    assert "larger than this page accepts" in words(answer)
    assert upload.taken <= MB


def test_a_full_disk_keeps_the_text_and_says_so(ratna: Browser, post: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "no space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "write", full)
        script = add(ratna, post, GOOD, caption="Teks yang panjang.", script=True)
        plain = add(ratna, post, GOOD, caption="Teks yang panjang.")
    assert script.status_code == 507
    assert script.json is not None
    assert script.json["refused"] == ["Photo 1: The server has no room left, so nothing was saved."]
    page = ratna.get(plain.location)
    assert "Photo 1: The server has no room left, so nothing was saved." in words(page)
    assert form(page, "/send").value("caption") == "Teks yang panjang."
    assert album(post) == []
    assert add(ratna, post, GOOD, script=True).status_code == 201, "and it works again once there is room"


@pytest.mark.filterwarnings("ignore:.*nclosed file:ResourceWarning")  # the file that found no room
def test_an_upload_for_which_the_temporary_folder_has_no_room(ratna: Browser, post: int) -> None:
    """The kernel lets no file grow beyond half a megabyte; larger uploads wait in a file while they arrive."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MB // 2, hard))
    try:
        answer = add(ratna, post, GOOD + bytes(2 * MB))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert answer.status_code == 507
    assert "The server has no room left" in words(answer)
    gc.collect()


# --- putting in order ------------------------------------------------------------------------------------------------


def test_photos_are_arranged_and_removed_and_the_typed_words_stay(ratna: Browser, cast: Cast) -> None:
    post = begin_post(cast.ratna, cast.batch1, CAROUSEL)
    first, second, third, last = [photo.id for photo in album(post)]

    def press(photo: int, act: str) -> list[int]:
        page = form(ratna.get(f"/posts/{post}/edit"), "/send").fill(caption="Sedang saya ketik")
        page.send(ratna, f"/photos/{photo}/{act}")
        return [photo.id for photo in album(post)]

    assert press(third, "earlier") == [first, third, second, last]
    assert press(first, "later") == [third, first, second, last]
    assert press(second, "remove") == [third, first, last]
    for photo, act in ((third, "earlier"), (last, "later")):
        assert ratna.post(f"/photos/{photo}/{act}").status_code == 303, "at the end it stays where it is"
    assert [photo.id for photo in album(post)] == [third, first, last]
    assert ratna.post(f"/photos/{second}/later").status_code == 404, "what is out has no place"
    assert session().get_one(Post, post).caption == "Sedang saya ketik"


def test_alt_texts_belong_to_their_photo_and_have_an_end(ratna: Browser, cast: Cast) -> None:
    post = begin_post(cast.ratna, cast.batch1, CAROUSEL)
    one, two, *_ = album(post)
    foreign = begin_post(cast.budi, cast.batch1, PHOTO)
    (other,) = album(foreign)
    fields = {
        f"alt-{one.id}": "Bidan 🩺 menimbang\0",
        f"alt-{two.id}": "x" * 5000,
        f"alt-{other.id}": "diubah",
        "alt-": "?",
    }
    assert ratna.post(f"/posts/{post}/draft", data=fields | {"alt-²": "?"}).status_code == 303
    one, two, *_ = album(post)
    assert (one.alt_text, two.alt_text) == ("Bidan 🩺 menimbang", "x" * 1000)
    assert album(foreign)[0].alt_text == ""


def test_what_was_sent_keeps_its_photos_words_and_advice(cast: Cast, at: datetime) -> None:
    revision = send_post(cast.ratna, cast.batch1, PHOTO, photos=2)
    return_post(cast.sari, revision)
    (post,) = session().scalars(select(Post.id))
    frozen = service.open_own(cast.ratna, post).revisions[0]
    gone, stays = [photo.id for photo in album(post)]

    remove_photo(cast.ratna, gone, at)
    again = draft_for(post, cast.ratna, caption="Pendek.", alt_texts={stays: "Kalimat lain"})
    service.send(cast.ratna, post, again, at)
    newer, older = service.open_own(cast.ratna, post).revisions
    assert older == frozen
    assert [photo.id for photo in older.photos] == [gone, stays]
    assert [(photo.id, photo.alt_text) for photo in newer.photos] == [(stays, "Kalimat lain")]
    assert newer.findings != older.findings


# --- handing out -----------------------------------------------------------------------------------------------------


def test_a_photo_is_for_its_author_and_from_the_sending_on_for_the_trainers_of_the_batch(
    as_: As, cast: Cast, client: Browser
) -> None:
    draft = begin_post(cast.ratna, cast.batch1, CAROUSEL)
    (unsent, *_) = album(draft)
    send_post(cast.ratna, cast.batch1)
    sent = session().scalars(select(Photo).order_by(Photo.id.desc())).first()
    assert sent
    for size in ("large", "small"):
        statuses = {login: as_(login).get(f"/photos/{sent.id}/{size}").status_code for login in cast.everyone()}
        assert {login for login, status in statuses.items() if status == 200} == {"ratna", "sari"}
        assert {status for status in statuses.values() if status != 200} == {404}
        assert as_("ratna").get(f"/photos/{unsent.id}/{size}").status_code == 200
        assert as_("sari").get(f"/photos/{unsent.id}/{size}").status_code == 404, "a draft is its author's alone"
        assert client.get(f"/photos/{sent.id}/{size}").location.startswith("/sign-in")


def test_a_photo_comes_as_a_picture_and_never_as_anything_else(as_: As, cast: Cast, ratna: Browser, post: int) -> None:
    original = factories.jpeg(1500, 1000, orientation=6, gps=True)
    add(ratna, post, original)
    (photo,) = album(post)
    assert ratna.get(f"/photos/{photo.id}/small").status_code == 404, "it is being prepared"
    drain()
    for size, longest in (("large", 1080), ("small", 320)):
        answer = ratna.get(f"/photos/{photo.id}/{size}")
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cache-Control"].startswith("private")
        assert b"SN-20261118" not in answer.data
        with Image.open(BytesIO(answer.data)) as shown:
            assert max(shown.size) == shown.height == longest
            assert not shown.getexif()
    for other in ("original", "huge", "large.html"):
        assert ratna.get(f"/photos/{photo.id}/{other}").status_code == 404
    assert "This photo carried its place (GPS)" in words(ratna.get(f"/posts/{post}/edit"))


def test_only_the_author_adds_moves_and_removes(as_: As, cast: Cast) -> None:
    post = begin_post(cast.ratna, cast.batch1)
    (photo,) = album(post)
    for login in set(cast.everyone()) - {"ratna"}:
        expected = 404 if login in ("budi", "wahyu") else 403
        assert add(as_(login), post, GOOD).status_code == expected
        for act in ("earlier", "remove"):
            assert as_(login).post(f"/photos/{photo.id}/{act}").status_code == expected
    assert len(album(post)) == 1


def test_photos_stay_as_they_are_once_the_post_is_sent(ratna: Browser, cast: Cast) -> None:
    send_post(cast.ratna, cast.batch1, RELEASE, photos=1)
    (post,) = session().scalars(select(Post.id))
    (photo,) = album(post)
    assert add(ratna, post, GOOD).status_code == 409
    assert ratna.post(f"/photos/{photo.id}/remove").status_code == 409
    assert len(album(post)) == 1
