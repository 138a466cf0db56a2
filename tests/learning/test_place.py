"""The place in a lesson: it moves on, it never goes back, and every page that shows it agrees."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.catalog.pack import Lesson, UnknownKey
from lms.catalog.service import current_catalog
from lms.home import course as home
from lms.kit.errors import NotFound
from lms.learning import service
from lms.learning.rules import Place, minutes_left, resumes_at, share_read
from lms.quizzes import service as quizzes
from tests.browser import Browser
from tests.people import AT, Cast
from tests.queries import counted

As = Callable[[str], Browser]
KEY = "journalism/lead-and-pyramid"
numbers = st.integers(min_value=1, max_value=60)


@given(words=st.lists(st.tuples(numbers, numbers), min_size=1), twice=st.integers(min_value=0))
def test_words_from_a_phone_may_come_late_or_twice(words: list[tuple[int, int]], twice: int) -> None:
    place, seen = Place(1, 1, AT), 1
    for furthest, last in [*words, words[twice % len(words)]]:
        place = place.moved(furthest, last, AT)
        seen = max(seen, furthest, last)
        assert (place.furthest, place.last) == (seen, last)


@pytest.fixture
def lesson(app_context: None) -> Lesson:
    return current_catalog().lesson(KEY)


def place_at(number: int) -> Place:
    return Place(number, number, AT)


def test_the_share_grows_with_the_letters_that_were_seen(lesson: Lesson) -> None:
    shares = [share_read(lesson, place_at(block.number)) for block in lesson.blocks]
    assert share_read(lesson, None) == 0
    assert shares == sorted(shares)
    assert shares[-1] == 100
    assert shares[-2] < 100
    left = [minutes_left(lesson, place_at(block.number)) for block in lesson.blocks]
    assert minutes_left(lesson, None) == lesson.minutes
    assert left == sorted(left, reverse=True)
    assert left[-1] == 0


def test_reading_goes_on_at_a_block_that_the_lesson_has(lesson: Lesson) -> None:
    assert resumes_at(lesson, None) == resumes_at(lesson, place_at(1)) == 0
    assert resumes_at(lesson, place_at(7)) == 7
    assert resumes_at(lesson, place_at(len(lesson.blocks) + 1)) == 0, "the edition before had more of them"


def test_a_place_is_kept_and_the_furthest_stays(cast: Cast, lesson: Lesson, at: datetime) -> None:
    later = at + timedelta(minutes=1)
    service.keep_place(cast.ratna, cast.batch1, KEY, 9, 8, at)
    service.keep_place(cast.ratna, cast.batch1, KEY, 4, 3, later)
    page = service.open_lesson(cast.ratna, cast.batch1, KEY)
    assert page.place == Place(furthest=9, last=3, at=later)
    assert page.share == share_read(lesson, page.place)
    assert service.open_lesson(cast.budi, cast.batch1, KEY).place is None


def test_numbers_that_the_lesson_does_not_have(cast: Cast, lesson: Lesson, at: datetime) -> None:
    end = len(lesson.blocks)
    assert service.keep_place(cast.ratna, cast.batch1, KEY, 0, -4, at) == Place(1, 1, at)
    assert service.keep_place(cast.ratna, cast.batch1, KEY, 2**40, 2**40, at) == Place(end, end, at)


def test_only_participants_leave_a_place(cast: Cast, lesson: Lesson, at: datetime) -> None:
    for other in (cast.wahyu, cast.sari, cast.yanti, cast.admin, cast.stranger):
        with pytest.raises(NotFound):
            service.keep_place(other, cast.batch1, KEY, 3, 3, at)
    with pytest.raises(UnknownKey):
        service.keep_place(cast.ratna, cast.batch1, "journalism/none", 3, 3, at)


def test_the_script_of_the_page_tells_it(as_: As, cast: Cast, lesson: Lesson) -> None:
    ratna, url = as_("ratna"), f"/learn/{cast.batch1}/{KEY}"
    assert 'class="resume"' not in ratna.get(url).text
    told = ratna.post(f"{url}/place", data={"furthest": "9", "last": "8"})
    assert (told.status_code, told.data) == (204, b"")
    assert ratna.post(f"{url}/place", data={"furthest": "nine"}).status_code == 204, (
        "what is no number is the beginning"
    )
    ratna.post(f"{url}/place", data={"furthest": "9", "last": "8"})
    assert 'class="resume"><a class="btn btn-primary" href="#p8">' in ratna.get(url).text
    with counted() as asked:
        ratna.post(f"{url}/place", data={"furthest": "10", "last": "9"})
    assert len(asked) <= 7, asked


def test_where_one_goes_on_is_shown_everywhere(as_: As, cast: Cast, lesson: Lesson, at: datetime) -> None:
    """The lesson, the course and the desk lead to the same paragraph; a tick ends it."""
    other = "journalism/interviews-and-quotes"
    service.keep_place(cast.ratna, cast.batch1, other, 5, 5, at - timedelta(days=1))
    service.keep_place(cast.ratna, cast.batch1, KEY, 9, 8, at)
    ratna, anchor = as_("ratna"), f"/learn/{cast.batch1}/{KEY}#p8"
    course = ratna.get(f"/learn/{cast.batch1}").text
    assert anchor in course.partition("<progress")[0], "the lesson that was begun last"
    share = share_read(lesson, place_at(9))
    assert re.search(rf"\b{share} ?%", course)
    pre_test = current_catalog().modules["journalism"].quizzes[0]
    attempt = quizzes.start(cast.ratna, cast.batch1, pre_test.key, at)
    quizzes.send(cast.ratna, attempt, {}, "", at, incomplete=True)
    desk = home.course_of(cast.ratna, at)
    assert desk
    assert desk.step.reading
    assert (desk.step.reading.lesson.key, desk.step.reading.resumes_at) == (KEY, 8)
    assert anchor in ratna.get("/").text

    service.mark_read(cast.ratna, cast.batch1, KEY, at)
    assert anchor not in ratna.get(f"/learn/{cast.batch1}").text
    assert anchor not in ratna.get("/").text
    assert 'class="resume"' not in ratna.get(f"/learn/{cast.batch1}/{KEY}").text
