"""What is written as a file of our bank reads back the same by the catalog itself."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from lms.authoring.exchange import bank_file
from lms.authoring.exchange.formats import events
from lms.authoring.exchange.gift.signs import escaped
from lms.authoring.exchange.shelf import taken_in
from lms.catalog.bank import Difficulty, Option, Question, QuestionKind
from lms.catalog.proof import Proof
from lms.catalog.prose import Prose
from lms.catalog.questions import BANK, read_questions
from lms.catalog.sheet import open_sheet
from lms.kit.markup import Picture
from tests.authoring.banks import PICTURES, SHELF, WEIRD, banks


class Desk:
    """Pictures as addresses of pages, words as they are."""

    def brief(self, _file: str, _line: int, markdown: str) -> Markup:
        return Markup()

    def picture(self, _file: str, _line: int, target: str) -> Picture | None:
        return Picture(target, 0, 0) if target in PICTURES else None


def read_back(files: dict[str, str]) -> list[Question]:
    proof = Proof()
    found: list[Question] = []
    for name, text in files.items():
        shape = BANK.fullmatch(name)
        assert shape, name
        with open_sheet(proof, f"journalism/{name}", text.encode()) as sheet:
            found += read_questions(sheet, shape[1], SHELF.competencies, Desk()).values()
    assert not proof.errors(), (proof.errors(), files)
    return found


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(bank=banks())
def test_the_catalog_reads_what_was_written(bank: Sequence[Question]) -> None:
    expected = sorted(bank, key=lambda question: question.lesson)
    assert read_back(bank_file.files(bank, "moodle")) == expected


def test_a_large_bank_is_divided_so_that_each_file_can_be_read() -> None:
    asked = Question(
        id="lead/q",
        lesson="lead",
        kind=QuestionKind.ESSAY,
        difficulty=Difficulty.EASY,
        competency="J3",
        text="Apa kabar? " * 5_000,
        html=Markup(),
        options=(),
        explanation="Baik.",
    )
    bank = [replace(asked, id=f"lead/q{number}", text=asked.text.strip()) for number in range(40)]
    written = bank_file.files(bank, "moodle")
    assert list(written) == [f"questions/lead.moodle{end}.yaml" for end in ("", "-2", "-3")]
    assert max(map(len, written.values())) <= bank_file.LARGEST + 100
    assert read_back(written) == bank


def test_it_reads_as_people_write() -> None:
    (text,) = bank_file.files(examples(), "contoh").values()
    assert (
        text
        == """\
questions:
  - id: lead-singkat
    kind: single
    difficulty: easy
    competency: J3
    text: |
      Berapa kata paling banyak dalam lead?

      Pilih **satu**.
    options:
      - text: "35"
        correct: true
        feedback: Tepat.
      - text: "Tidak ada batas: tulis saja"
        feedback: "\\"Tulis saja\\" membuat warga berhenti membaca."
    explanation: |
      Lead paling panjang 35 kata.
"""
    )


def examples() -> list[Question]:
    options = (
        Option("a", "35", Decimal(100), "Tepat."),
        Option("b", "Tidak ada batas: tulis saja", Decimal(0), '"Tulis saja" membuat warga berhenti membaca.'),
    )
    return [
        Question(
            id="lead/lead-singkat",
            lesson="lead",
            kind=QuestionKind.SINGLE,
            difficulty=Difficulty.EASY,
            competency="J3",
            text="Berapa kata paling banyak dalam lead?\n\nPilih **satu**.",
            html=Markup(),
            options=options,
            explanation="Lead paling panjang 35 kata.",
        )
    ]


class StrictDesk(Desk):
    """Reads the words as the catalog does, and notes what it would."""

    def __init__(self, proof: Proof) -> None:
        self._prose = Prose(proof, "journalism", "", {}, (), {})

    def brief(self, file: str, line: int, markdown: str) -> Markup:
        return self._prose.brief(file, line, markdown)


@settings(max_examples=600, deadline=None)
@given(form=st.sampled_from(["html", "markdown", "plain", "moodle"]), text=WEIRD, option=WEIRD)
def test_what_comes_in_never_breaks_a_pack(form: str, text: str, option: str) -> None:
    gift = f"// [id:q]\n::q::[{form}]{escaped(text)}{{={escaped(option)}x#{escaped(text)} ~y ####{escaped(option)}}}\n"
    delivery = taken_in(events("bank.gift", gift.encode()), SHELF, "lead")
    proof = Proof()
    for name, written in bank_file.files(delivery.questions, "bank").items():
        with open_sheet(proof, f"journalism/{name}", written.encode()) as sheet:
            read_questions(sheet, "lead", SHELF.competencies, StrictDesk(proof))
    assert not proof.errors(), (proof.errors(), gift)
