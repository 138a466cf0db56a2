"""A city to measure: batches of 30 with what weeks of training leave behind, written in bulk into a fresh instance."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from pydantic import SecretStr
from sqlalchemy import insert, select, update

from lms.app import create_app
from lms.batches.rules import Mode
from lms.bench.books import Books
from lms.bench.coursework import SIZE, Place, learn
from lms.catalog.service import current_catalog
from lms.config import Settings
from lms.kit import clock, schema
from lms.kit.db import Base, transaction
from lms.people.rules import Employment, OrganisationKind, Role
from lms.people.signin import open_session
from lms.posts.rules import PostState


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
        learn(books, Place(enrolment, batch, trainee, trainer, seat, at), meetings)
    return batch, trainees[0], trainer
