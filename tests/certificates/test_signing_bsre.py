"""Signing by the service of BSrE, against a stub of its documented endpoints: what it is sent, and what is kept of it."""

import json
import logging
import socketserver
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from lms.certificates import service as certificates
from lms.certificates.facts import SAMPLE
from lms.certificates.models import SigningRun
from lms.certificates.office import current_office, save
from lms.certificates.press import press
from lms.certificates.rules import Signing
from lms.certificates.service import CertificateCard
from lms.certificates.signing import bsre, remote
from lms.certificates.signing.bsre import NotSigned, Official
from lms.certificates.signing.desk import SigningRunCard, open_signing_run
from lms.config import Bsre
from lms.kit.db import Base, session
from lms.kit.errors import Forbidden, Invalid
from tests.authority import Authority, Holder
from tests.browser import Browser
from tests.officials import signed
from tests.page import words
from tests.people import Cast
from tests.story import certified

pytestmark = pytest.mark.usefixtures("app_context")
As = Callable[[str], Browser]
NIK, PASSPHRASE = "1671010101700001", "Frasa#Rahasia-Pejabat 2026"
OFFICIAL = Official(NIK, PASSPHRASE)


@dataclass
class Service:
    """The stub: `behaviour` says what it does with the next request; `asked` is what it was sent."""

    holder: Holder
    behaviour: str = "sign"
    asked: list[dict[str, str]] = field(default_factory=list)
    kept: dict[str, bytes] = field(default_factory=dict)
    address: str = ""


class Desk(BaseHTTPRequestHandler):
    """POST /api/sign/pdf and GET /api/sign/download/ID, as the technical guide describes them."""

    def do_POST(self) -> None:
        stub: Service = self.server.stub  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["Content-Length"]))
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        parts = {
            part.get_param("name", header="content-disposition"): part
            for part in BytesParser(policy=HTTP).parsebytes(head + body).iter_parts()
        }
        pdf = parts.pop("file").get_payload(decode=True)
        fields = {name: part.get_payload(decode=True).decode() for name, part in parts.items()}
        stub.asked.append({**fields, "path": self.path, "authorization": self.headers["Authorization"]})
        getattr(self, f"and_{stub.behaviour}")(stub, pdf, fields)

    def do_GET(self) -> None:
        stub: Service = self.server.stub  # type: ignore[attr-defined]
        found = stub.kept.get(self.path.rpartition("/")[2])
        self.answer(200 if found else 404, found or b"")

    def and_sign(self, stub: Service, pdf: bytes, fields: dict[str, str]) -> None:
        if (fields["nik"], fields["passphrase"]) != (NIK, PASSPHRASE):
            self.refuse(400, f"Passphrase anda salah untuk {fields['nik']} / {fields['passphrase']}", 2031)
            return
        self.answer(200, signed(pdf, stub.holder), kind="application/pdf", document="dok-1")

    def and_keep(self, stub: Service, pdf: bytes, fields: dict[str, str]) -> None:
        stub.kept["dok-7"] = signed(pdf, stub.holder)
        self.answer(200, b'{"message": "ok"}', document="dok-7")

    def and_sign_one(self, stub: Service, pdf: bytes, fields: dict[str, str]) -> None:
        stub.behaviour = "fail"
        self.and_sign(stub, pdf, fields)

    def and_fail(self, stub: Service, pdf: bytes, fields: dict[str, str]) -> None:
        self.answer(503, b"<html>maintenance</html>")

    def and_forbid(self, stub: Service, pdf: bytes, fields: dict[str, str]) -> None:
        self.refuse(401, "Unauthorized", 401)

    def and_chatter(self, stub: Service, pdf: bytes, fields: dict[str, str]) -> None:
        self.refuse(400, f"Sertifikat {fields['nik']} ({fields['passphrase']}) kedaluwarsa", 2011)

    def and_sleep(self, stub: Service, pdf: bytes, fields: dict[str, str]) -> None:
        time.sleep(2)

    def and_drip(self, stub: Service, pdf: bytes, fields: dict[str, str]) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(20):
            with suppress(OSError):
                self.wfile.write(b"%")
            time.sleep(0.1)

    def and_swap(self, stub: Service, pdf: bytes, fields: dict[str, str]) -> None:
        self.answer(200, signed(press(SAMPLE), stub.holder))

    def and_return(self, stub: Service, pdf: bytes, fields: dict[str, str]) -> None:
        self.answer(200, pdf)

    def and_redirect(self, stub: Service, pdf: bytes, fields: dict[str, str]) -> None:
        self.send_response(307)
        self.send_header("Location", f"{stub.address}/elsewhere")
        self.end_headers()

    def and_flood(self, stub: Service, pdf: bytes, fields: dict[str, str]) -> None:
        self.answer(200, b"%PDF-" + bytes(21 * 1024**2))

    def refuse(self, status: int, error: str, code: int) -> None:
        self.answer(status, json.dumps({"error": error, "status_code": code}).encode(), kind="application/json")

    def answer(self, status: int, body: bytes, *, kind: str = "text/plain", document: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if document:
            self.send_header("id_dokumen", document)
        self.end_headers()
        with suppress(OSError):  # the other side has heard enough
            self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


class Threaded(socketserver.ThreadingMixIn, HTTPServer):
    daemon_threads = True
    block_on_close = False


@pytest.fixture
def stub(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """The service on a free port of this machine, named in the settings."""
    stub = Service(Authority("BSrE Contoh").holder("Kepala Dinas Contoh"))
    with Threaded(("127.0.0.1", 0), Desk) as server:
        server.stub = stub  # type: ignore[attr-defined]
        stub.address = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        named = Bsre(url=f"{stub.address}/", client_id="pewarta", client_secret="kunci sistem")
        monkeypatch.setitem(app.extensions, "settings", app.extensions["settings"].model_copy(update={"bsre": named}))
        yield stub
        server.shutdown()


@pytest.fixture
def cards(cast: Cast, at: datetime) -> list[CertificateCard]:
    save(cast.admin, current_office().model_copy(update={"signing": Signing.TTE}), at)
    return certified(cast, cast.ratna, cast.budi)


def waiting(cast: Cast) -> int:
    session().rollback()
    return sum(certificates.wallet(person)[0].waiting for person in (cast.ratna, cast.budi))


def signing(cast: Cast, at: datetime, official: Official = OFFICIAL) -> SigningRunCard:
    return open_signing_run(cast.admin, remote.sign_waiting(cast.admin, cast.batch1, official, at))


def note(card: SigningRunCard) -> str:
    assert card.note
    return card.note.msgid % dict(card.note.params)


def asked(stub: Service, behaviour: str, *, seconds: float = 5) -> NotSigned:
    stub.behaviour = behaviour
    with pytest.raises(NotSigned) as refused:
        bsre.sign(Bsre(url=stub.address), OFFICIAL, "a.pdf", press(SAMPLE), seconds=seconds)
    return refused.value


# --- the service -----------------------------------------------------------------------------------------------------


def test_it_is_asked_as_its_guide_says(cast: Cast, at: datetime, cards: list[CertificateCard], stub: Service) -> None:
    card = signing(cast, at)
    assert (len(card.taken), card.refused, waiting(cast)) == (2, {}, 0)
    assert "was not checked" in note(card)
    assert (
        stub.asked
        == [
            {
                "path": "/api/sign/pdf",
                "nik": NIK,
                "passphrase": PASSPHRASE,
                "tampilan": "invisible",
                "authorization": "Basic " + b64encode(b"pewarta:kunci sistem").decode(),
            }
        ]
        * 2
    )
    mine = certificates.wallet(cast.ratna)[0]
    assert mine.signed
    assert mine.signed.signer == "Kepala Dinas Contoh"
    assert certificates.published_pdf(mine).startswith(certificates.pdf(mine))


def test_a_service_that_keeps_the_pdf_is_asked_for_it(
    cast: Cast, at: datetime, cards: list[CertificateCard], stub: Service
) -> None:
    stub.behaviour = "keep"
    assert len(signing(cast, at).taken) == 2
    assert waiting(cast) == 0


def test_a_wrong_passphrase_stops_at_the_first(
    cast: Cast, at: datetime, cards: list[CertificateCard], stub: Service
) -> None:
    card = signing(cast, at, Official(NIK, "salah"))
    assert note(card) == "The passphrase is wrong."
    assert len(stub.asked) == 1, "three wrong ones lock the official out"
    assert waiting(cast) == 2


@pytest.mark.parametrize(
    ("behaviour", "said", "final"),
    [
        ("fail", "has a fault of its own (answer 503)", True),
        ("forbid", "does not accept this system", True),
        ("chatter", "The signing service refused: Sertifikat … (…) kedaluwarsa", False),
        ("redirect", "has a fault of its own (answer 307)", True),
        ("flood", "far too much", True),
    ],
)
def test_what_it_refuses_is_told(behaviour: str, said: str, final: bool, stub: Service) -> None:
    refused = asked(stub, behaviour)
    assert said in refused.reason.msgid % dict(refused.reason.params)
    assert refused.final is final
    assert len(stub.asked) == 1


@pytest.mark.real_clock
@pytest.mark.parametrize("behaviour", ["sleep", "drip"])
def test_a_slow_service_is_not_waited_for(behaviour: str, stub: Service) -> None:
    began = time.monotonic()
    refused = asked(stub, behaviour, seconds=0.5)
    assert time.monotonic() - began < 1.5
    assert "did not answer in time" in refused.reason.msgid
    assert refused.final


def test_a_service_that_is_not_there_or_not_near() -> None:
    for url, said in (
        ("http://127.0.0.1:1", "cannot be reached"),
        ("http://esign.example.go.id", "has to begin with https://"),
        ("http://8.8.8.8", "has to begin with https://"),
        ("ftp://127.0.0.1", "has to begin with https://"),
        ("", "has to begin with https://"),
    ):
        with pytest.raises(NotSigned) as refused:
            bsre.sign(Bsre(url=url), OFFICIAL, "a.pdf", b"%PDF-", seconds=5)
        assert said in refused.value.reason.msgid


def test_tls_is_verified(stub: Service) -> None:
    """A server that does not even speak TLS proves nothing, and hears nothing."""
    with pytest.raises(NotSigned) as refused:
        bsre.sign(Bsre(url=stub.address.replace("http:", "https:")), OFFICIAL, "a.pdf", b"%PDF-", seconds=5)
    assert "could not prove who it is" in refused.value.reason.msgid
    assert stub.asked == []


# --- what comes back -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("behaviour", "said"), [("swap", "What the pages show is not what"), ("return", "The file is not signed.")]
)
def test_what_comes_back_is_believed_no_more_than_an_upload(
    behaviour: str, said: str, cast: Cast, at: datetime, cards: list[CertificateCard], stub: Service
) -> None:
    stub.behaviour = behaviour
    card = signing(cast, at)
    assert {said in reason.msgid for reason in card.refused.values()} == {True}
    assert (len(card.refused), waiting(cast)) == (2, 2)


def test_what_was_signed_before_a_fault_stays_and_the_next_round_goes_on(
    cast: Cast, at: datetime, cards: list[CertificateCard], stub: Service
) -> None:
    stub.behaviour = "sign_one"
    card = signing(cast, at)
    assert (len(card.taken), waiting(cast)) == (1, 1)
    assert "fault of its own" in note(card)
    stub.behaviour = "sign"
    assert len(signing(cast, at).taken) == 1
    assert (waiting(cast), len(stub.asked)) == (0, 3)


def test_a_round_has_an_end(
    cast: Cast, at: datetime, cards: list[CertificateCard], stub: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "MOST_AT_ONCE", 1)
    assert note(signing(cast, at)) == "1 certificates are signed, 1 still wait: sign again to go on."
    monkeypatch.setattr(remote, "SECONDS", 0.5)
    assert note(signing(cast, at)) == "0 certificates are signed, 1 still wait: sign again to go on."
    assert (len(stub.asked), waiting(cast)) == (1, 1)


# --- who may, and what is kept -----------------------------------------------------------------------------------------


def test_only_admins_and_only_with_everything(
    cast: Cast, at: datetime, cards: list[CertificateCard], stub: Service
) -> None:
    for official, missing in (
        (Official("123", PASSPHRASE), "secret_nik"),
        (Official("٣" * 16, PASSPHRASE), "secret_nik"),
        (Official(NIK, ""), "secret_passphrase"),
        (Official(NIK, "a\r\nb"), "secret_passphrase"),
    ):
        with pytest.raises(Invalid) as refused:
            remote.sign_waiting(cast.admin, cast.batch1, official, at)
        assert set(refused.value.fields) == {missing}
    with pytest.raises(Forbidden):
        remote.sign_waiting(cast.auditor, cast.batch1, OFFICIAL, at)
    assert stub.asked == []


@pytest.mark.parametrize("behaviour", ["sign", "chatter", "fail", "swap", "wrong"])
def test_nik_and_passphrase_are_kept_nowhere(
    behaviour: str,
    cast: Cast,
    cards: list[CertificateCard],
    stub: Service,
    as_: As,
    instance: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    passphrase = PASSPHRASE if behaviour != "wrong" else "Salah#Sekali 77"
    stub.behaviour = "sign" if behaviour == "wrong" else behaviour
    admin = as_("admin")
    fields = {"secret_nik": NIK, "secret_passphrase": passphrase}
    answer = admin.post(f"/batches/{cast.batch1}/signing/api", data=fields)
    assert len(stub.asked) >= 1
    shown = [answer.text, admin.get(answer.location).text, admin.get(f"/batches/{cast.batch1}/signing").text]
    shown += [*capfd.readouterr(), caplog.text, str(answer.headers), repr(OFFICIAL), repr(Official(NIK, passphrase))]
    rows = [
        str(row)
        for table in Base.metadata.sorted_tables
        for row in session().execute(text(f'SELECT * FROM "{table.name}"'))
    ]
    assert len(rows) > 20
    session().rollback()
    files = [path.read_bytes() for path in instance.rglob("*") if path.is_file()]
    assert files
    for secret in (NIK, passphrase):
        assert not any(secret in one for one in shown), "on a page or in a log"
        assert not any(secret in row for row in rows), "in a row"
        assert not any(secret.encode() in content for content in files), "in a file"


def test_they_do_not_travel_through_a_sign_in(app: Flask, cast: Cast, client: Browser) -> None:
    """A session that is over gives the form back to be sent again, without them."""
    fields = {"secret_nik": NIK, "secret_passphrase": PASSPHRASE, "harmless": "stays"}
    page = client.post(f"/batches/{cast.batch1}/signing/api", data=fields).text
    assert "stays" in page
    assert NIK not in page
    assert PASSPHRASE not in page


def test_the_page_asks_for_them_where_a_service_is_set_up(
    cast: Cast, cards: list[CertificateCard], stub: Service, as_: As
) -> None:
    admin, address = as_("admin"), f"/batches/{cast.batch1}/signing"
    assert "secret_passphrase" in admin.get(address).text
    assert "secret_passphrase" not in as_("auditor").get(address).text
    answer = admin.post(f"{address}/api", data={"secret_nik": "12", "secret_passphrase": PASSPHRASE})
    assert answer.status_code == 422
    assert PASSPHRASE not in answer.text
    assert "NIK" in words(answer)
    assert stub.asked == []
    assert list(session().scalars(select(SigningRun))) == []
