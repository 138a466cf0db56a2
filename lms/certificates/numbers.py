"""Numbers are given here and nowhere else: under the lock of the register's row, in the transaction of the certificate."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Self

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.certificates.models import Certificate, IssueRun, Register
from lms.certificates.office import Office
from lms.certificates.printing import number_of
from lms.certificates.rules import NUMBER_LENGTH, letter_text, numbers_letters
from lms.kit.clock import wib
from lms.kit.db import added, session
from lms.kit.errors import Words
from lms.kit.i18n import _l
from lms.kit.words import N_, Reason


@dataclass(frozen=True, slots=True)
class Numbering:
    """Where the numbers of a run come from: the register (nothing said), one letter's number with places under it, or the
    office's own register, typed for each enrolment."""

    letter: str | None = None
    typed: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))

    def as_json(self) -> dict[str, Any]:
        if self.typed:
            return {"typed": {str(enrolment_id): number for enrolment_id, number in self.typed.items()}}
        return {"letter": self.letter} if self.letter is not None else {}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        typed = stored.get("typed", {})
        return cls(stored.get("letter"), {int(key): number for key, number in typed.items()})


@dataclass(frozen=True, slots=True)
class Given:
    """A number with its place in the register. `n` is None where it came from elsewhere."""

    unit: str
    year: int
    n: int | None
    suffix: int
    number: str


class NumberTaken(Exception):
    """Raised for a typed number that another certificate has got meanwhile; `problem` says so."""

    def __init__(self, number: str) -> None:
        self.problem = Reason(N_("The number %(number)s was used meanwhile."), {"number": number})
        super().__init__(number)


def give(writing: Session, office: Office, run: IssueRun, enrolment_id: int, batch_name: str) -> Given:
    """The number of the next certificate of this run; free again when the transaction does not commit.

    The year is that of the moment the run was asked for, in Palembang. A place whose number somebody typed before is passed
    over: the register of the office has used it. Raises NumberTaken.
    """
    day, unit = wib(run.at).date(), office.numbering.unit
    register, asked = open_register(writing, unit, day.year), Numbering.from_json(run.numbering)
    if typed := asked.typed.get(enrolment_id):
        if _taken(writing, typed):
            raise NumberTaken(typed)
        return Given(unit, day.year, None, 0, typed)
    if asked.letter:
        suffix = _issued_by(writing, run) + 1
        while _taken(writing, letter_text(asked.letter, suffix)):
            suffix += 1
        return Given(unit, day.year, None, suffix, letter_text(asked.letter, suffix))
    if not numbers_letters(office.numbering.mask):
        register.last += 1
        while _taken(writing, number := number_of(office, batch_name, day, n=register.last)):
            register.last += 1
        return Given(unit, day.year, register.last, 0, number)
    if run.letter_n is None:
        register.last += 1
        run.letter_n = register.last
    place = (Certificate.unit == unit, Certificate.year == day.year, Certificate.n == run.letter_n)
    suffix = (writing.scalar(select(func.max(Certificate.suffix)).where(*place)) or 0) + 1
    while _taken(writing, number := number_of(office, batch_name, day, n=run.letter_n, suffix=suffix)):
        suffix += 1
    return Given(unit, day.year, run.letter_n, suffix, number)


def open_register(writing: Session, unit: str, year: int) -> Register:
    """The register of this unit and year, locked until the commit: whoever holds it alone gives out numbers."""
    row = writing.get(Register, (unit, year), with_for_update=True, populate_existing=True)
    if row is None:
        added(Register(unit=unit, year=year, last=0))
        row = writing.get_one(Register, (unit, year), with_for_update=True, populate_existing=True)
    return row


def foreseen(office: Office, batch_name: str, at: datetime, chosen: list[int], asked: Numbering) -> dict[int, str]:
    """The numbers that these enrolments would get now, in this order. Nothing is given out; others may be faster."""
    if asked.typed:
        return {one: asked.typed.get(one, "") for one in chosen}
    if asked.letter:
        return {one: letter_text(asked.letter, place) for place, one in enumerate(chosen, 1)}
    day = wib(at).date()
    register = session().get(Register, (office.numbering.unit, day.year))
    last = register.last if register else 0
    if numbers_letters(office.numbering.mask):
        return {
            one: number_of(office, batch_name, day, n=last + 1, suffix=place) for place, one in enumerate(chosen, 1)
        }
    return {one: number_of(office, batch_name, day, n=last + place) for place, one in enumerate(chosen, 1)}


def problems_of(asked: Numbering, chosen: list[int]) -> dict[str, Words]:
    """What is wrong with numbers that were typed: field ("letter", "number-17") -> sentence; empty when they can be given."""
    if not asked.typed:
        return _problem_of_letter(asked.letter)
    used = set(session().scalars(select(Certificate.number).where(Certificate.number.in_(set(asked.typed.values())))))
    found: dict[str, Words] = {}
    owner: dict[str, int] = {}
    for place, enrolment_id in enumerate(chosen, 1):
        number, name = asked.typed.get(enrolment_id, ""), f"number-{enrolment_id}"
        if not number:
            found[name] = _l("Type the number from the office's register.")
        elif len(number) > NUMBER_LENGTH:
            found[name] = _too_long(len(number))
        elif number in used:
            found[name] = _l("The number %(number)s was given to another certificate already.", number=number)
        elif number in owner:
            found[name] = _l(
                "The number %(number)s stands here twice, also at row %(row)s.", number=number, row=owner[number]
            )
        owner.setdefault(number, place)
    return found


def _problem_of_letter(letter: str | None) -> dict[str, Words]:
    if letter is None:
        return {}
    if not letter:
        return {"letter": _l("Type the number of the letter.")}
    return {} if len(letter_text(letter, 9999)) <= NUMBER_LENGTH else {"letter": _too_long(len(letter))}


def _too_long(length: int) -> Words:
    return _l("The number has %(count)s signs; at most %(limit)s fit.", count=length, limit=NUMBER_LENGTH)


def _issued_by(writing: Session, run: IssueRun) -> int:
    """How many certificates this run has made so far."""
    own = (
        Certificate.enrolment_id.in_(run.enrolment_ids),
        Certificate.kind == run.kind,
        Certificate.issued_at == run.at,
    )
    return writing.scalar(select(func.count()).select_from(Certificate).where(*own)) or 0


def _taken(writing: Session, number: str) -> bool:
    return writing.scalar(select(Certificate.id).where(Certificate.number == number).limit(1)) is not None
