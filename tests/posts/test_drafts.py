"""A draft is never lost, and a post is sent once."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from lms.batches import planning
from lms.batches import service as batches
from lms.batches.rules import BatchState
from lms.batches.service import BatchClosed
from lms.catalog.pack import Late
from lms.kit.db import session
from lms.kit.errors import Conflict, NotFound
from lms.people.actor import Actor
from lms.posts import service
from lms.posts.cards import LONGEST_TEXT, Draft
from lms.posts.models import Post, Revision
from lms.posts.rules import GRACE, PostState
from tests.browser import Browser
from tests.page import form, words
from tests.people import Cast
from tests.story import (
    CAPTION,
    CAROUSEL,
    PHOTO,
    RELEASE,
    begin_post,
    draft_for,
    pass_post,
    return_post,
    send_post,
    with_activity,
)

pytestmark = pytest.mark.usefixtures("app_context")
As = Callable[[str], Browser]
ARTICLE = "Air mati di Kertapati\n\n" + "Perumda Tirta Musi mengganti pipa pada Sabtu malam. " * 40


@pytest.fixture
def ratna(as_: As) -> Browser:
    """Her browser, in English, so that a test can tell sentences apart."""
    browser = as_("ratna")
    browser.post("/language", data={"locale": "en"})
    return browser


def kept(post_id: int) -> Draft:
    session().rollback()
    row = session().get_one(Post, post_id, populate_existing=True)
    return Draft(row.platform, row.audience, row.caption, row.live_url, {})


def revisions(post_id: int) -> int:
    session().rollback()
    return session().scalar(select(func.count()).select_from(Revision).where(Revision.post_id == post_id)) or 0


def as_fields(draft: Draft) -> dict[str, str]:
    """The composer as a browser posts it: with CRLF."""
    fields = {f"alt-{photo}": text for photo, text in draft.alt_texts.items()}
    typed = {"platform": draft.platform, "audience": draft.audience, "live_url": draft.live_url}
    return fields | typed | {"caption": draft.caption.replace("\n", "\r\n")}


def ready(cast: Cast) -> tuple[int, dict[str, str]]:
    """A draft with its photo, and the fields that would send it."""
    post = begin_post(cast.ratna, cast.batch1)
    return post, as_fields(draft_for(post, cast.ratna))


# --- drafts ----------------------------------------------------------------------------------------------------------


def test_beginning_twice_is_one_post(cast: Cast, at: datetime, ratna: Browser) -> None:
    first = service.ensure_post(cast.ratna, cast.batch1, RELEASE, at)
    for _ in range(2):
        assert ratna.post(f"/tasks/{cast.batch1}/{RELEASE}").location == f"/posts/{first}/edit"
    assert session().scalar(select(func.count()).select_from(Post)) == 1


def test_an_assignment_that_no_pack_has_is_a_page_that_does_not_exist(cast: Cast, ratna: Browser) -> None:
    for key in ("journalism/none", "none/press-release", "journalism/post-test"):
        assert ratna.get(f"/tasks/{cast.batch1}/{key}").status_code == 404
        assert ratna.post(f"/tasks/{cast.batch1}/{key}").status_code == 404


def test_a_saved_draft_is_there_again_as_it_was_typed(cast: Cast, at: datetime, ratna: Browser) -> None:
    post = service.ensure_post(cast.ratna, cast.batch1, RELEASE, at)
    typed = "Judul 🩺 berita\r\nمرحبا بالعالم\u202e terbalik\r\n\r\nNol\0byte <b>&amp;</b> {{7*7}}\rakhir e\u0301"
    ratna.post(f"/posts/{post}/draft", data={"platform": "facebook", "audience": "umum", "caption": typed})
    text = "Judul 🩺 berita\nمرحبا بالعالم\u202e terbalik\n\nNolbyte <b>&amp;</b> {{7*7}}\nakhir é"
    assert kept(post).caption == text
    page = ratna.get(f"/posts/{post}/edit")
    assert form(page, "/send").value("caption") == text
    assert "{{7*7}}" in words(page)
    assert "<b>" not in page.text


def test_the_script_of_the_page_saves_with_json_and_hears_the_advice(cast: Cast, at: datetime, ratna: Browser) -> None:
    post = service.ensure_post(cast.ratna, cast.batch1, RELEASE, at)
    answer = ratna.post(
        f"/posts/{post}/draft", data={"caption": "Terlalu pendek."}, headers={"Accept": "application/json"}
    )
    assert answer.json is not None
    assert answer.json["saved"].startswith("Saved on the server, 10:0")
    assert "300" in answer.json["advice"], "the word count is told with its number"
    assert kept(post).caption == "Terlalu pendek."


def test_a_field_that_was_not_sent_keeps_its_value(cast: Cast, at: datetime, ratna: Browser) -> None:
    post, fields = ready(cast)
    ratna.post(f"/posts/{post}/draft", data=fields)
    ratna.post(f"/posts/{post}/draft", data={"platform": "facebook"})
    assert kept(post) == Draft("facebook", "umum", CAPTION, fields["live_url"], {})


def test_words_of_another_assignment_are_not_taken(cast: Cast, at: datetime, ratna: Browser) -> None:
    post, fields = ready(cast)
    ratna.post(f"/posts/{post}/draft", data=fields | {"platform": "tiktok", "audience": "lansia", "state": "passed"})
    assert (kept(post).platform, kept(post).audience) == ("", "")
    assert session().get_one(Post, post).state is PostState.DRAFT


@pytest.mark.parametrize("door", ["draft", "send", "photos"])
def test_a_text_beyond_all_bounds_is_refused_and_given_back(
    cast: Cast, at: datetime, ratna: Browser, door: str
) -> None:
    post = service.ensure_post(cast.ratna, cast.batch1, RELEASE, at)
    typed = "kata " * 20_000
    answer = ratna.post(f"/posts/{post}/{door}", data={"caption": typed})
    assert answer.status_code == 422
    assert f"The text has 100000 characters; at most {LONGEST_TEXT} fit here." in words(answer)
    assert form(answer, "/send").value("caption") == typed
    assert kept(post).caption == ""


# --- sending ---------------------------------------------------------------------------------------------------------


def test_what_is_missing_is_said_field_by_field_and_the_draft_is_kept(cast: Cast, at: datetime, ratna: Browser) -> None:
    post = service.ensure_post(cast.ratna, cast.batch1, PHOTO, at)
    answer = ratna.post(f"/posts/{post}/send", data={"caption": "Baru judul", "live_url": "instagram.com/p/1"})
    assert answer.status_code == 422
    told = words(answer)
    for sentence in (
        "Choose the platform this post is for.",
        "Choose whom this post speaks to.",
        "A link starts with https://.",
        "This assignment needs at least 1 photos; there are 0.",
    ):
        assert sentence in told
    assert kept(post).caption == "Baru judul"
    assert kept(post).live_url == "instagram.com/p/1"
    assert revisions(post) == 0


def test_a_check_may_keep_a_post_from_being_sent(cast: Cast, at: datetime, ratna: Browser) -> None:
    post = begin_post(cast.ratna, cast.batch1, "social-media/instagram-gen-z")
    fields = as_fields(draft_for(post, cast.ratna, caption="panjang " * 300))
    answer = ratna.post(f"/posts/{post}/send", data=fields)
    assert answer.status_code == 422
    assert "must be corrected first" in words(answer)
    assert revisions(post) == 0


def test_the_same_form_twice_is_one_revision(cast: Cast, ratna: Browser) -> None:
    post, fields = ready(cast)
    for _ in range(3):
        answer = ratna.post(f"/posts/{post}/send", data=fields | {"_key": "the form of this page"})
        assert (answer.status_code, answer.location) == (303, f"/posts/{post}")
    assert revisions(post) == 1


def at_once(app: Flask, browser: Browser, path: str, *forms: dict[str, str]) -> list[tuple[int, str | None]]:
    """Posts these forms from tabs of one browser at the same moment; what each was answered."""
    cookie = browser.get_cookie("lms")
    assert cookie
    start = threading.Barrier(len(forms))
    answers = []

    def press(fields: dict[str, str]) -> None:
        tab = Browser(app, app.response_class)
        tab.set_cookie("lms", cookie.value)
        start.wait()
        answer = tab.post(path, data=fields)
        answers.append((answer.status_code, answer.location))

    presses = [threading.Thread(target=press, args=(fields,)) for fields in forms]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    return answers


def test_the_same_form_at_the_same_moment_is_one_revision(app: Flask, cast: Cast, ratna: Browser) -> None:
    """Two presses before the first answer came: both are told where the post is now."""
    post, fields = ready(cast)
    whole = fields | {"csrf_token": ratna.csrf_token(), "_key": "the form of this page"}
    assert at_once(app, ratna, f"/posts/{post}/send", whole, whole, whole) == [(303, f"/posts/{post}")] * 3
    assert revisions(post) == 1


def test_beginning_in_two_tabs_at_the_same_moment_is_one_post(app: Flask, cast: Cast, ratna: Browser) -> None:
    token = ratna.csrf_token()
    tabs = [{"csrf_token": token, "_key": f"tab {n}"} for n in range(3)]
    answers = at_once(app, ratna, f"/tasks/{cast.batch1}/{RELEASE}", *tabs)
    session().rollback()
    post = session().scalars(select(Post.id)).one()
    assert answers == [(303, f"/posts/{post}/edit")] * 3


def test_going_back_after_sending_shows_where_the_post_is(cast: Cast, ratna: Browser) -> None:
    send_post(cast.ratna, cast.batch1)
    (post,) = session().scalars(select(Post.id))
    for page in (f"/posts/{post}/edit", f"/posts/{post}"):
        assert "Your trainer has it." in words(ratna.get(page, follow_redirects=True))
    assert "See your post" in words(ratna.get(f"/tasks/{cast.batch1}/{PHOTO}"))


@pytest.mark.parametrize("door", ["send", "draft"])
def test_a_form_edited_after_sending_is_refused_with_its_text(cast: Cast, ratna: Browser, door: str) -> None:
    post, fields = ready(cast)
    ratna.post(f"/posts/{post}/send", data=fields | {"_key": "the form of this page"})
    edited = fields | {"caption": "Saya baru sadar ada yang salah di kalimat kedua.", "_key": "the form of this page"}
    answer = ratna.post(f"/posts/{post}/{door}", data=edited)
    assert answer.status_code == 409
    assert "already sent" in words(answer)
    assert edited["caption"] in answer.text, "what was typed can be copied"
    assert revisions(post) == 1
    assert kept(post).caption == CAPTION


def test_only_its_author_saves_and_sends(cast: Cast, at: datetime) -> None:
    post = begin_post(cast.ratna, cast.batch1)
    draft = draft_for(post, cast.ratna)
    for other in cast.everyone().values():
        if other != cast.ratna:
            with pytest.raises(NotFound):
                service.save_draft(other, post, draft, at)
            with pytest.raises(NotFound):
                service.send(other, post, draft, at)


def test_a_returned_post_goes_on_as_the_next_revision(cast: Cast, at: datetime) -> None:
    revision = send_post(cast.ratna, cast.batch1)
    post = session().scalars(select(Post.id)).one()
    with pytest.raises(Conflict):
        service.save_draft(cast.ratna, post, draft_for(post, cast.ratna), at)
    return_post(cast.sari, revision)
    service.send(cast.ratna, post, draft_for(post, cast.ratna, caption="Lebih baik."), at)
    second, first = service.open_own(cast.ratna, post).revisions
    assert (first.n, first.caption, second.n, second.caption) == (1, CAPTION, 2, "Lebih baik.")


# --- deadlines -------------------------------------------------------------------------------------------------------

DUE = datetime(2026, 11, 23, 16, 59, tzinfo=UTC)  # 23.59 WIB, seven days after the first day


@pytest.mark.parametrize(
    ("moment", "late"),
    [(DUE, False), (DUE + GRACE, False), (DUE + GRACE + timedelta(milliseconds=1), True), (DUE + GRACE * 50, True)],
)
def test_a_late_post_is_accepted_and_marked(cast: Cast, moment: datetime, late: bool) -> None:
    post = article(cast.ratna, cast.batch1)
    assert batches.deadline(cast.batch1, RELEASE) == DUE
    service.send(cast.ratna, post, draft_for(post, cast.ratna), moment)
    assert service.open_own(cast.ratna, post).revisions[0].late is late


def test_where_late_posts_are_refused_the_draft_is_kept(
    app: Flask, cast: Cast, ratna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "catalog", with_activity(app, RELEASE, late=Late.REFUSE))
    post = article(cast.ratna, cast.batch1)
    fields = as_fields(draft_for(post, cast.ratna, caption="Judul\n\nKalimat terakhir saya."))
    with time_machine.travel(DUE + GRACE + timedelta(seconds=1), tick=False):
        answer = ratna.post(f"/posts/{post}/send", data=fields)
    assert answer.status_code == 422
    assert "The deadline has passed" in words(answer)
    assert form(answer, "/send").value("caption") == "Judul\n\nKalimat terakhir saya."
    assert kept(post).caption == "Judul\n\nKalimat terakhir saya."
    service.send(cast.ratna, post, draft_for(post, cast.ratna), DUE + GRACE)
    assert not service.open_own(cast.ratna, post).revisions[0].late, "two minutes are forgiven"


def test_a_closed_batch_takes_no_posts_and_still_gets_its_verdicts(cast: Cast, at: datetime, ratna: Browser) -> None:
    waiting = send_post(cast.ratna, cast.batch1, RELEASE)
    post, fields = ready(cast)
    planning.set_state(cast.admin, cast.batch1, BatchState.CLOSED)
    answer = ratna.post(f"/posts/{post}/send", data=fields)
    assert answer.status_code == 409
    assert "This batch is closed" in words(answer)
    assert CAPTION.splitlines()[0] in words(answer), "what was typed can be copied"
    assert revisions(post) == 0
    with pytest.raises(BatchClosed):
        service.ensure_post(cast.ratna, cast.batch1, CAROUSEL, at)
    assert service.ensure_post(cast.ratna, cast.batch1, PHOTO, at) == post, "what was begun can be looked at"
    pass_post(cast.sari, waiting, RELEASE)


def test_a_revision_that_was_asked_for_is_never_too_late(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "catalog", with_activity(app, RELEASE, late=Late.REFUSE))
    post = article(cast.ratna, cast.batch1)
    first = service.send(cast.ratna, post, draft_for(post, cast.ratna), DUE)
    return_post(cast.sari, first, RELEASE, at=DUE)
    service.send(cast.ratna, post, draft_for(post, cast.ratna), DUE + timedelta(days=9))
    assert not service.open_own(cast.ratna, post).revisions[0].late


def article(by: Actor, batch_id: int) -> int:
    """A press release, ready to be sent."""
    post = begin_post(by, batch_id, RELEASE, photos=0)
    service.save_draft(by, post, draft_for(post, by, caption=ARTICLE), DUE - timedelta(days=1))
    return post
