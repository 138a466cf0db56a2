"""Scoring, attempts and time of a quiz. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import Final

from lms.catalog.pack import Question, Quiz
from lms.quizzes.kinds import KINDS

GRACE: Final = timedelta(minutes=2)
"""Answers that arrive this long after the time is over still count: networks are slow, people are not to blame."""

Answers = Mapping[str, Sequence[str]]
"""Question id -> what was answered: option ids, pairs of them, or a text that was typed."""


class Outcome(StrEnum):
    """What became of one question."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    UNANSWERED = "unanswered"


def points(question: Question, chosen: Sequence[str]) -> Fraction:
    """0..1; an answer is looked up in the question, so anything else is worth nothing."""
    kind = KINDS[question.kind]
    return kind.points(question, kind.cleaned(question, chosen))


def score(questions: Sequence[Question], answers: Answers) -> Decimal:
    """0..100 with two places, half up: the mean of the questions; an unanswered one counts 0."""
    gained = sum((points(question, answers.get(question.id, ())) for question in questions), Fraction())
    return hundredths(gained * 100 / len(questions))


def hundredths(exact: Fraction) -> Decimal:
    """Rounded half up to two places."""
    return Decimal(floor(exact * 100 + Fraction(1, 2))).scaleb(-2)


def outcome(question: Question, chosen: Sequence[str]) -> Outcome:
    if not chosen:
        return Outcome.UNANSWERED
    gained = points(question, chosen)
    return Outcome.RIGHT if gained == 1 else Outcome.PARTLY if gained else Outcome.WRONG


def cleaned(questions: Sequence[Question], answers: Answers) -> dict[str, list[str]]:
    """Only what these questions know, in one way of writing it; questions without an answer are not there."""
    kept = {
        question.id: KINDS[question.kind].cleaned(question, answers[question.id])
        for question in questions
        if question.id in answers
    }
    return {key: chosen for key, chosen in kept.items() if chosen}


def is_answered(question: Question, chosen: Sequence[str]) -> bool:
    """Whether the answer is whole: every side matched, every item in its place, a number that can be read."""
    return bool(chosen) and KINDS[question.kind].is_answered(question, chosen)


def unanswered(questions: Sequence[Question], answers: Answers) -> tuple[int, ...]:
    """Their numbers as shown, from 1."""
    return tuple(
        number
        for number, question in enumerate(questions, 1)
        if not is_answered(question, answers.get(question.id, ()))
    )


def due(started_at: datetime, minutes: int | None) -> datetime | None:
    return None if minutes is None else started_at + timedelta(minutes=minutes)


def in_time(at: datetime, due_at: datetime | None) -> bool:
    return due_at is None or at <= due_at + GRACE


@dataclass(frozen=True, slots=True)
class Tries:
    """Attempts that were sent, against those allowed. A pass ends a quiz that is `counted`, because it opens the correct
    answers; a pre-test opens none, so that nobody reads the answers before the lessons."""

    sent: int
    allowed: int
    passed: bool
    counted: bool = True

    @property
    def left(self) -> int:
        return 0 if self.counted and self.passed else max(self.allowed - self.sent, 0)

    @property
    def answers_open(self) -> bool:
        """The correct answers are shown once no attempt can profit from them."""
        return self.counted and not self.left


def tries(quiz: Quiz, passes: Sequence[bool]) -> Tries:
    """`passes` says of every sent attempt whether it was a pass."""
    return Tries(len(passes), quiz.attempts, any(passes), quiz.counted)
