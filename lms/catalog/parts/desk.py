"""What a part is read with, whatever its kind. Pure."""

from dataclasses import dataclass
from typing import Protocol

from markupsafe import Markup

from lms.catalog.reading import Block as Part
from lms.catalog.section import Section

__all__ = ["Desk", "Part", "Reader", "Shot", "Writing"]


@dataclass(frozen=True, slots=True)
class Writing:
    """Markdown of a part, ready to show, and the same without any markup."""

    html: Markup
    plain: str


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture and what it shows, in words. Its `src` is empty where the module has no such picture."""

    src: str
    width: int
    height: int
    alt: str


class Desk(Protocol):
    """Where one lesson is read. What is wrong is noted with the line of the lesson, and reading goes on."""

    @property
    def number(self) -> int:
        """Of the block that is being read."""

    def text(self, sheet: Section, key: str) -> Writing:
        """Markdown of any length under `key`."""

    def line(self, sheet: Section, key: str) -> Writing:
        """Markdown for a label: no headings, lists or tables."""

    def lines(self, sheet: Section, key: str) -> tuple[Writing, ...]:
        """A list of the same."""

    def shot(self, sheet: Section, key: str) -> Shot:
        """The picture under `key`, described under "alt"."""


class Reader(Protocol):
    """How one kind of part is read from its group of keys."""

    def __call__(self, sheet: Section, desk: Desk) -> Part: ...
