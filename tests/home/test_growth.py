"""The growth page says what the ledgers say."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from lms.catalog.service import current_catalog
from lms.competencies import service as competencies
from lms.gradebook import service as gradebook
from lms.grading import service as grading
from lms.home.growth import growth_of
from lms.kit.i18n import show_score
from lms.posts import service as posts
from lms.quizzes import service as quizzes
from tests import factories, story
from tests.browser import Browser
from tests.page import words
from tests.people import AT, Cast
from tests.queries import counted

pytestmark = pytest.mark.usefixtures("app_context")
As = Callable[[str], Browser]
QUIZ = "journalism/post-test"


def test_scores_are_those_of_the_gradebook(as_: As, cast: Cast) -> None:
    story.pass_post(cast.sari, story.send_post(cast.ratna, cast.batch1), level=4)
    own = cast.enrolment(cast.ratna)
    gradebook.set_practice(cast.sari, cast.batch1, {own: Decimal("81.50")}, AT)
    standing = gradebook.standing({own: cast.batch1})[own]
    (report,) = growth_of(cast.ratna).reports
    assert report.standing == standing
    page = words(as_("ratna").get("/scores"))
    for part in standing.parts:
        assert f"{part.weight}%" in page
        if part.score is not None:
            assert str(part.score).replace(".", ",") in page
    assert str(standing.so_far).replace(".", ",") in page


def test_every_result_leads_to_its_evidence(as_: As, cast: Cast) -> None:
    story.pass_post(cast.sari, story.send_post(cast.ratna, cast.batch1))
    attempt = quizzes.start(cast.ratna, cast.batch1, QUIZ, AT)
    quizzes.send(cast.ratna, attempt, {}, "", AT, incomplete=True)
    (post,) = posts.states_of([cast.enrolment(cast.ratna)]).values()
    page = as_("ratna").get("/scores").text
    assert f'href="/posts/{post.id}/feedback"' in page
    assert f'href="/attempts/{attempt}/result"' in page
    for address in (f"/posts/{post.id}/feedback", f"/attempts/{attempt}/result"):
        assert as_("ratna").get(address).status_code == 200


def test_levels_are_those_of_the_ledger_and_name_their_evidence(as_: As, cast: Cast) -> None:
    story.pass_post(cast.sari, story.send_post(cast.ratna, cast.batch1), level=4)
    grading.confirm_level(cast.sari, cast.batch1, cast.ratna.id, "P2", 3, AT)
    levels = competencies.levels_of(cast.ratna.id)
    growth = growth_of(cast.ratna)
    shown = {skill.competency.code: skill for skill in growth.skills}
    assert shown.keys() == levels.keys() == {"P1", "P2", "P3", "P4"}
    assert {code: len(skill.proofs) for code, skill in shown.items()} == {
        code: len(level.evidence) for code, level in levels.items()
    }
    assert (shown["P2"].level, shown["P2"].confirmed, shown["P2"].reached) == (3, True, True)
    assert (shown["P1"].level, shown["P1"].tentative) == (levels["P1"].suggested, True)
    assert {spoke.code for spoke in growth.radar.spokes} == shown.keys() | {c.code for c in growth.open_skills}
    page = as_("ratna").get("/scores").text
    for skill in growth.skills:
        assert skill.competency.title in page


def test_what_is_missing_is_said_and_vanishes_when_passed(as_: As, cast: Cast) -> None:
    (before,) = growth_of(cast.ratna).reports
    assert before.standing.reasons
    story.pass_everything(cast, cast.ratna)
    (after,) = growth_of(cast.ratna).reports
    assert after.standing.passed
    assert show_score(after.standing.final) in words(as_("ratna").get("/scores"))
    assert (after.share.present, after.share.total) == (1, 1)


def test_each_training_has_its_own_report_and_nobody_elses(as_: As, cast: Cast) -> None:
    story.pass_everything(cast, cast.budi)
    factories.enrolment(cast.batch2, cast.ratna, cast.diskominfo, at=AT)
    assert [report.place.batch.id for report in growth_of(cast.ratna).reports] == [cast.batch2, cast.batch1]
    assert all(not report.results for report in growth_of(cast.ratna).reports)
    plan = gradebook.the_plan(current_catalog())
    assert len(growth_of(cast.budi).reports[0].results) == len(plan.assignments) + len(plan.tests)


def test_trainers_have_no_growth_page(as_: As) -> None:
    assert as_("sari").get("/scores").status_code == 403


def test_the_page_asks_few_questions_however_much_there_is(as_: As, cast: Cast) -> None:
    posts = (story.PHOTO, story.CAROUSEL, story.RELEASE)
    for key in posts:
        story.pass_post(cast.sari, story.send_post(cast.ratna, cast.batch1, key), key)
    factories.enrolment(cast.batch2, cast.ratna, cast.diskominfo, at=AT)
    browser = as_("ratna")
    browser.get("/scores")
    with counted() as statements:
        assert browser.get("/scores").status_code == 200
    assert len(statements) <= 8, statements
    assert len(growth_of(cast.ratna).skills) == len(
        {c.competency for key in posts for c in current_catalog().activity(key).rubric.criteria}
    )


def test_the_page_tells_before_and_after_in_a_line(as_: As, cast: Cast) -> None:
    module = next(iter(current_catalog().modules.values()))
    pre, post = module.quizzes
    attempt = quizzes.start(cast.ratna, cast.batch1, pre.key, AT)
    quizzes.send(cast.ratna, attempt, {}, "", AT, incomplete=True)
    assert 'class="gained"' not in as_("ratna").get("/scores").text, "nothing to compare yet"
    story.pass_quiz(cast.ratna, cast.batch1, post.key)
    page = as_("ratna").get("/scores").text
    assert "0,00 → 100,00" in page
    assert pre.title not in page, "a pre-test is no result that counts"
