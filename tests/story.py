"""What people of the cast do on their way to a certificate, through the services; a test tells only its own part."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from flask import Flask

from lms.batches.rules import Mark as Presence
from lms.catalog.pack import Activity, Catalog
from lms.catalog.service import current_catalog
from lms.certificates import issuing
from lms.certificates import service as certificates
from lms.certificates.service import CertificateCard
from lms.grading import service as grading
from lms.grading.rules import Mark
from lms.kit import jobs
from lms.people.actor import Actor
from lms.posts import album
from lms.posts import service as posts
from lms.posts.cards import Draft
from lms.posts.rules import Decision
from lms.quizzes import service as quizzes
from lms.quizzes.kinds import KINDS
from tests import factories
from tests.people import AT, Cast

PHOTO, CAROUSEL, RELEASE = "photography/single-photo", "social-media/instagram-gen-z", "journalism/press-release"
CAPTION = (
    "Bidan Puskesmas Kertapati menimbang balita di Posyandu Melati, Rabu pagi. "
    "Sebelas ibu datang karena jadwalnya dikirim lewat grup warga.\n"
    "Izin: tertulis, terlampir. #PosyanduPalembang #LayananWarga #SehatBersama"
)
ALT = "Bidan menimbang balita di posyandu"


def draft_for(post_id: int, by: Actor, *, caption: str = CAPTION, **changes: Any) -> Draft:
    """A draft that has everything its assignment asks for."""
    current = posts.open_own(by, post_id)
    activity = current.activity
    whole = Draft(
        platform=activity.platforms[0] if activity.platforms else "",
        audience=activity.audiences[0] if activity.audiences else "",
        caption=caption,
        live_url="https://www.instagram.com/p/posyandu/",
        alt_texts={photo.id: ALT for photo in current.photos},
    )
    return replace(whole, **changes)


def begin_post(by: Actor, batch_id: int, key: str = PHOTO, *, photos: int | None = None, at: datetime = AT) -> int:
    """A draft with as many developed photos as the assignment needs; its id."""
    post_id = posts.ensure_post(by, batch_id, key, at)
    wanted = current_catalog().activity(key).min_photos if photos is None else photos
    for shade in range(wanted):
        album.add_photo(by, post_id, BytesIO(factories.jpeg(108, 135, shade=shade)), at)
    jobs.drain()
    return post_id


def send_post(by: Actor, batch_id: int, key: str = PHOTO, *, at: datetime = AT, photos: int | None = None) -> int:
    """A post that waits for its trainer; the revision's id."""
    post_id = begin_post(by, batch_id, key, photos=photos, at=at)
    return posts.send(by, post_id, draft_for(post_id, by), at)


def marks(activity: Activity, level: int = 3, **others: int) -> dict[str, Mark]:
    """`level` for every criterion, except those named."""
    return {
        criterion.key: Mark(criterion.key, others.get(criterion.key, level), "")
        for criterion in activity.rubric.criteria
    }


def as_desk(given: Mapping[str, Mark], decision: str, comment: str = "") -> dict[str, str]:
    """The fields of the desk."""
    fields = {f"level-{key}": str(mark.level) for key, mark in given.items()}
    fields |= {f"note-{key}": mark.comment for key, mark in given.items()}
    return fields | {"comment": comment, "decision": decision}


def return_post(by: Actor, revision_id: int, key: str = PHOTO, *, at: datetime = AT) -> int:
    return grading.publish(
        by, revision_id, marks(current_catalog().activity(key), 2), "Mohon perbaiki captionnya.", Decision.RETURNED, at
    )


def pass_post(by: Actor, revision_id: int, key: str = PHOTO, *, level: int = 3, at: datetime = AT) -> int:
    return grading.publish(by, revision_id, marks(current_catalog().activity(key), level), "", Decision.PASSED, at)


def pass_quiz(by: Actor, batch_id: int, key: str, *, at: datetime = AT) -> int:
    """The attempt, sent with every answer right."""
    attempt = quizzes.start(by, batch_id, key, at)
    asked = [shown.question for shown in quizzes.open_attempt(by, attempt).questions]
    answers = {question.id: KINDS[question.kind].key(question) for question in asked}
    quizzes.send(by, attempt, answers, "", at, incomplete=False)
    return attempt


def pass_everything(cast: Cast, *trainees: Actor, score: Decimal = Decimal(85)) -> list[int]:
    """Presence and results enough for a certificate; the enrolments."""
    enrolments = [cast.enrolment(trainee) for trainee in trainees]
    factories.meeting(cast.batch1, dict.fromkeys(enrolments, Presence.PRESENT), by=cast.sari, at=AT)
    for enrolment in enrolments:
        factories.results(enrolment, score, by=cast.sari, at=AT)
    return enrolments


def certified(cast: Cast, *trainees: Actor, at: datetime = AT) -> list[CertificateCard]:
    """The certificates of these people of batch 1, issued `at`."""
    enrolments = pass_everything(cast, *trainees)
    issuing.issue(cast.admin, cast.batch1, enrolments, at)
    jobs.drain()
    return [certificates.wallet(trainee)[0] for trainee in trainees]


def class_of(cast: Cast, count: int) -> list[Actor]:
    """`count` more trainees of batch 1 who have earned a certificate, in roll order."""
    people = [
        factories.person(f"peserta{n:02}", f"Peserta {n:02}", cast.diskominfo, at=AT) for n in range(1, count + 1)
    ]
    seats = [factories.enrolment(cast.batch1, person, cast.diskominfo, at=AT) for person in people]
    factories.meeting(cast.batch1, dict.fromkeys(seats, Presence.PRESENT), by=cast.sari, at=AT)
    for seat in seats:
        factories.results(seat, Decimal(85), by=cast.sari, at=AT)
    return people


def with_activity(app: Flask, key: str, **changes: Any) -> Catalog:
    """The catalog in which one assignment differs, to be put into `app.extensions["catalog"]`."""
    catalog: Catalog = app.extensions["catalog"]
    name = key.partition("/")[0]
    module = catalog.modules[name]
    activities = tuple(replace(one, **changes) if one.key == key else one for one in module.activities)
    return replace(catalog, modules={**catalog.modules, name: replace(module, activities=activities)})
