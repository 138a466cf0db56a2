"""Full-text search over the lessons of a batch, and over one's own notes. Pure; what an edition says is folded once."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from unicodedata import combining, normalize

from markupsafe import Markup, escape

from lms.catalog.pack import Lesson, Module

LONGEST_QUESTION: Final = 100
"""Characters."""
SHOWN: Final = 3
"""Passages of a lesson; how many more there are is said."""
CONTEXT: Final = 240
"""Characters of a passage around the first word that was sought."""
BEFORE: Final = 80
"""Of these, at most so many stand before that word."""
SHELF: Final = 64
"""Modules kept folded."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A block of a lesson that says what was sought; `passage` has the words in <mark>."""

    number: int
    passage: Markup


@dataclass(frozen=True, slots=True)
class Found:
    """A lesson in which every word occurs. `hits` are its best blocks in the order of reading, `more` how many it has beside.

    Without hits only its title or objectives say the words.
    """

    module: Module
    lesson: Lesson
    title: Markup
    hits: tuple[Hit, ...]
    more: int


@dataclass(frozen=True, slots=True)
class _Folded:
    lesson: Lesson
    head: str
    blocks: tuple[str, ...]
    whole: str


_shelf: dict[tuple[str, str], tuple[_Folded, ...]] = {}


class Question:
    """What is sought: words, each of which must begin somewhere in a text, whatever its case and its accents."""

    def __init__(self, text: str) -> None:
        self.text = text[:LONGEST_QUESTION]
        words = dict.fromkeys(folded(part).strip("\"'“”‘’.,;:!?()[]") for part in self.text.split())
        self.words = [word for word in words if word]
        self._wanted = [re.compile(rf"(?<!\w){re.escape(word)}") for word in self.words]
        longest_first = sorted(map(re.escape, self.words), key=len, reverse=True)
        self._any = re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})")

    def __bool__(self) -> bool:
        return bool(self.words)

    def lessons(self, modules: Iterable[Module]) -> list[Found]:
        """The lessons that say every word, the best ones first."""
        ranked = [
            (self._rank(page), number, module, page)
            for number, (module, page) in enumerate(_pages(modules))
            if self.is_in(page.whole)
        ]
        ranked.sort(key=lambda row: (row[0], -row[1]), reverse=True)
        return [self._found(module, page) for _rank, _number, module, page in ranked]

    def is_in(self, text: str) -> bool:
        """Whether folded text says every word."""
        return bool(self.words) and all(word.search(text) for word in self._wanted)

    def passage(self, text: str) -> Markup:
        """The text around the first of the words, with all of them marked."""
        letters = [(part, at) for at, letter in enumerate(text) for part in _folded_letter(letter)]
        plain = "".join(part for part, _at in letters)
        spans = [(letters[found.start()][1], letters[found.end() - 1][1] + 1) for found in self._any.finditer(plain)]
        start, end = _window(text, spans[0][0] if spans else 0)
        shown, at = Markup("…") if start else Markup(), start
        for begins, ends in spans:
            if start <= begins and ends <= end:
                shown += Markup("{}<mark>{}</mark>").format(text[at:begins], text[begins:ends])
                at = ends
        return shown + escape(text[at:end]) + ("…" if end < len(text) else "")

    def _says(self, text: str) -> int:
        """How many of the words a folded text says."""
        return sum(bool(word.search(text)) for word in self._wanted)

    def _rank(self, page: _Folded) -> tuple[int, int]:
        return self._says(page.head), sum(self.is_in(block) for block in page.blocks)

    def _found(self, module: Module, page: _Folded) -> Found:
        said = [(self._says(block), -number) for number, block in enumerate(page.blocks)]
        best = sorted((row for row in said if row[0]), reverse=True)
        hits = [page.lesson.blocks[-number] for _says, number in best[:SHOWN]]
        return Found(
            module=module,
            lesson=page.lesson,
            title=self.passage(str(page.lesson.title)),
            hits=tuple(Hit(block.number, self.passage(block.plain)) for block in sorted(hits, key=lambda b: b.number)),
            more=len(best) - len(hits),
        )


def folded(text: str) -> str:
    """Small letters without accents."""
    return "".join(map(_folded_letter, text))


@lru_cache(maxsize=4096)
def _folded_letter(letter: str) -> str:
    return "".join(part for part in normalize("NFKD", letter.casefold()) if not combining(part))


def _pages(modules: Iterable[Module]) -> Iterator[tuple[Module, _Folded]]:
    for module in modules:
        key = (module.key, module.edition)
        if key not in _shelf:
            while len(_shelf) >= SHELF:
                _shelf.pop(next(iter(_shelf)))
            _shelf[key] = tuple(map(_fold, module.lessons))
        yield from ((module, page) for page in _shelf[key])


def _fold(lesson: Lesson) -> _Folded:
    head = folded("\n".join([lesson.title, lesson.title.en, *lesson.objectives]))
    blocks = tuple(folded(block.plain) for block in lesson.blocks)
    return _Folded(lesson, head, blocks, "\n".join([head, *blocks]))


def _window(text: str, first: int) -> tuple[int, int]:
    """From where to where a passage is shown, in whole words."""
    if len(text) <= CONTEXT:
        return 0, len(text)
    start = text.find(" ", max(first - BEFORE, 0), first) + 1 if first > BEFORE else 0
    end = text.rfind(" ", start, start + CONTEXT) if start + CONTEXT < len(text) else len(text)
    return start, end if end > first else start + CONTEXT


def sought_in(notes: Mapping[str, str], question: Question) -> dict[str, Markup]:
    """The passages of those notes, by the key of their lesson, that say every word."""
    return {key: question.passage(text) for key, text in notes.items() if question.is_in(folded(text))}
