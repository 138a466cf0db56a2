"""`lms verify`: the register's answer, and the answer without any network, with exit codes that a script can use."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import zxingcpp
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from PIL import Image

from lms.certificates import codes, service
from lms.certificates.issuer import issuer_key, public_pem
from lms.certificates.offline import qr_text
from lms.certificates.service import CertificateCard
from lms.config import ROOT
from lms.verify_cli import verify_command
from tests.people import Cast
from tests.story import certified

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def card(cast: Cast) -> CertificateCard:
    (issued,) = certified(cast, cast.ratna)
    return issued


@pytest.fixture
def text(card: CertificateCard) -> str:
    """What the QR of the certificate says."""
    facts = card.facts
    return qr_text(issuer_key(), facts.verify_url, number=facts.number, name=facts.name, issued_on=facts.issued_on)


@pytest.fixture
def key(card: CertificateCard, tmp_path: Path) -> Path:
    path = tmp_path / "issuer-key.pem"
    path.write_bytes(public_pem())
    return path


def ask(app: Flask, *words: str | Path, typed: str | None = None) -> Result:
    return CliRunner().invoke(verify_command(lambda: app), [str(word) for word in words], input=typed)


def test_a_code_an_address_and_a_qr_are_looked_up(app: Flask, card: CertificateCard, text: str) -> None:
    for what in (card.token, codes.group_code(card.token).lower(), card.facts.verify_url, text):
        result = ask(app, what)
        assert (result.exit_code, result.output.splitlines()[0]) == (0, "VALID")
        assert card.number in result.output
        assert card.facts.name in result.output


def test_the_text_may_come_from_a_file_or_from_another_program(app: Flask, text: str, tmp_path: Path) -> None:
    (tmp_path / "qr.txt").write_text(text + "\n")
    assert ask(app, tmp_path / "qr.txt").exit_code == 0
    assert ask(app, "-", typed=text).exit_code == 0


def test_a_revoked_certificate_is_not_valid(app: Flask, cast: Cast, card: CertificateCard, at: datetime) -> None:
    service.revoke(cast.admin, card.id, "Peserta tidak hadir sama sekali.", at)
    result = ask(app, card.token)
    assert result.exit_code == 1
    assert result.output.startswith("REVOKED since 2026-11-18")


def test_an_unknown_code_and_a_forged_qr_are_not_valid(app: Flask, card: CertificateCard, text: str) -> None:
    assert ask(app, codes.new_code()).exit_code == 1
    forged = text[:-1] + ("A" if text[-1] != "A" else "Q")
    result = ask(app, forged)
    assert result.exit_code == 1
    assert result.output.startswith("NOT GENUINE: The signature does not belong")


def test_a_pdf_is_compared(app: Flask, card: CertificateCard, tmp_path: Path) -> None:
    path = tmp_path / "sertifikat.pdf"
    path.write_bytes(service.published_pdf(card))
    assert (ask(app, path).exit_code, "exactly the file" in ask(app, path).output) == (0, True)
    path.write_bytes(path.read_bytes() + b"x")
    result = ask(app, path)
    assert result.exit_code == 1
    assert result.output.startswith("ALTERED")
    assert card.number in result.output


def test_a_wrong_question_is_no_answer(app: Flask, key: Path, text: str, tmp_path: Path) -> None:
    (tmp_path / "foto.jpg").write_bytes(b"\xff\xd8\xff\xe0 \xff")
    (tmp_path / "wrong.pem").write_bytes(b"-----BEGIN PUBLIC KEY-----")
    for words in (
        ("halo",),
        (text, "--offline"),
        (text, "--key", key),
        (tmp_path / "foto.jpg",),
        (text, "--offline", "--key", tmp_path / "wrong.pem"),
        (text, "--offline", "--key", tmp_path / "missing.pem"),
        (),
    ):
        result = ask(app, *words)
        assert result.exit_code == 2, words
        assert result.stderr
        assert not result.stdout


def test_an_installation_that_does_not_open_is_no_answer(card: CertificateCard) -> None:
    def broken() -> Flask:
        raise SystemExit(1)

    assert CliRunner().invoke(verify_command(broken), [card.token]).exit_code == 2


def alone(tmp_path: Path, *words: str | Path) -> "subprocess.CompletedProcess[str]":
    """The command in a process of its own, where there is no installation and nothing of one is made."""
    nowhere = tmp_path / "nowhere"
    surroundings = {**os.environ, "LMS_INSTANCE": str(nowhere), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "lms", "verify", *map(str, words)],
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert not nowhere.exists()
    return done


@pytest.mark.real_clock
def test_offline_nothing_is_needed_but_the_text_and_the_key(
    card: CertificateCard, text: str, key: Path, tmp_path: Path
) -> None:
    done = alone(tmp_path, text, "--offline", "--key", key)
    assert done.returncode == 0, done.stderr
    for told in ("GENUINE", card.number, card.facts.name, card.facts.verify_url, "cannot be known offline"):
        assert told in done.stdout
    forged = text.replace("http://", "https://")
    done = alone(tmp_path, forged, "--offline", "--key", key)
    assert (done.returncode, done.stdout.startswith("NOT GENUINE")) == (1, True)


def test_another_issuers_key_does_not_vouch(app: Flask, card: CertificateCard, key: Path) -> None:
    facts = card.facts
    forged = qr_text(
        Ed25519PrivateKey.generate(), facts.verify_url, number=facts.number, name=facts.name, issued_on=facts.issued_on
    )
    assert ask(app, forged, "--offline", "--key", key).exit_code == 1
    assert ask(app, forged).exit_code == 1


def test_a_text_that_was_cut_says_so(app: Flask, card: CertificateCard, key: Path) -> None:
    long = qr_text(
        issuer_key(), card.facts.verify_url, number="1" * 60, name="Siti " * 30, issued_on=card.facts.issued_on
    )
    result = ask(app, long, "--offline", "--key", key)
    assert result.exit_code == 0
    assert result.output.count("(cut to fit into the QR)") == 2


@pytest.mark.real_clock
def test_the_printed_qr_is_read_and_checked_without_a_network(
    card: CertificateCard, key: Path, tmp_path: Path, program: Callable[[str], str]
) -> None:
    """From paper to proof: the page as a picture, a reader that did not make it, and the saved key."""
    (tmp_path / "sheet.pdf").write_bytes(service.published_pdf(card))
    subprocess.run(
        [program("pdftoppm"), "-r", "200", "-f", "1", "-l", "1", "-png", "sheet.pdf", "page"], cwd=tmp_path, check=True
    )
    with Image.open(next(tmp_path.glob("page*.png"))) as picture:
        (read,) = zxingcpp.read_barcodes(picture)
    done = alone(tmp_path, read.text, "--offline", "--key", key)
    assert done.returncode == 0, done.stdout + done.stderr
    assert card.number in done.stdout
    assert card.facts.name in done.stdout
