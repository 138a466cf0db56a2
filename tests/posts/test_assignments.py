"""Every assignment shows what is asked, how it is judged and what work on each level looks like; its field may begin with
a starter, which alone is no work."""

from collections.abc import Callable
from datetime import datetime

import pytest

from lms.catalog.pack import Activity
from lms.catalog.service import current_catalog
from lms.kit.errors import Invalid
from lms.posts import service
from tests.browser import Browser
from tests.page import form, words
from tests.people import Cast
from tests.story import draft_for

pytestmark = pytest.mark.usefixtures("app_context")
As = Callable[[str], Browser]
REPLIES = "social-media/complaint-replies"
CODES = ["J-1", "J-2", "J-3", "P-1", "P-2", "P-3", "S-1", "S-2", "S-3", "S-4", "S-5"]
STILL_EMPTY = "The text is still as you were given it"


@pytest.fixture
def ratna(as_: As) -> Browser:
    browser = as_("ratna")
    browser.post("/language", data={"locale": "en"})
    return browser


def activities() -> list[Activity]:
    return [activity for module in current_catalog().modules.values() for activity in module.activities]


def begun(cast: Cast, at: datetime) -> int:
    return service.ensure_post(cast.ratna, cast.batch1, REPLIES, at)


# --- the page of an assignment ---------------------------------------------------------------------------------------


def test_there_are_eleven() -> None:
    assert [activity.code for activity in activities()] == CODES
    assert [activity.code for activity in activities() if activity.mandatory] == ["J-1", "P-1", "S-1"]


def test_every_task_page_shows_what_is_asked_and_how_it_is_judged(cast: Cast, ratna: Browser) -> None:
    for activity in activities():
        page = words(ratna.get(f"/tasks/{cast.batch1}/{activity.key}"))
        assert activity.title.en in page
        assert all(sentence in page for sentence in activity.checklist)
        for criterion in activity.rubric.criteria:
            assert criterion.title in page
            assert all(text in page for text in criterion.levels.values())
        for exemplar in activity.exemplars:
            assert f"Level {exemplar.level}" in page
            assert all(remark in page for remark in exemplar.remarks.values())


def test_the_composer_has_all_of_it_beside_the_field(cast: Cast, at: datetime, ratna: Browser) -> None:
    for activity in activities():
        post = service.ensure_post(cast.ratna, cast.batch1, activity.key, at)
        answer = ratna.get(f"/posts/{post}/edit")
        page = words(answer)
        assert "What is asked" in page
        assert all(sentence in page for sentence in activity.checklist)
        assert all(remark in page for exemplar in activity.exemplars for remark in exemplar.remarks.values())
        assert form(answer, "/send").value("caption").strip() == activity.starter


def test_a_tick_of_the_checklist_is_never_sent(cast: Cast, at: datetime, ratna: Browser) -> None:
    composer = form(ratna.get(f"/posts/{begun(cast, at)}/edit"), "/send")
    assert composer.names == {"csrf_token", "_key", "platform", "caption"}


# --- the starter -----------------------------------------------------------------------------------------------------


def test_work_begins_with_the_starter_and_beginning_again_writes_over_nothing(cast: Cast, at: datetime) -> None:
    post = begun(cast, at)
    starter = current_catalog().activity(REPLIES).starter
    assert service.open_own(cast.ratna, post).draft.caption == starter != ""
    service.save_draft(cast.ratna, post, draft_for(post, cast.ratna, caption=""), at)
    assert begun(cast, at) == post
    assert service.open_own(cast.ratna, post).draft.caption == ""


def test_the_starter_alone_is_refused_kindly_and_stays_in_the_field(cast: Cast, at: datetime, ratna: Browser) -> None:
    post = begun(cast, at)
    composer = form(ratna.get(f"/posts/{post}/edit"), "/send").fill(platform="facebook")
    refused = composer.send(ratna)
    assert refused.status_code == 422
    assert STILL_EMPTY in words(refused)
    starter = current_catalog().activity(REPLIES).starter
    assert form(refused, "/send").value("caption").strip() == starter
    assert service.open_own(cast.ratna, post).draft.caption.split() == starter.split()


def test_blank_lines_do_not_make_it_work_but_one_word_does(cast: Cast, at: datetime) -> None:
    post = begun(cast, at)
    starter = current_catalog().activity(REPLIES).starter
    blown_up = "\n\n" + starter.replace("\n", "\n \n") + "  "
    with pytest.raises(Invalid) as refusal:
        service.send(cast.ratna, post, draft_for(post, cast.ratna, caption=blown_up, live_url=""), at)
    assert set(refusal.value.fields) == {"caption"}
    assert service.send(cast.ratna, post, draft_for(post, cast.ratna, caption=starter + " Maaf.", live_url=""), at)


# --- what was sent ---------------------------------------------------------------------------------------------------


def test_rows_that_were_sent_are_shown_as_a_table(cast: Cast, at: datetime, ratna: Browser) -> None:
    post = service.ensure_post(cast.ratna, cast.batch1, "social-media/content-calendar", at)
    typed = "Bulan: Desember\n\nTanggal | Isi\n1 Des | Jadwal <b>KTP</b>\n\nCADANGAN"
    service.send(cast.ratna, post, draft_for(post, cast.ratna, caption=typed, live_url=""), at)
    page = ratna.get(f"/posts/{post}").text
    assert '<th scope="col">Tanggal</th>' in page
    assert '<td data-label="Isi">Jadwal &lt;b&gt;KTP&lt;/b&gt;</td>' in page
    assert "CADANGAN</div>" in page
