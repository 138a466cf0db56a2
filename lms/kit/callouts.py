"""Call-outs: a block quote that begins with [!contoh] becomes an aside with a title."""

import re
from collections.abc import Mapping
from typing import Final

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

CALLOUTS: Final[Mapping[str, str]] = {"contoh": "Contoh", "ingat": "Ingat", "latihan": "Latihan"}
"""`> [!contoh]` and its siblings with their titles; the texts they stand in are in Bahasa Indonesia."""

MARKER: Final = re.compile(r"\[!([^\]\s]*)\]")


def set_callouts(state: StateCore) -> None:
    kept: list[Token] = []
    opened: list[int] = []
    """Levels of the asides that are open."""
    blocks = iter(enumerate(state.tokens))
    for at, block in blocks:
        kept.append(block)
        if block.type == "blockquote_open":
            inline = state.tokens[at + 2] if at + 2 < len(state.tokens) else block
            marker = MARKER.match(inline.content)
            if marker and marker[1] in CALLOUTS:
                block.type, block.tag, block.info = "callout_open", "aside", marker[1]
                opened.append(block.level)
                block.content = _take_title(inline) or CALLOUTS[marker[1]]
                if not inline.children:  # the title stood alone: its paragraph is empty
                    for _ in range(3):
                        next(blocks)
        elif block.type == "blockquote_close" and opened and opened[-1] == block.level:
            block.type, block.tag = "callout_close", "aside"
            opened.pop()
    state.tokens = kept


def _take_title(inline: Token) -> str:
    """Removes the first line, with the marker, and gives what else stands on it."""
    children = inline.children or []
    end = next((at for at, token in enumerate(children) if token.type in ("softbreak", "hardbreak")), len(children))
    title = "".join(token.content for token in children[:end])
    inline.children = children[end + 1 :]
    if inline.map and inline.children:
        inline.map = [inline.map[0] + 1, inline.map[1]]
    return MARKER.sub("", title, count=1).strip()
