"""One group of keys of a YAML file, read key by key with its line numbers.

A value that is missing or of the wrong shape is noted and answered with an empty one, so that one reading finds every
error. What was built from empty values is never used: a proof with errors ends in BrokenPack.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeVar

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from lms.catalog.proof import Proof, unknown
from lms.kit.words import N_, Bilingual, Reason

SLUG: Final = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_NOT_A_SLUG: Final = N_('"%(name)s" should have only small letters, digits and hyphens, like lead-berita.')
_NO_LEVEL: Final = N_("Level %(level)s is missing; describe it under its number.")
_LIST: Final = N_("a list")
_GROUP: Final = N_("a group of keys")
_TAG: Final = "tag:yaml.org,2002:"

Chosen = TypeVar("Chosen", bound=StrEnum)


class Section:
    """The keys of one mapping. `close` notes the keys that nobody asked for; a silent section notes nothing."""

    def __init__(self, proof: Proof, file: str, line: int, node: MappingNode | None, *, offset: int = 0) -> None:
        self.proof, self.file, self.line = proof, file, line
        self._offset = offset
        self._silent = node is None
        self._rows: dict[str, tuple[int, Node]] = {}
        self._asked: dict[str, None] = {}
        for key, value in node.value if node else ():
            at = self._line_of(key)
            if not isinstance(key, ScalarNode):
                self.proof.note(file, at, Reason(N_("A key should be a single word, with a colon behind it.")))
            elif key.value in self._rows:
                first = self._rows[key.value][0]
                sentence = N_('"%(key)s" is written twice; the first is on line %(first)s. Take one of them away.')
                self.proof.note(file, at, Reason(sentence, {"key": key.value, "first": first}))
            else:
                self._rows[key.value] = (at, value)

    def close(self) -> None:
        for key, (line, _value) in self._rows.items():
            if key not in self._asked and not self._silent:
                self.proof.note(self.file, line, unknown(N_("key"), key, self._asked))

    def forgive(self) -> None:
        """From here on nothing more is noted: what the rest should be is not known."""
        self._silent = True

    @property
    def readable(self) -> bool:
        return not self._silent

    def has(self, key: str) -> bool:
        return key in self._rows

    def names(self) -> Iterator[str]:
        """The keys, where they are names the author chose."""
        for key in self._rows:
            if not SLUG.fullmatch(key):
                self.note(key, Reason(_NOT_A_SLUG, {"name": key}))
            yield key

    def line_of(self, key: str) -> int:
        return self._rows[key][0] if key in self._rows else self.line

    def note(self, key: str, reason: Reason) -> None:
        if not self._silent:
            self.proof.note(self.file, self.line_of(key), reason)

    # --- single values ------------------------------------------------------------------------------------------

    def text(self, key: str, default: str | None = None, *, missing: Reason | None = None) -> str:
        """Words as written; without a default they must be there."""
        node = self._get(key, required=default is None, missing=missing)
        if node is None:
            return default or ""
        if not isinstance(node, ScalarNode) or not node.value.strip():
            self._wrong(key, N_("text"), node)
            return ""
        return str(node.value).strip()

    def said(self, key: str) -> Bilingual:
        """Words, and their English under the same key with _en where somebody has written it."""
        return Bilingual(self.text(key), self.text(f"{key}_en", ""))

    def text_or_none(self, key: str) -> str | None:
        node = self._get(key, required=False)
        return None if node is None or node.tag == _TAG + "null" else self.text(key)

    def markdown(self, key: str) -> tuple[str, int]:
        """A block of text, and the line of the file its first line is on."""
        node = self._get(key)
        if node is None:
            return "", self.line
        if not isinstance(node, ScalarNode) or node.style != "|":
            sentence = N_('"%(key)s" should be a block of text: write | after the colon and the text below it.')
            self.note(key, Reason(sentence, {"key": key}))
            return "", self.line
        return str(node.value), self._line_of(node) + 1

    def name(self, key: str, *, among: str, pattern: re.Pattern[str] | None = SLUG) -> str:
        """A word that is used only once `among` its like."""
        name = self.text(key)
        if not name:
            return ""
        if pattern and not pattern.fullmatch(name):
            self.note(key, Reason(_NOT_A_SLUG, {"name": name}))
        self.proof.note_double(name, self.file, self.line_of(key), among=among)
        return name

    def word(self, key: str, known: Collection[str] | None, what: str, default: str | None = None) -> str:
        """One of the known words; any, where they are not known because their own file is broken. `what` they are is a msgid."""
        word = self.text(key, default)
        if word and known is not None and word not in known:
            self.note(key, unknown(what, word, known))
        return word

    def choice(self, key: str, kinds: type[Chosen], what: str, default: Chosen | None = None) -> Chosen:
        words = {kind.value: kind for kind in kinds}
        return words.get(self.word(key, words, what, default), next(iter(kinds)))

    def whole(self, key: str, default: int | None = None, *, least: int = 0, most: int = 1_000_000) -> int:
        node = self._get(key, required=default is None)
        return (default or 0) if node is None else self._whole(key, node, least, most)

    def whole_or_none(self, key: str, *, least: int = 0, most: int = 1_000_000) -> int | None:
        node = self._get(key, required=False)
        return None if node is None else self._whole(key, node, least, most)

    def score(self, key: str) -> Decimal:
        """A number from 0 to 100, exact as written."""
        node = self._get(key)
        if node is None:
            return Decimal(0)
        if not isinstance(node, ScalarNode) or not re.fullmatch(r"\d{1,3}(\.\d{1,2})?", node.value):
            self._wrong(key, N_("a number from 0 to 100"), node)
            return Decimal(0)
        score = Decimal(node.value)
        if score > 100:
            self._wrong(key, N_("a number from 0 to 100"), node)
        return score

    def decimal(self, key: str, default: Decimal | None = None, *, least: int, most: int) -> Decimal:
        """A number with a point, exact as written."""
        node = self._get(key, required=default is None)
        if node is None:
            return default or Decimal(0)
        if not isinstance(node, ScalarNode) or not re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", node.value):
            self._wrong(key, N_("a number like 7.6"), node)
            return default or Decimal(0)
        number = Decimal(node.value)
        self._note_range(key, least, most, number)
        return number

    def passage(self, key: str) -> tuple[str, int]:
        """Markdown in one line or as a block, and the line of the file its first line is on."""
        node = self._get(key, required=False)
        block = isinstance(node, ScalarNode) and node.style in ("|", ">")
        return self.text(key), self.line_of(key) + block

    def flag(self, key: str, *, default: bool) -> bool:
        node = self._get(key, required=False)
        if node is None:
            return default
        if node.tag != _TAG + "bool":
            self._wrong(key, N_("either true or false"), node)
            return default
        return str(node.value).lower() in ("true", "yes", "on")

    def day(self, key: str) -> date:
        node = self._get(key)
        try:
            return date.fromisoformat(node.value if isinstance(node, ScalarNode) else "")
        except ValueError:
            if node is not None:
                self._wrong(key, N_("a date like 2026-11-23"), node)
            return date.min

    # --- several values -----------------------------------------------------------------------------------------

    def words(self, key: str, known: Collection[str] | None, what: str, *, required: bool = True) -> tuple[str, ...]:
        """A list of known words, none of them twice."""
        found: dict[str, None] = {}
        for line, node in self._items(key, required=required):
            if not isinstance(node, ScalarNode) or not node.value.strip():
                sentence = N_('"%(key)s" should be a list of words, like [one, two].')
                self.proof.note(self.file, line, Reason(sentence, {"key": key}))
            elif node.value in found:
                sentence = N_('"%(word)s" is in the list twice; take one of them away.')
                self.proof.note(self.file, line, Reason(sentence, {"word": node.value}))
            else:
                found[node.value] = None
                if known is not None and node.value not in known:
                    self.proof.note(self.file, line, unknown(what, node.value, known))
        return tuple(found)

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of sentences; none where the key is missing."""
        return tuple(text for text, _line in self.passages(key, required=required))

    def passages(self, key: str, *, required: bool = False) -> list[tuple[str, int]]:
        """The same, each with the line of the file its first line is on."""
        found = []
        for line, node in self._items(key, required=required):
            if isinstance(node, ScalarNode) and node.value.strip():
                found.append((str(node.value).strip(), self._first_line(node)))
            else:
                sentence = N_('"%(key)s" should be a list of sentences, each on a line of its own after a hyphen.')
                self.proof.note(self.file, line, Reason(sentence, {"key": key}))
        return found

    def pair(self, key: str) -> tuple[int, int] | None:
        """Two whole numbers, the smaller first."""
        if not self.has(key):
            self._asked[key] = None
            return None
        nodes = [node for _line, node in self._items(key)]
        if len(nodes) != 2:
            self.note(key, Reason(N_('"%(key)s" should be two numbers, like [3, 5].'), {"key": key}))
            return None
        first, last = (self._whole(key, node, 0, 1_000_000) for node in nodes)
        if first > last:
            self.note(key, Reason(N_('"%(key)s" should have the smaller number first.'), {"key": key}))
        return first, last

    @contextmanager
    def group(self, key: str, *, required: bool = True) -> Iterator["Section"]:
        """The mapping under `key`; a silent section where there is none."""
        node = self._get(key, required=required)
        if node is not None and not isinstance(node, MappingNode):
            self._wrong(key, _GROUP, node)
        found = node if isinstance(node, MappingNode) else None
        section = Section(self.proof, self.file, self.line_of(key), found, offset=self._offset)
        yield section
        section.close()

    def groups(self, key: str, *, required: bool = True) -> Iterator["Section"]:
        """The mappings of the list under `key`; each is closed when the next is taken."""
        for line, node in self._items(key, required=required):
            if isinstance(node, MappingNode):
                section = Section(self.proof, self.file, line, node, offset=self._offset)
                yield section
                section.close()
            else:
                sentence = N_('"%(key)s" should be a list of groups of keys, each beginning with a hyphen.')
                self.proof.note(self.file, line, Reason(sentence, {"key": key}))

    def level_texts(self, key: str, levels: Collection[int]) -> Mapping[int, str]:
        """What each level looks like, in the given order."""
        with self.group(key) as section:
            missing = {level: Reason(_NO_LEVEL, {"level": level}) for level in levels}
            return {level: section.text(str(level), missing=missing[level]) for level in levels}

    def level_numbers(self, key: str, levels: Collection[int], *, most: int) -> Mapping[int, int]:
        with self.group(key) as section:
            return {level: section.whole(str(level), most=most) for level in levels}

    # --- nodes --------------------------------------------------------------------------------------------------

    def _get(self, key: str, *, required: bool = True, missing: Reason | None = None) -> Node | None:
        self._asked[key] = None
        if key in self._rows:
            return self._rows[key][1]
        if required:
            self.note(key, missing or Reason(N_('"%(key)s" is missing; add a line like %(key)s: …'), {"key": key}))
        return None

    def _items(self, key: str, *, required: bool = True) -> Iterator[tuple[int, Node]]:
        node = self._get(key, required=required)
        if isinstance(node, SequenceNode):
            yield from ((self._line_of(item), item) for item in node.value)
        elif node is not None:
            self._wrong(key, _LIST, node)

    def _whole(self, key: str, node: Node, least: int, most: int) -> int:
        if not isinstance(node, ScalarNode) or not re.fullmatch(r"-?\d{1,9}", node.value):
            self._wrong(key, N_("a whole number"), node)
            return 0
        number = int(node.value)
        self._note_range(key, least, most, number)
        return number

    def _note_range(self, key: str, least: int, most: int, number: int | Decimal) -> None:
        """The number is said as it is written in the file, whatever the reader's language."""
        if not least <= number <= most:
            sentence = N_('"%(key)s" should be from %(least)s to %(most)s, not %(number)s.')
            self.note(key, Reason(sentence, {"key": key, "least": least, "most": most, "number": str(number)}))

    def _wrong(self, key: str, wanted: str, node: Node) -> None:
        """`wanted` is a msgid: what should stand there."""
        got: str | Reason
        if isinstance(node, ScalarNode):
            got = f'"{node.value[:40]}"' if node.value.strip() else Reason(N_("nothing"))
        else:
            got = Reason(_LIST if isinstance(node, SequenceNode) else _GROUP)
        sentence = N_('"%(key)s" should be %(wanted)s, not %(got)s.')
        self.note(key, Reason(sentence, {"key": key, "wanted": Reason(wanted), "got": got}))

    def _line_of(self, node: Node) -> int:
        return int(node.start_mark.line) + 1 + self._offset

    def _first_line(self, node: Node) -> int:
        """Of its words: those of a block stand below its | or >."""
        return self._line_of(node) + (isinstance(node, ScalarNode) and node.style in ("|", ">"))
