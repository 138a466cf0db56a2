"""Bringing the database to the schema this code knows, and refusing to run on one it does not."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from lms.config import resource
from lms.kit.db import db


def current(app: Flask) -> str | None:
    """The revision the database is at, None for an empty one."""
    with app.app_context(), db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def bring_up(app: Flask, revision: str = "head") -> None:
    """Applies what is missing; does nothing, quickly, when nothing is.

    Raises RuntimeError when the database was written by newer code.
    """
    config = _config()
    scripts = ScriptDirectory.from_config(config)
    found = current(app)
    if found == scripts.get_current_head():
        return
    if found is not None and found not in {script.revision for script in scripts.walk_revisions()}:
        raise RuntimeError(f"the database is at revision {found}, which this version does not know; use newer code")
    with app.app_context():
        command.upgrade(config, revision)


def take_down(app: Flask, revision: str) -> None:
    """Undoes migrations down to `revision` ("-1" is one step, "base" all of them)."""
    with app.app_context():
        command.downgrade(_config(), revision)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(resource("migrations")).replace("%", "%%"))
    return config
