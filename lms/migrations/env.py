"""Alembic runs inside the application, with its engine and its metadata."""

from alembic import context
from flask import current_app

from lms.kit.db import Base, db


def run() -> None:
    """On SQLite a changed table is made anew under its name: what refers to it is checked afterwards, not meanwhile."""
    with db.engine.connect() as connection:
        sqlite = connection.connection.dbapi_connection if connection.dialect.name == "sqlite" else None
        if sqlite is not None:
            sqlite.execute("PRAGMA foreign_keys = OFF")  # means nothing inside a transaction, so before the first
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if sqlite is not None:
            lost = sqlite.execute("PRAGMA foreign_key_check").fetchall()
            sqlite.execute("PRAGMA foreign_keys = ON")
            if lost:
                raise RuntimeError(f"the migration left rows that refer to nothing: {lost[:5]}")


if not current_app:
    raise RuntimeError("run migrations with `./run lms migrate`")
run()
