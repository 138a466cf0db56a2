"""Texts of other systems as our Markdown or as plain words.

Nothing here has to be safe to show: what comes out is a text of a pack, and Markdown of packs is cleaned where it is shown.
Every function reads its text once from the left; the longest text is that of one question.
"""

import re
from enum import StrEnum
from typing import Final

from lms.authoring.exchange.hypertext import marked_up
from lms.kit.markup import Text
from lms.kit.words import N_


class Form(StrEnum):
    """How a text is written, in the words of GIFT. MOODLE is plain text that may hold tags of HTML."""

    MOODLE = "moodle"
    HTML = "html"
    PLAIN = "plain"
    MARKDOWN = "markdown"


PICTURE_LEFT: Final = N_("It shows a picture, which did not come along. Add it by hand.")
_TAGGED: Final = re.compile(
    r"</?(?:a|b|blockquote|br|code|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|s|span|strong|sub|sup|table|tbody|td|th|tr|u|ul)"
    r"(?:[\s/][^<>]*)?>|&(?:[A-Za-z]{2,8}|#[0-9]{1,6}|#[xX][0-9A-Fa-f]{1,5});",
    re.IGNORECASE,
)
_PICTURE: Final = re.compile(r"<img[\s/]|@@PLUGINFILE@@", re.IGNORECASE)
_MARKS: Final = re.compile(r"[\\`*_\[<>&~#+|=:-]|[0-9][.)]|^[ \t]", re.MULTILINE)
_TAG: Final = re.compile(r"(?:<!--|</?[A-Za-z][^<>]*>)+")
_INLINE: Final = re.compile(r"\\(?=[!-/:-@\[-`{-~\n]|\Z)|[`*\[]|~(?=~)|&(?=#|[A-Za-z])")
_BEGINS: Final = re.compile(r"#{1,6}(?=\s|\Z)|>|[-+](?=\s|\Z)|[-=_|:][-=_|:\s]*\Z|~~~")
_NUMBERED: Final = re.compile(r"([0-9]{1,9})([.)])(?=\s|\Z)")
_UNDERSCORES: Final = re.compile(r"_+")


def prose(text: str, form: Form) -> str:
    """`text` as our Markdown; its line ends are meant as such, but in HTML."""
    if form is Form.MARKDOWN:
        return text.strip()
    if form is Form.HTML:
        return marked_up(text, escaped)
    if form is Form.MOODLE and _TAGGED.search(text):
        return marked_up(text.replace("\n", "<br>"), escaped)
    return broken_up(escaped(text))


def words(text: str, form: Form) -> str:
    """`text` as plain words, for everything but the question itself."""
    if form is Form.MARKDOWN and _MARKS.search(text):
        return Text(text).plain.strip()
    if form is Form.HTML:
        return marked_up(text)
    if form is Form.MOODLE and _TAGGED.search(text):
        return marked_up(text.replace("\n", "<br>"))
    return text.strip()


def has_picture(text: str) -> bool:
    return bool(_PICTURE.search(text))


def broken_up(markdown: str) -> str:
    """Line ends as breaks, empty lines as paragraphs."""
    if "\n" not in markdown:
        return markdown.strip()
    paragraphs: list[list[str]] = [[]]
    for line in markdown.split("\n"):
        if line.strip():
            paragraphs[-1].append(line.strip())
        elif paragraphs[-1]:
            paragraphs.append([])
    return "\n\n".join("\\\n".join(lines) for lines in paragraphs if lines)


def escaped(text: str) -> str:
    """Plain words as Markdown that shows them as they are, line by line. Tags stand in code, as our Markdown has none."""
    if not _MARKS.search(text):
        return text
    pieces, end = [], 0
    keep = _lone_underscores(text)
    for tag in _TAG.finditer(text):
        pieces += [_inline(text[end : tag.start()], keep=keep), _code(tag[0])]
        end = tag.end()
    pieces.append(_inline(text[end:], keep=keep))
    return "\n".join(map(_line, "".join(pieces).split("\n")))


def _lone_underscores(text: str) -> bool:
    """A single run of them, as the gap of a missing word, is no emphasis."""
    return len(_UNDERSCORES.findall(text)) < 2


def _inline(text: str, *, keep: bool) -> str:
    text = _INLINE.sub(r"\\\g<0>", text)
    if keep or "_" not in text:
        return text

    def underscores(run: re.Match[str]) -> str:
        before, after = text[: run.start()][-1:], text[run.end() :][:1]
        return run[0] if before.isalnum() and after.isalnum() else run[0].replace("_", "\\_")

    return _UNDERSCORES.sub(underscores, text)


def _code(tag: str) -> str:
    tag = " ".join(tag.split())
    return f"`` {tag} ``" if "`" in tag else f"`{tag}`"


def _line(line: str) -> str:
    """Nothing at its beginning makes a line a heading, a list, a quotation, a table or code."""
    line = line.strip()
    if _BEGINS.match(line):
        return f"\\{line}"
    return _NUMBERED.sub(r"\1\\\2", line, count=1) if _NUMBERED.match(line) else line
