"""The register: certificates as cards, the wallet, revoking. Eligibility, issuing and printing stand beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import aliased

from lms.certificates.facts import Facts
from lms.certificates.models import Certificate, Revocation, SignedFile
from lms.certificates.office import pictures
from lms.certificates.press import press
from lms.certificates.rules import Kind, Signing
from lms.kit.db import session, transaction
from lms.kit.errors import Conflict, Invalid, NotFound
from lms.kit.i18n import _l
from lms.kit.storage import current_storage
from lms.people.actor import Actor
from lms.people.rules import Permission


@dataclass(frozen=True, slots=True)
class Revoked:
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SignedCard:
    """The signed file of a certificate: its digest in storage, whom the signature names, when it says it was made."""

    digest: str
    signer: str
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Replacement:
    """The other end of a replacement, which has the same number: when it was issued, its code, and why one replaces the other."""

    id: int
    token: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class CertificateCard:
    """A row of the register. `revoked` is None while it holds, `signed` until a signed file came, `replaced_by` while it is
    the last of its number."""

    id: int
    enrolment_id: int
    person_id: int
    batch_id: int
    number: str
    token: str
    pdf_sha256: str
    facts: Facts
    issued_at: datetime
    revoked: Revoked | None
    kind: Kind
    version: int
    signing: Signing
    signed: SignedCard | None
    replaces: Replacement | None
    replaced_by: Replacement | None

    @property
    def waiting(self) -> bool:
        """Whether it still waits for its seal or signature; until then nobody gets its PDF."""
        return self.signing is not Signing.WET and self.signed is None

    @property
    def holds(self) -> bool:
        """Whether it is in force: neither revoked nor replaced, and signed where it has to be."""
        return self.revoked is None and self.replaced_by is None and not self.waiting


def wallet(by: Actor) -> list[CertificateCard]:
    """The person's own certificates, newest first, from all batches, for ever."""
    return _cards(_rows().where(Certificate.person_id == by.id).order_by(Certificate.id.desc()))


def open_certificate(by: Actor, certificate_id: int) -> CertificateCard:
    """One certificate, for its owner and for those who may see all. Raises NotFound otherwise."""
    found = _cards(_rows().where(Certificate.id == certificate_id))
    if not found or not (found[0].person_id == by.id or by.may(Permission.SEE_CERTIFICATES)):
        raise NotFound
    return found[0]


def pdf(card: CertificateCard) -> bytes:
    """The print of the frozen facts, the same bytes each time."""
    return press(card.facts, pictures())


def published_pdf(card: CertificateCard) -> bytes:
    """The one file that counts: the signed one where there is one, else the print that is signed by pen.

    Raises NotFound while the certificate waits for its seal or signature.
    """
    if card.waiting:
        raise NotFound(_l("This certificate is not signed yet; its PDF appears here once it is."))
    if card.signed is None:
        return pdf(card)
    with current_storage().open(card.signed.digest) as file:
        return file.read()


def verify(token: str) -> CertificateCard | None:
    """The certificate behind a code, or None."""
    return next(iter(_cards(_rows().where(Certificate.token == token))), None)


def register(*, limit: int = 50) -> list[CertificateCard]:
    """The newest certificates."""
    return found(limit=limit)


def found(*conditions: ColumnElement[bool], limit: int) -> list[CertificateCard]:
    """The certificates that fit, newest first; for those who opened the door before."""
    return _cards(_rows().where(*conditions).order_by(Certificate.id.desc()).limit(limit))


def cards_of_batch(batch_id: int) -> list[CertificateCard]:
    """Every certificate of the batch, of whatever kind and state, as they were issued."""
    return _cards(_rows().where(Certificate.batch_id == batch_id).order_by(Certificate.id))


def cards_by_id(ids: Iterable[int]) -> dict[int, CertificateCard]:
    """These certificates, for those who opened the door before."""
    return {card.id: card for card in _cards(_rows().where(Certificate.id.in_(set(ids))))}


def cards_of_year(year: int, *, after: int = 0, limit: int = 500) -> list[CertificateCard]:
    """The register of a year as it was written, from after the id `after`."""
    rows = _rows().where(Certificate.year == year, Certificate.id > after)
    return _cards(rows.order_by(Certificate.id).limit(limit))


def revoke(by: Actor, certificate_id: int, reason: str, at: datetime) -> None:
    """Withdraws a certificate: the number stays used, its QR answers "revoked" from now on.

    Raises Forbidden for anybody but admins, Invalid without a reason, Conflict when it was revoked already.
    """
    by.must(Permission.ISSUE)
    card = open_certificate(by, certificate_id)
    said = reason.strip()[:300]
    if len(said) < 10:
        raise Invalid(fields={"reason": _l("Write the reason in at least ten characters; auditors will read it.")})
    with transaction() as writing:
        writing.get_one(Certificate, card.id, with_for_update=True)
        if writing.get(Revocation, card.id) is not None:
            raise Conflict(_l("This certificate was revoked already."))
        if writing.scalar(select(Certificate.id).where(Certificate.replaces_id == card.id)) is not None:
            raise Conflict(_l("This certificate was replaced already; revoke the one that replaces it."))
        writing.add(Revocation(certificate_id=card.id, reason=said, by_id=by.id, at=at))


Row = tuple[Certificate, Revocation | None, SignedFile | None, Certificate | None, Certificate | None]


def _rows() -> Select[*Row]:
    """Each certificate with its revocation, its signed file, the one it replaces and the one that replaces it."""
    old, new = aliased(Certificate), aliased(Certificate)
    return (
        select(Certificate, Revocation, SignedFile, old, new)
        .outerjoin(Revocation, Revocation.certificate_id == Certificate.id)
        .outerjoin(SignedFile, SignedFile.certificate_id == Certificate.id)
        .outerjoin(old, old.id == Certificate.replaces_id)
        .outerjoin(new, new.replaces_id == Certificate.id)
    )


def _cards(rows: Select[*Row]) -> list[CertificateCard]:
    return [
        CertificateCard(
            id=row.id,
            enrolment_id=row.enrolment_id,
            person_id=row.person_id,
            batch_id=row.batch_id,
            number=row.number,
            token=row.token,
            pdf_sha256=row.pdf_sha256,
            facts=Facts.from_json(row.facts),
            issued_at=row.issued_at,
            revoked=Revoked(revocation.reason, revocation.at) if revocation else None,
            kind=row.kind,
            version=row.version,
            signing=row.signing,
            signed=SignedCard(file.digest, file.signer, file.signed_at) if file else None,
            replaces=Replacement(old.id, old.token, old.issued_at, row.replaced_because) if old else None,
            replaced_by=Replacement(new.id, new.token, new.issued_at, new.replaced_because) if new else None,
        )
        for row, revocation, file, old, new in session().execute(rows)
    ]
