"""Verification: for anyone, without signing in, without JavaScript."""

from typing import Any

from flask import redirect, render_template, request, url_for

from lms.certificates import codes, service, wording
from lms.certificates.service import CertificateCard
from lms.certificates.views.blueprint import pages
from lms.kit.web import limiter, public

LOOKUPS = "30 per minute"


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
