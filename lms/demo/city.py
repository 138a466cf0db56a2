"""Opens the demo city: one call, once; afterwards it only says who can sign in."""

from datetime import datetime, timedelta
from random import Random
from typing import Final

from lms.certificates import eligibility, issuing
from lms.certificates import service as certificates
from lms.demo import office, proposal, roll
from lms.demo.calendar import weeks_of
from lms.demo.coursework import CAROUSEL, PHOTO, Darkroom, Journey, Path
from lms.demo.gathering import Class, appoint_admin, call_the_roll, extend, give_password, hire, open_class
from lms.demo.voluntary import hand_in
from lms.kit.clock import wib
from lms.kit.db import transaction
from lms.kit.jobs import run_job
from lms.people import directory
from lms.people.actor import Actor

PASSWORD: Final = "songket-musi-2026"  # noqa: S105  # printed at the start, and only in a demo city
SEED: Final = 1671
"""The city's number in the Ministry's list: everybody who opens the demo sees the same city."""

ALMOST: Final[tuple[Path, ...]] = (
    Path(3, lessons=5, wrong=(1, 2), posts=("p", "r", ""), missed=1, practice=None, since=0.18, pace=0.7),
    Path(3, posts=("p", "rw", "p"), practice=82, since=0.18, pace=0.3),
    Path(3, posts=("p", "p", "w"), missed=1, practice=80, since=0.62),
    Path(4, missed=4, practice=88),
    Path(2, wrong=(3, 3, 3), posts=("rrf", "p", "p"), practice=72),
    Path(2, lessons=4, wrong=(2, 3), posts=("p", "w", "w"), missed=1, practice=None, since=0.6),
    Path(2, lessons=2, wrong=(4,), posts=("w", "", ""), missed=3, practice=None, since=0.95),
)
"""Angkatan I, those whom a certificate is still far from: the first is roll.TRAINEE. Everybody else in it has finished."""
ISSUED: Final = 3
BEGINNING: Final[tuple[Path, ...]] = (
    *(
        Path(3, lessons=n % 3 + 2, wrong=(n % 4,), posts=("w", "", ""), practice=None, since=0.6 + n * 0.05)
        for n in range(7)
    ),
    *(Path(2, lessons=2, wrong=(2,), posts=("r", "", ""), practice=None, since=0.55 + n * 0.08) for n in range(2)),
    *(Path(4, lessons=4, wrong=(0,), posts=("p", "d", ""), practice=None, since=0.5 + n * 0.07) for n in range(3)),
    *(Path(3, lessons=2, wrong=(1,), posts=("d", "", ""), practice=None, since=0.65 + n * 0.03) for n in range(6)),
    *(Path(3, lessons=n % 3, wrong=(), posts=("", "", ""), practice=None, since=0.4) for n in range(12)),
)
"""Angkatan II, thirty people in their first week."""


def open_city(at: datetime) -> str:
    """Who can sign in, as lines for the terminal. In an empty database the whole city is built first, as of `at`."""
    if not directory.list_people("")[0]:
        build(at)
    if not any(line.login == roll.TRAINEE for line in directory.list_people(roll.TRAINEE)[0]):
        return "  People are here already, so no demo city was added.\n"
    lines = [f"  Demo city, everybody invented. Password of all accounts below: {PASSWORD}"]
    accounts = ((roll.TRAINEE, "trainee"), *((member.login, role.value) for role, member in roll.STAFF))
    lines += [f"    {login:<10} {role.replace('opd_admin', 'admin of an OPD')}" for login, role in accounts]
    return "\n".join(lines) + "\n"


def build(at: datetime) -> None:
    """The whole city: three commits, and one for each certificate."""
    earlier, recent = weeks_of(at)
    today = wib(at).date()
    darkroom = Darkroom()
    with transaction():
        admin = appoint_admin(PASSWORD, earlier.on(-7, 9))
        office.furnish(admin, earlier.on(-7, 9))
        staff = hire(admin, earlier.on(-7, 10))
        trainers = [staff[login] for login in ("pelatih", "pelatih2", "pelatih3")]
        first = open_class(
            admin,
            "Angkatan I",
            roll.first_batch(today),
            (trainers[0], trainers[1]),
            earlier,
            "Aula Parameswara, Palembang",
        )
        second = open_class(
            admin, "Angkatan II", roll.second_batch(today), (trainers[0], trainers[2]), recent, "Ruang Rapat Diskominfo"
        )
        for actor in (*staff.values(), first.trainees[0]):
            give_password(admin, actor.id, PASSWORD, earlier.on(-4, 9))
        extend(admin, first, PHOTO, days=1)
        extend(admin, first, CAROUSEL, days=3)
    with transaction():
        _work(second, BEGINNING, darkroom, missed=4)
    with transaction():
        done = [Path(2 + n % 3, practice=76 + n * 3 % 21, missed=n % 3, posts=_rounds(n)) for n in range(23)]
        _work(first, (*ALMOST, *done), darkroom)
        hand_in(first, planner=first.trainees[9], writer=first.trainees[10])
        _confirm(first)
    _award(admin, first)
    proposal.propose(trainers[0], min(recent.on(1, 9), at))


def _work(room: Class, paths: tuple[Path, ...], darkroom: Darkroom, missed: int | None = None) -> None:
    """`missed` overrides: every so many people one was away once."""
    away = {
        trainee.id: path.missed if missed is None else int(n % missed == 1)
        for n, (trainee, path) in enumerate(zip(room.trainees, paths, strict=True))
    }
    call_the_roll(room, away)
    chance = Random(SEED)  # noqa: S311  # draws a demo, no secret
    for n, (trainee, path) in enumerate(zip(room.trainees, paths, strict=True)):
        Journey(room, trainee, n, path, darkroom, chance).walk()


def _rounds(n: int) -> tuple[str, str, str]:
    """Most finish at the first try; every third was asked for a revision once."""
    return ("rp" if n % 3 == 0 else "p", "rp" if n % 4 == 1 else "p", "rp" if n % 5 == 2 else "p")


def _confirm(room: Class) -> None:
    chance = Random(SEED)  # noqa: S311  # as above
    for n in (0, *range(7, 15)):
        journey = Journey(room, room.trainees[n], n, Path(), Darkroom(), chance)
        journey.confirm("J3")


def _award(admin: Actor, room: Class) -> None:
    """Three of those who earned it have their certificate; one was revoked because the name was misspelt."""
    at = room.weeks.moment(0.97)
    ready = eligibility.table_of(admin, room.batch_id).ready[:ISSUED]
    run_id = issuing.issue(admin, room.batch_id, [candidate.enrolment.id for candidate in ready], at)
    run_job(issuing.open_issue_run(admin, run_id).job.id)
    last = certificates.register(limit=1)[0]
    reason = "Nama pada sertifikat salah tulis; sertifikat pengganti diterbitkan setelah data diperbaiki."
    certificates.revoke(admin, last.id, reason, at + timedelta(minutes=30))
