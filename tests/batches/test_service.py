"""The door of a batch for each of the cast, enrolments, deadlines."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as some

from lms.batches import planning, roster, service
from lms.batches.rules import BatchState, EnrolmentState, Mode, Share, default_deadline
from lms.catalog.pack import UnknownKey
from lms.catalog.service import current_catalog
from lms.kit.clock import WIB
from lms.kit.db import transaction
from lms.kit.errors import Conflict, Forbidden, Invalid, NotFound
from lms.people import accounts
from lms.people.models import Organisation
from lms.people.rules import OrganisationKind, Role
from tests import factories
from tests.browser import Browser
from tests.people import AT, Cast
from tests.queries import counted

As = Callable[[str], Browser]
OPENS = {
    "ratna": "1",
    "budi": "1",
    "wahyu": "2",
    "sari": "1",
    "hendra": "2",
    "yanti": "1",
    "admin": "12",
    "auditor": "12",
    "stranger": "",
}


@pytest.mark.parametrize("login", OPENS)
def test_everyone_opens_what_is_theirs(app_context: None, cast: Cast, login: str) -> None:
    by = cast.named(login)
    for sign, batch_id in (("1", cast.batch1), ("2", cast.batch2)):
        if sign in OPENS[login]:
            assert service.open_batch(by, batch_id).id == batch_id
        else:
            with pytest.raises(NotFound):
                service.open_batch(by, batch_id)
    assert len(service.batches_for(by)) == len(OPENS[login])
    with pytest.raises(NotFound):
        service.open_batch(by, 999)


def test_an_admin_of_an_opd_sees_the_own_subtree_alone(as_: As, app: Flask, cast: Cast) -> None:
    with app.app_context():
        hospital = factories.organisation("rsud", "RSUD Gandus", OrganisationKind.HOSPITAL, parent_id=cast.dinkes)
        nurse = factories.person("intan", "Intan Permata", hospital, at=AT)
        factories.enrolment(cast.batch1, nurse, hospital, at=AT)
        batch = service.open_batch(cast.yanti, cast.batch1)
        assert [line.full_name for line in roster.roster(cast.yanti, batch)] == ["Budi Santoso", "Intan Permata"]
        assert roster.counts(cast.yanti, [cast.batch1])[cast.batch1].people == 2
        assert roster.counts(cast.admin, [cast.batch1])[cast.batch1].people == 3
    page = as_("yanti").get(f"/batches/{cast.batch1}/roster").text
    assert "Intan Permata" in page
    assert "Ratna Dewi" not in page


def test_a_subtree_is_not_a_neighbour_whose_number_begins_alike(app_context: None, cast: Cast) -> None:
    with transaction() as writing:
        writing.add(
            Organisation(
                id=cast.dinkes * 10, code="x", name="X", kind=OrganisationKind.SERVICE, path=f"/1/{cast.dinkes}0/"
            )
        )
    other = factories.person("lain", "Orang Lain", cast.dinkes * 10, at=AT)
    factories.enrolment(cast.batch2, other, cast.dinkes * 10, at=AT)
    with pytest.raises(NotFound):
        service.open_batch(cast.yanti, cast.batch2)


# --- enrolments ------------------------------------------------------------------------------------------------------


def test_own_places(app_context: None, cast: Cast) -> None:
    assert service.enrolment_of(cast.ratna, cast.batch1).id == cast.enrolment(cast.ratna)
    with pytest.raises(NotFound):
        service.enrolment_of(cast.ratna, cast.batch2)
    assert [place.batch_id for place in service.my_enrolments(cast.wahyu)] == [cast.batch2]
    assert [place.person_id for place in service.enrolments(cast.batch1)] == [cast.ratna.id, cast.budi.id]
    assert service.trained_by(cast.sari) == {cast.batch1}


def test_many_are_enrolled_at_once_and_twice_does_no_harm(as_: As, app: Flask, cast: Cast) -> None:
    admin = as_("admin")
    chosen = {"person": [str(cast.wahyu.id), str(cast.stranger.id), str(cast.ratna.id)]}
    for _time in range(2):
        assert admin.post(f"/batches/{cast.batch1}/enrol", data=chosen).status_code == 303
    with app.app_context():
        assert len(service.enrolments(cast.batch1)) == 4
    assert as_("stranger").get("/me").status_code == 200
    with app.app_context():
        assert service.enrolment_of(cast.stranger, cast.batch1)


def test_an_empty_choice_is_said(as_: As, cast: Cast) -> None:
    assert as_("admin").post(f"/batches/{cast.batch1}/enrol").status_code == 422


def test_who_withdraws_leaves_and_may_come_back(as_: As, app: Flask, cast: Cast) -> None:
    place = cast.enrolment(cast.budi)
    as_("admin").post(f"/enrolments/{place}/withdraw")
    with app.app_context():
        batch = service.open_batch(cast.admin, cast.batch1)
        assert [card.person_id for card in service.enrolments(cast.batch1)] == [cast.ratna.id]
        [left] = [line for line in roster.roster(cast.admin, batch) if line.enrolment_id == place]
        assert left.state is EnrolmentState.WITHDRAWN
        with pytest.raises(NotFound):
            service.open_batch(cast.budi, cast.batch1)
        assert roster.enrol(cast.admin, cast.batch1, [cast.budi.id], AT) == 1
        assert service.enrolment_of(cast.budi, cast.batch1).id == place


def test_history_stays_when_people_move(app_context: None, cast: Cast) -> None:
    accounts.change_person(
        cast.admin,
        cast.budi.id,
        accounts.PersonDraft("budi", "Budi Santoso", cast.diskominfo, accounts.Employment.PNS),
    )
    assert service.enrolment_of(cast.budi, cast.batch1).organisation_id == cast.dinkes
    batch = service.open_batch(cast.yanti, cast.batch1)
    assert [line.organisation_name for line in roster.roster(cast.yanti, batch)] == ["Dinas Kesehatan"]


def test_nobody_learns_and_trains_in_one_batch(app_context: None, cast: Cast) -> None:
    with pytest.raises(Invalid):
        roster.enrol(cast.admin, cast.batch1, [cast.sari.id], AT)
    accounts.set_roles(cast.admin, cast.ratna.id, [Role.TRAINEE, Role.TRAINER], None, AT)
    with pytest.raises(Invalid):
        roster.add_trainer(cast.admin, cast.batch1, cast.ratna.id)
    roster.add_trainer(cast.admin, cast.batch2, cast.ratna.id)
    with pytest.raises(Invalid):
        roster.add_trainer(cast.admin, cast.batch2, cast.budi.id)


def test_trainers_come_and_go(as_: As, app: Flask, cast: Cast) -> None:
    admin, hendra = as_("admin"), as_("hendra")
    assert hendra.get(f"/batches/{cast.batch1}").status_code == 404
    assert admin.post(f"/batches/{cast.batch1}/trainers", data={"person_id": str(cast.hendra.id)}).status_code == 303
    assert hendra.get(f"/batches/{cast.batch1}").status_code == 200
    admin.post(f"/batches/{cast.batch1}/trainers/{cast.hendra.id}/remove")
    assert hendra.get(f"/batches/{cast.batch1}").status_code == 404


# --- the plan --------------------------------------------------------------------------------------------------------

TYPED = {
    "name": "Angkatan III",
    "title": "Pelatihan Komunikator Publik",
    "year": "2026",
    "starts_on": "2026-12-01",
    "ends_on": "2026-12-11",
    "place": "Aula Diskominfo",
    "mode": "hybrid",
}


def test_a_batch_is_planned_once_however_often_the_form_is_sent(as_: As, app: Flask, cast: Cast) -> None:
    admin = as_("admin")
    answers = [admin.post("/batches/new", data=TYPED | {"_key": "same"}) for _time in range(3)]
    assert len({answer.location for answer in answers}) == 1
    other = admin.post("/batches/new", data=TYPED | {"_key": "same", "name": "Angkatan IV"})
    assert other.status_code == 422
    with app.app_context():
        assert len(service.batches_for(cast.admin)) == 3


@pytest.mark.parametrize(
    ("field", "value"),
    [("ends_on", "2026-11-30"), ("starts_on", "soon"), ("year", "1"), ("name", " "), ("mode", "telepathy")],
)
def test_what_does_not_fit_is_said_beside_its_field(as_: As, field: str, value: str) -> None:
    answer = as_("admin").post("/batches/new", data=TYPED | {field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


def test_a_closed_batch_is_read_and_not_changed(as_: As, app: Flask, cast: Cast) -> None:
    admin = as_("admin")
    admin.post(f"/batches/{cast.batch1}/state", data={"state": "closed"})
    assert admin.get(f"/batches/{cast.batch1}").status_code == 200
    assert admin.post(f"/batches/{cast.batch1}/enrol", data={"person": str(cast.wahyu.id)}).status_code == 409
    admin.post(f"/batches/{cast.batch1}/state", data={"state": "open"})
    assert admin.post(f"/batches/{cast.batch1}/enrol", data={"person": str(cast.wahyu.id)}).status_code == 303


def test_only_admins_plan(app_context: None, cast: Cast) -> None:
    for by in (cast.ratna, cast.sari, cast.yanti, cast.auditor, cast.stranger):
        with pytest.raises(Forbidden):
            roster.enrol(by, cast.batch1, [cast.wahyu.id], AT)
        with pytest.raises(Forbidden):
            planning.set_state(by, cast.batch1, BatchState.CLOSED)
        with pytest.raises(Forbidden):
            planning.set_deadlines(by, cast.batch1, {})


def test_the_list_asks_the_database_little(as_: As, app: Flask, cast: Cast) -> None:
    for login, most in (("admin", 6), ("yanti", 9)):
        browser = as_(login)
        browser.get("/batches")
        with counted() as statements:
            browser.get("/batches")
        assert len(statements) <= most, statements


# --- deadlines -------------------------------------------------------------------------------------------------------


def activity() -> tuple[str, int]:
    first = next(activity for module in current_catalog().modules.values() for activity in module.activities)
    return first.key, first.due_days


def test_without_a_date_of_its_own_work_is_due_at_the_end_of_a_day_in_wib(app_context: None, cast: Cast) -> None:
    key, days = activity()
    due = service.deadline(cast.batch1, key)
    assert due == datetime(2026, 11, 16, 23, 59, tzinfo=WIB) + timedelta(days=days)
    assert due == datetime(2026, 11, 16, 16, 59, tzinfo=UTC) + timedelta(days=days)
    assert service.deadlines(service.open_batch(cast.ratna, cast.batch1))[key] == due
    assert service.deadline(999, key) is None
    with pytest.raises(UnknownKey):
        service.deadline(cast.batch1, "no/such")


def test_a_deadline_is_moved_in_wib_and_alone(as_: As, app: Flask, cast: Cast) -> None:
    admin = as_("admin")
    with app.app_context():
        key, _days = activity()
        before = service.deadlines(service.open_batch(cast.admin, cast.batch1))
    typed = {name: moment.astimezone(WIB).strftime("%Y-%m-%dT%H:%M") for name, moment in before.items()}
    page = admin.get(f"/batches/{cast.batch1}/deadlines").text
    assert f'value="{typed[key]}"' in page
    assert admin.post(f"/batches/{cast.batch1}/deadlines", data=typed | {key: "2026-12-24T08:30"}).status_code == 303
    with app.app_context():
        after = service.deadlines(service.open_batch(cast.admin, cast.batch1))
        assert service.deadline(cast.batch1, key) == datetime(2026, 12, 24, 1, 30, tzinfo=UTC)
        assert {name for name in after if after[name] != before[name]} == {key}
        planning.change_batch(
            cast.admin,
            cast.batch1,
            planning.BatchDraft(
                "Angkatan I", "Pelatihan", 2026, date(2026, 11, 23), date(2026, 12, 4), "Palembang", Mode.HYBRID
            ),
        )
        moved = service.deadlines(service.open_batch(cast.admin, cast.batch1))
        assert moved[key] == after[key]
        assert all(moved[name] == after[name] + timedelta(days=7) for name in after if name != key)
    assert admin.post(f"/batches/{cast.batch1}/deadlines", data=typed | {key: "tomorrow"}).status_code == 422


def test_a_closed_batch_keeps_its_deadlines(app_context: None, cast: Cast) -> None:
    planning.set_state(cast.admin, cast.batch1, BatchState.CLOSED)
    with pytest.raises(Conflict):
        planning.set_deadlines(cast.admin, cast.batch1, {"journalism/press-release": AT})


@given(starts_on=some.dates(date(2020, 1, 1), date(2090, 1, 1)), days=some.integers(1, 366))
def test_a_deadline_is_always_the_last_minute_of_its_day(starts_on: date, days: int) -> None:
    due = default_deadline(starts_on, days, WIB)
    assert due.date() == starts_on + timedelta(days=days)
    assert (due.hour, due.minute, due.second) == (23, 59, 0)
    assert due.utcoffset() == timedelta(hours=7)


@given(total=some.integers(1, 500), data=some.data())
def test_a_share_is_a_percentage(total: int, data: some.DataObject) -> None:
    present = data.draw(some.integers(0, total))
    percent = Share(present, total).percent
    assert percent is not None
    assert 0 <= percent <= 100
    assert Share(0, 0).percent is None
