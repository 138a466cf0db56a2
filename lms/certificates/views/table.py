"""The eligibility table of a batch, issuing, revoking, the register."""

from typing import Any

from flask import flash, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from lms.catalog.service import current_catalog
from lms.certificates import issuing, service
from lms.certificates.views.blueprint import ask_for, pages
from lms.kit.errors import Invalid
from lms.kit.forms import one_line
from lms.kit.i18n import _
from lms.kit.web import actor, at, number_asked, once, require
from lms.people.rules import Permission

PAGE = 50


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
    return ask_for(batch_id, lambda: url_for("certificates.run", run_id=issuing.issue(actor(), batch_id, chosen, at())))


@pages.get("/issue-runs/<int:run_id>")
@require(Permission.ISSUE)
def run(run_id: int) -> str:
    card = issuing.open_issue_run(actor(), run_id)
    return render_template("certificates/run.html", run=card, printing=False, can_print=True)


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
