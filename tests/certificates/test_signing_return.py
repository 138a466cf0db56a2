"""The round trip to the official: unsigned prints go out in a ZIP, signed ones come back, each is proven by itself."""

import hashlib
import random
import zipfile
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from lms.certificates import service as certificates
from lms.certificates.facts import SAMPLE
from lms.certificates.models import SignedFile, SigningRun
from lms.certificates.office import current_office, save
from lms.certificates.press import press
from lms.certificates.rules import Signing
from lms.certificates.service import CertificateCard
from lms.certificates.signing import parcel, returning, service
from lms.certificates.signing.desk import SigningRunCard, open_signing_run
from lms.config import Bsre
from lms.kit.clock import now
from lms.kit.db import session, transaction
from lms.kit.errors import Forbidden, Invalid, NotFound, TooLarge
from lms.kit.jobs import Job, JobState, drain
from tests.authority import Authority, Holder
from tests.browser import Browser
from tests.officials import flipped, other_text, rewritten, signed, updated
from tests.people import Cast
from tests.story import certified

pytestmark = pytest.mark.usefixtures("app_context")
As = Callable[[str], Browser]


@pytest.fixture
def authority(app: Flask) -> Authority:
    return Authority("BSrE Contoh")


@pytest.fixture
def official(authority: Authority) -> Holder:
    return authority.holder("Kepala Dinas Contoh")


@pytest.fixture
def cards(cast: Cast, at: datetime) -> tuple[CertificateCard, CertificateCard]:
    """Ratna's and Budi's, which wait for the official's signature."""
    save(cast.admin, current_office().model_copy(update={"signing": Signing.TTE}), at)
    ratna, budi = certified(cast, cast.ratna, cast.budi)
    return ratna, budi


@pytest.fixture
def trust(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path | None], None]:
    def name(path: Path | None) -> None:
        settings = app.extensions["settings"].model_copy(update={"bsre": Bsre(trust_file=path)})
        monkeypatch.setitem(app.extensions, "settings", settings)

    return name


def unsigned(card: CertificateCard) -> bytes:
    return certificates.pdf(card)


def named(card: CertificateCard, behind: str = "") -> str:
    return card.number.replace("/", "-") + behind + ".pdf"


def brought(cast: Cast, at: datetime, files: list[tuple[str, bytes]]) -> SigningRunCard:
    """What the run says after these files were uploaded and read."""
    kept = returning.keep((name, BytesIO(content)) for name, content in files)
    run = returning.take_back(cast.admin, cast.batch1, kept, at)
    drain()
    card = open_signing_run(cast.admin, run)
    assert card.job.state is JobState.DONE
    return card


def sentence(card: SigningRunCard, name: str) -> str:
    reason = card.refused[name]
    return reason.msgid % dict(reason.params)


def zipped(*files: tuple[str, bytes], **options: Any) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", **options) as packed:
        for name, content in files:
            packed.writestr(name, content)
    return out.getvalue()


def standing(cast: Cast) -> tuple[bool, bool]:
    """Whether Ratna's and Budi's still wait."""
    session().rollback()
    return certificates.wallet(cast.ratna)[0].waiting, certificates.wallet(cast.budi)[0].waiting


# --- out -------------------------------------------------------------------------------------------------------------


def test_the_zip_holds_each_print_under_its_number(
    cast: Cast, cards: tuple[CertificateCard, CertificateCard], as_: As
) -> None:
    admin = as_("admin")
    page = admin.post(f"/batches/{cast.batch1}/signing/out").location
    drain()
    assert f"{page}.zip" in admin.get(page).text
    with zipfile.ZipFile(BytesIO(admin.get(f"{page}.zip").data)) as packed:
        assert set(packed.namelist()) == {named(card) for card in cards} | {parcel.MANIFEST}
        sums = dict(reversed(line.split("  ")) for line in packed.read(parcel.MANIFEST).decode().splitlines())
        for card in cards:
            content = packed.read(named(card))
            assert content == unsigned(card)
            assert sums[named(card)] == hashlib.sha256(content).hexdigest() == card.pdf_sha256


def test_there_is_no_zip_where_nobody_waits(cast: Cast, at: datetime, as_: As) -> None:
    certified(cast, cast.ratna)
    with pytest.raises(Invalid):
        service.send_out(cast.admin, cast.batch1, at)
    assert as_("admin").post(f"/batches/{cast.batch1}/signing/out").location == f"/batches/{cast.batch1}/signing"


# --- what is taken in ------------------------------------------------------------------------------------------------


def test_signed_files_are_published_and_frozen(
    cast: Cast, at: datetime, cards: tuple[CertificateCard, CertificateCard], official: Holder
) -> None:
    files = [(named(card, "_signed"), signed(unsigned(card), official)) for card in cards]
    card = brought(cast, at, files)
    assert set(card.taken) == {name for name, _content in files}
    assert card.refused == {}
    assert standing(cast) == (False, False)
    for person, (_name, content) in zip((cast.ratna, cast.budi), files, strict=True):
        mine = certificates.wallet(person)[0]
        assert certificates.published_pdf(mine) == content
        assert mine.signed
        assert (mine.signed.signer, mine.signed.signed_at is not None) == ("Kepala Dinas Contoh", True)
    assert {row.by_id for row in session().scalars(select(SignedFile))} == {cast.admin.id}


@pytest.mark.parametrize("how", ["several", "one ZIP", "folders in a ZIP", "a ZIP and a PDF"])
def test_they_come_back_in_any_wrapping(
    how: str, cast: Cast, cards: tuple[CertificateCard, CertificateCard], official: Holder, as_: As
) -> None:
    files = [(named(card), signed(unsigned(card), official)) for card in cards]
    uploads = {
        "several": files,
        "one ZIP": [("signed.zip", zipped(*files, (parcel.MANIFEST, b"sums"), ("__MACOSX/._x.pdf", b"x")))],
        "folders in a ZIP": [("signed.zip", zipped(*((f"TTE/November/{name}", pdf) for name, pdf in files)))],
        "a ZIP and a PDF": [("one.zip", zipped(files[0])), files[1]],
    }[how]
    data = {"files": [(BytesIO(content), name) for name, content in uploads]}
    answer = as_("admin").post(f"/batches/{cast.batch1}/signing/return", data=data)
    drain()
    assert open_signing_run(cast.admin, int(answer.location.rpartition("/")[2])).refused == {}
    assert standing(cast) == (False, False)


def test_a_file_that_the_application_wrote_anew_is_the_same_certificate(
    cast: Cast, at: datetime, cards: tuple[CertificateCard, CertificateCard], official: Holder
) -> None:
    content = signed(rewritten(unsigned(cards[0])), official)
    assert not content.startswith(unsigned(cards[0])[:100])
    assert brought(cast, at, [(named(cards[0]), content)]).refused == {}
    assert standing(cast) == (False, True)


def test_what_was_sent_is_forgotten_once_it_is_read(
    cast: Cast, at: datetime, cards: tuple[CertificateCard, CertificateCard], official: Holder, instance: Path
) -> None:
    card = brought(cast, at, [("a.pdf", signed(unsigned(cards[0]), official)), ("private.pdf", b"a letter")])
    assert card.digest is None
    stored = [path.read_bytes() for path in (instance / "files").rglob("*") if path.is_file()]
    assert len(stored) == 1, "the signed certificate, and nothing else"
    assert stored[0].startswith(b"%PDF-")


def test_the_same_again_is_harmless(
    cast: Cast, at: datetime, cards: tuple[CertificateCard, CertificateCard], official: Holder
) -> None:
    content = signed(unsigned(cards[0]), official)
    first, second = (brought(cast, at, [("a.pdf", content), ("b.pdf", content)]) for _ in range(2))
    assert (first.refused, second.refused) == ({}, {})
    assert len(list(session().scalars(select(SignedFile)))) == 1


def test_two_officials_may_sign(
    cast: Cast, at: datetime, cards: tuple[CertificateCard, CertificateCard], authority: Authority, official: Holder
) -> None:
    twice = signed(signed(unsigned(cards[0]), official), authority.holder("Sekretaris Contoh"), field="Signature2")
    assert brought(cast, at, [("a.pdf", twice)]).refused == {}
    mine = certificates.wallet(cast.ratna)[0].signed
    assert mine
    assert mine.signer == "Kepala Dinas Contoh, Sekretaris Contoh"


# --- what is refused, and why ------------------------------------------------------------------------------------------


def test_wrong_files_are_told_one_by_one_and_keep_no_right_one_out(
    cast: Cast, at: datetime, cards: tuple[CertificateCard, CertificateCard], official: Holder
) -> None:
    ratna, budi = cards
    good, whole = signed(unsigned(ratna), official), signed(unsigned(budi), official)
    files = {
        "unsigned.pdf": (unsigned(budi), "The file is not signed."),
        named(ratna, "_budi"): (signed(unsigned(budi), official), f"named after {ratna.number}, but it is"),
        "flipped.pdf": (flipped(whole, whole.index(b"endstream") - 10), "was altered after signing"),
        "added.pdf": (updated(signed(unsigned(budi), official), other_text), "Something was added to the file after"),
        "trailing.pdf": (signed(unsigned(budi), official) + b"\n%", "Something was added to the file after"),
        "shadow.pdf": (signed(unsigned(budi), official, change=other_text), "What the pages show is not what"),
        "forged.pdf": (
            signed(updated(signed(unsigned(budi), official), other_text), official, field="Second"),
            "Something was added to the file after",
        ),
        "nothing.pdf": (b"", "is not a PDF"),
        "letter.docx": (b"PK\x05\x06" + bytes(18), "is not a PDF"),
        "locked.zip": (b"PK\x03\x04" + bytes(30), "This ZIP is damaged"),
    }
    card = brought(cast, at, [*((name, content) for name, (content, _said) in files.items()), ("good.pdf", good)])
    for name, (_content, said) in files.items():
        assert said in sentence(card, name), name
    assert card.taken == ("good.pdf",)
    assert standing(cast) == (False, True)


def test_every_flipped_byte_is_refused(
    cast: Cast, at: datetime, cards: tuple[CertificateCard, CertificateCard], official: Holder
) -> None:
    content = signed(unsigned(cards[0]), official)
    covered = content.index(b"/Contents <", len(unsigned(cards[0])))
    places = random.Random(5).sample(range(covered), 25)
    card = brought(cast, at, [(f"{place}.pdf", flipped(content, place)) for place in places])
    assert card.taken == ()
    assert len(card.refused) == 25
    assert standing(cast) == (True, True)


def test_a_strangers_pdf_is_no_certificate(
    cast: Cast, at: datetime, cards: tuple[CertificateCard, ...], official: Holder
) -> None:
    foreign = signed(press(SAMPLE), official)
    card = brought(cast, at, [("foreign.pdf", foreign), (named(cards[0]), foreign)])
    assert "is no certificate of this batch" in sentence(card, "foreign.pdf")
    assert "What the pages show is not what was given out" in sentence(card, named(cards[0]))


def test_the_certificate_of_another_batch_is_sent_there(
    cast: Cast, at: datetime, cards: tuple[CertificateCard, ...], official: Holder
) -> None:
    content = signed(unsigned(cards[0]), official)
    kept = returning.keep([("a.pdf", BytesIO(content))])
    run = returning.take_back(cast.admin, cast.batch2, kept, at)
    drain()
    assert "belongs to another batch" in sentence(open_signing_run(cast.admin, run), "a.pdf")


def test_another_signature_on_a_signed_certificate_changes_nothing(
    cast: Cast, at: datetime, cards: tuple[CertificateCard, ...], official: Holder
) -> None:
    first, second = (signed(unsigned(cards[0]), official) for _ in range(2))
    brought(cast, at, [("a.pdf", first)])
    card = brought(cast, at, [("b.pdf", second)])
    assert "is signed already, with another file" in sentence(card, "b.pdf")
    assert certificates.published_pdf(certificates.wallet(cast.ratna)[0]) == first


def test_a_revoked_certificate_takes_no_signature(
    cast: Cast, at: datetime, cards: tuple[CertificateCard, ...], official: Holder
) -> None:
    certificates.revoke(cast.admin, cards[0].id, "Salah orang yang diterbitkan", at)
    card = brought(cast, at, [("a.pdf", signed(unsigned(cards[0]), official))])
    assert "has been revoked meanwhile" in sentence(card, "a.pdf")


def test_a_certificate_that_is_signed_by_pen_takes_none(cast: Cast, at: datetime, official: Holder) -> None:
    (ratna,) = certified(cast, cast.ratna)
    card = brought(cast, at, [("a.pdf", signed(unsigned(ratna), official))])
    assert "does not wait for an electronic signature" in sentence(card, "a.pdf")


# --- trust -----------------------------------------------------------------------------------------------------------


def test_who_issued_the_signers_certificate(
    cast: Cast,
    at: datetime,
    cards: tuple[CertificateCard, CertificateCard],
    authority: Authority,
    official: Holder,
    trust: Callable[[Path | None], None],
    tmp_path: Path,
) -> None:
    (tmp_path / "roots.pem").write_text(authority.roots)
    stranger = Authority("CA Lain").holder("Penipu")
    trust(tmp_path / "roots.pem")
    card = brought(
        cast, at, [("a.pdf", signed(unsigned(cards[0]), official)), ("b.pdf", signed(unsigned(cards[1]), stranger))]
    )
    assert card.note is None
    assert card.taken == ("a.pdf",)
    assert "The certificate of Penipu was issued by CA Lain" in sentence(card, "b.pdf")
    trust(tmp_path / "none.pem")
    card = brought(cast, at, [("b.pdf", signed(unsigned(cards[1]), official))])
    assert (card.taken, card.refused) == ((), {})
    assert card.note
    assert "cannot be read" in card.note.msgid
    trust(None)
    card = brought(cast, at, [("b.pdf", signed(unsigned(cards[1]), official))])
    assert card.taken == ("b.pdf",)
    assert card.note
    assert "was not checked" in card.note.msgid


# --- hostile uploads -------------------------------------------------------------------------------------------------


def test_zip_bombs_links_and_paths(
    cast: Cast, at: datetime, cards: tuple[CertificateCard, ...], instance: Path
) -> None:
    link = zipfile.ZipInfo("link.pdf")
    link.external_attr = 0o120777 << 16
    linked = BytesIO()
    with zipfile.ZipFile(linked, "w") as packed:
        packed.writestr(link, "/etc/passwd")
    files = [
        ("bomb.zip", zipped(("bomb.pdf", bytes(64 * 1024**2)), compression=zipfile.ZIP_DEFLATED)),
        ("link.zip", linked.getvalue()),
        ("paths.zip", zipped(("../../../etc/cron.d/x.pdf", b"x"), ("/abs/y.pdf", b"y"), ("C:\\z\\w.pdf", b"w"))),
        ("many.zip", zipped(*((f"{'n' * 80}{n}.pdf", b"") for n in range(9_000)))),
        ("nested.zip", zipped(("inner.zip", zipped(("a.pdf", b"a"))))),
    ]
    card = brought(cast, at, files)
    assert "larger than 20 MB" in sentence(card, "bomb.pdf")
    assert "a link to another file" in sentence(card, "link.pdf")
    assert {"x.pdf", "y.pdf", "w.pdf"} <= set(card.refused)
    assert "more than 2000 files" in sentence(card, "many.zip")
    assert "is not a PDF" in sentence(card, "inner.zip")
    assert not list(instance.rglob("x.pdf"))


def test_names_of_files_are_only_shown(cast: Cast, at: datetime, cards: tuple[CertificateCard, ...], as_: As) -> None:
    odd = ["<script>alert(1)</script>.pdf", "a\r\nb.pdf", "\u202egnp.pdf", "x" * 300 + ".pdf", "..", ""]
    card = brought(cast, at, [(name, b"no pdf") for name in odd])
    assert len(card.refused) == len(odd)
    assert all(len(name) <= 130 and name.isprintable() for name in card.refused)
    page = as_("admin").get(f"/signing-runs/{card.id}").text
    assert "<script>alert" not in page


def test_an_upload_without_a_file_asks_for_one(cast: Cast, cards: tuple[CertificateCard, ...], as_: As) -> None:
    admin = as_("admin")
    answer = admin.post(f"/batches/{cast.batch1}/signing/return", data={})
    assert answer.location == f"/batches/{cast.batch1}/signing"
    assert list(session().scalars(select(SigningRun).where(SigningRun.way == "return"))) == []
    assert as_("sari").post(f"/batches/{cast.batch1}/signing/return", data={}).status_code == 403


def test_too_much_at_once_is_not_kept(monkeypatch: pytest.MonkeyPatch, instance: Path) -> None:
    monkeypatch.setattr(returning, "RETURN_BYTES", 1024)
    with pytest.raises(TooLarge):
        returning.keep([("a.pdf", BytesIO(bytes(2 * 1024**2)))])
    assert not [path for path in (instance / "files").rglob("*") if path.is_file()]


def test_only_admins_bring_files_back(cast: Cast, at: datetime, cards: tuple[CertificateCard, ...]) -> None:
    for person, refusal in ((cast.sari, Forbidden), (cast.auditor, Forbidden), (cast.ratna, Forbidden)):
        with pytest.raises(refusal):
            returning.take_back(person, cast.batch1, "0" * 64, at)
    with pytest.raises(NotFound):
        open_signing_run(cast.sari, 1)


# --- faults ----------------------------------------------------------------------------------------------------------


def test_a_job_that_died_between_two_files_takes_up_the_rest(
    cast: Cast,
    at: datetime,
    cards: tuple[CertificateCard, CertificateCard],
    official: Holder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    take_one, taken = returning.take_one, []

    def dies(*arguments: Any, **options: Any) -> Any:
        taken.append(take_one(*arguments, **options))
        if len(taken) == 1:
            raise OSError("the power went")
        return taken[-1]

    monkeypatch.setattr(returning, "take_one", dies)
    files = [(named(card), signed(unsigned(card), official)) for card in cards]
    kept = returning.keep((name, BytesIO(content)) for name, content in files)
    run = returning.take_back(cast.admin, cast.batch1, kept, at)
    drain()
    assert open_signing_run(cast.admin, run).job.state is JobState.FAILED
    monkeypatch.undo()
    with transaction() as writing:
        writing.execute(update(Job).values(run_at=now()))
    drain()
    card = open_signing_run(cast.admin, run)
    assert (card.job.state, set(card.taken), card.refused) == (JobState.DONE, {name for name, _ in files}, {})
    assert standing(cast) == (False, False)
