"""Journey 1, the trainee: from the first lesson to the certificate in hand."""

import pytest

from lms.catalog.pack import Module, Question, QuestionKind
from lms.certificates import issuing
from lms.grading import service as grading
from lms.kit import clock
from lms.quizzes.kinds import KINDS
from tests import story
from tests.e2e.composing import ALT, CAPTION, SAVE, SEND, await_photos, begin, choose, describe_photos, pictures
from tests.e2e.conftest import Town
from tests.e2e.viewer import DESKTOP, PHONE, Screen, Viewer
from tests.story import PHOTO

pytestmark = pytest.mark.real_clock
REVISED = CAPTION + "\nUlangan: gratis juga untuk pendamping."


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=str)
def test_from_the_first_lesson_to_the_certificate(town: Town, screen: Screen) -> None:
    ratna = town.enter("ratna", screen)
    take_the_pre_test(ratna, town.cast.batch1)
    read_a_lesson(ratna, town.cast.batch1)
    pass_a_quiz(ratna, town.cast.batch1, town.app.extensions["catalog"].modules["photography"])
    post = write_a_post(ratna, town)
    revise_it(ratna, town, post)
    collect_the_certificate(ratna, town)
    ratna.follow("a.brand")
    ratna.press("details.menu summary")
    ratna.follow('.menu-panel a[href="/me"]')
    ratna.press("details.menu summary")
    ratna.follow('form[action="/sign-out"] button')
    assert ratna.path == "/sign-in"
    assert len(ratna.seen) >= 24


def take_the_pre_test(ratna: Viewer, batch: int) -> None:
    """The way the desk shows first; nobody has to know anything yet."""
    ratna.follow(f'.next-step a[href^="/quizzes/{batch}/"]')
    ratna.follow('form[action$="/start"] button')
    ratna.follow('.sticky-actions [value="send"]')
    ratna.follow('[value="send-incomplete"]')
    assert "0,00" in ratna.told()
    ratna.open("/")


def read_a_lesson(ratna: Viewer, batch: int) -> None:
    """The way the desk shows first."""
    ratna.follow(f'.next-step a[href^="/learn/{batch}/"]')
    ratna.follow('form[action$="/read"] button')
    ratna.open(f"/learn/{batch}")
    assert ratna.the("ul.lines .pill.tone-ok").count() == 1


def pass_a_quiz(ratna: Viewer, batch: int, module: Module) -> None:
    quiz = next(one for one in module.quizzes if one.counted)
    ratna.follow(f'a[href="/quizzes/{batch}/{quiz.key}"]')
    ratna.follow('form[action$="/start"] button')
    for question in module.questions.values():
        if ratna.page.locator(f'[name="answer-{question.id}"]').count():
            answer(ratna, question)
    ratna.follow('.sticky-actions [value="send"]')
    assert ratna.the(".verdict.tone-ok").is_visible()
    assert "100,00" in ratna.told()


def answer(ratna: Viewer, question: Question) -> None:
    """As it should be, with the hand that the kind asks for."""
    name, key = f'[name="answer-{question.id}"]', KINDS[question.kind].key(question)
    if question.kind in (QuestionKind.SHORT, QuestionKind.NUMBER):
        ratna.page.fill(name, key[0])
    elif question.kind is QuestionKind.MATCH:
        for pair in key:
            ratna.page.select_option(f'select{name}:has(option[value="{pair}"])', pair)
    elif question.kind is QuestionKind.ORDER:
        for place, item in enumerate(key, 1):
            ratna.page.select_option(f'select{name}:has(option[value="{place}:{item}"])', f"{place}:{item}")
    else:
        for option in key:
            ratna.page.check(f'{name}[value="{option}"]')


def write_a_post(ratna: Viewer, town: Town) -> int:
    post = begin(ratna, town.cast.batch1, PHOTO)
    choose(ratna, town.activity(PHOTO))
    chosen = ratna.marks()
    assert chosen
    ratna.fill(caption=CAPTION)
    ratna.page.set_input_files("#photo-files", pictures(2))
    await_photos(ratna, 2)
    first = ratna.the("#album img").first.get_attribute("src")
    describe_photos(ratna)
    ratna.look()
    ratna.follow(ratna.the('#album [formaction$="/later"]').first)
    assert ratna.the("#album img").last.get_attribute("src") == first, "the first photo is the second now"

    ratna.follow(SAVE)
    ratna.reload()
    assert ratna.marks() == chosen
    assert ratna.page.input_value('[name="caption"]') == CAPTION
    alts = [area.input_value() for area in ratna.the("#album textarea").all()]
    assert alts == [ALT.format(number=2), ALT.format(number=1)], "what was written moves with its photo"
    ratna.follow(SEND)
    assert ratna.path == f"/posts/{post}"
    assert ratna.the(".state-line .pill.tone-wait").is_visible()
    return post


def revise_it(ratna: Viewer, town: Town, post: int) -> None:
    """Meanwhile Sari returns it, and later publishes the revision."""
    judge(town, passed=False)
    ratna.open("/")
    ratna.follow(f'.next-step a[href="/posts/{post}/feedback"]')
    assert "Mohon perbaiki captionnya." in ratna.told()
    ratna.follow(f'main a[href="/posts/{post}/edit"]')
    ratna.fill(caption=REVISED)
    ratna.follow(SEND)
    assert ratna.the("main section.sheet").count() == 2, "both sendings are kept"
    judge(town, passed=True)
    ratna.reload()
    assert ratna.the(".state-line .pill.tone-ok").is_visible()


def judge(town: Town, *, passed: bool) -> None:
    with town.app.app_context():
        waiting = grading.next_revision(town.cast.sari)
        assert waiting
        (story.pass_post if passed else story.return_post)(town.cast.sari, waiting, at=clock.now())


def collect_the_certificate(ratna: Viewer, town: Town) -> None:
    ratna.follow('nav.tabs a[href="/scores"]')
    assert "85,00" in ratna.told(), "the post, at level 3 throughout"
    with town.app.app_context():
        enrolments = story.pass_everything(town.cast, town.cast.ratna)
        issuing.issue(town.cast.admin, town.cast.batch1, enrolments, clock.now())
    town.settle()
    ratna.open("/")
    address = ratna.the('.next-step a[href$=".pdf"]').get_attribute("href")
    assert address
    pdf = ratna.context.request.get(address)
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.body().startswith(b"%PDF-")
    ratna.follow('nav.tabs a[href="/certificates"]')
    ratna.follow('main a[href^="/v/"]')
    assert ratna.the(".verdict.tone-ok").is_visible()
