"""The issuer's key: it signs the QR of every certificate and the badges. Its public half is for anyone to save.

An Ed25519 key in PEM, outside the database: instance/issuer.key, made when it is first needed, or the file that the setting
`issuer_key_file` names.
"""

import hashlib
import os
import secrets
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lms.config import BrokenSettings, Settings, current_settings

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

NAME: Final = "issuer.key"
MODE: Final = 0o600


class NotAKey(ValueError):
    """Raised for bytes that are no public key of this kind."""


def issuer_key() -> "Ed25519PrivateKey":
    """The key of this installation. Raises BrokenSettings when its file cannot be used."""
    return key_of(current_settings())


def key_of(settings: Settings) -> "Ed25519PrivateKey":
    """The key that these settings name; only the instance's own is made when there is none. Raises BrokenSettings."""
    path = settings.issuer_key_file or settings.instance / NAME
    if settings.issuer_key_file is None and not path.exists():
        _make(path)
    try:
        return _parsed(path.read_bytes())
    except OSError as error:
        raise BrokenSettings([f"The issuer's key {path} cannot be read: {error.strerror}."]) from error
    except ValueError as error:
        raise BrokenSettings([f"The issuer's key {path} is no Ed25519 key in PEM without a passphrase."]) from error


def public_pem() -> bytes:
    """The public half of the issuer's key in PEM, as `/issuer-key.pem` serves it."""
    from cryptography.hazmat.primitives import serialization

    return (
        issuer_key()
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def read_public_key(pem: bytes) -> "Ed25519PublicKey":
    """A saved public key. Raises NotAKey for anything else, a private key included."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = serialization.load_pem_public_key(pem)
    except ValueError as error:
        raise NotAKey from error
    if not isinstance(key, Ed25519PublicKey):
        raise NotAKey
    return key


def key_id(key: "Ed25519PublicKey") -> str:
    """Tells keys apart: the first 16 hex digits of the SHA-256 of its 32 bytes."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


@lru_cache(maxsize=4)
def _parsed(pem: bytes) -> "Ed25519PrivateKey":
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except TypeError as error:
        raise ValueError("a passphrase is set") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("not Ed25519")  # it is the file that is wrong, not a program
    return key


def _make(path: Path) -> None:
    """A new key under this name, whole or not at all; whoever is second keeps the key of the first."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(descriptor)
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
