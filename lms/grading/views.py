"""The trainers' queue and desk, the feedback page, practice scores and the confirmation of levels."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from lms.activities import AUDIENCES, KINDS
from lms.batches import service as batches
from lms.catalog.service import current_catalog
from lms.competencies import service as competencies
from lms.gradebook import service as gradebook
from lms.grading import rules, service
from lms.grading.forms import read_comment, read_decision, read_levels, read_marks
from lms.kit.errors import Conflict, Invalid, NotFound
from lms.kit.i18n import _
from lms.kit.web import actor, at, once, require
from lms.people import service as people
from lms.people.rules import Permission
from lms.posts import waiting
from lms.posts.rules import Decision
from lms.posts.waiting import Submission

pages = Blueprint("grading", __name__)
PAGE = 25


@pages.get("/queue")
@require(Permission.GRADE)
def queue() -> str:
    """What waits, oldest first, 25 at a time."""
    lines = service.queue(actor(), after=_place(request.args.get("after", "")), limit=PAGE + 1)
    more = None
    if len(lines) > PAGE:
        last = lines[PAGE - 1].line
        more = url_for("grading.queue", after=f"{last.sent_at.isoformat()}_{last.revision_id}")
    return render_template(
        "grading/queue.html", lines=lines[:PAGE], more_url=more, count=service.waiting_count(actor())
    )


@pages.get("/grading/next")
@require(Permission.GRADE)
def next_post() -> BaseResponse:
    """Straight to the oldest post that waits."""
    skip = request.args.get("skip", type=int)
    revision_id = service.next_revision(actor(), skip=skip)
    if revision_id is None:
        flash(_("Nothing is waiting for you."), "ok")
        return redirect(url_for("grading.queue"))
    return redirect(url_for("grading.desk", revision_id=revision_id))


@pages.get("/grading/<int:revision_id>")
@require(Permission.GRADE)
def desk(revision_id: int) -> str | BaseResponse:
    submission = waiting.open_for_grading(actor(), revision_id)
    if not submission.waiting:
        return redirect(url_for("grading.feedback", post_id=submission.opened.post.id))
    return _desk(submission, refusal=None)


@pages.post("/grading/<int:revision_id>")
@require(Permission.GRADE)
def publish(revision_id: int) -> Any:
    """Publishes or returns, then opens the next one that waits."""
    submission = waiting.open_for_grading(actor(), revision_id)
    rubric = submission.opened.activity.rubric

    def act() -> str:
        decision = read_decision(request.form)
        marks, comment = read_marks(request.form, rubric), read_comment(request.form)
        service.publish(actor(), revision_id, marks, comment, decision, at())
        following = service.next_revision(actor(), skip=revision_id)
        flash(_("The post was returned for revision.") if decision is Decision.RETURNED else _("The score is published."), "ok")
        return url_for("grading.desk", revision_id=following) if following else url_for("grading.queue")

    try:
        return once(act)
    except Invalid as refusal:
        return _desk(submission, refusal=refusal), refusal.status
    except Conflict as refusal:
        verdict = service.verdicts_of(submission.opened.post.id).get(revision_id)
        page = render_template(
            "grading/conflict.html",
            refusal=refusal,
            submission=submission,
            verdict=verdict,
            marks=read_marks(request.form, rubric),
            comment=read_comment(request.form),
        )
        return page, refusal.status


@pages.get("/posts/<int:post_id>/feedback")
@require(Permission.ACCOUNT)
def feedback(post_id: int) -> str:
    """Every sending with its verdict, for the author and the trainers of the batch."""
    current = waiting.open_post_of_batch(actor(), post_id)
    return render_template(
        "grading/feedback.html",
        current=current,
        own=current.post.person_id == actor().id,
        person=people.names_of([current.post.person_id])[current.post.person_id],
        verdicts=service.verdicts_of(post_id),
        level_points=current_catalog().programme.level_points,
        **_words(),
    )


@pages.get("/batches/<int:batch_id>/practice")
@require(Permission.GRADE)
def practice(batch_id: int) -> str:
    """Practice and attitude scores, and the levels that wait for a trainer's confirmation."""
    return _practice(batch_id, errors={})


@pages.post("/batches/<int:batch_id>/practice")
@require(Permission.GRADE)
def save_practice(batch_id: int) -> Any:
    """Records the scores that changed; a score is 0 to 100, with a comma or a point."""
    _own_batch(batch_id)
    known = {card.id for card in batches.enrolments(batch_id)}
    scores, errors = _read_scores(known)
    if errors:
        return _practice(batch_id, errors=errors), 422

    def act() -> str:
        for enrolment_id, score in scores.items():
            gradebook.set_practice(actor(), enrolment_id, score, at())
        flash(_("The practice scores are saved."), "ok")
        return url_for("grading.practice", batch_id=batch_id)

    return once(act)


@pages.post("/batches/<int:batch_id>/people/<int:person_id>/competencies/<code>/confirm")
@require(Permission.GRADE)
def confirm(batch_id: int, person_id: int, code: str) -> BaseResponse:
    """The trainer's word on a level that the evidence suggests."""
    if code not in current_catalog().competencies:
        raise NotFound

    def act() -> str:
        suggested = competencies.levels_of(person_id)[code].suggested
        service.confirm_level(actor(), batch_id, person_id, code, suggested, at())
        flash(_("Level %(level)s of %(code)s is confirmed.", level=suggested, code=code), "ok")
        return url_for("grading.practice", batch_id=batch_id, _anchor=f"person-{person_id}")

    return once(act)


def _desk(submission: Submission, refusal: Invalid | None) -> str:
    activity = submission.opened.activity
    posted = request.form
    levels = read_levels(posted, activity.rubric)
    programme = current_catalog().programme
    return render_template(
        "grading/desk.html",
        submission=submission,
        activity=activity,
        person=people.names_of([submission.opened.post.person_id])[submission.opened.post.person_id],
        batch=batches.open_batch(actor(), submission.opened.post.batch_id),
        verdicts=service.verdicts_of(submission.opened.post.id),
        levels=levels,
        notes={criterion.key: posted.get(f"note-{criterion.key}", "") for criterion in activity.rubric.criteria},
        comment=posted.get("comment", ""),
        errors=refusal.fields if refusal else {},
        programme=programme,
        may_return=rules.may_return(submission.opened.post.rounds, activity.max_revisions),
        count=service.waiting_count(actor()),
        **_words(),
    )


def _words() -> dict[str, Any]:
    catalog = current_catalog()
    return {
        "platforms": catalog.platforms,
        "audiences": AUDIENCES,
        "kinds": KINDS,
        "competencies": catalog.competencies,
    }


def _own_batch(batch_id: int) -> None:
    if batch_id not in batches.trained_by(actor().id):
        raise NotFound


def _practice(batch_id: int, errors: dict[int, str]) -> str:
    _own_batch(batch_id)
    enrolled = batches.enrolments(batch_id)
    scores = gradebook.practice_scores([card.id for card in enrolled])
    return render_template(
        "grading/practice.html",
        batch=batches.open_batch(actor(), batch_id),
        enrolled=enrolled,
        people=people.names_of(card.person_id for card in enrolled),
        scores=scores,
        typed=request.form,
        errors=errors,
        levels={card.person_id: levels for card, levels in _levels(enrolled)},
        competencies=current_catalog().competencies,
    )


def _levels(enrolled: list[batches.EnrolmentCard]) -> list[tuple[batches.EnrolmentCard, dict[str, competencies.Level]]]:
    """Levels with evidence that nobody confirmed yet, by participant."""
    found = competencies.levels_of_many([card.person_id for card in enrolled])
    return [
        (
            card,
            {
                code: level
                for code, level in found[card.person_id].items()
                if level.evidence and level.confirmed != level.suggested
            },
        )
        for card in enrolled
    ]


def _read_scores(known: set[int]) -> tuple[dict[int, Decimal], dict[int, str]]:
    scores: dict[int, Decimal] = {}
    errors: dict[int, str] = {}
    for enrolment_id in known:
        typed = request.form.get(f"score-{enrolment_id}", "").strip().replace(",", ".")
        if not typed:
            continue
        try:
            score = Decimal(typed).quantize(Decimal("0.01"))
        except InvalidOperation:
            score = Decimal(-1)
        if 0 <= score <= 100:
            scores[enrolment_id] = score
        else:
            errors[enrolment_id] = _("A score is a number from 0 to 100.")
    return scores, errors


def _place(text: str) -> tuple[datetime, int] | None:
    """Where a page of the queue begins; anything unreadable is the beginning."""
    moment, _underscore, revision_id = text.rpartition("_")
    try:
        place = datetime.fromisoformat(moment)
        return (place, int(revision_id)) if place.tzinfo else None
    except ValueError:
        return None
