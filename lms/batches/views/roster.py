"""Who is in a batch, and who trains it."""

from typing import Any

from flask import flash, render_template, request, url_for
from werkzeug.wrappers import Response

from lms.batches import roster, service
from lms.batches.forms import TrainerForm
from lms.batches.rules import EnrolmentState
from lms.batches.service import BatchCard
from lms.batches.views.blueprint import pages
from lms.kit.errors import Invalid
from lms.kit.forms import one_line
from lms.kit.i18n import _, ngettext
from lms.kit.web import actor, at, number_asked, numbers_sent, once, require
from lms.people import directory
from lms.people.rules import Permission, Role
from lms.people.service import organisation_options


@pages.get("/batches/<int:batch_id>/roster", endpoint="roster")
@require(Permission.SEE_BATCHES)
def show(batch_id: int) -> Any:
    batch = service.open_batch(actor(), batch_id)
    lines = roster.roster(actor(), batch)
    return render_template(
        "batches/roster.html",
        batch=batch,
        lines=lines,
        taking_part=sum(line.state is EnrolmentState.ACTIVE for line in lines),
        may_run=actor().may(Permission.RUN_BATCHES),
    )


@pages.route("/batches/<int:batch_id>/enrol", methods=["GET", "POST"])
@require(Permission.RUN_BATCHES)
def enrol(batch_id: int) -> Any:
    """People are searched, ticked and enrolled, many at once."""
    batch = service.open_batch(actor(), batch_id)
    refused = None
    if request.method == "POST":

        def act() -> str:
            added = roster.enrol(actor(), batch_id, numbers_sent("person"), at())
            flash(
                ngettext("%(num)s person was enrolled.", "%(num)s people were enrolled.", added),
                "ok" if added else "info",
            )
            return url_for("batches.roster", batch_id=batch_id)

        try:
            return once(act)
        except Invalid as refusal:
            refused = refusal.message
    return _candidates(batch, refused), 422 if refused else 200


def _candidates(batch: BatchCard, refused: object) -> str:
    search = one_line(request.args.get("q", ""))[:80]
    office = number_asked("office")
    name, person_id = one_line(request.args.get("after", "")), number_asked("id")
    behind = (name, person_id) if name and person_id else None
    lines, after = directory.list_people(search, organisation_id=office, after=behind)
    place: dict[str, Any] = {"batch_id": batch.id, "q": search or None, "office": office}
    return render_template(
        "batches/enrol.html",
        batch=batch,
        lines=lines,
        enrolled={line.person_id for line in roster.roster(actor(), batch) if line.state is EnrolmentState.ACTIVE},
        ticked=set(numbers_sent("person")),
        search=search,
        office=office,
        offices=organisation_options(_("Every organisation")),
        enrol_url=url_for("batches.enrol", **place),
        onward=url_for("batches.enrol", **place, after=after[0], id=after[1]) if after else None,
        refused=refused,
    )


@pages.post("/enrolments/<int:enrolment_id>/withdraw")
@require(Permission.RUN_BATCHES)
def withdraw(enrolment_id: int) -> Response:
    return once(lambda: url_for("batches.roster", batch_id=roster.withdraw(actor(), enrolment_id)))


@pages.route("/batches/<int:batch_id>/trainers", methods=["GET", "POST"])
@require(Permission.RUN_BATCHES)
def trainers(batch_id: int) -> Any:
    batch = service.open_batch(actor(), batch_id)
    present = roster.trainers(batch_id)
    form = TrainerForm(request.form)
    named = {person_id for person_id, _name in present}
    everyone = directory.holders(Role.TRAINER)
    form.person_id.choices = [(person_id, name) for person_id, name in everyone.items() if person_id not in named]
    if request.method == "POST" and form.validate():
        try:
            return once(lambda: _trained(batch_id, int(form.person_id.data)))
        except Invalid as refusal:
            form.refuse(refusal)
    page = render_template("batches/trainers.html", batch=batch, trainers=present, form=form)
    return page, 422 if form.errors else 200


@pages.post("/batches/<int:batch_id>/trainers/<int:person_id>/remove")
@require(Permission.RUN_BATCHES)
def remove_trainer(batch_id: int, person_id: int) -> Response:
    def act() -> str:
        roster.remove_trainer(actor(), batch_id, person_id)
        return url_for("batches.trainers", batch_id=batch_id)

    return once(act)


def _trained(batch_id: int, person_id: int) -> str:
    roster.add_trainer(actor(), batch_id, person_id)
    return url_for("batches.trainers", batch_id=batch_id)
