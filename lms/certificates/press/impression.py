"""How a certificate meets the paper: which paper, with or without its background, moved to where the printer needs it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lms.certificates.facts import Facts

Pictures = Callable[[str], bytes]
"""The PNG of a digest; raises KeyError for one that nobody has."""

A4_LANDSCAPE: Final = (297.0, 210.0)
F4_LANDSCAPE: Final = (330.0, 215.0)


def no_pictures(digest: str) -> bytes:
    """The Pictures of whoever has none."""
    raise KeyError(digest)


class Paper(StrEnum):
    """The paper of Indonesian offices, landscape: ISO A4, and F4 ("folio", 215 × 330 mm)."""

    A4 = "a4"
    F4 = "f4"

    @property
    def size(self) -> tuple[float, float]:
        """Width and height, mm."""
        return F4_LANDSCAPE if self is Paper.F4 else A4_LANDSCAPE


@dataclass(frozen=True, slots=True)
class Impression:
    """What a print file asks of the printer's paper. Shifts are mm to the right and down, as each side is read.

    `turn_back` prints the back upside down, for a printer that turns the sheet over its long edge.
    """

    paper: Paper = Paper.A4
    background: bool = True
    front: tuple[float, float] = (0.0, 0.0)
    back: tuple[float, float] = (0.0, 0.0)
    turn_back: bool = False


@dataclass(frozen=True, slots=True)
class Print:
    """A certificate for the print file; `mark` is printed on it ("DUPLIKAT") or is empty."""

    facts: Facts
    mark: str = ""
