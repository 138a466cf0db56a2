"""The pictures of every page: each page is in the table, each row of the table is a page."""

import string
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from lms import cli, screenshots
from lms.screenshots import SHOTS

NO_PICTURES = {
    "authoring.bank_file": "a file",
    "authoring.pack": "a file",
    "authoring.bank_template": "a file",
    "catalog.image": "a picture itself",
    "certificates.badge_json": "a file",
    "certificates.badge_jwt": "a file",
    "certificates.badge_status": "for machines",
    "certificates.did": "for machines",
    "certificates.emblem": "a picture itself",
    "certificates.issuer_key": "a file",
    "certificates.pdf": "a file",
    "certificates.print_file": "a file",
    "certificates.proof": "a picture itself",
    "certificates.signing_file": "a file",
    "grading.next_post": "goes on to the desk",
    "learning.file": "a file",
    "learning.notes_file": "a file",
    "posts.photo": "a picture itself",
    "posts.photos": "a part of the composer, fetched by its script",
}
TEXTS = {"lesson": "journalism/lead-and-pyramid", "valid": "0" * 26, "revoked": "0" * 26, "welcome": "token"}


def endpoint(app: Flask, path: str) -> str:
    names = {name for _, name, _, _ in string.Formatter().parse(path) if name}
    filled = path.partition("?")[0].format(**{name: TEXTS.get(name, "1") for name in names})
    found, _ = app.url_map.bind("localhost").match(filled, method="GET")
    return str(found)


def test_every_page_has_a_picture(app: Flask) -> None:
    shown = {endpoint(app, shot.path) for shot in SHOTS}
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert pages - shown == set(NO_PICTURES), (
        "add a row to SHOTS of lms/screenshots.py, or say here why there is no picture"
    )


def test_names_are_file_names_and_unique() -> None:
    names = [shot.name for shot in SHOTS]
    assert len(set(names)) == len(names)
    assert all(set(name) <= set(string.ascii_lowercase + string.digits + "-") for name in names)


def test_without_a_browser_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(screenshots.shutil, "which", lambda _program: None)
    answer = CliRunner().invoke(cli.main, ["screenshots", str(tmp_path / "pictures")])
    assert answer.exit_code == 1
    assert "apt-get install chromium" in answer.output
    assert not (tmp_path / "pictures").exists()
