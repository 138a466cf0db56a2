"""A photo to be cropped so that what matters comes to rest where the thirds cross."""

from dataclasses import dataclass
from typing import ClassVar, Final

from lms.catalog.parts.desk import Desk, Shot, Writing
from lms.catalog.section import Section

RATIOS: Final = ("1:1", "4:5", "16:9", "9:16", "3:2")
"""Width to height of what the platforms take."""


@dataclass(frozen=True, slots=True)
class Crop:
    """`x` and `y` are where the eye should rest, in percent of the whole picture."""

    kind: ClassVar[str] = "crop"

    number: int
    task: Writing
    shot: Shot
    ratio: str
    x: int
    y: int
    explanation: Writing

    @property
    def plain(self) -> str:
        return f"{self.task.plain}\n{self.explanation.plain}"


def read(sheet: Section, desk: Desk) -> Crop:
    with sheet.group("subject") as subject:
        x, y = subject.whole("x", most=100), subject.whole("y", most=100)
    return Crop(
        number=desk.number,
        task=desk.text(sheet, "task"),
        shot=desk.shot(sheet, "image"),
        ratio=sheet.word("ratio", RATIOS, "ratio"),
        x=x,
        y=y,
        explanation=desk.text(sheet, "explanation"),
    )
