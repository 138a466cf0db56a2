"""Photos of a post: taking them in, putting them in order, developing them in a job, handing them out."""

from datetime import datetime
from io import BytesIO
from typing import BinaryIO, Literal

from sqlalchemy import func, select

from lms.batches import service as batches
from lms.kit.db import session, transaction
from lms.kit.errors import AppError, Invalid, NotFound
from lms.kit.i18n import _l
from lms.kit.images import PHOTO_BYTES, develop, probe
from lms.kit.jobs import JobContext, enqueue, job
from lms.kit.storage import current_storage
from lms.people.actor import Actor
from lms.posts.models import Photo, Post, Revision
from lms.posts.rules import EDITABLE, MAX_PHOTOS, PhotoState
from lms.posts.service import own_editable

Size = Literal["large", "small"]


def add_photo(by: Actor, post_id: int, stream: BinaryIO, at: datetime) -> int:
    """Takes one photo in; the id of its row. The original is durable before the row exists.

    Raises UnsupportedMedia, TooLarge or StorageFull for the file, Invalid when the post has all the photos it may have,
    Conflict once it was sent.
    """
    _room_for_one(by, post_id)
    seen = probe(stream)
    stored = current_storage().put(stream, limit=PHOTO_BYTES)
    with transaction() as writing:
        post = own_editable(by, post_id)
        _room_for_one(by, post_id)
        last = writing.scalar(select(func.max(Photo.position)).where(Photo.post_id == post.id)) or 0
        photo = Photo(
            post_id=post.id,
            position=last + 1,
            digest=stored.digest,
            size=stored.size,
            format=seen.format,
            width=seen.width,
            height=seen.height,
            added_at=at,
        )
        writing.add(photo)
        writing.flush()
        enqueue("posts.develop", {"photo_id": photo.id}, key=f"posts.develop:{photo.id}")
        return photo.id


def post_of(by: Actor, photo_id: int) -> int:
    """The post of one's own photo while it may be changed. Raises NotFound for anybody else's, Conflict once it was sent."""
    photo = session().get(Photo, photo_id)
    if photo is None:
        raise NotFound
    return own_editable(by, photo.post_id).id


def remove_photo(by: Actor, photo_id: int, at: datetime) -> int:
    """Takes a photo out of the draft (revisions that show it keep it); the id of its post."""
    with transaction() as writing:
        photo = writing.get(Photo, photo_id)
        if photo is None:
            raise NotFound
        own_editable(by, photo.post_id)
        photo.removed_at = photo.removed_at or at
        return photo.post_id


def move_photo(by: Actor, photo_id: int, direction: Literal[-1, 1]) -> int:
    """Moves a photo one place towards the front (-1) or the back (1); the id of its post."""
    with transaction() as writing:
        photo = writing.get(Photo, photo_id)
        if photo is None or photo.removed_at is not None:
            raise NotFound
        own_editable(by, photo.post_id)
        shown = list(
            writing.scalars(
                select(Photo)
                .where(Photo.post_id == photo.post_id, Photo.removed_at.is_(None))
                .order_by(Photo.position, Photo.id)
            )
        )
        place = shown.index(photo)
        target = max(0, min(len(shown) - 1, place + direction))
        shown.insert(target, shown.pop(place))
        for position, row in enumerate(shown, 1):
            row.position = position
        return photo.post_id


def photo_digest(by: Actor, photo_id: int, size: Size) -> str:
    """The digest of a developed photo, for its author and, once it was sent, for the trainers of its batch.

    Raises NotFound for everybody else.
    """
    row = (
        session()
        .execute(
            select(Post.id, Post.person_id, Post.batch_id, Photo.large_digest, Photo.small_digest)
            .join(Post, Post.id == Photo.post_id)
            .where(Photo.id == photo_id)
        )
        .first()
    )
    if row is None or not (row.person_id == by.id or _was_sent_to(by, row.batch_id, row.id, photo_id)):
        raise NotFound
    digest: str | None = row.large_digest if size == "large" else row.small_digest
    if digest is None:
        raise NotFound(_l("This photo is still being prepared. Load the page again in a moment."))
    return digest


@job("posts.develop")
def develop_photo(context: JobContext) -> None:
    """Decodes the original in a child, keeps the two sizes people see; a bad photo is refused with its reason."""
    photo_id = int(context.payload["photo_id"])
    row = session().get(Photo, photo_id)
    if row is None or row.state is not PhotoState.DEVELOPING:
        return
    storage, digest = current_storage(), row.digest
    session().rollback()  # a photo takes seconds, and PostgreSQL ends transactions that wait for long
    try:
        with storage.path(digest) as original:
            developed = develop(original)
    except AppError as error:
        if error.status >= 500:
            raise
        with transaction() as writing:
            refused = writing.get_one(Photo, photo_id)
            refused.state, refused.reason = PhotoState.REFUSED, str(error.message)[:300]
        return
    large = storage.put(BytesIO(developed.large), limit=PHOTO_BYTES)
    small = storage.put(BytesIO(developed.small), limit=PHOTO_BYTES)
    with transaction() as writing:
        photo = writing.get_one(Photo, photo_id)
        photo.large_digest, photo.small_digest = large.digest, small.digest
        photo.width, photo.height = developed.width, developed.height
        photo.gps_present, photo.taken_at = developed.gps_present, developed.taken_at
        photo.state = PhotoState.READY


def _was_sent_to(by: Actor, batch_id: int, post_id: int, photo_id: int) -> bool:
    """Whether a revision shows this photo to a trainer of its batch; a draft is its author's alone."""
    if batch_id not in batches.trained_by(by):
        return False
    shown = session().scalars(select(Revision.photos).where(Revision.post_id == post_id))
    return any(photo["id"] == photo_id for photos in shown for photo in photos)


def _room_for_one(by: Actor, post_id: int) -> None:
    post = session().get(Post, post_id)
    if post is None or post.person_id != by.id:
        raise NotFound
    most = min(batches.courses_of(post.batch_id).activity(post.activity_key).max_photos, MAX_PHOTOS)
    count = session().scalar(
        select(func.count()).select_from(Photo).where(Photo.post_id == post_id, Photo.removed_at.is_(None))
    )
    if post.state in EDITABLE and (count or 0) >= most:
        raise Invalid(
            fields={"photos": _l("This post may have %(most)s photos. Remove one before you add another.", most=most)}
        )
