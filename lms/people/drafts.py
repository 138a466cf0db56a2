"""What is typed about a person, as a value: forms read it, services write it."""

from dataclasses import dataclass

from lms.people.rules import Employment


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """The fields of a person as typed; `nip` may hold spaces, an empty text means none."""

    login: str
    name: str
    organisation_id: int
    employment: Employment
    title_before: str = ""
    title_after: str = ""
    nip: str = ""
    rank: str = ""
    position: str = ""
    unit: str = ""
    phone: str = ""
