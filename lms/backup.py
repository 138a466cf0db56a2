"""Backup and restore while the product runs: every table and every stored file in one archive, on either database.

The archive is a ZIP: `tables/<name>.jsonl`, `files/<digest>` and `manifest.json`, which is written last and names all of it.
A backup is one snapshot; a restore proves the whole archive first and then changes the database in one transaction, so
people see the old city or the new one, never half. Tables that must not come back to life (sessions, one-time links, form
keys) say so themselves. Settings and the signing key are no part of it.
"""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, Final

from flask import Flask
from sqlalchemy import Connection, Date, DateTime, Enum, Table, delete, func, insert, select, text

from lms.kit import schema
from lms.kit.db import Base, Hundredths, UtcTime, db, transaction
from lms.kit.errors import NotFound, Unavailable
from lms.kit.storage import Storage, current_storage

MANIFEST: Final = "manifest.json"
AT_ONCE: Final = 500
"""Rows in one statement."""
LARGEST_FILE: Final = 2 * 1024**3


class BadArchive(Exception):
    """The archive cannot be restored; the message says why. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Counted:
    rows: int
    files: int


def backup(app: Flask, target: Path) -> Counted:
    """Writes the archive, which appears under its name only when it is whole (mode 0600).

    Raises NotFound or Unavailable when a stored file is missing or damaged: such a backup would be none.
    """
    unfinished = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    try:
        with app.app_context(), _snapshot() as reading:
            descriptor = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
            with os.fdopen(descriptor, "w+b") as file:
                with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                    counted = _write(archive, reading, schema.current(app))
                file.flush()
                os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return counted


def restore(app: Flask, source: Path) -> Counted:
    """Puts the archive in the place of everything there is. Raises BadArchive, and then nothing has changed."""
    try:
        archive = zipfile.ZipFile(source)
    except (OSError, zipfile.BadZipFile) as error:
        raise BadArchive(f"{source} cannot be opened as a backup: {error}") from error
    with archive, app.app_context():
        manifest = _proven(archive, schema.current(app))
        storage = current_storage()
        for digest in manifest["files"]:
            with archive.open(f"files/{digest}") as content:
                storage.put(content, limit=LARGEST_FILE)  # type: ignore[arg-type]  # a member of a ZIP reads as bytes
        with transaction() as writing:
            connection = writing.connection()
            if connection.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL statement_timeout = 0"))
            for table in reversed(Base.metadata.sorted_tables):
                connection.execute(delete(table))
            for table in _kept():
                for rows in _in_parts(_read(archive, table)):
                    connection.execute(insert(table), rows)
                _count_on(connection, table)
    return Counted(sum(table["rows"] for table in manifest["tables"].values()), len(manifest["files"]))


@contextmanager
def _snapshot() -> Iterator[Connection]:
    """A connection that sees one moment from beginning to end, however long it reads."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
            for patience in ("statement_timeout", "idle_in_transaction_session_timeout"):
                connection.execute(text(f"SET LOCAL {patience} = 0"))
        yield connection


def _kept() -> list[Table]:
    """The tables of a backup, parents before children."""
    return [table for table in Base.metadata.sorted_tables if not table.info.get("fleeting")]


def _write(archive: zipfile.ZipFile, reading: Connection, revision: str | None) -> Counted:
    storage = current_storage()
    tables: dict[str, dict[str, Any]] = {}
    digests: set[str] = set()
    for table in _kept():
        stored = [column.name for column in table.columns if column.info.get("stored_file")]
        count, whole = 0, hashlib.sha256()
        with archive.open(f"tables/{table.name}.jsonl", "w") as member:
            everything = select(table).order_by(*table.primary_key.columns)
            for row in reading.execute(everything, execution_options={"yield_per": AT_ONCE}).mappings():
                line = json.dumps({name: _plain(value) for name, value in row.items()}, ensure_ascii=False).encode()
                member.write(line + b"\n")
                whole.update(line + b"\n")
                digests.update(row[name] for name in stored if row[name])
                count += 1
        tables[table.name] = {"rows": count, "sha256": whole.hexdigest()}
    for digest in sorted(digests):
        _write_file(archive, storage, digest)
    manifest = {"revision": revision, "tables": tables, "files": sorted(digests)}
    archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return Counted(sum(table["rows"] for table in tables.values()), len(digests))


def _write_file(archive: zipfile.ZipFile, storage: Storage, digest: str) -> None:
    """Photos and PDF are compressed already, so they are stored as they are."""
    try:
        content = storage.open(digest)
    except (NotFound, Unavailable) as error:
        raise type(error)(f"the stored file {digest} is missing or damaged, so the backup was given up") from error
    member = zipfile.ZipInfo(f"files/{digest}")
    with content, archive.open(member, "w", force_zip64=True) as copy:
        while chunk := content.read(1024**2):
            copy.write(chunk)


def _proven(archive: zipfile.ZipFile, revision: str | None) -> dict[str, Any]:
    """The manifest, once every table and file it names was read to the end and is what it was."""
    try:
        manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
        if manifest["revision"] != revision:
            raise BadArchive(
                f"the backup is of schema {manifest['revision']}, this installation of {revision}; "
                "restore it with the version that made it, then update"
            )
        for name, table in manifest["tables"].items():
            if _sha256(archive.open(f"tables/{name}.jsonl")) != table["sha256"]:
                raise BadArchive(f"the table {name} of the backup is damaged")
        for digest in manifest["files"]:
            if _sha256(archive.open(f"files/{digest}")) != digest:
                raise BadArchive(f"the file {digest} of the backup is damaged")
    except (KeyError, ValueError, TypeError, OSError, zipfile.BadZipFile) as error:
        raise BadArchive(f"the backup is not whole: {error}") from error
    if set(manifest["tables"]) != {table.name for table in _kept()}:
        raise BadArchive("the backup does not hold the tables of this version")
    return manifest


def _sha256(content: IO[bytes]) -> str:
    whole = hashlib.sha256()
    with content:
        while chunk := content.read(1024**2):
            whole.update(chunk)
    return whole.hexdigest()


def _read(archive: zipfile.ZipFile, table: Table) -> Iterator[dict[str, Any]]:
    with archive.open(f"tables/{table.name}.jsonl") as lines:
        for line in lines:
            row = json.loads(line)
            yield {column.name: _typed(column.type, row[column.name]) for column in table.columns}


def _in_parts(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    part: list[dict[str, Any]] = []
    for row in rows:
        part.append(row)
        if len(part) == AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _plain(value: Any) -> Any:
    """As JSON has it; _typed() is the way back."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value.value if isinstance(value, StrEnum) else value


def _typed(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, UtcTime | DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, Hundredths):
        return Decimal(value)
    return kind.enum_class(value) if isinstance(kind, Enum) and kind.enum_class else value


def _count_on(connection: Connection, table: Table) -> None:
    """PostgreSQL counts ids apart from the rows: the next one follows the largest there is."""
    column = table.autoincrement_column
    if connection.dialect.name == "postgresql" and column is not None:
        largest = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
        sequence = func.pg_get_serial_sequence(f'"{table.name}"', column.name)
        connection.execute(select(func.setval(sequence, largest, False)))  # noqa: FBT003  # PostgreSQL's own argument
