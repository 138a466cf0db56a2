"""Full-text search over the lessons of a batch, and over one's own notes. Pure; what an edition says is folded once."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Final
from unicodedata import combining, normalize

from markupsafe import Markup, escape

from lms.catalog.pack import Lesson, Module

LONGEST_QUESTION: Final = 100
"""Characters."""
SHOWN: Final = 3
"""Passages of a lesson."""
CONTEXT: Final = 240
"""Characters of a passage around the first word that was sought."""
BEFORE: Final = 80
"""Of these, at most so many stand before that word."""
SHELF: Final = 64
"""Modules kept folded."""
_AROUND: Final = "\"'“”‘’.,;:!?()[]"
"""Signs around a word that are not sought with it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A block of a lesson that says what was sought; `passage` has the words in <mark>."""

    number: int
    passage: Markup


@dataclass(frozen=True, slots=True)
class Found:
    """A lesson in which every word occurs. `hits` are the first blocks that say most of the words, `more` how many there are yet.

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
    """What is sought: words, each of which must begin a word of a text, whatever its case and its accents."""

    def __init__(self, text: str) -> None:
        self.text = text[:LONGEST_QUESTION]
        words = dict.fromkeys(folded(part).strip(_AROUND) for part in self.text.split())
        self.words = [word for word in words if word]
        longest_first = sorted(map(re.escape, self.words), key=len, reverse=True)
        self._any = re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})")

    def __bool__(self) -> bool:
        return bool(self.words)

    def lessons(self, modules: Iterable[Module]) -> list[Found]:
        """The lessons that say every word, the best ones first: by their titles, then by how many blocks say every word."""
        ranked: list[tuple[tuple[int, int, int], Module, _Folded, list[int]]] = []
        for module, page in _pages(modules):
            if self.is_in(page.whole):
                said = [self._says(block) for block in page.blocks]
                rank = (-self._says(page.head), -said.count(len(self.words)), len(ranked))
                ranked.append((rank, module, page, said))
        return [self._found(module, page, said) for _rank, module, page, said in sorted(ranked, key=itemgetter(0))]

    def is_in(self, text: str) -> bool:
        """Whether folded text says every word."""
        return bool(self.words) and all(_begins(word, text) for word in self.words)

    def passage(self, text: str) -> Markup:
        """The text around the first of the words, with all of them marked."""
        spans = self._spans(text)
        start, end = _window(text, spans[0][0] if spans else 0)
        shown, at = Markup("…") if start else Markup(), start
        for begins, ends in spans:
            if start <= begins and ends <= end:
                shown += Markup("{}<mark>{}</mark>").format(text[at:begins], text[begins:ends])
                at = ends
        return shown + escape(text[at:end]) + ("…" if end < len(text) else "")

    def _says(self, text: str) -> int:
        """How many of the words a folded text says."""
        return sum(_begins(word, text) for word in self.words)

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """From where to where the words stand in a text as it was written."""
        plain = folded(text)
        found = [match.span() for match in self._any.finditer(plain)]
        if len(plain) == len(text):
            return found
        origin = [at for at, letter in enumerate(text) for _part in _folded_letter(letter)]
        return [(origin[begins], origin[ends - 1] + 1) for begins, ends in found]

    def _found(self, module: Module, page: _Folded, said: Sequence[int]) -> Found:
        most = max(1, *said)
        best = [block for block, says in zip(page.lesson.blocks, said, strict=True) if says == most]
        return Found(
            module=module,
            lesson=page.lesson,
            title=self.passage(str(page.lesson.title)),
            hits=tuple(Hit(block.number, self.passage(block.plain.replace("\n", " · "))) for block in best[:SHOWN]),
            more=len(best[SHOWN:]),
        )


def _begins(word: str, text: str) -> bool:
    """Whether a word of the text begins with this one."""
    at = text.find(word)
    while at > 0 and (text[at - 1].isalnum() or text[at - 1] == "_"):
        at = text.find(word, at + 1)
    return at >= 0


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
