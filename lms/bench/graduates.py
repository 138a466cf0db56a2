"""A batch in which everybody has passed: what the press and the verification page are measured on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from flask import Flask
from pydantic import SecretStr

from lms.app import create_app
from lms.batches.rules import Mark, Mode
from lms.bench.books import Books
from lms.bench.city import instance_at
from lms.catalog.service import current_catalog
from lms.config import SealKey, Settings
from lms.gradebook import service as gradebook
from lms.gradebook.plan import PRACTICE_KEY
from lms.gradebook.rules import ResultKind
from lms.kit import clock, schema
from lms.people.actor import Actor
from lms.people.rules import Employment, OrganisationKind, Role
from lms.people.signin import open_session

OFFICES: Final = 20
"""Dinas the people come from; a print file is sorted by them."""


@dataclass(frozen=True, slots=True)
class Graduates:
    """One batch of passed participants, the admin who issues, and the token of the admin's session."""

    app: Flask
    batch_id: int
    enrolment_ids: tuple[int, ...]
    admin: Actor
    admin_token: str


def found(directory: Path, *, people: int, seal: SealKey | None = None) -> Graduates:
    """An instance in `directory` whose only batch has so many people, all of whom have earned a certificate."""
    directory.mkdir(mode=0o700, exist_ok=True)
    with instance_at(directory):
        app = create_app(Settings(secret_key=SecretStr(""), seal=seal or SealKey()))
    schema.bring_up(app)
    at = clock.now()
    with app.app_context():
        books = Books()
        city = books.add(
            "organisation", code="kota", name="Kota Contoh", kind=OrganisationKind.CITY, parent_id=None, path="/1/"
        )
        admin = _person(books, city, "admin", "Admin Contoh", Role.ADMIN, at)
        offices = [
            books.add(
                "organisation",
                code=f"dinas-{n}",
                name=f"Dinas Contoh {n}",
                kind=OrganisationKind.SERVICE,
                parent_id=city,
                path=f"/1/{n + 1}/",
            )
            for n in range(1, OFFICES + 1)
        ]
        begun = at - timedelta(days=20)
        batch = books.add(
            "batch",
            name="Angkatan I",
            title="Bimbingan Teknis Pengelolaan Media Sosial Pemerintah Daerah",
            year=begun.year,
            starts_on=begun.date(),
            ends_on=at.date(),
            place="Palembang",
            mode=Mode.HYBRID,
        )
        meeting = books.add(
            "class_session",
            batch_id=batch,
            module_key=next(iter(current_catalog().modules)),
            title="Pertemuan",
            starts_at=begun,
            jp=4,
        )
        plan = gradebook.the_plan(current_catalog())
        wanted = [(ResultKind.ASSIGNMENT, task.key) for task in plan.assignments]
        wanted += [(ResultKind.TEST, test.key) for test in plan.tests] + [(ResultKind.PRACTICE, PRACTICE_KEY)]
        enrolments = []
        for n in range(1, people + 1):
            office = offices[n % OFFICES]
            name = f"Peserta Contoh Ke-{n} {'Abdurrahman ' * (n % 3)}".strip()
            person = _person(books, office, f"peserta-{n}", name, Role.TRAINEE, at)
            enrolment = books.add(
                "enrolment", batch_id=batch, person_id=person, organisation_id=office, joined_at=begun
            )
            enrolments.append(enrolment)
            books.add(
                "attendance", session_id=meeting, enrolment_id=enrolment, mark=Mark.PRESENT, by_id=admin, at=begun
            )
            for kind, key in wanted:
                books.add(
                    "result",
                    enrolment_id=enrolment,
                    activity_key=key,
                    kind=kind,
                    score=Decimal(70 + n % 30),
                    passed=True,
                    source=f"bench:{enrolment}:{key}",
                    by_id=admin,
                    at=at,
                    edition="bench",
                )
        books.write()
        visitor = open_session(admin, "bench", at)
        return Graduates(app, batch, tuple(enrolments), visitor.actor, visitor.token)


def _person(books: Books, office: int, login: str, name: str, role: Role, at: datetime) -> int:
    person = books.add(
        "person",
        login=login,
        name=name,
        title_after="S.I.Kom.",
        nip=f"19900913201502{len(books.rows['person']) % 10_000:04}",
        employment=Employment.PNS,
        position="Pranata Hubungan Masyarakat Ahli Muda",
        organisation_id=office,
        created_at=at,
    )
    books.add("role_grant", person_id=person, role=role)
    return person
