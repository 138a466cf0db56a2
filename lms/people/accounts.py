"""Accounts: one-time links, new people and changed ones, roles, passwords."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.kit.db import added, session, transaction
from lms.kit.errors import AppError, Invalid, NotFound, Words
from lms.kit.i18n import _l
from lms.kit.jobs import chore
from lms.people import offices, passwords, rules
from lms.people.actor import Actor
from lms.people.drafts import PersonDraft as PersonDraft
from lms.people.models import Grant, OneTimeLink, Person
from lms.people.rules import Employment, Permission, Role
from lms.people.signin import Origin, end_all_sessions, end_other_sessions, proven

FIRST_LINK_LASTS: Final = timedelta(hours=24)
LINK_LASTS: Final = timedelta(hours=72)


class LinkSpent(AppError):
    status = 410
    title = _l("This link no longer works")
    message = _l("The link was used already, or its time is over.")
    advice = _l("Ask the city's communications office for a new one.")


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a one-time link is for: a person choosing a password, or (login None) the first admin."""

    login: str | None
    name: str | None


def first_admin_link(at: datetime) -> str | None:
    """The path that makes the first admin, valid 24 hours; earlier ones stop working. None when there is an admin."""
    with transaction() as writing:
        if _admin_exists(writing):
            return None
        return _new_link(writing, None, at, FIRST_LINK_LASTS)


def link_for(by: Actor, person_id: int, at: datetime) -> str:
    """The path with which a person chooses a password, once, within 72 hours; it replaces earlier ones."""
    by.must(Permission.MANAGE_PEOPLE)
    with transaction() as writing:
        _person(writing, person_id)
        return _new_link(writing, person_id, at, LINK_LASTS)


def _new_link(writing: Session, person_id: int | None, at: datetime, lasts: timedelta) -> str:
    token = secrets.token_urlsafe(32)
    writing.execute(delete(OneTimeLink).where(OneTimeLink.person_id.is_not_distinct_from(person_id)))
    writing.add(OneTimeLink(digest=_digest(token), person_id=person_id, created_at=at, expires_at=at + lasts))
    return f"/welcome/{token}"


def open_link(token: str, at: datetime) -> Invitation:
    """Looks at a link without using it (messengers open links to preview them). Raises LinkSpent."""
    found = (
        session()
        .execute(
            select(Person.login, Person.name)
            .select_from(OneTimeLink)
            .outerjoin(Person, Person.id == OneTimeLink.person_id)
            .where(OneTimeLink.digest == _digest(token), OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > at)
        )
        .first()
    )
    if found is None:
        raise LinkSpent
    return Invitation(login=found.login, name=found.name)


def redeem(token: str, *, password: str, name: str, login: str, at: datetime) -> int:
    """Uses a link up: sets the password, signs every device out, returns the person's id.

    For the first admin also creates the person from `name` and `login`, in the office that runs the training. Raises
    LinkSpent, or Invalid for a weak password or a sign-in name that cannot be taken.
    """
    invitation = open_link(token, at)
    new_hash = _hash_of(password, (invitation.login or login, *(invitation.name or name).split()))
    with transaction() as writing:
        link = writing.get(OneTimeLink, _digest(token), with_for_update=True)
        if link is None or link.used_at is not None:
            raise LinkSpent
        if link.person_id is None:
            person = _first_admin(writing, name, login, at)
        else:
            person = _person(writing, link.person_id)
        person.password_hash = new_hash
        link.used_at = at
        end_all_sessions(person.id, at)
        return person.id


@chore("people.links")
def forget_spent(at: datetime) -> None:
    """One-time links that were used or whose time is over; they answer as if they had never been."""
    with transaction() as writing:
        writing.execute(delete(OneTimeLink).where((OneTimeLink.expires_at < at) | OneTimeLink.used_at.is_not(None)))


def _first_admin(writing: Session, name: str, login: str, at: datetime) -> Person:
    if _admin_exists(writing):
        raise LinkSpent
    offices.seed_organisations()
    office = offices.organising_office()
    person = _add(writing, PersonDraft(login, name, office, Employment.OTHER), at)
    writing.add(Grant(person_id=person.id, role=Role.ADMIN))
    return person


def create_person(by: Actor, draft: PersonDraft, at: datetime) -> int:
    """A new person without a role or password; the id. Raises Invalid for a name or NIP that is taken."""
    by.must(Permission.MANAGE_PEOPLE)
    with transaction() as writing:
        return _add(writing, draft, at).id


def change_person(by: Actor, person_id: int, draft: PersonDraft) -> None:
    """Raises NotFound, or Invalid for a sign-in name or NIP that is taken."""
    by.must(Permission.MANAGE_PEOPLE)
    with transaction() as writing:
        _write(writing, _person(writing, person_id), draft)


def _add(writing: Session, draft: PersonDraft, at: datetime) -> Person:
    person = Person(
        created_at=at, login="", name="", employment=draft.employment, organisation_id=draft.organisation_id
    )
    _write(writing, person, draft)
    return person


def _write(writing: Session, person: Person, draft: PersonDraft) -> None:
    """Copies the draft into the row, after asking whether sign-in name and NIP are free."""
    draft = replace(draft, login=draft.login.strip().lower(), nip=rules.bare_nip(draft.nip))
    taken: dict[str, Words] = {}
    others = Person.id != (person.id or 0)
    with writing.no_autoflush:
        if writing.scalar(select(Person.id).where(Person.login == draft.login, others)):
            taken["login"] = _l("Somebody already has this sign-in name. Add a number or the office.")
        if draft.nip and writing.scalar(select(Person.id).where(Person.nip == draft.nip, others)):
            taken["nip"] = _l("Another person already has this NIP. Search for the number in the list of people.")
    if taken:
        raise Invalid(fields=taken)
    person.login, person.name = draft.login, draft.name
    person.title_before, person.title_after = draft.title_before, draft.title_after
    person.employment, person.nip, person.rank = draft.employment, draft.nip or None, draft.rank
    person.position, person.unit, person.phone = draft.position, draft.unit, draft.phone
    person.organisation_id = draft.organisation_id
    writing.add(person)
    try:
        writing.flush()
    except IntegrityError as error:  # somebody took the name between the question and the answer
        raise Invalid(_l("This sign-in name or NIP was taken a moment ago. Choose another.")) from error


def change_contact(by: Actor, *, phone: str, position: str, unit: str) -> None:
    """What people keep up to date themselves; name, NIP and office are changed by an admin."""
    with transaction() as writing:
        person = _person(writing, by.id)
        person.phone, person.position, person.unit = phone, position, unit


def choose_language(by: Actor, locale: str) -> None:
    with transaction() as writing:
        _person(writing, by.id).locale = locale


def change_password(by: Actor, origin: Origin, *, present: str, new: str, token: str, at: datetime) -> None:
    """Signs every other device out; `token` is the session that stays. Raises Invalid, and TooMany after too many wrong
    present passwords: they count as failures to sign in do, or a phone left open would let anybody guess."""
    login = session().get_one(Person, by.id).login
    try:
        proven(login, present, origin, at)
    except Invalid as wrong:
        raise Invalid(fields={"password_now": _l("This is not your present password.")}) from wrong
    new_hash = _hash_of(new, (login, *by.name.split()))
    with transaction() as writing:
        _person(writing, by.id).password_hash = new_hash
        end_other_sessions(by.id, token, at)


def _hash_of(password: str, known: tuple[str, ...]) -> str:
    """Slow on purpose, so it is computed before the database is locked. Raises Invalid for a weak password."""
    weak = passwords.weakness(password, known)
    if weak:
        raise Invalid(fields={"password": weak})
    return passwords.hashed(password)


def set_roles(by: Actor, person_id: int, roles: Iterable[Role], organisation_id: int | None, at: datetime) -> None:
    """Gives exactly these roles; `organisation_id` is what an OPD admin looks after.

    Signs the person out, so that new rights begin with a new session. Raises Invalid when an admin would lose the own
    role (so one always remains) or an OPD admin has no organisation.
    """
    by.must(Permission.MANAGE_PEOPLE)
    wanted = set(roles)
    if by.id == person_id and Role.ADMIN not in wanted:
        raise Invalid(fields={"roles": _l("You cannot take the admin role from yourself. Another admin can do it.")})
    if Role.OPD_ADMIN in wanted and organisation_id is None:
        raise Invalid(fields={"looks_after": _l("Choose the organisation this person looks after.")})
    with transaction() as writing:
        _person(writing, person_id)
        writing.execute(delete(Grant).where(Grant.person_id == person_id))
        writing.add_all(
            Grant(person_id=person_id, role=role, organisation_id=organisation_id if role is Role.OPD_ADMIN else None)
            for role in sorted(wanted)
        )
        if by.id != person_id:
            end_all_sessions(person_id, at)


def make_trainees(person_ids: Iterable[int]) -> None:
    """People who are enrolled hold the trainee role from then on; those who have it keep it."""
    wanted = set(person_ids)
    with transaction() as writing:
        having = set(
            writing.scalars(select(Grant.person_id).where(Grant.person_id.in_(wanted), Grant.role == Role.TRAINEE))
        )
        for person_id in sorted(wanted - having):
            added(Grant(person_id=person_id, role=Role.TRAINEE))


def set_active(by: Actor, person_id: int, at: datetime, *, active: bool) -> None:
    """Switching off ends every session at once and keeps all records. Raises Invalid for one's own account."""
    by.must(Permission.MANAGE_PEOPLE)
    if by.id == person_id:
        raise Invalid(_l("You cannot switch your own account off. Another admin can do it."))
    with transaction() as writing:
        _person(writing, person_id).active = active
        if not active:
            end_all_sessions(person_id, at)


def _person(writing: Session, person_id: int) -> Person:
    person = writing.get(Person, person_id)
    if person is None:
        raise NotFound
    return person


def _admin_exists(reading: Session) -> bool:
    return reading.scalar(select(Grant.id).where(Grant.role == Role.ADMIN).limit(1)) is not None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
