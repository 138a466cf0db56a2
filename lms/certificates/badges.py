"""Certificates as Open Badges 3.0: the same facts, signed for other machines. Nothing here needs a network.

A badge says what the certificate prints, without scores and NIP, in both proofs that the standard knows: a compact VC-JWT,
and JSON-LD with a Data Integrity proof (eddsa-rdfc-2022). The issuer is the domain itself (did:web), whose document we serve;
without https there is no did:web, and the key stands for itself (did:key). Whether a badge was withdrawn says a Bitstring
Status List: bit n of list m is certificate m × 131,072 + n, set once it is revoked or replaced.
"""

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Integer, bindparam, func, select, union

from lms.certificates.facts import Facts
from lms.certificates.issuer import issuer_key, key_id, public_pem
from lms.certificates.models import Certificate, Revocation
from lms.certificates.rules import Kind
from lms.certificates.service import CertificateCard
from lms.config import current_settings
from lms.kit.db import rows
from lms.kit.errors import NotFound

if TYPE_CHECKING:
    from openbadgeslib.ob3 import OpenBadgeCredential

LIST_BITS: Final = 131_072
"""The least the standard allows: among so many, nobody who asks for the list tells whose badge is looked at."""
LIST_STAYS: Final = timedelta(days=1)
"""For how long a copy of a list is believed; an older one cannot bring a revoked badge back."""
LIST_FRESH: Final = timedelta(minutes=5)
"""After how long it is worth asking again."""
REVOCATION: Final = "revocation"
KINDS: Final = {
    Kind.CERTIFICATE: "CertificateOfCompletion",
    Kind.AWARD: "Award",
    Kind.STATEMENT: "Certificate",
}
"""What Open Badges 3.0 calls them (AchievementType)."""
FIRST, BEYOND = bindparam("first", type_=Integer), bindparam("beyond", type_=Integer)
WITHDRAWN: Final = select(Certificate.id).where(
    Certificate.id.in_(
        union(
            select(Revocation.certificate_id).where(
                Revocation.certificate_id >= FIRST, Revocation.certificate_id < BEYOND
            ),
            select(Certificate.replaces_id).where(Certificate.replaces_id >= FIRST, Certificate.replaces_id < BEYOND),
        )
    )
)
LAST: Final = select(func.coalesce(func.max(Certificate.id), 0).label("id"))


def as_jwt(card: CertificateCard) -> str:
    """The badge as a VC-JWT, the same text each time. Raises NotFound for a certificate that does not hold."""
    from openbadgeslib.ob3 import OB3Signer

    return OB3Signer(issuer_key(), algorithm="EdDSA").sign(_credential(card))


def as_json(card: CertificateCard) -> str:
    """The badge as JSON-LD with a Data Integrity proof, the same text each time. Raises NotFound as above."""
    from openbadgeslib.ob3 import OB3LdpSigner

    signer = OB3LdpSigner(issuer_key(), verification_method=f"{issuer_id()}#{_key_name()}")
    return signer.sign_to_json(_credential(card), created=card.issued_at)


def status_list(number: int, at: datetime) -> str:
    """List `number`, from 1, signed as a VC-JWT. Raises NotFound for one that no certificate is on."""
    from openbadgeslib.ob3 import build_status_list_credential, sign_status_list_credential

    first = (number - 1) * LIST_BITS
    if number < 1 or (number > 1 and rows(LAST)[0].id < first):
        raise NotFound
    withdrawn = [row.id - first for row in rows(WITHDRAWN, first=first, beyond=first + LIST_BITS)]
    unsigned = build_status_list_credential(
        issuer_id(),
        _list_url(number),
        REVOCATION,
        withdrawn,
        LIST_BITS,
        issued=at,
        valid_until=at + LIST_STAYS,
        ttl=int(LIST_FRESH.total_seconds() * 1000),
    )
    return sign_status_list_credential(unsigned, issuer_key(), "EdDSA")


def did_document() -> dict[str, Any]:
    """Who we are and with which key we sign, for whoever resolves the issuer of a badge."""
    from openbadgeslib.keys import public_jwk_from_pem
    from openbadgeslib.ob3 import build_did_document

    return build_did_document(issuer_id(), [(_key_name(), public_jwk_from_pem(public_pem()))])


def issuer_id() -> str:
    """did:web of our address; did:key of the issuer's key where there is no https."""
    from openbadgeslib.ob3 import did_key_from_pem, did_web_from_url

    settings = current_settings()
    return did_web_from_url(settings.base_url) if settings.https else did_key_from_pem(public_pem())


def _key_name() -> str:
    """What the document calls the key; did:key leaves no choice."""
    key_itself = issuer_id().removeprefix("did:key:")
    return key_id(issuer_key().public_key()) if current_settings().https else key_itself


def _list_url(number: int) -> str:
    return f"{current_settings().base_url.rstrip('/')}/badges/status/{number}"


def _credential(card: CertificateCard) -> "OpenBadgeCredential":
    from openbadgeslib.ob3 import Achievement, IdentityObject, Issuer, OpenBadgeCredential, status_entry

    if not card.holds:
        raise NotFound
    facts = card.facts
    part, place = divmod(card.id, LIST_BITS)
    return OpenBadgeCredential(
        id=facts.verify_url,
        name=f"{facts.title.capitalize()} {facts.number}",
        issuer=Issuer(
            id=issuer_id(),
            name=", ".join(part for part in (facts.letterhead.office, facts.letterhead.government) if part),
            url=current_settings().base_url,
        ),
        recipient_id=None,
        identifiers=[IdentityObject(identity_hash=facts.name, identity_type="name", hashed=False)],
        achievement=Achievement(
            id=f"urn:uuid:{uuid5(NAMESPACE_URL, json.dumps([issuer_id(), card.kind, facts.training, facts.batch, facts.statement]))}",
            name=facts.training,
            description=f"{facts.statement}: {facts.training}, {facts.batch}, {facts.dates}, {facts.place}. {facts.jp}.",
            criteria_narrative=_criteria(facts),
            achievement_type=KINDS[card.kind],
            tags=[subject.title for subject in facts.subjects],
        ),
        issuance_date=card.issued_at,
        credential_status=[status_entry(_list_url(part + 1), REVOCATION, place)],
    )


def _criteria(facts: Facts) -> str:
    """What was asked for it, in the words of the certificate: its statement, then subjects and units with their JP."""
    lines = [f"{facts.statement}.", ""]
    for subject in facts.subjects:
        lines.append(f"- {subject.title} ({subject.jp} JP)")
        lines += [f"    - {unit.title} ({unit.jp} JP)" for unit in subject.units]
    return "\n".join(lines)
