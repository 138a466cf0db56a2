"""The cast: the same named people in every test.

Ratna (Diskominfo) and Budi (Dinkes) learn in batch 1 with Sari; Wahyu learns in batch 2 with Hendra. Yanti looks after Dinkes
as its OPD admin. Then one admin, one auditor, and a stranger who can sign in and may do nothing. The tests of lms/people stand
beside this file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime

from lms.people.actor import Actor
from lms.people.rules import OrganisationKind, Role
from tests import factories

AT = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)
"""When every test begins: Wednesday, 18 November 2026, 10.00 WIB, the third day of both batches."""
PASSWORD = "empat songket lepus kuning"


@dataclass(frozen=True, slots=True)
class Cast:
    ratna: Actor
    budi: Actor
    wahyu: Actor
    sari: Actor
    hendra: Actor
    yanti: Actor
    admin: Actor
    auditor: Actor
    stranger: Actor
    batch1: int
    batch2: int
    diskominfo: int
    dinkes: int
    enrolments: Mapping[int, int]
    """Enrolment by person; in the cast nobody is in two batches."""

    def enrolment(self, trainee: Actor) -> int:
        return self.enrolments[trainee.id]

    def named(self, login: str) -> Actor:
        """Raises KeyError for a name that is not in the cast."""
        return self.everyone()[login]

    def everyone(self) -> dict[str, Actor]:
        """All of them by sign-in name."""
        members = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {name: member for name, member in members if isinstance(member, Actor)}


def gather() -> Cast:
    """Writes the cast into an empty database."""
    city = factories.organisation("kota", "Pemerintah Kota Palembang", OrganisationKind.CITY)
    diskominfo = factories.organisation("diskominfo", "Dinas Komunikasi dan Informatika", parent_id=city)
    dinkes = factories.organisation("dinkes", "Dinas Kesehatan", parent_id=city)
    password_hash = factories.hash_of(PASSWORD)

    def member(login: str, name: str, office: int, role: Role | None, scope: int | None = None) -> Actor:
        return factories.person(login, name, office, role, scope_id=scope, password_hash=password_hash, at=AT)

    ratna = member("ratna", "Ratna Dewi", diskominfo, Role.TRAINEE)
    budi = member("budi", "Budi Santoso", dinkes, Role.TRAINEE)
    wahyu = member("wahyu", "Wahyu Hidayat", diskominfo, Role.TRAINEE)
    sari = member("sari", "Sari Puspita", diskominfo, Role.TRAINER)
    hendra = member("hendra", "Hendra Gunawan", diskominfo, Role.TRAINER)
    batch1 = factories.batch("Angkatan I", trainers=[sari])
    batch2 = factories.batch("Angkatan II", trainers=[hendra])
    return Cast(
        ratna=ratna,
        budi=budi,
        wahyu=wahyu,
        sari=sari,
        hendra=hendra,
        yanti=member("yanti", "Yanti Kurnia", dinkes, Role.OPD_ADMIN, dinkes),
        admin=member("admin", "Ahmad Fauzi", diskominfo, Role.ADMIN),
        auditor=member("auditor", "Nurul Huda", diskominfo, Role.AUDITOR),
        stranger=member("stranger", "Orang Asing", dinkes, None),
        batch1=batch1,
        batch2=batch2,
        diskominfo=diskominfo,
        dinkes=dinkes,
        enrolments={
            ratna.id: factories.enrolment(batch1, ratna, diskominfo, at=AT),
            budi.id: factories.enrolment(batch1, budi, dinkes, at=AT),
            wahyu.id: factories.enrolment(batch2, wahyu, diskominfo, at=AT),
        },
    )
