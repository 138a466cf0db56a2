import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.checks.text import graphemes, hashtags, lead, links, words


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("Palembang", 9), ("👍🏽", 1), ("👨‍👩‍👧", 1), ("🇮🇩", 1), ("e\u0301", 1), ("مرحبا", 5)],
)
def test_characters_are_counted_as_people_see_them(text: str, count: int) -> None:
    assert graphemes(text) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("anak-anak pergi", 2), ("pukul 08.00 – selesai", 3), ("  \n dua\tkata ", 2), ("😀 😀", 0)],
)
def test_words(text: str, count: int) -> None:
    assert words(text) == count


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Daftar di https://palembang.go.id/ktp.", ["https://palembang.go.id/ktp"]),
        ("(www.lapor.go.id)", ["www.lapor.go.id"]),
        ("buka palembang.go.id/layanan?x=1, lalu", ["palembang.go.id/layanan?x=1"]),
        ("Selesai.Besok lagi", []),
        ("surel info@palembang.go.id", []),
        ("pukul 08.00", []),
    ],
)
def test_links(text: str, found: list[str]) -> None:
    assert links(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#LayananPalembang #gen_z, #2026", ["LayananPalembang", "gen_z"]),
        ("palembang.go.id/#peta dan C#", []),
        ("##ganda", []),
        ("#satu#dua", ["satu"]),
    ],
)
def test_hashtags(text: str, found: list[str]) -> None:
    assert hashtags(text) == found


def test_the_lead_is_the_first_paragraph_after_a_headline() -> None:
    news = "Urus KTP Sehari\n\nPALEMBANG – Warga dapat mengurus KTP sehari. Gratis.\n\nSyaratnya dua."
    assert lead(news) == "PALEMBANG – Warga dapat mengurus KTP sehari. Gratis."


def test_without_a_headline_the_lead_comes_first() -> None:
    assert lead("Warga dapat mengurus KTP sehari.\nSyaratnya dua.") == "Warga dapat mengurus KTP sehari."
    assert lead("Satu baris saja") == "Satu baris saja"
    assert lead(" \n ") == ""


@given(st.text(), st.text())
def test_counting_adds_up_over_lines(first: str, second: str) -> None:
    assert words(first + "\n" + second) == words(first) + words(second)
    assert links(first + "\n" + second) == links(first) + links(second)


@pytest.mark.parametrize("unit", ["a.", "#", "#1", "a", "http://", "-", "👍🏽", "a.id/"])
def test_a_hundred_thousand_characters_are_counted_at_once(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    start = time.process_time()
    graphemes(text), words(text), links(text), hashtags(text), lead(text)
    assert time.process_time() - start < 1
