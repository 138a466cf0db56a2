"""An assignment with a starter, a checklist and exemplars, on a phone and on a desk: read, ticked, begun, sent, judged."""

import pytest

from tests.e2e.composing import SEND
from tests.e2e.conftest import Town
from tests.e2e.viewer import DESKTOP, PHONE, Screen

pytestmark = pytest.mark.real_clock
CALENDAR = "social-media/content-calendar"
TICKED = "[data-checklist] input:checked"


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=str)
def test_ticks_stay_on_the_device_and_the_starter_alone_is_not_sent(town: Town, screen: Screen) -> None:
    ratna = town.enter("ratna", screen)
    ratna.open(f"/tasks/{town.cast.batch1}/{CALENDAR}")
    for exemplar in ratna.page.locator("details.exemplar > summary").all():
        exemplar.click()
    ratna.look()
    ratna.press("[data-checklist] label >> nth=1")
    ratna.reload()
    assert ratna.the(TICKED).count() == 1

    ratna.follow(".sticky-actions form button")
    assert ratna.the(TICKED).count() == 1
    ratna.follow(SEND, status=422)
    assert ratna.the(".errors-summary").is_visible()
    starter = ratna.the("#caption").input_value()
    ratna.fill(caption=starter.replace("1 …", "1 Des"))
    ratna.follow(SEND)
    assert ratna.the("td >> text=1 Des").is_visible()

    sari = town.enter("sari", screen)
    sari.open("/queue")
    sari.follow("ul.lines a.line")
    with sari.page.expect_popup() as opened:
        sari.press(".desk-compare a")
    opened.value.wait_for_load_state()
    assert opened.value.locator("details.exemplar").count() == 3
