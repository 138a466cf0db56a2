"""Certificates over HTTP: the eligibility table, issuing and printing, the wallet, the register, and verification for anyone."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as BaseResponse

from lms.catalog.service import current_catalog
from lms.certificates import codes, issuing, service, wording
from lms.certificates.service import CertificateCard
from lms.kit.errors import Invalid, NotFound
from lms.kit.forms import one_line
from lms.kit.i18n import _
from lms.kit.storage import current_storage
from lms.kit.web import actor, at, limiter, number_asked, once, public, require
from lms.people.rules import Permission

pages = Blueprint("certificates", __name__)
PAGE = 50
LOOKUPS = "30 per minute"


@pages.get("/batches/<int:batch_id>/certificates")
@require(Permission.SEE_CERTIFICATES)
def batch(batch_id: int) -> str:
    """Who of the batch has earned a certificate, and why others have not."""
    table = service.table_of(actor(), batch_id)
    return render_template(
        "certificates/batch.html",
        table=table,
        programme=current_catalog().programme,
        may_issue=actor().may(Permission.ISSUE),
    )


@pages.post("/batches/<int:batch_id>/certificates/issue")
@require(Permission.ISSUE)
def issue(batch_id: int) -> BaseResponse:
    chosen = request.form.getlist("enrolment", type=int)
    return _ask(batch_id, lambda: url_for("certificates.run", run_id=issuing.issue(actor(), batch_id, chosen, at())))


@pages.get("/issue-runs/<int:run_id>")
@require(Permission.ISSUE)
def run(run_id: int) -> str:
    card = issuing.open_issue_run(actor(), run_id)
    return render_template("certificates/run.html", run=card, printing=False, can_print=True)


@pages.post("/batches/<int:batch_id>/certificates/print")
@require(Permission.ISSUE)
def print_batch(batch_id: int) -> BaseResponse:
    return _ask(
        batch_id, lambda: url_for("certificates.print_run", run_id=issuing.print_batch(actor(), batch_id, at()))
    )


@pages.get("/print-runs/<int:run_id>")
@require(Permission.ISSUE)
def print_run(run_id: int) -> str:
    card = issuing.open_print_run(actor(), run_id)
    return render_template("certificates/run.html", run=card, printing=True, can_print=False)


@pages.get("/print-runs/<int:run_id>.pdf")
@require(Permission.ISSUE)
def print_file(run_id: int) -> Response:
    """The merged file, as the job left it."""
    card = issuing.open_print_run(actor(), run_id)
    if card.digest is None:
        raise NotFound
    with current_storage().open(card.digest) as file:
        return _pdf(file.read(), f"sertifikat-angkatan-{card.batch_id}-cetak-{card.id}.pdf")


@pages.get("/certificates")
@require(Permission.LEARN)
def wallet() -> str:
    """The person's own certificates from all batches."""
    return render_template("certificates/wallet.html", cards=service.wallet(actor()))


@pages.get("/certificates/<int:certificate_id>.pdf")
@require(Permission.ACCOUNT)
def pdf(certificate_id: int) -> Response:
    """The print of a certificate for its owner, admins and auditors."""
    card = service.open_certificate(actor(), certificate_id)
    return _pdf(service.pdf(card), f"sertifikat-{card.number.replace('/', '-')}.pdf")


@pages.route("/certificates/<int:certificate_id>/revoke", methods=["GET", "POST"])
@require(Permission.ISSUE)
def revoke(certificate_id: int) -> Any:
    """Asks for the reason, then withdraws the certificate."""
    card = service.open_certificate(actor(), certificate_id)
    if request.method == "GET":
        return render_template("certificates/revoke.html", card=card, reason="", error=None)

    reason = one_line(request.form.get("reason", ""))

    def act() -> str:
        service.revoke(actor(), certificate_id, reason, at())
        flash(_("Certificate %(number)s is revoked.", number=card.number), "ok")
        return url_for("certificates.batch", batch_id=card.batch_id)

    try:
        return once(act)
    except Invalid as refusal:
        sentence = refusal.fields.get("reason", refusal.message)
        return render_template("certificates/revoke.html", card=card, reason=reason, error=sentence), refusal.status


@pages.get("/register")
@require(Permission.SEE_CERTIFICATES)
def register() -> str:
    """Every certificate ever issued, newest first."""
    cards = service.register(before=number_asked("before"), limit=PAGE + 1)
    more = url_for("certificates.register", before=cards[PAGE - 1].id) if len(cards) > PAGE else None
    return render_template("certificates/register.html", cards=cards[:PAGE], more_url=more)


@pages.get("/v/<code>")
@public
@limiter.limit(LOOKUPS)
def verify(code: str) -> tuple[str, int]:
    """What the QR opens. Unknown, malformed and somebody else's city look alike."""
    token = codes.read_code(code)
    card = service.verify(token) if token else None
    return _verification(card)


@pages.route("/verify", methods=["GET", "POST"])
@public
@limiter.limit(LOOKUPS, methods=["POST"])
def verify_form() -> Any:
    """For those who type the code that stands under the QR."""
    if request.method == "GET":
        return render_template("certificates/verify_form.html")
    token = codes.read_code(request.form.get("code", ""))
    card = service.verify(token) if token else None
    return redirect(url_for("certificates.verify", code=card.token), 303) if card else _verification(None)


def _ask(batch_id: int, act: Callable[[], str]) -> BaseResponse:
    """To the page of the run, or back to the table with the reason why there is none."""
    try:
        return once(act)
    except Invalid as refusal:
        flash(str(refusal.message), "bad")
        return redirect(url_for("certificates.batch", batch_id=batch_id), 303)


def _verification(card: CertificateCard | None) -> tuple[str, int]:
    """Validity and what is printed, never grades nor a whole NIP (UU KIP Ps 17 h)."""
    if card is None:
        return render_template("certificates/unknown.html"), 404
    page = render_template(
        "certificates/verify.html",
        card=card,
        facts=card.facts,
        nip=wording.mask_nip(card.facts.nip) if card.facts.nip else None,
        code=codes.group_code(card.token),
    )
    return page, 200


def _pdf(content: bytes, name: str) -> Response:
    answer = send_file(BytesIO(content), mimetype="application/pdf", download_name=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@pages.after_request
def _not_for_search_engines(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
