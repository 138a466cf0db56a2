"""The dry run: who would get which number, whose certificate has a problem, and how the first ones look. Nothing is kept."""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lms.batches.service import BatchCard
from lms.certificates import codes, eligibility
from lms.certificates.eligibility import Candidate
from lms.certificates.facts import Facts
from lms.certificates.issuing import check
from lms.certificates.numbers import Numbering, foreseen
from lms.certificates.office import Office, current_office, pictures
from lms.certificates.press import Unprintable, press, press_many
from lms.certificates.press.preview import page_png
from lms.certificates.printing import Earned, coded, facts_of
from lms.certificates.rules import Kind
from lms.kit.errors import NotFound
from lms.kit.words import N_, Reason
from lms.people.actor import Actor
from lms.people.rules import Employment, Permission

PATIENCE: Final = 5.0
"""Seconds a page may take for setting everybody once; who is left is judged by the job."""
NO_CODE: Final = "0" * codes.CODE_LENGTH
"""The code of a proof: whoever scans it hears that nobody has it."""
CIVIL_SERVANTS: Final = frozenset({Employment.PNS, Employment.CPNS, Employment.PPPK, Employment.PPPK_PART_TIME})
PICTURE_WIDTH: Final = 900


@dataclass(frozen=True, slots=True)
class Line:
    """One of the chosen. With `problems` the job leaves them out, without a number; `doubts` are printed as they are."""

    candidate: Candidate
    number: str
    problems: tuple[Reason, ...]
    doubts: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """`judged` is how many were set: all of them, unless that would have kept the reader waiting."""

    batch: BatchCard
    kind: Kind
    lines: tuple[Line, ...]
    judged: int

    @property
    def troubled(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.problems or line.doubts)

    @property
    def printable(self) -> int:
        """How many get a certificate, as far as is known."""
        return sum(not line.problems for line in self.lines)


def rehearse(
    by: Actor, batch_id: int, enrolment_ids: list[int], at: datetime, *, kind: Kind, asked: Numbering, wording: str
) -> Rehearsal:
    """What issuing would do now. Raises as issuing.issue does, except for what is still to be typed on the same page."""
    by.must(Permission.ISSUE)
    table = eligibility.table_of(by, batch_id, kind)
    chosen = check(by, table, enrolment_ids, Numbering(), wording or "...")
    ids = [candidate.enrolment.id for candidate in chosen]
    office = current_office()
    provisional = foreseen(office, table.batch.name, at, ids, asked)
    earned = eligibility.earned_by(chosen, table.batch, wording)
    problems: dict[int, tuple[Reason, ...]] = {}
    until = time.monotonic() + PATIENCE
    for one in ids:
        if time.monotonic() < until:
            problems[one] = _problems(earned[one], office, provisional[one] or "-", at)
    # whoever is left out uses no number, so the next in the roll gets it
    numbers = foreseen(office, table.batch.name, at, [one for one in ids if not problems.get(one)], asked)
    lines = tuple(
        Line(
            candidate,
            numbers.get(candidate.enrolment.id, asked.typed.get(candidate.enrolment.id, "")),
            problems.get(candidate.enrolment.id, ()),
            tuple(_doubts(candidate)),
        )
        for candidate in chosen
    )
    return Rehearsal(table.batch, kind, lines, judged=len(problems))


def proofs(by: Actor, rehearsed: Rehearsal, at: datetime, wording: str, limit: int) -> bytes:
    """The first `limit` that can be printed, front and back in one PDF, as they would be. Raises Forbidden; ValueError for nobody."""
    by.must(Permission.ISSUE)
    lines = [line for line in rehearsed.lines if not line.problems][:limit]
    earned = eligibility.earned_by((line.candidate for line in lines), rehearsed.batch, wording)
    office = current_office()
    facts = (_proof(earned[line.candidate.enrolment.id], office, line.number, at) for line in lines)
    return press_many(facts, pictures=pictures())


def front_page(
    by: Actor, batch_id: int, enrolment_id: int, at: datetime, *, kind: Kind, number: str, wording: str
) -> bytes:
    """A picture of the front page this participant would get, PNG. Raises Forbidden, NotFound, Unprintable."""
    by.must(Permission.ISSUE)
    table = eligibility.table_of(by, batch_id, kind)
    candidate = next((one for one in table.candidates if one.enrolment.id == enrolment_id), None)
    if candidate is None:
        raise NotFound
    earned = eligibility.earned_by([candidate], table.batch, wording)[enrolment_id]
    return page_png(press(_proof(earned, current_office(), number, at), pictures()), 0, PICTURE_WIDTH)


def _proof(earned: Earned, office: Office, number: str, at: datetime) -> Facts:
    return coded(facts_of(earned, office, earned.batch.courses, number=number, at=at), NO_CODE)


def _problems(earned: Earned, office: Office, number: str, at: datetime) -> tuple[Reason, ...]:
    """Why the press would refuse them; empty when it would not."""
    try:
        press(_proof(earned, office, number, at), pictures())
    except Unprintable as unprintable:
        return unprintable.problems
    return ()


def _doubts(candidate: Candidate) -> list[Reason]:
    """What is printed as it is, and is worth a look before it is."""
    person, found = candidate.person, []
    if not person.nip and person.employment in CIVIL_SERVANTS:
        found.append(Reason(N_("No NIP is recorded, so the row for it is left out.")))
    if not person.position:
        found.append(Reason(N_("No position is recorded, so a dash stands there.")))
    return found
