"""How far somebody has come in a lesson, and what becomes of two texts of one note. Pure."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Final

from lms.catalog.pack import Lesson

LONGEST_NOTE: Final = 5_000
"""Characters."""


@dataclass(frozen=True, slots=True)
class Place:
    """Numbers of blocks, from 1: the furthest that was seen, and the one that was before the eyes last, `at` that moment."""

    furthest: int
    last: int
    at: datetime

    def moved(self, furthest: int, last: int, at: datetime) -> "Place":
        """The furthest never goes back, so that a late or repeated word from a phone does no harm."""
        return Place(max(self.furthest, furthest, last), last, at)


@dataclass(frozen=True, slots=True)
class Note:
    """One's own words on a lesson; `form` is the key of the form that wrote them. `at` is None before the first."""

    lesson_key: str
    text: str = ""
    form: str = ""
    at: datetime | None = None

    @property
    def version(self) -> str:
        """What a form carries to say which text it was opened over."""
        return self.at.isoformat() if self.at else ""

    def is_under(self, version: str, form: str) -> bool:
        """Whether what this form sends was typed over this text: it was opened over it, or wrote it itself."""
        return version == self.version or form == self.form


def share_read(lesson: Lesson, place: Place | None) -> int:
    """Percent of the lesson's letters up to the furthest block; 100 only at the end."""
    whole = sum(len(block.plain) for block in lesson.blocks)
    if place is None or not whole:
        return 0
    return sum(len(block.plain) for block in lesson.blocks if block.number <= place.furthest) * 100 // whole


def minutes_left(lesson: Lesson, place: Place | None) -> int:
    """Of the author's estimate, for what comes after the furthest block; rounded up."""
    return ceil(lesson.minutes * (100 - share_read(lesson, place)) / 100)


def resumes_at(lesson: Lesson, place: Place | None) -> int:
    """The number of the block where reading goes on; 0 where that is the beginning."""
    return place.last if place and 1 < place.last <= len(lesson.blocks) else 0


def joined(kept: str, typed: str) -> str:
    """Both texts, where neither knew of the other: what one holds already is not said twice, nothing of either is lost."""
    if kept.strip() in typed:
        return typed
    if typed.strip() in kept:
        return kept
    return f"{kept.rstrip()}\n\n{typed.lstrip()}"
