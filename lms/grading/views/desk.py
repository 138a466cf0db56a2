"""The queue, the desk and the feedback page."""

from datetime import UTC, datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from lms.activities import AUDIENCES, KINDS
from lms.batches import service as batches
from lms.catalog.service import current_catalog
from lms.grading import service
from lms.grading.forms import read_comment, read_decision, read_levels, read_marks
from lms.grading.views.blueprint import pages
from lms.kit.errors import Conflict, Invalid
from lms.kit.i18n import _
from lms.kit.web import LARGEST_ID, actor, at, number_asked, once, require
from lms.people import service as people
from lms.people.rules import Permission
from lms.posts import waiting
from lms.posts.rules import Decision, may_return
from lms.posts.waiting import Submission

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
    """Straight to the oldest post that waits, or with `skip` to the one behind that."""
    revision_id = service.next_revision(actor(), behind=number_asked("skip"))
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


@pages.get("/grading/<int:revision_id>/levels")
@require(Permission.GRADE)
def levels(revision_id: int) -> str:
    """Work on each level with its marks, to compare a post with; apart from the desk, which has to open fast."""
    activity = waiting.activity_for_grading(actor(), revision_id)
    return render_template("grading/levels.html", activity=activity, revision_id=revision_id)


@pages.post("/grading/<int:revision_id>")
@require(Permission.GRADE)
def publish(revision_id: int) -> Any:
    """Publishes or returns, then opens the next one that waits."""
    rubric = waiting.activity_for_grading(actor(), revision_id).rubric

    def act() -> str:
        decision = read_decision(request.form)
        marks, comment = read_marks(request.form, rubric), read_comment(request.form)
        service.publish(actor(), revision_id, marks, comment, decision, at())
        following = service.next_revision(actor(), behind=revision_id)
        flash(
            _("The post was returned for revision.") if decision is Decision.RETURNED else _("The score is published."),
            "ok",
        )
        return url_for("grading.desk", revision_id=following) if following else url_for("grading.queue")

    try:
        return once(act)
    except (Invalid, Conflict) as refusal:
        fresh = waiting.open_for_grading(actor(), revision_id)
        if fresh.waiting and isinstance(refusal, Invalid):
            return _desk(fresh, refusal=refusal), refusal.status
        return _taken(fresh), Conflict.status


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


def _desk(submission: Submission, refusal: Invalid | None) -> str:
    activity, post = submission.opened.activity, submission.opened.post
    posted = request.form
    levels = read_levels(posted, activity.rubric)
    programme = current_catalog().programme
    return render_template(
        "grading/desk.html",
        submission=submission,
        activity=activity,
        person=people.names_of([post.person_id])[post.person_id],
        batch=batches.open_batch(actor(), post.batch_id),
        verdicts=service.verdicts_of(post.id) if post.rounds > 1 else {},
        levels=levels,
        notes={criterion.key: posted.get(f"note-{criterion.key}", "") for criterion in activity.rubric.criteria},
        comment=posted.get("comment", ""),
        errors=refusal.fields if refusal else {},
        programme=programme,
        may_return=may_return(post.rounds, activity.max_revisions),
        count=waiting.waiting_count(submission.trained),
        **_words(),
    )


def _taken(submission: Submission) -> str:
    """The verdict that holds beside the one that came too late."""
    verdict = service.verdicts_of(submission.opened.post.id)[submission.revision.id]
    return render_template(
        "grading/conflict.html",
        submission=submission,
        verdict=verdict,
        own=verdict.trainer.id == actor().id,
        marks=read_marks(request.form, submission.opened.activity.rubric),
        comment=read_comment(request.form),
    )


def _words() -> dict[str, Any]:
    catalog = current_catalog()
    return {
        "platforms": catalog.platforms,
        "audiences": AUDIENCES,
        "kinds": KINDS,
        "competencies": catalog.competencies,
    }


def _place(text: str) -> tuple[datetime, int] | None:
    """Where a page of the queue begins; anything unreadable is the beginning."""
    moment, _underscore, revision_id = text.rpartition("_")
    try:
        sent_at, last = datetime.fromisoformat(moment).astimezone(UTC), int(revision_id)
    except (ValueError, OverflowError):
        return None
    return (sent_at, last) if last <= LARGEST_ID else None
