"""Journey 2, the trainer: posts are returned and published, by thumb and by keyboard, and the next one opens."""

import pytest

from lms.kit import clock
from tests import story
from tests.e2e.conftest import Town
from tests.e2e.viewer import DESKTOP, PHONE, Screen, Viewer
from tests.story import PHOTO, RELEASE

pytestmark = pytest.mark.real_clock
FEEDBACK = "Sebutkan jam layanannya di kalimat pertama."


def three_posts(town: Town) -> list[int]:
    """Two photos and a press release wait, in this order; the revisions."""
    with town.app.app_context():
        sent = ((town.cast.ratna, PHOTO), (town.cast.budi, PHOTO), (town.cast.ratna, RELEASE))
        return [story.send_post(writer, town.cast.batch1, key, at=clock.now()) for writer, key in sent]


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=str)
def test_from_the_queue_by_pointer(town: Town, screen: Screen) -> None:
    first, second, _third = three_posts(town)
    sari = town.enter("sari", screen)
    sari.follow('nav.tabs a[href="/queue"]')
    assert sari.the(f'main a[href^="/grading/{first}"]').is_visible()
    sari.follow(f'main a[href="/grading/{first}"]')
    assert sari.the(".desk-work img").count() == 1

    sari.follow('#desk [value="returned"]', status=422)
    assert sari.the(".errors-summary").is_visible(), "nothing is returned without marks"
    mark_all(sari, 2)
    assert sari.the("#total").inner_text() == "72,00"
    sari.press('.rubric-level:has([value="1"]) >> nth=0')
    sari.fill(comment=FEEDBACK)
    sari.look()
    sari.follow('#desk [value="returned"]')

    assert sari.path == f"/grading/{second}", "the next one opens"
    mark_all(sari, 4)
    assert sari.the("#total").inner_text() == "100,00"
    sari.follow('#desk [value="passed"]')
    sari.open(f"/grading/{first}")
    assert sari.path.endswith("/feedback"), "what is judged is read, not judged again"
    assert FEEDBACK in sari.told()
    sari.open(f"/batches/{town.cast.batch1}/practice")
    sari.the('[name^="score-"]').first.fill("87,5")
    sari.follow(".sticky-actions button")
    assert sari.the('[name^="score-"]').first.input_value() == "87,50"
    sari.follow(sari.the('form[action$="/confirm"] button').first)
    assert len(sari.seen) >= 12


def mark_all(sari: Viewer, level: int) -> None:
    for criterion in sari.the("fieldset.rubric").all():
        sari.press(criterion.locator(f'label:has([value="{level}"])'))


def test_a_desk_without_a_pointer(town: Town) -> None:
    first, second, third = three_posts(town)
    sari = town.visitor(DESKTOP)
    sari.sign_in_by_keyboard("sari")
    keys = sari.page.keyboard

    sari.tab_to('nav.tabs a[href="/queue"]')
    sari.strike("Enter")
    sari.tab_to(f'main a[href="/grading/{first}"]')
    sari.strike("Enter")

    keys.press("?")
    assert sari.the("#keys").is_visible()
    sari.look()
    keys.press("1")
    assert sari.marks() == {}, "behind the open dialog nothing is marked"
    keys.press("Escape")
    assert not sari.the("#keys").is_visible()

    criteria = sari.the("fieldset.rubric").count()
    for _ in range(criteria):
        keys.press("2")
    assert set(sari.marks().values()) == {"2"}
    assert len(sari.marks()) == criteria
    for _ in range(criteria):
        keys.press("ArrowUp")
    keys.press("4")
    assert sari.marks()[next(iter(sari.marks()))] == "4", "the arrows lead back to the first criterion"
    keys.press("c")
    keys.type("Wajah jelas. r 1 n")  # letters in a text are text
    keys.press("Escape")
    keys.press("f")
    keys.type(FEEDBACK)
    keys.press("Escape")
    sari.strike("r")
    assert sari.path == f"/grading/{second}", "returned, and the next one opens"

    keys.press("n")
    sari.page.wait_for_url(f"**/grading/{third}")
    sari.look()
    for _ in range(sari.the("fieldset.rubric").count()):
        keys.press("3")
    sari.strike("Enter")
    assert sari.path == f"/grading/{second}", "published; the one that was skipped comes again"
    for _ in range(criteria):
        keys.press("3")
    keys.press("f")
    keys.type("Rapi.")
    sari.strike("Control+Enter")
    assert sari.path == "/queue"
    assert sari.the(".empty").is_visible()
    sari.open(f"/grading/{first}")
    assert FEEDBACK in sari.told()
    assert "Wajah jelas. r 1 n" in sari.told()
    assert len(sari.seen) >= 10
