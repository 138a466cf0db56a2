"""`run`: what it says when something of the machine is missing, and that it does nothing twice."""

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.conftest import ROOT, load_run


@pytest.fixture
def run(tmp_path: Path) -> ModuleType:
    """The file `run`, at home in an empty folder."""
    module = load_run()
    module.ROOT, module.VENV = str(tmp_path), str(tmp_path / ".venv")
    module.PYTHON, module.TRANSLATIONS = str(tmp_path / ".venv/bin/python"), str(tmp_path / "translations")
    return module


@pytest.fixture
def calls(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Commands that would have been started; each succeeds."""
    made: list[tuple[str, ...]] = []

    def record(command: Any, **_: Any) -> subprocess.CompletedProcess[bytes]:
        made.append(tuple(command))
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(run.subprocess, "run", record)
    return made


def sentence(run: ModuleType, capsys: pytest.CaptureFixture[str], act: Any, *arguments: Any) -> str:
    """What `act` says as it gives up."""
    with pytest.raises(SystemExit) as ended:
        act(*arguments)
    assert ended.value.code, "giving up is not success"
    return capsys.readouterr().err.strip()


def test_help_needs_nothing_installed(tmp_path: Path) -> None:
    bare = {"HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    told = subprocess.run([ROOT / "run", "--help"], env=bare, capture_output=True, text=True)
    assert told.returncode == 0
    assert "./run test" in told.stdout


def test_a_word_it_does_not_know_is_named(tmp_path: Path) -> None:
    told = subprocess.run([ROOT / "run", "tset"], capture_output=True, text=True)
    assert told.returncode == 2
    assert "./run tset" in told.stderr


def test_an_old_python_is_told_apart(run: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    run.OLDEST = (99, 0)
    assert "needs Python 99.0 or newer" in sentence(run, capsys, run.set_up, "requirements.lock")


def test_a_missing_venv_module_names_its_package(
    run: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    assert "apt-get install python3-venv" in sentence(run, capsys, run.make_venv)


def test_a_failed_installation_asks_for_the_network_and_leaves_no_stamp(
    run: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "some.lock").write_text("flask==3\n")
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(run.subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 1))
    assert "check the network and start again" in sentence(run, capsys, run.install, "some.lock")
    assert not list((tmp_path / ".venv").iterdir())


def test_a_lock_file_is_installed_once_until_it_changes(
    run: ModuleType, tmp_path: Path, calls: list[tuple[str, ...]]
) -> None:
    lock = tmp_path / "some.lock"
    (tmp_path / ".venv").mkdir()
    for text, expected in (("flask==3\n", 1), ("flask==3\n", 1), ("flask==4\n", 2)):
        lock.write_text(text)
        run.install("some.lock")
        assert len(calls) == expected
    assert "--require-hashes" in calls[0]


def test_translations_are_compiled_when_they_changed(
    run: ModuleType, tmp_path: Path, calls: list[tuple[str, ...]]
) -> None:
    po = tmp_path / "translations/id/LC_MESSAGES/messages.po"
    po.parent.mkdir(parents=True)
    po.touch()
    run.compile_words(sys.executable)
    assert len(calls) == 1, "there is no .mo yet"
    mo = po.with_suffix(".mo")
    mo.touch()
    os.utime(po, (1, 1))
    run.compile_words(sys.executable)
    assert len(calls) == 1, "the .mo is newer"
    os.utime(mo, (0, 0))
    run.compile_words(sys.executable)
    assert len(calls) == 2, "the .po is newer"


def test_a_missing_program_is_fatal_under_ci_and_named_elsewhere(
    run: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run.shutil, "which", lambda name: None if name in ("qpdf", "apt-get") else f"/usr/bin/{name}")
    monkeypatch.setenv("CI", "false")
    assert run.find_tools() == ["qpdf"]
    monkeypatch.setenv("CI", "true")
    assert "qpdf" in sentence(run, capsys, run.find_tools)


def test_root_gets_what_is_missing_from_debian(
    run: ModuleType, calls: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    there = {"apt-get", "qpdf"}
    monkeypatch.setattr(run.os, "geteuid", lambda: 0)
    monkeypatch.setattr(run.shutil, "which", lambda name: name if name in there or len(calls) == 2 else None)
    assert run.find_tools() == []
    assert [call[1] for call in calls] == ["update", "install"]
    assert calls[1][-4:] == ("chromium", "mupdf-tools", "poppler-utils", "softhsm2"), "each package once"


def test_the_first_failing_stage_ends_the_run(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []

    def start(command: Any, **_: Any) -> subprocess.CompletedProcess[bytes]:
        begun.append(command[0])
        return subprocess.CompletedProcess(command, int(command[0] == "second"))

    monkeypatch.setattr(run, "set_up", lambda _lock: None)
    monkeypatch.setattr(run, "find_tools", list)
    monkeypatch.setattr(run, "compile_words", lambda _python: None)
    monkeypatch.setattr(run, "stages", lambda _chosen: [(name, (name,), {}) for name in ("first", "second", "third")])
    monkeypatch.setattr(run.subprocess, "run", start)
    assert run.test([]) == 1
    assert begun == ["first", "second"]


def test_the_closing_line_adds_up(run: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    report = run.Report()
    report.count({"tests": "10", "skipped": "1", "failures": "2", "errors": "1"})
    report.close(["qpdf"])
    told = capsys.readouterr().out.splitlines()
    assert told[-1] == "6 passed, 3 failed, 1 skipped"
    assert "apt-get install qpdf" in told[-2]
