"""The signed half of the QR: read without a network, refused when a single bit is not the issuer's."""

import os
import stat
import subprocess
import sys
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import segno
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from lms.app import create_app
from lms.certificates import issuer
from lms.certificates.offline import LETTERS, NotSigned, OfflineFacts, qr_text, read_qr
from lms.config import ROOT, BrokenSettings, Settings

KEY = Ed25519PrivateKey.generate()
PUBLIC = KEY.public_key()
CODE = "7QW2M3KTRV9X0PAD7HZE61GYBC"
URL = f"https://latih.palembang.go.id/v/{CODE}"
NUMBER = "800.2.4/007/Diskominfo/XI/2026"

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)
days = st.dates(date(2000, 1, 1), date(2179, 6, 5))


def signed(**others: str) -> str:
    return qr_text(KEY, **{"url": URL, "number": NUMBER, "name": "Ratna Dewi", "issued_on": "2026-11-23", **others})


def test_what_was_signed_is_read_again() -> None:
    assert read_qr(signed(), PUBLIC) == OfflineFacts(NUMBER, "Ratna Dewi", date(2026, 11, 23), CODE, URL)


@given(number=texts, name=texts, day=days)
def test_a_text_comes_back_whole_or_cut_and_says_which(number: str, name: str, day: date) -> None:
    """Long texts, emoji, Arabic and combining marks included: what is kept is the beginning, and at its end a whole character."""
    read = read_qr(signed(number=number, name=name, issued_on=day.isoformat()), PUBLIC)
    assert (read.issued_on, read.url, read.code) == (day, URL, CODE)
    for whole, kept, is_cut in (
        (number, read.number, read.number_is_cut),
        (name, read.name, read.name_is_cut),
    ):
        assert whole.startswith(kept)
        assert is_cut == (kept != whole)
    assert not read.name_is_cut or len(read.name.encode()) >= 30, "a name is cut only where it must be"


@given(number=texts, name=texts)
def test_every_text_has_the_same_length(number: str, name: str) -> None:
    assert len(signed(number=number, name=name)) == len(URL) + 1 + LETTERS


@given(st.integers(0, len(URL + "#") * 8 + LETTERS * 8 - 1))
def test_any_flipped_bit_is_refused(place: int) -> None:
    """In the address, the payload, the signature, and in the unused bits at the end of base64."""
    octets = bytearray(signed().encode())
    octets[place // 8] ^= 1 << place % 8
    with pytest.raises(NotSigned):
        read_qr(octets.decode("latin-1"), PUBLIC)


def test_every_bit_of_payload_and_signature_counts() -> None:
    url, _, letters = signed().partition("#")
    packed = urlsafe_b64decode(letters + "==")
    for place in range(len(packed) * 8):
        flipped = bytearray(packed)
        flipped[place // 8] ^= 1 << place % 8
        with pytest.raises(NotSigned):
            read_qr(f"{url}#{urlsafe_b64encode(flipped).decode().rstrip('=')}", PUBLIC)


def test_a_payload_belongs_to_its_address_alone() -> None:
    """Nobody moves the signed half of a real certificate behind another code, or behind another city's address."""
    half = signed().partition("#")[2]
    for url in (URL[:-1] + "D", URL.replace("palembang", "jambi"), URL.replace("https", "http")):
        with pytest.raises(NotSigned):
            read_qr(f"{url}#{half}", PUBLIC)


@pytest.mark.parametrize(
    "text", ["", "#", URL, f"{URL}#", f"{URL}#{'A' * LETTERS}", f"{URL}#{'=' * LETTERS}", "x" * 10_000]
)
def test_what_nobody_signed_is_refused(text: str) -> None:
    with pytest.raises(NotSigned):
        read_qr(text, PUBLIC)


@given(st.text(max_size=300))
def test_garbage_is_refused_and_breaks_nothing(text: str) -> None:
    with pytest.raises(NotSigned):
        read_qr(text, PUBLIC)


def test_another_key_is_refused() -> None:
    with pytest.raises(NotSigned, match="signature does not belong"):
        read_qr(signed(), Ed25519PrivateKey.generate().public_key())


@pytest.mark.parametrize("url", ["", f"{URL}#", f"{URL} "])
def test_an_address_that_could_not_be_told_from_the_payload_is_not_signed(url: str) -> None:
    with pytest.raises(ValueError, match="no address"):
        signed(url=url)


def test_every_qr_of_an_installation_has_one_size() -> None:
    sizes = {
        segno.make(signed(number=number, name=name), error="m", boost_error=False, micro=False).version
        for number, name in ((NUMBER, "Ai"), (NUMBER * 4, "Siti " * 24), ("1", "محمد 🎉" * 10))
    }
    assert sizes == {11}


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    return Settings(instance=tmp_path / "instance")


def test_the_key_is_made_once_and_for_this_account_alone(place: Settings) -> None:
    made = issuer.key_of(place)
    path = place.instance / "issuer.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in place.instance.iterdir()] == ["issuer.key"], "nothing half-made is left"
    assert issuer.key_of(place).private_bytes_raw() == made.private_bytes_raw()


@pytest.mark.real_clock
def test_processes_that_need_the_key_at_once_get_the_same(tmp_path: Path) -> None:
    program = (
        "from lms.config import Settings; from lms.certificates import issuer;"
        "print(issuer.key_of(Settings()).private_bytes_raw().hex())"
    )
    surroundings = {**os.environ, "LMS_INSTANCE": str(tmp_path), "PYTHONPATH": str(ROOT)}
    running = [
        subprocess.Popen([sys.executable, "-P", "-c", program], env=surroundings, stdout=subprocess.PIPE)
        for _ in range(6)
    ]
    assert len({one.communicate(timeout=60)[0] for one in running}) == 1
    assert {one.returncode for one in running} == {0}


def test_a_key_of_the_office_is_used_where_the_setting_names_one(tmp_path: Path) -> None:
    path = tmp_path / "kantor.pem"
    path.write_bytes(_pem(KEY))
    assert issuer.key_of(Settings(issuer_key_file=path)).private_bytes_raw() == KEY.private_bytes_raw()


def _pem(key: Any, passphrase: bytes = b"") -> bytes:
    lock = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    octets: bytes = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)
    return octets


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a key",
        _pem(KEY, b"frasa sandi"),
        KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo),
    ],
    ids=["empty", "garbage", "passphrase", "public"],
)
def test_a_key_file_that_cannot_sign_is_told_with_its_place(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "kantor.pem"
    path.write_bytes(content)
    with pytest.raises(BrokenSettings, match=r"kantor\.pem is no Ed25519 key"):
        issuer.key_of(Settings(issuer_key_file=path))


def test_a_key_file_that_is_missing_is_never_replaced(tmp_path: Path) -> None:
    with pytest.raises(BrokenSettings, match="cannot be read"):
        issuer.key_of(Settings(issuer_key_file=tmp_path / "hilang.pem"))
    assert not list(tmp_path.iterdir())


def test_a_saved_key_is_public_and_of_this_kind() -> None:
    public = PUBLIC.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    assert issuer.read_public_key(public).public_bytes_raw() == PUBLIC.public_bytes_raw()
    for other in (b"", b"<html>", _pem(KEY)):
        with pytest.raises(issuer.NotAKey):
            issuer.read_public_key(other)
    assert len(issuer.key_id(PUBLIC)) == 16


def test_the_product_does_not_start_on_a_key_that_cannot_sign(tmp_path: Path) -> None:
    with pytest.raises(BrokenSettings, match="cannot be read"):
        create_app(Settings(instance=tmp_path, issuer_key_file=tmp_path / "hilang.pem"))
