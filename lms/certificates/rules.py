"""What the number of a certificate looks like. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lms.batches.rules import NAME_LENGTH
from lms.certificates.wording import ROMAN_MONTHS
from lms.kit.words import N_, Reason


class Kind(StrEnum):
    """What is issued (domain: sertifikat, piagam and surat keterangan are naskah dinas of their own)."""

    CERTIFICATE = "certificate"
    """Attended and passed."""
    AWARD = "award"
    """Piagam: best participant, best account."""
    STATEMENT = "statement"
    """Surat keterangan: attended, not passed."""


class Signing(StrEnum):
    """How a certificate is signed."""

    WET = "wet"
    """By pen, with a stamp."""
    SEAL = "seal"
    """By the institution's own electronic seal, made here."""
    TTE = "tte"
    """By the signer's electronic certificate from BSrE, made elsewhere."""


class Copy(StrEnum):
    """Which print of a certificate a sheet of paper is."""

    ORIGINAL = "original"
    AGAIN = "again"
    """The first sheet was spoiled before it was handed over; prints like the original."""
    DUPLICATE = "duplicate"
    """The holder lost theirs; prints "DUPLIKAT"."""


@dataclass(frozen=True, slots=True)
class NumberParts:
    """What a number mask may print. `n` is the place in the register of this unit and year, from 1; `month` is 1 to 12.

    Where the mask numbers a letter ({urut_massal}), `n` is the letter's and `suffix` the place within it, from 1.
    """

    code: str
    n: int
    unit: str
    month: int
    year: int
    batch: str = ""
    suffix: int = 0


TOKEN: Final = re.compile(r"\{([^{}]*)\}")
COUNTER: Final = re.compile(r"urut(?::0([1-9]))?")
LETTER: Final = re.compile(r"urut_massal(?::0([1-9]))?")
COUNTED: Final = re.compile(r"\{" + COUNTER.pattern + r"\}")
TEXTS: Final = ("kode", "unit", "bulan_romawi", "tahun", "angkatan")
NUMBER_LENGTH: Final = 120
UNIT_LENGTH: Final = 60


def mask_problems(mask: str) -> tuple[Reason, ...]:
    """Why a mask such as "{kode}/{urut:03}/{unit}/{bulan_romawi}/{tahun}" cannot number certificates; empty when it can."""
    tokens = TOKEN.findall(mask)
    found = [
        Reason(N_("The number format does not know {%(token)s}."), {"token": token})
        for token in tokens
        if token not in TEXTS and not COUNTER.fullmatch(token) and not LETTER.fullmatch(token)
    ]
    if re.search(r"[{}]", TOKEN.sub("", mask)):
        found.append(Reason(N_("The number format has a brace without its partner.")))
    if not any(COUNTER.fullmatch(token) for token in tokens):
        found.append(Reason(N_("The number format needs {urut}, or every certificate would have the same number.")))
    if "tahun" not in tokens:
        found.append(Reason(N_("The number format needs {tahun}, because counting starts again each year.")))
    return tuple(found)


def numbering_problems(mask: str, code: str, unit: str) -> tuple[Reason, ...]:
    """The problems of the mask, and of its longest number: it has to fit into the register."""
    if found := mask_problems(mask):
        return found
    longest = number_text(mask, NumberParts(code, 999_999, unit, 8, 9999, "I" * NAME_LENGTH, 9_999))
    measured = (
        (N_("The number may have %(count)s signs; at most %(limit)s fit."), len(longest), NUMBER_LENGTH),
        (N_("The unit of the number has %(count)s signs; at most %(limit)s fit."), len(unit), UNIT_LENGTH),
    )
    return tuple(Reason(msgid, {"count": n, "limit": most}) for msgid, n, most in measured if n > most)


def numbers_letters(mask: str) -> bool:
    """Whether the register counts letters: all of a run share the number of one, and {urut} counts within it."""
    return any(LETTER.fullmatch(token) for token in TOKEN.findall(mask))


def letter_text(letter: str, suffix: int) -> str:
    """A certificate's number under a letter's: "{urut}" says where its place goes, else it follows: "…/XI/2026-01"."""
    if any(COUNTER.fullmatch(token) for token in TOKEN.findall(letter)):
        return COUNTED.sub(lambda found: str(suffix).zfill(int(found[1] or 0)), letter)
    return f"{letter}-{suffix:02}"


def number_text(mask: str, parts: NumberParts) -> str:
    """The printed number: "800.2.4/007/Diskominfo/XI/2026". Raises ValueError for a mask with problems."""
    problems = mask_problems(mask)
    if problems:
        raise ValueError("; ".join(problem.msgid % problem.params for problem in problems))
    texts = {
        "kode": parts.code,
        "unit": parts.unit,
        "bulan_romawi": ROMAN_MONTHS[parts.month - 1],
        "tahun": str(parts.year),
        "angkatan": parts.batch,
    }

    within = parts.suffix if numbers_letters(mask) else parts.n

    def printed(token: re.Match[str]) -> str:
        for counter, n in ((COUNTER, within), (LETTER, parts.n)):
            if found := counter.fullmatch(token[1]):
                return str(n).zfill(int(found[1] or 0))
        return texts[token[1]]

    return TOKEN.sub(printed, mask)
