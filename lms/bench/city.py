"""A city to measure: batches of 30 with what weeks of training leave behind, written in bulk into a fresh instance."""

import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from flask import Flask
from pydantic import SecretStr
from sqlalchemy import insert, select, update

from lms.app import create_app
from lms.batches.rules import Mark, Mode
from lms.catalog.pack import Activity
from lms.catalog.service import current_catalog
from lms.config import Settings
from lms.gradebook.rules import ResultKind
from lms.grading.rules import points
from lms.kit import clock, schema
from lms.kit.db import Base, transaction
from lms.people.rules import Employment, OrganisationKind, Role
from lms.people.signin import open_session
from lms.posts.rules import Decision, PhotoState, PostState
from lms.posts.waiting import AFTER

SIZE: Final = 30
"""Trainees of a batch; each has a post for every assignment."""
WAITING: Final = 40
"""How many of a batch's posts wait for its trainer, spread evenly over its trainees."""
CAPTION: Final = (
    "Warga Kelurahan Contoh kini dapat menimbang balita setiap Selasa pagi di posyandu yang baru dibuka. "
    "Kader menyiapkan timbangan, kartu sehat dan bubur kacang hijau sejak pukul tujuh. "
)


@dataclass(frozen=True, slots=True)
class City:
    """The first batch of an instance, its trainer and one of its trainees; tokens are those of their sessions."""

    app: Flask
    batch_id: int
    trainee_token: str
    trainer_token: str
    waiting: tuple[int, ...]
    """Revisions on the trainer's queue, oldest first."""


@contextmanager
def instance_at(directory: Path) -> Iterator[None]:
    """Settings are read for this instance alone, whatever is set around the bench."""
    kept = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("LMS_")}
    os.environ["LMS_INSTANCE"] = str(directory)
    try:
        yield
    finally:
        del os.environ["LMS_INSTANCE"]
        os.environ.update(kept)


def found(directory: Path, *, batches: int) -> City:
    """An instance in `directory` with so many batches, each with a trainer of its own."""
    directory.mkdir(mode=0o700, exist_ok=True)
    with instance_at(directory):
        app = create_app(Settings(secret_key=SecretStr("")))
    schema.bring_up(app)
    at = clock.now()
    with app.app_context():
        books = Books()
        office = _office(books, "kota", OrganisationKind.CITY)
        first, *_others = [_batch(books, office, n, at) for n in range(1, batches + 1)]
        books.write()
        batch_id, trainee_id, trainer_id = first
        return City(
            app=app,
            batch_id=batch_id,
            trainee_token=open_session(trainee_id, "bench", at).token,
            trainer_token=open_session(trainer_id, "bench", at).token,
            waiting=tuple(
                row["id"] for row in books.rows["revision"] if row["waiting"] and row["batch_id"] == batch_id
            ),
        )


def send_again(city: City, revision_id: int) -> None:
    """The post of a judged revision joins the end of the queue as its next revision."""
    revisions, posts = Base.metadata.tables["revision"], Base.metadata.tables["post"]
    with city.app.app_context(), transaction() as writing:
        judged = writing.execute(select(revisions).where(revisions.c.id == revision_id)).one()._asdict()
        following = {**judged, "n": judged["n"] + 1, "sent_at": clock.now(), "waiting": True}
        del following["id"]
        writing.execute(insert(revisions), following)
        writing.execute(
            update(posts)
            .where(posts.c.id == judged["post_id"])
            .values(state=PostState.SENT, rounds=following["n"], version=posts.c.version + 1)
        )


class Books:
    """Rows to be written together; ids are counted here, so that one row can name another."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = defaultdict(list)

    def add(self, table: str, **values: object) -> int:
        """The id of the row; a table whose key is not `id` has no use for it."""
        rows = self.rows[table]
        row_id = len(rows) + 1
        rows.append({"id": row_id, **values} if "id" in Base.metadata.tables[table].c else values)
        return row_id

    def write(self) -> None:
        with transaction() as writing:
            for table in Base.metadata.sorted_tables:
                if self.rows[table.name]:
                    writing.execute(insert(table), self.rows[table.name])


def _office(books: Books, code: str, kind: OrganisationKind, parent: int | None = None) -> int:
    above = f"/{parent}/" if parent else "/"
    path = f"{above}{len(books.rows['organisation']) + 1}/"
    return books.add("organisation", code=code, name=f"Contoh {code}", kind=kind, parent_id=parent, path=path)


def _person(books: Books, office: int, login: str, name: str, role: Role, at: datetime) -> int:
    person = books.add(
        "person",
        login=login,
        name=name,
        title_after="S.I.Kom.",
        employment=Employment.PNS,
        position="Pranata Humas",
        organisation_id=office,
        created_at=at,
    )
    books.add("role_grant", person_id=person, role=role)
    return person


def _batch(books: Books, city: int, n: int, at: datetime) -> tuple[int, int, int]:
    """A batch in its third week; the ids of the batch, one trainee, and the trainer."""
    office = _office(books, f"dinas-{n}", OrganisationKind.SERVICE, city)
    trainer = _person(books, office, f"pelatih-{n}", f"Pelatih Contoh {n}", Role.TRAINER, at)
    begun = at - timedelta(days=15)
    batch = books.add(
        "batch",
        name=f"Angkatan {n}",
        title="Pelatihan Komunikator Publik",
        year=begun.year,
        starts_on=begun.date(),
        ends_on=(at + timedelta(days=10)).date(),
        place="Palembang",
        mode=Mode.HYBRID,
    )
    books.add("batch_trainer", batch_id=batch, person_id=trainer)
    modules = list(current_catalog().modules.values())
    meetings = [
        books.add(
            "class_session",
            batch_id=batch,
            module_key=module.key,
            title=module.title,
            starts_at=begun + timedelta(days=day),
            jp=4,
        )
        for day, module in enumerate(modules * 2)
    ]
    trainees = [
        _person(books, office, f"peserta-{n}-{seat}", f"Peserta Contoh {n}-{seat}", Role.TRAINEE, at)
        for seat in range(1, SIZE + 1)
    ]
    for seat, trainee in enumerate(trainees):
        enrolment = books.add("enrolment", batch_id=batch, person_id=trainee, organisation_id=office, joined_at=begun)
        _learning(books, Place(enrolment, batch, trainee, trainer, seat, at), meetings)
    return batch, trainees[0], trainer


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody in a batch; `seat` counts from 0 and makes them differ."""

    enrolment: int
    batch: int
    person: int
    trainer: int
    seat: int
    at: datetime


def _learning(books: Books, place: Place, meetings: list[int]) -> None:
    """Presence, lessons read, quizzes passed by every other trainee, and the posts."""
    for meeting in meetings:
        books.add(
            "attendance",
            session_id=meeting,
            enrolment_id=place.enrolment,
            mark=Mark.ABSENT if (place.seat + meeting) % 9 == 0 else Mark.PRESENT,
            by_id=place.trainer,
            at=place.at,
        )
    for turn, module in enumerate(current_catalog().modules.values()):
        for lesson in module.lessons[: 1 + turn % 2]:
            books.add("lesson_read", enrolment_id=place.enrolment, lesson_key=lesson.key, at=place.at)
        for quiz in module.quizzes[: (place.seat + turn) % 2]:
            attempt = books.add(
                "attempt",
                enrolment_id=place.enrolment,
                person_id=place.person,
                batch_id=place.batch,
                quiz_key=quiz.key,
                n=1,
                edition=quiz.edition,
                seen={},
                answers={},
                started_at=place.at,
                sent_at=place.at,
                score=Decimal(80),
                passed=True,
            )
            _result(books, place, quiz.key, ResultKind.TEST, Decimal(80), f"attempt:{attempt}", quiz.edition)
    activities = [activity for module in current_catalog().modules.values() for activity in module.activities]
    for turn, activity in enumerate(activities):
        number, total = place.seat * len(activities) + turn, SIZE * len(activities)
        _post(books, place, activity, waits=number * WAITING % total < WAITING)


def _post(books: Books, place: Place, activity: Activity, *, waits: bool) -> None:
    """A post that was sent once; when it does not wait, it was returned (every third) or passed."""
    decision = Decision.RETURNED if place.seat % 3 == 0 else Decision.PASSED
    sent_at = place.at - timedelta(days=3) + timedelta(minutes=place.seat)
    words = {
        "platform": activity.platforms[0],
        "audience": activity.audiences[0],
        "caption": CAPTION * 6,
        "live_url": "https://example.org/posyandu",
    }
    post = books.add(
        "post",
        enrolment_id=place.enrolment,
        batch_id=place.batch,
        person_id=place.person,
        activity_key=activity.key,
        state=PostState.SENT if waits else AFTER[decision],
        rounds=1,
        version=1 if waits else 2,
        created_at=sent_at,
        saved_at=sent_at,
        **words,
    )
    alt_text = "Kader menimbang balita di posyandu, ibunya memegang kartu sehat"
    photos = [
        books.add(
            "photo",
            post_id=post,
            position=position,
            alt_text=alt_text,
            digest="0" * 64,
            size=2_000_000,
            format="JPEG",
            width=1080,
            height=810,
            state=PhotoState.READY,
            gps_present=True,
            added_at=sent_at,
        )
        for position in range(1, activity.min_photos + 1)
    ]
    revision = books.add(
        "revision",
        post_id=post,
        batch_id=place.batch,
        person_id=place.person,
        activity_key=activity.key,
        n=1,
        answers=words,
        photos=[{"id": photo, "alt_text": alt_text} for photo in photos],
        findings=[],
        edition=activity.edition,
        sent_at=sent_at,
        waiting=waits,
    )
    if not waits:
        _verdict(books, place, activity, (post, revision), decision)


def _verdict(books: Books, place: Place, activity: Activity, judged: tuple[int, int], decision: Decision) -> None:
    """What publish() leaves: the verdict, and for a final one the result and the evidence."""
    programme = current_catalog().programme
    level = 2 if decision is Decision.RETURNED else 3
    levels = {criterion.key: level for criterion in activity.rubric.criteria}
    total = points(activity.rubric, levels, programme.level_points)
    post, revision = judged
    verdict = books.add(
        "verdict",
        revision_id=revision,
        post_id=post,
        trainer_id=place.trainer,
        marks=[{"criterion": key, "level": level, "comment": "Kalimat pertama sudah jelas."} for key in levels],
        comment="Bagus. Perhatikan sumber angka.",
        decision=decision,
        points=total,
        rubric=activity.rubric.as_json(),
        edition=activity.edition,
        at=place.at,
    )
    if decision is Decision.RETURNED:
        return
    source = f"verdict:{verdict}"
    _result(books, place, activity.key, ResultKind.ASSIGNMENT, total, source, activity.edition)
    for criterion in activity.rubric.criteria:
        books.add(
            "evidence",
            person_id=place.person,
            enrolment_id=place.enrolment,
            competency=criterion.competency,
            level=programme.evidence_levels[level],
            activity_key=activity.key,
            criterion_key=criterion.key,
            source=source,
            edition=activity.edition,
            by_id=place.trainer,
            at=place.at,
        )


def _result(books: Books, place: Place, key: str, kind: ResultKind, score: Decimal, source: str, edition: str) -> None:
    books.add(
        "result",
        enrolment_id=place.enrolment,
        activity_key=key,
        kind=kind,
        score=score,
        passed=True,
        source=source,
        edition=edition,
        by_id=place.trainer,
        at=place.at,
    )
