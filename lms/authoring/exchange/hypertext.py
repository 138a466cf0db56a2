"""HTML of other systems read once from the left: bold, italic, lists, breaks and links; of everything else the words."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Final

_BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "main",
        "nav",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
    ]
)
_HIDDEN: Final = frozenset(["head", "iframe", "math", "object", "script", "style", "svg", "template", "title"])
_MARKS: Final = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_TOKEN: Final = re.compile(r"<!--|<(/?)([A-Za-z][A-Za-z0-9]*)([^<>]*)>|<[!?][^<>]*>")
_ATTRIBUTE: Final = re.compile(r"""\b(href|alt)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
_ELSEWHERE: Final = re.compile(r"(?:https?://[^/\s]+|mailto:[^@\s]+@)\S*")
_DEEPEST: Final = 6
"""Levels of lists within lists; deeper ones stay on the last."""
_BREAK: Final = "\ufdd8"
"""A line break while a paragraph is being put together; no text has this sign."""


def marked_up(html: str, escaped: Callable[[str], str] | None = None) -> str:
    """`html` as Markdown, its words through `escaped`; without that as plain words, one line for each paragraph or item."""
    page = _Page(escaped)
    hidden = ""
    for text, closing, tag, rest in _tokens(html):
        if hidden:
            hidden = "" if closing and tag == hidden else hidden
        elif not tag:
            page.write(text)
        elif tag in _HIDDEN and not closing:
            hidden = tag
        else:
            page.tag(tag, rest, closing=closing)
    return page.finished()


def _tokens(html: str) -> Iterator[tuple[str, bool, str, str]]:
    """(text, False, "", "") for words, ("", closing, tag, attributes) for a tag; comments are passed over."""
    end = 0
    while True:
        token = _TOKEN.search(html, end)
        if token is None:
            break
        if token.start() > end:
            yield html[end : token.start()], False, "", ""
        end = token.end()
        if token[0] == "<!--":
            closed = html.find("-->", end)
            if closed < 0:
                return
            end = closed + 3
        elif token[2]:
            yield "", bool(token[1]), token[2].lower(), token[3]
    yield html[end:], False, "", ""


class _Page:
    """Paragraphs and items one after the other; `_line` are the pieces of the one being written."""

    def __init__(self, escaped: Callable[[str], str] | None) -> None:
        self._escaped = escaped
        self._blocks: list[tuple[bool, str]] = []
        self._line: list[str] = []
        self._lists: list[int] = []
        self._marker = ""
        self._open: dict[str, int] = {}
        self._depth: dict[str, int] = {}
        self._shut: tuple[str, int] = ("", -1)
        self._link: tuple[int, str] | None = None

    def write(self, text: str) -> None:
        said = unescape(text).replace("\xa0", " ")
        if "\n" in said:
            first, *others = said.split("\n")
            said = " ".join([first.rstrip(), *(other.strip() for other in others[:-1]), others[-1].lstrip()])
        if not said.strip() and (not self._line or self._line[-1] == _BREAK):
            return
        self._line.append(self._escaped(said) if self._escaped and said.strip() else said)
        if self._escaped and said.strip():
            self._keep_edges(said)

    def _keep_edges(self, said: str) -> None:
        """Escaping strips the line; between two tags its outer spaces part words."""
        before, after = " " * said[0].isspace(), " " * said[-1].isspace()
        self._line[-1] = f"{before}{self._line[-1].strip()}{after}"

    def tag(self, tag: str, rest: str, *, closing: bool) -> None:
        if tag in _MARKS:
            self._emphasis(_MARKS[tag], closing=closing)
        elif tag == "br":
            self._line.append(_BREAK)
        elif tag == "a":
            self._anchor(rest, closing=closing)
        elif tag == "img" and not closing:
            self.write(_attributes(rest).get("alt", ""))
        elif tag in ("td", "th"):
            self._line.append(" ")
        elif tag in ("ul", "ol"):
            self._list(tag, closing=closing)
        elif tag == "li":
            self._item(closing=closing)
        elif tag in _BLOCKS:
            self._flush()

    def finished(self) -> str:
        self._flush()
        pieces: list[str] = []
        for at, (item, text) in enumerate(self._blocks):
            tight = not self._escaped or (item and at and self._blocks[at - 1][0])
            pieces += ["" if not at else "\n" if tight else "\n\n", text]
        return "".join(pieces).strip()

    # --- lists ------------------------------------------------------------------------------------------------------

    def _list(self, tag: str, *, closing: bool) -> None:
        self._flush()
        if not closing and len(self._lists) < _DEEPEST:
            self._lists.append(int(tag == "ol"))
        elif closing and self._lists:
            self._lists.pop()

    def _item(self, *, closing: bool) -> None:
        self._flush()
        if closing:
            return
        number = self._lists[-1] if self._lists else 0
        self._marker = f"{number}. " if number else "- "
        if number:
            self._lists[-1] += 1

    # --- emphasis and links -----------------------------------------------------------------------------------------

    def _emphasis(self, mark: str, *, closing: bool) -> None:
        if not self._escaped:
            return
        depth = self._depth.get(mark, 0)
        self._depth[mark] = max(depth - 1, 0) if closing else depth + 1
        if not closing and not depth:
            if self._shut == (mark, len(self._line)):
                self._line[-1] = self._line[-1].removeprefix(mark).removesuffix(mark)
                self._open[mark] = len(self._line) - 1
            else:
                self._open[mark] = len(self._line)
        elif closing and depth == 1:
            self._wrap(mark)

    def _wrap(self, mark: str) -> None:
        start = self._open.pop(mark, len(self._line))
        inner = "".join(self._line[start:])
        said = inner.strip(f" {_BREAK}")
        if said:
            left = inner[: len(inner) - len(inner.lstrip(f" {_BREAK}"))]
            right = inner[len(left) + len(said) :]
            self._line[start:] = [*filter(None, (left, f"{mark}{said}{mark}", right))]
            self._shut = ("", -1) if right else (mark, len(self._line))

    def _anchor(self, rest: str, *, closing: bool) -> None:
        if self._link and self._escaped:
            start, target = self._link
            said = "".join(self._line[start:]).replace(_BREAK, " ")
            if said.strip():
                shown = said.strip().replace("]", "\\]")
                self._line[start:] = [" " * said[0].isspace(), f"[{shown}]({target})", " " * said[-1].isspace()]
        self._link = None
        target = unescape(_attributes(rest).get("href", "")).strip() if not closing else ""
        if _ELSEWHERE.fullmatch(target):
            safe = re.sub(r"[()<>\\*_`\[\]]", lambda sign: f"%{ord(sign[0]):02X}", target)
            self._link = (len(self._line), safe)

    # --- paragraphs -------------------------------------------------------------------------------------------------

    def _flush(self) -> None:
        """Ends the paragraph; what is bold goes on in the next."""
        opened = sorted(self._open, key=lambda mark: -self._open[mark])
        for mark in opened:
            self._wrap(mark)
        self._anchor("", closing=True)
        said = "".join(self._line).strip(f" {_BREAK}")
        self._line, self._shut = [], ("", -1)
        self._open = dict.fromkeys(opened, 0)
        if not said:
            return
        marker, self._marker = self._marker, ""
        indent = "   " * max(len(self._lists) - 1, 0)
        inner = indent + " " * len(marker)
        paragraphs = _paragraphs(said, "\\\n" if self._escaped else "\n", inner, tight=bool(marker))
        self._blocks.append((bool(marker or self._lists), f"{indent}{marker}{paragraphs.removeprefix(inner)}"))


def _paragraphs(said: str, between: str, indent: str, *, tight: bool) -> str:
    """The lines of a paragraph with a break between them; two breaks begin a new one, but not in an item of a list."""
    groups: list[list[str]] = [[]]
    for line in said.split(_BREAK):
        if line.strip(" "):
            groups[-1].append(indent + line.strip(" "))
        elif groups[-1] and not tight:
            groups.append([])
    return "\n\n".join(between.join(lines) for lines in groups if lines)


def _attributes(rest: str) -> dict[str, str]:
    return {name.lower(): value.strip("\"'") for name, value in _ATTRIBUTE.findall(rest)}
