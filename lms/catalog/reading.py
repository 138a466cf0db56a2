"""What people read: lessons cut into passages and interactive parts, and the terms they explain. Pure."""

from dataclasses import dataclass
from typing import ClassVar, Protocol

from markupsafe import Markup

from lms.kit.words import Bilingual


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the glossary: `meaning` in one or two plain sentences, `also` other ways to say or write it."""

    key: str
    title: str
    meaning: str
    also: tuple[str, ...]


class Block(Protocol):
    """A piece of a lesson, `number` from 1 in the order of reading; the page gives it the id "p<number>".

    `kind` is "passage", or the key of an interactive part, which is also the name of its template in templates/parts/.
    `plain` are its words without any markup, for searching and for measuring.
    """

    kind: ClassVar[str]

    @property
    def number(self) -> int: ...

    @property
    def plain(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph, heading, list, table, call-out or picture. `heading` is its level as shown (2..6), 0 for other text."""

    kind: ClassVar[str] = "passage"

    number: int
    html: Markup
    plain: str
    heading: int = 0


@dataclass(frozen=True, slots=True)
class Lesson:
    """`requires` are keys of lessons better read before; `minutes` the author's estimate of reading and practising.

    `terms` are those of the glossary that the text names, from A to Z; `card` is a summary for forwarding, in
    WhatsApp's own marks; `sources` are lines in which a link may stand; `words` counts the running text.
    """

    key: str
    title: Bilingual
    unit: str
    minutes: int
    objectives: tuple[Bilingual, ...]
    requires: tuple[str, ...]
    competencies: tuple[str, ...]
    blocks: tuple[Block, ...]
    terms: tuple[Term, ...]
    card: str
    sources: tuple[Markup, ...]
    words: int
