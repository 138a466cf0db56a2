"""A question that nobody marks: choose, look at once what was right, and why."""

from dataclasses import dataclass
from typing import ClassVar

from lms.catalog.parts.desk import Desk, Writing
from lms.catalog.section import Section
from lms.kit.words import N_, Reason


@dataclass(frozen=True, slots=True)
class Answer:
    text: Writing
    correct: bool
    feedback: Writing


@dataclass(frozen=True, slots=True)
class Check:
    kind: ClassVar[str] = "check"

    number: int
    question: Writing
    answers: tuple[Answer, ...]
    explanation: Writing

    @property
    def several(self) -> bool:
        """Whether all the right ones are wanted."""
        return sum(answer.correct for answer in self.answers) > 1

    @property
    def plain(self) -> str:
        said = [self.question, *(answer.text for answer in self.answers), self.explanation]
        return "\n".join(writing.plain for writing in said)


def read(sheet: Section, desk: Desk) -> Check:
    check = Check(
        number=desk.number,
        question=desk.text(sheet, "question"),
        answers=tuple(
            Answer(desk.line(row, "text"), row.flag("correct", default=False), desk.text(row, "feedback"))
            for row in sheet.groups("options")
        ),
        explanation=desk.text(sheet, "explanation"),
    )
    if sheet.has("options") and len(check.answers) < 2:
        sheet.note("options", Reason(N_("A check needs at least two options; write one more.")))
    elif sheet.has("options") and not any(answer.correct for answer in check.answers):
        sheet.note("options", Reason(N_("No option is right; write correct: true beside at least one.")))
    return check
