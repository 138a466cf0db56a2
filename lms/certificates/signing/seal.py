"""The institution's electronic seal: PAdES B-B, or B-T where a time stamp authority is set. The key is opened once.

The seal certifies (DocMDP, no changes allowed), so a reader shows every later change. It is an incremental update: the bytes
the press made stay the beginning of the sealed file, and neither its document information nor its version is touched, so
PDF/A stays PDF/A. pyHanko by itself would parse and check the key twice for each signature, which is most of its time.
"""

import asyncio
import http.client
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from asn1crypto import tsp
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, pkcs12
from pyhanko.keys.internal import translate_pyca_cryptography_cert_to_asn1
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from lms.config import Settings
from lms.kit.clock import now, wib
from lms.kit.words import N_, Reason

FIELD: Final = "SegelInstansi"
DIGEST: Final = "sha256"
LEAST_RSA_BITS: Final = 2048
SLACK: Final = 256
"""Bytes by which a signature may outgrow the one that was measured: ECDSA integers differ in length."""
TIME_STAMP: Final = 12 * 1024
"""Bytes kept for a time stamp with its certificates."""
TSA_SECONDS: Final = 10
TRIAL: Final = b"Is this the key of this certificate?"

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class SealUnusable(Exception):
    """Nothing can be sealed; `reason` says what has to be mended."""

    def __init__(self, msgid: str, **params: str | int) -> None:
        self.reason = Reason(msgid, params)
        super().__init__(msgid % params)


class NoTimeStamp(Exception):
    """The time stamp authority did not answer; worth trying again."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the seal names."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def name(self) -> str:
        """The common name of the certificate, or its whole subject."""
        names = self.certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
        return str(names[0].value) if names else self.certificate.subject.rfc4514_string()


class Seal:
    """A seal that can be set: `open_seal` proved key and certificate."""

    def __init__(self, signer: Signer, identity: Identity, tsa_url: str = "") -> None:
        self.identity = identity
        self._signer = signer
        self._stamper = _Clock(tsa_url) if tsa_url else None
        self._reserved = self._measure()

    def sign(self, pdf: bytes, *, reason: str = "", location: str = "") -> bytes:
        """The PDF with the seal behind it. Raises NoTimeStamp."""
        about = PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm=DIGEST,
            name=self.identity.name,
            reason=reason or None,
            location=location or None,
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
        )
        setter = _AsItIs(about, self._signer, timestamper=self._stamper)
        sealed = BytesIO()
        try:
            setter.sign_pdf(_Untouched(BytesIO(pdf)), bytes_reserved=self._reserved, output=sealed)
        except TimestampRequestError as error:
            raise NoTimeStamp(str(error)) from error
        return sealed.getvalue()

    def _measure(self) -> int:
        """Hexadecimal digits to keep free for the signature with its chain (pyHanko refuses to write one that is larger)."""
        blank = bytes(SHA256.digest_size)
        empty = asyncio.run(self._signer.async_sign(blank, DIGEST, use_pades=True, dry_run=True))
        return 2 * (len(empty.dump()) + SLACK + (TIME_STAMP if self._stamper else 0))


class _Untouched(IncrementalPdfFileWriter):
    """An update that brings the signature and nothing else: no new modification date, producer or XMP."""

    def _update_meta(self) -> None:
        pass


class _AsItIs(PdfSigner):
    """Leaves the version of the file alone: P-256 would make it PDF 2.0 (ISO 32002), which PDF/A-2 is not."""

    def register_extensions(self, pdf_out: Any, *, md_algorithm: str) -> None:
        pass


class _KeyInMemory(Signer):
    """Signs with a key that was parsed once."""

    def __init__(self, key: PrivateKey, identity: Identity) -> None:
        self._key = key
        certificate, *chain = _for_pyhanko(identity)
        known = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko's own gap
        known.register_multiple([certificate, *chain])
        super().__init__(signing_cert=certificate, cert_registry=known)

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: FBT001, FBT002  # pyHanko's signature
        return _signature(self._key, data)


class _Clock(TimeStamper):
    """Asks an RFC 3161 time stamp authority over HTTP."""

    def __init__(self, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # pyHanko's own gap
        self._url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        headers = {"Content-Type": "application/timestamp-query"}
        asked = urllib.request.Request(self._url, req.dump(), headers)  # noqa: S310  # the address is the installation's own
        try:
            with urllib.request.urlopen(asked, timeout=TSA_SECONDS) as answer:  # noqa: S310
                return tsp.TimeStampResp.load(answer.read(TIME_STAMP))
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise TimestampRequestError(f"no time stamp: {type(error).__name__}") from error


@contextmanager
def open_seal(settings: Settings) -> Iterator[Seal]:
    """The seal these settings name, proven usable now: its key fits its certificate, which holds and may sign.

    Raises SealUnusable. For the worker and the command line alone; web workers never open the key.
    """
    named = settings.seal
    if not named.given:
        raise SealUnusable(N_("No seal is set up: the settings name no key (seal.key_file or seal.pkcs11_module)."))
    if named.tsa_url and not named.tsa_url.startswith(("http://", "https://")):
        raise SealUnusable(N_("The address of the time stamp authority has to begin with http:// or https://."))
    with ExitStack() as held:
        if named.pkcs11_module is not None:
            from lms.certificates.signing.token import signer_in

            identity = _identity(settings, ())
            signer: Signer = held.enter_context(signer_in(named, settings.instance, _for_pyhanko(identity)))
        else:
            key, brought = _open_key(settings)
            identity = _identity(settings, brought)
            signer = _KeyInMemory(key, identity)
        _refuse_unfit(identity.certificate)
        _prove(signer, identity.certificate)
        yield Seal(signer, identity, named.tsa_url)


def _open_key(settings: Settings) -> tuple[PrivateKey, tuple[x509.Certificate, ...]]:
    """The private key, and the certificates that a PKCS#12 file brings along, the key's own first."""
    path = settings.instance / (settings.seal.key_file or "")
    content = _read(
        path, N_("The key of the seal is not at %(path)s."), N_("The key of the seal at %(path)s cannot be read.")
    )
    secret = settings.seal.passphrase.get_secret_value().encode()
    brought: list[x509.Certificate | None] = []
    try:
        if b"-----BEGIN" in content:
            key: object = load_pem_private_key(content, secret if b"ENCRYPTED" in content else None)
        else:
            key, own, others = pkcs12.load_key_and_certificates(content, secret or None)
            brought = [own, *others]
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _locked(
            path, error, given=bool(secret), plain=b"-----BEGIN" in content and b"ENCRYPTED" not in content
        ) from None
    if not isinstance(key, PrivateKey):
        raise SealUnusable(N_("The key of the seal is of a kind that PDF readers do not know; use EC P-256 or RSA."))
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size < LEAST_RSA_BITS:
        raise SealUnusable(
            N_("The RSA key of the seal has %(bits)s bits; at least %(least)s are needed."),
            bits=key.key_size,
            least=LEAST_RSA_BITS,
        )
    return key, tuple(one for one in brought if one is not None)


def _locked(path: Path, error: Exception, *, given: bool, plain: bool) -> SealUnusable:
    """Why the file did not open; the libraries' own words may quote it, so they are not passed on."""
    if plain or isinstance(error, UnsupportedAlgorithm):
        return SealUnusable(N_("The file %(path)s is no private key in PEM or PKCS#12."), path=str(path))
    if not given:
        return SealUnusable(N_("The key of the seal is locked, and no passphrase is set (seal.passphrase)."))
    return SealUnusable(
        N_("The key of the seal does not open: the passphrase is wrong, or %(path)s is no private key."), path=str(path)
    )


def _identity(settings: Settings, brought: tuple[x509.Certificate, ...]) -> Identity:
    """The certificate of the settings before the one that came with the key, and the chain behind it."""
    named, found = settings.seal, list(brought)
    if named.certificate_file is not None:
        found = [*_certificates(settings.instance / named.certificate_file), *found[1:]]
    if not found:
        raise SealUnusable(
            N_("The certificate of the seal is missing: name its file in the settings (seal.certificate_file).")
        )
    if named.chain_file is not None:
        found += _certificates(settings.instance / named.chain_file)
    certificate, *chain = found
    return Identity(certificate, tuple(dict.fromkeys(one for one in chain if one != certificate)))


def _certificates(path: Path) -> list[x509.Certificate]:
    missing = N_("The certificate of the seal is not at %(path)s.")
    content = _read(path, missing, N_("The certificate of the seal at %(path)s cannot be read."))
    try:
        if b"-----BEGIN" in content:
            return x509.load_pem_x509_certificates(content)
        return [x509.load_der_x509_certificate(content)]
    except ValueError:
        raise SealUnusable(N_("The file %(path)s is no certificate in PEM or DER."), path=str(path)) from None


def _read(path: Path, missing: str, unreadable: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise SealUnusable(missing, path=str(path)) from None
    except OSError:
        raise SealUnusable(unreadable, path=str(path)) from None


def _refuse_unfit(certificate: x509.Certificate) -> None:
    """What makes readers call every signature invalid: a certificate out of its days, or one that may not sign."""
    begins, ends, moment = certificate.not_valid_before_utc, certificate.not_valid_after_utc, now()
    if moment > ends:
        raise SealUnusable(N_("The certificate of the seal has expired on %(day)s."), day=wib(ends).date().isoformat())
    if moment < begins:
        raise SealUnusable(
            N_("The certificate of the seal does not hold yet, only from %(day)s on."),
            day=wib(begins).date().isoformat(),
        )
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    if not (usage.digital_signature or usage.content_commitment):
        raise SealUnusable(N_("The certificate of the seal does not allow signing (its key usage)."))


def _prove(signer: Signer, certificate: x509.Certificate) -> None:
    """Signs something and checks it with the certificate, as every reader will."""
    signature = asyncio.run(signer.async_sign_raw(TRIAL, DIGEST))
    public = certificate.public_key()
    try:
        if isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, TRIAL, ec.ECDSA(SHA256()))
        elif isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, TRIAL, padding.PKCS1v15(), SHA256())
        else:
            raise SealUnusable(N_("The certificate of the seal is for a kind of key that PDF readers do not know."))
    except InvalidSignature:
        raise SealUnusable(N_("The key of the seal does not belong to its certificate.")) from None


def _signature(key: PrivateKey, message: bytes) -> bytes:
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(message, ec.ECDSA(SHA256()))
    return key.sign(message, padding.PKCS1v15(), SHA256())


def _for_pyhanko(identity: Identity) -> list[Any]:
    certificates: Iterable[x509.Certificate] = (identity.certificate, *identity.chain)
    return [translate_pyca_cryptography_cert_to_asn1(one) for one in certificates]
