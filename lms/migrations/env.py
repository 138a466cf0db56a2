"""Alembic runs inside the application, with its engine and its metadata."""

from alembic import context
from flask import current_app

from lms.kit.db import Base, db


def run() -> None:
    with db.engine.connect() as connection:
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


if not current_app:
    raise RuntimeError("run migrations with `./run lms migrate`")
run()
