"""The interactive parts of the lessons that ship, worked by touch on a phone and by keyboard alone, and read without scripts."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final, TypeVar

import pytest
from playwright.sync_api import Locator

from lms.catalog.pack import Lesson
from lms.catalog.parts import PARTS
from lms.catalog.parts.check import Check
from lms.catalog.parts.checklist import Checklist
from lms.catalog.parts.crop import Crop
from lms.catalog.parts.exposure import APERTURES, ISOS, SHUTTERS, Exposure
from lms.catalog.parts.find_error import FindError
from lms.catalog.parts.sort import Sort
from tests.e2e.conftest import Town
from tests.e2e.viewer import DESKTOP, PHONE, Screen, Viewer

Answered = Check | Sort | FindError | Crop | Exposure
ANSWERED: Final[tuple[type[Answered], ...]] = (Check, Sort, FindError, Crop, Exposure)
Kind = TypeVar("Kind")
pytestmark = pytest.mark.real_clock
SETTLED = 250
"""ms until a picture is drawn anew."""
LIFTED = 400
"""ms after a finger was lifted; what taps sooner is taken for the end of its movement."""


def test_every_kind_by_touch(town: Town) -> None:
    ratna = town.enter("ratna", PHONE)
    answer_a_question(ratna, town)
    put_in_order(ratna, town)
    find_errors(ratna, town)
    crop_a_photo(ratna, town)
    set_the_camera(ratna, town)
    tick_a_list(ratna, town)
    look_up_a_term(ratna, town)


def test_every_kind_by_keyboard_and_on_paper(town: Town) -> None:
    keys = town.enter("ratna", DESKTOP)
    answer_by_keyboard(keys, town)
    order_by_keyboard(keys, town)
    walk_the_words(keys, town)
    move_the_frame(keys, town)
    move_a_slider(keys, town, "compare", ".compare-row input")
    move_a_slider(keys, town, "exposure", ".camera-control input")
    print_the_answers(keys, town)


def lessons(town: Town) -> Iterator[Lesson]:
    for module in town.app.extensions["catalog"].modules.values():
        yield from module.lessons


def find(town: Town, kind: type[Kind]) -> tuple[Lesson, Kind]:
    """The first part of a kind in the lessons that ship."""
    return next((lesson, part) for lesson in lessons(town) for part in lesson.blocks if isinstance(part, kind))


def visit(who: Viewer, town: Town, lesson: Lesson, number: int) -> Locator:
    """Opens the lesson, and comes to the part once it lives."""
    who.page.goto(f"/learn/{town.cast.batch1}/{lesson.key}")
    who.until("[...document.querySelectorAll('[data-part]')].every((part) => part.classList.contains('live'))")
    return who.the(f"#p{number}")


def tell(part: Locator) -> str:
    return part.locator("[role=status].part-told").inner_text()


def word(part: Locator, name: str, **values: object) -> str:
    """What the page gave the part to say, in the reader's language."""
    said = part.get_attribute(f"data-{name}") or ""
    assert said, name
    for place, value in values.items():
        said = said.replace(f"{{{place}}}", str(value))
    return said


def named(part: Locator, name: str) -> Locator:
    return part.get_by_role("button", name=word(part, name), exact=True)


def focused(who: Viewer) -> str:
    return str(who.page.evaluate("document.activeElement.textContent.trim()"))


def tab_into(who: Viewer, part: Locator, wanted: str) -> None:
    """Tab from the head of the part until the focus is on what is wanted, which must be there and be seen."""
    part.evaluate("(part) => { part.tabIndex = -1; part.focus(); }")
    for _ in range(40):
        who.page.keyboard.press("Tab")
        if part.evaluate("(part, wanted) => document.activeElement.matches(wanted)", wanted):
            outline = who.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none" or "range" in wanted or "check-input" in wanted, (
                f"nobody sees the focus on {wanted}"
            )
            return
    raise AssertionError(f"Tab never reaches {wanted}")


# --- by touch --------------------------------------------------------------------------------------------------------


def answer_a_question(ratna: Viewer, town: Town) -> None:
    lesson, check = find(town, Check)
    part = visit(ratna, town, lesson, check.number)
    wrong = next(place for place, answer in enumerate(check.answers) if not answer.correct)
    act = part.locator(".part-actions button:visible")
    ratna.press(act.first)
    assert tell(part) == word(part, "choose")
    ratna.press(part.locator(".quiz-option").nth(wrong))
    ratna.press(act.first)
    assert check.answers[wrong].feedback.plain in part.inner_text()
    assert part.locator(".part-live .part-explanation").is_hidden()
    for place, answer in enumerate(check.answers):
        choice = part.locator(".part-choices input").nth(place)
        if answer.correct != choice.is_checked():
            ratna.press(part.locator(".quiz-option").nth(place))
    ratna.press(act.first)
    assert tell(part) == word(part, "right")
    assert part.locator(".part-live .part-explanation").is_visible()
    ratna.look()
    assert focused(ratna) == word(part, "again"), "the pressed button is gone; the focus is not"
    ratna.press(act.first)
    assert part.locator("input:checked").count() == 0


def put_in_order(ratna: Viewer, town: Town) -> None:
    lesson, sort = find(town, Sort)
    part = visit(ratna, town, lesson, sort.number)
    cards = part.locator(".sort-list .part-item")
    right = [item.text.plain for item in sort.items]
    assert sorted(cards.all_inner_texts()) == sorted(right)
    assert cards.all_inner_texts() != right, "the page shuffles them"
    while cards.all_inner_texts() != right:
        now = cards.all_inner_texts()
        place = next(place for place, (one, other) in enumerate(pairwise(now)) if right.index(one) > right.index(other))
        ratna.press(named(part, "down").nth(place))
    assert tell(part).startswith(word(part, "moved").partition("{")[0])
    drag(ratna, part.locator(".sort-handle").first, part.locator(".sort-handle").nth(1))
    assert cards.all_inner_texts() == [right[1], right[0], *right[2:]]
    ratna.press(named(part, "check"))
    assert tell(part) == word(part, "placed", n=len(right) - 2, total=len(right))
    ratna.look()
    ratna.press(named(part, "show"))
    assert cards.all_inner_texts() == right
    assert all(item.why.plain in part.inner_text() for item in sort.items)


def drag(who: Viewer, what: Locator, onto: Locator) -> None:
    """With one finger, from the middle of `what` to the lower edge of `onto`."""
    what.evaluate("(one) => one.scrollIntoView({ block: 'center' })")
    start, end = what.bounding_box(), onto.bounding_box()
    assert start
    assert end
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    way = end["y"] + end["height"] - y
    finger = who.context.new_cdp_session(who.page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 9):
        finger.send(
            "Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y + way * step / 8}]}
        )
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    who.page.wait_for_timeout(LIFTED)


def find_errors(ratna: Viewer, town: Town) -> None:
    lesson, found = find(town, FindError)
    part = visit(ratna, town, lesson, found.number)
    total = len(found.slips)
    assert tell(part) == word(part, "found", n=0, total=total, misses=0)
    ratna.press(part.locator(".word:not([data-slip])").first)
    assert tell(part).endswith(word(part, "found", n=0, total=total, misses=1))
    first = found.slips[0]
    ratna.press(part.locator('.word[data-slip="1"]').first)
    assert first.why in tell(part)
    assert part.locator(".part-live .part-slips > li:visible").count() == 1
    ratna.look()
    for slip in found.slips[1:]:
        ratna.press(part.locator(f'.word[data-slip="{slip.number}"]').first)
    assert tell(part) == f"{word(part, 'done')} {word(part, 'found', n=total, total=total, misses=1)}"
    assert part.locator(".part-live .part-slips > li:visible").count() == total
    assert part.locator(".part-live .part-explanation").is_visible()


def crop_a_photo(ratna: Viewer, town: Town) -> None:
    lesson, crop = find(town, Crop)
    part = visit(ratna, town, lesson, crop.number)
    frame, stage = part.locator(".crop-frame"), part.locator(".crop-stage")
    stage.scroll_into_view_if_needed()
    before, box = place(frame), stage.bounding_box()
    assert box
    ratna.page.touchscreen.tap(box["x"] + 4, box["y"] + 4)
    tapped = place(frame)
    assert tapped < before
    ratna.press(named(part, "check"))
    assert any(word(part, way) in tell(part) for way in ("left", "right", "up", "down"))
    drag(ratna, frame, stage)
    assert place(frame)[1] > tapped[1]
    ratna.look()
    ratna.press(named(part, "show"))
    ratna.press(named(part, "check"))
    assert tell(part) == word(part, "good")
    shown = part.locator(".crop-shown").bounding_box()
    wide, tall = (int(number) for number in crop.ratio.split(":"))
    assert shown
    assert shown["width"] / shown["height"] == pytest.approx(wide / tall, rel=0.02)


def place(frame: Locator) -> tuple[float, float]:
    """Of its upper left corner, in percent of the picture."""
    left, top = frame.evaluate("(frame) => [parseFloat(frame.style.left), parseFloat(frame.style.top)]")
    return left, top


def set_the_camera(ratna: Viewer, town: Town) -> None:
    lesson, camera = find(town, Exposure)
    part = visit(ratna, town, lesson, camera.number)
    assert tell(part).endswith(word(part, "missing", goal=word(part, "goal")))
    dark = brightness(part)
    wanted = zip(
        (ISOS, SHUTTERS, APERTURES), (camera.example.iso, camera.example.shutter, camera.example.aperture), strict=True
    )
    for line, (scale, value) in zip(part.locator(".camera-control").all(), wanted, strict=True):
        less, more = line.locator("button").all()
        while (at := scale.index(line.locator("output").inner_text())) != scale.index(value):
            ratna.press(more if at < scale.index(value) else less)
    assert tell(part).endswith(word(part, "reached", goal=word(part, "goal")))
    assert part.locator(".part-live .part-explanation").is_visible()
    ratna.page.wait_for_timeout(SETTLED)
    assert abs(brightness(part) - dark) > 5, "the picture follows the controls"
    ratna.look()


def brightness(part: Locator) -> float:
    """The mean of the green of the picture, 0..255."""
    mean: float = part.locator("canvas").evaluate(
        """(view) => {
          const { data } = view.getContext("2d").getImageData(0, 0, view.width, view.height);
          return data.reduce((sum, value, at) => sum + (at % 4 === 1 ? value : 0), 0) / (data.length / 4);
        }"""
    )
    return mean


def tick_a_list(ratna: Viewer, town: Town) -> None:
    lesson, checklist = find(town, Checklist)
    part = visit(ratna, town, lesson, checklist.number)
    total = len(checklist.items)
    ratna.press(part.locator("label").nth(1))
    assert tell(part) == word(part, "done", n=1, total=total)
    part = visit(ratna, town, lesson, checklist.number)
    assert tell(part) == word(part, "done", n=1, total=total)
    assert part.locator("input").nth(1).is_checked()
    ratna.press(named(part, "again"))
    assert tell(part) == word(part, "done", n=0, total=total)


def look_up_a_term(ratna: Viewer, town: Town) -> None:
    lesson = next(lesson for lesson in lessons(town) if lesson.terms)
    ratna.open(f"/learn/{town.cast.batch1}/{lesson.key}")
    link = ratna.the('.prose a.live[href^="#istilah-"]').first
    link.scroll_into_view_if_needed()
    ratna.press(link)
    slip = ratna.the("#term-slip")
    key = (link.get_attribute("href") or "").removeprefix("#istilah-")
    term = next(term for term in lesson.terms if term.key == key)
    assert term.meaning in slip.inner_text()
    ratna.look()
    ratna.page.keyboard.press("Escape")
    assert slip.is_hidden()
    assert ratna.page.evaluate("document.activeElement.hash") == f"#istilah-{key}"


# --- by keyboard -----------------------------------------------------------------------------------------------------


def answer_by_keyboard(keys: Viewer, town: Town) -> None:
    lesson, check = find(town, Check)
    part = visit(keys, town, lesson, check.number)
    tab_into(keys, part, ".form-check-input")
    keys.page.keyboard.press("Space")
    tab_into(keys, part, ".btn-primary")
    keys.page.keyboard.press("Enter")
    assert tell(part)
    tab_into(keys, part, ".btn-outline")
    keys.page.keyboard.press("Enter")
    assert part.locator(".part-live .part-explanation").is_visible()
    assert focused(keys) == word(part, "again")


def order_by_keyboard(keys: Viewer, town: Town) -> None:
    lesson, sort = find(town, Sort)
    part = visit(keys, town, lesson, sort.number)
    cards = part.locator(".sort-list .part-item")
    before = cards.all_inner_texts()
    tab_into(keys, part, '.sort-arrow:not([aria-disabled="true"])')
    keys.page.keyboard.press("Enter")
    assert cards.all_inner_texts() == [before[1], before[0], *before[2:]]
    assert tell(part) == word(part, "moved", n=2, total=len(before))
    keys.page.keyboard.press("Enter")
    assert cards.all_inner_texts()[2] == before[0], "the focus went along"


def walk_the_words(keys: Viewer, town: Town) -> None:
    lesson, found = find(town, FindError)
    part = visit(keys, town, lesson, found.number)
    words = part.locator(".word")
    tab_into(keys, part, ".word")
    for _ in range(words.count()):
        if part.evaluate("() => document.activeElement.dataset.slip === '1'"):
            break
        keys.page.keyboard.press("ArrowRight")
    keys.page.keyboard.press("Enter")
    assert found.slips[0].why in tell(part)
    keys.page.keyboard.press("End")
    assert focused(keys) == words.last.inner_text()
    keys.page.keyboard.press("Tab")
    assert focused(keys) == word(part, "show"), "one Tab leads out of the text"


def move_the_frame(keys: Viewer, town: Town) -> None:
    lesson, crop = find(town, Crop)
    part = visit(keys, town, lesson, crop.number)
    tab_into(keys, part, ".crop-frame")
    before = part.locator(".crop-frame").get_attribute("aria-valuetext")
    keys.page.keyboard.press("ArrowLeft")
    keys.page.keyboard.press("ArrowUp")
    assert part.locator(".crop-frame").get_attribute("aria-valuetext") != before


def move_a_slider(keys: Viewer, town: Town, kind: str, selector: str) -> None:
    lesson, number = next(
        (lesson, part.number) for lesson in lessons(town) for part in lesson.blocks if part.kind == kind
    )
    part = visit(keys, town, lesson, number)
    tab_into(keys, part, selector)
    before = part.locator(selector).first.get_attribute("aria-valuetext")
    keys.page.keyboard.press("ArrowRight")
    assert part.locator(selector).first.get_attribute("aria-valuetext") != before


# --- everybody -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("screen", "colours"), [(PHONE, "light"), (DESKTOP, "dark")], ids=["phone", "dark desktop"])
def test_every_kind_is_in_the_lessons_and_passes_the_look(town: Town, screen: Screen, colours: str) -> None:
    who = town.enter("ratna", screen, colours=colours)
    missing = set(PARTS)
    for lesson in lessons(town):
        kinds = {block.kind for block in lesson.blocks} & missing
        if kinds:
            visit(who, town, lesson, 1)
            who.look()
            missing -= kinds
    assert not missing
    small = who.page.evaluate(
        """() => [...document.querySelectorAll(".part button, .part summary, .part .form-range, .part label")]
          .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5).map((one) => one.outerHTML)"""
    )
    assert not small, "too small for a thumb"


def test_without_scripts_every_part_shows_all_it_has(town: Town) -> None:
    who = town.enter("ratna", PHONE, scripts=False)
    for kind in ANSWERED:
        lesson, part = find(town, kind)
        who.page.goto(f"/learn/{town.cast.batch1}/{lesson.key}")
        wanted = [part.explanation.plain]
        if isinstance(part, Check):
            wanted += [answer.feedback.plain for answer in part.answers]
        if isinstance(part, FindError):
            wanted += [words for slip in part.slips for words in (slip.wrong, slip.right, slip.why)]
        said = one_line(who.the(f"#p{part.number}").inner_text())
        assert not [words for words in wanted if one_line(words) not in said]
    who.look()


def one_line(words: str) -> str:
    return " ".join(words.split())


def print_the_answers(keys: Viewer, town: Town) -> None:
    for kind in ANSWERED:
        lesson, part = find(town, kind)
        visit(keys, town, lesson, part.number)
        keys.page.emulate_media(media="print")
        assert keys.the(f"#p{part.number} > .part-still").is_visible()
        assert keys.the(f"#p{part.number} > .part-live").is_hidden()
        for opened in keys.the("details.part .part-opened").all():
            assert opened.is_visible()
        keys.page.emulate_media(media="screen")
