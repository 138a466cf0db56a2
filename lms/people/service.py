"""People and organisations for the slices above: small cards, never rows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import bindparam, select

from lms.kit.db import rows, session
from lms.kit.errors import Words
from lms.people import rules
from lms.people.actor import Actor
from lms.people.models import Grant, Organisation, Person
from lms.people.rules import Employment, OrganisationKind, Role


@dataclass(frozen=True)
class PersonCard:
    """What others may print of a person; `nip` is digits or None."""

    id: int
    name: str
    title_before: str
    title_after: str
    organisation_id: int
    organisation_name: str
    position: str
    nip: str | None
    employment: Employment
    rank: str
    unit: str

    @cached_property
    def full_name(self) -> str:
        return rules.full_name(self.name, self.title_before, self.title_after)


@dataclass(frozen=True, slots=True)
class OrganisationCard:
    id: int
    code: str
    name: str
    kind: OrganisationKind
    path: str

    @property
    def depth(self) -> int:
        """0 at the root."""
        return self.path.count("/") - 2


NAMES = (
    select(
        Person.id,
        Person.name,
        Person.title_before,
        Person.title_after,
        Person.organisation_id,
        Organisation.name.label("organisation_name"),
        Person.position,
        Person.nip,
        Person.employment,
        Person.rank,
        Person.unit,
    )
    .join(Organisation, Organisation.id == Person.organisation_id)
    .where(Person.id.in_(bindparam("ids", expanding=True)))
)


def names_of(ids: Iterable[int]) -> dict[int, PersonCard]:
    """Cards by person id, one query."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {row.id: PersonCard(**row._mapping) for row in rows(NAMES, ids=list(wanted))}


def actor_of(login: str) -> Actor | None:
    """Who signs in under this name, for the command line, where the machine's own account stands in for the password; None
    when nobody does, or the account is switched off."""
    person = session().scalar(select(Person).where(Person.login == login.strip().lower(), Person.active.is_(True)))
    if person is None:
        return None
    grants = session().execute(
        select(Grant.role, Organisation.path)
        .outerjoin(Organisation, Organisation.id == Grant.organisation_id)
        .where(Grant.person_id == person.id)
    )
    paths = {grant.role: grant.path for grant in grants}
    return Actor(person.id, person.name, person.locale, frozenset(paths), paths.get(Role.OPD_ADMIN))


def organisations() -> dict[int, OrganisationCard]:
    """The whole tree in reading order (parents before children, siblings by name)."""
    found = session().execute(
        select(Organisation.id, Organisation.code, Organisation.name, Organisation.kind, Organisation.path)
        .where(Organisation.active.is_(True))
        .order_by(Organisation.name)
    )
    under: dict[str, list[OrganisationCard]] = {}
    for row in found:
        card = OrganisationCard(**row._mapping)
        under.setdefault(card.path.removesuffix(f"{card.id}/"), []).append(card)
    return {card.id: card for card in _walk(under, "/")}


def organisation_options(blank: Words | None = None) -> list[tuple[int, str]]:
    """The tree as the options of a list, indented by depth; `blank` names the option 0."""
    options = [(office.id, "\u2003" * office.depth + office.name) for office in organisations().values()]
    return options if blank is None else [(0, str(blank)), *options]


def _walk(under: Mapping[str, list[OrganisationCard]], path: str) -> Iterator[OrganisationCard]:
    for card in under.get(path, ()):
        yield card
        yield from _walk(under, card.path)


def subtree_ids(path: str) -> set[int]:
    """The organisation at `path` and everything under it."""
    return set(session().scalars(select(Organisation.id).where(Organisation.path.startswith(path, autoescape=True))))
