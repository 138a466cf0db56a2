"""What differs between two editions of a module, file by file, and what a new one may not lose by accident. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from enum import StrEnum
from typing import Final

from lms.catalog.frame import SHARED
from lms.catalog.pack import Module
from lms.catalog.proof import Note
from lms.kit.words import N_, Reason

MOST_LINES: Final = 300
"""Changed lines shown of one file; a whole new lesson has about 150."""
CONTEXT: Final = 1
"""Unchanged lines around a change."""
LESSON_GONE: Final = N_(
    'The lesson "%(slug)s" of the edition in use is gone. Give it its old file name back, or write "retired: [%(slug)s]" in'
    " module.yaml if it was taken away on purpose."
)
ASSIGNMENT_GONE: Final = N_(
    'The assignment "%(slug)s" of the edition in use is gone. Give it its old file name back, or write "retired: [%(slug)s]"'
    " in module.yaml if it was taken away on purpose."
)


class Sign(StrEnum):
    ADDED = "+"
    REMOVED = "-"
    SAME = " "
    GAP = "…"


@dataclass(frozen=True, slots=True)
class Line:
    sign: Sign
    text: str


@dataclass(frozen=True, slots=True)
class FileChange:
    """`was` and `now` say whether the file is in the older and in the newer edition; a picture has no `lines`.

    `left_out` counts changed lines that are not shown.
    """

    path: str
    was: bool
    now: bool
    lines: tuple[Line, ...]
    left_out: int


def changes(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> tuple[FileChange, ...]:
    """Every file that differs, by path."""
    paths = sorted(before.keys() | after.keys())
    return tuple(_change(path, before, after) for path in paths if before.get(path) != after.get(path))


def _change(path: str, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> FileChange:
    old, new = (_lines(files.get(path, b"")) for files in (before, after))
    lines = [] if old is None or new is None else list(_differing(old, new))
    return FileChange(path, path in before, path in after, tuple(lines[:MOST_LINES]), max(len(lines) - MOST_LINES, 0))


def _lines(content: bytes) -> list[str] | None:
    """None for what is no text."""
    try:
        return content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        return None


def _differing(old: list[str], new: list[str]) -> Iterator[Line]:
    for at, line in enumerate(unified_diff(old, new, lineterm="", n=CONTEXT)):
        if at < 2:  # the names of the files
            continue
        if line.startswith("@@"):
            if at > 2:
                yield Line(Sign.GAP, "")
        else:
            yield Line(Sign(line[0]), line[1:])


def lost(before: Module, after: Module) -> Iterator[Note]:
    """Lessons and assignments of the edition in use that the new one has no more and does not call retired.

    A file that was only renamed loses what people have read and written under its old name.
    """
    for sentence, old, new in (
        (LESSON_GONE, before.lessons, after.lessons),
        (ASSIGNMENT_GONE, before.activities, after.activities),
    ):
        slugs = {_slug(one.key) for one in new}
        for one in old:
            slug = _slug(one.key)
            if slug not in slugs and slug not in after.retired:
                yield Note(f"{after.key}/module.yaml", 1, Reason(sentence, {"slug": slug}))


def own_files(files: Mapping[str, bytes], module_key: str) -> dict[str, bytes]:
    """Without what all modules share."""
    return {
        name: content for name, content in files.items() if name not in SHARED and name.startswith(f"{module_key}/")
    }


def _slug(key: str) -> str:
    return key.partition("/")[2]
