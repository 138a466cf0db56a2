"""GIFT as Moodle documents it, read question by question: https://docs.moodle.org/en/GIFT_format

Escaped signs are first put aside as signs that no text has, so that every cut after that is a plain search from the left.
"""

from collections.abc import Iterator
from typing import Final

from lms.authoring.exchange.found import (
    LONGEST_QUESTION,
    Broken,
    Event,
    Found,
    Noted,
    Rejected,
    Unfit,
    plain_lines,
    refuse_control,
    short,
)
from lms.authoring.exchange.gift.answers import SAID, answers_of, with_feedback
from lms.authoring.exchange.gift.signs import (
    EXACT_CASE,
    SWAPPED,
    UNIT,
    formed,
    labels_of,
    prose_of,
    put_aside,
    put_back,
    words_of,
)
from lms.authoring.exchange.wording import PICTURE_LEFT, Form, has_picture
from lms.catalog.bank import QuestionKind
from lms.kit.words import N_, Reason

GAP: Final = "_____"
"""Stands in a text where the answer is missing."""


class _Block:
    """The lines between two empty ones: `text` without its comments, which stand apart."""

    def __init__(self) -> None:
        self.line, self.lines, self.comments, self.size = 0, list[str](), list[str](), 0

    def add(self, number: int, line: str) -> None:
        said = line.lstrip()
        self.size += len(line)
        if said.startswith("//"):
            self.comments.append(said[2:].strip())
            line = ""
        elif not self.line:
            self.line = number
        if self.line and self.size <= LONGEST_QUESTION:
            self.lines.append(line)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def read(content: bytes) -> Iterator[Event]:
    """The questions of a GIFT file."""
    category = ""
    for block in _blocks(content):
        if isinstance(block, Broken):
            yield block
            return
        if block.size > LONGEST_QUESTION:
            reason = Reason(N_("The question is longer than %(most)s signs."), {"most": LONGEST_QUESTION})
            yield Rejected(block.line or 1, short(block.text), reason)
            continue
        text = block.text
        if text.lstrip().startswith("$CATEGORY:"):
            named, _end, rest = text.lstrip().partition("\n")
            category = named.removeprefix("$CATEGORY:").strip()
            block.line, text = block.line + 1, rest
        if text.strip():
            yield from _events(block, text, category)


def _blocks(content: bytes) -> Iterator[_Block | Broken]:
    block = _Block()
    for line in plain_lines(content):
        if isinstance(line, Broken):
            yield line
            return
        number, said = line
        if said is None:
            block.line, block.size = block.line or number, LONGEST_QUESTION + 1
        elif said.strip():
            block.add(number, said)
        elif block.size:
            yield block
            block = _Block()
    if block.size:
        yield block


def _events(block: _Block, text: str, category: str) -> Iterator[Event]:
    try:
        yield _question(block, text, category)
    except Unfit as unfit:
        yield Rejected(block.line + unfit.below, short(_name_of(text)), unfit.reason)
    else:
        if has_picture(text):
            yield Noted(block.line, Reason(PICTURE_LEFT))


def _name_of(text: str) -> str:
    """How a question that cannot be read is known: by its title, or by its first words."""
    said = text.strip()
    title, closed, _rest = said.removeprefix("::").partition("::")
    return title if closed and said.startswith("::") else said


def _question(block: _Block, text: str, category: str) -> Found:
    refuse_control(text)
    whole = put_aside(text).strip()
    name, whole = _titled(whole)
    before, body, after = _divided(whole)
    form, said = formed(f"{before}{GAP if after.strip() else ''}{after}".strip(), Form.MOODLE)
    body, _sign, general = body.rpartition("####") if "####" in body else (body, "", "")
    kind, options, otherwise = answers_of(body.strip(), form)
    labels = [label for comment in block.comments if not SAID.match(comment) for label in labels_of(comment)]
    tags = tuple(value for what, value in labels if what == "tag")
    if kind is QuestionKind.TRUE_FALSE and SWAPPED in tags:
        options = options[::-1]
    if kind is QuestionKind.MATCH:
        options = with_feedback(options, block.comments)
    return Found(
        line=block.line,
        kind=kind,
        text=prose_of(said, form),
        options=options,
        explanation=words_of(general, form),
        name=name,
        wish=next((value for what, value in labels if what == "id"), ""),
        tags=tags,
        category=category,
        exact_case=EXACT_CASE in tags,
        otherwise=otherwise,
        unit=next((tag.removeprefix(UNIT) for tag in tags if tag.startswith(UNIT)), ""),
    )


def _titled(whole: str) -> tuple[str, str]:
    """The title between two pairs of colons, and the rest."""
    if not whole.startswith("::"):
        return "", whole
    name, closed, rest = whole[2:].partition("::")
    return (put_back(name).strip(), rest.strip()) if closed else ("", whole)


def _divided(whole: str) -> tuple[str, str, str]:
    """What stands before the answers, in their braces, and behind. Raises Unfit."""
    start, end = whole.find("{"), whole.find("}")
    if start < 0 and end < 0:
        raise Unfit(N_("It has no answers in braces, so it is a description and no question."))
    if end < 0:
        raise Unfit(N_("The opening brace is never closed. A question has no empty line before its closing brace."))
    if start < 0 or end < start:
        raise Unfit(N_("A closing brace has no opening one. Write \\} where the sign itself is meant."))
    if whole.find("{", start + 1) >= 0 or whole.find("}", end + 1) >= 0:
        raise Unfit(N_("There are more braces than one pair. Write \\{ and \\} where the signs themselves are meant."))
    return whole[:start], whole[start + 1 : end], whole[end + 1 :]
