"""Presensi: an append-only ledger, one page for a whole meeting."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.batches import attendance, planning, roster, service
from lms.batches.attendance import Entry
from lms.batches.models import Attendance
from lms.batches.rules import BatchState, Mark, Share
from lms.kit.db import session
from lms.kit.errors import Conflict, Forbidden, Invalid, NotFound
from lms.people.actor import Actor
from tests.browser import Browser
from tests.people import AT, Cast

As = Callable[[str], Browser]


@pytest.fixture
def meeting(app: Flask, cast: Cast) -> int:
    with app.app_context():
        return meet(cast)


def meet(cast: Cast, title: str = "Pembukaan") -> int:
    draft = planning.SessionDraft("journalism", title, datetime(2026, 11, 16, 1, 30, tzinfo=UTC), 2)
    return planning.create_session(cast.admin, cast.batch1, draft)


def rows() -> int:
    return session().scalar(select(func.count()).select_from(Attendance)) or 0


def mark(by: Actor, meeting: int, mark: Mark, *who: int, reason: str = "") -> int:
    return attendance.mark(by, meeting, {enrolment_id: Entry(mark, reason) for enrolment_id in who}, AT)


def test_a_meeting_is_planned_in_wib_and_removed_while_unmarked(as_: As, app: Flask, cast: Cast) -> None:
    admin = as_("admin")
    typed = {"title": "Lead dan piramida", "module_key": "journalism", "starts_at": "2026-11-19T08:30", "jp": "2"}
    assert admin.post(f"/batches/{cast.batch1}/sessions/new", data=typed | {"jp": "0"}).status_code == 422
    assert admin.post(f"/batches/{cast.batch1}/sessions/new", data=typed | {"starts_at": "noon"}).status_code == 422
    assert admin.post(f"/batches/{cast.batch1}/sessions/new", data=typed).status_code == 303
    with app.app_context():
        [planned] = attendance.meetings(cast.admin, service.open_batch(cast.admin, cast.batch1))
        assert planned.starts_at == datetime(2026, 11, 19, 1, 30, tzinfo=UTC)
    assert "08.30 WIB" in admin.get(f"/batches/{cast.batch1}/sessions").text
    assert admin.post(f"/sessions/{planned.id}/remove").status_code == 303
    assert admin.post(f"/sessions/{planned.id}/remove", data={"_key": "other"}).status_code == 404


def test_a_whole_meeting_is_marked_on_one_page(as_: As, app: Flask, cast: Cast, meeting: int) -> None:
    late = cast.enrolment(cast.budi)
    sari = as_("sari")
    assert "Budi Santoso" in sari.get(f"/sessions/{meeting}").text
    answer = sari.post(f"/sessions/{meeting}", data={f"mark-{late}": "late", "rest": "yes"})
    assert answer.location == f"/batches/{cast.batch1}/sessions"
    with app.app_context():
        marks = {
            line.full_name: line.mark
            for line in attendance.sheet(cast.sari, attendance.open_meeting(cast.sari, meeting)[0])
        }
        assert marks == {"Budi Santoso": Mark.LATE, "Ratna Dewi": Mark.PRESENT}
        assert rows() == 2


def test_only_what_changed_becomes_a_row(app_context: None, cast: Cast, meeting: int) -> None:
    both = cast.enrolment(cast.ratna), cast.enrolment(cast.budi)
    assert mark(cast.sari, meeting, Mark.PRESENT, *both) == 2
    assert mark(cast.sari, meeting, Mark.PRESENT, *both) == 0
    assert mark(cast.admin, meeting, Mark.SICK, both[0], reason="surat dokter menyusul") == 1
    assert rows() == 3
    [line] = [
        line
        for line in attendance.sheet(cast.auditor, attendance.open_meeting(cast.auditor, meeting)[0])
        if line.enrolment_id == both[0]
    ]
    assert [entry.mark for entry in line.ledger] == [Mark.PRESENT, Mark.SICK]
    assert (line.ledger[1].by_name, line.ledger[1].reason) == ("Ahmad Fauzi", "surat dokter menyusul")


def test_a_correction_needs_a_reason_and_what_was_typed_stays(as_: As, app: Flask, cast: Cast, meeting: int) -> None:
    ratna, budi = cast.enrolment(cast.ratna), cast.enrolment(cast.budi)
    sari = as_("sari")
    sari.post(f"/sessions/{meeting}", data={"rest": "yes"})
    typed = {f"mark-{ratna}": "absent", f"mark-{budi}": "sick", f"reason-{budi}": "surat dokter"}
    refused = sari.post(f"/sessions/{meeting}", data=typed)
    assert refused.status_code == 422
    assert f'id="reason-{ratna}-error"' in refused.text
    assert f'id="reason-{budi}-error"' not in refused.text
    assert "surat dokter" in refused.text
    with app.app_context():
        assert rows() == 2
    assert sari.post(f"/sessions/{meeting}", data=typed | {f"reason-{ratna}": "keliru"}).status_code == 303
    with app.app_context():
        assert rows() == 4


def test_the_same_sheet_sent_twice_counts_once(as_: As, app: Flask, cast: Cast, meeting: int) -> None:
    sari = as_("sari")
    for _time in range(2):
        assert sari.post(f"/sessions/{meeting}", data={"rest": "yes", "_key": "same"}).status_code == 303
    with app.app_context():
        assert rows() == 2


def test_the_share_counts_the_newest_mark_of_each_marked_meeting(app_context: None, cast: Cast) -> None:
    first, second, third, _unmarked = (meet(cast, f"Hari {number}") for number in range(4))
    ratna, budi = cast.enrolment(cast.ratna), cast.enrolment(cast.budi)
    mark(cast.sari, first, Mark.PRESENT, ratna, budi)
    mark(cast.sari, second, Mark.LATE, ratna)
    mark(cast.sari, third, Mark.EXCUSED, ratna)
    mark(cast.sari, first, Mark.ABSENT, budi, reason="tertukar")
    shares = service.attendance_share([ratna, budi, cast.enrolment(cast.wahyu)])
    assert shares == {ratna: Share(2, 3), budi: Share(0, 1), cast.enrolment(cast.wahyu): Share(0, 0)}
    assert service.attendance_share([]) == {}
    counted = {
        each.id: (each.present, each.marked)
        for each in attendance.meetings(cast.sari, service.open_batch(cast.sari, cast.batch1))
    }
    assert counted[first] == (1, 2)
    assert counted[third] == (0, 1)


@pytest.mark.parametrize(
    ("login", "error"),
    [("hendra", NotFound), ("stranger", NotFound), ("auditor", Forbidden), ("yanti", Forbidden), ("ratna", Forbidden)],
)
def test_marks_are_given_by_those_who_were_there(
    app_context: None, cast: Cast, meeting: int, login: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        mark(cast.named(login), meeting, Mark.PRESENT, cast.enrolment(cast.ratna))
    assert rows() == 0


def test_people_of_another_batch_are_passed_over(app_context: None, cast: Cast, meeting: int) -> None:
    assert mark(cast.sari, meeting, Mark.PRESENT, cast.enrolment(cast.wahyu), 999) == 0


def test_an_admin_of_an_opd_reads_the_own_people_on_the_sheet(as_: As, cast: Cast, meeting: int) -> None:
    page = as_("yanti").get(f"/sessions/{meeting}").text
    assert "Budi Santoso" in page
    assert "Ratna Dewi" not in page
    assert "mark-" not in page


def test_a_marked_meeting_stays_and_a_closed_batch_takes_no_marks(app_context: None, cast: Cast, meeting: int) -> None:
    mark(cast.sari, meeting, Mark.PRESENT, cast.enrolment(cast.ratna))
    with pytest.raises(Conflict):
        planning.remove_session(cast.admin, meeting)
    planning.set_state(cast.admin, cast.batch1, BatchState.CLOSED)
    with pytest.raises(Conflict):
        mark(cast.sari, meeting, Mark.PRESENT, cast.enrolment(cast.budi))


def test_who_withdrew_is_not_on_the_sheet_and_keeps_the_marks(app_context: None, cast: Cast, meeting: int) -> None:
    budi = cast.enrolment(cast.budi)
    mark(cast.sari, meeting, Mark.PRESENT, budi)
    roster.withdraw(cast.admin, budi)
    opened, _batch = attendance.open_meeting(cast.sari, meeting)
    assert [line.full_name for line in attendance.sheet(cast.sari, opened)] == ["Ratna Dewi"]
    assert service.attendance_share([budi]) == {budi: Share(1, 1)}


def test_a_reason_says_something(app_context: None, cast: Cast, meeting: int) -> None:
    ratna = cast.enrolment(cast.ratna)
    mark(cast.sari, meeting, Mark.PRESENT, ratna, reason="not needed for a first mark")
    with pytest.raises(Invalid):
        mark(cast.sari, meeting, Mark.ABSENT, ratna)
    assert session().scalar(select(Attendance.reason)) == ""
