"""Moodle XML as Moodle exports it."""

from decimal import Decimal

from lms.authoring.exchange.formats import events
from lms.authoring.exchange.shelf import Delivery, taken_in
from lms.catalog.bank import Difficulty, QuestionKind
from tests.authoring.banks import SHELF

EXPORTED = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<!-- question: 0  -->
  <question type="category">
    <category><text>$course$/top/Bawaan untuk Jurnalistik/ethics</text></category>
    <info format="moodle_auto_format"><text>The default category</text></info>
    <idnumber></idnumber>
  </question>
<!-- question: 12  -->
  <question type="multichoice">
    <name><text>Lead</text></name>
    <questiontext format="html">
      <text><![CDATA[<p dir="ltr">Mana <strong>lead</strong> yang tepat?<br></p><p><img src="@@PLUGINFILE@@/a.png" alt="peta"></p>]]></text>
<file name="a.png" path="/" encoding="base64">iVBORw0KGgo=</file>
    </questiontext>
    <generalfeedback format="html"><text><![CDATA[<p>Yang &lt;35 kata.</p>]]></text></generalfeedback>
    <defaultgrade>1.0000000</defaultgrade>
    <penalty>0.3333333</penalty>
    <hidden>0</hidden>
    <idnumber>lead-1</idnumber>
    <single>true</single>
    <shuffleanswers>true</shuffleanswers>
    <answernumbering>abc</answernumbering>
    <correctfeedback format="html"><text>Your answer is correct.</text></correctfeedback>
    <answer fraction="100" format="html"><text><![CDATA[<p>A &amp; B</p>]]></text><feedback format="html"><text>Ya</text></feedback></answer>
    <answer fraction="-33.33333" format="html"><text>C</text><feedback format="html"><text></text></feedback></answer>
    <hint format="html"><text>Ingat</text></hint>
    <tags><tag><text>sulit</text></tag><tag><text>J4</text></tag></tags>
  </question>
  <question type="multichoice">
    <name><text>Dua</text></name>
    <questiontext format="moodle_auto_format"><text>Pilih
dua</text></questiontext>
    <single>false</single>
    <answer fraction="50"><text>a</text></answer><answer fraction="50"><text>b</text></answer><answer fraction="-50"><text>c</text></answer>
  </question>
  <question type="truefalse">
    <name><text>BS</text></name><questiontext format="plain_text"><text>Benar *kah*?</text></questiontext>
    <answer fraction="0" format="moodle_auto_format"><text>true</text><feedback format="html"><text>Bukan</text></feedback></answer>
    <answer fraction="100" format="moodle_auto_format"><text>false</text><feedback format="html"><text>Tepat</text></feedback></answer>
  </question>
  <question type="shortanswer">
    <name><text>Isi</text></name><questiontext format="markdown"><text>**Apa**?</text></questiontext>
    <usecase>1</usecase>
    <answer fraction="100"><text>Musi</text></answer><answer fraction="0"><text>*</text><feedback format="html"><text>Baca lagi</text></feedback></answer>
  </question>
  <question type="numerical">
    <name><text>Angka</text></name><questiontext format="html"><text>Berapa?</text></questiontext>
    <answer fraction="100"><text>7.6</text><tolerance>0.05</tolerance></answer>
    <answer fraction="0"><text>*</text><feedback format="html"><text>Hitung lagi</text></feedback></answer>
    <units><unit><multiplier>1</multiplier><unit_name>persen</unit_name></unit></units>
  </question>
  <question type="matching">
    <name><text>Pasang</text></name><questiontext format="html"><text>Pasangkan</text></questiontext>
    <subquestion format="html"><text><![CDATA[<p>Lead</p>]]></text><answer><text>pokok</text></answer></subquestion>
    <subquestion format="html"><text>Tubuh</text><answer><text>rincian</text></answer></subquestion>
    <subquestion format="html"><text></text><answer><text>salam</text></answer></subquestion>
  </question>
  <question type="essay"><name><text>Esai</text></name><questiontext format="html"><text>Tulislah.</text></questiontext></question>
  <question type="description"><name><text>Petunjuk</text></name><questiontext format="html"><text>Baca.</text></questiontext></question>
  <question type="cloze"><name><text>Isian</text></name><questiontext format="html"><text>{1:SA:=a}</text></questiontext></question>
</quiz>
"""


def delivered(text: str) -> Delivery:
    return taken_in(events("bank.xml", text.encode()), SHELF, "lead")


def line_of(words: str) -> int:
    return EXPORTED[: EXPORTED.index(words)].count("\n") + 1


def test_every_kind_comes_in() -> None:
    delivery = delivered(EXPORTED)
    assert [question.kind for question in delivery.questions] == [
        *(QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.TRUE_FALSE, QuestionKind.SHORT, QuestionKind.NUMBER),
        *(QuestionKind.MATCH, QuestionKind.ESSAY),
    ]
    assert {question.lesson for question in delivery.questions} == {"ethics"}
    choice, several, truth, typed, number, pairs, _essay = delivery.questions
    assert (choice.id, choice.difficulty, choice.competency) == ("ethics/lead-1", Difficulty.HARD, "J4")
    assert choice.text == "Mana **lead** yang tepat?\n\npeta"
    assert choice.explanation == "Yang <35 kata."
    assert [(row.text, row.weight, row.feedback) for row in choice.options] == [
        ("A & B", Decimal(100), "Ya"),
        ("C", Decimal("-33.33333"), ""),
    ]
    assert several.text == "Pilih\\\ndua"
    assert [row.weight for row in several.options] == [50, 50, -50]
    assert truth.text == "Benar \\*kah\\*?"
    assert [(row.text, row.correct, row.feedback) for row in truth.options] == [
        ("Benar", False, "Bukan"),
        ("Salah", True, "Tepat"),
    ]
    assert (typed.text, typed.exact_case, typed.otherwise) == ("**Apa**?", True, "Baca lagi")
    assert (number.unit, number.otherwise, number.options[0].tolerance) == ("persen", "Hitung lagi", Decimal("0.05"))
    assert [(row.text, row.match) for row in pairs.options] == [("Lead", "pokok"), ("Tubuh", "rincian"), ("", "salam")]


def test_other_types_are_named_with_their_line() -> None:
    delivery = delivered(EXPORTED)
    assert [(row.line, row.name, row.reason.params) for row in delivery.rejected] == [
        (line_of('type="description"'), "Petunjuk", {"type": "description"}),
        (line_of('type="cloze"'), "Isian", {"type": "cloze"}),
    ]


def test_pictures_and_hints_are_said_to_stay_behind() -> None:
    said = {note.reason.msgid: note.lines for note in delivered(EXPORTED).notes}
    assert [lines for msgid, lines in said.items() if "picture" in msgid or "hints" in msgid] == [(10,), (10,)]


def test_old_files_have_their_own_words_for_true_and_false() -> None:
    old = """<quiz><question type="truefalse"><questiontext><text>Apa?</text></questiontext>
    <answer fraction="100"><text>Vrai</text></answer><answer fraction="0"><text>Faux</text></answer></question></quiz>"""
    (question,) = delivered(old).questions
    assert [(row.text, row.correct) for row in question.options] == [("Benar", True), ("Salah", False)]
