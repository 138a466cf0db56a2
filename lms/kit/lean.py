"""A style sheet without the rules that no page of ours can match."""

import re
from collections.abc import Collection
from typing import Final

_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_NEXT: Final = re.compile(r"[{;]")
_BRACE: Final = re.compile(r"[{}]")
_COMMA: Final = re.compile(r",(?![^()]*\))")
_NOT: Final = re.compile(r":not\([^()]*\)")
_NAMED: Final = re.compile(r"\.(-?[A-Za-z_][\w-]*)|\[([\w-]+)")
"""What a selector asks for: a class, or an attribute."""


def lean(css: str, words: Collection[str]) -> str:
    """The rules whose classes and attributes are all among `words`; what asks for neither stays."""
    return _lean(_COMMENT.sub("", css), words)


def _lean(css: str, words: Collection[str]) -> str:
    kept, at = [], 0
    while found := _NEXT.search(css, at):
        if found[0] == ";":  # @charset and its like
            kept.append(css[at : found.end()])
            at = found.end()
            continue
        end = _end_of_block(css, found.end())
        head, body = css[at : found.start()].strip(), css[found.end() : end - 1]
        at = end
        if head.startswith(("@media", "@supports")):
            body = _lean(body, words)
        elif not head.startswith("@"):
            head = ",".join(selector for selector in _COMMA.split(head) if _can_match(selector, words))
        if head and body:
            kept.append(f"{head}{{{body}}}")
    return "".join(kept)


def _end_of_block(css: str, at: int) -> int:
    """Behind the brace that closes the block that begins at `at`."""
    depth = 1
    for brace in _BRACE.finditer(css, at):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            return brace.end()
    raise ValueError("the style sheet ends inside a block")


def _can_match(selector: str, words: Collection[str]) -> bool:
    return all((of_class or attribute) in words for of_class, attribute in _NAMED.findall(_NOT.sub("", selector)))
