"""The glossary of a batch."""

from collections.abc import Callable
from dataclasses import replace
from html import unescape

import pytest

from lms.catalog.pack import Term
from lms.catalog.service import current_catalog
from lms.learning.glossary import glossary_of
from lms.learning.search import folded
from tests.browser import Browser
from tests.people import Cast

pytestmark = pytest.mark.usefixtures("app_context")


def test_every_term_from_a_to_z_with_the_lessons_that_use_it(as_: Callable[[str], Browser], cast: Cast) -> None:
    modules = list(current_catalog().modules.values())
    letters = glossary_of(modules)
    assert [letter.letter for letter in letters] == sorted(letter.letter for letter in letters)
    entries = [entry for letter in letters for entry in letter.entries]
    titles = [folded(entry.term.title) for entry in entries]
    assert titles == sorted(titles)
    assert {entry.term.title for entry in entries} == {
        term.title for module in modules for term in module.glossary.values()
    }
    page = unescape(as_("ratna").get(f"/learn/{cast.batch1}/glossary").text)
    for entry in entries:
        assert entry.lessons, f"no lesson uses {entry.term.title}"
        assert entry.term.meaning in page
    for module in modules:
        for lesson in module.lessons:
            assert not lesson.terms or f'href="/learn/{cast.batch1}/{lesson.key}"' in page


def test_the_same_words_in_two_modules_are_one_entry() -> None:
    one, two, _three = current_catalog().modules.values()
    shared = {"humas": Term("humas", "Humas", "Hubungan masyarakat.", ())}
    same = [replace(module, glossary=shared, lessons=module.lessons[:1]) for module in (one, two)]
    (letter,) = glossary_of(same)
    assert [entry.term.title for entry in letter.entries] == ["Humas"]
    other = replace(two, glossary={"humas": Term("humas", "Humas", "Lain.", ())}, lessons=())
    assert len(glossary_of([same[0], other])[0].entries) == 2


def test_terms_without_a_letter_stand_last() -> None:
    module = next(iter(current_catalog().modules.values()))
    terms = {key: Term(key, key, "x", ()) for key in ("5w", "zona", "área")}
    assert [letter.letter for letter in glossary_of([replace(module, glossary=terms)])] == ["A", "Z", "0–9"]


def test_not_of_another_batch(as_: Callable[[str], Browser], cast: Cast) -> None:
    assert as_("wahyu").get(f"/learn/{cast.batch1}/glossary").status_code == 404
