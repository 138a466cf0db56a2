"""The glossary of a batch: the terms of all its modules from A to Z, each with the lessons that use it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from lms.catalog.pack import Lesson, Module, Term
from lms.learning.search import folded

OTHER: Final = "0–9"
"""Where terms stand that begin with no letter."""


@dataclass(frozen=True, slots=True)
class Entry:
    term: Term
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    letter: str
    entries: tuple[Entry, ...]


def glossary_of(modules: Iterable[Module]) -> list[Letter]:
    """A term that two modules explain in the same words is one entry."""
    used: dict[tuple[str, str], Entry] = {}
    for module in modules:
        for term in module.glossary.values():
            lessons = tuple(lesson for lesson in module.lessons if any(one.key == term.key for one in lesson.terms))
            before = used.get((term.title, term.meaning))
            used[term.title, term.meaning] = Entry(term, (*before.lessons, *lessons) if before else lessons)
    entries = sorted(used.values(), key=lambda entry: (_letter(entry) == OTHER, folded(entry.term.title)))
    return [Letter(letter, tuple(found)) for letter, found in groupby(entries, key=_letter)]


def _letter(entry: Entry) -> str:
    first = folded(entry.term.title)[:1].upper()
    return first if first.isalpha() else OTHER
