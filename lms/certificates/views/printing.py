"""The print room: what goes onto paper, and the files of it."""

import os
from collections.abc import Callable
from typing import Any

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as BaseResponse

from lms.certificates import printlog, printroom
from lms.certificates.press import Impression
from lms.certificates.printroom import PrintRoom
from lms.certificates.tickets import Output
from lms.certificates.views.blueprint import pages
from lms.certificates.views.printform import OUTPUT_NAMES, PAPER_FIELDS, PAPERS, PrintForm, print_form
from lms.kit.errors import Invalid, NotFound
from lms.kit.i18n import _
from lms.kit.storage import current_storage
from lms.kit.web import actor, at, number_asked, numbers_sent, once, require
from lms.people.rules import Permission


@pages.route("/batches/<int:batch_id>/certificates/print", methods=["GET", "POST"])
@require(Permission.ISSUE)
def print_batch(batch_id: int) -> Any:
    """The print room of a batch. Sent without any choice, it prints what was never printed, as the last sheets were."""
    room = printroom.print_room(actor(), batch_id, before=number_asked("before"))
    if request.method == "GET":
        return _room(room, print_form(room), room.proposed)
    if "output" not in request.form:
        return _print_the_rest(batch_id)

    form, ids = print_form(room, request.form), numbers_sent("certificate")
    if request.form.get("tick") in TICKED:
        return _room(room, form, TICKED[request.form["tick"]](room), unfolded=True)

    def act() -> str:
        return _page_of(printroom.ask(actor(), batch_id, form.ticket(ids), form.reason.text, at()))

    if form.validate():
        try:
            return once(act)
        except Invalid as refusal:
            form.refuse(refusal)
    return _room(room, form, ids, unfolded=bool(form.certificate.errors)), 422


TICKED: dict[str, Callable[[PrintRoom], tuple[int, ...]]] = {
    "all": lambda room: tuple(line.card.id for line in room.roll),
    "fresh": lambda room: tuple(line.card.id for line in room.fresh),
    "none": lambda _room: (),
}
"""By the button that ticks: the boxes that are ticked then."""


def _print_the_rest(batch_id: int) -> BaseResponse:
    try:
        return once(lambda: _page_of(printroom.print_batch(actor(), batch_id, at())))
    except Invalid as refusal:
        flash(str(refusal.message), "bad")
        return redirect(url_for("certificates.print_batch", batch_id=batch_id), 303)


def _room(room: PrintRoom, form: PrintForm, ticked: Any, *, unfolded: bool = False) -> str:
    oldest = room.log[-1].id if len(room.log) == printlog.LOGGED else None
    return render_template(
        "certificates/print.html",
        room=room,
        form=form,
        ticked=frozenset(ticked),
        unfolded=unfolded,
        paper_words=_in_words(room.impression),
        paper_unfolded=any(form[name].errors for name in PAPER_FIELDS),
        outputs=OUTPUT_NAMES,
        more_url=url_for("certificates.print_batch", batch_id=room.batch.id, before=oldest) if oldest else None,
    )


def _in_words(impression: Impression) -> list[str]:
    """How the last sheets were printed, for whoever leaves it as it is."""
    words = [_(PAPERS[impression.paper]), _("turned over the long edge") if impression.turn_back else ""]
    words.append("" if impression.background else _("without background"))
    words.append(_("moved on the paper") if any((*impression.front, *impression.back)) else "")
    return [word for word in words if word]


def _page_of(run_id: int) -> str:
    return url_for("certificates.print_run", run_id=run_id)


@pages.get("/print-runs/<int:run_id>")
@require(Permission.ISSUE)
def print_run(run_id: int) -> str:
    """How far a file of the print room is, and where it lies when it is done."""
    run = printroom.open_print_run(actor(), run_id)
    return render_template("certificates/print_run.html", run=run, outputs=OUTPUT_NAMES, papers=PAPERS)


@pages.get("/print-runs/<int:run_id>/file")
@require(Permission.ISSUE)
def print_file(run_id: int) -> Response:
    """The file, as the job left it; piece by piece, however large it is."""
    run = printroom.open_print_run(actor(), run_id)
    if run.digest is None:
        raise NotFound
    file = current_storage().open(run.digest)
    archive = run.ticket.output is Output.ZIP
    answer = send_file(
        file,
        mimetype="application/zip" if archive else "application/pdf",
        download_name=run.file_name,
        as_attachment=archive,
    )
    answer.content_length = os.fstat(file.fileno()).st_size
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@pages.post("/print-runs/<int:run_id>/hand-over")
@require(Permission.ISSUE)
def hand_over(run_id: int) -> BaseResponse:
    """The list to be signed by those whose certificates this run printed."""
    try:
        return once(lambda: _page_of(printroom.hand_over(actor(), run_id, at())))
    except Invalid as refusal:
        flash(str(refusal.fields.get("certificate", refusal.message)), "bad")
        return redirect(_page_of(run_id), 303)


@pages.post("/print-runs/<int:run_id>/cancel")
@require(Permission.ISSUE)
def cancel_print_run(run_id: int) -> BaseResponse:
    """Stops a run; nothing is written down as printed."""

    def act() -> str:
        printroom.cancel(actor(), run_id)
        return _page_of(run_id)

    return once(act)


@pages.post("/print-runs/<int:run_id>/continue")
@require(Permission.ISSUE)
def continue_print_run(run_id: int) -> BaseResponse:
    """Lets a run that was stopped, or given up, begin again."""

    def act() -> str:
        printroom.go_on(actor(), run_id)
        return _page_of(run_id)

    return once(act)


@pages.route("/register/book", methods=["GET", "POST"])
@require(Permission.ISSUE)
def register_book() -> Any:
    """The register of a year, to be kept on paper."""
    if request.method == "GET":
        return render_template("certificates/print_book.html", years=printroom.book_years(actor()))
    year = request.form.get("year", "")
    try:
        return once(lambda: _page_of(printroom.ask_for_book(actor(), _year(year), at())))
    except Invalid as refusal:
        flash(str(refusal.message), "bad")
        return redirect(url_for("certificates.register_book"), 303)


def _year(typed: str) -> int:
    """0 for what is no year, whose register is empty."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else 0
