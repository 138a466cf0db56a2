"""What a seal costs with the key parsed once, against the bare private-key operation and against pyHanko as it comes."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from io import BytesIO
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.keys.internal import (
    translate_pyca_cryptography_cert_to_asn1,
    translate_pyca_cryptography_key_to_asn1,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko_certvalidator.registry import SimpleCertificateStore

from lms.bench.frame import Bench, bench, race
from lms.certificates.facts import SAMPLE
from lms.certificates.press import press
from lms.certificates.signing.seal import PrivateKey, open_seal
from lms.config import SealKey, Settings
from lms.kit.clock import now

KEYS: dict[str, Callable[[], PrivateKey]] = {
    "p256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "rsa2048": lambda: rsa.generate_private_key(65537, 2048),
}


@bench("seal", "CPU of a PAdES seal, against the bare signature and pyHanko's own way")
def run(bench: Bench) -> None:
    """`seal_ms` is a P-256 seal on a certificate of two pages; the ratios compare in the same rounds."""
    pdf = press(SAMPLE)
    count, rounds = (5, 3) if bench.quick else (20, 7)
    bench.row("one signature, CPU ms", "seal", "bare key", "pyHanko", "times less")
    for name, make in KEYS.items():
        key = make()
        key_file, certificate_file = key_files(bench.instance, key)
        certificate = x509.load_pem_x509_certificate(certificate_file.read_bytes())
        with open_seal(Settings(seal=SealKey(key_file=key_file, certificate_file=certificate_file))) as seal:
            ways: dict[str, Callable[[bytes], bytes]] = {
                "seal": seal.sign,
                "bare": partial(_bare, key),
                "usual": partial(_usual, key, certificate),
            }
            sealed = race({way: partial(_often, sign, pdf, count) for way, sign in ways.items()}, rounds=rounds)
            grown = len(seal.sign(pdf)) - len(pdf)
        ours, bare, usual = (sealed.median(runner) / count for runner in ("seal", "bare", "usual"))
        bench.row(name, ours, f"{bare:.3f}", usual, sealed.ratio("usual", "seal"))
        prefix = "" if name == "p256" else f"{name}_"
        bench.figure(f"{prefix}seal_ms", ours, "ms")
        bench.figure(f"{prefix}seal_over_bare_key", sealed.ratio("seal", "bare"), "x")
        bench.figure(f"{prefix}seal_speedup_vs_usual", sealed.ratio("usual", "seal"), "x")
        bench.figure(f"{prefix}seal_bytes", grown, "bytes")


def _often(sign: Callable[[bytes], bytes], pdf: bytes, count: int) -> None:
    for _ in range(count):
        sign(pdf)


def _bare(key: PrivateKey, pdf: bytes) -> bytes:
    """The digest and the private-key operation, nothing around them: the bound."""
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(pdf, ec.ECDSA(SHA256()))
    return key.sign(pdf, padding.PKCS1v15(), SHA256())


def _usual(key: PrivateKey, certificate: x509.Certificate, pdf: bytes) -> bytes:
    """As the documentation of pyHanko shows it."""
    known = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko's own gap
    signer = SimpleSigner(
        signing_cert=translate_pyca_cryptography_cert_to_asn1(certificate),
        signing_key=translate_pyca_cryptography_key_to_asn1(key),
        cert_registry=known,
    )
    about = PdfSignatureMetadata(field_name="Usual", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    signed: BytesIO = sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), about, signer)
    return signed.getvalue()


def key_files(folder: Path, key: PrivateKey | None = None) -> tuple[Path, Path]:
    """The files of a seal in `folder`: a key, P-256 unless given, and its certificate, both PEM."""
    own = key or KEYS["p256"]()
    key_file, certificate_file = folder / "key.pem", folder / "certificate.pem"
    key_file.write_bytes(own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    certificate_file.write_bytes(_certificate(own).public_bytes(Encoding.PEM))
    return key_file, certificate_file


def _certificate(key: PrivateKey) -> x509.Certificate:
    name, moment = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Segel Contoh")]), now()
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(days=1))
        .not_valid_after(moment + timedelta(days=1))
        .sign(key, SHA256())
    )
