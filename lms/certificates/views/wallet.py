"""A person's own certificates."""

from flask import Response, render_template

from lms.certificates import service
from lms.certificates.views.blueprint import pages, pdf_answer
from lms.kit.web import actor, require
from lms.people.rules import Permission


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
    return pdf_answer(service.pdf(card), f"sertifikat-{card.number.replace('/', '-')}.pdf")
