"""The same thing done by two workers at the same moment is done once, and neither of them fails."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.batches import roster
from lms.batches.models import Enrolment
from lms.catalog.service import current_catalog
from lms.kit.db import session
from lms.kit.errors import Invalid
from lms.learning import service as learning
from lms.learning.notes import keep_note
from lms.people import signin
from lms.people.models import FailedSignIn
from lms.posts import service as posts
from tests.people import AT, Cast

Together = Callable[[Callable[[], Any]], list[Any]]
WORKERS = 5


@pytest.fixture
def together(app: Flask) -> Together:
    """Lets several workers do something at once; what each of them was answered."""

    def run(act: Callable[[], Any]) -> list[Any]:
        start = Barrier(WORKERS)

        def work() -> Any:
            with app.app_context():
                session().connection()  # so that nobody is late because of connecting
                start.wait()
                return act()

        with ThreadPoolExecutor(WORKERS) as workers:
            return [done.result() for done in [workers.submit(work) for _each in range(WORKERS)]]

    return run


def test_an_assignment_that_is_begun_in_two_tabs_is_one_post(app: Flask, together: Together, cast: Cast) -> None:
    with app.app_context():
        activity = next(one for module in current_catalog().modules.values() for one in module.activities)
    found = together(lambda: posts.ensure_post(cast.ratna, cast.batch1, activity.key, AT))
    assert len(set(found)) == 1


def test_a_lesson_that_is_ticked_twice_is_read(app: Flask, together: Together, cast: Cast) -> None:
    with app.app_context():
        lesson = next(iter(current_catalog().modules.values())).lessons[0]
    together(lambda: learning.mark_read(cast.ratna, cast.batch1, lesson.key, AT))
    with app.app_context():
        assert learning.read_keys(cast.enrolment(cast.ratna)) == {lesson.key}


def test_places_that_arrive_together_never_go_back(app: Flask, together: Together, cast: Cast) -> None:
    key, numbers = "journalism/lead-and-pyramid", iter(range(10, 10 + WORKERS))
    together(lambda: learning.keep_place(cast.ratna, cast.batch1, key, next(numbers), 1, AT))
    with app.app_context():
        place = learning.open_lesson(cast.ratna, cast.batch1, key).place
        assert place
        assert place.furthest == 9 + WORKERS


def test_notes_of_several_devices_are_all_kept(app: Flask, together: Together, cast: Cast) -> None:
    key, numbers = "journalism/lead-and-pyramid", iter(range(WORKERS))

    def write() -> None:
        device = f"perangkat {next(numbers)}"
        keep_note(cast.ratna, cast.batch1, key, f"Dari {device}.", over="", form=device, at=AT)

    together(write)
    with app.app_context():
        text = learning.open_lesson(cast.ratna, cast.batch1, key).note.text
        assert all(f"Dari perangkat {number}." in text for number in range(WORKERS)), text


def test_two_admins_enrol_the_same_people(app: Flask, together: Together, cast: Cast) -> None:
    people = [cast.stranger.id, cast.wahyu.id]
    assert sum(together(lambda: roster.enrol(cast.admin, cast.batch1, people, AT))) == len(people)
    with app.app_context():
        places = select(func.count()).where(Enrolment.batch_id == cast.batch1, Enrolment.person_id.in_(people))
        assert session().scalar(places) == len(people)


def test_simultaneous_failures_are_all_counted(app: Flask, together: Together, cast: Cast) -> None:
    def fail() -> str:
        with pytest.raises(Invalid):
            signin.sign_in("ratna", "tidak benar", signin.Origin("192.0.2.7", "p"), device="", at=AT)
        return "refused"

    together(fail)
    with app.app_context():
        assert set(session().scalars(select(FailedSignIn.tries))) == {WORKERS}
