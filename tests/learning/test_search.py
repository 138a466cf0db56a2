"""Search over the lessons of a batch: every word must occur, in any case and with or without accents."""

from collections.abc import Callable
from datetime import datetime
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from lms.catalog.pack import Module
from lms.catalog.service import current_catalog
from lms.learning.notes import keep_note
from lms.learning.search import CONTEXT, LONGEST_QUESTION, Question, folded
from tests.browser import Browser
from tests.people import Cast
from tests.queries import counted

pytestmark = pytest.mark.usefixtures("app_context")
As = Callable[[str], Browser]


@pytest.fixture
def modules(app_context: None) -> list[Module]:
    return list(current_catalog().modules.values())


def bare(passage: str) -> str:
    return unescape(passage.replace("<mark>", "").replace("</mark>", ""))


def test_every_word_occurs_in_what_is_found(modules: list[Module]) -> None:
    question = Question("foto IZIN anak")
    found = question.lessons(modules)
    assert found
    everywhere = [lesson for module in modules for lesson in module.lessons]
    for lesson in everywhere:
        told = folded(" ".join([lesson.title, *lesson.objectives, *(block.plain for block in lesson.blocks)]))
        says = all(f" {word}" in f" {told}" for word in ("foto", "izin", "anak"))
        assert not says or any(one.lesson is lesson for one in found), lesson.key
    for one in found:
        assert one.hits
        assert all("<mark>" in hit.passage for hit in one.hits)
        assert [hit.number for hit in one.hits] == sorted(hit.number for hit in one.hits)
    assert Question("foto zzzz").lessons(modules) == []


def test_a_lesson_whose_title_says_it_comes_first(modules: list[Module]) -> None:
    for module in modules:
        for lesson in module.lessons:
            assert Question(lesson.title).lessons(modules)[0].lesson is lesson


@pytest.mark.parametrize("text", ["LEAD", "lead", "  Lead  ", "“lead”", "lé\N{COMBINING ACUTE ACCENT}ad"])
def test_case_accents_and_quotes_do_not_matter(modules: list[Module], text: str) -> None:
    wanted = [one.lesson.key for one in Question("lead").lessons(modules)]
    assert [one.lesson.key for one in Question(text).lessons(modules)] == wanted
    assert "journalism/lead-and-pyramid" in wanted


def test_a_word_is_found_where_it_begins() -> None:
    question = Question("foto")
    assert question.is_in(folded("Fotografi dan foto"))
    assert not question.is_in(folded("memfoto, telefoto"))
    assert question.is_in(folded("memfoto-foto"))


def test_words_that_are_marked_stand_in_the_text_as_written() -> None:
    assert (
        Question("cafe strasse").passage("Straße ke Café <b>") == "<mark>Straße</mark> ke <mark>Café</mark> &lt;b&gt;"
    )
    assert Question("5w+1h").passage("Rumus 5W+1H.") == "Rumus <mark>5W+1H</mark>."


@given(text=st.text(min_size=1), words=st.text(min_size=1, max_size=12))
def test_a_passage_is_a_part_of_the_text(text: str, words: str) -> None:
    question = Question(words)
    if question:
        passage = bare(str(question.passage(text)))
        assert unescape(str(escape(text))).find(passage.removeprefix("…").removesuffix("…")) >= 0


def test_a_long_passage_is_shown_around_the_word() -> None:
    text = "awal " * 100 + "jarum " + "akhir " * 100
    passage = Question("jarum").passage(text)
    assert "<mark>jarum</mark>" in passage
    assert passage.startswith("…awal")
    assert passage.endswith("akhir…")
    assert len(bare(str(passage))) <= CONTEXT + 2


@pytest.mark.parametrize("text", ["", "   ", "“”", "...", "?!"])
def test_nothing_is_sought_without_a_word(modules: list[Module], text: str) -> None:
    assert not Question(text)
    assert Question(text).lessons(modules) == []


def test_the_page_shows_lessons_and_own_notes(as_: As, cast: Cast, at: datetime) -> None:
    key = "photography/consent-and-rights"
    keep_note(cast.ratna, cast.batch1, key, "Tanya wali kelas soal izin foto.", over="", form="", at=at)
    ratna, url = as_("ratna"), f"/learn/{cast.batch1}/search"
    ratna.get(f"{url}?q=izin")
    with counted() as asked:
        page = ratna.get(f"{url}?q=izin+wali").text
    assert len(asked) <= 5, asked
    assert f'href="/learn/{cast.batch1}/{key}#note"' in page
    assert "Tanya <mark>wali</mark> kelas soal <mark>izin</mark> foto." in page
    assert f'href="/learn/{cast.batch1}/{key}#p' in page
    assert 'value="izin wali"' in page


def test_whatever_is_typed_gets_a_page(as_: As, cast: Cast) -> None:
    ratna, url = as_("ratna"), f"/learn/{cast.batch1}/search"
    for typed in ("", "<script>alert(1)</script>", "%00", "[](){}.*+?\\", "a" * 5000, "🩺", "' OR 1=1 --", "\\b\\d{9}"):
        page = ratna.get(url, query_string={"q": typed})
        assert page.status_code == 200
        assert "<script>alert" not in page.text
    long = ratna.get(url, query_string={"q": "a" * 5000}).text
    assert f'value="{"a" * LONGEST_QUESTION}"' in long
    assert as_("wahyu").get(f"{url}?q=lead").status_code == 404
