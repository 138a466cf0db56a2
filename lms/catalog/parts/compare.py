"""Two pictures of the same thing under one slider: before and after."""

from dataclasses import dataclass
from typing import ClassVar

from lms.catalog.parts.desk import Desk, Shot, Writing
from lms.catalog.section import Section
from lms.kit.words import N_, Reason


@dataclass(frozen=True, slots=True)
class Side:
    shot: Shot
    caption: Writing


@dataclass(frozen=True, slots=True)
class Compare:
    """Both pictures have the same size."""

    kind: ClassVar[str] = "compare"

    number: int
    before: Side
    after: Side
    caption: Writing

    @property
    def plain(self) -> str:
        return "\n".join(writing.plain for writing in (self.caption, self.before.caption, self.after.caption))


def read(sheet: Section, desk: Desk) -> Compare:
    compare = Compare(
        number=desk.number,
        before=_side(sheet, "before", desk),
        after=_side(sheet, "after", desk),
        caption=desk.text(sheet, "caption"),
    )
    before, after = compare.before.shot, compare.after.shot
    if before.src and after.src and (before.width, before.height) != (after.width, after.height):
        sentence = N_("Both pictures should have the same size; these have %(before)s and %(after)s.")
        sizes = {"before": f"{before.width} × {before.height}", "after": f"{after.width} × {after.height}"}
        sheet.note("after", Reason(sentence, sizes))
    return compare


def _side(sheet: Section, key: str, desk: Desk) -> Side:
    with sheet.group(key) as side:
        return Side(desk.shot(side, "image"), desk.line(side, "caption"))
