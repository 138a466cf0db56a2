"""What people see of an attempt: its questions in their order, and what was answered."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from lms.catalog.pack import Option, Question, QuestionKind, Quiz
from lms.quizzes import rules
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
class Shown:
    """A question in the order of this attempt; `chosen` are option ids."""

    number: int
    question: Question
    options: tuple[Option, ...]
    chosen: tuple[str, ...]

    @property
    def outcome(self) -> Outcome:
        return rules.outcome(self.question, self.chosen)


@dataclass(frozen=True, slots=True)
class Sheet:
    """An attempt with its questions as they are now; `changed` are ids of those it has not seen in these words.

    `page` is the imprint of the questions, to come back with the answers.
    """

    attempt: AttemptCard
    quiz: Quiz
    questions: tuple[Shown, ...]
    changed: frozenset[str]
    page: str

    @property
    def unanswered(self) -> tuple[int, ...]:
        return tuple(shown.number for shown in self.questions if not shown.chosen)

    def is_over(self, at: datetime) -> bool:
        return not rules.in_time(at, self.attempt.due_at)


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


def sheet_of(row: Attempt, quiz: Quiz) -> Sheet:
    changed = rules.changed(quiz.questions, row.seen)
    questions = rules.shuffled(quiz.questions, str(row.id))
    return Sheet(
        attempt=card_of(row, quiz),
        quiz=quiz,
        questions=tuple(
            Shown(
                number=number,
                question=question,
                options=_options(question, f"{row.id}/{question.id}"),
                chosen=() if question.id in changed else tuple(row.answers.get(question.id, ())),
            )
            for number, question in enumerate(questions, 1)
        ),
        changed=changed,
        page=rules.imprint(rules.seen(quiz.questions)),
    )


def _options(question: Question, seed: str) -> tuple[Option, ...]:
    """True and false stay in their order: people look for them there."""
    return question.options if question.kind is QuestionKind.TRUE_FALSE else rules.shuffled(question.options, seed)
