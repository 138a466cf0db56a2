"""A post that is written on two devices: the older text never takes the place of the newer one, and neither is lost."""

import pytest
from playwright.sync_api import expect

from tests.e2e.composing import SAVE, begin
from tests.e2e.conftest import Town
from tests.e2e.viewer import DESKTOP, PHONE
from tests.story import PHOTO

pytestmark = pytest.mark.real_clock
ON_THE_PHONE, ON_THE_DESK = "Catatan pertama dari lapangan, ditulis di telepon.", "Naskah yang sudah dirapikan di meja."


def test_what_was_saved_on_the_phone_does_not_come_back_over_the_desk(town: Town) -> None:
    phone, desk = town.enter("ratna", PHONE), town.enter("ratna", DESKTOP)
    post = begin(phone, town.cast.batch1, PHOTO)
    phone.fill(caption=ON_THE_PHONE)
    phone.follow(SAVE)
    desk.open(f"/posts/{post}/edit")
    desk.fill(caption=ON_THE_DESK)
    desk.follow(SAVE)
    phone.open(f"/posts/{post}/edit")
    phone.page.wait_for_timeout(500)
    assert phone.the("[name=caption]").input_value() == ON_THE_DESK


def test_what_the_phone_could_not_send_stands_below_what_the_desk_saved(town: Town) -> None:
    phone, desk = town.enter("ratna", PHONE), town.enter("ratna", DESKTOP)
    post = begin(phone, town.cast.batch1, PHOTO)
    phone.page.route("**/draft", lambda route: route.abort())
    with phone.forgiving("ERR_FAILED|Failed to load"):
        phone.fill(caption=ON_THE_PHONE)
        desk.open(f"/posts/{post}/edit")
        desk.fill(caption=ON_THE_DESK)
        desk.follow(SAVE)
        phone.open("/me")
    phone.page.unroute("**/draft")
    phone.open(f"/posts/{post}/edit")
    expect(phone.the("[name=caption]")).to_have_value(f"{ON_THE_DESK}\n\n{ON_THE_PHONE}")
    expect(phone.the("#draft-status")).to_contain_text("Tersimpan di server")
    desk.reload()
    assert desk.the("[name=caption]").input_value() == f"{ON_THE_DESK}\n\n{ON_THE_PHONE}"
