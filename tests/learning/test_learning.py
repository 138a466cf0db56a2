from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape

import pytest

from lms.catalog.pack import UnknownKey
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
FIRST, LAST = "journalism/lead-and-pyramid", "journalism/ethics-and-verification"


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
        assert f"/tasks/{cast.batch1}/{module.activities[0].key}" in page
        assert f"/quizzes/{cast.batch1}/{module.quizzes[0].key}" in page
    assert f'max="{lessons()}"' in page
    assert f"/learn/{cast.batch1}/{LAST}" in page.partition("<progress")[0], (
        "the way to the next unread lesson is on top"
    )


def test_a_lesson_is_read_ticked_and_followed_by_the_next(as_: As, cast: Cast) -> None:
    ratna = as_("ratna")
    url = f"/learn/{cast.batch1}/{FIRST}"
    lesson = current_catalog().lesson(FIRST)
    page = ratna.get(url).text
    assert str(lesson.html) in page
    assert lesson.objective in unescape(page)
    assert f'action="{url}/read"' in page
    ticked = ratna.post(f"{url}/read")
    assert (ticked.status_code, ticked.location) == (303, f"/learn/{cast.batch1}/{LAST}")
    assert f'action="{url}/read"' not in ratna.get(url).text
    assert ratna.post(f"/learn/{cast.batch1}/{LAST}/read").location == f"/learn/{cast.batch1}#journalism"


def test_whoever_runs_the_batch_reads_along_without_a_tick(as_: As, cast: Cast) -> None:
    for login in ("sari", "admin", "auditor", "yanti"):
        browser = as_(login)
        lesson = browser.get(f"/learn/{cast.batch1}/{FIRST}")
        assert lesson.status_code == 200
        assert "/read" not in lesson.text
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
            assert len(page.data) <= 60_000, lesson.key
            assert len(asked) <= 8, asked
    with counted() as asked:
        assert len(ratna.get(f"/learn/{cast.batch1}").data) <= 60_000
    assert len(asked) <= 8, asked
