"""Things to tick off; the ticks stay on the device."""

from dataclasses import dataclass
from typing import ClassVar

from lms.catalog.parts.desk import Desk, Writing
from lms.catalog.section import Section
from lms.kit.words import N_, Reason


@dataclass(frozen=True, slots=True)
class Checklist:
    kind: ClassVar[str] = "checklist"

    number: int
    title: str
    items: tuple[Writing, ...]

    @property
    def plain(self) -> str:
        return "\n".join([self.title, *(item.plain for item in self.items)])


def read(sheet: Section, desk: Desk) -> Checklist:
    items = desk.lines(sheet, "items")
    if sheet.has("items") and len(items) < 2:
        sheet.note("items", Reason(N_("A checklist has at least two items, not %(count)s."), {"count": len(items)}))
    return Checklist(desk.number, sheet.text("title"), items)
