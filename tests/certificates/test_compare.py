"""Comparing a file: the issued one is known to the byte, whatever is done to it shows, and nothing of it is kept."""

import hashlib
import random
import zipfile
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from sqlalchemy import update

from lms.certificates import compare as comparing
from lms.certificates import service
from lms.certificates.compare import FILE_BYTES, Match, compare
from lms.certificates.models import Certificate, SignedFile
from lms.certificates.rules import Signing
from lms.certificates.service import CertificateCard
from lms.certificates.signing import seal
from lms.certificates.verification import State
from lms.config import Settings, current_settings
from lms.kit.db import transaction
from lms.kit.storage import current_storage
from tests import factories
from tests.authority import Authority, Holder
from tests.browser import Browser
from tests.page import form, words
from tests.people import Cast
from tests.story import certified

pytestmark = pytest.mark.usefixtures("app_context")
Writer = IncrementalPdfFileWriter


@pytest.fixture(scope="module")
def office() -> Holder:
    return Authority().holder("Segel Dinas Contoh")


@pytest.fixture
def visitor(client: Browser) -> Browser:
    client.post("/language", data={"locale": "en"})
    return client


@pytest.fixture
def card(cast: Cast) -> CertificateCard:
    (issued,) = certified(cast, cast.ratna)
    return issued


@pytest.fixture
def pdf(card: CertificateCard) -> bytes:
    return service.published_pdf(card)


@pytest.fixture
def sealed(card: CertificateCard, pdf: bytes, office: Holder, tmp_path: Path, at: datetime) -> bytes:
    """The certificate's published file, sealed."""
    with seal.open_seal(Settings(seal=office.files(tmp_path))) as opened:
        whole = opened.sign(pdf)
    stored = current_storage().put(BytesIO(whole), limit=FILE_BYTES)
    with transaction() as writing:
        writing.execute(update(Certificate).where(Certificate.id == card.id).values(signing=Signing.SEAL))
        writing.add(
            SignedFile(certificate_id=card.id, digest=stored.digest, signer="Segel Dinas Contoh", signed_at=at, at=at)
        )
    return whole


def updated(pdf: bytes, *changes: Callable[[Writer], None]) -> bytes:
    """The file with incremental updates behind it."""
    for change in changes:
        writer, out = Writer(BytesIO(pdf)), BytesIO()
        change(writer)
        writer.write(out)
        pdf = out.getvalue()
    return pdf


def hide(writer: Writer) -> None:
    """Shadow attack: what was shown disappears."""
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"1 1 1 rg 0 0 900 900 re f"))
    writer.update_container(page)


def replace(writer: Writer) -> None:
    """Shadow attack: something else is painted over it."""
    page = writer.root["/Pages"]["/Kids"][0]
    other = writer.add_object(generic.StreamObject(stream_data=b"q 1 1 1 rg 200 200 300 40 re f Q"))
    page["/Contents"] = generic.ArrayObject([page.raw_get("/Contents"), other])
    writer.update_container(page)


def swap_page(writer: Writer) -> None:
    """Shadow attack: another page object takes the place of the first."""
    tree = writer.root["/Pages"]
    shadow = generic.DictionaryObject(tree["/Kids"][0])
    shadow["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"0 0 100 100 re f"))
    kids = tree["/Kids"]
    others = [kids.raw_get(place) for place in range(1, len(kids))]
    tree["/Kids"] = generic.ArrayObject([writer.add_object(shadow), *others])
    writer.update_container(tree)


def forget_code(writer: Writer) -> None:
    """The description of the file is replaced by an empty one."""
    writer.root["/Metadata"] = writer.add_object(generic.StreamObject(stream_data=b""))
    writer.update_root()


ATTACKS: dict[str, Callable[[bytes], bytes]] = {
    "hide": lambda pdf: updated(pdf, hide),
    "replace": lambda pdf: updated(pdf, replace),
    "hide and replace": lambda pdf: updated(pdf, hide, swap_page),
    "and without its code": lambda pdf: updated(pdf, replace, forget_code),
    "a byte": lambda pdf: pdf + b"\n",
    "a remark": lambda pdf: pdf + b"% nothing to see\n",
    "another file": lambda pdf: pdf + pdf,
    "a page of HTML": lambda pdf: pdf + b"<script>alert(1)</script>",
    "what no reader can follow": lambda pdf: pdf + b"\nstartxref\n99999999\n%%EOF",
}


def test_the_issued_file_is_known_by_its_bytes(card: CertificateCard, pdf: bytes) -> None:
    told = compare(pdf)
    assert told.match is Match.ISSUED
    assert told.found is not None
    assert (told.found.token, told.found.state) == (card.token, State.VALID)
    assert told.digest == card.pdf_sha256


def test_the_sealed_file_is_the_issued_one_and_its_print_is_not(
    card: CertificateCard, pdf: bytes, sealed: bytes
) -> None:
    assert compare(sealed).match is Match.ISSUED
    told = compare(pdf)
    assert told.match is Match.UNSIGNED
    assert told.found is not None
    assert told.found.token == card.token


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_whatever_is_added_behind_a_print_shows(
    attack: Callable[[bytes], bytes], card: CertificateCard, pdf: bytes
) -> None:
    told = compare(attack(pdf))
    assert told.match is Match.LENGTHENED
    assert told.found is not None
    assert told.found.token == card.token


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_whatever_is_added_behind_a_sealed_file_shows(
    attack: Callable[[bytes], bytes], card: CertificateCard, sealed: bytes
) -> None:
    told = compare(attack(sealed))
    assert told.match is Match.LENGTHENED
    assert told.found is not None
    assert told.found.token == card.token
    assert not any(one.holds for one in told.signatures)


def test_a_file_written_anew_by_another_program_still_names_its_certificate(card: CertificateCard, pdf: bytes) -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        del document.Root.Metadata
        document.save(out, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    told = compare(out.getvalue())
    assert told.match is Match.CHANGED
    assert told.found is not None
    assert told.found.token == card.token


def test_a_flipped_bit_is_never_the_issued_file(pdf: bytes) -> None:
    chance = random.Random(11)
    for place in chance.sample(range(len(pdf)), 12):
        altered = bytearray(pdf)
        altered[place] ^= 1 << chance.randrange(8)
        told = compare(bytes(altered))
        assert told.match in (Match.CHANGED, Match.UNKNOWN, Match.UNREADABLE)


def test_somebody_elses_pdf_is_unknown(card: CertificateCard) -> None:
    out = BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(out)
    told = compare(out.getvalue())
    assert (told.match, told.found, told.problem) == (Match.UNKNOWN, None, None)


def archive() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("bom", b"\0" * 1_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\0" * (FILE_BYTES + 1), "The file is larger than 10 MB"),
        (factories.jpeg(20, 20), "This is a picture."),
        (b"\x89PNG\r\n\x1a\n", "This is a picture."),
        (archive(), "This is an archive or an office document"),
        (b"<!DOCTYPE html><p>Sertifikat</p>", "This is a saved web page"),
        (b"Sertifikat asli, percayalah.", "This is not a PDF."),
        (b"%PDF-1.7 and nothing more", "This file is not a PDF, or it is damaged."),
        (b"%PDF-1.7\n" + b"%%EOF\n" * 200_000, "This file is not a PDF, or it is damaged."),
    ],
    ids=["empty", "huge", "jpeg", "png", "zip", "html", "text", "pretender", "many ends"],
)
def test_what_is_no_pdf_is_told_kindly(visitor: Browser, content: bytes, sentence: str) -> None:
    answer = bring(visitor, content, "berkas.pdf")
    assert answer.status_code == 200
    assert f"This cannot be compared {sentence}" in words(answer)


def bring(visitor: Browser, content: bytes, name: str = "sertifikat.pdf") -> Any:
    """Sends the file as a browser does. (The test client would leave the temporary file of a large one open.)"""
    page = form(visitor.get("/verify/file"), "/verify/file")
    head = 'Content-Disposition: form-data; name="{}"'
    parts = [f"{head.format(field)}\r\n\r\n{page.value(field)}".encode() for field in page.fields]
    parts.append(f'{head.format("file")}; filename="{name}"\r\n\r\n'.encode() + content)
    body = b"".join(b"--part\r\n" + part + b"\r\n" for part in parts) + b"--part--\r\n"
    return visitor.post("/verify/file", data=body, content_type="multipart/form-data; boundary=part")


def test_anyone_may_bring_a_file_and_is_told_what_it_is(visitor: Browser, card: CertificateCard, pdf: bytes) -> None:
    told = words(bring(visitor, pdf, "unduhan (1).pdf"))
    for text in ("Exactly the file that was issued", card.number, "Ratna Dewi", "unduhan (1).pdf", card.pdf_sha256):
        assert text in told
    told = words(bring(visitor, pdf + b"x"))
    for text in ("Altered after it was issued", "something was added behind it", card.number):
        assert text in told


def test_a_revoked_certificate_is_never_shown_in_green(
    visitor: Browser, cast: Cast, card: CertificateCard, pdf: bytes, at: datetime
) -> None:
    service.revoke(cast.admin, card.id, "Peserta tidak hadir sama sekali.", at)
    answer = bring(visitor, pdf)
    assert "The file that was issued, but revoked since" in words(answer)
    assert "tone-ok" not in answer.text.partition("<h2>")[0].partition("<main")[2]


def test_without_a_file_the_form_says_so(visitor: Browser) -> None:
    answer = form(visitor.get("/verify/file"), "/verify/file").send(visitor)
    assert answer.status_code == 422
    assert "Choose a file first." in words(answer)


def test_nothing_of_a_file_is_kept(visitor: Browser, card: CertificateCard) -> None:
    content = b"%PDF-1.7 " + random.Random(3).randbytes(800_000)
    bring(visitor, content)
    assert not current_storage().exists(hashlib.sha256(content).hexdigest())
    kept = [path for path in current_settings().instance.rglob("*") if path.is_file() and "lms.db" not in path.name]
    assert not [path for path in kept if content[:2000] in path.read_bytes()]


def test_files_are_looked_at_one_after_the_other(visitor: Browser, card: CertificateCard, pdf: bytes) -> None:
    """Whoever sends heavy files keeps one web worker busy, never all; the issued file is known without being opened."""
    other = b"%PDF-1.7 " + pdf[9:]
    with comparing._alone() as may_look:
        assert may_look
        assert "Another file is being looked at just now." in words(bring(visitor, other))
        assert "Exactly the file that was issued" in words(bring(visitor, pdf))
        assert "Altered after it was issued" in words(bring(visitor, pdf + b"x"))


def test_bringing_files_is_slowed_down(visitor: Browser) -> None:
    statuses = [bring(visitor, b"x").status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]


def test_search_engines_keep_out(visitor: Browser) -> None:
    assert visitor.get("/verify/file").headers["X-Robots-Tag"] == "noindex, nofollow"
