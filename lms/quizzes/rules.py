"""Scoring, order, attempts and time of a quiz. Pure; what the browser sends is never believed, only looked up."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256
from math import floor
from typing import Final, Protocol, TypeVar

from lms.catalog.pack import Question, QuestionKind, Quiz

GRACE: Final = timedelta(minutes=2)
"""Answers that arrive this long after the time is over still count: networks are slow, people are not to blame."""

Answers = Mapping[str, Sequence[str]]
"""Question id -> chosen option ids."""


class Outcome(StrEnum):
    """What became of one question."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    UNANSWERED = "unanswered"


def points(question: Question, chosen: Collection[str]) -> Fraction:
    """0..1: one right option for single and true_false; (right - wrong) / all right ones, never below 0, for multiple."""
    right = {option.id for option in question.options if option.correct}
    picked = {option.id for option in question.options} & set(chosen)
    if question.kind is QuestionKind.MULTIPLE:
        gained = len(picked & right) - len(picked - right)
        return Fraction(max(gained, 0), len(right))
    return Fraction(picked == right)


def score(questions: Sequence[Question], answers: Answers) -> Decimal:
    """0..100 with two places, half up: the mean of the questions; an unanswered one counts 0."""
    gained = sum((points(question, answers.get(question.id, ())) for question in questions), Fraction())
    return Decimal(floor(gained * 10000 / len(questions) + Fraction(1, 2))).scaleb(-2)


def outcome(question: Question, chosen: Collection[str]) -> Outcome:
    if not chosen:
        return Outcome.UNANSWERED
    gained = points(question, chosen)
    return Outcome.RIGHT if gained == 1 else Outcome.PARTLY if gained else Outcome.WRONG


def cleaned(questions: Sequence[Question], answers: Answers) -> dict[str, list[str]]:
    """Only ids these questions have, each once, in the order of the pack; a question with one answer keeps at most one."""
    kept: dict[str, list[str]] = {}
    for question in questions:
        given = answers.get(question.id, ())
        chosen = [option.id for option in question.options if option.id in given]
        if chosen and (question.kind is QuestionKind.MULTIPLE or len(chosen) == 1):
            kept[question.id] = chosen
    return kept


def unanswered(questions: Sequence[Question], answers: Answers) -> tuple[int, ...]:
    """Their numbers as shown, from 1."""
    return tuple(number for number, question in enumerate(questions, 1) if not answers.get(question.id))


class _Named(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_Named)


def shuffled(rows: Sequence[T], seed: str) -> tuple[T, ...]:
    """The same order for the same seed, on every machine and in every version; each row's place depends on its id alone."""
    return tuple(sorted(rows, key=lambda row: sha256(f"{seed}/{row.id}".encode()).digest()))


def fingerprint(question: Question) -> str:
    """Twelve hex digits that change when anything does that an answer or its score depends on."""
    words = [question.text, question.kind.value]
    words += [f"{option.id}{'+' if option.correct else '-'}{option.text}" for option in question.options]
    return sha256("\0".join(words).encode()).hexdigest()[:12]


def seen(questions: Sequence[Question]) -> dict[str, str]:
    """Id -> fingerprint."""
    return {question.id: fingerprint(question) for question in questions}


def imprint(seen: Mapping[str, str]) -> str:
    """One word for a whole page of questions."""
    return sha256(repr(sorted(seen.items())).encode()).hexdigest()[:12]


def changed(questions: Sequence[Question], seen: Mapping[str, str]) -> frozenset[str]:
    """Ids of questions that are not as an attempt saw them, or that are new to it."""
    return frozenset(question.id for question in questions if seen.get(question.id) != fingerprint(question))


def due(started_at: datetime, minutes: int | None) -> datetime | None:
    return None if minutes is None else started_at + timedelta(minutes=minutes)


def in_time(at: datetime, due_at: datetime | None) -> bool:
    return due_at is None or at <= due_at + GRACE


@dataclass(frozen=True, slots=True)
class Tries:
    """Attempts that were sent, against those allowed. A pass ends the quiz, because it opens the correct answers."""

    sent: int
    allowed: int
    passed: bool

    @property
    def left(self) -> int:
        return 0 if self.passed else max(self.allowed - self.sent, 0)

    @property
    def answers_open(self) -> bool:
        """The correct answers are shown once no attempt can profit from them."""
        return not self.left


def tries(quiz: Quiz, passes: Sequence[bool]) -> Tries:
    """`passes` says of every sent attempt whether it was a pass."""
    return Tries(len(passes), quiz.attempts, any(passes))
