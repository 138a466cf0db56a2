"""The states of a post and when one may be sent. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from lms.catalog.pack import Late


class PostState(StrEnum):
    """Draf -> Terkirim -> Perlu revisi | Lulus | Tidak lulus."""

    DRAFT = "draft"
    SENT = "sent"
    RETURNED = "returned"
    PASSED = "passed"
    FAILED = "failed"


class PhotoState(StrEnum):
    DEVELOPING = "developing"
    READY = "ready"
    REFUSED = "refused"


class Decision(StrEnum):
    """What a verdict does with a post."""

    RETURNED = "returned"
    PASSED = "passed"
    FAILED = "failed"


EDITABLE: Final = frozenset({PostState.DRAFT, PostState.RETURNED})
MAX_PHOTOS: Final = 8
GRACE: Final = timedelta(minutes=2)
"""A deadline that passes while somebody types is forgiven for this long."""


class Punctuality(StrEnum):
    ON_TIME = "on_time"
    LATE = "late"
    CLOSED = "closed"


def punctuality(at: datetime, due_at: datetime | None, *, late: Late) -> Punctuality:
    """Whether something sent `at` is on time, late, or no longer accepted; `late` is the pack's rule."""
    if due_at is None or at <= due_at + GRACE:
        return Punctuality.ON_TIME
    return Punctuality.LATE if late is Late.ACCEPT else Punctuality.CLOSED


def is_untouched(text: str, starter: str) -> bool:
    """Whether a text is only what the field began with; blanks and empty lines do not make it work."""
    return bool(starter) and text.split() == starter.split()


def may_return(rounds: int, max_revisions: int) -> bool:
    """`rounds` sendings happened; the first is not a revision."""
    return rounds <= max_revisions
