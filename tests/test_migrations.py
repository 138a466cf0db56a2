"""The schema goes up and down with data in it, on the database under test, and is what the models say."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from lms.certificates import replacing
from lms.certificates import service as certificates
from lms.certificates.replacing import Correction
from lms.config import resource
from lms.kit import schema
from lms.kit.db import Base, db
from tests.people import AT, Cast
from tests.scene import play

FOLDER = str(resource("migrations"))
REVISIONS = [script.revision for script in ScriptDirectory(FOLDER).walk_revisions()]
"""Newest first."""


@pytest.fixture
def lived_in(app: Flask, cast: Cast) -> Iterator[Flask]:
    """The application with something in every slice."""
    with app.app_context():
        play(cast)
        db.session.remove()
        yield app
        db.session.remove()


def counts() -> dict[str, int]:
    """Rows by table, without those of alembic and huey, which look after their own."""
    with db.engine.connect() as connection:
        tables = [name for name in sa.inspect(connection).get_table_names() if name in Base.metadata.tables]
        return {name: connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) for name in tables}


def test_the_migrations_make_what_the_models_say(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        found = compare_metadata(context, Base.metadata)
    assert not found, f"write a migration for these: {found}"


def test_every_migration_goes_down_and_up_with_data(lived_in: Flask) -> None:
    """From the newest to the first and back, one step at a time; whatever a step does not own keeps its rows."""
    before = counts()
    assert sum(before.values()) > 40, "the scene fills the tables, else this proves nothing"
    for revision in REVISIONS:
        assert schema.current(lived_in) == revision
        held = counts()
        command.downgrade(schema.alembic_config(), "-1")
        left = counts()
        assert left == {name: held[name] for name in left}, f"the way down of {revision} loses rows of other tables"
    assert schema.current(lived_in) is None
    assert counts() == {}, "the first migration leaves nothing behind on its way down"
    for revision in reversed(REVISIONS):
        command.upgrade(schema.alembic_config(), revision)
    assert schema.current(lived_in) == REVISIONS[0]
    assert counts().keys() == before.keys()


def test_a_replacement_has_no_place_in_the_older_schema(lived_in: Flask, cast: Cast) -> None:
    """The way down would lose it, so it refuses and changes nothing."""
    (card,) = certificates.wallet(cast.ratna)
    replacing.replace_certificate(cast.admin, card.id, Correction("Pranata Humas", "Dinas", "Nama salah tulis."), AT)
    db.session.remove()
    command.downgrade(schema.alembic_config(), "0002")
    before = counts()
    with pytest.raises(RuntimeError, match="no place in the older schema"):
        command.downgrade(schema.alembic_config(), "0001")
    assert counts() == before
    assert schema.current(lived_in) == "0002"


def test_bringing_up_twice_does_nothing(app: Flask) -> None:
    with app.app_context():
        before = counts()
        schema.bring_up(app)
        assert counts() == before


def test_a_database_of_newer_code_is_refused(app: Flask) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(RuntimeError, match="9999"):
        schema.bring_up(app)


def test_both_ways_are_written() -> None:
    for script in ScriptDirectory(FOLDER).walk_revisions():
        assert script.doc, f"{script.revision}: say in a docstring what it is for"
        assert callable(script.module.downgrade), f"{script.revision}: the way down is missing"
