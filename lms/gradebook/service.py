"""The ledger of results: record, read what counts, and say where each participant stands."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import bindparam, func, insert, select

from lms.batches import service as batches
from lms.batches.rules import Share
from lms.catalog.pack import Catalog
from lms.catalog.service import current_catalog
from lms.gradebook import rules
from lms.gradebook.models import Result
from lms.gradebook.plan import PRACTICE_KEY, Plan, Required
from lms.gradebook.rules import ResultKind, Scored, Standing
from lms.kit.db import rows, session, transaction
from lms.kit.errors import Invalid, NotFound
from lms.kit.i18n import _l
from lms.people.actor import Actor

HUNDRED: Final = Decimal(100)
KNOWN: Final = select(Result.id).where(Result.source == bindparam("source"))
ADD: Final = insert(Result)


@dataclass(frozen=True, slots=True)
class ResultCard:
    """One result as it was recorded; `score` is 0..100, `edition` that of the pack ("" for practice)."""

    enrolment_id: int
    activity_key: str
    kind: ResultKind
    score: Decimal
    passed: bool
    source: str
    edition: str
    by_id: int
    at: datetime


def record(
    enrolment_id: int,
    activity_key: str,
    kind: ResultKind,
    score: Decimal,
    source: str,
    by_id: int,
    at: datetime,
    edition: str,
    *,
    passed: bool,
) -> None:
    """Adds one result; a source that was already recorded ("verdict:12") is left as it is.

    The caller has made sure that `by_id` may judge this participant.
    """
    if not 0 <= score <= HUNDRED:
        raise ValueError(f"a result is 0..100, not {score}")
    with transaction() as writing:
        if rows(KNOWN, source=source):
            return
        row = {
            "enrolment_id": enrolment_id,
            "activity_key": activity_key,
            "kind": kind,
            "score": score,
            "passed": passed,
            "source": source,
            "edition": edition,
            "by_id": by_id,
            "at": at,
        }
        writing.connection().execute(ADD, row)


def current(enrolment_ids: Collection[int]) -> dict[int, list[ResultCard]]:
    """What counts for each enrolment: the newest result of an assignment and of practice, the best of a test. One query."""
    found: dict[int, dict[str, ResultCard]] = {enrolment_id: {} for enrolment_id in enrolment_ids}
    if not found:
        return {}
    rows = session().execute(
        select(
            Result.enrolment_id,
            Result.activity_key,
            Result.kind,
            Result.score,
            Result.passed,
            Result.source,
            Result.edition,
            Result.by_id,
            Result.at,
        )
        .where(Result.enrolment_id.in_(found))
        .order_by(Result.id)
    )
    for row in rows:
        card = ResultCard(**row._mapping)
        counted = found[card.enrolment_id].get(card.activity_key)
        if counted and card.kind is ResultKind.TEST and counted.score >= card.score:
            continue
        found[card.enrolment_id][card.activity_key] = card
    return {enrolment_id: list(by_key.values()) for enrolment_id, by_key in found.items()}


def standing(batch_of: Mapping[int, int], shares: Mapping[int, Share] | None = None) -> dict[int, Standing]:
    """Where each participant stands; `batch_of` is their batch by enrolment.

    `shares` is attendance where the page has it already; else it is looked up.
    """
    if shares is None:
        shares = batches.attendance_share(list(batch_of))
    plans = {batch_id: the_plan(catalog) for batch_id, catalog in batches.courses(set(batch_of.values())).items()}
    return {
        enrolment_id: rules.standing(
            [Scored(card.activity_key, card.score, card.passed) for card in cards],
            shares.get(enrolment_id, Share(0, 0)),
            plans[batch_of[enrolment_id]],
        )
        for enrolment_id, cards in current(batch_of).items()
    }


def the_plan(catalog: Catalog) -> Plan:
    """The mandatory assignments and the tests of these courses, in their order."""
    modules = catalog.modules.values()
    return Plan(
        assignments=tuple(
            Required(activity.key, f"{activity.code} {activity.title}")
            for module in modules
            for activity in module.activities
            if activity.mandatory
        ),
        tests=tuple(Required(quiz.key, quiz.title) for module in modules for quiz in module.quizzes if quiz.counted),
        programme=catalog.programme,
    )


def practice_scores(enrolment_ids: Collection[int]) -> dict[int, Decimal]:
    """The practice score of everyone who has one."""
    return {
        enrolment_id: card.score
        for enrolment_id, cards in current(enrolment_ids).items()
        for card in cards
        if card.kind is ResultKind.PRACTICE
    }


def set_practice(by: Actor, batch_id: int, scores: Mapping[int, Decimal], at: datetime) -> None:
    """A trainer of the batch scores practice and attitude, 0..100 by enrolment; the same score again adds nothing.

    Raises NotFound for anybody else and for somebody outside the batch, BatchClosed, Invalid for a score outside the scale
    or with more than two decimals.
    """
    enrolled = {card.id for card in batches.enrolments(batch_id)}
    if batch_id not in batches.trained_by(by) or not scores.keys() <= enrolled:
        raise NotFound
    if not all(score.is_finite() and 0 <= score <= HUNDRED and score == round(score, 2) for score in scores.values()):
        raise Invalid(fields={"score": _l("A score is a number from 0 to 100 with at most two decimals.")})
    pass_score = current_catalog().programme.pass_score
    with transaction() as writing:
        batches.must_be_open(batch_id)
        known = practice_scores(scores)
        asked = select(Result.enrolment_id, func.count()).where(
            Result.enrolment_id.in_(scores), Result.kind == ResultKind.PRACTICE
        )
        times = {row[0]: row[1] for row in writing.execute(asked.group_by(Result.enrolment_id))}
        for enrolment_id, score in scores.items():
            if known.get(enrolment_id) == score:
                continue
            record(
                enrolment_id,
                PRACTICE_KEY,
                ResultKind.PRACTICE,
                score,
                f"practice:{enrolment_id}:{times.get(enrolment_id, 0) + 1}",
                by.id,
                at,
                edition="",
                passed=score >= pass_score,
            )
