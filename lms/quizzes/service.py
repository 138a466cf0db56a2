"""Attempts at quizzes: begin, keep answers, send, look back. One door per row: an attempt opens for its own person alone."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.batches import service as batches
from lms.batches.rules import BatchState
from lms.batches.service import BatchCard
from lms.catalog.pack import Quiz
from lms.catalog.service import current_catalog
from lms.gradebook import service as gradebook
from lms.gradebook.rules import ResultKind
from lms.kit.db import added, session, transaction
from lms.kit.errors import Conflict, NotFound
from lms.kit.i18n import _l
from lms.people.actor import Actor
from lms.quizzes import rules
from lms.quizzes.models import Attempt
from lms.quizzes.rules import Answers, Tries
from lms.quizzes.sheet import AttemptCard, Sheet, Shown, card_of, sheet_of


class NoAttempt(Conflict):
    title = _l("No new attempt can begin")
    message = _l("This batch is closed, so its quizzes are too.")
    advice = _l("Your results stay as they are. Your trainer can tell you what comes next.")


@dataclass(frozen=True, slots=True)
class Entrance:
    """What somebody sees before an attempt; `history` is what was sent, newest first."""

    batch: BatchCard
    quiz: Quiz
    tries: Tries
    history: tuple[AttemptCard, ...]
    opened: AttemptCard | None

    @property
    def may_start(self) -> bool:
        return self.batch.state is BatchState.OPEN and self.opened is None and self.tries.left > 0


class Sending(StrEnum):
    """What came of pressing Send; whatever was answered is kept in every case."""

    SENT = "sent"
    INCOMPLETE = "incomplete"
    RENEWED = "renewed"


def entrance(by: Actor, batch_id: int, quiz_key: str) -> Entrance:
    """Raises NotFound for a batch the person is not enrolled in."""
    batch, enrolment = batches.open_batch(by, batch_id), batches.enrolment_of(by, batch_id)
    quiz = current_catalog().quiz(quiz_key)
    rows = _attempts(session(), enrolment.id, quiz_key)
    sent = [row for row in rows if row.sent_at is not None]
    return Entrance(
        batch=batch,
        quiz=quiz,
        tries=_tries(quiz, rows),
        history=tuple(card_of(row, quiz) for row in reversed(sent)),
        opened=next((card_of(row, quiz) for row in rows if row.sent_at is None), None),
    )


def start(by: Actor, batch_id: int, quiz_key: str, at: datetime) -> int:
    """The id of the one open attempt, which begins now if there is none. Raises NoAttempt when none may begin."""
    quiz = current_catalog().quiz(quiz_key)
    with transaction() as writing:
        batch, enrolment = batches.open_batch(by, batch_id), batches.enrolment_of(by, batch_id)
        rows = _attempts(writing, enrolment.id, quiz_key)
        for row in rows:
            if row.sent_at is None:
                return row.id
        _refuse_further(batch, _tries(quiz, rows))
        attempt = Attempt(
            enrolment_id=enrolment.id,
            person_id=by.id,
            batch_id=batch_id,
            quiz_key=quiz_key,
            n=len(rows) + 1,
            edition=quiz.edition,
            seen=rules.seen(quiz.questions),
            answers={},
            started_at=at,
        )
        if added(attempt):
            return attempt.id
        return next(row.id for row in _attempts(writing, enrolment.id, quiz_key) if row.sent_at is None)


def open_attempt(by: Actor, attempt_id: int) -> Sheet:
    """Raises NotFound when it is not the person's own."""
    row = _own(by, attempt_id)
    return sheet_of(row, current_catalog().quiz(row.quiz_key))


def save(by: Actor, attempt_id: int, answers: Answers, page: str, at: datetime) -> bool:
    """Keeps what is answered so far; False when the attempt was sent already or its time is over.

    `page` is the imprint of the questions on the page the answers come from.
    """
    with transaction() as writing:
        row = _own_locked(writing, by, attempt_id)
        quiz = current_catalog().quiz(row.quiz_key)
        if row.sent_at is not None or not rules.in_time(at, rules.due(row.started_at, quiz.minutes)):
            return False
        _keep(row, quiz, answers, page)
        return True


def send(by: Actor, attempt_id: int, answers: Answers, page: str, at: datetime, *, incomplete: bool) -> Sending:
    """Scores the attempt, freezes it and records the result, in one commit. What was sent stays as it is.

    Unless `incomplete` is wanted, an attempt with unanswered questions is kept open. So is one whose questions changed after
    the page was shown: nobody is scored on words they did not see, and no attempt is used up. After the time is over only
    what was saved in time counts.
    """
    with transaction() as writing:
        row = _own_locked(writing, by, attempt_id)
        quiz = current_catalog().quiz(row.quiz_key)
        if row.sent_at is not None:
            return Sending.SENT
        in_time = rules.in_time(at, rules.due(row.started_at, quiz.minutes))
        if not (_keep(row, quiz, answers, page) if in_time else not rules.changed(quiz.questions, row.seen)):
            row.started_at = at if quiz.minutes else row.started_at
            return Sending.RENEWED
        if in_time and not incomplete and rules.unanswered(quiz.questions, row.answers):
            return Sending.INCOMPLETE
        row.score = rules.score(quiz.questions, row.answers)
        row.passed = row.score >= quiz.pass_score
        row.edition, row.sent_at = quiz.edition, at
        gradebook.record(
            enrolment_id=row.enrolment_id,
            activity_key=row.quiz_key,
            kind=ResultKind.TEST,
            score=row.score,
            passed=row.passed,
            source=f"attempt:{row.id}",
            by_id=by.id,
            at=at,
            edition=row.edition,
        )
        return Sending.SENT


@dataclass(frozen=True, slots=True)
class Review:
    """A sent attempt; `questions` are those that are still as it saw them, `left_out` counts the others."""

    attempt: AttemptCard
    quiz: Quiz
    questions: tuple[Shown, ...]
    left_out: int
    tries: Tries
    best: Decimal


def open_result(by: Actor, attempt_id: int) -> Review:
    """Raises NotFound for an attempt that is not the person's own or not sent yet."""
    row = _own(by, attempt_id)
    if row.sent_at is None:
        raise NotFound
    quiz = current_catalog().quiz(row.quiz_key)
    sheet = sheet_of(row, quiz)
    rows = _attempts(session(), row.enrolment_id, row.quiz_key)
    return Review(
        attempt=sheet.attempt,
        quiz=quiz,
        questions=tuple(shown for shown in sheet.questions if shown.question.id not in sheet.changed),
        left_out=len(sheet.changed),
        tries=_tries(quiz, rows),
        best=max(other.score for other in rows if other.score is not None),
    )


def _keep(row: Attempt, quiz: Quiz, answers: Answers, page: str) -> bool:
    """Takes over the answers, as far as their questions are still the same; False when others have to be seen first."""
    now = rules.seen(quiz.questions)
    page = page or rules.imprint(row.seen)
    if page == rules.imprint(now):
        row.seen, row.answers = now, rules.cleaned(quiz.questions, answers)
        return True
    if page == rules.imprint(row.seen):
        changed = rules.changed(quiz.questions, row.seen)
        row.answers = rules.cleaned([question for question in quiz.questions if question.id not in changed], answers)
    return False


def _refuse_further(batch: BatchCard, tries: Tries) -> None:
    if batch.state is not BatchState.OPEN:
        raise NoAttempt
    if tries.passed:
        raise NoAttempt(_l("You have passed this quiz already, so it needs no further attempt."))
    if not tries.left:
        raise NoAttempt(
            _l(
                "Attempts used: %(sent)s of %(allowed)s. Your best score counts.",
                sent=tries.sent,
                allowed=tries.allowed,
            )
        )


def _attempts(reading: Session, enrolment_id: int, quiz_key: str) -> list[Attempt]:
    """In the order they were begun."""
    wanted = select(Attempt).where(Attempt.enrolment_id == enrolment_id, Attempt.quiz_key == quiz_key)
    return list(reading.scalars(wanted.order_by(Attempt.n)))


def _own(by: Actor, attempt_id: int) -> Attempt:
    row = session().scalar(select(Attempt).where(Attempt.id == attempt_id, Attempt.person_id == by.id))
    if row is None:
        raise NotFound
    return row


def _own_locked(writing: Session, by: Actor, attempt_id: int) -> Attempt:
    row = writing.scalar(select(Attempt).where(Attempt.id == attempt_id, Attempt.person_id == by.id).with_for_update())
    if row is None:
        raise NotFound
    return row


def _tries(quiz: Quiz, rows: list[Attempt]) -> Tries:
    return rules.tries(quiz, [bool(row.passed) for row in rows if row.sent_at is not None])
