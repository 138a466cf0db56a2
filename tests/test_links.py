"""Every link that a page offers can be followed by whoever is offered it."""

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

import pytest
from flask import Flask

from tests import scene
from tests.browser import Browser
from tests.people import Cast

EVERYONE = ("ratna", "budi", "wahyu", "sari", "hendra", "yanti", "admin", "auditor", "stranger")
PAGES = {"ratna": 20, "sari": 12, "admin": 20}
"""At least so many pages: fewer would mean that the links were not found."""


class Links(HTMLParser):
    """Addresses of this site that are linked or shown."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        address = known.get("href") if tag == "a" else known.get("src") if tag == "img" else None
        if address and not address.startswith(("http:", "https:", "mailto:", "data:")):
            self.found.append(address)


def walk(browser: Browser) -> Iterator[tuple[str, str, int]]:
    """(address, page it stands on, status) of everything that can be reached from the desk."""
    waiting, seen = [("/", "")], {"/"}
    while waiting:
        address, linked_on = waiting.pop()
        answer = browser.get(address, follow_redirects=True)
        yield address, linked_on, answer.status_code
        if answer.mimetype == "text/html":
            for link in Links(answer.text).found:
                there = urldefrag(urljoin(address, link)).url
                if there not in seen:
                    seen.add(there)
                    waiting.append((there, address))


@pytest.mark.parametrize("login", EVERYONE)
def test_no_link_leads_to_a_refusal(login: str, app: Flask, as_: Callable[[str], Browser], cast: Cast) -> None:
    with app.app_context():
        scene.play(cast)
    visits = list(walk(as_(login)))
    assert [visit for visit in visits if visit[2] != 200] == []
    assert len(visits) >= PAGES.get(login, 3)
