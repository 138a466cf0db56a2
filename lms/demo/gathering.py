"""The city before anybody has worked: offices, accounts, two batches, their meetings and who came."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from lms.batches import attendance, planning, roster
from lms.batches import service as batches
from lms.batches.drafts import BatchDraft, Entry, SessionDraft
from lms.batches.rules import Mark, Mode
from lms.catalog.service import current_catalog
from lms.demo import roll
from lms.demo.calendar import Weeks
from lms.demo.roll import Member
from lms.kit.clock import WIB, wib
from lms.people import accounts
from lms.people import service as people
from lms.people.accounts import PersonDraft
from lms.people.actor import Actor
from lms.people.rules import Role

MEETINGS: Final = (
    (0, 8, "A1–A2 Humas pemerintah dan nilai berita", "journalism"),
    (0, 10, "A3 5W+1H, lead, dan piramida terbalik", "journalism"),
    (0, 13, "A4–A5 Wawancara, kode etik, dan verifikasi", "journalism"),
    (1, 8, "A6–A7 Menyunting dan praktik feature", "journalism"),
    (1, 10, "B1–B2 Foto jurnalistik dan segitiga eksposur", "photography"),
    (1, 13, "B2–B3 Kamera ponsel, komposisi, dan EDFAT", "photography"),
    (2, 8, "B4–B5 Izin, keterangan foto, dan arsip", "photography"),
    (2, 10, "B6 Praktik sunting dan esai foto", "photography"),
    (2, 13, "C1–C2 Akun resmi, audiens, dan kalender konten", "social-media"),
    (3, 8, "C3–C4 Caption, hook, dan desain", "social-media"),
    (3, 10, "C4–C5 Video pendek, balasan aduan, dan krisis", "social-media"),
    (3, 13, "C6–C7 Klarifikasi, analitik, dan keamanan akun", "social-media"),
)
"""(day, hour, title, module); each is worth 2 JP, together the 24 of the training."""
ABSENCES: Final = (Mark.EXCUSED, Mark.SICK, Mark.ABSENT)


@dataclass(frozen=True, slots=True)
class Class:
    """A batch with everybody in it; `enrolments` by person id."""

    batch_id: int
    weeks: Weeks
    trainers: tuple[Actor, ...]
    trainees: tuple[Actor, ...]
    enrolments: dict[int, int]


def appoint_admin(password: str, at: datetime) -> Actor:
    """Lays out the offices and takes the first admin in, the way a real city does."""
    link = accounts.first_admin_link(at)
    if link is None:
        raise LookupError("this city has an admin already, so it is no place for a demo")
    member = next(member for role, member in roll.staff(wib(at).date()) if role is Role.ADMIN)
    person_id = accounts.redeem(_token(link), password=password, name=member.name, login=member.login, at=at)
    admin = Actor(person_id, member.name, "id", frozenset({Role.ADMIN}))
    accounts.change_person(admin, person_id, _draft(member))
    return admin


def hire(admin: Actor, at: datetime) -> dict[str, Actor]:
    """Trainers, the auditor and the OPD admin, by sign-in name."""
    hired: dict[str, Actor] = {}
    for role, member in roll.staff(wib(at).date()):
        if role is Role.ADMIN:
            continue
        office = _offices()[member.office]
        looks_after = office.id if role is Role.OPD_ADMIN else None
        person_id = accounts.create_person(admin, _draft(member), at)
        accounts.set_roles(admin, person_id, {role}, looks_after, at)
        scope = office.path if looks_after else None
        hired[member.login] = Actor(person_id, member.name, "id", frozenset({role}), scope)
    return hired


def open_class(
    admin: Actor, name: str, members: list[Member], trainers: tuple[Actor, ...], weeks: Weeks, place: str
) -> Class:
    """A batch with its meetings, its trainers and these people in it."""
    joined_at = weeks.on(-5, 9)
    draft = BatchDraft(
        name=name,
        title=current_catalog().programme.title,
        year=weeks.first.year,
        starts_on=weeks.first,
        ends_on=weeks.first + timedelta(days=3),
        place=place,
        mode=Mode.ONSITE,
    )
    batch_id = planning.create_batch(admin, draft)
    for trainer in trainers:
        roster.add_trainer(admin, batch_id, trainer.id)
    for day, hour, title, module in MEETINGS:
        planning.create_session(admin, batch_id, SessionDraft(module, title, weeks.on(day, hour), jp=2))
    trainees = tuple(
        Actor(accounts.create_person(admin, _draft(member), joined_at), member.name, "id", frozenset({Role.TRAINEE}))
        for member in members
    )
    roster.enrol(admin, batch_id, [trainee.id for trainee in trainees], joined_at)
    enrolments = {card.person_id: card.id for card in batches.enrolments(batch_id)}
    return Class(batch_id, weeks, trainers, trainees, enrolments)


def call_the_roll(room: Class, missed: dict[int, int]) -> None:
    """Marks every meeting that is over. `missed` says by person id how many of the last meetings somebody was away."""
    by = room.trainers[0]
    held = [m for m in attendance.meetings(by, batches.batch_card(room.batch_id)) if m.starts_at < room.weeks.at]
    for place, meeting in enumerate(held):
        away = {person_id for person_id, times in missed.items() if place >= len(held) - times}
        entries = {
            enrolment_id: Entry(_mark(n, place, away=person_id in away))
            for n, (person_id, enrolment_id) in enumerate(room.enrolments.items())
        }
        attendance.mark(by, meeting.id, entries, min(meeting.starts_at + timedelta(minutes=20), room.weeks.at))


def extend(admin: Actor, room: Class, activity_key: str, days: int) -> None:
    """A new deadline, `days` from today at 23.59."""
    due = datetime.combine(wib(room.weeks.at).date() + timedelta(days=days), time(23, 59), WIB)
    planning.set_deadlines(admin, room.batch_id, {activity_key: due})


def give_password(admin: Actor, person_id: int, password: str, at: datetime) -> None:
    """The person opens the link the admin hands out, and chooses."""
    link = accounts.link_for(admin, person_id, at)
    accounts.redeem(_token(link), password=password, name="", login="", at=at)


def _mark(n: int, place: int, *, away: bool) -> Mark:
    if away:
        return ABSENCES[n % 3]
    return Mark.LATE if (n * 5 + place * 7) % 23 == 0 else Mark.PRESENT


def _draft(member: Member) -> PersonDraft:
    before, after = member.titles
    return PersonDraft(
        login=member.login,
        name=member.name,
        organisation_id=_offices()[member.office].id,
        employment=member.employment,
        title_before=before,
        title_after=after,
        nip=member.nip,
        rank=member.rank,
        position=member.position,
        unit=member.unit,
    )


def _offices() -> dict[str, people.OrganisationCard]:
    return {office.code: office for office in people.organisations().values()}


def _token(link: str) -> str:
    return link.rpartition("/")[2]
