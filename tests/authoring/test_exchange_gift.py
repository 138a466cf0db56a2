"""GIFT as Moodle documents it: every form, read as Moodle reads it."""

from decimal import Decimal

from lms.authoring.exchange.formats import FORMATS, events
from lms.authoring.exchange.shelf import Delivery, taken_in
from lms.catalog.bank import Difficulty, Option, Question, QuestionKind
from tests.authoring.banks import SHELF


def delivered(text: str, lesson: str = "lead") -> Delivery:
    return taken_in(events("bank.gift", text.encode()), SHELF, lesson)


def one(text: str) -> Question:
    delivery = delivered(text)
    assert not delivery.rejected, delivery.rejected
    (question,) = delivery.questions
    return question


def weights(question: Question) -> dict[str, Decimal]:
    return {option.text: option.weight for option in question.options}


def feedback(question: Question) -> dict[str, str]:
    return {option.text: option.feedback for option in question.options}


def test_one_answer_is_marked_with_an_equals_sign() -> None:
    question = one(
        "// catatan\n::Q2:: Warna apa?\n{\n  =kuning # tepat; bagus!\n  ~merah # [html]salah, <b>kuning</b>\n  ~%25%[plain]jingga\n}"
    )
    assert (question.id, question.kind, question.text) == ("lead/q2", QuestionKind.SINGLE, "Warna apa?")
    assert weights(question) == {"kuning": 100, "merah": 0, "jingga": 25}
    assert feedback(question) == {"kuning": "tepat; bagus!", "merah": "salah, kuning", "jingga": ""}
    assert question.explanation == "Jawaban yang tepat: kuning."


def test_several_answers_all_have_weights() -> None:
    question = one("Siapa saja? {\n ~%-50%Seorang pun\n ~%50%Grant\n ~%50%Istrinya\n ~%-50%Ayahnya }")
    assert question.kind is QuestionKind.MULTIPLE
    assert weights(question) == {"Seorang pun": -50, "Grant": 50, "Istrinya": 50, "Ayahnya": -50}


def test_thirds_need_not_quite_add_up() -> None:
    question = one("Tiga {~%33.33333%a ~%33.33333%b ~%33.33333%c ~d}")
    assert sum(weights(question).values()) == Decimal("99.99999")


def test_true_and_false_with_feedback_for_both() -> None:
    for said, right in (("T", "Benar"), ("TRUE", "Benar"), ("F", "Salah"), ("false", "Salah")):
        question = one(f"Matahari terbit di timur.{{{said}#Keliru.#Tepat.####Pembahasan.}}")
        assert question.kind is QuestionKind.TRUE_FALSE
        assert {option.text for option in question.options if option.correct} == {right}
        assert {option.feedback for option in question.options if option.correct} == {"Tepat."}
        assert {option.feedback for option in question.options if not option.correct} == {"Keliru."}
        assert question.explanation == "Pembahasan."


def test_short_answers_with_parts_and_words_for_anything_else() -> None:
    question = one("Hewan apa?{\n\t=Katak#Bagus!\n\t=%50%Kucing*#Hampir.\n\t=%0%*#Bukan.\n}")
    assert question.kind is QuestionKind.SHORT
    assert weights(question) == {"Katak": 100, "Kucing*": 50}
    assert question.otherwise == "Bukan."
    assert weights(one("Ibu kota?{Jakarta}")) == {"Jakarta": 100}


def test_pairs_and_right_sides_that_belong_to_nothing() -> None:
    question = one("Pasangkan. {\n =Kanada -> Ottawa\n =Italia->Roma\n = -> Tokyo }")
    assert question.kind is QuestionKind.MATCH
    assert [(row.text, row.match, row.weight) for row in question.options] == [
        ("Kanada", "Ottawa", Decimal(50)),
        ("Italia", "Roma", Decimal(50)),
        ("", "Tokyo", Decimal(0)),
    ]


def test_numbers_with_tolerances_ranges_and_parts() -> None:
    def spans(text: str) -> list[tuple[str, Decimal, Decimal]]:
        return [(row.text, row.tolerance, row.weight) for row in one(text).options]

    assert spans("Kapan? {#1822}") == [("1822", Decimal(0), Decimal(100))]
    assert spans("Pi? {#3.1415:0.0005}") == [("3.1415", Decimal("0.0005"), Decimal(100))]
    assert spans("Pi? {#3.141..3.142}") == [("3.1415", Decimal("0.0005"), Decimal(100))]
    assert spans("Suhu? {#-5..-1}") == [("-3", Decimal(2), Decimal(100))]
    assert spans("Kapan? {#\n =1822:0 #Tepat\n =%50%1822:2 #Dekat\n}") == [
        ("1822", Decimal(0), Decimal(100)),
        ("1822", Decimal(2), Decimal(50)),
    ]
    assert one("Berapa? {#3:2~#Jauh}").otherwise == "Jauh"
    assert one("Berapa? {#1e3}").options[0].text == "1000"


def test_a_missing_word_leaves_a_gap() -> None:
    question = one("Grant {~dikubur =dimakamkan ~hidup} di sana.")
    assert question.text == "Grant _____ di sana."
    assert one("Dua tambah dua {=empat =4}.").text == "Dua tambah dua _____."


def test_an_essay_has_empty_braces() -> None:
    question = one("Apa kabar? {}")
    assert (question.kind, question.options) == (QuestionKind.ESSAY, ())
    assert one("Apa kabar? {####Terima kasih.}").explanation == "Terima kasih."


def test_escapes_stand_for_the_signs_themselves() -> None:
    question = one("::A\\:B:: 2 \\= 1 + 1 \\{ya\\} \\~ \\# \\\\ \\: {= \\= 2 \\#1 # \\= tepat\\nsekali ~ \\~ }")
    assert question.id == "lead/a-b"
    assert question.text == "2 = 1 + 1 {ya} ~ # \\\\ :".replace("\\\\ :", "\\ :")
    assert feedback(question) == {"= 2 #1": "= tepat\nsekali", "~": ""}


def test_formats_become_our_markdown() -> None:
    assert one("[html]<p>Satu <b>dua</b></p><ul><li>tiga</li></ul>{}").text == "Satu **dua**\n\n- tiga"
    assert one("[markdown]**Satu** \\_dua\\_{}".replace("\\_", "_")).text == "**Satu** _dua_"
    assert one("[plain]**Satu** <b>{}").text == "\\*\\*Satu\\*\\* `<b>`"
    assert one("Satu <i>dua</i>\\ntiga{}").text == "Satu *dua*\\\ntiga"
    assert one("[moodle]Satu\n  dua{}").text == "Satu dua"
    assert one("[catatan] Satu{}").text == "\\[catatan] Satu"


def test_options_take_the_format_of_their_question() -> None:
    question = one("[html]Apa?{=<i>satu</i>#<b>ya</b> ~[plain]<i>dua</i>}")
    assert feedback(question) == {"satu": "ya", "<i>dua</i>": ""}


def test_categories_name_lessons_and_comments_ids_and_tags() -> None:
    delivery = delivered(
        "$CATEGORY: $course$/top/Jurnalistik/ethics\n\n// [id:etik-1] [tag:sulit] [tag:J4]\n::Judul::Satu {}\n\n"
        "// question: 0 name: Switch category\n$CATEGORY: tom/dick//harry\nDua {}\n",
        "lead",
    )
    first, second = delivery.questions
    assert (first.id, first.difficulty, first.competency) == ("ethics/etik-1", Difficulty.HARD, "J4")
    assert (second.lesson, second.difficulty, second.competency) == ("lead", Difficulty.MEDIUM, "J3")
    assert delivery.lines == (4, 8)


def test_without_a_lesson_nothing_is_guessed() -> None:
    delivery = delivered("Satu {}\n\n$CATEGORY: lain\n\nDua {}\n", "")
    assert [row.reason.msgid for row in delivery.rejected] == [
        "It has no category that names a lesson. Choose a lesson.",
        "Its category “%(name)s” is no lesson of this module. Choose a lesson.",
    ]


def test_ids_are_the_same_each_time_and_never_twice() -> None:
    text = "::Satu::Apa? {}\n\n::Satu::Siapa? {}\n\nMengapa? {}\n"
    first, again = delivered(text), delivered(text)
    assert first.questions == again.questions
    assert [question.id for question in first.questions][:2] == ["lead/satu", "lead/satu-2"]


def test_what_is_there_already_does_not_come_in_again() -> None:
    question = one("// [id:satu]\nApa? {}")
    shelf = type(SHELF)(SHELF.lessons, SHELF.competencies, SHELF.pictures, {question.id: question})
    for text in ("// [id:satu]\nApa? {}", "Apa? {}"):
        delivery = taken_in(events("bank.gift", text.encode()), shelf, "lead")
        assert [row.reason.params for row in delivery.rejected] == [{"id": "lead/satu"}]
    renamed = taken_in(events("bank.gift", b"// [id:satu]\nSiapa? {}"), shelf, "lead")
    assert [row.id for row in renamed.questions] == ["lead/satu-2"]
    assert [note.lines for note in renamed.notes] == [(2,), (2,)]


def test_what_stays_behind_is_said_once_with_its_lines() -> None:
    delivery = delivered('[html]Lihat <img src\\="a.png" alt\\="peta"> ini{}\n\n[html]<img src\\="b.png">Apa?{}')
    assert [question.text for question in delivery.questions] == ["Lihat peta ini", "Apa?"]
    (pictures, _unexplained) = delivery.notes
    assert pictures.lines == (1, 3)


def test_windows_line_ends_and_a_byte_order_mark() -> None:
    delivery = taken_in(events("bank.txt", "\ufeff::A::Satu\r\n{T}\r\n\r\nDua {F}\r\n".encode()), SHELF, "lead")
    assert [question.text for question in delivery.questions] == ["Satu", "Dua"]
    assert delivery.lines == (1, 4)


def test_kinds_that_gift_has_not_are_named() -> None:
    asked = one("::Satu::Apa? {}")
    ordered = type(asked)(**{**{name: getattr(asked, name) for name in asked.__slots__}, "kind": QuestionKind.ORDER})
    written = FORMATS["gift"].write([asked, ordered], "journalism")
    assert [(left.id, left.reason.params) for left in written.left_out] == [("lead/satu", {"kind": "order"})]
    assert written.text.count("::satu::") == 1


def test_an_option_is_known_by_its_letter() -> None:
    assert [option.id for option in one("Apa? {=a ~b ~c}").options] == ["a", "b", "c"]
    assert isinstance(one("Apa? {=a ~b ~c}").options[0], Option)
