"""A text with errors in it to be found. In the pack each is marked {{wrong|right|why}}."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

from lms.catalog.parts.desk import Desk, Writing
from lms.catalog.section import Section
from lms.kit.words import N_, Reason

_SLIP: Final = re.compile(r"\{\{([^{}|]+)\|([^{}|]*)\|([^{}|]+)\}\}")
_STRAY: Final = re.compile(r"\{\{|\}\}")


@dataclass(frozen=True, slots=True)
class Slip:
    """An error, counted from 1 in the order of the text. `right` is empty where it should simply go."""

    number: int
    wrong: str
    right: str
    why: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words of the text as they stand there, and the error they are, if they are one."""

    words: str
    slip: Slip | None = None


@dataclass(frozen=True, slots=True)
class FindError:
    """`paragraphs` are the text, line by line."""

    kind: ClassVar[str] = "find-error"

    number: int
    task: Writing
    paragraphs: tuple[tuple[Stretch, ...], ...]
    explanation: Writing

    @property
    def slips(self) -> tuple[Slip, ...]:
        return tuple(stretch.slip for paragraph in self.paragraphs for stretch in paragraph if stretch.slip)

    @property
    def plain(self) -> str:
        """With the right words instead of the wrong ones: nobody should find the lesson by its errors."""
        said = ("".join(part.slip.right if part.slip else part.words for part in parts) for parts in self.paragraphs)
        return "\n".join([self.task.plain, *said, self.explanation.plain])


def read(sheet: Section, desk: Desk) -> FindError:
    text, first = sheet.passage("text")
    paragraphs = tuple(_cut(text))
    found = FindError(desk.number, desk.text(sheet, "task"), paragraphs, desk.text(sheet, "explanation"))
    for at, line in enumerate(text.split("\n")):
        stray = _STRAY.search(_SLIP.sub("", line))
        if stray:
            sentence = N_('Near "%(sign)s" an error is not marked like {{wrong|right|why}}, all on one line.')
            sheet.proof.note(sheet.file, first + at, Reason(sentence, {"sign": stray[0]}))
    if text and len(found.slips) < 2:
        sentence = N_("Errors in the text: %(count)s; mark at least two like {{wrong|right|why}}.")
        sheet.note("text", Reason(sentence, {"count": len(found.slips)}))
    return found


def _cut(text: str) -> Iterator[tuple[Stretch, ...]]:
    number = 0
    for line in text.split("\n"):
        stretches, at = [], 0
        for mark in _SLIP.finditer(line):
            number += 1
            if line[at : mark.start()]:
                stretches.append(Stretch(line[at : mark.start()]))
            wrong, right, why = (mark[group].strip() for group in (1, 2, 3))
            stretches.append(Stretch(wrong, Slip(number, wrong, right, why)))
            at = mark.end()
        if line[at:].strip():
            stretches.append(Stretch(line[at:]))
        if stretches:
            yield tuple(stretches)
