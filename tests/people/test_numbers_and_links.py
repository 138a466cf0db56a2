"""Digits of other scripts are no NIP, and a one-time link is not kept by the browser."""

from collections.abc import Callable

from lms.people import rules
from tests.browser import Browser
from tests.people import Cast


def test_digits_of_other_scripts_are_no_nip() -> None:
    for digit in "²", "٢":
        assert not rules.nip_belongs_to_pppk(digit * 18)
        assert rules.bare_nip(f"{digit} {digit}") == f"{digit} {digit}"


def test_the_page_with_a_one_time_link_is_not_stored(as_: Callable[[str], Browser], cast: Cast) -> None:
    admin = as_("admin")
    page = admin.get(admin.post(f"/people/{cast.ratna.id}/link").location)
    assert "/welcome/" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    again = admin.get(f"/people/{cast.ratna.id}")
    assert "/welcome/" not in again.text
