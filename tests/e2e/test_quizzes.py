"""Every kind of question of the packs that ship: by touch, by keyboard, and without scripts."""

import pytest

from lms.catalog.pack import QuestionKind
from lms.kit import clock
from lms.quizzes import service
from lms.quizzes.kinds import KINDS
from lms.quizzes.sheet import Shown
from tests.e2e.conftest import Town
from tests.e2e.viewer import DESKTOP, PHONE, Viewer

pytestmark = pytest.mark.real_clock


def asked(town: Town, kind: QuestionKind) -> tuple[str, Shown]:
    """The page of an open attempt of Ratna, and the first question of this kind on it."""
    ratna, batch = town.cast.ratna, town.cast.batch1
    with town.app.app_context():
        modules = town.app.extensions["catalog"].modules.values()
        quizzes = sorted((quiz for module in modules for quiz in module.quizzes), key=lambda quiz: quiz.counted)
        for quiz in quizzes:
            sheet = service.open_attempt(ratna, service.start(ratna, batch, quiz.key, clock.now()))
            for shown in sheet.questions:
                if shown.question.kind is kind:
                    return f"/attempts/{sheet.attempt.id}", shown
    raise AssertionError(f"no quiz of the packs asks a question of the kind {kind}")


def kept(town: Town, page: str, shown: Shown) -> list[str]:
    """What the server knows of the answer."""
    with town.app.app_context():
        sheet = service.open_attempt(town.cast.ratna, int(page.rpartition("/")[2]))
        return list(sheet.questions[shown.number - 1].chosen)


def field(shown: Shown) -> str:
    return f'[name="answer-{shown.question.id}"]'


def wait_until_saved(viewer: Viewer) -> None:
    viewer.until("document.getElementById('quiz-saved').textContent.trim().endsWith('.')")


def test_an_order_is_moved_by_its_buttons(town: Town) -> None:
    page, shown = asked(town, QuestionKind.ORDER)
    ratna = town.enter("ratna", PHONE)
    ratna.open(page)
    first = ratna.page.locator(f"#question-{shown.number} .orderable > li").first
    ratna.press(first.locator("button").last)
    wait_until_saved(ratna)
    given = [option.id for option in shown.options]
    assert kept(town, page, shown) == [given[1], given[0], *given[2:]]
    ratna.open(page)
    ratna.look()


def test_an_order_is_dragged(town: Town) -> None:
    page, shown = asked(town, QuestionKind.ORDER)
    ratna = town.enter("ratna", DESKTOP)
    ratna.open(page)
    items = ratna.page.locator(f"#question-{shown.number} .orderable > li")
    items.first.evaluate("item => window.scrollTo(0, item.getBoundingClientRect().top + scrollY - 40)")
    held, aim = items.first.locator(".order-text").bounding_box(), items.nth(1).bounding_box()
    assert held
    assert aim
    ratna.page.mouse.move(held["x"] + 5, held["y"] + 5)
    ratna.page.mouse.down()
    ratna.page.mouse.move(held["x"] + 5, held["y"] + 20, steps=4)
    ratna.page.mouse.move(held["x"] + 5, aim["y"] + aim["height"] * 0.8, steps=8)
    ratna.page.mouse.up()
    wait_until_saved(ratna)
    given = [option.id for option in shown.options]
    assert kept(town, page, shown) == [given[1], given[0], *given[2:]]


def test_a_place_is_tapped_in_the_picture(town: Town) -> None:
    page, shown = asked(town, QuestionKind.HOTSPOT)
    ratna = town.enter("ratna", PHONE)
    ratna.open(page)
    wanted = shown.question.options[-1].id
    ratna.page.locator(f"#question-{shown.number} .area-{wanted} rect").click()
    assert ratna.page.locator(f'#question-{shown.number} input[value="{wanted}"]').is_checked()
    wait_until_saved(ratna)
    assert kept(town, page, shown) == [wanted]


def test_places_and_pairs_are_chosen_by_keyboard(town: Town) -> None:
    page, shown = asked(town, QuestionKind.ORDER)
    keys = town.enter("ratna", DESKTOP)
    keys.open(page)
    keys.page.locator(f"#question-{shown.number} select").first.focus()
    keys.page.keyboard.press("ArrowDown")
    wait_until_saved(keys)
    assert sorted(kept(town, page, shown)) == sorted(option.id for option in shown.options)


@pytest.mark.parametrize("kind", [QuestionKind.MATCH, QuestionKind.ORDER, QuestionKind.SHORT, QuestionKind.NUMBER])
def test_without_scripts_everything_is_answered_and_saved(town: Town, kind: QuestionKind) -> None:
    page, shown = asked(town, kind)
    bare = town.enter("ratna", PHONE, scripts=False)
    bare.open(page)
    key = KINDS[kind].key(shown.question)
    if kind in (QuestionKind.SHORT, QuestionKind.NUMBER):
        bare.page.fill(f"input{field(shown)}", key[0])
    for place, chosen in enumerate(key, 1) if kind in (QuestionKind.MATCH, QuestionKind.ORDER) else ():
        value = chosen if kind is QuestionKind.MATCH else f"{place}:{chosen}"
        bare.page.select_option(f'select{field(shown)}:has(option[value="{value}"])', value)
    bare.follow('.sticky-actions [value="save"]')
    assert kept(town, page, shown) == key
