"""What a reader finds in a file: questions, and sentences about those that cannot come in."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final, TypeAlias

from lms.catalog.bank import Option, QuestionKind
from lms.kit.words import N_, Reason

LARGEST_FILE: Final = 20_000_000
"""Bytes of a file that is read."""
LONGEST_QUESTION: Final = 100_000
"""Signs of one question with all that belongs to it."""
MOST_QUESTIONS: Final = 20_000
MOST_LINES: Final = 1_000_000
MOST_OPTIONS: Final = 26
"""An option is known by its letter."""
WRITTEN_IN: Final = N_("This is not UTF-8 text. Save the file as UTF-8 (in Excel: “CSV UTF-8”) and send it again.")

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufeff\ufffe\uffff]")


class Unfit(Exception):
    """Why one question cannot come in; `below` are the lines between its first one and the place that is wrong."""

    def __init__(self, msgid: str, below: int = 0, /, **params: str | int) -> None:
        self.reason, self.below = Reason(msgid, MappingProxyType(params)), below
        super().__init__(msgid)


@dataclass(frozen=True, slots=True)
class Found:
    """A question as a file has it. `text` is Markdown, every other text plain; `options` have no letters yet.

    `name` is its title in the file, `wish` the id it asks for, `category` the folder it lies in there.
    """

    line: int
    kind: QuestionKind
    text: str
    options: tuple[Option, ...] = ()
    explanation: str = ""
    name: str = ""
    wish: str = ""
    tags: tuple[str, ...] = ()
    category: str = ""
    exact_case: bool = False
    otherwise: str = ""
    unit: str = ""
    image: str = ""
    image_alt: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A question that stays outside: the line it begins on, or the wrong one in it, and how it can be known."""

    line: int
    name: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Noted:
    """Something that did not come along with a question that did."""

    line: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Broken:
    """The file cannot be read to its end, so nothing of it comes in."""

    line: int
    reason: Reason


Event: TypeAlias = Found | Rejected | Noted | Broken


def broken(line: int, msgid: str, params: Mapping[str, str | int] = MappingProxyType({})) -> Broken:
    return Broken(line, Reason(msgid, params))


def plain_lines(content: bytes) -> Iterator[tuple[int, str | None] | Broken]:
    """Every line of a text file with its number; None in the place of one that is longer than any question may be."""
    if content.startswith(b"\xef\xbb\xbf"):
        content = content[3:]
    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    start, number = 0, 0
    while start < len(content):
        number += 1
        end = content.find(b"\n", start)
        end = len(content) if end < 0 else end
        if number > MOST_LINES:
            yield broken(number, N_("The file has more than %(most)s lines. Divide it."), {"most": MOST_LINES})
            return
        line = content[start:end] if end - start <= 4 * LONGEST_QUESTION else None
        start = end + 1
        try:
            yield number, None if line is None else line.decode()
        except UnicodeDecodeError:
            yield broken(number, WRITTEN_IN)
            return


def refuse_control(text: str) -> None:
    """Raises Unfit for a sign that no text has, as they come from files in another encoding."""
    found = _CONTROL.search(text)
    if found:
        raise Unfit(
            N_("There is a sign that cannot be shown (U+%(code)s). Delete it, and save the file as UTF-8."),
            text.count("\n", 0, found.start()),
            code=f"{ord(found[0]):04X}",
        )


def short(text: str, most: int = 60) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text[: 4 * most].split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def percent(weight: Decimal) -> str:
    """A weight as people write it, without zeros behind the point."""
    text = f"{weight:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
