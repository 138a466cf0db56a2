"""The signing desk of a batch: what waits for the seal or the official's signature, what came back, what is signed."""

from collections.abc import Callable, Mapping

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as BaseResponse

from lms.certificates.signing import remote, returning, service
from lms.certificates.signing.bsre import Official
from lms.certificates.signing.desk import desk, open_signing_run
from lms.certificates.views.blueprint import pages
from lms.config import current_settings
from lms.kit.errors import Invalid, NotFound, Words
from lms.kit.i18n import _
from lms.kit.storage import current_storage
from lms.kit.web import FORM_BYTES, actor, at, large, once, require
from lms.people.rules import Permission


@pages.get("/batches/<int:batch_id>/signing")
@require(Permission.SEE_CERTIFICATES)
def signing(batch_id: int) -> str:
    return _desk_page(batch_id, {})


@pages.post("/batches/<int:batch_id>/signing/seal")
@require(Permission.ISSUE)
def seal(batch_id: int) -> BaseResponse:
    return _asked(batch_id, lambda: service.seal_batch(actor(), batch_id, at()))


@pages.post("/batches/<int:batch_id>/signing/out")
@require(Permission.ISSUE)
def send_out(batch_id: int) -> BaseResponse:
    return _asked(batch_id, lambda: service.send_out(actor(), batch_id, at()))


@pages.post("/batches/<int:batch_id>/signing/return")
@require(Permission.ISSUE)
@large(returning.RETURN_BYTES + FORM_BYTES)
def take_back(batch_id: int) -> BaseResponse:
    """The files are kept before anything else: nothing that was sent is lost when the rest fails."""
    desk(actor(), batch_id)
    kept = returning.keep(
        (file.filename or "", file.stream) for file in request.files.getlist("files") if file.filename
    )
    return _asked(batch_id, lambda: returning.take_back(actor(), batch_id, kept, at()))


@pages.post("/batches/<int:batch_id>/signing/api")
@require(Permission.ISSUE)
def sign_remotely(batch_id: int) -> BaseResponse | tuple[str, int]:
    """Not through `once`, which would keep a digest of NIK and passphrase: signed certificates do not wait, so a form that is
    sent twice signs none of them twice."""
    official = Official(request.form.get("secret_nik", "").strip(), request.form.get("secret_passphrase", ""))
    try:
        run_id = remote.sign_waiting(actor(), batch_id, official, at())
    except Invalid as refusal:
        if not refusal.fields:
            flash(str(refusal.message), "bad")
        return _desk_page(batch_id, refusal.fields), refusal.status
    return redirect(url_for("certificates.signing_run", run_id=run_id), 303)


@pages.get("/signing-runs/<int:run_id>")
@require(Permission.SEE_CERTIFICATES)
def signing_run(run_id: int) -> str:
    card = open_signing_run(actor(), run_id)
    return render_template("certificates/signing_run.html", run=card, may_issue=actor().may(Permission.ISSUE))


@pages.get("/signing-runs/<int:run_id>.zip")
@require(Permission.ISSUE)
def signing_file(run_id: int) -> Response:
    """The parcel for the signing application."""
    card = open_signing_run(actor(), run_id)
    if card.way != "out" or card.digest is None:
        raise NotFound
    with current_storage().path(card.digest) as path:
        answer = send_file(
            path, mimetype="application/zip", download_name=f"tte-angkatan-{card.batch_id}-{card.id}.zip"
        )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@pages.post("/signing-runs/<int:run_id>/stop")
@require(Permission.ISSUE)
def stop_signing(run_id: int) -> BaseResponse:
    def act() -> str:
        if service.cancel_run(actor(), run_id):
            flash(_("Stopped. What is signed stays signed."), "ok")
        return url_for("certificates.signing_run", run_id=run_id)

    return once(act)


@pages.post("/signing-runs/<int:run_id>/resume")
@require(Permission.ISSUE)
def resume_signing(run_id: int) -> BaseResponse:
    def act() -> str:
        service.resume_run(actor(), run_id)
        return url_for("certificates.signing_run", run_id=run_id)

    return once(act)


def _asked(batch_id: int, act: Callable[[], int]) -> BaseResponse:
    """To the page of the run, or back to the desk with the reason why there is none."""
    try:
        return once(lambda: url_for("certificates.signing_run", run_id=act()))
    except Invalid as refusal:
        flash(str(refusal.message), "bad")
        return redirect(url_for("certificates.signing", batch_id=batch_id), 303)


def _desk_page(batch_id: int, errors: Mapping[str, Words]) -> str:
    found = desk(actor(), batch_id)
    return render_template(
        "certificates/signing.html",
        desk=found,
        errors=errors,
        may_issue=actor().may(Permission.ISSUE),
        seal_given=current_settings().seal.given,
        bsre_given=bool(current_settings().bsre.url),
        at_once=remote.MOST_AT_ONCE,
        megabytes=returning.RETURN_BYTES // 1024**2,
    )
