"""Who has earned a certificate, what its number looks like. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from lms.certificates.wording import ROMAN_MONTHS
from lms.kit.words import N_


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence for people: an English msgid and its values. Scores come as Decimal; the edge writes them in the reader's way."""

    msgid: str
    params: Mapping[str, str | int | Decimal] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Whether a certificate is earned; when not, every reason at once."""

    reasons: tuple[Reason, ...]

    @property
    def earned(self) -> bool:
        return not self.reasons


def decide(
    *,
    final: Decimal | None,
    pass_score: Decimal,
    present: int,
    sessions: int,
    min_attendance: Decimal = Decimal("0.80"),
    missing: tuple[str, ...] = (),
    failing: tuple[str, ...] = (),
) -> Eligibility:
    """Earned = final score at the pass mark, share of sessions at the minimum (0.80 is 80 %), no mandatory task missing,
    no must-pass criterion failing. `missing` and `failing` are titles people know. No recorded session is not full presence.
    """
    reasons: list[Reason] = []
    if final is None:
        reasons.append(Reason(N_("There is no final score yet.")))
    elif final < pass_score:
        reasons.append(
            Reason(N_("The final score is %(score)s; %(minimum)s is needed."), {"score": final, "minimum": pass_score})
        )
    if sessions <= 0:
        reasons.append(Reason(N_("No attendance has been recorded yet.")))
    elif present < min_attendance * sessions:
        reasons.append(
            Reason(
                N_("Present at %(present)s of %(sessions)s sessions; %(percent)s %% is needed."),
                {"present": present, "sessions": sessions, "percent": int(min_attendance * 100)},
            )
        )
    if missing:
        reasons.append(Reason(N_("Not finished yet: %(tasks)s."), {"tasks": ", ".join(missing)}))
    if failing:
        reasons.append(Reason(N_("Still to be mended: %(criteria)s."), {"criteria": ", ".join(failing)}))
    return Eligibility(tuple(reasons))


@dataclass(frozen=True, slots=True)
class NumberParts:
    """What a number mask may print. `n` is the place in the register of this unit and year, from 1; `month` is 1 to 12."""

    code: str
    n: int
    unit: str
    month: int
    year: int
    batch: str = ""


TOKEN: Final = re.compile(r"\{([^{}]*)\}")
COUNTER: Final = re.compile(r"urut(?::0([1-9]))?")
TEXTS: Final = ("kode", "unit", "bulan_romawi", "tahun", "angkatan")


def mask_problems(mask: str) -> tuple[Reason, ...]:
    """Why a mask such as "{kode}/{urut:03}/{unit}/{bulan_romawi}/{tahun}" cannot number certificates; empty when it can."""
    tokens = TOKEN.findall(mask)
    found = [
        Reason(N_("The number format does not know {%(token)s}."), {"token": token})
        for token in tokens
        if token not in TEXTS and not COUNTER.fullmatch(token)
    ]
    if re.search(r"[{}]", TOKEN.sub("", mask)):
        found.append(Reason(N_("The number format has a brace without its partner.")))
    if not any(COUNTER.fullmatch(token) for token in tokens):
        found.append(Reason(N_("The number format needs {urut}, or every certificate would have the same number.")))
    if "tahun" not in tokens:
        found.append(Reason(N_("The number format needs {tahun}, because counting starts again each year.")))
    return tuple(found)


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

    def printed(token: re.Match[str]) -> str:
        counter = COUNTER.fullmatch(token[1])
        return str(parts.n).zfill(int(counter[1] or 0)) if counter else texts[token[1]]

    return TOKEN.sub(printed, mask)
