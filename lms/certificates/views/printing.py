"""The print room: what goes onto paper, and the files of it."""

from flask import Response, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from lms.certificates import printroom
from lms.certificates.views.blueprint import ask_for, pages, pdf_answer
from lms.kit.errors import NotFound
from lms.kit.storage import current_storage
from lms.kit.web import actor, at, require
from lms.people.rules import Permission


@pages.post("/batches/<int:batch_id>/certificates/print")
@require(Permission.ISSUE)
def print_batch(batch_id: int) -> BaseResponse:
    return ask_for(
        batch_id, lambda: url_for("certificates.print_run", run_id=printroom.print_batch(actor(), batch_id, at()))
    )


@pages.get("/print-runs/<int:run_id>")
@require(Permission.ISSUE)
def print_run(run_id: int) -> str:
    card = printroom.open_print_run(actor(), run_id)
    return render_template("certificates/run.html", run=card, printing=True, can_print=False)


@pages.get("/print-runs/<int:run_id>.pdf")
@require(Permission.ISSUE)
def print_file(run_id: int) -> Response:
    """The merged file, as the job left it."""
    card = printroom.open_print_run(actor(), run_id)
    if card.digest is None:
        raise NotFound
    with current_storage().open(card.digest) as file:
        return pdf_answer(file.read(), f"sertifikat-angkatan-{card.batch_id}-cetak-{card.id}.pdf")
