"""A backup is taken while the product runs and gives everything back: rows, files, numbering. A bad one changes nothing."""

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from lms import backup as archives
from lms.batches.models import Batch
from lms.certificates.models import Certificate
from lms.kit.db import Base, db, session, transaction
from lms.kit.errors import NotFound
from lms.people import service as people
from lms.people.models import Person
from lms.posts.models import Photo
from tests import factories
from tests.browser import Browser
from tests.people import AT, Cast
from tests.scene import Scene, play

FLEETING = {"sign_in", "failed_sign_in", "one_time_link", "form_key"}


@pytest.fixture
def scene(app: Flask, app_context: None, cast: Cast) -> Scene:
    return play(cast)


@pytest.fixture
def archive(app: Flask, scene: Scene, tmp_path: Path) -> Path:
    file = tmp_path / "pewarta.backup"
    counted = archives.backup(app, file)
    assert counted.rows > 40
    assert counted.files >= 3
    return file


def everything() -> dict[str, list[Any]]:
    session().rollback()
    with db.engine.connect() as reading:
        return {
            table.name: [tuple(row) for row in reading.execute(select(table).order_by(*table.primary_key.columns))]
            for table in Base.metadata.sorted_tables
        }


def ruin(cast: Cast, instance: Path) -> None:
    """Half a year of mistakes: people gone, names changed, new rows, all files lost."""
    with transaction() as writing:
        writing.get_one(Person, cast.ratna.id).name = "Somebody else"
        writing.execute(delete(Photo))
        writing.get_one(Batch, cast.batch2).title = "Another training"
    factories.person("later", "Came Later", cast.dinkes, at=AT)
    shutil.rmtree(instance / "files")


def test_what_was_backed_up_comes_back(app: Flask, cast: Cast, scene: Scene, archive: Path, instance: Path) -> None:
    before = everything()
    assert before["sign_in"] or before["one_time_link"], "else nothing shows that they are left out"
    ruin(cast, instance)
    archives.restore(app, archive)
    after = everything()
    assert {name: rows for name, rows in after.items() if name not in FLEETING} == {
        name: rows for name, rows in before.items() if name not in FLEETING
    }
    assert not any(after[name] for name in FLEETING), "a session or link that was ended must not live again"
    browser = Browser(app, app.response_class).sign_in(cast.ratna.id)
    assert browser.get(f"/photos/{scene.photo}/large").status_code == 200
    assert browser.get(f"/certificates/{scene.certificate}.pdf").data.startswith(b"%PDF")


def test_life_goes_on_after_a_restore(app: Flask, cast: Cast, archive: Path) -> None:
    archives.restore(app, archive)
    newcomer = factories.person("newcomer", "Pendatang Baru", cast.dinkes, at=AT)
    assert people.names_of([newcomer.id])[newcomer.id].name == "Pendatang Baru"
    assert newcomer.id > max(member.id for member in cast.everyone().values())


def test_it_is_for_nobody_else_and_whole_or_not_there(app: Flask, scene: Scene, archive: Path, instance: Path) -> None:
    assert archive.stat().st_mode & 0o777 == 0o600
    shutil.rmtree(instance / "files")
    target = archive.with_name("second.backup")
    with pytest.raises(NotFound):
        archives.backup(app, target)
    assert [file.name for file in archive.parent.iterdir()] == [archive.name]


def rewritten(archive: Path, change: Any) -> Path:
    """The archive with each member passed through `change(name, content)`; None leaves it out."""
    bad = archive.with_name("bad.backup")
    with zipfile.ZipFile(archive) as good, zipfile.ZipFile(bad, "w") as copy:
        for name in good.namelist():
            content = change(name, good.read(name))
            if content is not None:
                copy.writestr(name, content)
    return bad


def other_revision(name: str, content: bytes) -> bytes:
    return json.dumps(json.loads(content) | {"revision": "0000"}).encode() if name == "manifest.json" else content


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda name, content: None if name == "manifest.json" else content, "not whole"),
        (lambda name, content: None if name == "tables/person.jsonl" else content, "not whole"),
        (lambda name, content: content.replace(b"Ratna", b"Retno") if "person" in name else content, "person"),
        (lambda name, content: content[:-1] if name.startswith("files/") else content, "damaged"),
        (other_revision, "0000"),
    ],
)
def test_a_bad_archive_changes_nothing(app: Flask, cast: Cast, archive: Path, change: Any, sentence: str) -> None:
    factories.person("later", "Came Later", cast.dinkes, at=AT)
    before = everything()
    with pytest.raises(archives.BadArchive, match=sentence):
        archives.restore(app, rewritten(archive, change))
    assert everything() == before


def test_something_else_is_no_backup(app: Flask, scene: Scene, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Not an archive")
    with pytest.raises(archives.BadArchive, match="cannot be opened"):
        archives.restore(app, letter)


def test_every_stored_file_and_every_session_is_known_to_the_backup() -> None:
    """A new table with files or secrets has to say so, or backups would miss or revive them."""
    files = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.info.get("stored_file")
    }
    named = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("digest") and not table.info.get("fleeting")
    }
    assert files == named
    assert {table.name for table in Base.metadata.sorted_tables if table.info.get("fleeting")} == FLEETING


def test_the_register_agrees_with_the_certificates_that_came_back(app: Flask, scene: Scene, archive: Path) -> None:
    archives.restore(app, archive)
    assert [row[-1] for row in everything()["register"]] == [session().scalar(select(func.max(Certificate.n)))]
