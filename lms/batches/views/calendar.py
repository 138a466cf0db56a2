"""The meetings of a batch with their attendance, and the deadlines of its assignments."""

from typing import Any

from flask import flash, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.batches import attendance, planning, service
from lms.batches.forms import SessionForm, deadlines_form, moved_deadlines, read_sheet
from lms.batches.rules import MARK_NAMES
from lms.batches.views.blueprint import pages
from lms.kit.errors import Invalid
from lms.kit.i18n import _, ngettext
from lms.kit.web import actor, at, once, require
from lms.people.rules import Permission


@pages.route("/batches/<int:batch_id>/sessions", methods=["GET"])
@require(Permission.SEE_BATCHES)
def sessions(batch_id: int) -> Any:
    batch = service.open_batch(actor(), batch_id)
    planned = attendance.meetings(actor(), batch)
    return render_template(
        "batches/sessions.html",
        batch=batch,
        meetings=planned,
        jp=sum(meeting.jp for meeting in planned),
        modules=batch.courses.modules,
        may_run=actor().may(Permission.RUN_BATCHES),
        may_mark=attendance.may_mark(actor(), batch_id),
    )


@pages.route("/batches/<int:batch_id>/sessions/new", methods=["GET", "POST"])
@require(Permission.RUN_BATCHES)
def new_session(batch_id: int) -> Any:
    batch = service.open_batch(actor(), batch_id)
    form = SessionForm(request.form)
    form.module_key.choices = [(module.key, module.title) for module in batch.courses.modules.values()]
    if request.method == "POST" and form.validate():

        def act() -> str:
            planning.create_session(actor(), batch_id, form.draft())
            return url_for("batches.sessions", batch_id=batch_id)

        return once(act)
    return render_template("batches/session.html", batch=batch, form=form), 422 if form.errors else 200


@pages.post("/sessions/<int:session_id>/remove")
@require(Permission.RUN_BATCHES)
def remove_session(session_id: int) -> Response:
    return once(lambda: url_for("batches.sessions", batch_id=planning.remove_session(actor(), session_id)))


@pages.route("/sessions/<int:session_id>", methods=["GET", "POST"], endpoint="attendance")
@require(Permission.SEE_BATCHES)
def sheet(session_id: int) -> Any:
    """One sheet for everyone; the service refuses marks of those who may only read."""
    meeting, batch = attendance.open_meeting(actor(), session_id)
    lines = attendance.sheet(actor(), meeting)
    refused: Invalid | None = None
    if request.method == "POST":
        entries = read_sheet(request.form, [line.enrolment_id for line in lines])

        def act() -> str:
            changed = attendance.mark(actor(), session_id, entries, at())
            flash(ngettext("%(num)s mark was recorded.", "%(num)s marks were recorded.", changed), "ok")
            return url_for("batches.sessions", batch_id=batch.id)

        try:
            return once(act)
        except Invalid as refusal:
            refused = refusal
    page = render_template(
        "batches/attendance.html",
        meeting=meeting,
        batch=batch,
        lines=lines,
        marks=MARK_NAMES,
        typed=request.form,
        refused=refused,
        may_mark=attendance.may_mark(actor(), batch.id),
    )
    return page, 422 if refused else 200


@pages.route("/batches/<int:batch_id>/deadlines", methods=["GET", "POST"])
@require(Permission.RUN_BATCHES)
def deadlines(batch_id: int) -> Any:
    batch = service.open_batch(actor(), batch_id)
    due = service.deadlines(batch)
    activities = [activity for module in batch.courses.modules.values() for activity in module.activities]
    titles = {activity.key: f"{activity.code} {activity.title}" for activity in activities}
    form = deadlines_form(titles, due, request.form if request.method == "POST" else None)
    if request.method == "POST" and form.validate():

        def act() -> str:
            planning.set_deadlines(actor(), batch_id, moved_deadlines(form, due))
            flash(_("The deadlines are saved."), "ok")
            return url_for("batches.show", batch_id=batch_id)

        return once(act)
    return render_template("batches/deadlines.html", batch=batch, form=form), 422 if form.errors else 200
