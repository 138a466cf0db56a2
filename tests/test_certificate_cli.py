"""`lms certificate …`: the acts of the print room from a shell, by the name of who acts, with the same refusals."""

import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner, Result
from flask import Flask

from lms.certificate_cli import certificate
from lms.certificates import service
from tests.people import Cast
from tests.story import class_of

pytestmark = pytest.mark.usefixtures("app_context")
PEOPLE = 6
REASON = "Lembar pertama rusak di pencetak."

Shell = Callable[..., Result]


@pytest.fixture
def shell(app: Flask, cast: Cast) -> Shell:
    """`shell("issue", "1")`: the command as the admin types it."""
    class_of(cast, PEOPLE)

    def run(*words: str | Path, by: str = "admin") -> Result:
        return CliRunner().invoke(certificate, [*map(str, words), "--by", by], obj=lambda: app)

    return run


def issued(shell: Shell, batch: int) -> list[list[str]]:
    """The register as the shell prints it, after issuing; newest first."""
    done = shell("issue", str(batch), "--yes")
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[-1] == f"{PEOPLE} of {PEOPLE}"
    return [line.split("\t") for line in shell("register").stdout.splitlines()]


def test_a_preview_gives_no_number(shell: Shell, cast: Cast, tmp_path: Path) -> None:
    told = shell("preview", cast.batch1, tmp_path / "proofs.pdf")
    assert told.exit_code == 0, told.output
    assert [line.split("  ")[1] for line in told.stdout.splitlines()[:PEOPLE]] == [
        f"Peserta {n:02}" for n in range(1, PEOPLE + 1)
    ]
    with pikepdf.open(tmp_path / "proofs.pdf") as proofs:
        assert len(proofs.pages) == 2 * 5
    assert shell("register").stdout == ""


def test_issued_once_and_listed_with_state_and_code(shell: Shell, cast: Cast) -> None:
    lines = issued(shell, cast.batch1)
    assert [line[1] for line in lines] == [f"Peserta {n:02}" for n in range(PEOPLE, 0, -1)]
    assert {line[3] for line in lines} == {"valid"}
    assert {line[4] for line in lines} == {card.token for card in service.cards_of_batch(cast.batch1)}
    again = shell("issue", cast.batch1, "--yes")
    assert again.exit_code == 1
    assert len(shell("register").stdout.splitlines()) == PEOPLE


def test_some_are_issued_and_an_award_says_what_for(shell: Shell, cast: Cast) -> None:
    award = ("issue", cast.batch1, "--yes", "--kind", "award", "--person", "peserta02")
    assert shell(*award).exit_code == 1, "an award is for something"
    assert shell(*award, "--wording", "Peserta Terbaik I").exit_code == 0
    assert shell("issue", cast.batch1, "--yes", "--person", "yanti").exit_code == 1
    (line,) = shell("register").stdout.splitlines()
    assert line.split("\t")[1] == "Peserta 02"


def test_printed_once_and_again_only_with_a_reason(shell: Shell, cast: Cast, tmp_path: Path) -> None:
    number = issued(shell, cast.batch1)[0][0]
    sheets, copy = tmp_path / "sheets.pdf", tmp_path / "copy.pdf"
    assert shell("print", cast.batch1, sheets, "--paper", "f4").exit_code == 0
    with pikepdf.open(sheets) as printed:
        assert len(printed.pages) == 2 * PEOPLE
        assert [round(float(side) * 25.4 / 72) for side in printed.pages[0].mediabox[2:]] == [330, 215]
    assert shell("print", cast.batch1, copy).exit_code == 1, "nothing is left"
    assert shell("print", cast.batch1, copy, "--number", number, "--again").exit_code == 1, "why?"
    assert shell("print", cast.batch1, copy, "--number", number, "--duplicate", "--reason", REASON).exit_code == 0
    text = subprocess.run(["pdftotext", str(copy), "-"], check=True, capture_output=True, text=True).stdout
    assert number in text
    assert "DUPLIKAT" in text


def test_a_zip_brings_its_checksums(shell: Shell, cast: Cast, tmp_path: Path) -> None:
    issued(shell, cast.batch1)
    assert shell("print", cast.batch1, tmp_path / "all.zip", "--output", "zip").exit_code == 0
    with zipfile.ZipFile(tmp_path / "all.zip") as parcel:
        parcel.extractall(tmp_path)
    checked = subprocess.run(["sha256sum", "-c", "SHA256SUMS.txt"], cwd=tmp_path, capture_output=True, text=True)
    assert checked.returncode == 0
    assert len(re.findall(r": OK$", checked.stdout, re.MULTILINE)) == PEOPLE


def test_a_revoked_number_says_so(shell: Shell, cast: Cast) -> None:
    number = issued(shell, cast.batch1)[0][0]
    assert shell("revoke", number, "--reason", "salah").exit_code == 1
    assert shell("revoke", number, "--reason", REASON).exit_code == 0
    assert shell("register", "--find", number).stdout.split("\t")[3] == "revoked"
    assert shell("revoke", "800/tidak-ada", "--reason", REASON).exit_code == 1


@pytest.mark.parametrize("login", ["sari", "ratna", "auditor", "siapa"])
def test_only_an_admin_acts(shell: Shell, cast: Cast, login: str, tmp_path: Path) -> None:
    for words in (("issue", cast.batch1, "--yes"), ("preview", cast.batch1, tmp_path / "x.pdf")):
        refused = shell(*words, by=login)
        assert refused.exit_code == 1
        assert refused.stderr.strip()
    assert shell("register").stdout == ""
