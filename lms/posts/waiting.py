"""The trainers' side of posts: what waits, opening one, and what a verdict does to its state."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, bindparam, func, select, tuple_

from lms.batches import service as batches
from lms.catalog.pack import Activity
from lms.kit.db import UtcTime, rows, session, transaction
from lms.kit.errors import Conflict, NotFound
from lms.kit.i18n import _l
from lms.people.actor import Actor
from lms.posts.cards import OpenPost, PostCard, RevisionCard, card_of
from lms.posts.models import Post, Revision
from lms.posts.rules import Decision, PostState
from lms.posts.service import opened

AFTER = {Decision.RETURNED: PostState.RETURNED, Decision.PASSED: PostState.PASSED, Decision.FAILED: PostState.FAILED}

WAITING = (
    Revision.waiting,
    Revision.batch_id.in_(bindparam("batch_ids", expanding=True)),
    Revision.activity_key.in_(bindparam("known", expanding=True)),
)
"""What waits in some batches for an assignment the packs still have; without its rubric nothing can be graded.

The bare `waiting` is what the partial index is declared with; `is_(True)` would read the whole table.
"""
QUEUE = (
    select(
        Revision.id.label("revision_id"),
        Revision.post_id,
        Revision.batch_id,
        Revision.person_id,
        Revision.activity_key,
        Revision.n,
        Revision.sent_at,
        Revision.late,
    )
    .where(*WAITING)
    .order_by(Revision.sent_at, Revision.id)
    .limit(bindparam("most", type_=Integer))
)
QUEUE_BEHIND = QUEUE.where(
    tuple_(Revision.sent_at, Revision.id)
    > tuple_(bindparam("sent_at", type_=UtcTime), bindparam("revision_id", type_=Integer))
)
COUNT = select(func.count()).select_from(Revision).where(*WAITING)
TO_GRADE = select(Revision, Post).join(Post, Post.id == Revision.post_id).where(Revision.id == bindparam("revision_id"))


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
    """A revision on the desk: the revision, its post with all earlier revisions, and whether it still waits.

    `trained` are all the batches of the trainer who opened it.
    """

    revision: RevisionCard
    opened: OpenPost
    waiting: bool
    trained: frozenset[int]


def waiting(
    batch_ids: frozenset[int], *, after: tuple[datetime, int] | None = None, limit: int = 25
) -> list[WaitingLine]:
    """Revisions that wait in these batches, oldest first, from behind the place `after`."""
    asked = {"batch_ids": list(batch_ids), "known": _known(batch_ids), "most": limit}
    if after is None:
        found = rows(QUEUE, **asked)
    else:
        sent_at, revision_id = after
        found = rows(QUEUE_BEHIND, **asked, sent_at=sent_at, revision_id=revision_id)
    return [WaitingLine(**row._mapping) for row in found]


def place_of(revision_id: int) -> tuple[datetime, int] | None:
    """Where a revision stands or stood in the queue; None when it does not exist."""
    sent_at = session().scalar(select(Revision.sent_at).where(Revision.id == revision_id))
    return None if sent_at is None else (sent_at, revision_id)


def waiting_count(batch_ids: frozenset[int]) -> int:
    """How many revisions wait, read from the partial index that holds nothing else."""
    return rows(COUNT, batch_ids=list(batch_ids), known=_known(batch_ids))[0][0]


def open_for_grading(by: Actor, revision_id: int) -> Submission:
    """A revision for a trainer of its batch. Raises NotFound for everybody else, its author included."""
    revision, post, trained = _to_grade(by, revision_id)
    whole = opened(post)
    card = next(card for card in whole.revisions if card.id == revision_id)
    return Submission(revision=card, opened=whole, waiting=revision.waiting, trained=trained)


def activity_for_grading(by: Actor, revision_id: int) -> Activity:
    """What was asked, with its rubric and its exemplars, through the same door."""
    revision, _post, _trained = _to_grade(by, revision_id)
    return batches.courses_of(revision.batch_id).activity(revision.activity_key)


def _known(batch_ids: frozenset[int]) -> list[str]:
    return list({key for catalog in batches.courses(batch_ids).values() for key in catalog.activity_keys})


def _to_grade(by: Actor, revision_id: int) -> tuple[Revision, Post, frozenset[int]]:
    found = session().execute(TO_GRADE, {"revision_id": revision_id}).first()
    if found is None:
        raise NotFound
    revision, post = found
    trained = batches.trained_by(by)
    if revision.batch_id not in trained or revision.person_id == by.id:
        raise NotFound
    return revision, post, trained


def open_post_of_batch(by: Actor, post_id: int) -> OpenPost:
    """A post for its author or a trainer of its batch. Raises NotFound otherwise."""
    row = session().get(Post, post_id)
    if row is None or not (row.person_id == by.id or row.batch_id in batches.trained_by(by)):
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
