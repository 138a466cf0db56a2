"""What crosses the slice: a post, its draft, its photos and its frozen revisions, as the pages see them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.catalog.pack import Activity
from lms.checks import Finding
from lms.posts.models import Photo, Post, Revision
from lms.posts.rules import EDITABLE, PhotoState, PostState
from lms.posts.tables import Table, parted

LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Draft:
    """What is typed into the composer; `alt_texts` by photo id."""

    platform: str
    audience: str
    caption: str
    live_url: str
    alt_texts: dict[int, str]


@dataclass(frozen=True, slots=True)
class PhotoCard:
    """A photo of the draft or of a revision; `number` counts from 1 in the order shown."""

    id: int
    number: int
    alt_text: str
    width: int
    height: int
    state: PhotoState
    reason: str
    gps_present: bool | None


@dataclass(frozen=True, slots=True)
class RevisionCard:
    """One sending as it was frozen; `findings` are what the checks advised then."""

    id: int
    n: int
    platform: str
    audience: str
    caption: str
    live_url: str
    photos: tuple[PhotoCard, ...]
    findings: tuple[Finding, ...]
    sent_at: datetime
    late: bool

    @property
    def parts(self) -> tuple[str | Table, ...]:
        """The text with its tables as such."""
        return parted(self.caption)


@dataclass(frozen=True, slots=True)
class PostCard:
    id: int
    enrolment_id: int
    batch_id: int
    person_id: int
    activity_key: str
    state: PostState
    rounds: int
    version: int
    saved_at: datetime

    @property
    def editable(self) -> bool:
        return self.state in EDITABLE


@dataclass(frozen=True, slots=True)
class OpenPost:
    """A post with everything its pages show; `revisions` newest first."""

    post: PostCard
    activity: Activity
    draft: Draft
    photos: tuple[PhotoCard, ...]
    revisions: tuple[RevisionCard, ...]
    due_at: datetime | None


def card_of(row: Post) -> PostCard:
    return PostCard(
        id=row.id,
        enrolment_id=row.enrolment_id,
        batch_id=row.batch_id,
        person_id=row.person_id,
        activity_key=row.activity_key,
        state=row.state,
        rounds=row.rounds,
        version=row.version,
        saved_at=row.saved_at,
    )


def photo_card(row: Photo, number: int, alt_text: str) -> PhotoCard:
    return PhotoCard(
        id=row.id,
        number=number,
        alt_text=alt_text,
        width=row.width,
        height=row.height,
        state=row.state,
        reason=row.reason,
        gps_present=row.gps_present,
    )


def revision_card(row: Revision, album: dict[int, Photo]) -> RevisionCard:
    answers: dict[str, Any] = row.answers
    return RevisionCard(
        id=row.id,
        n=row.n,
        platform=answers["platform"],
        audience=answers["audience"],
        caption=answers["caption"],
        live_url=answers["live_url"],
        photos=tuple(
            photo_card(album[frozen["id"]], number, frozen["alt_text"]) for number, frozen in enumerate(row.photos, 1)
        ),
        findings=tuple(Finding.from_json(found) for found in row.findings),
        sent_at=row.sent_at,
        late=row.late,
    )
