"""Notes of one's own: kept whole, never lost between two devices, and nobody else's business."""

from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.batches import roster
from lms.catalog.pack import UnknownKey
from lms.catalog.service import current_catalog
from lms.kit.errors import Conflict, Invalid, NotFound
from lms.learning import notes, service
from lms.learning.notes import keep_note, noted_lessons, notes_of
from lms.learning.rules import LONGEST_NOTE, joined
from tests.browser import Browser
from tests.people import Cast

As = Callable[[str], Browser]
KEY, OTHER = "journalism/lead-and-pyramid", "photography/consent-and-rights"
SECRET = "Rahasia kecil: lead saya masih 41 kata."
JSON = {"Accept": "application/json"}


def write(cast: Cast, text: str, at: datetime, *, over: str = "", form: str = "one", by: str = "ratna") -> notes.Note:
    return keep_note(cast.named(by), cast.batch1, KEY, text, over=over, form=form, at=at)


# --- two texts -------------------------------------------------------------------------------------------------------


@given(kept=st.text(), typed=st.text())
def test_neither_text_is_lost(kept: str, typed: str) -> None:
    both = joined(kept, typed)
    assert kept.strip() in both
    assert typed.strip() in both


@pytest.mark.parametrize(
    ("kept", "typed", "both"),
    [
        ("", "baru", "baru"),
        ("lama", "", "lama"),
        ("lama", "lama dan baru", "lama dan baru"),
        ("lama dan baru", "lama", "lama dan baru"),
        ("dari telepon\n", "\ndari meja", "dari telepon\n\ndari meja"),
    ],
)
def test_what_one_text_holds_is_not_said_twice(kept: str, typed: str, both: str) -> None:
    assert joined(kept, typed) == both


# --- keeping ---------------------------------------------------------------------------------------------------------

pytestmark = pytest.mark.usefixtures("app_context")


def test_a_note_is_kept_as_it_was_typed(cast: Cast, at: datetime) -> None:
    note = write(cast, "Baris satu\r\n\r\n  <b>dua</b>\0 e\N{COMBINING ACUTE ACCENT}\n\n", at)
    assert note.text == "Baris satu\n\n  <b>dua</b> é"
    page = service.open_lesson(cast.ratna, cast.batch1, KEY)
    assert page.note == note
    assert service.open_lesson(cast.ratna, cast.batch1, OTHER).note.text == ""
    assert service.open_lesson(cast.sari, cast.batch1, KEY).note.text == ""


def test_the_same_form_goes_on_writing_without_an_answer(cast: Cast, at: datetime) -> None:
    """A weak line: the first save arrived and its answer did not, so the form still carries the older version."""
    write(cast, "Lead mulai dari warga", at, form="phone")
    note = write(cast, "Lead dimulai dari warga", at + timedelta(seconds=10), form="phone")
    assert note.text == "Lead dimulai dari warga", "a newer version of the same text, not a second text"


def test_two_devices_lose_nothing(cast: Cast, at: datetime) -> None:
    first = write(cast, "Dari telepon.", at, form="phone")
    write(cast, "Dari telepon, lalu lagi.", at + timedelta(minutes=1), over=first.version, form="phone")
    both = write(cast, "Dari meja.", at + timedelta(minutes=2), over=first.version, form="desk")
    assert both.text == "Dari telepon, lalu lagi.\n\nDari meja."
    again = write(cast, "Dari meja.", at + timedelta(minutes=3), over=first.version, form="tablet")
    assert again == both, "an older part of the note changes nothing, not even its time"


def test_a_text_that_is_too_long_is_refused_and_the_old_one_stays(cast: Cast, at: datetime) -> None:
    kept = write(cast, "x" * LONGEST_NOTE, at)
    with pytest.raises(Invalid, match="5000"):
        write(cast, "y" * (LONGEST_NOTE + 1), at, over=kept.version)
    with pytest.raises(Conflict):
        write(cast, "y", at, over="", form="other")
    assert notes_of(cast.ratna) == [kept]


def test_an_emptied_note_is_gone_from_the_list(cast: Cast, at: datetime) -> None:
    kept = write(cast, SECRET, at)
    write(cast, " \n", at, over=kept.version)
    assert notes_of(cast.ratna) == []


def test_whoever_may_open_the_lesson_notes_beside_it(cast: Cast, at: datetime) -> None:
    for by in ("ratna", "sari", "yanti", "admin", "auditor"):
        write(cast, SECRET, at, by=by)
    for by in ("wahyu", "hendra", "stranger"):
        with pytest.raises(NotFound):
            write(cast, SECRET, at, by=by)
    with pytest.raises(UnknownKey):
        keep_note(cast.ratna, cast.batch1, "journalism/none", SECRET, over="", form="", at=at)


def test_notes_stay_when_the_batch_is_over_for_somebody(cast: Cast, at: datetime) -> None:
    write(cast, SECRET, at)
    (noted,) = noted_lessons(cast.ratna)
    assert noted.lesson is current_catalog().lesson(KEY)
    assert noted.batch
    assert noted.batch.id == cast.batch1
    roster.withdraw(cast.admin, cast.enrolment(cast.ratna))
    (noted,) = noted_lessons(cast.ratna)
    assert (noted.note.text, noted.lesson, noted.batch) == (SECRET, None, None)


# --- over HTTP -------------------------------------------------------------------------------------------------------


def test_the_button_works_without_a_script(as_: As, cast: Cast) -> None:
    ratna, url = as_("ratna"), f"/learn/{cast.batch1}/{KEY}"
    sent = ratna.post(f"{url}/note", data={"text": SECRET, "over": ""})
    assert (sent.status_code, sent.location) == (303, f"{url}#note")
    assert f">{SECRET}</textarea>" in unescape(ratna.get(url).text)
    refused = ratna.post(f"{url}/note", data={"text": "y" * (LONGEST_NOTE + 1), "over": ""})
    assert refused.status_code == 422
    assert "y" * (LONGEST_NOTE + 1) in refused.text, "what was typed comes back with the refusal"


def test_the_script_is_told_what_is_kept(as_: As, cast: Cast) -> None:
    ratna, url = as_("ratna"), f"/learn/{cast.batch1}/{KEY}/note"
    first = ratna.post(url, data={"text": "Satu", "over": "", "_key": "phone"}, headers=JSON).json
    assert first["text"] == "Satu"
    assert first["version"]
    assert not first["joined"]
    second = ratna.post(url, data={"text": "Dua", "over": "", "_key": "desk"}, headers=JSON).json
    assert (second["text"], second["joined"]) == ("Satu\n\nDua", True)
    third = ratna.post(url, data={"text": "Dua ", "over": second["version"], "_key": "desk"}, headers=JSON).json
    assert (third["text"], third["joined"]) == ("Dua", False)


def test_all_of_them_on_one_page_and_in_one_file(as_: As, cast: Cast, at: datetime) -> None:
    ratna = as_("ratna")
    assert "/notes/file" not in ratna.get("/notes").text
    write(cast, SECRET, at)
    keep_note(cast.ratna, cast.batch1, OTHER, "<script>", over="", form="", at=at + timedelta(minutes=1))
    page = ratna.get("/notes").text
    assert SECRET in page
    assert "<script>" not in page.partition("<main")[2].partition("</main>")[0]
    assert page.index(f"{OTHER}#note") < page.index(f"{KEY}#note"), "the newest first"
    file = ratna.get("/notes/file")
    assert file.mimetype == "text/plain"
    assert "attachment" in file.headers["Content-Disposition"]
    assert SECRET in file.text
    assert "<script>" in file.text


def test_nobody_else_reads_them(as_: As, cast: Cast, at: datetime) -> None:
    """There is no address for another person's note, and no page, search or file of others has a word of it."""
    write(cast, SECRET, at)
    for login in ("budi", "sari", "yanti", "admin", "auditor"):
        browser = as_(login)
        for path in ("/notes", "/notes/file", f"/learn/{cast.batch1}/{KEY}", f"/learn/{cast.batch1}/{KEY}/file"):
            answer = browser.get(path)
            assert answer.status_code == 200
            assert "Rahasia kecil" not in answer.text, (login, path)
        assert "Rahasia kecil" not in browser.get(f"/learn/{cast.batch1}/search?q=rahasia").text
    assert "Rahasia kecil" not in as_("ratna").get(f"/learn/{cast.batch1}/{KEY}/file").text
    for login in ("wahyu", "hendra", "stranger"):
        assert as_(login).post(f"/learn/{cast.batch1}/{KEY}/note", data={"text": "x"}).status_code == 404
