"""The gate: ids that no row can have, and forms that other sites send."""

from collections.abc import Callable

import pytest
from flask import Flask

from lms.kit.web import LARGEST_ID
from tests.browser import Browser
from tests.people import Cast

As = Callable[[str], Browser]
BEYOND = LARGEST_ID + 1
ENDLESS = 10**25


@pytest.mark.parametrize("number", [BEYOND, ENDLESS])
@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("admin", "/people/{}"),
        ("admin", "/batches/{}"),
        ("admin", "/sessions/{}"),
        ("admin", "/certificates/{}.pdf"),
        ("sari", "/grading/{}"),
        ("sari", "/posts/{}/feedback"),
        ("ratna", "/attempts/{}"),
        ("ratna", "/photos/{}/large"),
    ],
)
def test_an_id_beyond_every_row_is_not_found(as_: As, who: str, address: str, number: int) -> None:
    assert as_(who).get(address.format(number)).status_code == 404


@pytest.mark.parametrize("number", [BEYOND, ENDLESS, -1])
@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("admin", "/people?after=a&id={}"),
        ("admin", "/people?after=a%00b&id=1&x={}"),
        ("admin", "/batches/1/enrol?office={}"),
        ("admin", "/batches/1/enrol?after=a&id={}"),
        ("admin", "/register?before={}"),
        ("sari", "/queue?after=2026-11-18T03:00:00%2B00:00_{}"),
    ],
)
def test_a_place_in_a_list_that_cannot_be_is_passed_over(as_: As, who: str, address: str, number: int) -> None:
    assert as_(who).get(address.format(number)).status_code == 200


def test_ticked_people_who_cannot_exist_are_left_out(as_: As, cast: Cast) -> None:
    enrol = f"/batches/{cast.batch1}/enrol"
    assert as_("admin").post(enrol, data={"person": [str(BEYOND), str(ENDLESS), "-1"]}).status_code == 422
    assert as_("admin").post(enrol, data={"person": [str(ENDLESS), str(cast.stranger.id)]}).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "http://localhost.elsewhere.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_from_another_site_is_refused_and_never_offered_again(
    app: Flask, as_: As, headers: dict[str, str]
) -> None:
    """Not even signed out: what another site typed must not wait behind the sign-in page."""
    for browser in (as_("admin"), Browser(app, app.response_class)):
        answer = browser.post("/people/1/roles", data={"csrf_token": "", "roles": "admin"}, headers=headers)
        assert answer.status_code == 403
        assert 'name="roles"' not in answer.text
        assert 'name="carried"' not in answer.text


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}])
def test_a_form_of_our_own_is_taken(as_: As, headers: dict[str, str]) -> None:
    answer = as_("ratna").post("/language", data={"locale": "en", "next": "/me"}, headers=headers)
    assert (answer.status_code, answer.location) == (303, "/me")
