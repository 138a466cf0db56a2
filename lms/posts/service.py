"""The trainee's side of a post: draft, send, look back. One door per row: open_own()."""

from datetime import datetime

from sqlalchemy import bindparam, select

from lms.batches import service as batches
from lms.catalog.pack import LiveUrl
from lms.catalog.service import current_catalog
from lms.checks import CheckUse, Finding, Material, PhotoFacts, Severity, run_checks
from lms.kit.db import added, session, transaction
from lms.kit.errors import Conflict, Invalid, NotFound, Words
from lms.kit.i18n import _l
from lms.people.actor import Actor
from lms.posts.cards import LONGEST_TEXT, Draft, OpenPost, PostCard, card_of, photo_card, revision_card
from lms.posts.models import Photo, Post, Revision
from lms.posts.rules import EDITABLE, PhotoState, PostState, Punctuality, is_untouched, punctuality

ALBUM = select(Photo).where(Photo.post_id == bindparam("post_id")).order_by(Photo.position, Photo.id)
REVISIONS = select(Revision).where(Revision.post_id == bindparam("post_id")).order_by(Revision.n.desc())


def ensure_post(by: Actor, batch_id: int, activity_key: str, at: datetime) -> int:
    """The participant's post for this assignment, made at the first call and begun with the assignment's starter.

    Raises BatchClosed instead of making one.
    """
    enrolment = batches.enrolment_of(by, batch_id)
    activity = batches.courses_of(batch_id).activity(activity_key)
    own = select(Post.id).where(Post.enrolment_id == enrolment.id, Post.activity_key == activity_key)
    with transaction() as writing:
        if (found := writing.scalar(own)) is not None:
            return found
        batches.must_be_open(batch_id)
        post = Post(
            enrolment_id=enrolment.id,
            batch_id=batch_id,
            person_id=by.id,
            activity_key=activity_key,
            platform=activity.platforms[0] if len(activity.platforms) == 1 else "",
            audience=activity.audiences[0] if len(activity.audiences) == 1 else "",
            caption=activity.starter,
            created_at=at,
            saved_at=at,
        )
        return post.id if added(post) else writing.scalars(own).one()


def open_own(by: Actor, post_id: int) -> OpenPost:
    """The person's own post. Raises NotFound for anybody else's."""
    row = session().get(Post, post_id)
    if row is None or row.person_id != by.id:
        raise NotFound
    return opened(row)


def opened(row: Post) -> OpenPost:
    """The row with its photos, revisions and deadline; whoever calls has opened the door already."""
    album = session().scalars(ALBUM, {"post_id": row.id}).all()
    shown = [photo for photo in album if photo.removed_at is None]
    by_id = {photo.id: photo for photo in album}
    sent = session().scalars(REVISIONS, {"post_id": row.id})
    return OpenPost(
        post=card_of(row),
        activity=batches.courses_of(row.batch_id).activity(row.activity_key),
        draft=Draft(row.platform, row.audience, row.caption, row.live_url, {p.id: p.alt_text for p in shown}),
        photos=tuple(photo_card(photo, n, photo.alt_text) for n, photo in enumerate(shown, 1)),
        revisions=tuple(revision_card(revision, by_id) for revision in sent),
        due_at=batches.deadline(row.batch_id, row.activity_key),
    )


def save_draft(by: Actor, post_id: int, draft: Draft, at: datetime) -> None:
    """Keeps the draft. Raises Conflict once the post was sent, Invalid for a text beyond all bounds."""
    with transaction() as writing:
        _write_draft(own_editable(by, post_id), draft, at)
        writing.flush()


def send(by: Actor, post_id: int, draft: Draft, at: datetime) -> int:
    """Freezes the draft as the next revision and puts it into the queue; the revision's id.

    Raises Invalid with a sentence per field when something required is missing, and when the deadline has passed and the
    pack refuses late posts (the draft is kept either way); Conflict when it was sent already, BatchClosed.
    """
    save_draft(by, post_id, draft, at)
    with transaction() as writing:
        post = own_editable(by, post_id)
        batches.must_be_open(post.batch_id)
        current = opened(post)
        findings = advice(current)
        if missing := _missing(current, findings):
            raise Invalid(fields=missing)
        when = punctuality(at, current.due_at, late=current.activity.late)
        if when is Punctuality.CLOSED and post.rounds == 0:
            raise Invalid(
                _l("The deadline has passed, and this assignment does not accept late posts. Your draft is kept.")
            )
        post.rounds += 1
        post.version += 1
        post.state = PostState.SENT
        revision = Revision(
            post_id=post.id,
            batch_id=post.batch_id,
            person_id=post.person_id,
            activity_key=post.activity_key,
            n=post.rounds,
            answers={
                "platform": post.platform,
                "audience": post.audience,
                "caption": post.caption,
                "live_url": post.live_url,
            },
            photos=[{"id": photo.id, "alt_text": photo.alt_text} for photo in current.photos],
            findings=[finding.as_json() for finding in findings],
            edition=current.activity.edition,
            sent_at=at,
            late=when is not Punctuality.ON_TIME and post.rounds == 1,
            waiting=True,
        )
        writing.add(revision)
        writing.flush()
        return revision.id


def advice(current: OpenPost) -> tuple[Finding, ...]:
    """What the checks say about the draft as it stands; it never scores."""
    catalog = current_catalog()
    material = Material(
        text=current.draft.caption,
        platform=catalog.platforms.get(current.draft.platform),
        photos=tuple(
            PhotoFacts(photo.width, photo.height, photo.alt_text)
            for photo in current.photos
            if photo.state is not PhotoState.REFUSED
        ),
        live_url=current.draft.live_url,
    )
    uses: tuple[CheckUse, ...] = current.activity.checks
    return run_checks(uses, material)


def states_of(enrolment_ids: list[int]) -> dict[tuple[int, str], PostCard]:
    """Posts by (enrolment, activity), one query."""
    rows = session().scalars(select(Post).where(Post.enrolment_id.in_(enrolment_ids)))
    return {(row.enrolment_id, row.activity_key): card_of(row) for row in rows}


def own_editable(by: Actor, post_id: int) -> Post:
    """The person's own post while it may be changed, locked. Raises NotFound, also for whoever left the batch, or Conflict
    once it was sent."""
    row = session().get(Post, post_id, with_for_update=True)
    if row is None or row.person_id != by.id:
        raise NotFound
    batches.enrolment_of(by, row.batch_id)
    if row.state not in EDITABLE:
        raise Conflict(_l("This post was already sent, so it cannot be changed now. Wait for the trainer's feedback."))
    return row


def _write_draft(row: Post, draft: Draft, at: datetime) -> None:
    if len(draft.caption) > LONGEST_TEXT:
        raise Invalid(
            fields={
                "caption": _l(
                    "The text has %(count)s characters; at most %(limit)s fit here.",
                    count=len(draft.caption),
                    limit=LONGEST_TEXT,
                )
            }
        )
    activity = batches.courses_of(row.batch_id).activity(row.activity_key)
    row.platform = draft.platform if draft.platform in activity.platforms else ""
    row.audience = draft.audience if draft.audience in activity.audiences else ""
    row.caption, row.live_url, row.saved_at = draft.caption, draft.live_url[:500], at
    for photo in session().scalars(select(Photo).where(Photo.post_id == row.id, Photo.removed_at.is_(None))):
        if photo.id in draft.alt_texts:
            photo.alt_text = draft.alt_texts[photo.id][:1000]


def _missing(current: OpenPost, findings: tuple[Finding, ...]) -> dict[str, Words]:
    """What has to be there before a post can be sent, a sentence per field."""
    activity, draft = current.activity, current.draft
    missing: dict[str, Words] = {}
    if activity.platforms and not draft.platform:
        missing["platform"] = _l("Choose the platform this post is for.")
    if activity.audiences and not draft.audience:
        missing["audience"] = _l("Choose whom this post speaks to.")
    if not draft.caption.strip():
        missing["caption"] = _l("Write the text of your post.")
    elif is_untouched(draft.caption, activity.starter):
        missing["caption"] = _l("The text is still as you were given it. Write your own work into it, then send it.")
    if activity.live_url is LiveUrl.REQUIRED and not draft.live_url:
        missing["live_url"] = _l("Give the link of the published post.")
    if draft.live_url and not draft.live_url.startswith(("https://", "http://")):
        missing["live_url"] = _l("A link starts with https://. Copy it from the app with “Copy link”.")
    usable = [photo for photo in current.photos if photo.state is not PhotoState.REFUSED]
    if len(usable) < activity.min_photos:
        missing["photos"] = _l(
            "This assignment needs at least %(least)s photos; there are %(count)s.",
            least=activity.min_photos,
            count=len(usable),
        )
    elif len(usable) < len(current.photos):
        missing["photos"] = _l("Remove the photos that could not be used, then send again.")
    blocking = [finding for finding in findings if finding.severity is Severity.BLOCK]
    if blocking and "caption" not in missing:
        missing["caption"] = _l("The checks below found something that must be corrected first.")
    return missing
