"""What anyone may learn of a certificate: everything it prints, except grades and whole NIP (UU KIP Ps 17 h).

Each scan of a QR asks here, so the questions are constants. A code that cannot be one is looked up like any other: known or
not, it costs the same statement, and nobody learns from the time whether it was nearly right.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import BindParameter, Select, bindparam, select, union
from sqlalchemy.orm import aliased

from lms.certificates import codes
from lms.certificates.facts import Facts, Signature
from lms.certificates.models import Certificate, Revocation, SignedFile
from lms.certificates.rules import Kind, Signing
from lms.certificates.wording import mask_nip
from lms.kit.db import rows


class State(StrEnum):
    """What a certificate is worth today."""

    VALID = "valid"
    WAITING = "waiting"
    """Issued, but its electronic signature or seal is not there yet."""
    REPLACED = "replaced"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Verified:
    """A certificate as the public sees it. `facts` are without scores and predikat, each NIP with stars in its middle."""

    id: int
    token: str
    kind: Kind
    signing: Signing
    state: State
    since: datetime | None
    """Since when it is revoked or replaced."""
    facts: Facts
    digest: str | None
    """SHA-256 of the published PDF; None while there is none, because its signature is waited for."""
    signer: str
    """Whom the electronic signature or seal in the PDF names; "" where there is none."""
    signed_at: datetime | None


NOBODYS: Final = "-" * codes.CODE_LENGTH
"""Looked up for what is no code: no certificate has it, and the question is the same."""
ADDRESS: Final = 500
"""More than any address of a QR has, its signature included."""
LONGEST: Final = 100
"""More than any way of typing a code takes."""
NIP: Final = re.compile(r"\d{8} ?\d{6} ?\d ?\d{3}")


def _question() -> Select[*tuple[Any, ...]]:
    newer = aliased(Certificate)
    return (
        select(
            Certificate.id,
            Certificate.token,
            Certificate.kind,
            Certificate.signing,
            Certificate.pdf_sha256,
            Certificate.facts,
            Revocation.at.label("revoked_at"),
            newer.issued_at.label("replaced_at"),
            SignedFile.digest.label("signed_digest"),
            SignedFile.signer,
            SignedFile.signed_at,
        )
        .outerjoin(Revocation, Revocation.certificate_id == Certificate.id)
        .outerjoin(SignedFile, SignedFile.certificate_id == Certificate.id)
        .outerjoin(newer, newer.replaces_id == Certificate.id)
    )


BY_TOKEN: Final = _question().where(Certificate.token == bindparam("token"))
DIGESTS: Final[BindParameter[str]] = bindparam("digests", expanding=True)
BY_DIGEST: Final = _question().where(
    Certificate.id.in_(
        union(
            select(Certificate.id).where(Certificate.pdf_sha256.in_(DIGESTS)),
            select(SignedFile.certificate_id).where(SignedFile.digest.in_(DIGESTS)),
        )
    )
)


def look_up(typed: str) -> Verified | None:
    """The certificate with this code, however it was typed, or pasted with the address that a QR app shows; None for what
    is unknown, malformed, or another city's."""
    code = typed[:ADDRESS].partition("#")[0].strip().rstrip("/").rpartition("/")[2]
    token = codes.read_code(code) if len(code) <= LONGEST else None
    return next((_verified(row) for row in rows(BY_TOKEN, token=token or NOBODYS)), None)


def files_with(digests: Collection[str]) -> Mapping[str, Verified]:
    """The certificates whose print or signed file has one of these SHA-256, by that digest."""
    found: dict[str, Verified] = {}
    for row in rows(BY_DIGEST, digests=list(digests)):
        card = _verified(row)
        found.update({digest: card for digest in (row.pdf_sha256, row.signed_digest) if digest in digests})
    return found


def _verified(row: Any) -> Verified:
    waiting = row.signing is not Signing.WET and row.signed_digest is None
    return Verified(
        id=row.id,
        token=row.token,
        kind=row.kind,
        signing=row.signing,
        state=_state(row, waiting=waiting),
        since=row.revoked_at or row.replaced_at,
        facts=_public(Facts.from_json(row.facts)),
        digest=None if waiting else row.signed_digest or row.pdf_sha256,
        signer=row.signer or "",
        signed_at=row.signed_at,
    )


def _state(row: Any, *, waiting: bool) -> State:
    if row.revoked_at:
        return State.REVOKED
    if row.replaced_at:
        return State.REPLACED
    return State.WAITING if waiting else State.VALID


def _public(facts: Facts) -> Facts:
    return replace(
        facts,
        nip=mask_nip(facts.nip) if facts.nip else None,
        predicate=None,
        average=None,
        final=None,
        signature=_public_signature(facts.signature),
        back_signature=_public_signature(facts.back_signature) if facts.back_signature else None,
        subjects=tuple(replace(subject, score=None) if subject.score else subject for subject in facts.subjects),
    )


def _public_signature(signature: Signature) -> Signature:
    return replace(signature, below=tuple(_masked(line) for line in signature.below))


def _masked(line: str) -> str:
    if line.startswith("NIP "):
        return f"NIP {mask_nip(line[4:])}"
    return NIP.sub(lambda found: mask_nip(found[0]), line)
