"""Every page in the dark; and the eyes themselves, which have to see what is wrong."""

import re

import pytest

from lms.kit import clock
from lms.people import accounts
from tests import scene
from tests.e2e.conftest import Town
from tests.e2e.viewer import DESKTOP, PHONE, Screen

pytestmark = pytest.mark.real_clock


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=str)
def test_every_page_in_the_dark(town: Town, screen: Screen) -> None:
    with town.app.app_context():
        made = scene.play(town.cast)
        welcome = accounts.link_for(town.cast.admin, town.cast.stranger.id, clock.now())
    batch, run = f"/batches/{town.cast.batch1}", town.cast.batch1
    course = f"{run}/{made.module}"
    pages = {
        "ratna": [
            *("/scores", "/certificates", "/me", f"/learn/{run}", f"/learn/{course}/{made.lesson}"),
            *(f"/quizzes/{course}/{made.quiz}", f"/attempts/{made.attempt}/result", f"/tasks/{course}/{made.activity}"),
            *(f"/posts/{made.post}", f"/posts/{made.post}/feedback"),
        ],
        "sari": [
            *("/queue", f"/grading/{made.revision}", f"{batch}/practice", f"/sessions/{made.session}"),
            *(f"{batch}/tests", f"{batch}/tests/{made.module}/{made.quiz}"),
        ],
        "admin": [
            *("/batches", batch, f"{batch}/roster", f"{batch}/sessions", f"{batch}/certificates", f"{batch}/enrol"),
            *("/people", f"/people/{town.cast.budi.id}", "/register", f"/certificates/{made.certificate}/revoke"),
            *(f"/issue-runs/{made.issue_run}", f"/print-runs/{made.print_run}"),
            *(f"{batch}/certificates/print", "/register/book", "/office", f"/certificates/{made.certificate}/replace"),
        ],
        "yanti": ["/batches", batch],
        "auditor": ["/batches", "/register"],
        "stranger": ["/me"],
    }
    looked = 0
    for login, paths in pages.items():
        viewer = town.enter(login, screen, colours="dark")
        for path in paths:
            viewer.open(path)
        if login == "stranger":
            viewer.open("/queue", status=403)
        looked += len(viewer.seen)
    anyone = town.visitor(screen, colours="dark")
    for path in ("/verify", "/verify/file", f"/v/{made.code}", welcome):
        anyone.open(path)
    anyone.open("/v/0000", status=404)
    paper = anyone.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert sum(map(int, re.findall(r"\d+", paper)[:3])) < 3 * 80, f"the page is not dark: {paper}"
    assert looked + len(anyone.seen) >= 53


def test_the_eyes_see(town: Town) -> None:
    """What a page must not do is done to it; each time somebody looks, that is told."""
    anyone = town.visitor(PHONE)
    wrongs = {
        "color-contrast": "document.querySelector('h1').style.color = '#bbb'",
        "label": "document.querySelector('[name=code]').insertAdjacentHTML('beforebegin', '<input>')",
        "px wide": "document.querySelector('main').style.width = '500px'",
        "console: broken": "console.error('broken')",
        "script: thrown": "setTimeout(() => { throw new Error('thrown') })",
        "policy: script-src": "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))",
        "policy: style-src": "document.querySelector('h1').setAttribute('style', 'color: red')",
    }
    for fault, wrong in wrongs.items():
        anyone.open("/verify")
        anyone.page.evaluate(wrong)
        with pytest.raises(AssertionError, match=fault):
            anyone.look()
        anyone.complaints.clear()
