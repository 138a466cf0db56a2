"""The shelf of editions: propose one, see what it changes, decide upon it."""

from collections.abc import Sequence
from contextlib import closing
from io import BytesIO
from typing import Any, Final

from flask import flash, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from lms.authoring import service
from lms.authoring.views.blueprint import pages
from lms.catalog.archive import LARGEST_ARCHIVE
from lms.catalog.pack import BrokenPack, Note
from lms.catalog.rules import EditionState, Source
from lms.kit.errors import TooLarge
from lms.kit.i18n import N_, _
from lms.kit.web import actor, at, large, once, require
from lms.people.rules import Permission

SOURCES: Final = {
    Source.INSTALLATION: N_("Came with the installation"),
    Source.UPLOAD: N_("Uploaded as a pack"),
    Source.QUESTIONS: N_("Questions were imported"),
}
STATES: Final = {
    EditionState.PROPOSED: (N_("Proposed"), "wait"),
    EditionState.APPROVED: (N_("Approved"), "ok"),
    EditionState.REFUSED: (N_("Refused"), "bad"),
}


@pages.get("/editions")
@require(Permission.AUTHOR)
def shelf() -> str:
    """What is taught, what was proposed, and the way to propose something."""
    return _shelf()


@pages.post("/editions")
@require(Permission.AUTHOR)
@large(LARGEST_ARCHIVE + 1024**2)
def propose() -> Any:
    """Takes a module as a ZIP; with errors in it nothing is kept, and all of them are shown."""
    file = request.files.get("pack")
    if file is None or not file.filename:
        return _shelf(missing=True), 422
    with closing(file):
        content = file.read(LARGEST_ARCHIVE + 1)
    if len(content) > LARGEST_ARCHIVE:
        raise TooLarge
    name = file.filename.replace("\\", "/").rpartition("/")[2][:80]

    def act() -> str:
        card = service.propose(actor(), BytesIO(content), name, request.form.get("note", ""), at())
        return url_for("authoring.edition", edition_id=card.id)

    try:
        return once(act)
    except BrokenPack as broken:
        return _shelf(broken.errors), 422


@pages.get("/editions/<int:edition_id>")
@require(Permission.AUTHOR)
def edition(edition_id: int) -> str:
    """What an edition changes, who uses it, and the decision upon it."""
    return render_template(
        "authoring/edition.html",
        opened=service.open_edition(actor(), edition_id),
        may_decide=actor().may(Permission.APPROVE_COURSES),
        sources=SOURCES,
        states=STATES,
    )


@pages.post("/editions/<int:edition_id>/approve")
@require(Permission.APPROVE_COURSES)
def approve(edition_id: int) -> Response:
    return _decided(edition_id, EditionState.APPROVED, _("Approved: batches that begin from now on use this edition."))


@pages.post("/editions/<int:edition_id>/refuse")
@require(Permission.APPROVE_COURSES)
def refuse(edition_id: int) -> Response:
    return _decided(edition_id, EditionState.REFUSED, _("Refused: nothing changes."))


@pages.get("/courses/<module>/<edition>.zip")
@require(Permission.AUTHOR)
def pack(module: str, edition: str) -> Response:
    """The files of an edition, to work on."""
    content = service.packed(actor(), module, edition)
    return send_file(BytesIO(content), "application/zip", as_attachment=True, download_name=f"{module}.zip")


def _decided(edition_id: int, state: EditionState, said: str) -> Response:
    def act() -> str:
        service.decide(actor(), edition_id, state, at())
        flash(said, "ok")
        return url_for("authoring.edition", edition_id=edition_id)

    return once(act)


def _shelf(errors: Sequence[Note] = (), *, missing: bool = False) -> str:
    return render_template(
        "authoring/shelf.html",
        shelf=service.shelf(actor()),
        errors=errors,
        missing=missing,
        note=request.form.get("note", ""),
        most=LARGEST_ARCHIVE // 1_000_000,
        sources=SOURCES,
        states=STATES,
    )
