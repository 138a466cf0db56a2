"""Bringing the database to the schema this code knows, and refusing to run on one it does not."""

from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade

from lms.config import resource
from lms.kit.db import db


def _scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(resource("migrations")))
    return ScriptDirectory.from_config(config)


def current(app: Flask) -> str | None:
    """The revision the database is at, None for an empty one."""
    with app.app_context(), db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def bring_up(app: Flask) -> None:
    """Applies what is missing; does nothing, quickly, when nothing is.

    Raises RuntimeError when the database was written by newer code.
    """
    scripts = _scripts()
    found, newest = current(app), scripts.get_current_head()
    if found == newest:
        return
    if found is not None and found not in {script.revision for script in scripts.walk_revisions()}:
        raise RuntimeError(f"the database is at revision {found}, which this version does not know; use newer code")
    with app.app_context():
        upgrade(directory=str(Path(resource("migrations"))))
