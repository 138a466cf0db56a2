"""The bank of questions as trainers see it, and the way of a file into a proposal."""

import re
from collections.abc import Callable
from html import unescape
from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from lms.authoring import bank
from lms.catalog import editions
from lms.catalog.rules import EditionState, Source
from lms.catalog.service import current_catalog
from tests.browser import Browser
from tests.people import Cast

GIFT = """\
// [id:bank-lama-1] [tag:mudah]
::Satu::Berapa kata paling banyak dalam lead, kata <bank lama>?{=35#Tepat. ~60#Terlalu panjang.}

::Dua::Apa kabar {

::Tiga::Lead harus singkat, kata bank lama.{T}
"""
IMPORT = "/bank/journalism/import"

pytestmark = pytest.mark.usefixtures("app_context")


def look(browser: Browser, text: str, name: str = "bank lama.gift", lesson: str = "lead-and-pyramid") -> TestResponse:
    return browser.post(IMPORT, data={"file": (BytesIO(text.encode()), name), "lesson": lesson})


def hidden(page: str) -> dict[str, str]:
    """The fields of the form that proposes."""
    form = page[page.index("/propose") :]
    found = re.findall(r'<input type="hidden" name="([a-z]+)" value="([^"]*)">', form)
    return {name: unescape(value) for name, value in found}


def test_the_bank_counts_every_lesson(as_: Callable[[str], Browser]) -> None:
    page = as_("sari").get("/bank").text
    for module in current_catalog().modules.values():
        for lesson in module.lessons:
            assert f"/bank/{module.key}/lessons/{lesson.key.partition('/')[2]}" in page


def test_a_lesson_shows_its_questions_with_their_keys(as_: Callable[[str], Browser]) -> None:
    module = current_catalog().modules["journalism"]
    asked = next(row for row in module.questions.values() if row.lesson == "lead-and-pyramid")
    page = as_("sari").get("/bank/journalism/lessons/lead-and-pyramid").text
    assert asked.id in page
    assert asked.options[0].text in unescape(page)
    assert as_("sari").get("/bank/journalism/lessons/no-such-lesson").status_code == 404


@pytest.mark.parametrize("name", ["gift", "xml", "csv"])
def test_what_goes_out_is_what_there_is(as_: Callable[[str], Browser], cast: Cast, name: str) -> None:
    answer = as_("sari").get(f"/bank/journalism/questions.{name}?lesson=lead-and-pyramid")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    delivery = bank.looked_into(cast.sari, "journalism", "", f"bank.{name}", answer.data)
    assert not delivery.questions
    assert delivery.rejected
    assert {row.reason.msgid for row in delivery.rejected} == {"The same question is there already, as %(id)s."}


def test_what_is_left_out_is_named(as_: Callable[[str], Browser]) -> None:
    page = as_("sari").get("/bank/journalism/export").text
    ordered = [
        row.id for row in current_catalog().modules["journalism"].questions.values() if row.kind.value == "order"
    ]
    assert all(question_id in page for question_id in ordered)
    assert as_("sari").get("/bank/journalism/questions.docx").status_code == 404
    assert as_("sari").get("/bank/journalism/questions.gift?lesson=none").status_code == 404


def test_a_file_is_looked_into_before_it_is_proposed(as_: Callable[[str], Browser], cast: Cast) -> None:
    trainer, before = as_("sari"), editions.waiting()
    looked = look(trainer, GIFT)
    assert looked.status_code == 200
    page = unescape(looked.text)
    assert "<code><bank lama></code>" in page
    assert "never closed" in page or "tidak pernah ditutup" in page
    assert editions.waiting() == before

    fields = hidden(looked.text)
    answer = trainer.post("/bank/journalism/propose", data={**fields, "note": "Dari bank lama"})
    assert answer.status_code == 303
    assert (
        trainer.post("/bank/journalism/propose", data={**fields, "note": "Dari bank lama"}).location == answer.location
    )
    assert editions.waiting() == before + 1
    card = editions.shelf()[0]
    assert (card.source, card.state, card.note) == (Source.QUESTIONS, EditionState.PROPOSED, "Dari bank lama")
    proposed = editions.module("journalism", card.edition)
    assert proposed.questions["lead-and-pyramid/bank-lama-1"].difficulty.value == "easy"
    shown = trainer.get(answer.location).text
    assert "questions/lead-and-pyramid.bank-lama.yaml" in shown


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bank.gift", "Rusak {"),
        ("bank.docx", "x"),
        ("bank.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><quiz/>"),
        ("bank.csv", ""),
    ],
)
def test_a_file_that_brings_nothing_offers_nothing(as_: Callable[[str], Browser], name: str, text: str) -> None:
    answer = look(as_("sari"), text, name)
    assert answer.status_code == 422
    assert "/propose" not in answer.text


def test_forms_that_lost_their_file_ask_for_it(as_: Callable[[str], Browser]) -> None:
    trainer = as_("sari")
    assert trainer.post(IMPORT, data={"lesson": ""}).status_code == 422
    for parcel in ("", "%%%", "AAAA"):
        answer = trainer.post("/bank/journalism/propose", data={"parcel": parcel, "name": "a.gift", "lesson": ""})
        assert answer.status_code == 422


def test_a_name_that_is_taken_is_said(as_: Callable[[str], Browser], cast: Cast) -> None:
    trainer = as_("sari")
    looked = look(trainer, "::Baru::Pertanyaan baru sekali? {}", "dua.gift")
    first = trainer.post("/bank/journalism/propose", data=hidden(looked.text))
    assert first.status_code == 303
    editions.decide(
        editions.shelf()[0].id, EditionState.APPROVED, by_id=cast.admin.id, at=editions.shelf()[0].proposed_at
    )
    looked = look(trainer, "::Lagi::Pertanyaan lain sekali? {}", "dua.gift")
    again = trainer.post("/bank/journalism/propose", data=hidden(looked.text))
    assert again.status_code == 422
    assert "lead-and-pyramid.dua.yaml" in again.text


def test_trainees_and_strangers_see_nothing(as_: Callable[[str], Browser]) -> None:
    for path in ("/bank", IMPORT, "/bank/journalism/questions.gift", "/bank/journalism/lessons/lead-and-pyramid"):
        assert as_("ratna").get(path).status_code == 403
