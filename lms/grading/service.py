"""The hinge: publish() writes the verdict, the result and the evidence in one commit; eligibility follows from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import bindparam, select

from lms.batches import service as batches
from lms.catalog.pack import Programme, Rubric
from lms.catalog.service import current_catalog
from lms.competencies import service as competencies
from lms.gradebook import service as gradebook
from lms.gradebook.rules import ResultKind
from lms.grading import rules
from lms.grading.models import Verdict
from lms.grading.rules import Mark
from lms.kit.db import session, transaction
from lms.kit.errors import Conflict, Invalid, NotFound
from lms.kit.i18n import _l
from lms.people import service as people
from lms.people.actor import Actor
from lms.people.service import PersonCard
from lms.posts import waiting
from lms.posts.rules import Decision
from lms.posts.waiting import Submission, WaitingLine

VERDICTS = select(Verdict).where(Verdict.post_id == bindparam("post_id"))


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A waiting revision with the words its line shows."""

    line: WaitingLine
    person: PersonCard
    batch_name: str
    title: str


@dataclass(frozen=True, slots=True)
class VerdictCard:
    """A published judgement as it was made, with the rubric it used."""

    id: int
    trainer: PersonCard
    rubric: Rubric
    marks: Mapping[str, Mark]
    comment: str
    decision: Decision
    points: Decimal
    edition: str
    at: datetime


def queue(by: Actor, *, after: tuple[datetime, int] | None = None, limit: int = 25) -> list[QueueLine]:
    """What waits in the trainer's own batches, oldest first."""
    lines = waiting.waiting(batches.trained_by(by), after=after, limit=limit)
    people_by_id = people.names_of(line.person_id for line in lines)
    own = {batch.id: batch for batch in batches.batches_for(by)}
    return [
        QueueLine(
            line,
            people_by_id[line.person_id],
            own[line.batch_id].name,
            own[line.batch_id].courses.activity(line.activity_key).title,
        )
        for line in lines
    ]


def waiting_count(by: Actor) -> int:
    return waiting.waiting_count(batches.trained_by(by))


def next_revision(by: Actor, *, behind: int | None = None) -> int | None:
    """The oldest revision that waits for this trainer, or None. `behind` a revision: the one that waits after it, so that
    what was skipped is passed by; after the last one the queue begins again."""
    batch_ids = batches.trained_by(by)
    lines: list[WaitingLine] = []
    if behind is not None:
        lines = waiting.waiting(batch_ids, after=waiting.place_of(behind), limit=1)
    lines = lines or waiting.waiting(batch_ids, limit=1)
    return next((line.revision_id for line in lines if line.revision_id != behind), None)


def allowed(submission: Submission, marks: Mapping[str, int], programme: Programme) -> frozenset[Decision]:
    """What may be decided with these marks; empty while a criterion has none."""
    rubric = submission.opened.activity.rubric
    if rules.unmarked(rubric, marks):
        return frozenset()
    return rules.decisions(
        total=rules.points(rubric, marks, programme.level_points),
        must_pass_failed=bool(rules.failing(rubric, marks)),
        pass_score=programme.pass_score,
        rounds=submission.opened.post.rounds,
        max_revisions=submission.opened.activity.max_revisions,
    )


def publish(
    by: Actor, revision_id: int, marks: Mapping[str, Mark], comment: str, decision: Decision, at: datetime
) -> int:
    """Judges a revision; the verdict's id. One commit: post state, verdict and, when the post is final, result and evidence.

    Raises NotFound outside the trainer's batches, Conflict when somebody was faster, Invalid when a criterion has no level
    or the decision does not fit the marks.
    """
    catalog = current_catalog()
    with transaction() as writing:
        submission = waiting.open_for_grading(by, revision_id)
        activity, post = submission.opened.activity, submission.opened.post
        levels = {key: mark.level for key, mark in marks.items()}
        waiting.judge(revision_id, decision)
        _refuse_unfit(submission, levels, comment, marks, decision)
        total = rules.points(activity.rubric, levels, catalog.programme.level_points)
        verdict = Verdict(
            revision_id=revision_id,
            post_id=post.id,
            trainer_id=by.id,
            marks=[{"criterion": m.criterion, "level": m.level, "comment": m.comment} for m in marks.values()],
            comment=comment,
            decision=decision,
            points=total,
            rubric=activity.rubric.as_json(),
            edition=activity.edition,
            at=at,
        )
        writing.add(verdict)
        writing.flush()
        if decision is not Decision.RETURNED:
            _record(by, verdict, submission, levels)
        return verdict.id


def verdicts_of(post_id: int) -> dict[int, VerdictCard]:
    """Published verdicts of a post by revision id; whoever calls has opened the post already."""
    rows = session().scalars(VERDICTS, {"post_id": post_id}).all()
    trainers = people.names_of(row.trainer_id for row in rows)
    return {
        row.revision_id: VerdictCard(
            id=row.id,
            trainer=trainers[row.trainer_id],
            rubric=Rubric.from_json(row.rubric),
            marks={m["criterion"]: Mark(m["criterion"], m["level"], m["comment"]) for m in row.marks},
            comment=row.comment,
            decision=row.decision,
            points=row.points,
            edition=row.edition,
            at=row.at,
        )
        for row in rows
    }


def confirm_level(by: Actor, batch_id: int, person_id: int, competency: str, level: int, at: datetime) -> None:
    """A trainer confirms the level that was shown, of somebody in a batch of theirs.

    Raises NotFound for anybody else and where there is no evidence, Conflict when new evidence suggests another level.
    """
    enrolled = {card.person_id for card in batches.enrolments(batch_id)}
    if batch_id not in batches.trained_by(by) or person_id not in enrolled:
        raise NotFound
    found = competencies.levels_of(person_id).get(competency)
    if found is None:
        raise NotFound
    if found.suggested != level:
        raise Conflict(_l("There is new evidence meanwhile: it suggests level %(level)s.", level=found.suggested))
    competencies.confirm(by, person_id, competency, level, at)


def _refuse_unfit(
    submission: Submission, levels: Mapping[str, int], comment: str, marks: Mapping[str, Mark], decision: Decision
) -> None:
    programme = current_catalog().programme
    rubric = submission.opened.activity.rubric
    if missing := rules.unmarked(rubric, levels):
        raise Invalid(fields={"marks": _l("Choose a level for: %(criteria)s.", criteria=", ".join(missing))})
    if not set(levels) <= {criterion.key for criterion in rubric.criteria}:
        raise Invalid(fields={"marks": _l("The rubric was changed meanwhile. Open the post again.")})
    if decision not in allowed(submission, levels, programme):
        if failed := rules.failing(rubric, levels):
            raise Invalid(
                fields={
                    "decision": _l(
                        "“%(criterion)s” is on the lowest level, so this post cannot pass.", criterion=failed[0]
                    )
                }
            )
        raise Invalid(fields={"decision": _l("This decision does not fit the points and the revisions that are left.")})
    if (
        decision is Decision.RETURNED
        and not comment.strip()
        and not any(mark.comment.strip() for mark in marks.values())
    ):
        raise Invalid(
            fields={"comment": _l("Write at least one sentence on what to improve before you return a post.")}
        )


def _record(by: Actor, verdict: Verdict, submission: Submission, levels: Mapping[str, int]) -> None:
    activity, post = submission.opened.activity, submission.opened.post
    source = f"verdict:{verdict.id}"
    gradebook.record(
        enrolment_id=post.enrolment_id,
        activity_key=activity.key,
        kind=ResultKind.ASSIGNMENT,
        score=verdict.points,
        passed=verdict.decision is Decision.PASSED,
        source=source,
        by_id=by.id,
        at=verdict.at,
        edition=activity.edition,
    )
    evidence_levels = current_catalog().programme.evidence_levels
    for criterion in activity.rubric.criteria:
        competencies.add_evidence(
            person_id=post.person_id,
            enrolment_id=post.enrolment_id,
            competency=criterion.competency,
            level=evidence_levels[levels[criterion.key]],
            activity_key=activity.key,
            criterion_key=criterion.key,
            source=source,
            by_id=by.id,
            at=verdict.at,
            edition=activity.edition,
        )
