"""The directory of people: pages of a list, and one person's file for those who look after accounts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_

from lms.kit.db import session
from lms.kit.errors import NotFound
from lms.people import rules
from lms.people.drafts import PersonDraft
from lms.people.models import Grant, OneTimeLink, Organisation, Person
from lms.people.rules import NipDoubt, Role

PAGE: Final = 25


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One line of a list; (name, id) is its place in the order."""

    id: int
    name: str
    full_name: str
    login: str
    organisation_name: str
    position: str
    active: bool
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonFile:
    """Everything an admin keeps of a person. `looks_after` is the organisation of an OPD admin; `link_until` the end of
    an unused one-time link."""

    id: int
    draft: PersonDraft
    organisation_name: str
    full_name: str
    active: bool
    has_password: bool
    roles: frozenset[Role]
    looks_after: int | None
    link_until: datetime | None

    def doubts(self, at: datetime) -> tuple[NipDoubt, ...]:
        return rules.doubts_about_nip(self.draft.nip, at.date()) if self.draft.nip else ()


def list_people(
    search: str, *, organisation_id: int | None = None, role: Role | None = None, after: tuple[str, int] | None = None
) -> tuple[list[PersonLine], tuple[str, int] | None]:
    """A page of people by name, and where the next page starts (None at the end).

    `search` is the beginning of any word of the name, of the sign-in name or of the NIP.
    """
    asked = _lines().order_by(Person.name, Person.id).limit(PAGE + 1)
    if search:
        asked = asked.where(_begins(search))
    if organisation_id:
        asked = asked.where(Person.organisation_id == organisation_id)
    if role:
        asked = asked.where(select(Grant.id).where(Grant.person_id == Person.id, Grant.role == role).exists())
    if after:
        asked = asked.where(tuple_(Person.name, Person.id) > after)
    rows = session().execute(asked).all()
    roles = _roles_of([row.id for row in rows])
    lines = [
        PersonLine(
            row.id,
            row.name,
            rules.full_name(row.name, row.title_before, row.title_after),
            row.login,
            row.organisation_name,
            row.position,
            row.active,
            tuple(sorted(roles.get(row.id, ()))),
        )
        for row in rows[:PAGE]
    ]
    return lines, (lines[-1].name, lines[-1].id) if len(rows) > PAGE else None


def _lines() -> Select[*tuple[Any, ...]]:
    return select(
        Person.id,
        Person.name,
        Person.title_before,
        Person.title_after,
        Person.login,
        Person.position,
        Person.active,
        Organisation.name.label("organisation_name"),
    ).join(Organisation, Organisation.id == Person.organisation_id)


def _begins(search: str) -> ColumnElement[bool]:
    wanted = search.lower()
    name = func.lower(Person.name)
    return or_(
        name.startswith(wanted, autoescape=True),
        name.contains(f" {wanted}", autoescape=True),
        Person.login.startswith(wanted, autoescape=True),
        Person.nip.startswith(rules.bare_nip(search), autoescape=True),
    )


def _roles_of(person_ids: Collection[int]) -> dict[int, set[Role]]:
    found: dict[int, set[Role]] = {}
    for person_id, role in session().execute(
        select(Grant.person_id, Grant.role).where(Grant.person_id.in_(person_ids))
    ):
        found.setdefault(person_id, set()).add(role)
    return found


def open_file(person_id: int) -> PersonFile:
    """Raises NotFound."""
    row = (
        session()
        .execute(
            select(Person, Organisation.name)
            .join(Organisation, Organisation.id == Person.organisation_id)
            .where(Person.id == person_id)
        )
        .first()
    )
    if row is None:
        raise NotFound
    person: Person = row[0]
    grants = session().execute(select(Grant.role, Grant.organisation_id).where(Grant.person_id == person_id)).all()
    link_until = session().scalar(
        select(OneTimeLink.expires_at).where(OneTimeLink.person_id == person_id, OneTimeLink.used_at.is_(None))
    )
    return PersonFile(
        id=person.id,
        draft=_draft_of(person),
        organisation_name=row[1],
        full_name=rules.full_name(person.name, person.title_before, person.title_after),
        active=person.active,
        has_password=person.password_hash is not None,
        roles=frozenset(grant.role for grant in grants),
        looks_after=next((grant.organisation_id for grant in grants if grant.role is Role.OPD_ADMIN), None),
        link_until=link_until,
    )


def _draft_of(person: Person) -> PersonDraft:
    return PersonDraft(
        login=person.login,
        name=person.name,
        organisation_id=person.organisation_id,
        employment=person.employment,
        title_before=person.title_before,
        title_after=person.title_after,
        nip=person.nip or "",
        rank=person.rank,
        position=person.position,
        unit=person.unit,
        phone=person.phone,
    )


def holders(role: Role) -> dict[int, str]:
    """Everyone active who holds a role: full name by person id, in the order of names."""
    rows = session().execute(
        select(Person.id, Person.name, Person.title_before, Person.title_after)
        .join(Grant, Grant.person_id == Person.id)
        .where(Grant.role == role, Person.active.is_(True))
        .order_by(Person.name, Person.id)
    )
    return {row.id: rules.full_name(row.name, row.title_before, row.title_after) for row in rows}
