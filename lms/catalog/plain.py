"""Whether a lesson is plain enough for a reader in a hurry: measures, and what to do where it is not. Pure."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import Final

from lms.catalog.pack import Lesson, Module
from lms.catalog.reading import Passage, Term
from lms.kit.words import N_, Reason

WORDS: Final = (900, 1800)
"""Running text of a lesson, without its interactive parts."""
SENTENCE: Final = 18
"""Words of the median sentence."""
PARAGRAPH: Final = 90
"""Words of the longest paragraph, item or cell."""

_SENTENCE_END = re.compile(r"(?<=[.!?…])[”’\"')]*\s+(?=[“‘\"'(]*[A-Z0-9])")
_FULL = re.compile(r"[.!?…][”’\"')]*$")
_ABBREVIATION = re.compile(r"(?<![\w#@/.&=?-])[A-Za-z]*[A-Z]{2,}[A-Za-z0-9]*(?![\w/-]|\.\w)")
_ROMAN = re.compile(r"[IVXLCM]+")
_SAYS = r"(?:singkatan|kepanjangan|yaitu|yakni|artinya|adalah|atau)"


@dataclass(frozen=True, slots=True)
class Plainness:
    """`sentence` is the median number of words; `unexplained` are abbreviations nobody explains where they first stand."""

    words: int
    sentence: float
    longest: str
    unexplained: tuple[str, ...]

    @property
    def paragraph(self) -> int:
        """Words of the longest paragraph."""
        return len(self.longest.split())


def plainness(lesson: Lesson, everyday: Collection[str]) -> Plainness:
    passages = [line for block in lesson.blocks if isinstance(block, Passage) for line in block.plain.splitlines()]
    lengths = [len(sentence.split()) for line in passages if _FULL.search(line) for sentence in sentences(line)]
    everything = [line for block in lesson.blocks for line in block.plain.splitlines()]
    return Plainness(
        words=lesson.words,
        sentence=median(lengths or [0]),
        longest=max(passages, key=lambda line: len(line.split()), default=""),
        unexplained=tuple(_unexplained(everything, lesson.terms, everyday)),
    )


def sentences(line: str) -> list[str]:
    return [sentence for sentence in _SENTENCE_END.split(line) if sentence.strip()]


@dataclass(frozen=True, slots=True)
class Advice:
    """What an author might do about a lesson, by its key. As a str it is English."""

    lesson: str
    reason: Reason

    def __str__(self) -> str:
        return f"{self.lesson}: {self.reason}"


def advice(module: Module) -> Iterator[Advice]:
    """Lesson by lesson; nothing where all is well."""
    for lesson in module.lessons:
        yield from (Advice(lesson.key, reason) for reason in _advised(lesson, module.everyday))


def _advised(lesson: Lesson, everyday: Collection[str]) -> Iterator[Reason]:
    found = plainness(lesson, everyday)
    least, most = WORDS
    if not least <= found.words <= most:
        sentence = N_("Words in the text: %(count)s; readers want from %(least)s to %(most)s.")
        yield Reason(sentence, {"count": found.words, "least": least, "most": most})
    if found.sentence > SENTENCE:
        sentence = N_("Words in the median sentence: %(count)s; make it at most %(most)s.")
        yield Reason(sentence, {"count": ceil(found.sentence), "most": SENTENCE})
    if found.paragraph > PARAGRAPH:
        sentence = N_('Words in one paragraph: %(count)s; divide it: "%(beginning)s…"')
        yield Reason(sentence, {"count": found.paragraph, "beginning": found.longest[:60]})
    for word in found.unexplained:
        sentence = N_('"%(word)s" is not explained where it first stands; write it out and put it in brackets.')
        yield Reason(sentence, {"word": word})


def _unexplained(lines: Collection[str], terms: Collection[Term], everyday: Collection[str]) -> Iterator[str]:
    """In the order of reading. A word in capitals that also stands in small letters is only loud, no abbreviation."""
    named = {word for term in terms for text in (term.title, *term.also) for word in _ABBREVIATION.findall(text)}
    small = {word for line in lines for word in re.findall(r"[a-z]+", line)}
    seen: set[str] = set()
    for line in lines:
        for word in _ABBREVIATION.findall(line):
            if word in seen:
                continue
            seen.add(word)
            known = word in everyday or word in named or word.lower() in small or _ROMAN.fullmatch(word)
            if not known and not _explains(line, word):
                yield word


def _explains(line: str, word: str) -> bool:
    """The line says what the word means: beside it in brackets, or in so many words."""
    bare = re.escape(word)
    return bool(
        re.search(rf"\([^()]*\b{bare}\b[^()]*\)|\b{bare}\b[”’\"']?\s*\(|\b{bare}\b[”’\"']?,?\s+{_SAYS}\b", line)
    )
