"""Paragraphs or steps to be put in order. In the pack they stand in the right one."""

from dataclasses import dataclass
from typing import ClassVar

from lms.catalog.parts.desk import Desk, Writing
from lms.catalog.section import Section
from lms.kit.words import N_, Reason


@dataclass(frozen=True, slots=True)
class Item:
    """`why` it stands where it stands."""

    text: Writing
    why: Writing


@dataclass(frozen=True, slots=True)
class Sort:
    kind: ClassVar[str] = "sort"

    number: int
    task: Writing
    items: tuple[Item, ...]
    explanation: Writing

    @property
    def plain(self) -> str:
        return "\n".join([self.task.plain, *(item.text.plain for item in self.items), self.explanation.plain])


def read(sheet: Section, desk: Desk) -> Sort:
    items = tuple(Item(desk.text(row, "text"), desk.text(row, "why")) for row in sheet.groups("items"))
    if sheet.has("items") and len(items) < 3:
        sheet.note("items", Reason(N_("Items to sort: %(count)s; write at least three."), {"count": len(items)}))
    return Sort(desk.number, desk.text(sheet, "task"), items, desk.text(sheet, "explanation"))
