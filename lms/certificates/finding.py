"""Looking into the register: by year, kind and state, by number or name."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from lms.certificates.models import Certificate, Revocation, SignedFile
from lms.certificates.rules import Kind, Signing
from lms.certificates.service import CertificateCard, found
from lms.kit.db import session
from lms.people.actor import Actor
from lms.people.rules import Permission


class State(StrEnum):
    """What a certificate is today; one of them holds for each."""

    VALID = "valid"
    WAITING = "waiting"
    REVOKED = "revoked"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Sought:
    """What is asked of the register; None and "" ask for everything. `text` is part of a number or of a printed name."""

    year: int | None = None
    kind: Kind | None = None
    state: State | None = None
    text: str = ""

    def __bool__(self) -> bool:
        return self != EVERYTHING


EVERYTHING: Final = Sought()


def state_of(card: CertificateCard) -> State:
    """A revoked certificate stays revoked when another replaces it."""
    if card.revoked:
        return State.REVOKED
    if card.replaced_by:
        return State.REPLACED
    return State.WAITING if card.waiting else State.VALID


def search(by: Actor, sought: Sought, *, before: int | None = None, limit: int = 50) -> list[CertificateCard]:
    """The certificates that fit, newest first, from before the id `before`. Raises Forbidden."""
    by.must(Permission.SEE_CERTIFICATES)
    wanted = [] if before is None else [Certificate.id < before]
    if sought.year is not None:
        wanted.append(Certificate.year == sought.year)
    if sought.kind is not None:
        wanted.append(Certificate.kind == sought.kind)
    if sought.state is not None:
        wanted.append(_in_state(sought.state))
    if sought.text:
        name = Certificate.facts["name"].as_string()
        wanted.append(or_(_holds(Certificate.number, sought.text), _holds(name, sought.text)))
    return found(*wanted, limit=limit)


def years(by: Actor) -> list[int]:
    """The years in which numbers were given, newest first. Raises Forbidden."""
    by.must(Permission.SEE_CERTIFICATES)
    return list(session().scalars(select(Certificate.year).distinct().order_by(Certificate.year.desc())))


def _in_state(state: State) -> ColumnElement[bool]:
    later = aliased(Certificate)
    revoked = (
        select(Revocation.certificate_id)
        .where(Revocation.certificate_id == Certificate.id)
        .correlate(Certificate)
        .exists()
    )
    replaced = select(later.id).where(later.replaces_id == Certificate.id).correlate(Certificate).exists()
    signed = (
        select(SignedFile.certificate_id)
        .where(SignedFile.certificate_id == Certificate.id)
        .correlate(Certificate)
        .exists()
    )
    published = or_(Certificate.signing == Signing.WET, signed)
    return {
        State.REVOKED: revoked,
        State.REPLACED: ~revoked & replaced,
        State.WAITING: ~revoked & ~replaced & ~published,
        State.VALID: ~revoked & ~replaced & published,
    }[state]


def _holds(column: ColumnElement[str] | InstrumentedAttribute[str], text: str) -> ColumnElement[bool]:
    return func.lower(column).contains(text.lower(), autoescape=True)
