"""The ledgers of evidence and confirmations, and the levels that follow from them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, insert, select

from lms.catalog.service import current_catalog
from lms.competencies import rules
from lms.competencies.models import Confirmation, Evidence
from lms.kit.db import rows, session, transaction
from lms.kit.errors import Invalid, NotFound
from lms.kit.i18n import _l
from lms.people.actor import Actor

KNOWN: Final = select(Evidence.id).where(
    Evidence.source == bindparam("source"), Evidence.criterion_key == bindparam("criterion_key")
)
ADD: Final = insert(Evidence)


@dataclass(frozen=True, slots=True)
class EvidenceCard:
    """One criterion of one judged post: the level (0..4) it showed, and where ("verdict:12")."""

    level: int
    activity_key: str
    criterion_key: str
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Confirmed:
    level: int
    by_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Level:
    """What the evidence suggests (0..4) and what a trainer decided, if one did. `evidence` is oldest first."""

    competency: str
    suggested: int
    tentative: bool
    confirmed: Confirmed | None
    evidence: tuple[EvidenceCard, ...]


def add_evidence(
    person_id: int,
    enrolment_id: int,
    competency: str,
    level: int,
    *,
    activity_key: str,
    criterion_key: str,
    source: str,
    by_id: int,
    at: datetime,
    edition: str,
) -> None:
    """Adds one piece of evidence; a criterion of a source that was already added is left as it is.

    The caller has made sure that `by_id` may judge this participant.
    """
    if not rules.is_level(level):
        raise ValueError(f"evidence shows a level of 0..{rules.TOP}, not {level}")
    with transaction() as writing:
        if rows(KNOWN, source=source, criterion_key=criterion_key):
            return
        row = {
            "person_id": person_id,
            "enrolment_id": enrolment_id,
            "competency": competency,
            "level": level,
            "activity_key": activity_key,
            "criterion_key": criterion_key,
            "source": source,
            "edition": edition,
            "by_id": by_id,
            "at": at,
        }
        writing.connection().execute(ADD, row)


def levels_of(person_id: int) -> dict[str, Level]:
    """Levels by competency, in the order of the framework, for every competency with evidence or a confirmation.

    Evidence follows a person through all batches. Two queries.
    """
    return levels_of_many([person_id])[person_id]


def levels_of_many(person_ids: Collection[int]) -> dict[int, dict[str, Level]]:
    """The same for many people, still in two queries."""
    evidence: dict[tuple[int, str], list[EvidenceCard]] = defaultdict(list)
    for row in session().execute(
        select(
            Evidence.person_id,
            Evidence.competency,
            Evidence.level,
            Evidence.activity_key,
            Evidence.criterion_key,
            Evidence.source,
            Evidence.at,
        )
        .where(Evidence.person_id.in_(person_ids))
        .order_by(Evidence.id)
    ):
        card = EvidenceCard(row.level, row.activity_key, row.criterion_key, row.source, row.at)
        evidence[row.person_id, row.competency].append(card)
    confirmed: dict[tuple[int, str], Confirmed] = {
        (row.person_id, row.competency): Confirmed(row.level, row.by_id, row.at)
        for row in session().execute(
            select(
                Confirmation.person_id,
                Confirmation.competency,
                Confirmation.level,
                Confirmation.by_id,
                Confirmation.at,
            )
            .where(Confirmation.person_id.in_(person_ids))
            .order_by(Confirmation.id)
        )
    }
    framework = list(current_catalog().competencies)
    found: dict[int, dict[str, Level]] = {}
    for person_id in person_ids:
        shown = {code for owner, code in evidence.keys() | confirmed.keys() if owner == person_id}
        ordered = [code for code in framework if code in shown] + sorted(shown - set(framework))
        found[person_id] = {
            code: _level(code, tuple(evidence[person_id, code]), confirmed.get((person_id, code))) for code in ordered
        }
    return found


def confirm(by: Actor, person_id: int, competency: str, level: int, at: datetime) -> None:
    """Notes the level (0..4) a trainer has decided on; it stays until they decide again, whatever the evidence says later.

    The caller has made sure that `by` trains this person. Raises NotFound for a competency outside the framework, Invalid
    for a level outside the scale.
    """
    if competency not in current_catalog().competencies:
        raise NotFound
    if not rules.is_level(level):
        raise Invalid(fields={"level": _l("Choose a level from 0 to %(top)s.", top=rules.TOP)})
    with transaction() as writing:
        writing.add(Confirmation(person_id=person_id, competency=competency, level=level, by_id=by.id, at=at))
        writing.flush()


def _level(code: str, evidence: tuple[EvidenceCard, ...], confirmed: Confirmed | None) -> Level:
    suggestion = rules.suggest([card.level for card in evidence])
    return Level(code, suggestion.level, suggestion.tentative, confirmed, evidence)
