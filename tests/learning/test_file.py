"""A lesson as one file: whole, light, and asking nothing of any network."""

import re
from collections.abc import Callable
from html import unescape

import pytest

from lms.catalog.pack import Passage
from lms.catalog.service import current_catalog
from lms.learning import offline
from tests.browser import Browser
from tests.people import Cast

pytestmark = pytest.mark.usefixtures("app_context")
As = Callable[[str], Browser]
MOST = 300_000
"""Bytes."""
ASKS = re.compile(
    r"(?:src|srcset|poster|data|action|xlink:href)\s*=\s*[\"']?(?!data:)[^\"'>\s]|url\((?!#)|@import|<script|<link|<iframe"
)


def test_every_lesson_is_whole_in_its_file(as_: As, cast: Cast) -> None:
    ratna = as_("ratna")
    for module in current_catalog().modules.values():
        for lesson in module.lessons:
            answer = ratna.get(f"/learn/{cast.batch1}/{lesson.key}/file")
            text = answer.text
            assert len(answer.data) <= MOST, f"{lesson.key}: {len(answer.data)} bytes"
            assert not ASKS.search(text), f"{lesson.key} asks for {ASKS.search(text)}"
            assert "/courses/" not in text
            pictures = sum(str(block.html).count("<img") for block in lesson.blocks if isinstance(block, Passage))
            assert text.count('src="data:image/') >= pictures
            assert all(f'id="p{block.number}"' in text for block in lesson.blocks)
            plain = unescape(text)
            assert all(term.meaning in plain for term in lesson.terms)
            assert module.edition in text
            links = {link for link in re.findall(r'<a [^>]*href="([^"]*)"', text) if not link.startswith("#")}
            assert all(link.startswith(("https://", "http://", "mailto:")) for link in links), links


def test_it_says_of_which_day_and_from_where_it_is(as_: As, cast: Cast) -> None:
    answer = as_("ratna").get(f"/learn/{cast.batch1}/journalism/lead-and-pyramid/file")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="A3-lead-and-pyramid.html"'
    assert "18 November 2026" in answer.text
    assert f"http://localhost/learn/{cast.batch1}/journalism/lead-and-pyramid" in answer.text


def test_whoever_may_open_the_lesson_may_save_it(as_: As, cast: Cast) -> None:
    url = f"/learn/{cast.batch1}/journalism/lead-and-pyramid/file"
    assert {login: as_(login).get(url).status_code for login in ("ratna", "sari", "yanti", "auditor")} == dict.fromkeys(
        ("ratna", "sari", "yanti", "auditor"), 200
    )
    assert {as_(login).get(url).status_code for login in ("wahyu", "hendra", "stranger")} == {404}


def test_its_styles_are_those_of_the_house() -> None:
    """A section that is renamed in house.css is missed here, and not by a reader without a network."""
    style = offline.style()
    for needed in ("--paper:", ".prose", "@media print", ".part", ".lesson-head", "prefers-color-scheme: dark"):
        assert needed in style, needed
    assert len(style) < 40_000
