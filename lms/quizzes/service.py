"""Attempts at quizzes: begin, keep answers, send, look back. One door per row: an attempt opens for its own person alone."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.batches import service as batches
from lms.batches.rules import BatchState
from lms.batches.service import BatchCard
from lms.catalog.pack import Catalog, Module, Question, Quiz, Role
from lms.gradebook import service as gradebook
from lms.gradebook.rules import ResultKind
from lms.kit.db import added, session, transaction
from lms.kit.errors import Conflict, NotFound
from lms.kit.i18n import _l
from lms.people.actor import Actor
from lms.quizzes import drawing, rules
from lms.quizzes.models import Attempt, QuestionAnswer
from lms.quizzes.rules import Answers, Tries
from lms.quizzes.sheet import AttemptCard, Sheet, Shown, card_of, questions_of, sheet_of, shown


class NoAttempt(Conflict):
    title = _l("No new attempt can begin")
    message = _l("This batch is closed, so its quizzes are too.")
    advice = _l("Your results stay as they are. Your trainer can tell you what comes next.")


@dataclass(frozen=True, slots=True)
class Entrance:
    """What somebody sees before an attempt; `history` is what was sent, newest first. `too_late` is a pre-test after the
    post-test was begun: it would compare nothing any more."""

    batch: BatchCard
    module: Module
    quiz: Quiz
    tries: Tries
    history: tuple[AttemptCard, ...]
    opened: AttemptCard | None
    too_late: bool

    @property
    def may_start(self) -> bool:
        return self.batch.state is BatchState.OPEN and not self.opened and not self.too_late and self.tries.left > 0


class Sending(StrEnum):
    """What came of pressing Send; whatever was answered is kept in every case."""

    SENT = "sent"
    INCOMPLETE = "incomplete"
    RENEWED = "renewed"


def entrance(by: Actor, batch_id: int, quiz_key: str) -> Entrance:
    """Raises NotFound for a batch the person is not enrolled in."""
    batch, enrolment = batches.open_batch(by, batch_id), batches.enrolment_of(by, batch_id)
    module, quiz = _quiz(batch.courses, quiz_key)
    attempts = _attempts(session(), enrolment.id, module)
    rows = [row for row in attempts if row.quiz_key == quiz_key]
    return Entrance(
        batch=batch,
        module=module,
        quiz=quiz,
        tries=_tries(quiz, rows),
        history=tuple(card_of(row, quiz) for row in reversed(rows) if row.sent_at is not None),
        opened=next((card_of(row, quiz) for row in rows if row.sent_at is None), None),
        too_late=_too_late(quiz, attempts),
    )


def start(by: Actor, batch_id: int, quiz_key: str, at: datetime) -> int:
    """The id of the one open attempt, which begins now if there is none. Raises NoAttempt when none may begin."""
    with transaction() as writing:
        batch, enrolment = batches.open_batch(by, batch_id), batches.enrolment_of(by, batch_id)
        module, quiz = _quiz(batch.courses, quiz_key)
        attempts = _attempts(writing, enrolment.id, module)
        rows = [row for row in attempts if row.quiz_key == quiz_key]
        for row in rows:
            if row.sent_at is None:
                return row.id
        _refuse_further(batch, _tries(quiz, rows), too_late=_too_late(quiz, attempts))
        known = Counter(key for row in rows for key in row.seen)
        questions = drawing.drawn(quiz, module.questions.values(), f"{enrolment.id}/{quiz_key}/{len(rows) + 1}", known)
        attempt = Attempt(
            enrolment_id=enrolment.id,
            person_id=by.id,
            batch_id=batch_id,
            quiz_key=quiz_key,
            n=len(rows) + 1,
            edition=quiz.edition,
            seen=drawing.seen(questions),
            answers={},
            started_at=at,
        )
        if added(attempt):
            return attempt.id
        begun = _attempts(writing, enrolment.id, module)
        return next(row.id for row in begun if row.quiz_key == quiz_key and row.sent_at is None)


def open_attempt(by: Actor, attempt_id: int) -> Sheet:
    """Raises NotFound when it is not the person's own."""
    row = _own(by, attempt_id)
    module, quiz = _quiz(batches.courses_of(row.batch_id), row.quiz_key)
    return sheet_of(row, quiz, module)


def save(by: Actor, attempt_id: int, answers: Answers, page: str, at: datetime) -> bool:
    """Keeps what is answered so far; False when the attempt was sent already or its time is over.

    `page` is the imprint of the questions on the page the answers come from.
    """
    with transaction() as writing:
        row = _own_locked(writing, by, attempt_id)
        module, quiz = _quiz(batches.courses_of(row.batch_id), row.quiz_key)
        if row.sent_at is not None or not rules.in_time(at, rules.due(row.started_at, quiz.minutes)):
            return False
        questions, _renewed = questions_of(row, quiz, module)
        _keep(row, questions, answers, page)
        return True


def send(by: Actor, attempt_id: int, answers: Answers, page: str, at: datetime, *, incomplete: bool) -> Sending:
    """Scores the attempt, freezes it and records its result and its answers, in one commit. What was sent stays as it is.

    Unless `incomplete` is wanted, an attempt with unanswered questions is kept open. So is one whose questions changed after
    the page was shown: nobody is scored on words they did not see, and no attempt is used up. After the time is over only
    what was saved in time counts.
    """
    with transaction() as writing:
        row = _own_locked(writing, by, attempt_id)
        module, quiz = _quiz(batches.courses_of(row.batch_id), row.quiz_key)
        if row.sent_at is not None:
            return Sending.SENT
        questions, renewed = questions_of(row, quiz, module)
        in_time = rules.in_time(at, rules.due(row.started_at, quiz.minutes))
        kept = in_time and _keep(row, questions, answers, page)
        if renewed and not kept:
            row.seen, row.answers = drawing.seen(questions), {}
            row.started_at = at if quiz.minutes else row.started_at
        if not kept and (in_time or renewed):
            return Sending.RENEWED
        if in_time and not incomplete and rules.unanswered(questions, row.answers):
            return Sending.INCOMPLETE
        row.score = rules.score(questions, row.answers)
        row.passed = row.score >= quiz.pass_score
        row.edition, row.sent_at = quiz.edition, at
        writing.add_all(_ledger(row, questions))
        if quiz.counted:
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
    """A sent attempt; `questions` are those that are still as it saw them, `left_out` counts the others. A pre-test has
    none: it only says how much was known. `before` is its score, of a module that begins with one the person has taken."""

    attempt: AttemptCard
    module: Module
    quiz: Quiz
    questions: tuple[Shown, ...]
    left_out: int
    tries: Tries
    best: Decimal
    before: Decimal | None


def open_result(by: Actor, attempt_id: int) -> Review:
    """Raises NotFound for an attempt that is not the person's own or not sent yet."""
    row = _own(by, attempt_id)
    if row.sent_at is None:
        raise NotFound
    module, quiz = _quiz(batches.courses_of(row.batch_id), row.quiz_key)
    attempts = _attempts(session(), row.enrolment_id, module)
    rows = [other for other in attempts if other.quiz_key == row.quiz_key]
    still = drawing.still_asked(row.seen, module.questions)
    pre = {one.key for one in module.quizzes if one.role is Role.PRE} - {quiz.key}
    return Review(
        attempt=card_of(row, quiz),
        module=module,
        quiz=quiz,
        questions=shown(row, still) if quiz.counted else (),
        left_out=len(row.seen) - len(still) if quiz.counted else 0,
        tries=_tries(quiz, rows),
        best=max(other.score for other in rows if other.score is not None),
        before=next((other.score for other in attempts if other.quiz_key in pre and other.sent_at), None),
    )


def _keep(row: Attempt, questions: tuple[Question, ...], answers: Answers, page: str) -> bool:
    """Takes over the answers to the questions on the page; False when other questions have to be seen first."""
    now = drawing.seen(questions)
    if (page or drawing.imprint(row.seen)) != drawing.imprint(now):
        return False
    row.seen, row.answers = now, rules.cleaned(questions, answers)
    return True


def _ledger(row: Attempt, questions: tuple[Question, ...]) -> list[QuestionAnswer]:
    return [
        QuestionAnswer(
            attempt_id=row.id,
            question_id=question.id,
            fingerprint=row.seen[question.id],
            points=rules.hundredths(rules.points(question, row.answers.get(question.id, ()))),
            chosen="\n".join(row.answers.get(question.id, ())),
        )
        for question in questions
    ]


def _refuse_further(batch: BatchCard, tries: Tries, *, too_late: bool) -> None:
    if batch.state is not BatchState.OPEN:
        raise NoAttempt
    if too_late:
        raise NoAttempt(_l("The pre-test belongs before the lessons, and you have begun the post-test already."))
    if tries.passed and tries.counted:
        raise NoAttempt(_l("You have passed this quiz already, so it needs no further attempt."))
    if not tries.left and not tries.counted:
        raise NoAttempt(_l("The pre-test is taken once, so that it shows what was known before the lessons."))
    if not tries.left:
        raise NoAttempt(
            _l(
                "Attempts used: %(sent)s of %(allowed)s. Your best score counts.",
                sent=tries.sent,
                allowed=tries.allowed,
            )
        )


def _too_late(quiz: Quiz, attempts: list[Attempt]) -> bool:
    """Whether a pre-test would come after what it is compared with."""
    return quiz.role is Role.PRE and any(row.quiz_key != quiz.key for row in attempts)


def _quiz(courses: Catalog, quiz_key: str) -> tuple[Module, Quiz]:
    """Raises UnknownKey."""
    quiz = courses.quiz(quiz_key)
    return courses.modules[quiz_key.partition("/")[0]], quiz


def _attempts(reading: Session, enrolment_id: int, module: Module) -> list[Attempt]:
    """Those at the quizzes of a module, in the order they were begun."""
    wanted = select(Attempt).where(
        Attempt.enrolment_id == enrolment_id, Attempt.quiz_key.in_([quiz.key for quiz in module.quizzes])
    )
    return list(reading.scalars(wanted.order_by(Attempt.n, Attempt.id)))


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
