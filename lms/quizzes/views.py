"""The pages of a quiz: before it, during an attempt, after it; and what trainers see of the tests of a batch."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.kit.i18n import _
from lms.kit.web import actor, at, once, require
from lms.people.rules import Permission
from lms.quizzes import analysis, service, statistics
from lms.quizzes.forms import ANSWER, Press, read_attempt
from lms.quizzes.gain import GRADE_NAMES
from lms.quizzes.service import Sending

pages = Blueprint("quizzes", __name__)


@pages.get("/quizzes/<int:batch_id>/<module>/<slug>")
@require(Permission.LEARN)
def show(batch_id: int, module: str, slug: str) -> str:
    """What the quiz asks for, what one has reached so far, and the way in."""
    entrance = service.entrance(actor(), batch_id, f"{module}/{slug}")
    return render_template("quizzes/show.html", entrance=entrance)


@pages.post("/quizzes/<int:batch_id>/<module>/<slug>/start")
@require(Permission.LEARN)
def start(batch_id: int, module: str, slug: str) -> Response:
    """Opens the attempt that is open, or begins one."""
    return once(
        lambda: url_for("quizzes.attempt", attempt_id=service.start(actor(), batch_id, f"{module}/{slug}", at()))
    )


@pages.get("/attempts/<int:attempt_id>")
@require(Permission.LEARN)
def attempt(attempt_id: int) -> str | Response:
    """The questions; a sent attempt shows its result instead. `?check` points at what has no answer yet."""
    sheet = service.open_attempt(actor(), attempt_id)
    if sheet.attempt.sent_at is not None:
        return _to("quizzes.result", attempt_id)
    return render_template(
        "quizzes/attempt.html",
        sheet=sheet,
        over=sheet.is_over(at()),
        check="check" in request.args,
        answer=ANSWER,
        press=Press,
    )


@pages.post("/attempts/<int:attempt_id>")
@require(Permission.LEARN)
def answer(attempt_id: int) -> Response:
    """Saves or sends. Not remembered by form key: an attempt that was sent is frozen, so a repeat finds its result."""
    posted = read_attempt(request.form)
    if posted.press is Press.SAVE:
        kept = service.save(actor(), attempt_id, posted.answers, posted.page, at())
        if request.headers.get("X-Requested-With") == "fetch":
            return Response(status=204 if kept else 409)
        if kept:
            flash(_("Your answers are saved. Send them when you are ready."), "ok")
        return _to("quizzes.attempt", attempt_id)
    incomplete = posted.press is Press.SEND_INCOMPLETE
    sending = service.send(actor(), attempt_id, posted.answers, posted.page, at(), incomplete=incomplete)
    if sending is Sending.SENT:
        return _to("quizzes.result", attempt_id)
    if sending is Sending.RENEWED:
        return _to("quizzes.attempt", attempt_id)
    return redirect(url_for("quizzes.attempt", attempt_id=attempt_id, check=1), 303)


@pages.get("/attempts/<int:attempt_id>/result")
@require(Permission.LEARN)
def result(attempt_id: int) -> str:
    """The score and what to learn from it, question by question."""
    review = service.open_result(actor(), attempt_id)
    return render_template("quizzes/result.html", review=review)


@pages.get("/batches/<int:batch_id>/tests")
@require(Permission.SEE_TESTS)
def tests(batch_id: int) -> str:
    """What the batch has gained between its tests, person by person, and the way to their questions."""
    return render_template("quizzes/tests.html", tests=analysis.tests_of(actor(), batch_id), grades=GRADE_NAMES)


@pages.get("/batches/<int:batch_id>/tests/<module>/<slug>")
@require(Permission.SEE_TESTS)
def questions(batch_id: int, module: str, slug: str) -> str:
    """How good the questions of a test are. `?all` counts the answers of all batches."""
    found = analysis.analysis_of(actor(), batch_id, f"{module}/{slug}", everywhere="all" in request.args)
    return render_template(
        "quizzes/questions.html", analysis=found, flags=statistics.FLAG_NAMES, enough=statistics.ENOUGH
    )


def _to(endpoint: str, attempt_id: int) -> Response:
    return redirect(url_for(endpoint, attempt_id=attempt_id), 303)
