"""The bank and the quizzes as they are read, and every mistake with its file and line."""

from decimal import Decimal
from textwrap import dedent, indent

import pytest

from lms.catalog.pack import Difficulty, Image, Question, QuestionKind, Quiz, Role
from lms.catalog.proof import Proof
from lms.catalog.prose import Prose
from lms.catalog.questions import BANK, read_questions, read_quiz
from lms.catalog.sheet import open_sheet

FILE = "news/questions/lead.yaml"
EVERY_KIND = (
    """
    kind: single
    options:
      - {text: 35 kata, correct: true, feedback: Tepat.}
      - {text: 40 kata, weight: 50, feedback: Hampir.}
      - {text: 70 kata, feedback: Terlalu panjang.}
    """,
    """
    kind: multiple
    options:
      - {text: Siapa, correct: true}
      - {text: Kapan, correct: true}
      - {text: Mengapa, correct: true}
      - {text: Pujian}
    """,
    """
    kind: true_false
    options:
      - {text: Benar}
      - {text: Salah, correct: true}
    """,
    """
    kind: match
    pairs:
      - {left: Lead, right: Paragraf pertama, feedback: Betul.}
      - {left: Tubuh, right: Rincian}
      - {right: Pujian}
    """,
    """
    kind: order
    items: [Lead, Tubuh, Penutup]
    """,
    """
    kind: short
    answers:
      - {text: piramida terbalik, feedback: Tepat.}
      - {text: "piramid*", weight: 50}
    otherwise: Baca lagi bagian kedua.
    """,
    """
    kind: number
    answers:
      - {value: 7.6, tolerance: 0.05}
    unit: persen
    """,
    """
    kind: hotspot
    image: images/market.png
    image_alt: Seorang penjual di pasar.
    areas:
      - {name: Mata penjual, x: 30, y: 20, width: 12, height: 10, correct: true}
      - {name: Atap, x: 0, y: 0, width: 100, height: 20}
    """,
    """
    kind: essay
    """,
)


def row(body: str, name: str = "q01", difficulty: str = "easy") -> str:
    head = f"id: {name}\ndifficulty: {difficulty}\ncompetency: J3\ntext: Apa?\nexplanation: Begitu.\n"
    text = indent(head + dedent(body).lstrip("\n"), "    ")
    return "  - " + text[4:]


def bank_of(*rows: str, file: str = FILE, lesson: str = "lead", proof: Proof | None = None) -> dict[str, Question]:
    """Raises AssertionError with the errors, unless the caller brings a proof of its own."""
    own = Proof() if proof is None else proof
    prose = Prose(own, "news", "e" * 12, {"market.png": Image(b"", "image/png", 800, 600)}, [], {})
    with open_sheet(own, file, ("questions:\n" + "".join(rows)).encode()) as sheet:
        bank = read_questions(sheet, lesson, {"J3"}, prose)
    assert proof is not None or not own.errors(), own.errors()
    return bank


def errors_of(*rows: str) -> list[str]:
    proof = Proof()
    bank_of(*rows, proof=proof)
    return [str(error).removeprefix(f"{FILE}:") for error in proof.errors()]


def quiz_of(text: str, bank: dict[str, Question], proof: Proof | None = None) -> Quiz:
    own = Proof() if proof is None else proof
    with open_sheet(own, "news/quizzes/post-test.yaml", dedent(text).encode()) as sheet:
        quiz = read_quiz(sheet, "post-test", "news", "e" * 12, ["lead", "quote"], bank)
    assert proof is not None or not own.errors(), own.errors()
    return quiz


def test_every_kind_is_read_with_its_key() -> None:
    bank = bank_of(*(row(body, f"q{n:02}") for n, body in enumerate(EVERY_KIND, 1)))
    asked = {question.kind: question for question in bank.values()}
    assert list(asked) == list(dict.fromkeys(q.kind for q in bank.values()))
    assert asked.keys() == set(QuestionKind)

    weights = {kind: [option.weight for option in question.options] for kind, question in asked.items()}
    third = Decimal("33.33333")
    assert weights[QuestionKind.SINGLE] == [100, 50, 0]
    assert weights[QuestionKind.MULTIPLE] == [third, third, third, -third]
    assert weights[QuestionKind.TRUE_FALSE] == [0, 100]
    assert weights[QuestionKind.MATCH] == [50, 50, 0]
    assert weights[QuestionKind.ORDER] == [third, third, third]
    assert weights[QuestionKind.SHORT] == [100, 50]
    assert weights[QuestionKind.HOTSPOT] == [100, 0]
    assert weights[QuestionKind.ESSAY] == []

    first = bank["lead/q01"]
    assert (first.lesson, first.difficulty, first.competency) == ("lead", Difficulty.EASY, "J3")
    assert str(first.html) == "<p>Apa?</p>\n"
    assert [option.id for option in first.options] == ["a", "b", "c"]
    assert [(pair.text, pair.match) for pair in asked[QuestionKind.MATCH].options] == [
        ("Lead", "Paragraf pertama"),
        ("Tubuh", "Rincian"),
        ("", "Pujian"),
    ]
    assert asked[QuestionKind.SHORT].otherwise == "Baca lagi bagian kedua."
    number = asked[QuestionKind.NUMBER]
    assert (number.options[0].text, number.options[0].tolerance, number.unit) == ("7.6", Decimal("0.05"), "persen")
    hotspot = asked[QuestionKind.HOTSPOT]
    assert hotspot.image == "/courses/news/images/market.png?v=eeeeeeeeeeee"
    assert hotspot.image_size == (800, 600)
    assert hotspot.options[0].area is not None
    assert hotspot.options[0].area.width == 12


def test_a_bank_may_stand_in_several_files() -> None:
    for name in ("questions/lead.yaml", "questions/lead.extra.yaml"):
        shape = BANK.fullmatch(name)
        assert shape is not None
        assert shape[1] == "lead"
    assert BANK.fullmatch("questions/Lead.yaml") is None
    proof = Proof()
    bank_of(row(EVERY_KIND[0]), proof=proof)
    bank_of(row(EVERY_KIND[2]), file="news/questions/lead.extra.yaml", proof=proof)
    bank_of(row(EVERY_KIND[2]), file="news/questions/quote.yaml", lesson="quote", proof=proof)
    assert tuple(map(str, proof.errors())) == (
        f'news/questions/lead.extra.yaml:2: "q01" is used twice; the first is at {FILE}:2. Write another one here.',
    )


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("kind: cloze\n", '7: Unknown kind of question "cloze"; there are: single, multiple, true_false, match'),
        ("kind: single\n", '2: "options" is missing; add a line like options: …'),
        (
            "kind: single\noptions: [{text: A, correct: true}]\n",
            "8: A question needs at least two options; write one more.",
        ),
        ("kind: single\noptions: [{text: A}, {text: B}]\n", '8: No answer is right: one of the "options"'),
        (
            "kind: single\noptions: [{text: A, weight: 60}, {text: B, weight: 40}]\n",
            '8: No answer is right: one of the "options" should be correct, with a weight of 100.',
        ),
        (
            "kind: single\noptions: [{text: A, correct: true}, {text: B, correct: true}]\n",
            "8: A single question has exactly one correct option, not 2; several make it multiple.",
        ),
        (
            "kind: single\noptions: [{text: A, correct: true}, {text: B, weight: 120}]\n",
            '8: "weight" should be from -100 to 100, not 120.',
        ),
        ("kind: multiple\noptions: [{text: A}, {text: B}]\n", "8: A multiple question needs at least one correct"),
        (
            "kind: multiple\noptions: [{text: A, weight: 50}, {text: B, weight: 40}, {text: C, weight: 0}]\n",
            "8: The weights of the right options add up to 90; they should add up to 100.",
        ),
        (
            "kind: multiple\noptions: [{text: A, weight: 100}, {text: B}]\n",
            '8: Give every option a "weight", or none of them.',
        ),
        (
            "kind: true_false\noptions: [{text: Ya, correct: true}, {text: Tidak}]\n",
            '8: A true_false question has two options, "Benar" and "Salah".',
        ),
        (
            "kind: true_false\noptions: [{text: Benar, correct: true}, {text: Salah, correct: true}]\n",
            '8: One of "Benar" and "Salah" is correct, the other is not; write correct: true beside one.',
        ),
        (
            "kind: match\npairs: [{left: A, right: B}, {right: C}]\n",
            "8: A match question needs at least two left sides, not 1.",
        ),
        (
            "kind: match\npairs: [{left: A, right: C}, {left: B, right: C}]\n",
            "8: All right sides are the same, so nothing can be matched wrongly; change one of them.",
        ),
        (
            "kind: match\npairs: [{left: A, right: C}, {left: A, right: D}]\n",
            '8: "A" is there twice; change or delete one of them.',
        ),
        ("kind: order\nitems: [A, B]\n", "8: An order question needs at least three items, not 2."),
        ("kind: order\nitems: [A, B, A]\n", '8: "A" is there twice; change or delete one of them.'),
        ("kind: order\n", '2: "items" is missing; add a line like items: …'),
        ('kind: short\nanswers: [{text: "*"}]\n', '8: "*" would take any answer; write letters or digits, or use'),
        ("kind: short\nanswers: [{text: lead, weight: 50}]\n", '8: No answer is right: one of the "answers"'),
        ("kind: number\nanswers: [{value: tujuh}]\n", '8: "value" should be a number like 7.6, not "tujuh".'),
        ('kind: number\nanswers: [{value: "7,6"}]\n', '8: "value" should be a number like 7.6, not "7,6".'),
        ("kind: number\nanswers: [{value: 7, tolerance: -1}]\n", '8: "tolerance" should be from 0 to'),
        ("kind: hotspot\nareas: []\n", "2: A hotspot question needs an image to tap on"),
        (
            "kind: single\nimage: images/mark.png\nimage_alt: Pasar.\noptions: [{text: A, correct: true}, {text: B}]\n",
            '8: Unknown image "images/mark.png"; did you mean "images/market.png"?',
        ),
        (
            "kind: single\nimage: images/market.png\noptions: [{text: A, correct: true}, {text: B}]\n",
            '2: "image_alt" is missing; add a line like image_alt: …',
        ),
        ("kind: essay\noptions: []\n", '8: Unknown key "options"'),
        ("kind: essay\nunit: persen\n", '8: Unknown key "unit"'),
    ],
)
def test_a_mistake_is_a_sentence_with_its_line(body: str, error: str) -> None:
    assert any(found.startswith(error) for found in errors_of(row(body))), errors_of(row(body))


@pytest.mark.parametrize(
    ("areas", "error"),
    [
        ("- {name: A, x: 0, y: 0, width: 9, height: 9, correct: true}", "two to eight areas, not 1"),
        (
            "- {name: A, x: 95, y: 0, width: 9, height: 9, correct: true}\n- {name: B, x: 0, y: 0, width: 9, height: 9}",
            '"A" reaches to 104 percent, beyond the right edge of the image;',
        ),
        (
            "- {name: A, x: 0, y: 95, width: 9, height: 9, correct: true}\n- {name: B, x: 0, y: 0, width: 9, height: 9}",
            '"A" reaches to 104 percent, beyond the lower edge of the image;',
        ),
        (
            "- {name: A, x: 0, y: 0, width: 9, height: 9, correct: true}\n- {name: B, x: 8.9, y: 8.9, width: 9, height: 9}",
            '"A" and "B" overlap;',
        ),
        (
            "- {name: A, x: 0, y: 0, width: 0, height: 9, correct: true}\n- {name: B, x: 20, y: 0, width: 9, height: 9}",
            '"A" has no width or no height;',
        ),
    ],
)
def test_areas_lie_side_by_side_on_the_image(areas: str, error: str) -> None:
    body = f"kind: hotspot\nimage: images/market.png\nimage_alt: Pasar.\nareas:\n{indent(areas, '  ')}\n"
    found = errors_of(row(body))
    assert len(found) == 1
    assert error in found[0]


def test_touching_areas_do_not_overlap() -> None:
    body = """
    kind: hotspot
    image: images/market.png
    image_alt: Pasar.
    areas:
      - {name: Kiri, x: 0, y: 0, width: 50, height: 100, correct: true}
      - {name: Kanan, x: 50, y: 0, width: 50, height: 100}
    """
    assert errors_of(row(body)) == []


def test_a_mistake_in_markdown_has_the_line_of_the_file() -> None:
    body = """
    kind: essay
    """
    text = row(body).replace("text: Apa?", "text: |\n      Lihat\n\n      [ini](nirgendwo.md) <b>tebal</b>")
    assert errors_of(text) == [
        '8: HTML is not shown: "</b>"; write it in Markdown.',
        '8: HTML is not shown: "<b>"; write it in Markdown.',
        '8: The link "nirgendwo.md" leads nowhere; write an address with https://.',
    ]


# --- quizzes ---------------------------------------------------------------------------------------------------------

QUIZ = """\
title: Tes akhir
title_en: Final test
role: post
attempts: 3
pass_score: 70
draw:
  - {lesson: lead, easy: 2, hard: 1}
"""


@pytest.fixture(scope="module")
def bank() -> dict[str, Question]:
    return bank_of(
        row(EVERY_KIND[0], "q01"),
        row(EVERY_KIND[1], "q02"),
        row(EVERY_KIND[2], "q03", "hard"),
        row(EVERY_KIND[8], "q04", "hard"),
    )


def test_a_quiz_is_a_blueprint(bank: dict[str, Question]) -> None:
    quiz = quiz_of(QUIZ, bank)
    assert (quiz.key, quiz.title, quiz.title.en, quiz.role) == ("news/post-test", "Tes akhir", "Final test", Role.POST)
    assert (quiz.count, quiz.counted, quiz.minutes) == (3, True, None)
    assert quiz.blueprint[0].counts == {Difficulty.EASY: 2, Difficulty.MEDIUM: 0, Difficulty.HARD: 1}


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        (
            "hard: 1",
            "hard: 2",
            '7: The quiz draws 2 questions of "lead" that are "hard", but the bank has 1; draw fewer or write more.',
        ),
        ("easy: 2, hard: 1", "easy: 0", "6: The quiz draws no questions; write how many under easy, medium or hard."),
        ("lesson: lead", "lesson: leads", '7: Unknown lesson "leads"; did you mean "lead"?'),
        ("hard: 1}", "hard: 1}\n  - {lesson: lead}", '8: "lead" is drawn from twice; write one line for each lesson.'),
        ("role: post", "role: pre", "4: A pre-test is taken once, before the lessons; write attempts: 1, not 3."),
        ("role: post", "role: pots", '3: Unknown role "pots"; did you mean "post"?'),
        ("role: post\n", "", '1: "role" is missing; add a line like role: …'),
        ("attempts: 3", "attempts: 0", '4: "attempts" should be from 1 to 99, not 0.'),
        ("draw:\n  - {lesson: lead, easy: 2, hard: 1}\n", "", '1: "draw" is missing; add a line like draw: …'),
    ],
)
def test_a_quiz_asks_only_for_what_the_bank_has(old: str, new: str, error: str, bank: dict[str, Question]) -> None:
    assert old in QUIZ
    proof = Proof()
    quiz_of(QUIZ.replace(old, new), bank, proof)
    assert f"news/quizzes/post-test.yaml:{error}" in map(str, proof.errors())


def test_a_module_has_one_quiz_before_and_one_after(bank: dict[str, Question]) -> None:
    proof = Proof()
    quiz_of(QUIZ, bank, proof)
    with open_sheet(proof, "news/quizzes/second.yaml", QUIZ.encode()) as sheet:
        read_quiz(sheet, "second", "news", "e" * 12, ["lead"], bank)
    assert tuple(map(str, proof.errors())) == (
        'news/quizzes/second.yaml:3: "post" is used twice; the first is at news/quizzes/post-test.yaml:3. Write another one here.',
    )
