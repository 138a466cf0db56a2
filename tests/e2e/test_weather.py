"""What happens to a text in bad weather: no scripts, a session that ended, a line that was cut, a second press, the way back."""

import pytest
from playwright.sync_api import expect

from tests.e2e.composing import ALT, CAPTION, SAVE, SEND, await_photos, begin, choose, describe_photos, pictures
from tests.e2e.conftest import Town
from tests.e2e.viewer import DESKTOP, PHONE, Screen
from tests.people import PASSWORD
from tests.story import CAROUSEL, RELEASE

pytestmark = pytest.mark.real_clock
LONG = "\n\n".join(f"Paragraf {n}. {CAPTION}" for n in range(1, 12))
SOON = 11_000
"""ms, within which the composer saves by itself."""

NOTHING_KEPT = "Object.keys(localStorage).every((name) => !name.startsWith('post-'))"


def test_a_post_with_photos_without_scripts(town: Town) -> None:
    ratna = town.enter("ratna", PHONE, scripts=False)
    post = begin(ratna, town.cast.batch1, CAROUSEL)
    choose(ratna, town.activity(CAROUSEL))
    ratna.fill(caption=CAPTION)
    ratna.follow(SEND, status=422)
    assert ratna.the(".errors-summary a").count() == 1, "only the photos are missing"
    assert ratna.page.input_value('[name="caption"]') == CAPTION

    ratna.page.set_input_files("#photo-files", pictures(4))
    ratna.follow("#photo-send")
    await_photos(ratna, 4)
    describe_photos(ratna)
    ratna.follow(ratna.the('#album [formaction$="/remove"]').last)
    assert ratna.the("#album img").count() == 3
    assert ratna.the("#album textarea").last.input_value() == ALT.format(number=3), "what was typed is saved first"
    ratna.page.set_input_files("#photo-files", pictures(1))
    ratna.follow("#photo-send")
    await_photos(ratna, 4)
    describe_photos(ratna)
    ratna.follow(SEND)
    assert ratna.path == f"/posts/{post}"
    assert ratna.the(".state-line .pill.tone-wait").is_visible()
    assert len(ratna.seen) >= 9


def test_the_session_ends_in_the_middle_of_a_long_text(town: Town) -> None:
    ratna = town.enter("ratna", PHONE)
    begin(ratna, town.cast.batch1, RELEASE)
    ratna.page.clock.install()
    ratna.reload()
    elsewhere = town.enter("ratna", DESKTOP)
    elsewhere.open("/me")
    elsewhere.follow('form[action^="/me/devices/"] button')

    ratna.fill(caption=LONG)
    told = ratna.the("#composer").get_attribute("data-signedout")
    with ratna.forgiving("status of 401"):
        ratna.page.clock.fast_forward(SOON)
        expect(ratna.the("#draft-status")).to_have_text(told or "")
    ratna.look()
    ratna.follow(SAVE, status=401)
    ratna.fill(login="ratna", password="salah ketik sandi ini")
    ratna.follow('form[action="/sign-in"] .btn-primary', status=422)
    ratna.fill(login="ratna", password=PASSWORD)
    ratna.follow('form[action="/sign-in"] .btn-primary')
    assert ratna.the("textarea.kept-text").input_value() == LONG
    ratna.follow('main form[action$="/draft"] .btn-primary')
    assert ratna.path.endswith("/edit")
    assert ratna.page.input_value('[name="caption"]') == LONG
    ratna.reload()
    assert ratna.page.input_value('[name="caption"]') == LONG, "it is on the server"


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=str)
def test_the_line_is_cut_while_typing(town: Town, screen: Screen) -> None:
    ratna = town.enter("ratna", screen)
    post = begin(ratna, town.cast.batch1, RELEASE)
    ratna.page.clock.install()
    ratna.reload()
    told = ratna.the("#composer").get_attribute("data-offline")
    with ratna.forgiving("ERR_INTERNET_DISCONNECTED"):
        ratna.context.set_offline(True)
        ratna.fill(caption=LONG)
        ratna.page.clock.fast_forward(SOON)
        expect(ratna.the("#draft-status")).to_have_text(told or "")
        ratna.look()
        ratna.page.close()  # as a phone does that needs its memory
        ratna.context.set_offline(False)

    ratna.new_tab()
    ratna.open(f"/posts/{post}/edit")
    assert ratna.page.input_value('[name="caption"]') == LONG, "the device has kept it"
    ratna.until(NOTHING_KEPT)
    ratna.reload()
    assert ratna.page.input_value('[name="caption"]') == LONG, "and the server has it now"


def test_the_line_comes_back_while_the_page_is_open(town: Town) -> None:
    ratna = town.enter("ratna", PHONE)
    begin(ratna, town.cast.batch1, RELEASE)
    ratna.page.clock.install()
    ratna.reload()
    composer = ratna.the("#composer")
    offline, failed = composer.get_attribute("data-offline"), composer.get_attribute("data-failed")
    with ratna.forgiving("ERR_INTERNET_DISCONNECTED"):
        ratna.context.set_offline(True)
        ratna.page.set_input_files("#photo-files", pictures(1))
        expect(ratna.the("#photo-status")).to_have_text(failed or "")
        ratna.fill(caption=LONG)
        ratna.page.clock.fast_forward(SOON)
        expect(ratna.the("#draft-status")).to_have_text(offline or "")
        ratna.context.set_offline(False)
    expect(ratna.the("#draft-status")).not_to_have_text(offline or "")
    ratna.until(NOTHING_KEPT)
    ratna.page.set_input_files("#photo-files", pictures(1))
    await_photos(ratna, 1)
    ratna.look()


def test_a_second_press_and_the_way_back(town: Town) -> None:
    ratna = town.enter("ratna", DESKTOP)
    post = begin(ratna, town.cast.batch1, RELEASE)
    choose(ratna, town.activity(RELEASE))
    ratna.fill(caption=LONG)
    with ratna.page.expect_navigation():
        ratna.the(SEND).dblclick()
    assert ratna.path == f"/posts/{post}"
    assert ratna.the("main section.sheet").count() == 1, "two presses are one sending"
    ratna.page.go_back()
    ratna.page.wait_for_url(f"**/posts/{post}")  # what was sent is not offered for writing again
    ratna.look()


def test_a_composer_that_was_left_open_elsewhere(town: Town) -> None:
    ratna, phone = town.enter("ratna", DESKTOP), town.enter("ratna", PHONE)
    post = begin(ratna, town.cast.batch1, RELEASE)
    phone.page.clock.install()
    phone.open(f"/posts/{post}/edit")
    choose(ratna, town.activity(RELEASE))
    ratna.fill(caption=LONG)
    ratna.follow(SEND)

    status = phone.the("#draft-status")
    phone.fill(caption="Lain. " + LONG)
    with phone.forgiving("status of 409"):
        phone.page.clock.fast_forward(SOON)
        phone.until("document.getElementById('draft-status').textContent.length > 60")
    told = status.inner_text()
    phone.follow(SEND, status=409)
    assert phone.the(".refusal .lead").inner_text() == told, "the composer said why it could not save"
    assert phone.the("textarea.kept-text").input_value() == "Lain. " + LONG
    ratna.reload()
    assert ratna.the("main section.sheet").count() == 1


def test_signing_in_and_sending_by_keyboard_alone(town: Town) -> None:
    batch = town.cast.batch1
    ratna = town.visitor(DESKTOP)
    ratna.page.on("filechooser", lambda asked: asked.set_files(pictures(1)))
    ratna.sign_in_by_keyboard("ratna")
    keys = ratna.page.keyboard
    ratna.tab_to(".skip")
    keys.press("Enter")
    ratna.tab_to(f'a[href="/learn/{batch}"]')
    ratna.strike("Enter")
    ratna.tab_to(f'a[href="/tasks/{batch}/{RELEASE}"]')
    ratna.strike("Enter")
    ratna.tab_to(".sticky-actions form button")
    ratna.strike("Enter")
    ratna.tab_to('[name="platform"]')
    keys.press("Space")
    keys.press("ArrowDown")
    ratna.tab_to('[name="caption"]')
    keys.insert_text(CAPTION)
    ratna.tab_to("#photo-files")
    keys.press("Enter")
    await_photos(ratna, 1)
    ratna.tab_to("#album textarea")
    keys.insert_text(ALT.format(number=1))
    ratna.tab_to('[name="live_url"]')
    ratna.strike("Enter")
    assert ratna.path.endswith("/edit"), "Enter in a field saves the draft, it sends nothing"
    assert ratna.marks() == {"platform": "whatsapp"}
    assert ratna.the("#album textarea").input_value() == ALT.format(number=1)
    ratna.tab_to(SEND)
    ratna.strike("Enter")
    assert ratna.the(".state-line .pill.tone-wait").is_visible()
    assert len(ratna.seen) >= 7
