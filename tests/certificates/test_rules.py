"""The number, the code, and how a naskah dinas spells things."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.certificates import codes, wording
from lms.certificates.rules import (
    NumberParts,
    letter_text,
    mask_problems,
    number_text,
    numbering_problems,
    numbers_letters,
)

MASK = "{kode}/{urut:03}/{unit}/{bulan_romawi}/{tahun}"
PARTS = NumberParts(code="800.2.4", n=7, unit="Diskominfo", month=11, year=2026, batch="I")


# --- numbers ---------------------------------------------------------------------------------------------------------


def test_the_number_of_the_default_mask() -> None:
    assert number_text(MASK, PARTS) == "800.2.4/007/Diskominfo/XI/2026"


def test_every_token_prints() -> None:
    assert number_text("{urut}-{urut:05}-{angkatan}-{tahun}", PARTS) == "7-00007-I-2026"


def test_a_counter_wider_than_its_places_is_not_cut() -> None:
    assert number_text("{urut:02}/{tahun}", NumberParts("", 1234, "", 1, 2026)) == "1234/2026"


@given(st.integers(1, 99_999), st.integers(1, 99_999))
def test_two_places_in_the_register_never_share_a_number(one: int, other: int) -> None:
    texts = {number_text(MASK, NumberParts("800", n, "X", 1, 2026)) for n in (one, other)}
    assert len(texts) == len({one, other})


@pytest.mark.parametrize(
    ("mask", "problem"),
    [
        ("{kode}/{tahun}", "{urut}"),
        ("{urut}", "{tahun}"),
        ("{urut}/{tahun}/{opd}", "{opd}"),
        ("{urut:3}/{urut}/{tahun}", "{urut:3}"),
        ("{urut/{tahun}/{urut}", "brace"),
        ("", "{urut}"),
    ],
)
def test_a_mask_that_cannot_number_says_why(mask: str, problem: str) -> None:
    said = [reason.msgid % reason.params for reason in mask_problems(mask)]
    assert any(problem in sentence for sentence in said), said
    with pytest.raises(ValueError, match="number format"):
        number_text(mask, PARTS)


@pytest.mark.parametrize(
    ("mask", "unit", "problem"),
    [
        (MASK, "Diskominfo", None),
        ("{kode}/{tahun}", "Diskominfo", "{urut}"),
        (MASK, "D" * 61, "unit of the number has 61 signs; at most 60"),
        ("{urut}/{angkatan}/{tahun}/" + "x" * 30, "Diskominfo", "may have 123 signs; at most 120"),
    ],
)
def test_a_number_fits_into_the_register(mask: str, unit: str, problem: str | None) -> None:
    said = [reason.msgid % reason.params for reason in numbering_problems(mask, "800.2.4", unit)]
    assert len(said) == (0 if problem is None else 1)
    assert problem is None or problem in said[0]


def test_a_value_with_braces_is_printed_as_it_is() -> None:
    assert number_text("{urut}/{unit}/{tahun}", NumberParts("", 1, "{kode}", 1, 2026)) == "1/{kode}/2026"


# --- codes -----------------------------------------------------------------------------------------------------------


def test_codes_are_128_bits_in_26_plain_characters() -> None:
    made = {codes.new_code() for _ in range(500)}
    assert len(made) == 500
    assert all(len(code) == 26 and set(code) <= set(codes.ALPHABET) for code in made)
    assert not set("ILOU") & set("".join(made))
    assert {code[0] for code in made} <= set("01234567")
    assert {code[-1] for code in made} == set(codes.ALPHABET)


@given(st.integers(0, 2**128 - 1))
def test_a_code_typed_by_hand_is_understood(bits: int) -> None:
    code = "".join(codes.ALPHABET[bits >> 5 * place & 31] for place in reversed(range(26)))
    hurried = codes.group_code(code).lower().replace("0", "o").replace("1", "l").replace("-", " ")
    assert codes.read_code(hurried) == code


@pytest.mark.parametrize("typed", ["", "7QW2M", "8" * 26, "7" * 27, "U" * 26, "7" * 25 + "É", "٧" * 26])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert codes.read_code(typed) is None


def test_codes_in_groups() -> None:
    code = "7QW2M3KTRV9X0PAD7HZE61GYBC"
    assert codes.group_code(code) == "7QW2M-3KTRV-9X0PA-D7HZE-61GYBC"
    assert codes.short_code(code) == "7QW2M-3KTRV"
    assert codes.verify_url("https://latih.example/", code) == f"https://latih.example/v/{code}"


# --- wording ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (0, "nol"),
        (8, "delapan"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (19, "sembilan belas"),
        (20, "dua puluh"),
        (24, "dua puluh empat"),
        (100, "seratus"),
        (111, "seratus sebelas"),
        (250, "dua ratus lima puluh"),
        (1000, "seribu"),
        (1100, "seribu seratus"),
        (2026, "dua ribu dua puluh enam"),
        (11_011, "sebelas ribu sebelas"),
        (100_000, "seratus ribu"),
    ],
)
def test_terbilang(n: int, words: str) -> None:
    assert wording.number_words(n) == words


VALUES = {word: n for n, word in enumerate(wording.ONES)}


def read_words(words: str) -> int:
    """A second reader of terbilang, by the words alone."""
    thousands = total = part = 0
    for word in words.split():
        match word:
            case "belas":
                part += 10
            case "puluh":
                part *= 10
            case "ratus":
                total, part = total + part * 100, 0
            case "seratus":
                total += 100
            case "seribu":
                thousands = 1000
            case "ribu":
                thousands, total, part = (total + part) * 1000, 0, 0
            case _:
                total, part = total + part, VALUES[word]
    return thousands + total + part


@given(st.integers(0, 999_999))
def test_terbilang_reads_back(n: int) -> None:
    assert read_words(wording.number_words(n)) == n


def test_jp_in_digits_and_words() -> None:
    assert wording.jp_words(24) == "24 (dua puluh empat) Jam Pelajaran"


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), "20 November 2026"),
        (date(2026, 11, 16), date(2026, 11, 20), "16–20 November 2026"),
        (date(2026, 11, 30), date(2026, 12, 4), "30 November–4 Desember 2026"),
        (date(2026, 12, 28), date(2027, 1, 3), "28 Desember 2026–3 Januari 2027"),
    ],
)
def test_date_ranges(first: date, last: date, text: str) -> None:
    assert wording.date_range(first, last) == text


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="ends"):
        wording.date_range(date(2026, 11, 20), date(2026, 11, 19))


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.integers(0, 400))
def test_a_range_names_its_last_day_whole(first: date, days: int) -> None:
    last = first + timedelta(days)
    assert wording.date_range(first, last).endswith(wording.date_text(last))


@pytest.mark.parametrize("nip", ["198609262015051001", "19860926 201505 1 001"])
def test_nip_grouped_and_masked(nip: str) -> None:
    assert wording.group_nip(nip) == "19860926 201505 1 001"
    assert wording.mask_nip(nip) == "1986**********1001"


@given(st.text(alphabet="0123456789 -ABC", max_size=30))
def test_a_mask_never_tells_more_than_eight_digits(text: str) -> None:
    assert sum(sign != "*" for sign in wording.mask_nip(text)) in (0, 8)


def test_capacity_in_capitals_keeps_the_abbreviations() -> None:
    lines = wording.capacity_lines("a.n. Wali Kota Palembang", "", "Plt. Kepala Dinas u.b. Sekretaris", " Pj. Bupati ")
    assert lines == ("a.n. WALI KOTA PALEMBANG", "Plt. KEPALA DINAS u.b. SEKRETARIS", "Pj. BUPATI")


def test_the_signer_stands_without_titles_by_default() -> None:
    signer = {"title_before": "Dr.", "title_after": "M.Si.", "rank": "Pembina (IV/a)", "nip": "197001011995031001"}
    assert wording.signatory_lines("Contoh", **signer) == (
        "Contoh",
        ("Pembina (IV/a)", "NIP 19700101 199503 1 001"),
    )
    assert wording.signatory_lines("Contoh", **signer, show_titles=True, show_rank=False, show_nip=False) == (
        "Dr. Contoh, M.Si.",
        (),
    )


# --- one letter for many ---------------------------------------------------------------------------------------------


def test_a_letters_mask_counts_letters_and_places_under_them() -> None:
    mask = "{kode}/{urut_massal:03}.{urut}/{unit}/{tahun}"
    parts = NumberParts("800.2.4", 12, "Diskominfo", 11, 2026, suffix=7)
    assert numbers_letters(mask)
    assert not numbers_letters("{urut}/{tahun}")
    assert mask_problems(mask) == ()
    assert number_text(mask, parts) == "800.2.4/012.7/Diskominfo/2026"


def test_a_letters_mask_still_needs_a_place_for_each() -> None:
    assert mask_problems("{urut_massal}/{tahun}"), "everybody would have the same number"


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_two_places_under_a_letter_are_two_numbers(one: int, other: int) -> None:
    for letter in ("12/Umum/2026", "12.{urut}/Umum", "12.{urut:03}/Umum"):
        assert (letter_text(letter, one) == letter_text(letter, other)) is (one == other)
