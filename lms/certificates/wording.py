"""How an Indonesian naskah dinas spells numbers, dates, NIP and who signs. Pure; the words are Bahasa Indonesia itself."""

import re
from datetime import date
from decimal import Decimal
from typing import Final

from lms.people.rules import full_name

MONTHS: Final = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
ROMAN_MONTHS: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
ONES: Final = (
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas",
)  # fmt: skip

TTE_FOOTER: Final = (
    "Dokumen ini telah ditandatangani secara elektronik menggunakan sertifikat elektronik yang diterbitkan oleh "
    "Balai Besar Sertifikasi Elektronik (BSrE), Badan Siber dan Sandi Negara."
)
SEAL_FOOTER: Final = (
    "Dokumen ini telah dibubuhi segel elektronik instansi penerbit; setiap perubahan pada berkasnya akan terlihat."
)
"""Printed only into files that are published once they are signed (PP 71/2019 Ps 59-60)."""

ABBREVIATIONS: Final = {short.upper(): short for short in ("a.n.", "u.b.", "Plt.", "Plh.", "Pj.", "Pjs.")}


def number_words(n: int) -> str:
    """Terbilang of 0 to 999,999: 24 is "dua puluh empat", 1100 is "seribu seratus"."""
    if not 0 <= n < 1_000_000:
        raise ValueError(f"only 0 to 999,999 can be spelled, not {n}")
    if n < 12:
        return ONES[n]
    if n < 20:
        return f"{ONES[n - 10]} belas"
    for size, word in ((1000, "ribu"), (100, "ratus"), (10, "puluh")):
        if n >= size:
            count, rest = divmod(n, size)
            head = f"se{word}" if count == 1 else f"{number_words(count)} {word}"
            return f"{head} {number_words(rest)}" if rest else head
    raise AssertionError(n)


def jp_words(jp: int) -> str:
    """ "24 (dua puluh empat) Jam Pelajaran": digits and words, as the training certificates of the ministries print it."""
    return f"{jp} ({number_words(jp)}) Jam Pelajaran"


def score_text(score: Decimal) -> str:
    """87,50: two places and the decimal comma."""
    return f"{score:.2f}".replace(".", ",")


def date_text(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def date_range(first: date, last: date) -> str:
    """ "16–20 November 2026", "30 November–4 Desember 2026", "28 Desember 2026–3 Januari 2027"; one day is that day."""
    if last < first:
        raise ValueError(f"the range ends ({last}) before it begins ({first})")
    if first == last:
        return date_text(first)
    if first.year != last.year:
        return f"{date_text(first)}–{date_text(last)}"
    if first.month != last.month:
        return f"{first.day} {MONTHS[first.month - 1]}–{date_text(last)}"
    return f"{first.day}–{date_text(last)}"


def group_nip(nip: str) -> str:
    """ "19860926 201505 1 001"; what is not 18 digits is printed as it was given."""
    digits = re.sub(r"\s", "", nip)
    if not re.fullmatch(r"[0-9]{18}", digits):
        return nip.strip()
    return f"{digits[:8]} {digits[8:14]} {digits[14]} {digits[15:]}"


def mask_nip(nip: str) -> str:
    """ "1986**********1001": year of birth and the last four digits; anything that is no NIP becomes stars entirely."""
    digits = re.sub(r"\s", "", nip)
    if not re.fullmatch(r"[0-9]{18}", digits):
        return "*" * len(digits)
    return f"{digits[:4]}{'*' * 10}{digits[-4:]}"


def capacity_lines(*parts: str) -> tuple[str, ...]:
    """What stands above the signature, in capitals as a naskah dinas has it: "a.n. WALI KOTA PALEMBANG", "Plt. KEPALA DINAS".

    The abbreviations a.n., u.b., Plt., Plh., Pj. and Pjs. keep their letters; empty parts give no line.
    """
    return tuple(
        re.sub(r"(?:A\.N|U\.B|PLT|PLH|PJS?)\.(?=\s)", lambda found: ABBREVIATIONS[found[0]], part.strip().upper())
        for part in parts
        if part.strip()
    )


def signatory_lines(
    name: str,
    *,
    title_before: str = "",
    title_after: str = "",
    rank: str = "",
    nip: str = "",
    show_titles: bool = False,
    show_rank: bool = True,
    show_nip: bool = True,
) -> tuple[str, tuple[str, ...]]:
    """The signer's name and the lines under it.

    Permendagri 1/2023 Ps 44(2): a sertifikat names its signer without academic titles; Ps 44(3): officials other than the
    head of the region, the deputy and the secretary add rank and NIP. Both rub on a Kepala Dinas, hence the switches.
    """
    signed = full_name(name, title_before, title_after) if show_titles else name
    below = (rank if show_rank else "", f"NIP {group_nip(nip)}" if show_nip and nip else "")
    return signed, tuple(line for line in below if line)
