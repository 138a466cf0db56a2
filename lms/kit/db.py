"""The database: one Base, one session, and transaction(), the only place that commits."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypeVarTuple

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Dialect, Engine, Enum, Integer, MetaData, Row, Select, event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
Columns = TypeVarTuple("Columns")
BUSY_SECONDS = 5
"""How long a writer waits for another before it answers 503."""


FLEETING: Final = {"info": {"fleeting": True}}
"""`__table_args__` of a table whose rows must not come back with a backup: sessions, one-time links, form keys."""


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(metadata=Base.metadata)


class UtcTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("moments are aware: give the datetime a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Hundredths(TypeDecorator[Decimal]):
    """A decimal with two places (a score of 0..100), kept as a whole number of hundredths so that it stays exact."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        return None if value is None else int((value * 100).to_integral_value())

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-2)


def Word(kind: type[StrEnum]) -> Enum:
    """A column that keeps an enum as its short word."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )


def session() -> Session:
    """For reading. Writing happens inside transaction()."""
    return db.session()


def rows(question: Select[*Columns], **known: object) -> Sequence[Row[*Columns]]:
    """What a question answers, past the ORM: named columns, and what the session wrote before is seen.

    Composing a select costs ten times what asking it does, so a read on a busy page is a constant with bindparam("name")
    for each of `known`.
    """
    current = db.session()
    current.flush()
    return current.connection().execute(question, known).all()


@contextmanager
def transaction() -> Iterator[Session]:
    """One unit of writing. The outermost one commits at its end or rolls everything back; inner ones join it.

    Begins with the write lock on SQLite (a read transaction that later writes would fail at once), so rows must be read
    inside it, not before. Raises RuntimeError when something was changed outside.
    """
    current = db.session()
    if current.info.get("writing"):
        yield current
        return
    if current.new or current.dirty or current.deleted:
        raise RuntimeError("rows were changed outside transaction(); change them inside")
    current.rollback()
    current.info.update(writing=True, after_commit=[])
    try:
        current.connection(execution_options={"begin_writing": True})
        yield current
        current.commit()
    except BaseException:
        current.rollback()
        current.info["after_commit"] = []
        raise
    finally:
        current.info["writing"] = False
    for act in current.info.pop("after_commit", []):
        act()


def added(row: Base) -> bool:
    """Adds a row inside the surrounding transaction; False when another worker was faster with its key.

    SQLite has one writer at a time, so there nobody can be; PostgreSQL waits for the other to commit and then refuses.
    """
    writing = db.session()
    try:
        with writing.begin_nested():
            writing.add(row)
    except IntegrityError:
        return False
    return True


def after_commit(act: Callable[[], None]) -> None:
    """Runs once the surrounding transaction has committed; forgotten if it rolls back."""
    db.session().info["after_commit"].append(act)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "foreign_keys=ON",
        "mmap_size=268435456",
        "cache_size=-32768",
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        writing = connection.get_execution_options().get("begin_writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def init_db(app: Flask, url: str) -> None:
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    quiet: dict[str, Any] = {"hide_parameters": True}  # or every error that is logged tells names and texts of people
    if url.startswith("postgresql"):
        quiet["pool_pre_ping"] = True
        timeouts = "-c statement_timeout=5000 -c idle_in_transaction_session_timeout=10000"
        quiet["connect_args"] = {"options": timeouts}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = quiet
    db.init_app(app)
