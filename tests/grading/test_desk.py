"""The pages of trainers: the queue of their own batches, the desk that loses nothing, feedback, practice and levels."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from lms.catalog.service import current_catalog
from lms.competencies import service as competencies
from lms.gradebook import service as gradebook
from lms.gradebook.models import Result
from lms.grading import service
from lms.grading.rules import Mark
from lms.kit.db import session
from lms.posts import service as posts
from lms.posts.models import Post
from lms.posts.rules import Decision
from tests import factories
from tests.browser import Browser
from tests.page import form, words
from tests.people import Cast
from tests.story import PHOTO, RELEASE, as_desk, draft_for, marks, pass_post, return_post, send_post

pytestmark = pytest.mark.usefixtures("app_context")
As = Callable[[str], Browser]


@pytest.fixture
def sari(as_: As) -> Browser:
    """Her browser, in English."""
    browser = as_("sari")
    browser.post("/language", data={"locale": "en"})
    return browser


def photo_marks(level: int = 3, **others: int) -> dict[str, Mark]:
    return marks(current_catalog().activity(PHOTO), level, **others)


# --- the queue -------------------------------------------------------------------------------------------------------


def test_each_trainer_sees_the_own_batches(cast: Cast, as_: As, sari: Browser) -> None:
    assert "Nothing is waiting" in words(sari.get("/queue"))
    send_post(cast.ratna, cast.batch1)
    theirs = send_post(cast.wahyu, cast.batch2)
    assert "Ratna Dewi" in words(sari.get("/queue"))
    assert "Wahyu" not in words(sari.get("/queue"))
    assert "Wahyu Hidayat" in words(as_("hendra").get("/queue"))
    assert sari.get(f"/grading/{theirs}").status_code == 404


def test_the_queue_goes_on_page_by_page_oldest_first(cast: Cast, at: datetime, sari: Browser) -> None:
    """Twenty-eight posts sent in pairs of the same moment: none is shown twice, none is left out."""
    expected = []
    for n in range(28):
        trainee = factories.person(f"peserta{n}", f"Peserta {n:02}", cast.diskominfo, at=at)
        factories.enrolment(cast.batch1, trainee, cast.diskominfo, at=at)
        moment = at + timedelta(minutes=n // 2)
        expected.append(str(send_post(trainee, cast.batch1, RELEASE, at=moment)))
    shown, address = [], "/queue"
    while address:
        page = sari.get(address)
        shown.append(re.findall(r'href="/grading/(\d+)"', page.text))
        further = re.search(r'href="(/queue\?after=[^"]+)"', page.text)
        address = further[1] if further else ""
    assert [len(page) for page in shown] == [25, 3]
    assert [revision for page in shown for revision in page] == expected


@pytest.mark.parametrize(
    "place", ["x", "_", "2026_1", "2026-11-18_1", "0001-01-01T00:00+14:00_1", f"2026-11-18_{10**30}"]
)
def test_an_unreadable_place_is_the_beginning(cast: Cast, sari: Browser, place: str) -> None:
    send_post(cast.ratna, cast.batch1)
    assert "Ratna Dewi" in words(sari.get("/queue", query_string={"after": place}))


def test_what_is_skipped_is_passed_by_and_comes_again_after_the_last(cast: Cast, at: datetime, sari: Browser) -> None:
    budi = send_post(cast.budi, cast.batch1, at=at)
    release = send_post(cast.ratna, cast.batch1, RELEASE, at=at + timedelta(minutes=1))
    photo = send_post(cast.ratna, cast.batch1, PHOTO, at=at + timedelta(minutes=2))
    assert sari.get("/grading/next").location == f"/grading/{budi}"
    for skipped, following in ((budi, release), (release, photo), (photo, budi), (10**30, budi)):
        assert sari.get(f"/grading/next?skip={skipped}").location == f"/grading/{following}"
    after = sari.post(f"/grading/{release}", data=as_desk(marks(current_catalog().activity(RELEASE)), "passed"))
    assert after.location == f"/grading/{photo}", "the next one opens, not the one that was skipped"


def test_the_last_one_cannot_be_skipped_to_itself(cast: Cast, sari: Browser) -> None:
    only = send_post(cast.ratna, cast.batch1)
    assert sari.get(f"/grading/next?skip={only}").location == "/queue"


# --- the desk --------------------------------------------------------------------------------------------------------


def test_the_desk_is_for_trainers_of_the_batch(cast: Cast, as_: As, client: Browser) -> None:
    revision = send_post(cast.ratna, cast.batch1)
    for login in cast.everyone():
        for answer in (as_(login).get(f"/grading/{revision}"), as_(login).post(f"/grading/{revision}", data={})):
            if login == "sari":
                assert answer.status_code in (200, 422)
            else:
                assert answer.status_code == (404 if login == "hendra" else 403)
    assert client.get(f"/grading/{revision}").location.startswith("/sign-in")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"level-moment": ""}, "Choose a level for: Momen dan cerita."),
        ({"level-moment": "5"}, "Choose a level for: Momen dan cerita."),
        ({"level-moment": "²"}, "Choose a level for: Momen dan cerita."),
        ({"level-consent": "1"}, "“Izin dan etika” is on the lowest level, so this post cannot pass."),
        ({"decision": "gold"}, "Choose whether to return or to publish."),
        ({"decision": "returned", "comment": "", "note-caption": ""}, "Write at least one sentence on what to improve"),
        ({"decision": "failed"}, "This decision does not fit the points and the revisions that are left."),
    ],
)
def test_a_refused_verdict_keeps_every_mark_and_note(
    cast: Cast, sari: Browser, change: dict[str, str], sentence: str
) -> None:
    revision = send_post(cast.ratna, cast.batch1)
    noted = photo_marks() | {"caption": Mark("caption", 2, "Sebutkan nama\ndari kiri <b>ke</b> kanan. 🩺")}
    typed = as_desk(noted, "passed", "Secara umum baik.") | change
    answer = sari.post(f"/grading/{revision}", data=typed)
    assert answer.status_code == 422
    assert sentence in words(answer)
    desk = form(answer, f"/grading/{revision}")
    for name, value in typed.items():
        if name.startswith("level-") and value not in ("1", "2", "3", "4"):
            assert name not in desk.fields
        elif name != "decision":
            assert desk.value(name) == value


def test_a_judged_revision_leads_to_its_feedback(cast: Cast, sari: Browser) -> None:
    revision = send_post(cast.ratna, cast.batch1)
    pass_post(cast.sari, revision)
    post = session().scalars(select(Post.id)).one()
    assert sari.get(f"/grading/{revision}").location == f"/posts/{post}/feedback"


def test_notes_have_an_end_and_no_nul(cast: Cast, sari: Browser) -> None:
    revision = send_post(cast.ratna, cast.batch1)
    sari.post(f"/grading/{revision}", data=as_desk(photo_marks(), "passed", "a\0b" + "x" * 9000))
    post = session().scalars(select(Post.id)).one()
    assert service.verdicts_of(post)[revision].comment == ("ab" + "x" * 9000)[:4000]


def test_feedback_is_for_the_author_and_the_trainers_of_the_batch(cast: Cast, as_: As) -> None:
    revision = send_post(cast.ratna, cast.batch1)
    return_post(cast.sari, revision)
    post = session().scalars(select(Post.id)).one()
    for login in cast.everyone():
        answer = as_(login).get(f"/posts/{post}/feedback")
        if login in ("ratna", "sari"):
            assert "Mohon perbaiki captionnya." in words(answer)
        else:
            assert answer.status_code == 404


def test_the_desk_shows_earlier_sendings_with_their_feedback(cast: Cast, at: datetime, sari: Browser) -> None:
    first = send_post(cast.ratna, cast.batch1)
    return_post(cast.sari, first)
    post = session().scalars(select(Post.id)).one()
    second = posts.send(cast.ratna, post, draft_for(post, cast.ratna, caption="Versi kedua."), at)
    page = words(sari.get(f"/grading/{second}"))
    assert "Sending 2 of at most 3" in page
    assert "Versi kedua." in page
    assert "Mohon perbaiki captionnya." in page


# --- practice and levels ---------------------------------------------------------------------------------------------


def test_practice_takes_a_comma_or_a_point_and_keeps_every_change(cast: Cast, sari: Browser) -> None:
    ratna, budi = cast.enrolment(cast.ratna), cast.enrolment(cast.budi)
    page = f"/batches/{cast.batch1}/practice"
    for typed, score in (("87,5", "87.50"), ("87.5", "87.50"), (" 90 ", "90")):
        assert sari.post(page, data={f"score-{ratna}": typed}).status_code == 303
        assert gradebook.practice_scores([ratna, budi]) == {ratna: Decimal(score)}
    assert session().scalar(select(func.count()).select_from(Result)) == 2, "the same score again adds nothing"


@pytest.mark.parametrize("typed", ["101", "-1", "baik", "NaN", "sNaN", "Infinity", "1e999999", "87,555", "8 7", "90%"])
def test_what_is_no_score_is_said_beside_it_and_saves_nothing(cast: Cast, sari: Browser, typed: str) -> None:
    ratna, budi = cast.enrolment(cast.ratna), cast.enrolment(cast.budi)
    page = f"/batches/{cast.batch1}/practice"
    answer = sari.post(page, data={f"score-{ratna}": typed, f"score-{budi}": "80"})
    assert answer.status_code == 422
    assert words(answer).count("A score is a number from 0 to 100 with at most two decimals.") == 1
    shown = form(answer, page)
    assert (shown.value(f"score-{ratna}"), shown.value(f"score-{budi}")) == (typed, "80")
    assert gradebook.practice_scores([ratna, budi]) == {}


def test_practice_is_for_the_own_batches(cast: Cast, as_: As, sari: Browser) -> None:
    wahyu = cast.enrolment(cast.wahyu)
    assert as_("hendra").get(f"/batches/{cast.batch1}/practice").status_code == 404
    assert sari.post(f"/batches/{cast.batch2}/practice", data={f"score-{wahyu}": "80"}).status_code == 404
    sari.post(f"/batches/{cast.batch1}/practice", data={f"score-{wahyu}": "80"})
    assert gradebook.practice_scores([wahyu]) == {}


def test_a_trainer_confirms_what_the_evidence_suggests(cast: Cast, at: datetime, sari: Browser) -> None:
    revision = send_post(cast.ratna, cast.batch1)
    service.publish(cast.sari, revision, photo_marks(4, caption=2), "", Decision.PASSED, at)
    page = sari.get(f"/batches/{cast.batch1}/practice")
    assert "P1" in words(page)
    answer = form(page, "/competencies/P1/confirm").send(sari)
    assert answer.status_code == 303
    level = competencies.levels_of(cast.ratna.id)["P1"]
    assert level.confirmed
    assert (level.confirmed.level, level.confirmed.by_id) == (3, cast.sari.id)
    assert "/competencies/P1/confirm" not in sari.get(answer.location).text, "what is confirmed waits no longer"
    assert "/competencies/P3/confirm" in sari.get(answer.location).text


def test_levels_are_confirmed_for_people_of_the_own_batch_with_evidence(cast: Cast, as_: As, sari: Browser) -> None:
    pass_post(cast.sari, send_post(cast.ratna, cast.batch1))
    ratna, wahyu = cast.ratna.id, cast.wahyu.id
    for browser, batch, person, code in (
        (as_("hendra"), cast.batch1, ratna, "P1"),
        (as_("hendra"), cast.batch2, ratna, "P1"),
        (sari, cast.batch1, wahyu, "P1"),
        (sari, cast.batch1, ratna, "J1"),
        (sari, cast.batch1, ratna, "X9"),
        (sari, cast.batch1, 999_999, "P1"),
    ):
        assert browser.post(f"/batches/{batch}/people/{person}/competencies/{code}/confirm").status_code == 404
    assert competencies.levels_of(ratna)["P1"].confirmed is None
