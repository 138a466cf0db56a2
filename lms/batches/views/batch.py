"""The list of batches, and one of them."""

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from lms.batches import planning, roster, service
from lms.batches.forms import BatchForm
from lms.batches.rules import MODE_NAMES, STATE_NAMES, BatchState
from lms.batches.views.blueprint import pages
from lms.catalog.service import current_catalog
from lms.kit.clock import wib
from lms.kit.errors import Invalid
from lms.kit.web import actor, at, once, require
from lms.people.rules import Permission


@pages.get("/batches")
@require(Permission.SEE_BATCHES)
def index() -> str:
    found = service.batches_for(actor())
    return render_template(
        "batches/index.html",
        batches=found,
        counts=roster.counts(actor(), [batch.id for batch in found]),
        states=STATE_NAMES,
        may_run=actor().may(Permission.RUN_BATCHES),
    )


@pages.get("/batches/<int:batch_id>")
@require(Permission.SEE_BATCHES)
def show(batch_id: int) -> str:
    batch = service.open_batch(actor(), batch_id)
    trains = batch.id in service.trained_by(actor())
    return render_template(
        "batches/show.html",
        batch=batch,
        counts=roster.counts(actor(), [batch.id])[batch.id],
        trainers=roster.trainers(batch.id),
        states=STATE_NAMES,
        modes=MODE_NAMES,
        may_run=actor().may(Permission.RUN_BATCHES),
        may_see_certificates=actor().may(Permission.SEE_CERTIFICATES),
        trains=trains,
        may_see_tests=actor().may(Permission.SEE_TESTS) and (trains or actor().may(Permission.RUN_BATCHES)),
    )


@pages.route("/batches/new", methods=["GET", "POST"])
@require(Permission.RUN_BATCHES)
def new() -> Any:
    form = BatchForm(request.form, title=current_catalog().programme.title, year=wib(at()).year)
    if request.method == "POST" and form.validate():
        try:
            return once(lambda: address_of(planning.create_batch(actor(), form.draft())))
        except Invalid as refusal:
            form.refuse(refusal)
    return render_template("batches/edit.html", form=form, batch=None), 422 if form.errors else 200


@pages.route("/batches/<int:batch_id>/edit", methods=["GET", "POST"])
@require(Permission.RUN_BATCHES)
def edit(batch_id: int) -> Any:
    batch = service.open_batch(actor(), batch_id)
    form = BatchForm(request.form, obj=batch)
    if request.method == "POST" and form.validate():

        def act() -> str:
            planning.change_batch(actor(), batch_id, form.draft())
            return address_of(batch_id)

        try:
            return once(act)
        except Invalid as refusal:
            form.refuse(refusal)
    return render_template("batches/edit.html", form=form, batch=batch), 422 if form.errors else 200


@pages.post("/batches/<int:batch_id>/state")
@require(Permission.RUN_BATCHES)
def state(batch_id: int) -> Response:
    """Closes the batch, or opens it again."""

    def act() -> str:
        wanted = BatchState.CLOSED if request.form.get("state") == "closed" else BatchState.OPEN
        planning.set_state(actor(), batch_id, wanted)
        return address_of(batch_id)

    return once(act)


def address_of(batch_id: int) -> str:
    return url_for("batches.show", batch_id=batch_id)
