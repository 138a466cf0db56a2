"""What people see of an attempt: its questions in their order, and what was answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from lms.catalog.bank import Area
from lms.catalog.pack import Module, Option, Question, Quiz
from lms.quizzes import drawing, rules
from lms.quizzes.kinds import KINDS, Line
from lms.quizzes.models import Attempt
from lms.quizzes.rules import Outcome


@dataclass(frozen=True, slots=True)
class AttemptCard:
    """`due_at` is None where nobody looks at the clock; `score` and `passed` are None until it is sent."""

    id: int
    batch_id: int
    n: int
    started_at: datetime
    due_at: datetime | None
    sent_at: datetime | None
    score: Decimal | None
    passed: bool | None

    @property
    def time_ran_out(self) -> bool:
        """Sent when the time was over: only what had been saved counted."""
        return self.sent_at is not None and not rules.in_time(self.sent_at, self.due_at)


@dataclass(frozen=True, slots=True)
class Outline:
    """An area of an image in its pixels. Its number stands in a circle on its upper left corner, inside the image, so
    that it hides little of what is to be seen."""

    id: str
    number: int
    x: float
    y: float
    width: float
    height: float
    at: tuple[float, float]
    radius: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A question in the order of this attempt; `options` are in theirs, `chosen` is what was answered."""

    number: int
    question: Question
    options: tuple[Option, ...]
    chosen: tuple[str, ...]

    @property
    def outcome(self) -> Outcome:
        return rules.outcome(self.question, self.chosen)

    @property
    def answered(self) -> bool:
        return rules.is_answered(self.question, self.chosen)

    @property
    def typed(self) -> str:
        """What was typed, where there is a field."""
        return "".join(self.chosen[:1])

    @property
    def places(self) -> Mapping[str, int]:
        """Option id -> its place, of an order; as long as it is not whole, those that were given."""
        if self.answered:
            return {key: place for place, key in enumerate(self.chosen, 1)}
        return {key: int(place) for place, _, key in (one.partition(":") for one in self.chosen)}

    @property
    def pairs(self) -> Mapping[str, str]:
        """Left side -> right side, by option id."""
        return dict(pair.split("=") for pair in self.chosen)

    @property
    def ordered(self) -> tuple[Option, ...]:
        """The items of an order as they stand now."""
        if not self.answered:
            return self.options
        return tuple(sorted(self.options, key=lambda option: self.chosen.index(option.id)))

    @property
    def task(self) -> str:
        """A msgid: what to do."""
        return KINDS[self.question.kind].task

    @property
    def lefts(self) -> tuple[Option, ...]:
        return tuple(option for option in self.question.options if option.text)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The answer, line by line, with what was right."""
        return KINDS[self.question.kind].lines(self.question, self.options, self.chosen)

    @property
    def outlines(self) -> tuple[Outline, ...]:
        """The areas to tap on."""
        options = enumerate(self.question.options, 1)
        return tuple(
            _outline(option.id, n, option.area, self.question.image_size) for n, option in options if option.area
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """An attempt with its questions as they are now. `renewed` says that what was drawn is not in the bank any more, so
    that other questions stand in its place; `page` is the imprint of the questions, to come back with the answers.
    """

    attempt: AttemptCard
    module: Module
    quiz: Quiz
    questions: tuple[Shown, ...]
    renewed: bool
    page: str

    @property
    def unanswered(self) -> tuple[int, ...]:
        return tuple(shown.number for shown in self.questions if not shown.answered)

    def is_over(self, at: datetime) -> bool:
        return not rules.in_time(at, self.attempt.due_at)


def _outline(key: str, number: int, area: Area, size: tuple[int, int]) -> Outline:
    across, down = size
    x, y = round(float(area.x) * across / 100, 1), round(float(area.y) * down / 100, 1)
    radius = max(size) // 28
    return Outline(
        id=key,
        number=number,
        x=x,
        y=y,
        width=round(float(area.width) * across / 100, 1),
        height=round(float(area.height) * down / 100, 1),
        at=(min(max(x, radius), across - radius), min(max(y, radius), down - radius)),
        radius=radius,
    )


def card_of(row: Attempt, quiz: Quiz) -> AttemptCard:
    return AttemptCard(
        id=row.id,
        batch_id=row.batch_id,
        n=row.n,
        started_at=row.started_at,
        due_at=rules.due(row.started_at, quiz.minutes),
        sent_at=row.sent_at,
        score=row.score,
        passed=row.passed,
    )


def questions_of(row: Attempt, quiz: Quiz, module: Module) -> tuple[tuple[Question, ...], bool]:
    """What an open attempt asks, and whether that had to be drawn anew: the batch may have got other courses since."""
    still = drawing.still_asked(row.seen, module.questions)
    if len(still) == len(row.seen):
        return still, False
    return drawing.drawn(quiz, module.questions.values(), str(row.id)), True


def sheet_of(row: Attempt, quiz: Quiz, module: Module) -> Sheet:
    questions, renewed = questions_of(row, quiz, module)
    return Sheet(
        attempt=card_of(row, quiz),
        module=module,
        quiz=quiz,
        questions=shown(row, questions),
        renewed=renewed,
        page=drawing.imprint(drawing.seen(questions)),
    )


def shown(row: Attempt, questions: tuple[Question, ...]) -> tuple[Shown, ...]:
    """Answers to a question that reads differently now are not shown: they were given to another one."""
    same = {question.id for question in drawing.still_asked(row.seen, {one.id: one for one in questions})}
    return tuple(
        Shown(
            number=number,
            question=question,
            options=KINDS[question.kind].arranged(question, f"{row.id}/{question.id}"),
            chosen=tuple(row.answers.get(question.id, ())) if question.id in same else (),
        )
        for number, question in enumerate(questions, 1)
    )
