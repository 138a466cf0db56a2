"""A YAML file of a pack: opened, or noted as missing or unreadable."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import yaml
from yaml.nodes import MappingNode, Node, SequenceNode

from lms.catalog.proof import Proof
from lms.catalog.section import Section
from lms.kit.words import N_, Reason

_PLAIN_TAGS: Final = {
    f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")
}
_DEEPEST: Final = 100
"""Levels of nesting. The reader of YAML calls itself for each one, in C: too many would end the process."""
_BRACKET: Final = re.compile(r"[\[\]{}]")
_LADDER: Final = re.compile(rf"(?:[-?]\s+){{{_DEEPEST},}}")

_NO_YAML: Final = N_(
    "The file cannot be read from here on: %(problem)s. Look at the spaces, colons, hyphens and quotes here and just above."
)
STUMBLES: Final = (
    N_("could not find expected ':'"),
    N_("did not find expected key"),
    N_("did not find expected '-' indicator"),
    N_("did not find expected ',' or ']'"),
    N_("did not find expected ',' or '}'"),
    N_("did not find expected node content"),
    N_("did not find expected alphabetic or numeric character"),
    N_("did not find expected comment or line break"),
    N_("did not find expected <document start>"),
    N_("did not find expected whitespace or line break"),
    N_("found unexpected end of stream"),
    N_("found unexpected document indicator"),
    N_("found character that cannot start any token"),
    N_("found a tab character that violates indentation"),
    N_("found a tab character where an indentation space is expected"),
    N_("found unknown escape character"),
    N_("mapping keys are not allowed in this context"),
    N_("mapping values are not allowed in this context"),
    N_("block sequence entries are not allowed in this context"),
)
"""Where authors make libyaml stumble, in its own words; the rest stays English."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def decoded(proof: Proof, file: str, content: bytes) -> str | None:
    """The text of a file, its lines ending in \\n; None, and a note, if it is not UTF-8."""
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        proof.note(file, line, Reason(N_("This line is not UTF-8 text; save the file as UTF-8.")))
        return None


@contextmanager
def open_sheet(proof: Proof, file: str, content: bytes | None) -> Iterator[Section]:
    """The top keys of a YAML file; a silent section where it is missing or cannot be read."""
    if content is None:
        proof.note(file, 1, Reason(N_("The file is missing; put it back, or copy one from another module.")))
    text = None if content is None else decoded(proof, file, content)
    section = parsed(proof, file, text)
    yield section
    section.close()


def parsed(proof: Proof, file: str, text: str | None, *, offset: int = 0) -> Section:
    """`offset` are the lines of the file before `text`. The caller closes the section."""
    node: Node | None = None
    if text is not None and (depth := _bottomless(text)):
        sentence = N_("Here begin lists inside lists inside lists without end; a pack needs a few levels.")
        proof.note(file, depth + offset, Reason(sentence))
    elif text is not None:
        try:
            node = yaml.compose(text, Loader=_LOADER)
        except yaml.MarkedYAMLError as error:
            problem = {"problem": Reason(str(error.problem))}
            proof.note(file, _line_of_error(text, error) + offset, Reason(_NO_YAML, problem))
        except yaml.reader.ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            sentence = N_(
                "Here is a sign that cannot be shown, a control character; delete it and write the word again."
            )
            proof.note(file, line + offset, Reason(sentence))
        else:
            if not isinstance(node, MappingNode):
                proof.note(file, 1 + offset, Reason(N_("The file should begin with a key, like title: …")))
            elif strange := _strange(node):
                line, reason = strange
                proof.note(file, line + offset, reason)
                node = None
    return Section(proof, file, 1 + offset, node if isinstance(node, MappingNode) else None, offset=offset)


def divided(text: str) -> tuple[int, str, str]:
    """The line on which the body begins (0 where there is no front matter), the front matter, the body."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return 0, "", text
    for at, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            return at + 2, "\n".join(lines[1:at]), "\n".join(lines[at + 1 :])
    return 0, "", text


def _bottomless(text: str) -> int:
    """The line on which more levels begin than any pack has; 0 where none does. Brackets in words count too, but they close."""
    ladder = _LADDER.search(text)
    if ladder:
        return text.count("\n", 0, ladder.start()) + 1
    depth = 0
    for bracket in _BRACKET.finditer(text):
        depth = depth + 1 if bracket[0] in "[{" else max(depth - 1, 0)
        if depth > _DEEPEST:
            return text.count("\n", 0, bracket.start()) + 1
    return 0


def _strange(root: Node) -> tuple[int, Reason] | None:
    """The first thing that YAML knows and a pack has no use for, with its line: aliases, which can unfold to gigabytes, and
    tags, which can name programs. Every node is looked at once."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        line = int(node.start_mark.line) + 1
        if id(node) in seen:
            sentence = N_("This text is used again elsewhere by an alias (* and &); write it out where it is needed.")
            return line, Reason(sentence)
        seen.add(id(node))
        if node.tag not in _PLAIN_TAGS:
            return line, Reason(N_('The tag "%(tag)s" is not used in a pack; take it away.'), {"tag": node.tag})
        if isinstance(node, MappingNode):
            waiting += [one for pair in node.value for one in pair]
        elif isinstance(node, SequenceNode):
            waiting += node.value
    return None


def _line_of_error(text: str, error: yaml.MarkedYAMLError) -> int:
    """Where the reader stumbled; where what it was reading began, if it only stopped at the end of the file."""
    stumbled = error.problem_mark.line if error.problem_mark else 0
    began = error.context_mark.line if error.context_mark else stumbled
    return (began if stumbled >= text.count("\n") else stumbled) + 1
