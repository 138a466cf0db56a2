"""The next step of a trainee, and the geometry of the chart."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.catalog.pack import Catalog
from lms.catalog.service import current_catalog
from lms.home import radar
from lms.home.chapter import Answering, Chapter, Reading, Writing
from lms.home.rules import Act, next_step
from lms.posts.rules import PostState
from lms.quizzes.rules import Tries
from tests.people import AT

FAR = AT + timedelta(days=9)


@pytest.fixture
def catalog(app_context: None) -> Catalog:
    return current_catalog()


def fresh(
    catalog: Catalog,
    *,
    read: bool = False,
    tested: bool = False,
    pre_tested: bool = True,
    state: PostState | None = None,
) -> list[Chapter]:
    """All modules, with everything in the same state."""
    return [
        Chapter(
            module,
            tuple(Reading(lesson, read) for lesson in module.lessons),
            tuple(
                Answering(
                    quiz,
                    Tries(int(tested or (pre_tested and not quiz.counted)), quiz.attempts, tested),
                    None,
                    None,
                    None,
                )
                for quiz in module.quizzes
            ),
            tuple(Writing(activity, FAR, post_id=1 if state else None, state=state) for activity in module.activities),
        )
        for module in catalog.modules.values()
    ]


def step(chapters: list[Chapter], *, running: bool = True, passed: bool = False) -> Act:
    return next_step(chapters, AT, running=running, passed=lambda: passed).act


def test_the_course_is_walked_in_its_order(catalog: Catalog) -> None:
    assert step(fresh(catalog)) is Act.READ
    assert step(fresh(catalog, read=True)) is Act.QUIZ
    assert step(fresh(catalog, read=True, tested=True)) is Act.WRITE
    assert step(fresh(catalog, read=True, tested=True, state=PostState.DRAFT)) is Act.FINISH
    assert step(fresh(catalog, read=True, tested=True, state=PostState.SENT)) is Act.WAIT


def test_the_pre_test_comes_before_the_first_lesson_and_never_after_it(catalog: Catalog) -> None:
    found = next_step(fresh(catalog, pre_tested=False), AT, running=True, passed=lambda: False)
    assert found.answering
    assert (found.act, found.answering.quiz.counted) == (Act.QUIZ, False)
    chapters = fresh(catalog, pre_tested=False)
    first = chapters[0]
    chapters[0] = replace(first, readings=(replace(first.readings[0], done=True), *first.readings[1:]))
    assert step(chapters) is Act.READ


def test_a_pre_test_is_nothing_that_has_to_be_done(catalog: Catalog) -> None:
    done = fresh(catalog, read=True, tested=True, pre_tested=False, state=PostState.PASSED)
    assert all(chapter.finished for chapter in done)
    assert all(test.quiz.counted for chapter in done for test in chapter.parts if isinstance(test, Answering))


def test_what_came_back_comes_first_and_the_oldest_of_it(catalog: Catalog) -> None:
    chapters = fresh(catalog)
    for place, judged_at in ((1, AT), (2, AT - timedelta(days=1))):
        tasks = tuple(replace(task, state=PostState.RETURNED, judged_at=judged_at) for task in chapters[place].tasks)
        chapters[place] = replace(chapters[place], tasks=tasks)
    found = next_step(chapters, AT, running=True, passed=lambda: False)
    assert found.act is Act.REVISE
    assert found.writing is chapters[2].tasks[0]


def test_a_quiz_in_hand_comes_before_new_work(catalog: Catalog) -> None:
    chapters = fresh(catalog)
    chapters[1] = replace(chapters[1], tests=tuple(replace(test, opened=7) for test in chapters[1].tests))
    found = next_step(chapters, AT, running=True, passed=lambda: False)
    assert found.answering
    assert (found.act, found.answering.opened) == (Act.ANSWER, 7)


def test_a_near_deadline_comes_before_the_order_of_the_course(catalog: Catalog) -> None:
    chapters = fresh(catalog)
    last = chapters[-1]
    chapters[-1] = replace(last, tasks=tuple(replace(task, due_at=AT + timedelta(hours=30)) for task in last.tasks))
    found = next_step(chapters, AT, running=True, passed=lambda: False)
    assert found.writing is chapters[-1].tasks[0]


@pytest.mark.parametrize(("passed", "act"), [(True, Act.AWARD), (False, Act.STUCK)])
def test_when_nothing_is_left_the_gradebook_decides(catalog: Catalog, passed: bool, act: Act) -> None:
    done = fresh(catalog, read=True, tested=True, state=PostState.PASSED)
    assert all(chapter.finished for chapter in done)
    assert step(done, passed=passed) is act
    assert step(fresh(catalog), running=False, passed=passed) is act


def test_the_gradebook_is_not_asked_before(catalog: Catalog) -> None:
    def asked() -> bool:
        raise AssertionError("there is something left to do")

    assert next_step(fresh(catalog), AT, running=True, passed=asked).act is Act.READ


@given(st.lists(st.integers(0, 4), min_size=1, max_size=16), st.integers(1, 3))
def test_the_chart_stays_in_its_frame(levels: list[int], target: int) -> None:
    chart = radar.drawn({f"K{n}": level for n, level in enumerate(levels)}, top=3, target=target)
    assert len(chart.spokes) == len(levels)
    assert len(chart.rings) == 3
    for spoke in chart.spokes:
        assert max(abs(spoke.dot_x), abs(spoke.dot_y), abs(spoke.x), abs(spoke.y)) <= radar.RADIUS
    assert all(Decimal(number).is_finite() for point in chart.area.split() for number in point.split(","))
