"""A person's own certificates, from all batches and for ever."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import Response, render_template

from lms.certificates import service
from lms.certificates.filenames import certificate_names
from lms.certificates.service import CertificateCard
from lms.certificates.views.blueprint import pages, pdf_answer
from lms.kit.i18n import _
from lms.kit.web import actor, require
from lms.people.rules import Permission

WHATSAPP: Final = "https://wa.me/?"
"""A plain link that is only followed when it is pressed: nobody is told anything before."""


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate in its holder's hand, and what it says when it is passed on."""

    card: CertificateCard
    message: str

    @property
    def whatsapp(self) -> str:
        return WHATSAPP + urlencode({"text": f"{self.message} {self.card.facts.verify_url}"})


@pages.get("/certificates")
@require(Permission.ACCOUNT)
def wallet() -> str:
    """The person's own certificates; first those that hold or soon will, then those that were replaced or revoked."""
    held = [
        Held(card, _("My certificate of “%(training)s” can be checked here:", training=card.facts.training))
        for card in service.wallet(actor())
    ]
    return render_template(
        "certificates/wallet.html",
        current=[one for one in held if not _over(one.card)],
        over=[one for one in held if _over(one.card)],
        may_learn=actor().may(Permission.LEARN),
    )


def _over(card: CertificateCard) -> bool:
    return card.revoked is not None or card.replaced_by is not None


@pages.get("/certificates/<int:certificate_id>.pdf")
@require(Permission.ACCOUNT)
def pdf(certificate_id: int) -> Response:
    """The published PDF of a certificate for its owner, admins and auditors; no page while its signature is waited for."""
    card = service.open_certificate(actor(), certificate_id)
    names = certificate_names([(card.id, card.number, card.facts.name)])
    return pdf_answer(service.published_pdf(card), names[card.id])
