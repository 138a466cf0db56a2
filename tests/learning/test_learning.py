import gzip
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from lms.catalog.pack import Lesson, Passage, UnknownKey
from lms.catalog.service import current_catalog
from lms.kit.db import session
from lms.kit.errors import NotFound
from lms.learning import service
from lms.learning.models import LessonRead
from lms.learning.service import Progress
from tests.browser import Browser
from tests.people import Cast
from tests.queries import counted

pytestmark = pytest.mark.usefixtures("app_context")
As = Callable[[str], Browser]
FIRST, SECOND, LAST = (
    "journalism/public-information",
    "journalism/news-values-and-planning",
    "journalism/service-feature",
)


def lessons() -> int:
    return sum(len(module.lessons) for module in current_catalog().modules.values())


def test_reading_is_remembered_once_with_its_first_time(cast: Cast, at: datetime) -> None:
    enrolment = cast.enrolment(cast.ratna)
    service.mark_read(cast.ratna, cast.batch1, FIRST, at)
    service.mark_read(cast.ratna, cast.batch1, FIRST, at + timedelta(days=1))
    assert service.read_keys(enrolment) == {FIRST}
    assert service.open_course(cast.ratna, cast.batch1).progress == Progress(1, lessons())
    row = session().get_one(LessonRead, (enrolment, FIRST))
    assert row.at == at
    assert service.open_course(cast.budi, cast.batch1).progress == Progress(0, lessons())


def test_only_participants_tick(cast: Cast, at: datetime) -> None:
    for other in (cast.wahyu, cast.sari, cast.hendra, cast.yanti, cast.admin, cast.stranger):
        with pytest.raises(NotFound):
            service.mark_read(other, cast.batch1, FIRST, at)
    with pytest.raises(UnknownKey):
        service.mark_read(cast.ratna, cast.batch1, "journalism/none", at)


def test_the_course_shows_all_of_it_and_what_was_read(as_: As, cast: Cast, at: datetime) -> None:
    service.mark_read(cast.ratna, cast.batch1, FIRST, at)
    page = unescape(as_("ratna").get(f"/learn/{cast.batch1}").text)
    for module in current_catalog().modules.values():
        assert module.title in page
        for part in (*module.lessons, *module.quizzes, *module.activities, *module.units):
            assert part.title in page
        assert all(f"/tasks/{cast.batch1}/{activity.key}" in page for activity in module.activities)
        assert all(f"/quizzes/{cast.batch1}/{quiz.key}" in page for quiz in module.quizzes)
    assert f'max="{lessons()}"' in page
    assert f"/learn/{cast.batch1}/{SECOND}" in page.partition("<progress")[0], (
        "the way to the next unread lesson is on top"
    )


def test_a_lesson_is_read_ticked_and_followed_by_the_next(as_: As, cast: Cast) -> None:
    ratna = as_("ratna")
    url = f"/learn/{cast.batch1}/{FIRST}"
    page = unescape(ratna.get(url).text)
    lesson = current_catalog().lesson(FIRST)
    assert all(f'id="p{block.number}"' in page for block in lesson.blocks)
    assert all(
        str(block.html) in page for block in lesson.blocks if isinstance(block, Passage) and "href" not in block.html
    )
    assert all(objective in page for objective in lesson.objectives)
    assert all(f'id="istilah-{term.key}"' in page and term.meaning in page for term in lesson.terms)
    assert f'action="{url}/read"' in page
    ticked = ratna.post(f"{url}/read")
    assert (ticked.status_code, ticked.location) == (303, f"/learn/{cast.batch1}/{SECOND}")
    assert f'action="{url}/read"' not in ratna.get(url).text
    assert ratna.post(f"/learn/{cast.batch1}/{LAST}/read").location == f"/learn/{cast.batch1}#journalism"


def test_neighbours_are_those_of_the_whole_course(cast: Cast) -> None:
    keys = [lesson.key for module in current_catalog().modules.values() for lesson in module.lessons]
    pages = [service.open_lesson(cast.ratna, cast.batch1, key) for key in keys]
    assert [page.previous and page.previous.key for page in pages] == [None, *keys[:-1]]
    assert [page.following and page.following.key for page in pages] == [*keys[1:], None]
    assert sum(page.ends_module for page in pages) == len(current_catalog().modules)


def test_what_is_better_read_first_is_said_and_locks_nothing(as_: As, cast: Cast, at: datetime) -> None:
    key = next(lesson.key for lesson in lessons_of("journalism") if lesson.requires)
    page = service.open_lesson(cast.ratna, cast.batch1, key)
    assert {lesson.key for lesson in page.better_first} == set(page.lesson.requires)
    assert page.better_first[0].title in unescape(as_("ratna").get(f"/learn/{cast.batch1}/{key}").text)
    for required in page.lesson.requires:
        service.mark_read(cast.ratna, cast.batch1, required, at)
    assert service.open_lesson(cast.ratna, cast.batch1, key).better_first == []
    assert service.open_lesson(cast.sari, cast.batch1, key).better_first == [], (
        "whoever runs the batch reads nothing off"
    )


def test_an_english_page_says_that_the_text_is_indonesian(as_: As, cast: Cast) -> None:
    ratna, lesson = as_("ratna"), current_catalog().lesson(FIRST)
    told = "The text of this lesson is in Indonesian."
    assert told not in unescape(ratna.get(f"/learn/{cast.batch1}/{FIRST}").text)
    ratna.post("/language", data={"locale": "en", "next": "/"})
    english = unescape(ratna.get(f"/learn/{cast.batch1}/{FIRST}").text)
    assert told in english
    assert f'<h1 lang="id"><span lang="en">{lesson.title.en}</span></h1>' in english
    assert lesson.objectives[0].en in english


def test_the_card_is_forwarded_as_it_was_written(as_: As, cast: Cast) -> None:
    card = current_catalog().lesson(FIRST).card
    page = unescape(as_("ratna").get(f"/learn/{cast.batch1}/{FIRST}").text)
    assert parse_qs(urlsplit(re.findall(r'href="(https://wa.me/[^"]+)"', page)[0]).query)["text"] == [card]
    assert f">{card}</textarea>" in page


def lessons_of(module: str) -> tuple[Lesson, ...]:
    return current_catalog().modules[module].lessons


def test_whoever_runs_the_batch_reads_along_without_a_tick(as_: As, cast: Cast) -> None:
    for login in ("sari", "admin", "auditor", "yanti"):
        browser = as_(login)
        lesson = browser.get(f"/learn/{cast.batch1}/{FIRST}")
        assert lesson.status_code == 200
        assert '/read"' not in lesson.text
        assert '/place"' not in lesson.text
        course = browser.get(f"/learn/{cast.batch1}").text
        assert "/quizzes/" not in course
        assert "/tasks/" not in course
        assert browser.post(f"/learn/{cast.batch1}/{FIRST}/read").status_code == 403


def test_other_batches_and_unknown_lessons_do_not_exist(as_: As, cast: Cast) -> None:
    for login in ("wahyu", "hendra", "stranger"):
        browser = as_(login)
        assert browser.get(f"/learn/{cast.batch1}").status_code == 404
        assert browser.get(f"/learn/{cast.batch1}/{FIRST}").status_code == 404
    assert as_("wahyu").post(f"/learn/{cast.batch1}/{FIRST}/read").status_code == 404
    for unknown in ("journalism/none", "none/lead-and-pyramid"):
        assert as_("ratna").get(f"/learn/{cast.batch1}/{unknown}").status_code == 404
    assert as_("ratna").get(f"/learn/99999/{FIRST}").status_code == 404


def test_lessons_are_light(as_: As, cast: Cast) -> None:
    ratna = as_("ratna")
    for module in current_catalog().modules.values():
        for lesson in module.lessons:
            with counted() as asked:
                page = ratna.get(f"/learn/{cast.batch1}/{lesson.key}")
            assert len(gzip.compress(page.data, 4)) <= 20_000, lesson.key
            assert len(asked) <= 4, asked
    with counted() as asked:
        assert len(gzip.compress(ratna.get(f"/learn/{cast.batch1}").data, 4)) <= 20_000
    assert len(asked) <= 5, asked
