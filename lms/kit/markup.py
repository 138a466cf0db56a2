"""Markdown to HTML that is safe to show: raw HTML stays text, and what comes out is cleaned once more."""

import re
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup, escape

from lms.kit.callouts import CALLOUTS as CALLOUTS
from lms.kit.callouts import MARKER, set_callouts

TOP_HEADING: Final = 2
"""The page's own title is h1, so the highest heading of a text becomes h2."""

_RAW_HTML = re.compile(r"<!--|</?[A-Za-z][^<>]*>")
_ALIGNED: Final = {"text-align:center": "text-center", "text-align:right": "text-end"}

_clean = nh3.Cleaner(
    tags={
        *("a", "aside", "blockquote", "br", "code", "div", "em", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol"),
        *("p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
    },
    attributes={
        "a": {"href"},
        "aside": {"class", "role"},
        "div": {"aria-label", "class", "role", "tabindex"},
        "img": {"alt", "height", "loading", "src", "width"},
        "ol": {"start"},
        "p": {"class"},
        "td": {"class"},
        "th": {"class", "scope"},
    },
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer",
)


@dataclass(frozen=True, slots=True)
class Picture:
    """An image as a page shows it; the pixels keep its place while it loads."""

    src: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Reference:
    """What a text names and on which of its lines, counted from 1; `words` is the alt text of an image."""

    line: int
    target: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Fence:
    """What stands between ``` and ```: `name` is the first word after the opening one, `line` that of the opening one.

    `alone` is false inside a list, a quote or a call-out; `closed` is false where the text ends first.
    """

    name: str
    line: int
    content: str
    alone: bool
    closed: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of the top level. `plain` are its words without markup, one line for each paragraph, item or cell.

    `heading` is its level as shown, 0 for anything else; `fence` is set where it is a fenced block, and nothing else.
    """

    html: Markup
    plain: str
    heading: int = 0
    fence: Fence | None = None


class Text:
    """A Markdown text, parsed once: what it refers to, and its HTML, whole or piece by piece.

    `line=True` reads a single line: emphasis, links and pictures, but no headings, lists or tables.
    """

    def __init__(self, markdown: str, *, line: bool = False) -> None:
        self._blocks = _markdown.parseInline(markdown) if line else _markdown.parse(markdown)

    def images(self) -> list[Reference]:
        return [
            Reference(line, str(token.attrs["src"]), token.content.strip())
            for line, token in self._inline()
            if token.type == "image"
        ]

    def links(self) -> list[Reference]:
        return [
            Reference(line, str(token.attrs["href"])) for line, token in self._inline() if token.type == "link_open"
        ]

    def raw_html(self) -> list[Reference]:
        """Tags and comments, which would be shown as plain text."""
        return [
            Reference(line, tag)
            for line, token in self._inline()
            if token.type == "text"
            for tag in _RAW_HTML.findall(token.content)
        ]

    def unknown_callouts(self) -> list[Reference]:
        return [
            Reference(_line(inline), marker[1])
            for block, inline in zip(self._blocks, self._blocks[2:], strict=False)
            if block.type == "blockquote_open" and (marker := MARKER.match(inline.content))
        ]

    def fences(self) -> list[Fence]:
        return [_fence(block) for block in self._blocks if block.type == "fence"]

    @property
    def plain(self) -> str:
        """The words without markup, one line for each paragraph, item or cell; pictures and fenced blocks are not words."""
        return _plain(self._blocks)

    def html(
        self, *, pictures: Mapping[str, Picture], links: Mapping[str, str], tables: Iterator[int] | None = None
    ) -> Markup:
        """`pictures` and `links` say what stands behind a target of the text; `tables` goes on counting where another ended.

        An image that is not among the pictures is shown as its alt text; a link that is not among the links stays.
        """
        return _drawn(self._blocks, self._env(pictures, links, tables))

    def pieces(
        self, *, pictures: Mapping[str, Picture], links: Mapping[str, str], tables: Iterator[int] | None = None
    ) -> Iterator[Piece]:
        """The blocks of the top level, in the order of the text; together they show what `html` shows."""
        env = self._env(pictures, links, tables)
        first = 0
        for at, block in enumerate(self._blocks):
            if block.level or block.nesting == 1:
                continue
            blocks, first = self._blocks[first : at + 1], at + 1
            opening = blocks[0]
            if opening.type == "fence":
                yield Piece(_drawn(blocks, env), "", fence=_fence(opening))
            else:
                heading = _level(opening, env["shift"]) if opening.type == "heading_open" else 0
                yield Piece(_drawn(blocks, env), _plain(blocks), heading)

    def _env(self, pictures: Mapping[str, Picture], links: Mapping[str, str], tables: Iterator[int] | None) -> "Env":
        highest = min((int(block.tag[1]) for block in self._blocks if block.type == "heading_open"), default=1)
        return {"pictures": pictures, "links": links, "shift": TOP_HEADING - highest, "tables": tables or count(1)}

    def _inline(self) -> Iterator[tuple[int, Token]]:
        """The parts of every line of text, each with its line."""
        for block in self._blocks:
            line = _line(block)
            for token in block.children or ():
                yield line, token
                line += token.type in ("softbreak", "hardbreak")


def _line(block: Token) -> int:
    return block.map[0] + 1 if block.map else 1


def _level(heading: Token, shift: int) -> int:
    return min(int(heading.tag[1]) + shift, 6)


def _fence(block: Token) -> Fence:
    first, end = block.map or [0, 0]
    name = block.info.split()[0] if block.info.split() else ""
    lines = len(block.content.removesuffix("\n").split("\n")) if block.content else 0
    closed = end - first == lines + 2
    return Fence(name, first + 1, block.content, alone=not block.level, closed=closed)


def _plain(blocks: Sequence[Token]) -> str:
    lines = []
    for block in blocks:
        if block.type == "callout_open" and block.content != CALLOUTS[block.info]:
            lines.append(block.content)
        elif block.type == "inline":
            lines.append("".join(_words(token) for token in block.children or ()))
    return "\n".join(line.strip() for line in lines if line.strip())


def _words(token: Token) -> str:
    if token.type in ("text", "code_inline"):
        return token.content
    return {"softbreak": " ", "hardbreak": "\n"}.get(token.type, "")


def _drawn(blocks: Sequence[Token], env: "Env") -> Markup:
    return Markup(_clean.clean(_markdown.renderer.render(blocks, _markdown.options, env)))  # noqa: S704  # cleaned


# --- how our pages want it drawn -------------------------------------------------------------------------------------

Env = MutableMapping[str, Any]


def _set_corners(state: StateCore) -> None:
    """A head without words, as in the corner of a table, is no head."""
    for head, words, end in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if head.type == "th_open" and not words.content.strip():
            head.tag = end.tag = "td"


def _draw_callout(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
    """role=note, because several asides without names would be landmarks that cannot be told apart."""
    block = tokens[idx]
    return Markup('<aside class="callout callout-{}" role="note">\n<p class="callout-title">{}</p>\n').format(
        block.info, block.content
    )


def _draw_heading(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
    block = tokens[idx]
    level = _level(block, env["shift"])
    return f"<h{level}>" if block.nesting == 1 else f"</h{level}>\n"


def _draw_image(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
    token = tokens[idx]
    alt = self.renderInlineAsText(token.children, options, env)
    picture: Picture | None = env["pictures"].get(token.attrs["src"])
    if picture is None:
        return escape(alt)
    return Markup('<img src="{}" alt="{}" width="{}" height="{}" loading="lazy">').format(
        picture.src, alt, picture.width, picture.height
    )


def _draw_link(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
    target = str(tokens[idx].attrs["href"])
    return Markup('<a href="{}">').format(env["links"].get(target, target))


def _draw_table(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
    """A wide table scrolls inside its own region, which the keyboard can reach."""
    name = f"Tabel {next(env['tables'])}"
    return f'<div class="table-scroll" tabindex="0" role="region" aria-label="{name}">\n<table>\n'


def _draw_table_end(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
    return "</table>\n</div>\n"


def _draw_cell(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
    """Alignment as a class: the policy of our pages has no room for style attributes."""
    block = tokens[idx]
    aligned = _ALIGNED.get(str(block.attrs.get("style", "")))
    scope = ' scope="col"' if block.tag == "th" else ""
    return f'<{block.tag}{scope} class="{aligned}">' if aligned else f"<{block.tag}{scope}>"


def _reader() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    markdown.core.ruler.push("callouts", set_callouts)
    markdown.core.ruler.push("corners", _set_corners)
    for name, draw in (
        ("callout_open", _draw_callout),
        ("heading_open", _draw_heading),
        ("heading_close", _draw_heading),
        ("image", _draw_image),
        ("link_open", _draw_link),
        ("table_open", _draw_table),
        ("table_close", _draw_table_end),
        ("th_open", _draw_cell),
        ("td_open", _draw_cell),
    ):
        markdown.add_render_rule(name, draw)
    return markdown


_markdown = _reader()
