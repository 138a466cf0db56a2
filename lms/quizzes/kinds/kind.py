"""What a kind of question can tell. What the browser sends is never believed, only looked up."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import ClassVar, Protocol, TypeVar

from lms.catalog.pack import Option, Question

Chosen = Sequence[str]
"""What was answered: option ids, "a=c" for a pair of match, or the one text that was typed."""


class _Named(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_Named)


def shuffled(rows: Sequence[T], seed: str) -> tuple[T, ...]:
    """The same order for the same seed, on every machine and in every version; each row's place depends on its id alone."""
    return tuple(sorted(rows, key=lambda row: sha256(f"{seed}/{row.id}".encode()).digest()))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a reviewed answer: `text` is what was offered, `said` what was answered to it, `key` what is right there.

    `mine` says whether the person answered anything here, `right` whether that is right (of a line that is not `mine`:
    whether it would have been).
    """

    text: str
    mine: bool
    right: bool
    feedback: str = ""
    said: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people answered this."""

    text: str
    count: int
    right: bool


class Kind(ABC):
    task: ClassVar[str] = ""
    """A msgid: what to do, where that does not go without saying."""

    @abstractmethod
    def cleaned(self, question: Question, given: Chosen) -> list[str]:
        """What of `given` this question knows, in one way of writing it; the same again for what is cleaned."""

    @abstractmethod
    def points(self, question: Question, chosen: Chosen) -> Fraction:
        """0..1 for cleaned answers; never negative."""

    @abstractmethod
    def key(self, question: Question) -> list[str]:
        """An answer that gives 1."""

    @abstractmethod
    def lines(self, question: Question, options: Sequence[Option], chosen: Chosen) -> tuple[Line, ...]:
        """The answer line by line; `options` in the order they were shown in."""

    @abstractmethod
    def tallies(self, question: Question, answers: Mapping[tuple[str, ...], int]) -> tuple[Tally, ...]:
        """How often each thing was answered, from how many people gave each answer."""

    def is_answered(self, question: Question, chosen: Chosen) -> bool:
        return bool(chosen)

    def arranged(self, question: Question, seed: str) -> tuple[Option, ...]:
        """The options in the order they are shown in."""
        return shuffled(question.options, seed)
