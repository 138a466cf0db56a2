"""The institution's seal: every reader calls it valid, and a key that cannot seal says what has to be mended."""

import os
import subprocess
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path

import page
import pikepdf
import pytest
from asn1crypto import tsp
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pydantic import SecretStr
from pyhanko.keys.internal import translate_pyca_cryptography_cert_to_asn1, translate_pyca_cryptography_key_to_asn1
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from lms.certificates.facts import SAMPLE
from lms.certificates.press import press
from lms.certificates.signing import seal
from lms.certificates.signing.seal import NoTimeStamp, Seal, SealUnusable
from lms.cli import main
from lms.config import SealKey, Settings
from lms.kit.clock import now
from tests.authority import PASSPHRASE, Authority, Holder

Program = Callable[[str], str]
SOFTHSM = (Path("/usr/lib/softhsm/libsofthsm2.so"), Path("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"))
PIN = "271828"


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def office(authority: Authority) -> Holder:
    return authority.holder("Diskominfo Kota Contoh")


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return press(SAMPLE)


def opened(named: SealKey) -> AbstractContextManager[Seal]:
    return seal.open_seal(Settings(seal=named))


def sealed_by(named: SealKey, pdf: bytes) -> bytes:
    with opened(named) as found:
        return found.sign(pdf, reason="Segel elektronik instansi", location="Palembang")


def sentence(named: SealKey) -> str:
    with pytest.raises(SealUnusable) as refused, opened(named):
        raise AssertionError("it opened")
    return refused.value.reason.msgid % dict(refused.value.reason.params)


def judged(program: Program, path: Path) -> str:
    return subprocess.run([program("pdfsig"), str(path)], capture_output=True, text=True, check=True).stdout


# --- what readers say --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["P-256", "P-384", "RSA-2048", "RSA-3072"])
def test_readers_call_the_seal_valid(
    kind: str, authority: Authority, pdf: bytes, tmp_path: Path, program: Program
) -> None:
    curves = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1()}
    size = int(kind.partition("-")[2])
    key = ec.generate_private_key(curves[kind]) if kind in curves else rsa.generate_private_key(65537, size)
    sealed = sealed_by(authority.holder("Diskominfo Kota Contoh", key=key).files(tmp_path), pdf)
    path = tmp_path / "segel.pdf"
    path.write_bytes(sealed)
    told = judged(program, path)
    assert "Signature is Valid" in told
    assert "Total document signed" in told
    assert "ETSI.CAdES.detached" in told
    assert "Signature Field Name: SegelInstansi" in told
    assert "Common Name: Diskominfo Kota Contoh" in told
    checked = subprocess.run([program("qpdf"), "--check", str(path)], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_pyhanko_agrees_and_the_seal_allows_no_change(office: Holder, pdf: bytes, tmp_path: Path) -> None:
    sealed = sealed_by(office.files(tmp_path), pdf)
    path = tmp_path / "segel.pdf"
    path.write_bytes(sealed)
    with path.open("rb") as file:
        (signature,) = PdfFileReader(file).embedded_signatures
        status = validate_pdf_signature(signature, ValidationContext(trust_roots=[]))
        said = {name: str(signature.sig_object[name]) for name in ("/Name", "/Reason", "/Location", "/SubFilter")}
        assert signature.sig_object["/Reference"][0]["/TransformParams"]["/P"] == 1
    assert (status.intact, status.valid) == (True, True)
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert status.modification_level is ModificationLevel.NONE
    assert status.docmdp_ok
    assert said == {
        "/Name": "Diskominfo Kota Contoh",
        "/Reason": "Segel elektronik instansi",
        "/Location": "Palembang",
        "/SubFilter": "/ETSI.CAdES.detached",
    }


def test_the_print_stays_the_beginning_and_tells_the_same_about_itself(
    office: Holder, pdf: bytes, tmp_path: Path
) -> None:
    sealed = sealed_by(office.files(tmp_path), pdf)
    assert sealed.startswith(pdf)
    (tmp_path / "a.pdf").write_bytes(pdf)
    (tmp_path / "b.pdf").write_bytes(sealed)
    with pikepdf.open(tmp_path / "a.pdf") as before, pikepdf.open(tmp_path / "b.pdf") as after:
        assert dict(before.docinfo) == dict(after.docinfo)
        assert before.pdf_version == after.pdf_version
        assert "/Version" not in after.Root or str(after.Root.Version) < "/2.0"


def test_sealing_keeps_pdf_a(office: Holder, pdf: bytes, tmp_path: Path) -> None:
    for one in (pdf, sealed_by(office.files(tmp_path), pdf)):
        report = page.validate_pdf_bytes(one, profile=page.ValidationProfile.PDF_A_2B)
        assert report.is_compliant, report.failures


class Clock(BaseHTTPRequestHandler):
    """A time stamp authority (RFC 3161)."""

    def do_POST(self) -> None:
        asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.end_headers()
        self.wfile.write(self.server.stamper.request_tsa_response(asked).dump())  # type: ignore[attr-defined]

    def log_message(self, *arguments: object) -> None:
        pass


def test_a_time_stamp_says_when(
    authority: Authority, office: Holder, pdf: bytes, tmp_path: Path, program: Program
) -> None:
    stamps = authority.holder("Otoritas Penanda Waktu", key=rsa.generate_private_key(65537, 2048), stamps=True)
    certificate, root = (
        translate_pyca_cryptography_cert_to_asn1(one) for one in (stamps.certificate, stamps.authority)
    )
    known = SimpleCertificateStore()
    known.register(root)
    with HTTPServer(("127.0.0.1", 0), Clock) as server:
        server.stamper = DummyTimeStamper(  # type: ignore[attr-defined]
            certificate, translate_pyca_cryptography_key_to_asn1(stamps.key), certs_to_embed=known
        )
        threading.Thread(target=server.serve_forever, daemon=True).start()
        named = office.files(tmp_path).model_copy(update={"tsa_url": f"http://127.0.0.1:{server.server_port}/"})
        stamped = sealed_by(named, pdf)
        server.shutdown()
    (tmp_path / "segel.pdf").write_bytes(stamped)
    assert "Signature is Valid" in judged(program, tmp_path / "segel.pdf")
    (signature,) = PdfFileReader(BytesIO(stamped)).embedded_signatures
    roots = ValidationContext(trust_roots=[root])
    status = validate_pdf_signature(signature, roots, ts_validation_context=roots)
    assert status.timestamp_validity is not None
    assert (status.timestamp_validity.valid, status.timestamp_validity.trusted) == (True, True)
    assert status.bottom_line
    assert page.is_pdf_compliant_bytes(stamped, profile=page.ValidationProfile.PDF_A_2B)


def test_without_the_time_stamp_nothing_is_sealed(office: Holder, pdf: bytes, tmp_path: Path) -> None:
    named = office.files(tmp_path).model_copy(update={"tsa_url": "http://127.0.0.1:1/"})
    with pytest.raises(NoTimeStamp):
        sealed_by(named, pdf)


def test_each_seal_is_its_own(office: Holder, pdf: bytes, tmp_path: Path) -> None:
    """One key, opened once, for a whole batch."""
    with opened(office.files(tmp_path)) as once:
        assert len({once.sign(pdf) for _ in range(3)}) == 3


# --- where the key is ------------------------------------------------------------------------------------------------


def test_a_pkcs12_file_brings_everything(office: Holder, pdf: bytes, tmp_path: Path, program: Program) -> None:
    with opened(office.bundle(tmp_path)) as bundled:
        assert bundled.identity.chain == (office.authority,)
        (tmp_path / "segel.pdf").write_bytes(bundled.sign(pdf))
    assert "Signature is Valid" in judged(program, tmp_path / "segel.pdf")


def test_a_key_without_a_passphrase_and_a_certificate_in_der(office: Holder, pdf: bytes, tmp_path: Path) -> None:
    named = office.files(tmp_path, passphrase="")
    (tmp_path / "segel.der").write_bytes(office.certificate.public_bytes(Encoding.DER))
    assert sealed_by(named.model_copy(update={"certificate_file": tmp_path / "segel.der"}), pdf).startswith(pdf)


def test_paths_begin_in_the_instance(office: Holder, tmp_path: Path) -> None:
    office.files(tmp_path)
    named = SealKey(key_file="segel.key", certificate_file="segel.pem", passphrase=PASSPHRASE)
    with seal.open_seal(Settings(instance=tmp_path, seal=named)) as found:
        assert found.identity.name == "Diskominfo Kota Contoh"


@pytest.fixture(scope="module")
def token(office: Holder, program: Program, tmp_path_factory: pytest.TempPathFactory) -> SealKey:
    """SoftHSM with one token that holds the office's key, as a device in a rack would."""
    util = program("softhsm2-util")
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    key = office.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "segel.key").write_bytes(key)
    (folder / "segel.pem").write_bytes(office.certificate.public_bytes(Encoding.PEM))
    for arguments in (
        ["--init-token", "--free", "--label", "segel", "--pin", PIN, "--so-pin", "314159"],
        ["--import", str(folder / "segel.key"), "--token", "segel", "--label", "segel", "--id", "A1", "--pin", PIN],
    ):
        subprocess.run([util, *arguments], check=True, capture_output=True)
    return SealKey(
        pkcs11_module=next(path for path in SOFTHSM if path.is_file()),
        pkcs11_token="segel",
        pkcs11_pin=PIN,
        certificate_file=folder / "segel.pem",
    )


def test_a_key_on_a_token_seals(token: SealKey, pdf: bytes, tmp_path: Path, program: Program) -> None:
    (tmp_path / "segel.pdf").write_bytes(sealed_by(token, pdf))
    told = judged(program, tmp_path / "segel.pdf")
    assert "Signature is Valid" in told
    assert "Total document signed" in told


def test_a_token_that_cannot_seal_says_why(token: SealKey, authority: Authority, tmp_path: Path) -> None:
    stranger = authority.holder("Orang Lain").files(tmp_path).certificate_file
    cases = {
        "the PIN is wrong": {"pkcs11_pin": "000000"},
        "is not there, or there are several": {"pkcs11_token": "lain"},
        "0 keys that fit": {"pkcs11_key": "lain"},
        "is not at": {"pkcs11_module": tmp_path / "none.so"},
        "does not belong to its certificate": {"certificate_file": stranger},
        "certificate of the seal is missing": {"certificate_file": None},
    }
    for expected, changed in cases.items():
        assert expected in sentence(SealKey(**(token.model_dump() | changed)))


# --- what cannot seal ------------------------------------------------------------------------------------------------


def test_without_a_key_there_is_no_seal() -> None:
    assert "the settings name no key" in sentence(SealKey())


def test_files_that_are_missing_or_something_else(office: Holder, tmp_path: Path) -> None:
    named = office.files(tmp_path)
    junk = tmp_path / "junk"
    junk.write_bytes(b"-----BEGIN nothing-----")
    noise = tmp_path / "noise"
    noise.write_bytes(os.urandom(300))
    cases = {
        "The key of the seal is not at": {"key_file": tmp_path / "none"},
        "The certificate of the seal is not at": {"certificate_file": tmp_path / "none"},
        "is no private key in PEM or PKCS#12": {"key_file": junk},
        "is no certificate in PEM or DER": {"certificate_file": junk},
        f"or {noise} is no private key": {"key_file": noise},
        "cannot be read": {"key_file": tmp_path},
        "has to begin with http": {"tsa_url": "file:///etc/passwd"},
    }
    for expected, changed in cases.items():
        assert expected in sentence(SealKey(**(named.model_dump() | changed)))


@pytest.mark.parametrize("packed", [False, True])
def test_a_wrong_or_missing_passphrase(packed: bool, office: Holder, tmp_path: Path) -> None:
    named = office.bundle(tmp_path) if packed else office.files(tmp_path)
    wrong = sentence(SealKey(**(named.model_dump() | {"passphrase": "salah"})))
    assert "the passphrase is wrong" in wrong
    assert "salah" not in wrong
    assert "no passphrase is set" in sentence(SealKey(**(named.model_dump() | {"passphrase": ""})))


def test_a_certificate_out_of_its_days(authority: Authority, tmp_path: Path) -> None:
    over = authority.holder("Diskominfo", days=-1).files(tmp_path)
    assert "has expired on" in sentence(over)
    early = authority.holder("Diskominfo", begins=now() + timedelta(days=2)).files(tmp_path)
    assert "does not hold yet" in sentence(early)


def test_the_key_of_another_certificate(authority: Authority, office: Holder, tmp_path: Path) -> None:
    named = authority.holder("Orang Lain").files(tmp_path)
    named.certificate_file.write_bytes(office.certificate.public_bytes(Encoding.PEM))
    assert "does not belong to its certificate" in sentence(named)


def test_a_certificate_that_may_not_sign(authority: Authority, tmp_path: Path) -> None:
    assert "does not allow signing" in sentence(authority.holder("Diskominfo", signs=False).files(tmp_path))


def test_keys_that_readers_do_not_take(office: Holder, tmp_path: Path) -> None:
    named = office.files(tmp_path)
    for expected, key in (
        ("of a kind that PDF readers do not know", ed25519.Ed25519PrivateKey.generate()),
        ("has 1024 bits", rsa.generate_private_key(65537, 1024)),  # noqa: S505 - this is the point
    ):
        named.key_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        assert expected in sentence(named)


# --- the command line ------------------------------------------------------------------------------------------------


def test_the_check_tells_whether_the_seal_can_be_used(
    authority: Authority, office: Holder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def checked(named: SealKey) -> tuple[int, str]:
        for name, value in named.model_dump(exclude_unset=True).items():
            plain = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
            monkeypatch.setenv(f"LMS_SEAL__{name.upper()}", plain)
        told = CliRunner().invoke(main, ["check", "--language", "en"])
        return told.exit_code, told.output

    assert checked(SealKey())[1].endswith("No electronic seal is set up.\n")
    code, told = checked(office.files(tmp_path))
    assert code == 0
    assert "The seal of Diskominfo Kota Contoh can be used; its certificate holds until" in told
    code, told = checked(authority.holder("Diskominfo", days=-1).files(tmp_path))
    assert code == 1
    assert "has expired on" in told
    assert PASSPHRASE not in told
