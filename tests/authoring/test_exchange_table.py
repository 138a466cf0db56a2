"""Our CSV template: as it is handed out, and as Excel gives it back."""

from decimal import Decimal

from lms.authoring.exchange.formats import FORMATS, events, template
from lms.authoring.exchange.shelf import Delivery, taken_in
from lms.catalog.bank import QuestionKind
from tests.authoring.banks import SHELF


def delivered(text: str, encoding: str = "utf-8") -> Delivery:
    return taken_in(events("bank.csv", text.encode(encoding)), SHELF, "lead")


def test_the_template_comes_in_as_it_is_handed_out() -> None:
    delivery = delivered(template("lead", "J3"))
    assert not delivery.rejected
    assert not delivery.notes
    assert {question.kind for question in delivery.questions} == set(QuestionKind) - {QuestionKind.HOTSPOT}


def test_the_template_with_commas_and_windows_line_ends() -> None:
    text = template("lead", "J3").removeprefix("\ufeff")
    with_commas = "\n".join(
        ",".join(f'"{cell}"' if "," in cell else cell for cell in line.split(";")) for line in text.split("\r\n")
    )
    assert delivered(with_commas).questions == delivered(text).questions


def test_a_cross_marks_what_is_right() -> None:
    delivery = delivered(
        "kind;text;answer_1;score_1;answer_2;score_2;answer_3;score_3\n"
        "single;Mana?;a;x;b;;c;-25\nmultiple;Mana saja?;a;x;b;benar;c;\nshort;Apa?;musi;;sungai*;50;;\n"
    )
    assert [[option.weight for option in question.options] for question in delivery.questions] == [
        [100, 0, -25],
        [50, 50, -50],
        [100, 50],
    ]


def test_numbers_may_have_a_comma() -> None:
    (question,) = delivered("kind;text;answer_1;detail_1;score_1\nnumber;Berapa?;7,6;0,05;100\n").questions
    assert (question.options[0].text, question.options[0].tolerance) == ("7.6", Decimal("0.05"))


def test_areas_are_four_numbers() -> None:
    (question,) = delivered(
        "kind;text;image;image_alt;answer_1;detail_1;score_1;answer_2;detail_2\n"
        "hotspot;Ketuk;images/market.webp;Pasar;Mata;30 20 12,5 10;x;Tangan;60 20 10 10\n"
    ).questions
    assert question.options[0].area is not None
    assert question.options[0].area.width == Decimal("12.5")


def test_no_cell_is_a_formula() -> None:
    (question,) = delivered("kind;text\nessay;'=1+1\n").questions
    assert question.text == "=1+1"
    assert ";'=1+1;" in FORMATS["csv"].write([question], "").text


def test_a_misspelt_column_is_named_with_the_nearest() -> None:
    (rejected,) = delivered("kind;text;answr_1\nessay;Apa?;\n").rejected
    assert rejected.reason.params == {"name": "answr_1", "near": "answer_1"}


def test_lines_count_those_within_cells() -> None:
    delivery = delivered('kind;text\nessay;"satu\ndua"\n\ntebak;tiga\n')
    assert [question.text for question in delivery.questions] == ["satu\ndua"]
    assert (delivery.lines, [row.line for row in delivery.rejected]) == ((2,), [5])
