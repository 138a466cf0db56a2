"""The print room, at the door: what goes onto paper, as which copy, in which order, and what of it is written down."""

import errno
import hashlib
import io
import os
import re
import signal
import subprocess
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import pytest
from flask import Flask
from PIL import Image, ImageChops
from sqlalchemy import func, select, update

from lms.certificates import bindery, eligibility, issuing, printroom, service
from lms.certificates.models import Certificate, Printed, PrintRun, SignedFile
from lms.certificates.press import Paper
from lms.certificates.press.calibration import calibration_sheet
from lms.certificates.rules import Copy, Signing
from lms.certificates.service import CertificateCard
from lms.certificates.tickets import Output, Ticket
from lms.kit.clock import now
from lms.kit.db import session, transaction
from lms.kit.errors import Forbidden, Invalid, NotFound
from lms.kit.jobs import Job, JobState, drain, progress, run_job
from lms.kit.storage import Stored, current_storage
from lms.people.models import Person
from tests.browser import Browser
from tests.page import Form, form, words
from tests.people import Cast
from tests.story import certified, class_of, pass_everything
from tests.workers import until, workers_of

pytestmark = pytest.mark.usefixtures("app_context")
As = Callable[[str], Browser]
Program = Callable[[str], str]
Ask = Callable[..., str]
Read = Callable[[bytes], list[str]]
Draw = Callable[..., Image.Image]
REASON = "Kertas macet di pencetak."
MM = 72 / 25.4


@pytest.fixture
def admin(as_: As) -> Browser:
    """Their browser, in English."""
    browser = as_("admin")
    browser.post("/language", data={"locale": "en"})
    return browser


@pytest.fixture
def room(cast: Cast) -> str:
    return f"/batches/{cast.batch1}/certificates/print"


@pytest.fixture
def ask(program: Program, tmp_path: Path) -> Ask:
    """`ask(pdf, "pdftotext", "-raw")`: what the program prints about the PDF."""

    def asked(pdf: bytes, name: str, *options: str, end: tuple[str, ...] = ()) -> str:
        file = tmp_path / "asked.pdf"
        file.write_bytes(pdf)
        return subprocess.run(
            [program(name), *options, str(file), *end], check=True, capture_output=True, text=True
        ).stdout

    return asked


@pytest.fixture
def read(ask: Ask) -> Read:
    """The text of each page; letters that are set apart are one word again."""

    def text(pdf: bytes) -> list[str]:
        pages = ask(pdf, "pdftotext", "-raw", end=("-",)).split("\f")[:-1]
        return [page.replace("D U P L I K A T", "DUPLIKAT") for page in pages]

    return text


@pytest.fixture
def picture(ask: Ask, tmp_path: Path) -> Draw:
    def drawn(pdf: bytes, page: int = 1, dots: int = 40) -> Image.Image:
        name = str(tmp_path / "page")
        options = ("-r", str(dots), "-f", str(page), "-l", str(page), "-singlefile", "-png")
        ask(pdf, "pdftoppm", *options, end=(name,))
        return Image.open(f"{name}.png").convert("RGB")

    return drawn


def everybody(cast: Cast) -> list[CertificateCard]:
    """Ratna of Diskominfo, the second of the roll, and Budi of Dinkes, the first."""
    return certified(cast, cast.ratna, cast.budi)


def made(browser: Browser, asked: Form, press: str | None = None) -> bytes:
    """The file that comes of a form."""
    answer = asked.send(browser, press)
    assert answer.status_code == 303, words(answer)
    drain()
    return bytes(browser.get(f"{answer.location}/file").data)


def printed() -> list[tuple[int, Copy]]:
    session().rollback()
    rows = session().execute(
        select(Printed.certificate_id, Printed.copy).order_by(Printed.run_id, Printed.certificate_id)
    )
    return [(certificate_id, copy) for certificate_id, copy in rows]


def runs() -> int:
    session().rollback()
    return session().scalar(select(func.count()).select_from(PrintRun)) or 0


# --- sheets ----------------------------------------------------------------------------------------------------------


def test_sheets_come_by_office_then_by_name(cast: Cast, admin: Browser, room: str, read: Read) -> None:
    class_of(cast, 2)
    pass_everything(cast, cast.ratna, cast.budi)
    ready = [one.enrolment.id for one in eligibility.candidates_of(cast.batch1) if one.may_be_issued]
    issuing.issue(cast.admin, cast.batch1, ready[::-1], now())
    drain()
    answer = form(admin.get(room), "/print").send(admin)
    assert admin.get(f"{answer.location}/file").status_code == 404, "it is not made yet"
    assert printed() == []
    drain()
    assert "8 pages, front and back" in words(admin.get(answer.location))
    pages = read(admin.get(f"{answer.location}/file").data)
    order = ["Budi Santoso", "Peserta 01", "Peserta 02", "Ratna Dewi"]
    assert [next(name for name in order if name in page) for page in pages[::2]] == order
    assert [copy for _, copy in printed()] == [Copy.ORIGINAL] * 4


def test_only_those_that_hold_are_printed_and_the_others_are_named(
    cast: Cast, at: datetime, admin: Browser, room: str, read: Read
) -> None:
    class_of(cast, 2)
    everybody(cast)
    ready = [one.enrolment.id for one in eligibility.candidates_of(cast.batch1) if one.may_be_issued]
    issuing.issue(cast.admin, cast.batch1, ready, at)
    drain()
    budi, ratna, first, second = session().scalars(select(Certificate.id).order_by(Certificate.id)).all()
    service.revoke(cast.admin, ratna, REASON, at)
    with transaction() as writing:
        writing.execute(update(Certificate).where(Certificate.id == first).values(signing=Signing.SEAL))
        writing.execute(update(Certificate).where(Certificate.id == second).values(signing=Signing.TTE))
    page = admin.get(room)
    told = words(page).partition("Left out, and why")[2]
    for name, why in (
        ("Ratna Dewi", "It was revoked."),
        ("Peserta 01", "It still waits for its seal."),
        ("Peserta 02", "It still waits for its signature."),
    ):
        assert re.search(rf"{name} \S+ {re.escape(why)}", told), told
    asked = form(page, "/print")
    assert asked.fields["certificate"] == [str(budi)]
    assert asked.put("certificate", [str(budi), str(ratna)]).send(admin).status_code == 422
    pages = read(made(admin, form(admin.get(room), "/print")))
    assert len(pages) == 2
    assert "Budi Santoso" in pages[0]


def test_a_single_press_prints_what_was_never_printed(cast: Cast, admin: Browser, room: str) -> None:
    """As the page of an issue run offers it: no field at all."""
    ratna, budi = everybody(cast)
    assert made(admin, Form(room, "POST")).startswith(b"%PDF-")
    assert printed() == [(budi.id, Copy.ORIGINAL), (ratna.id, Copy.ORIGINAL)]
    again = admin.post(room)
    assert again.location == room
    assert "All of them were printed before." in words(admin.get(room))
    assert runs() == 1


def test_the_buttons_that_tick_keep_what_was_chosen(cast: Cast, admin: Browser, room: str) -> None:
    ratna, budi = everybody(cast)
    made(admin, form(admin.get(room), "/print").put("certificate", [str(budi.id)]))
    page = admin.get(room)
    assert form(page, "/print").fields["certificate"] == [str(ratna.id)], "at first, whoever has none"
    for tick, expected in (("all", [budi, ratna]), ("fresh", [ratna]), ("none", [])):
        page = form(page, "/print").fill(front_right="1,5", paper="f4").send(admin, tick)
        asked = form(page, "/print")
        assert asked.fields.get("certificate", []) == [str(card.id) for card in expected]
        assert (asked.value("front_right"), asked.value("paper")) == ("1,5", "f4")
    refused = asked.send(admin)
    assert refused.status_code == 422
    assert "Tick at least one certificate." in words(refused)
    assert runs() == 1


@pytest.mark.parametrize("nonsense", ["²", "x", "-1", "9" * 40, "999999", ""])
def test_what_is_no_certificate_of_the_batch_prints_nothing(
    cast: Cast, admin: Browser, room: str, nonsense: str
) -> None:
    everybody(cast)
    assert form(admin.get(room), "/print").put("certificate", [nonsense]).send(admin).status_code == 422
    assert runs() == 0


def test_a_certificate_of_another_batch_is_not_printed_here(cast: Cast, admin: Browser, room: str) -> None:
    ratna, _budi = everybody(cast)
    other = f"/batches/{cast.batch2}/certificates/print"
    fields = form(admin.get(room), "/print").fields | {"certificate": [str(ratna.id)]}
    assert admin.post(other, data=fields).status_code == 422
    assert "There is nothing to print yet" in words(admin.get(other))
    assert runs() == 0


def test_the_same_form_twice_is_one_run(cast: Cast, admin: Browser, room: str) -> None:
    everybody(cast)
    asked = form(admin.get(room), "/print")
    answers = [asked.send(admin) for _ in range(3)]
    assert len({answer.location for answer in answers}) == 1
    assert runs() == 1


# --- once more -------------------------------------------------------------------------------------------------------


def test_what_was_printed_before_needs_a_reason_and_says_which_copy(
    cast: Cast, admin: Browser, room: str, read: Read
) -> None:
    ratna, budi = everybody(cast)
    first = made(admin, form(admin.get(room), "/print"))
    both = [str(budi.id), str(ratna.id)]
    asked = form(admin.get(room), "/print").put("certificate", both[1:])
    refused = asked.fill(reason="macet").send(admin)
    assert refused.status_code == 422
    assert "Printed before: 1 of them. Say which copy this is." in words(refused)
    assert "Write the reason in at least ten characters" in words(refused)
    assert form(refused, "/print").value("reason") == "macet"
    again = made(admin, form(refused, "/print").fill(reason=REASON, copy="again"))
    assert again == made(
        admin, form(admin.get(room), "/print").put("certificate", both[1:]).fill(reason=REASON, copy="again")
    )
    assert read(again) == read(first)[2:], "a spoiled sheet is replaced by one like it"
    lost = made(admin, form(admin.get(room), "/print").put("certificate", both).fill(reason=REASON, copy="duplicate"))
    assert all("DUPLIKAT" in page for page in read(lost)[::2])
    assert "DUPLIKAT" not in "".join(read(first))
    assert [copy for _, copy in printed()] == [Copy.ORIGINAL] * 2 + [Copy.AGAIN] * 2 + [Copy.DUPLICATE] * 2
    log = words(admin.get(room)).partition("Print log")[2]
    assert log.count(REASON) == 3
    assert log.count("Ahmad Fauzi") == 4
    assert log.count("for spoiled sheets: 1") == 2
    assert "duplicates: 2" in log
    assert "2 Spoiled sheets" in words(admin.get(room))


def test_only_whoever_was_printed_before_gets_the_mark(cast: Cast, admin: Browser, room: str, read: Read) -> None:
    ratna, budi = everybody(cast)
    made(admin, form(admin.get(room), "/print").put("certificate", [str(ratna.id)]))
    asked = form(admin.get(room), "/print").put("certificate", [str(budi.id), str(ratna.id)])
    budis, ratnas = read(made(admin, asked.fill(reason=REASON, copy="duplicate")))[::2]
    assert ("DUPLIKAT" in budis, "DUPLIKAT" in ratnas) == (False, True)
    assert printed()[1:] == [(budi.id, Copy.ORIGINAL), (ratna.id, Copy.DUPLICATE)]


def test_what_another_run_is_printing_counts_as_printed(cast: Cast, at: datetime, admin: Browser, room: str) -> None:
    ratna, budi = everybody(cast)
    ids = (ratna.id, budi.id)
    printroom.print_batch(cast.admin, cast.batch1, at)
    assert "on its way" in words(admin.get(room))
    with pytest.raises(Invalid):
        printroom.ask(cast.admin, cast.batch1, Ticket(Output.SHEETS, ids), "", at)
    with pytest.raises(Invalid):
        printroom.print_batch(cast.admin, cast.batch1, at)
    drain()
    assert [copy for _, copy in printed()] == [Copy.ORIGINAL] * 2


def test_a_run_that_lay_still_makes_no_second_original(cast: Cast, at: datetime, admin: Browser, room: str) -> None:
    ratna, budi = everybody(cast)
    slow = printroom.print_batch(cast.admin, cast.batch1, at)
    printroom.cancel(cast.admin, slow)
    made(admin, form(admin.get(room), "/print").put("certificate", [str(ratna.id)]))
    answer = form(admin.get(f"/print-runs/{slow}"), "/continue").send(admin)
    drain()
    page = words(admin.get(answer.location))
    assert "2 pages, front and back" in page
    assert "Ratna Dewi (800.2.4/002/Diskominfo/XI/2026): Another run printed it meanwhile." in page
    assert sorted(printed()) == [(budi.id, Copy.ORIGINAL), (ratna.id, Copy.ORIGINAL)]


def test_what_is_revoked_before_the_job_comes_is_left_out(cast: Cast, at: datetime, admin: Browser, room: str) -> None:
    ratna, budi = everybody(cast)
    run = printroom.print_batch(cast.admin, cast.batch1, at)
    service.revoke(cast.admin, ratna.id, REASON, at)
    drain()
    page = words(admin.get(f"/print-runs/{run}"))
    assert "2 pages" in page
    assert "Ratna Dewi (800.2.4/002/Diskominfo/XI/2026): It was revoked." in page
    assert printed() == [(budi.id, Copy.ORIGINAL)]
    again = printroom.ask(cast.admin, cast.batch1, Ticket(Output.SHEETS, (budi.id,), copy=Copy.AGAIN), REASON, at)
    service.revoke(cast.admin, budi.id, REASON, at)
    drain()
    assert "Nothing was left to print" in words(admin.get(f"/print-runs/{again}"))
    assert admin.get(f"/print-runs/{again}/file").status_code == 404


# --- paper -----------------------------------------------------------------------------------------------------------


def sizes(ask: Ask, pdf: bytes) -> set[tuple[int, int]]:
    found = re.findall(r"size:\s+([\d.]+) x ([\d.]+) pts", ask(pdf, "pdfinfo", "-f", "1", "-l", "9"))
    return {(round(float(wide) / MM), round(float(high) / MM)) for wide, high in found}


def test_the_paper_is_a4_or_f4(cast: Cast, admin: Browser, room: str, ask: Ask) -> None:
    ratna, budi = everybody(cast)
    for card, paper, size in ((ratna, "a4", (297, 210)), (budi, "f4", (330, 215))):
        asked = form(admin.get(room), "/print").put("certificate", [str(card.id)])
        assert sizes(ask, made(admin, asked.fill(paper=paper))) == {size}
    assert form(admin.get(room), "/print").value("paper") == "f4", "as it was printed last"


def place_of(ask: Ask, pdf: bytes, page: int, word: str) -> tuple[float, float]:
    """Where the word's box begins, in mm from the top left corner."""
    told = ask(pdf, "pdftotext", "-bbox", "-f", str(page), "-l", str(page), end=("-",))
    found = re.search(rf'xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>{word}<', told)
    assert found, told
    return float(found[1]) / MM, float(found[2]) / MM


def test_offsets_move_each_side_by_itself_and_stay_for_the_next_run(
    cast: Cast, admin: Browser, room: str, ask: Ask
) -> None:
    ratna, _budi = everybody(cast)
    mine = [str(ratna.id)]
    plain = made(admin, form(admin.get(room), "/print").put("certificate", mine))
    asked = form(admin.get(room), "/print").put("certificate", mine).fill(reason=REASON, copy="again")
    moved = made(admin, asked.fill(front_right="1,5", front_down="-2", back_right=" −0.5 ", back_down=""))
    shifts = []
    for page, word in ((1, "Ratna"), (2, "Jurnalistik")):
        (x, y), (x0, y0) = place_of(ask, moved, page, word), place_of(ask, plain, page, word)
        shifts.append((round(x - x0, 2), round(y - y0, 2)))
    assert shifts == [(1.5, -2.0), (-0.5, 0.0)]
    next_time = form(admin.get(room), "/print")
    names = ("front_right", "front_down", "back_right", "back_down")
    assert [next_time.value(name) for name in names] == ["1,5", "-2", "-0,5", "0"]
    assert "moved on the paper" in words(admin.get(room))


@pytest.mark.parametrize("typed", ["21", "-20,01", "abc", "1,2,3", "NaN", "Infinity", "1e9", "9" * 500])
def test_an_offset_that_is_none_is_asked_for_again(cast: Cast, admin: Browser, room: str, typed: str) -> None:
    everybody(cast)
    refused = form(admin.get(room), "/print").fill(back_down=typed).send(admin)
    assert refused.status_code == 422
    assert "Please write millimetres from -20 to 20" in words(refused)
    assert form(refused, "/print").value("back_down") == typed
    assert runs() == 0


def test_a_back_that_is_turned_stands_upside_down(cast: Cast, admin: Browser, room: str, picture: Draw) -> None:
    ratna, _budi = everybody(cast)
    mine = [str(ratna.id)]
    plain = made(admin, form(admin.get(room), "/print").put("certificate", mine))
    asked = form(admin.get(room), "/print").put("certificate", mine).fill(reason=REASON, copy="again")
    turned = made(admin, asked.fill(turn="long"))
    assert difference(picture(turned, 1), picture(plain, 1)) < 0.1
    upside_down = picture(turned, 2).rotate(180)
    assert difference(upside_down, picture(plain, 2)) < difference(picture(turned, 2), picture(plain, 2)) / 4
    assert "Let the printer turn the sheet over the long edge." in words(admin.get("/print-runs/2"))


def test_the_calibration_sheet_is_moved_like_the_sheets_and_keeps_its_offsets(
    cast: Cast, admin: Browser, room: str, ask: Ask
) -> None:
    everybody(cast)
    asked = form(admin.get(room), "/print").fill(output="calibration", paper="f4", front_right="3,5")
    answer = asked.send(admin)
    drain()
    sent = admin.get(f"{answer.location}/file")
    assert sent.headers["Content-Disposition"] == "inline; filename=kalibrasi-f4.pdf"
    assert sizes(ask, sent.data) == {(330, 215)}
    straight = calibration_sheet(Paper.F4)
    word = "depan"
    assert round(place_of(ask, sent.data, 1, word)[0] - place_of(ask, straight, 1, word)[0], 1) == 3.5
    assert form(admin.get(room), "/print").value("front_right") == "3,5"
    assert "Calibration sheet" in words(admin.get(room)).partition("Print log")[2]
    assert printed() == []


def difference(one: Image.Image, other: Image.Image) -> float:
    """Of two pictures, the mean over 3 mm squares, 0 to 255."""
    small = [picture.convert("L").resize((99, 70), Image.Resampling.BOX) for picture in (one, other)]
    histogram = ImageChops.difference(*small).histogram()
    return sum(value * count for value, count in enumerate(histogram)) / sum(histogram)


def test_pre_printed_paper_gets_no_ornament(cast: Cast, admin: Browser, room: str, picture: Draw, read: Read) -> None:
    ratna, _budi = everybody(cast)
    mine = [str(ratna.id)]
    plain = made(admin, form(admin.get(room), "/print").put("certificate", mine))
    asked = form(admin.get(room), "/print").put("certificate", mine).fill(reason=REASON, copy="again")
    asked.fields.pop("background")
    bare = made(admin, asked)
    assert read(bare)[0].split() == read(plain)[0].split()
    for page in (1, 2):
        edge = [(0, 0, 468, 20), (0, 310, 468, 331), (0, 0, 20, 331), (447, 0, 468, 331)]
        inked = [picture(pdf, page).crop(box).convert("L").getextrema()[0] for pdf in (plain, bare) for box in edge]
        assert min(inked[:4]) < 200, "the control: there is an ornament to be left out"
        assert min(inked[4:]) > 250, "the margin of pre-printed paper stays untouched"
    assert "background" not in form(admin.get(room), "/print").fields, "as it was printed last"


# --- single files ----------------------------------------------------------------------------------------------------


def test_the_zip_tells_two_people_of_one_name_apart_and_proves_its_files(
    cast: Cast, admin: Browser, room: str, tmp_path: Path, program: Program
) -> None:
    with transaction() as writing:
        writing.execute(
            update(Person).where(Person.id.in_((cast.ratna.id, cast.budi.id))).values(name="Nūr D'Arcy / Łódź")
        )
    cards = everybody(cast)
    answer = form(admin.get(room), "/print").fill(output="zip").send(admin)
    drain()
    sent = admin.get(f"{answer.location}/file")
    assert sent.mimetype == "application/zip"
    assert sent.headers["Content-Disposition"] == "attachment; filename=sertifikat-Angkatan-I-1.zip"
    assert sent.headers["Cache-Control"] == "private, no-store"
    assert int(sent.headers["Content-Length"]) == len(sent.data)
    with zipfile.ZipFile(io.BytesIO(sent.data)) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path)
        assert archive.testzip() is None
    assert sorted(names) == [
        "800.2.4-001-Diskominfo-XI-2026_Nur-DArcy-Lodz.pdf",
        "800.2.4-002-Diskominfo-XI-2026_Nur-DArcy-Lodz.pdf",
        "SHA256SUMS.txt",
    ]
    checked = subprocess.run(
        [program("sha256sum"), "--strict", "-c", "SHA256SUMS.txt"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    assert checked.stdout.count(": OK") == 2
    assert {hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() for name in names[:2]} == {
        card.pdf_sha256 for card in cards
    }
    again = made(admin, form(admin.get(room), "/print").fill(output="zip"))
    assert again == sent.data, "the same files, the same archive"
    assert printed() == [], "nothing went onto paper here"


def test_the_zip_holds_the_signed_file_where_there_is_one(cast: Cast, at: datetime, admin: Browser, room: str) -> None:
    ratna, budi = everybody(cast)
    signed = service.pdf(ratna) + b"% signed"
    stored = current_storage().put(io.BytesIO(signed), limit=10**6)
    with transaction() as writing:
        writing.execute(update(Certificate).values(signing=Signing.SEAL))
        writing.add(SignedFile(certificate_id=ratna.id, digest=stored.digest, signer="Kota", signed_at=at, at=at))
    archive = zipfile.ZipFile(io.BytesIO(made(admin, form(admin.get(room), "/print").fill(output="zip"))))
    name, sums = archive.namelist()
    assert archive.read(name) == signed
    assert archive.read(sums).decode() == f"{stored.digest}  {name}\n"
    assert budi.number in words(admin.get(room)).partition("Left out, and why")[2]


# --- lists -----------------------------------------------------------------------------------------------------------


LONG = "Muhammad Abdurrahman Wahyuningtyas Kusumawardhani Tjokroaminoto Hadiningrat Prawiranegara Sastroamidjojo Mangunkusumo I"


def test_the_hand_over_list_names_whoever_the_sheets_were_printed_for(
    cast: Cast, admin: Browser, room: str, read: Read, ask: Ask
) -> None:
    with transaction() as writing:
        writing.execute(update(Person).where(Person.id == cast.budi.id).values(name=LONG, nip="199009132015021001"))
    everybody(cast)
    answer = form(admin.get(room), "/print").send(admin)
    drain()
    listed = form(admin.get(answer.location), "/hand-over").send(admin)
    drain()
    sent = admin.get(f"{listed.location}/file")
    assert sent.headers["Content-Disposition"] == "inline; filename=tanda-terima-Angkatan-I-2.pdf"
    (page,) = read(sent.data)
    flat = " ".join(page.split())
    for text in ("TANDA TERIMA SERTIFIKAT", "Angkatan I Tahun Anggaran 2026", "Yang menyerahkan,", "Halaman 1 dari 1",
                 "19900913 201502 1 001", LONG, "Ratna Dewi", "Jumlah: 2 sertifikat", "disusun 18 November 2026"):  # fmt: skip
        assert text in flat, flat
    assert flat.index(LONG) < flat.index("Ratna Dewi"), "in the order of the sheets"
    assert sizes(ask, sent.data) == {(210, 297)}
    assert ask(sent.data, "qpdf", "--check")
    assert len(printed()) == 2, "a list is no certificate"


def test_a_long_hand_over_list_goes_on_with_its_head_on_every_page(
    cast: Cast, at: datetime, admin: Browser, room: str, read: Read
) -> None:
    class_of(cast, 30)
    ready = [one.enrolment.id for one in eligibility.candidates_of(cast.batch1) if one.may_be_issued]
    issuing.issue(cast.admin, cast.batch1, ready, at)
    drain()
    pages = read(made(admin, form(admin.get(room), "/print").fill(output="handover")))
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert "Tanda tangan" in page
        assert f"Halaman {number} dari {len(pages)}" in page
    assert [name for page in pages for name in re.findall(r"Peserta \d\d", page)] == [
        f"Peserta {n:02}" for n in range(1, 31)
    ]
    assert "Yang menyerahkan," in pages[-1]


def test_the_register_book_holds_everything_of_the_year(
    cast: Cast, at: datetime, admin: Browser, room: str, read: Read, ask: Ask
) -> None:
    empty = admin.get("/register/book")
    assert "No certificate has been issued yet" in words(empty)
    assert admin.post("/register/book", data={"year": "2026"}).location == "/register/book"
    assert "The register of 2026 is empty." in words(admin.get("/register/book"))
    with transaction() as writing:
        writing.execute(update(Person).where(Person.id == cast.budi.id).values(name=LONG))
    ratna, _budi = everybody(cast)
    service.revoke(cast.admin, ratna.id, f"{REASON[:-1]} 🙂", at)
    for nonsense in ("", "²", "20261", "abcd", "1999"):
        assert admin.post("/register/book", data={"year": nonsense}).location == "/register/book"
    assert 'href="/register/book"' in admin.get("/register").text
    answer = form(admin.get("/register/book"), "/register/book").put("year", "2026").send(admin)
    drain()
    assert "The register book is ready. Pages: 1" in words(admin.get(answer.location))
    sent = admin.get(f"{answer.location}/file")
    assert sent.headers["Content-Disposition"] == "inline; filename=buku-register-2026.pdf"
    (page,) = read(sent.data)
    flat = " ".join(page.split())
    for text in ("BUKU REGISTER SERTIFIKAT", "Tahun 2026", "18 November 2026", "Ratna Dewi", LONG, f"{REASON[:-1]} ?",
                 "Dicabut 18 November 2026", "Jumlah: 2 sertifikat", "berlaku 1, dicabut 1", "Halaman 1 dari 1"):  # fmt: skip
        assert text in flat, flat
    assert sizes(ask, sent.data) == {(297, 210)}


# --- faults ----------------------------------------------------------------------------------------------------------


def test_a_job_that_is_killed_is_done_again_and_written_down_once(
    cast: Cast, at: datetime, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between storing the file and writing it down, which is the worst moment there is."""
    everybody(cast)
    run = printroom.print_batch(cast.admin, cast.batch1, at)
    job = printroom.open_print_run(cast.admin, run).job.id
    put = current_storage().put

    class Killed(BaseException):
        pass

    def put_and_die(stream: BinaryIO, *, limit: int) -> None:
        put(stream, limit=limit)
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(current_storage(), "put", put_and_die)
        with pytest.raises(Killed):
            run_job(job)
    session().rollback()
    assert printed() == []
    assert "Working." in words(admin.get(f"/print-runs/{run}"))
    with transaction() as writing:  # as the sweep does once the lease has ended
        writing.execute(update(Job).values(state=JobState.QUEUED))
    drain()
    first = admin.get(f"/print-runs/{run}/file").data
    with transaction() as writing:
        writing.execute(update(Job).values(state=JobState.QUEUED))
    drain()
    assert admin.get(f"/print-runs/{run}/file").data == first
    assert [copy for _, copy in printed()] == [Copy.ORIGINAL] * 2


@pytest.mark.real_clock
def test_killed_in_the_middle_it_begins_again_and_the_file_is_whole(cast: Cast, app: Flask) -> None:
    """kill -9 of the worker, as the service runs it."""
    class_of(cast, 150)
    ready = [one.enrolment.id for one in eligibility.candidates_of(cast.batch1) if one.may_be_issued]
    issuing.issue(cast.admin, cast.batch1, ready, now())
    drain()
    ids = tuple(card.id for card in service.cards_of_batch(cast.batch1))
    run = printroom.ask(cast.admin, cast.batch1, Ticket(Output.ZIP, ids), "", now())
    job = printroom.open_print_run(cast.admin, run).job.id
    before = set(app.extensions["settings"].instance.iterdir())
    with workers_of(app) as start:
        worker = start()
        until(lambda: progress(job).done >= 25)
        worker.send_signal(signal.SIGKILL)
        assert worker.wait() == -signal.SIGKILL
    session().rollback()
    assert progress(job).state is JobState.RUNNING, "it was killed in the middle"
    assert printroom.open_print_run(cast.admin, run).digest is None
    with transaction() as writing:  # as if a minute had passed: the lease of the dead worker ends
        writing.execute(update(Job).values(lease_until=now() - timedelta(seconds=1)))
    with workers_of(app) as start:
        start()
        until(lambda: progress(job).state is JobState.DONE)
    digest = printroom.open_print_run(cast.admin, run).digest
    assert digest is not None
    with current_storage().open(digest) as file, zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == 151
    left = {path.name for path in set(app.extensions["settings"].instance.iterdir()) - before}
    assert not {name for name in left if not name.startswith(("files", "huey", "lms.db", "static"))}, (
        "nothing lies about"
    )


def test_a_run_that_is_cancelled_writes_nothing_down(
    cast: Cast, at: datetime, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cancelled while its file is being stored."""
    everybody(cast)
    run = printroom.print_batch(cast.admin, cast.batch1, at)
    put = current_storage().put

    def put_slowly(stream: BinaryIO, *, limit: int) -> Stored:
        stored = put(stream, limit=limit)
        assert form(admin.get(f"/print-runs/{run}"), "/cancel").send(admin).location == f"/print-runs/{run}"
        return stored

    with monkeypatch.context() as slow:
        slow.setattr(current_storage(), "put", put_slowly)
        drain()
    page = admin.get(f"/print-runs/{run}")
    assert "This was cancelled." in words(page)
    assert admin.get(f"/print-runs/{run}/file").status_code == 404
    assert printed() == []
    form(page, "/continue").send(admin)
    drain()
    assert admin.get(f"/print-runs/{run}/file").data.startswith(b"%PDF-")
    assert len(printed()) == 2


def test_a_full_disk_prints_nothing_and_says_that_it_tries_again(
    cast: Cast, at: datetime, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody(cast)
    run = printroom.print_batch(cast.admin, cast.batch1, at)

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "no space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "write", full)
        drain()
    job = printroom.open_print_run(cast.admin, run).job
    assert (job.state, job.error.partition(":")[0]) == (JobState.FAILED, "StorageFull")
    assert "The last try failed; it is tried again by itself." in words(admin.get(f"/print-runs/{run}"))
    assert printed() == []
    with transaction() as writing:
        writing.execute(update(Job).values(run_at=now()))
    drain()
    assert admin.get(f"/print-runs/{run}/file").data.startswith(b"%PDF-")
    assert len(printed()) == 2


def test_a_run_that_was_given_up_can_be_tried_once_more(
    cast: Cast, at: datetime, admin: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody(cast)
    run = printroom.print_batch(cast.admin, cast.batch1, at)

    def jam(*_: object, **__: object) -> None:
        raise RuntimeError("the layout raises")

    with monkeypatch.context() as jammed:
        jammed.setattr(bindery, "press_many", jam)
        for _ in range(3):
            with transaction() as writing:
                writing.execute(update(Job).values(run_at=now()))
            drain()
    page = admin.get(f"/print-runs/{run}")
    assert "This stopped three times and is not tried again." in words(page)
    assert "Stopped" in words(admin.get(f"/batches/{cast.batch1}/certificates/print")).partition("Print log")[2]
    form(page, "/continue").send(admin)
    drain()
    assert len(printed()) == 2


# --- who may ---------------------------------------------------------------------------------------------------------


def test_only_an_admin_prints(cast: Cast, at: datetime, as_: As, room: str) -> None:
    ratna, _budi = everybody(cast)
    run = printroom.print_batch(cast.admin, cast.batch1, at)
    drain()
    for login, other in cast.everyone().items():
        if other == cast.admin:
            continue
        with pytest.raises(Forbidden):
            printroom.print_room(other, cast.batch1)
        with pytest.raises(Forbidden):
            printroom.ask(other, cast.batch1, Ticket(Output.ZIP, (ratna.id,)), "", at)
        with pytest.raises(Forbidden):
            printroom.ask_for_book(other, 2026, at)
        with pytest.raises(Forbidden):
            printroom.open_print_run(other, run)
        for address in (room, f"/print-runs/{run}", f"/print-runs/{run}/file", "/register/book"):
            assert as_(login).get(address).status_code == 403, f"{address} for {login}"
    with pytest.raises(NotFound):
        printroom.open_print_run(cast.admin, run + 1)
    assert runs() == 1
