"""What other machines fetch: the issuer's key, its DID document, the status lists, and a holder's badges."""

from typing import Final

from flask import Response, jsonify

from lms.certificates import badges, issuer, service
from lms.certificates.filenames import ascii_name
from lms.certificates.views.blueprint import pages
from lms.kit.turnstile import at_most
from lms.kit.web import actor, at, public, require
from lms.people.rules import Permission

FETCHES: Final = 60
"""In a minute, from one address."""
KEY_STAYS: Final = "public, max-age=86400"
LIST_STAYS: Final = f"public, max-age={int(badges.LIST_FRESH.total_seconds())}"


@pages.get("/issuer-key.pem")
@public
def issuer_key() -> Response:
    """The public key to save, for checking QR codes without a network."""
    answer = Response(issuer.public_pem(), mimetype="application/x-pem-file")
    answer.headers["Cache-Control"] = KEY_STAYS
    answer.headers["Content-Disposition"] = 'inline; filename="issuer-key.pem"'
    return answer


@pages.get("/.well-known/did.json")
@public
@at_most(FETCHES)
def did() -> Response:
    """Whose key that is, for did:web."""
    answer = jsonify(badges.did_document())
    answer.headers["Cache-Control"] = KEY_STAYS
    return answer


@pages.get("/badges/status/<int:number>")
@public
@at_most(FETCHES)
def badge_status(number: int) -> Response:
    """Which badges were withdrawn, a bit for each."""
    answer = Response(badges.status_list(number, at()), mimetype="application/vc+jwt")
    answer.headers["Cache-Control"] = LIST_STAYS
    return answer


@pages.get("/certificates/<int:certificate_id>/badge.jwt")
@require(Permission.ACCOUNT)
def badge_jwt(certificate_id: int) -> Response:
    card = service.open_certificate(actor(), certificate_id)
    return _file(badges.as_jwt(card), "application/vc+jwt", f"lencana-{ascii_name(card.number)}.jwt")


@pages.get("/certificates/<int:certificate_id>/badge.json")
@require(Permission.ACCOUNT)
def badge_json(certificate_id: int) -> Response:
    card = service.open_certificate(actor(), certificate_id)
    return _file(badges.as_json(card), "application/vc", f"lencana-{ascii_name(card.number)}.json")


def _file(content: str, kind: str, name: str) -> Response:
    answer = Response(content, mimetype=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
