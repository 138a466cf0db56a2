"""The desk of each of the cast, at the door."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from lms.catalog.service import current_catalog
from lms.certificates import service as certificates
from lms.home import service
from lms.home.rules import Act
from lms.learning import service as learning
from lms.people.rules import Role
from lms.quizzes import service as quizzes
from tests import factories, story
from tests.browser import Browser
from tests.people import AT, Cast
from tests.queries import counted

pytestmark = pytest.mark.usefixtures("app_context")
As = Callable[[str], Browser]


def test_nobody_is_sent_to_the_door(client: FlaskClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in")


def test_a_trainee_begins_with_what_is_known_already_and_then_the_first_lesson(as_: As, cast: Cast) -> None:
    module = next(iter(current_catalog().modules.values()))
    pre_test = next(quiz for quiz in module.quizzes if not quiz.counted)
    page = as_("ratna").get("/").text
    assert page.index(f'href="/quizzes/{cast.batch1}/{pre_test.key}"') < page.index("</section>")
    attempt = quizzes.start(cast.ratna, cast.batch1, pre_test.key, AT)
    quizzes.send(cast.ratna, attempt, {}, "", AT, incomplete=True)
    page = as_("ratna").get("/").text
    assert page.index(f'href="/learn/{cast.batch1}/{module.lessons[0].key}"') < page.index("</section>")
    assert f'href="/learn/{cast.batch2}' not in page


def test_a_trainee_sees_what_came_back_first_and_what_the_trainer_said(as_: As, cast: Cast) -> None:
    story.return_post(cast.sari, story.send_post(cast.ratna, cast.batch1))
    course = service.desk_of(cast.ratna, AT).course
    assert course
    assert course.step.act is Act.REVISE
    page = as_("ratna").get("/").text
    assert page.index("/feedback") < page.index("course-title")
    assert "Mohon perbaiki captionnya." in page
    assert cast.sari.name in page
    assert story.PHOTO not in [task.activity.key for task in course.deadlines]


def test_a_trainee_waits_when_everything_is_with_the_trainer(cast: Cast) -> None:
    for module in current_catalog().modules.values():
        for lesson in module.lessons:
            learning.mark_read(cast.ratna, cast.batch1, lesson.key, AT)
        for quiz in module.quizzes:
            story.pass_quiz(cast.ratna, cast.batch1, quiz.key)
        for activity in module.activities:
            story.send_post(cast.ratna, cast.batch1, activity.key)
    course = service.desk_of(cast.ratna, AT).course
    assert course
    assert course.step.act is Act.WAIT
    assert course.deadlines == []
    lessons = [len(chapter.readings) for chapter in course.chapters]
    assert [chapter.done for chapter in course.chapters] == [count + 1 for count in lessons], "and the post-test"


def test_a_certificate_is_the_last_step(as_: As, cast: Cast) -> None:
    (card,) = story.certified(cast, cast.ratna)
    page = as_("ratna").get("/").text
    assert f'href="/certificates/{card.id}.pdf"' in page
    assert card.number in page
    certificates.revoke(cast.admin, card.id, "Nama salah tulis pada sertifikat.", AT)
    page = as_("ratna").get("/").text
    assert f"/certificates/{card.id}.pdf" not in page
    assert 'href="/certificates"' in page


def test_a_new_batch_replaces_the_finished_one(cast: Cast) -> None:
    story.certified(cast, cast.ratna)
    second = factories.enrolment(cast.batch2, cast.ratna, cast.diskominfo, at=AT)
    course = service.desk_of(cast.ratna, AT).course
    assert course
    assert course.place.enrolment_id == second
    assert [place.batch.id for place in course.others] == [cast.batch1]


def test_a_trainee_without_a_batch_hears_what_happens_next(app: object, as_: As, cast: Cast) -> None:
    factories.person("baru", "Baru Datang", cast.dinkes, Role.TRAINEE, at=AT)
    newcomer = factories.person("lain", "Lain Lagi", cast.dinkes, Role.TRAINEE, at=AT)
    desk = service.desk_of(newcomer, AT)
    assert desk.parts == ("trainee",)
    assert desk.course is None


def test_a_trainer_sees_what_waits_in_own_batches_only(as_: As, cast: Cast) -> None:
    story.send_post(cast.ratna, cast.batch1)
    story.send_post(cast.budi, cast.batch1)
    story.send_post(cast.wahyu, cast.batch2)
    training = service.desk_of(cast.sari, AT).training
    assert training
    assert [(line.id, line.people, line.waiting) for line in training.lines] == [(cast.batch1, 2, 2)]
    assert (training.waiting, training.oldest) == (2, AT)
    page = as_("sari").get("/").text
    assert page.index('href="/grading/next"') < page.index("training-title")
    assert f'href="/batches/{cast.batch2}"' not in page


def test_an_admin_sees_who_has_earned_a_certificate(as_: As, cast: Cast) -> None:
    story.send_post(cast.wahyu, cast.batch2)
    story.certified(cast, cast.budi)
    factories.results(cast.enrolment(cast.ratna), Decimal(90), by=cast.sari, at=AT)
    running = service.desk_of(cast.admin, AT).running
    assert running
    by_batch = {line.id: (line.people, line.waiting, line.earned, line.issued) for line in running.lines}
    assert by_batch == {cast.batch1: (2, 0, 0, 1), cast.batch2: (1, 1, 0, 0)}
    assert running.most_earned is None
    story.pass_everything(cast, cast.ratna)
    running = service.desk_of(cast.admin, AT).running
    assert running
    assert running.most_earned
    assert (running.most_earned.id, running.most_earned.earned) == (cast.batch1, 1)
    assert f'href="/batches/{cast.batch1}/certificates"' in as_("admin").get("/").text


def test_an_opd_admin_sees_own_people_without_scores(as_: As, cast: Cast) -> None:
    story.pass_post(cast.sari, story.send_post(cast.budi, cast.batch1))
    first = next(iter(current_catalog().modules.values())).lessons[0]
    learning.mark_read(cast.budi, cast.batch1, first.key, AT)
    own = service.desk_of(cast.yanti, AT).own_people
    assert own
    assert [(one.full_name, one.done, one.total, one.certified) for one in own] == [("Budi Santoso", 2, 26, False)]
    page = as_("yanti").get("/").text
    assert "Ratna Dewi" not in page
    assert "85,00" not in page


def test_an_auditor_reads_the_register(as_: As, cast: Cast) -> None:
    story.certified(cast, cast.ratna, cast.budi)
    ledger = service.desk_of(cast.auditor, AT).ledger
    assert ledger
    assert (ledger.open_batches, ledger.issued, ledger.revoked) == (2, 2, 0)
    page = as_("auditor").get("/").text
    assert 'href="/register"' in page
    assert "<form" not in page[page.index('id="main"') :]


def test_a_stranger_is_told_whom_to_ask(as_: As) -> None:
    answer = as_("stranger").get("/")
    assert answer.status_code == 200
    assert "Diskominfo Kota Palembang" in answer.text[answer.text.index('id="main"') :]


def test_two_roles_share_one_desk_and_work_that_others_wait_for_leads(cast: Cast) -> None:
    both = factories.person("ganda", "Peran Ganda", cast.diskominfo, Role.TRAINEE, at=AT)
    desk = service.desk_of(type(both)(both.id, both.name, "id", frozenset({Role.TRAINEE, Role.ADMIN})), AT)
    assert desk.parts == ("admin", "trainee")


@pytest.mark.parametrize("login", ["ratna", "sari", "yanti", "admin", "auditor", "stranger"])
def test_a_desk_asks_few_questions(as_: As, cast: Cast, login: str) -> None:
    story.return_post(cast.sari, story.send_post(cast.ratna, cast.batch1))
    story.class_of(cast, 12)
    browser = as_(login)
    browser.get("/")
    with counted() as statements:
        assert browser.get("/").status_code == 200
    assert len(statements) <= 8, statements
