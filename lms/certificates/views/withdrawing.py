"""Revoking and replacing: both with a reason, both for good."""

from typing import Any

from flask import flash, render_template, request, url_for

from lms.certificates import replacing, service
from lms.certificates.replacing import LINE_LENGTH, REASON_MOST, Correction
from lms.certificates.rules import Kind
from lms.certificates.service import CertificateCard
from lms.certificates.views.blueprint import pages
from lms.kit.errors import Invalid
from lms.kit.forms import one_line
from lms.kit.i18n import _
from lms.kit.web import actor, at, once, require
from lms.people.rules import Permission


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
        return _table(card)

    try:
        return once(act)
    except Invalid as refusal:
        sentence = refusal.fields.get("reason", refusal.message)
        return render_template("certificates/revoke.html", card=card, reason=reason, error=sentence), refusal.status


@pages.route("/certificates/<int:certificate_id>/replace", methods=["GET", "POST"])
@require(Permission.ISSUE)
def replace(certificate_id: int) -> Any:
    """Shows what would be printed anew beside what was, asks for the reason, then issues the replacement."""
    if request.method == "GET":
        card, anew = replacing.open_replaceable(actor(), certificate_id)
        return _page(card, anew, Correction(anew.position, anew.workplace, ""), None), 200
    typed = Correction(*(one_line(request.form.get(name, "")) for name in ("position", "workplace", "reason")))

    def act() -> str:
        replacing.replace_certificate(actor(), certificate_id, typed, at())
        flash(_("The replacement is issued. The old certificate now answers “replaced”."), "ok")
        return _table(service.open_certificate(actor(), certificate_id))

    try:
        return once(act)
    except Invalid as refusal:
        card, anew = replacing.open_replaceable(actor(), certificate_id)
        return _page(card, anew, typed, refusal), refusal.status


def _table(card: CertificateCard) -> str:
    """The address of the table it stands in."""
    return url_for(
        "certificates.batch", batch_id=card.batch_id, kind=None if card.kind is Kind.CERTIFICATE else card.kind.value
    )


def _page(card: Any, anew: Any, typed: Correction, refusal: Invalid | None) -> str:
    return render_template(
        "certificates/replace.html",
        card=card,
        anew=anew,
        typed=typed,
        limits={"line": LINE_LENGTH, "reason": REASON_MOST},
        wrong=refusal.fields if refusal else {},
        refused=refusal.message if refusal and not refusal.fields else None,
    )
