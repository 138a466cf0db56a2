"""Rows and files for tests, each valid as it stands; what a test is about, it says itself."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

from PIL import Image

from lms.batches.models import Attendance, Batch, BatchTrainer, ClassSession, Enrolment
from lms.batches.rules import Mark, Mode
from lms.catalog.service import current_catalog
from lms.gradebook import service as gradebook
from lms.gradebook.rules import ResultKind
from lms.kit.db import session, transaction
from lms.people import passwords
from lms.people.actor import Actor
from lms.people.models import Grant, Organisation, Person
from lms.people.rules import Employment, OrganisationKind, Role

ORIENTATION, GPS, SERIAL_NUMBER = 0x0112, 0x8825, 0xA431
EXIF_DETAILS = 0x8769


def organisation(
    code: str, name: str, kind: OrganisationKind = OrganisationKind.SERVICE, *, parent_id: int | None = None
) -> int:
    """An office under its parent; gives its id."""
    with transaction() as writing:
        above = writing.get_one(Organisation, parent_id).path if parent_id else "/"
        office = Organisation(code=code, name=name, kind=kind, parent_id=parent_id)
        writing.add(office)
        writing.flush()
        office.path = f"{above}{office.id}/"
        return office.id


def person(
    login: str,
    name: str,
    organisation_id: int,
    role: Role | None = Role.TRAINEE,
    *,
    at: datetime,
    scope_id: int | None = None,
    password_hash: str | None = None,
) -> Actor:
    """Somebody with at most one role, as the Actor a service receives; without a hash nobody can sign in as them."""
    with transaction() as writing:
        row = Person(
            login=login,
            name=name,
            employment=Employment.PNS,
            organisation_id=organisation_id,
            password_hash=password_hash,
            created_at=at,
        )
        writing.add(row)
        writing.flush()
        if role:
            writing.add(Grant(person_id=row.id, role=role, organisation_id=scope_id))
        scope = writing.get_one(Organisation, scope_id).path if scope_id else None
        roles = frozenset({role} if role else ())
        return Actor(id=row.id, name=row.name, locale=row.locale, roles=roles, scope=scope)


def hash_of(password: str) -> str:
    return passwords.hashed(password)


def batch(name: str, *, trainers: Sequence[Actor] = (), starts_on: date = date(2026, 11, 16)) -> int:
    """Two weeks from `starts_on`; gives its id."""
    with transaction() as writing:
        row = Batch(
            name=name,
            title="Pelatihan Komunikator Publik",
            year=starts_on.year,
            starts_on=starts_on,
            ends_on=date.fromordinal(starts_on.toordinal() + 11),
            place="Palembang",
            mode=Mode.HYBRID,
        )
        writing.add(row)
        writing.flush()
        writing.add_all(BatchTrainer(batch_id=row.id, person_id=trainer.id) for trainer in trainers)
        return row.id


def enrolment(batch_id: int, trainee: Actor, organisation_id: int, *, at: datetime) -> int:
    with transaction() as writing:
        row = Enrolment(batch_id=batch_id, person_id=trainee.id, organisation_id=organisation_id, joined_at=at)
        writing.add(row)
        writing.flush()
        return row.id


def meeting(batch_id: int, marks: dict[int, Mark], *, by: Actor, at: datetime, jp: int = 4) -> int:
    """A class session of the day before `at`, with the mark of each enrolment; gives its id."""
    with transaction() as writing:
        row = ClassSession(
            batch_id=batch_id, module_key="journalism", title="Lead", starts_at=at - timedelta(days=1), jp=jp
        )
        writing.add(row)
        writing.flush()
        writing.add_all(
            Attendance(session_id=row.id, enrolment_id=enrolment_id, mark=mark, by_id=by.id, at=at)
            for enrolment_id, mark in marks.items()
        )
        return row.id


def results(enrolment_id: int, score: Decimal, *, by: Actor, at: datetime) -> None:
    """`score` for everything a final score asks for: mandatory assignments, tests, practice."""
    plan, programme = gradebook.the_plan(current_catalog()), current_catalog().programme
    wanted = [(ResultKind.ASSIGNMENT, task.key) for task in plan.assignments]
    wanted += [(ResultKind.TEST, test.key) for test in plan.tests]
    for kind, key in wanted:
        source = f"factory:{enrolment_id}:{key}"
        gradebook.record(
            enrolment_id, key, kind, score, source, by.id, at, "edition", passed=score >= programme.pass_score
        )
    gradebook.set_practice(by, session().get_one(Enrolment, enrolment_id).batch_id, {enrolment_id: score}, at)


def jpeg(width: int = 1200, height: int = 800, *, orientation: int = 1, gps: bool = False, shade: int = 0) -> bytes:
    """A photo in JPEG. `shade` 0..255 makes different files; `gps` adds a place and a camera's serial number."""
    photo = Image.linear_gradient("L").resize((width, height))
    photo = Image.merge("RGB", (photo, photo.point(lambda value: 255 - value), Image.new("L", photo.size, shade)))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    if gps:
        exif.get_ifd(GPS).update({1: "S", 2: (2.0, 59.0, 27.0), 3: "E", 4: (104.0, 45.0, 24.0)})
        exif.get_ifd(EXIF_DETAILS)[SERIAL_NUMBER] = "SN-20261118"
    file = BytesIO()
    photo.save(file, "JPEG", quality=85, exif=exif)
    return file.getvalue()
