"""The demo city is consistent: what its pages say follows from what its people did."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import ExifTags, Image
from sqlalchemy import text

from lms.catalog.service import current_catalog
from lms.certificates import eligibility
from lms.certificates import service as certificates
from lms.demo import camera, city, roll, slides
from lms.demo.calendar import Weeks, weeks_of
from lms.demo.press_releases import NEWS, Voices, release
from lms.gradebook import service as gradebook
from lms.kit.clock import wib
from lms.kit.db import session
from lms.kit.images import develop, probe
from lms.kit.storage import current_storage
from lms.people.actor import Actor
from lms.people.rules import Role, doubts_about_nip
from tests import postgres
from tests.conftest import Stage

AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
"""A Monday, 10.00 WIB."""


@pytest.fixture(scope="module")
def opened(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, str]]:
    """An application of its own with the city in it, and its greeting; built once for the module."""
    from lms.app import create_app
    from lms.config import Settings
    from lms.kit import schema
    from lms.kit.db import db

    url = "" if stage.on_sqlite else postgres.recreate(stage.address, f"{stage.name}_city")
    instance: Path = tmp_path_factory.mktemp("city")
    app = create_app(Settings(instance=instance, database_url=url, secret_key="known to the tests"))
    schema.bring_up(app)
    with app.app_context(), app.test_request_context():
        greeting = city.open_city(AT)
    yield app, greeting
    app.extensions["jobs"].close()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def greeting(opened: tuple[Flask, str]) -> str:
    return opened[1]


@pytest.fixture
def in_city(opened: tuple[Flask, str]) -> Iterator[None]:
    with opened[0].app_context():
        yield


def admin() -> Actor:
    found = session().execute(text("SELECT id, name FROM person WHERE login = 'admin'")).one()
    return Actor(found.id, found.name, "id", frozenset({Role.ADMIN}))


def tally(query: str) -> Counter[str]:
    return Counter({row[0]: row[1] for row in session().execute(text(query))})


def test_the_greeting_names_the_accounts_and_a_second_start_changes_nothing(
    greeting: str, opened: tuple[Flask, str], in_city: None
) -> None:
    for login in ("peserta", "pelatih", "admin", "auditor", "opd"):
        assert login in greeting
    assert city.PASSWORD in greeting
    before = tally("SELECT state, count(*) FROM post GROUP BY state")
    assert city.open_city(AT) == greeting
    assert tally("SELECT state, count(*) FROM post GROUP BY state") == before


def test_the_printed_accounts_open(opened: tuple[Flask, str]) -> None:
    from lms.people.signin import Origin, sign_in

    with opened[0].app_context():
        for login in (roll.TRAINEE, *(member.login for _, member in roll.STAFF)):
            visitor = sign_in(login, city.PASSWORD, Origin("127.0.0.1", "x"), device="test", at=AT)
            assert visitor.actor.roles


def test_thirty_people_in_each_batch_and_thirteen_posts_in_the_queue(in_city: None) -> None:
    assert set(
        tally("SELECT name, (SELECT count(*) FROM enrolment WHERE batch_id = batch.id) FROM batch").values()
    ) == {30}
    assert sum(tally("SELECT batch_id, count(*) FROM revision WHERE waiting GROUP BY batch_id").values()) == 13


def test_twenty_have_earned_and_wait_three_are_issued_one_revoked(in_city: None) -> None:
    table = eligibility.table_of(admin(), 1)
    assert (len(table.ready), len(table.issued)) == (20, 3)
    assert [bool(card.revoked) for card in certificates.register()] == [True, False, False]
    for candidate in table.candidates:
        assert candidate.standing.passed or candidate.standing.reasons


def test_every_result_leads_back_to_what_it_came_from(in_city: None) -> None:
    rows = session().execute(text("SELECT enrolment_id, kind, source, score FROM result")).all()
    assert rows
    for row in rows:
        kind, number = row.source.partition(":")[::2]
        if kind == "practice":
            continue
        table, column = {"verdict": ("verdict", "points"), "attempt": ("attempt", "score")}[kind]
        origin = session().execute(text(f"SELECT {column} FROM {table} WHERE id = {int(number)}")).scalar_one()
        assert origin == row.score


def test_everything_happened_in_order_and_before_now(in_city: None) -> None:
    late_verdicts = "SELECT count(*) FROM verdict v JOIN revision r ON r.id = v.revision_id WHERE v.at <= r.sent_at"
    assert session().execute(text(late_verdicts)).scalar_one() == 0
    now = AT.replace(tzinfo=None).isoformat(" ")
    for table, column in (
        ("revision", "sent_at"),
        ("verdict", "at"),
        ("attendance", "at"),
        ("result", "at"),
        ("attempt", "sent_at"),
    ):
        assert session().execute(text(f"SELECT count(*) FROM {table} WHERE {column} > '{now}'")).scalar_one() == 0, (
            table
        )


def test_every_photo_of_a_post_is_in_the_storage(in_city: None) -> None:
    digests = session().execute(text("SELECT DISTINCT digest FROM photo")).scalars().all()
    assert len(digests) >= 20
    for digest in digests:
        with current_storage().open(digest) as photo:
            probe(photo)  # type: ignore[arg-type]  # a file opened for reading bytes
    without = """SELECT count(*) FROM post p WHERE state <> 'draft' AND activity_key IN
        ('photography/single-photo', 'social-media/instagram-gen-z') AND NOT EXISTS (SELECT 1 FROM photo WHERE post_id = p.id)"""
    assert session().execute(text(without)).scalar_one() == 0


def test_the_demo_trainee_has_something_returned_and_something_to_do(in_city: None) -> None:
    states = tally(
        f"""SELECT activity_key, state FROM post JOIN person ON person.id = person_id WHERE login = '{roll.TRAINEE}'"""
    )  # type: ignore[arg-type]
    assert dict(states) == {"journalism/press-release": "passed", "photography/single-photo": "returned"}
    asked = "SELECT e.id, e.batch_id FROM enrolment e JOIN person p ON p.id = person_id WHERE login = 'peserta'"
    enrolment_id, batch_id = session().execute(text(asked)).one()
    standing = gradebook.standing({enrolment_id: batch_id})[enrolment_id]
    assert not standing.passed
    assert "social-media/instagram-gen-z" in standing.missing


@pytest.mark.parametrize("day", [datetime(2026, 1, 1, tzinfo=UTC), AT, datetime(2028, 2, 29, 12, tzinfo=UTC)])
def test_numbers_of_civil_servants_raise_no_doubt(day: datetime) -> None:
    members = [
        *roll.first_batch(day.date()),
        *roll.second_batch(day.date()),
        *(member for _, member in roll.staff(day.date())),
    ]
    numbers = [member.nip for member in members if member.nip]
    assert len(set(numbers)) == len(numbers) == 56
    for number in numbers:
        assert doubts_about_nip(number, day.date()) == (), number
        assert number[15:] >= "901"
    assert len({member.login for member in members}) == 66


@pytest.mark.parametrize("topic", NEWS)
@pytest.mark.parametrize("skill", [2, 3, 4])
def test_a_press_release_has_the_length_the_assignment_asks_for(topic: str, skill: int, app_context: None) -> None:
    voices = Voices("Dinas Contoh", "Rina", "Kepala Seksi", "Sulastri", "Senin, 2 November 2026", 40, "(0711) 000-100")
    whole = release(topic, voices, skill)
    activity = current_catalog().activity("journalism/press-release")
    assert activity.min_words
    assert activity.max_words
    assert activity.min_words <= len(whole.split()) <= activity.max_words
    if skill > 2:
        assert len(whole.split("\n\n")[1].split()) <= 35
    assert "{" not in whole


@pytest.mark.parametrize("hour", range(0, 168, 7))
def test_the_weeks_fit_any_hour_at_which_the_city_is_opened(hour: int) -> None:
    at = datetime.fromtimestamp(AT.timestamp() + hour * 3600, UTC)
    for weeks in weeks_of(at):
        moments = [weeks.moment(share / 20) for share in range(21)]
        assert moments == sorted(moments)
        assert weeks.first.weekday() == 0
        assert all(7 <= wib(moment).hour <= 21 for moment in moments[:-1])
        assert weeks.on(0, 8) <= moments[0]
        assert moments[-1] < at


def test_a_photo_on_its_side_is_brought_upright_and_tells_of_its_place(tmp_path: Path) -> None:
    taken = Weeks(AT.date(), AT).on(0, 9).replace(tzinfo=None)
    (tmp_path / "photo.jpg").write_bytes(camera.photo("counter", taken, place=True, turned=True))
    developed = develop(tmp_path / "photo.jpg")
    assert (developed.width, developed.height) == (1600, 1200)
    assert developed.gps_present
    assert developed.taken_at == taken
    with Image.open(tmp_path / "photo.jpg") as stored:
        assert stored.getexif()[ExifTags.Base.Orientation] == 6


def test_slides_have_the_size_instagram_shows(app_context: None) -> None:
    shape = next(image for image in current_catalog().platforms["instagram"].images if image.height > image.width)
    for carousel in slides.CAROUSELS.values():
        for number, (heading, words) in enumerate(carousel.slides, 1):
            assert len(f"{heading} {words}".split()) <= 25
            with Image.open(BytesIO(slides.slide(carousel.key, number))) as picture:
                assert picture.size == (shape.width, shape.height)
