"""A certificate authority of the tests: keys, certificates and files of a seal, as an office would get them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID

from lms.config import SealKey
from lms.kit.clock import now

PASSPHRASE = "frasa sandi segel"
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who can sign: a key and its certificate, with the authority's behind it."""

    key: PrivateKey
    certificate: x509.Certificate
    authority: x509.Certificate

    def files(self, folder: Path, *, passphrase: str = PASSPHRASE) -> SealKey:
        """Writes key, certificate and chain in PEM; the settings that name them."""
        lock = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
        (folder / "segel.key").write_bytes(self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock))
        (folder / "segel.pem").write_bytes(self.certificate.public_bytes(Encoding.PEM))
        (folder / "rantai.pem").write_bytes(self.authority.public_bytes(Encoding.PEM))
        return SealKey(
            key_file=folder / "segel.key",
            certificate_file=folder / "segel.pem",
            chain_file=folder / "rantai.pem",
            passphrase=passphrase,
        )

    def bundle(self, folder: Path) -> SealKey:
        """The same in one PKCS#12 file."""
        lock = BestAvailableEncryption(PASSPHRASE.encode())
        packed = pkcs12.serialize_key_and_certificates(b"segel", self.key, self.certificate, [self.authority], lock)
        (folder / "segel.p12").write_bytes(packed)
        return SealKey(key_file=folder / "segel.p12", passphrase=PASSPHRASE)


class Authority:
    """Issues certificates; `roots` is its own in PEM."""

    def __init__(self, name: str = "CA Contoh") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = _certificate(name, self.key, (name, self.key), days=3650, authority=True)
        self.name = name

    @property
    def roots(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()

    def holder(self, name: str, *, key: PrivateKey | None = None, days: int = 365, **usage: Any) -> Holder:
        """Somebody with a new P-256 key and a certificate for `days` days from now; fewer than none is an expired one."""
        own = key or ec.generate_private_key(ec.SECP256R1())
        return Holder(own, _certificate(name, own, (self.name, self.key), days=days, **usage), self.certificate)


def _certificate(
    name: str,
    key: PrivateKey,
    issuer: tuple[str, ec.EllipticCurvePrivateKey],
    *,
    days: int,
    authority: bool = False,
    signs: bool = True,
    stamps: bool = False,
    begins: datetime | None = None,
) -> x509.Certificate:
    moment = now()
    usage = x509.KeyUsage(
        digital_signature=signs and not authority,
        content_commitment=signs and not authority,
        key_encipherment=not signs,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer[0]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins or moment - timedelta(days=500))
        .not_valid_after(moment + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
    )
    if stamps:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return builder.sign(issuer[1], SHA256())


def _name(text: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(x509.NameOID.COUNTRY_NAME, "ID"), x509.NameAttribute(x509.NameOID.COMMON_NAME, text)]
    )
