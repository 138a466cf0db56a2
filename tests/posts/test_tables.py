"""Lines with columns are shown as a table, and nothing that was typed is lost."""

from hypothesis import given
from hypothesis import strategies as st

from lms.posts.tables import Table, parted

CALENDAR = """Bulan: Desember

Tanggal | Jam | Isi
1 Des | 07.00 | Jadwal KTP
3 Des | 12.00 |

CADANGAN
1. Foto lorong"""


def test_a_calendar_typed_with_bars_is_a_table_between_its_paragraphs() -> None:
    before, table, after = parted(CALENDAR)
    assert before == "Bulan: Desember\n"
    assert table == Table(("Tanggal", "Jam", "Isi"), (("1 Des", "07.00", "Jadwal KTP"), ("3 Des", "12.00", "")))
    assert after == "\nCADANGAN\n1. Foto lorong"


def test_rows_copied_from_a_spreadsheet_are_a_table_too() -> None:
    assert parted("Tanggal\tIsi\n1 Des\tHari AIDS\n") == (Table(("Tanggal", "Isi"), (("1 Des", "Hari AIDS"),)),)


def test_a_table_of_markdown_loses_its_rule_and_its_outer_bars() -> None:
    assert parted("| Salah | Benar |\n|---|:--|\n| dihimbau | diimbau |") == (
        Table(("Salah", "Benar"), (("dihimbau", "diimbau"),)),
    )


def test_rows_of_different_lengths_keep_every_cell() -> None:
    (table,) = parted("A | B\n1 | 2 | 3\n4 |  5")
    assert table == Table(("A", "B", ""), (("1", "2", "3"), ("4", "5", "")))


def test_one_line_with_bars_is_a_line() -> None:
    log = "Balasan: Terima kasih.\nLog: PIC Heri | truk dijadwalkan | diproses\n\nKomentar 2"
    assert parted(log) == (log,)


def test_nothing_is_no_part() -> None:
    assert parted("") == parted(" \n\n") == ()


@given(st.text(st.sampled_from("ab |\t-\n"), max_size=60))
def test_no_letter_is_lost_and_every_row_fits_its_heads(text: str) -> None:
    shown = ""
    for part in parted(text):
        if isinstance(part, Table):
            assert {len(row) for row in part.rows} == {len(part.heads)}
            shown += "".join("".join(row) for row in (part.heads, *part.rows))
        else:
            shown += part
    assert [letter for letter in shown if letter in "ab"] == [letter for letter in text if letter in "ab"]
