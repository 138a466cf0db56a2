"""Moodle XML as one small tree for each question, read as if every file were hostile.

Document types and entities are refused, depth and size are counted while reading, attached files are passed over.
"""

from collections.abc import Iterator
from typing import Final
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from lms.authoring.exchange.found import LONGEST_QUESTION, WRITTEN_IN, Broken, broken
from lms.kit.words import N_

MOST_ELEMENTS: Final = 2_000
"""Of one question."""
DEEPEST: Final = 200
_AT_ONCE: Final = 1_000_000
"""Bytes handed to the parser: many, because it reads a long token again for each part of it."""


class Element:
    """`text` are its own words; those of a file stay empty."""

    __slots__ = ("attributes", "children", "line", "pieces", "tag")

    def __init__(self, tag: str, attributes: dict[str, str], line: int) -> None:
        self.tag, self.attributes, self.line = tag, attributes, line
        self.children: list[Element] = []
        self.pieces: list[str] = []

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def all(self, tag: str) -> list["Element"]:
        return [child for child in self.children if child.tag == tag]

    def first(self, tag: str) -> "Element | None":
        return next((child for child in self.children if child.tag == tag), None)

    def said(self, *path: str) -> str:
        """The words at the end of a path of tags; empty where there is none."""
        element: Element | None = self
        for tag in path:
            element = element.first(tag) if element else None
        return element.text.strip() if element else ""

    def holds(self, tag: str) -> bool:
        waiting = [self]
        while waiting:
            element = waiting.pop()
            if element.tag == tag:
                return True
            waiting += element.children
        return False


class Question(Element):
    """The tree of one question; `large` where it was cut off."""

    __slots__ = ("large",)

    def __init__(self, attributes: dict[str, str], line: int) -> None:
        super().__init__("question", attributes, line)
        self.large = False


def questions(content: bytes) -> Iterator[Question | Broken]:
    """The questions of a file as they come; a broken file ends with the reason."""
    parser = DefusedExpatParser(forbid_dtd=True)
    reader = _Reader(parser)
    parser.setContentHandler(reader)
    try:
        for start in range(0, len(content), _AT_ONCE):
            parser.feed(content[start : start + _AT_ONCE])
            yield from reader.taken()
            if reader.wrong_root:
                yield broken(
                    reader.wrong_root[0],
                    N_("This is no Moodle XML: it begins with <%(tag)s>, not with <quiz>."),
                    {"tag": reader.wrong_root[1][:40]},
                )
                return
        parser.close()
        yield from reader.taken()
    except DefusedXmlException:
        yield broken(
            int(parser.getLineNumber() or 1),
            N_("The file declares a document type or entities, which are not read. Delete this line."),
        )
    except _TooDeep:
        line = int(parser.getLineNumber() or 1)
        yield broken(line, N_("More than %(most)s elements are open here, so nothing was read."), {"most": DEEPEST})
    except SAXParseException as error:
        line = int(error.getLineNumber() or 1)
        if _in_another_encoding(content, line):
            yield broken(line, WRITTEN_IN)
        else:
            problem = str(error.getMessage())[:80]
            yield broken(line, N_("The XML is broken here (%(problem)s), so nothing was read."), {"problem": problem})
    except (SAXException, ValueError, LookupError):
        yield broken(1, N_("The file names an encoding that cannot be read. Save it as UTF-8."))


def _in_another_encoding(content: bytes, line: int) -> bool:
    lines = content.split(b"\n", line)
    try:
        lines[min(line, len(lines)) - 1].decode()
    except UnicodeDecodeError:
        return True
    return False


class _TooDeep(SAXException):
    """Elements within elements without end."""


class _Reader(ContentHandler):
    def __init__(self, parser: DefusedExpatParser) -> None:
        super().__init__()
        self._parser = parser
        self._done: list[Question] = []
        self._depth = 0
        self._elements = self._signs = 0
        self._question: Question | None = None
        self._open: list[Element] = []
        self._file = 0
        self.wrong_root: tuple[int, str] | None = None

    def taken(self) -> list[Question]:
        done, self._done = self._done, []
        return done

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802  # the name SAX gives it
        self._depth += 1
        if self._depth > DEEPEST:
            raise _TooDeep(name)
        line = int(self._parser.getLineNumber() or 1)
        if self._depth == 1 and name != "quiz":
            self.wrong_root = (line, name)
        elif self._depth == 2 and name == "question":
            self._question = Question(dict(attrs.items()), line)
            self._open, self._elements, self._signs, self._file = [self._question], 1, 0, 0
        elif self._question is not None:
            self._elements += 1
            self._begin(name, attrs, line, self._question)

    def _begin(self, name: str, attrs: AttributesImpl, line: int, question: Question) -> None:
        if self._file or name == "file":
            self._file += 1
        if self._elements > MOST_ELEMENTS:
            question.large = True
        elif self._file < 2:
            element = Element(name, dict(attrs.items()), line)
            self._open[-1].children.append(element)
            if not self._file:
                self._open.append(element)

    def endElement(self, name: str) -> None:  # noqa: N802  # as above
        if self._question is not None:
            if self._depth == 2:
                self._done.append(self._question)
                self._question = None
            elif self._file:
                self._file -= 1
            elif len(self._open) == self._depth - 1:
                self._open.pop()
        self._depth -= 1

    def characters(self, content: str) -> None:
        if self._question is None or self._file:
            return
        self._signs += len(content)
        if self._signs > LONGEST_QUESTION:
            self._question.large = True
        elif self._elements <= MOST_ELEMENTS:
            self._open[-1].pieces.append(content)
