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


def bring_up(app: Flask) -> None:
    """Applies the migrations that are missing; does nothing, quickly, when nothing is.

    Raises RuntimeError when the database was written by newer code.
    """
    config = alembic_config()
    scripts = ScriptDirectory.from_config(config)
    found = current(app)
    if found == scripts.get_current_head():
        return
    if found is not None and found not in {script.revision for script in scripts.walk_revisions()}:
        raise RuntimeError(f"the database is at revision {found}, which this version does not know; use newer code")
    with app.app_context():
        command.upgrade(config, "head")


def alembic_config() -> Config:
    """For alembic's own commands, inside the application's context: the migrations that ship with the product."""
    config = Config()
    config.set_main_option("script_location", str(resource("migrations")).replace("%", "%%"))
    return config
