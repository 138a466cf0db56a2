"""The trainers' side of posts: what waits, opening one, and what a verdict does to its state."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, tuple_

from lms.batches import service as batches
from lms.kit.db import session, transaction
from lms.kit.errors import Conflict, NotFound
from lms.kit.i18n import _l
from lms.people.actor import Actor
from lms.posts.cards import OpenPost, PostCard, RevisionCard, card_of
from lms.posts.models import Post, Revision
from lms.posts.rules import Decision, PostState
from lms.posts.service import opened

AFTER = {Decision.RETURNED: PostState.RETURNED, Decision.PASSED: PostState.PASSED, Decision.FAILED: PostState.FAILED}


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One line of the queue; (sent_at, revision_id) is its place."""

    revision_id: int
    post_id: int
    batch_id: int
    person_id: int
    activity_key: str
    n: int
    sent_at: datetime
    late: bool


@dataclass(frozen=True, slots=True)
class Submission:
    """A revision on the desk: the revision, its post with all earlier revisions, and whether it still waits."""

    revision: RevisionCard
    opened: OpenPost
    waiting: bool


def waiting(
    batch_ids: frozenset[int], *, after: tuple[datetime, int] | None = None, limit: int = 25
) -> list[WaitingLine]:
    """Revisions that wait in these batches, oldest first, from behind the place `after`."""
    rows = select(
        Revision.id.label("revision_id"),
        Revision.post_id,
        Revision.batch_id,
        Revision.person_id,
        Revision.activity_key,
        Revision.n,
        Revision.sent_at,
        Revision.late,
    ).where(Revision.waiting.is_(True), Revision.batch_id.in_(batch_ids))
    if after is not None:
        rows = rows.where(tuple_(Revision.sent_at, Revision.id) > after)
    rows = rows.order_by(Revision.sent_at, Revision.id).limit(limit)
    return [WaitingLine(**row._mapping) for row in session().execute(rows)]


def waiting_count(batch_ids: frozenset[int]) -> int:
    """How many revisions wait, read from the partial index that holds nothing else."""
    return (
        session().scalar(
            select(func.count())
            .select_from(Revision)
            .where(Revision.waiting.is_(True), Revision.batch_id.in_(batch_ids))
        )
        or 0
    )


def open_for_grading(by: Actor, revision_id: int) -> Submission:
    """A revision for a trainer of its batch. Raises NotFound for everybody else, its author included."""
    revision = session().get(Revision, revision_id)
    if revision is None or revision.batch_id not in batches.trained_by(by.id) or revision.person_id == by.id:
        raise NotFound
    whole = opened(session().get_one(Post, revision.post_id))
    card = next(card for card in whole.revisions if card.id == revision_id)
    return Submission(revision=card, opened=whole, waiting=revision.waiting)


def open_post_of_batch(by: Actor, post_id: int) -> OpenPost:
    """A post for its author or a trainer of its batch. Raises NotFound otherwise."""
    row = session().get(Post, post_id)
    if row is None or not (row.person_id == by.id or row.batch_id in batches.trained_by(by.id)):
        raise NotFound
    return opened(row)


def judge(revision_id: int, decision: Decision) -> PostCard:
    """Moves the post on after a verdict on its newest revision, inside the caller's transaction.

    Raises Conflict when the revision no longer waits: somebody else judged it meanwhile.
    """
    with transaction() as writing:
        revision = writing.get(Revision, revision_id, with_for_update=True)
        if revision is None:
            raise NotFound
        if not revision.waiting:
            raise Conflict(_l("Another trainer has already published a verdict on this post. Yours was not saved."))
        post = writing.get_one(Post, revision.post_id, with_for_update=True)
        revision.waiting = False
        post.state = AFTER[decision]
        post.version += 1
        return card_of(post)
