"""What opens when somebody wants to see it."""

from dataclasses import dataclass
from typing import ClassVar

from lms.catalog.parts.desk import Desk, Writing
from lms.catalog.section import Section


@dataclass(frozen=True, slots=True)
class Reveal:
    kind: ClassVar[str] = "reveal"

    number: int
    title: str
    text: Writing

    @property
    def plain(self) -> str:
        return f"{self.title}\n{self.text.plain}"


def read(sheet: Section, desk: Desk) -> Reveal:
    return Reveal(desk.number, sheet.text("title"), desk.text(sheet, "text"))
