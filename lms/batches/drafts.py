"""What is typed about a batch, as values: forms read them, services write them."""

from dataclasses import dataclass
from datetime import date, datetime

from lms.batches.rules import Mark, Mode


@dataclass(frozen=True, slots=True)
class BatchDraft:
    """The frame of a batch; `year` is the budget year."""

    name: str
    title: str
    year: int
    starts_on: date
    ends_on: date
    place: str
    mode: Mode


@dataclass(frozen=True, slots=True)
class SessionDraft:
    """`jp` are lesson hours of 45 minutes."""

    module_key: str
    title: str
    starts_at: datetime
    jp: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be recorded of one person; `reason` only matters for a correction."""

    mark: Mark
    reason: str = ""
