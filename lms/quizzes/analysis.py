"""What trainers of a batch and admins see of its tests: what was gained, and how good the questions are.

A page costs a few queries, whatever other batches did; only the look at all batches counts the answers of all of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Integer, Select, bindparam, func, select, type_coerce

from lms.batches import service as batches
from lms.batches.service import BatchCard
from lms.catalog.pack import Catalog, Difficulty, Lesson, Module, Question, QuestionKind, Quiz
from lms.catalog.pack import Role as QuizRole
from lms.kit.db import rows
from lms.kit.errors import NotFound
from lms.people import service as people
from lms.people.actor import Actor
from lms.people.rules import Permission, Role
from lms.quizzes import drawing, gain, statistics
from lms.quizzes.gain import ClassGain, Gain
from lms.quizzes.kinds import KINDS, Tally
from lms.quizzes.models import Attempt, QuestionAnswer
from lms.quizzes.statistics import Judgement, Sums

SCORES: Final = (
    select(Attempt.enrolment_id, Attempt.quiz_key, func.max(Attempt.score).label("best"))
    .where(
        Attempt.quiz_key.in_(bindparam("quiz_keys", expanding=True)),
        Attempt.batch_id == bindparam("batch_id"),
        Attempt.sent_at.is_not(None),
    )
    .group_by(Attempt.enrolment_id, Attempt.quiz_key)
)


OWN_SCORES: Final = (
    select(Attempt.enrolment_id, Attempt.quiz_key, func.max(Attempt.score).label("best"))
    .where(Attempt.enrolment_id.in_(bindparam("enrolment_ids", expanding=True)), Attempt.sent_at.is_not(None))
    .group_by(Attempt.enrolment_id, Attempt.quiz_key)
)


def _first_attempts(*conditions: Any) -> Any:
    """Attempts that were sent without having seen any answers."""
    return (Attempt.quiz_key == bindparam("quiz_key"), Attempt.n == 1, Attempt.sent_at.is_not(None), *conditions)


def _sums(*conditions: Any) -> Select[*tuple[Any, ...]]:
    """Per question, from its points x and the rest r of the same attempt, both in whole hundredths."""
    x = type_coerce(QuestionAnswer.points, Integer)
    whole = (
        select(QuestionAnswer.attempt_id, func.sum(x).label("total"))
        .join(Attempt, Attempt.id == QuestionAnswer.attempt_id)
        .where(*_first_attempts(*conditions))
        .group_by(QuestionAnswer.attempt_id)
        .subquery()
    )
    r = type_coerce(whole.c.total, Integer) - x
    return (
        select(QuestionAnswer.question_id, QuestionAnswer.fingerprint, func.count().label("n"))
        .add_columns(func.sum(x).label("x"), func.sum(x * x).label("xx"), func.sum(r).label("r"))
        .add_columns(func.sum(r * r).label("rr"), func.sum(x * r).label("xr"))
        .join(whole, whole.c.attempt_id == QuestionAnswer.attempt_id)
        .group_by(QuestionAnswer.question_id, QuestionAnswer.fingerprint)
    )


def _answers(*conditions: Any) -> Select[*tuple[Any, ...]]:
    """How many people gave each answer."""
    return (
        select(QuestionAnswer.question_id, QuestionAnswer.fingerprint, QuestionAnswer.chosen, func.count().label("n"))
        .join(Attempt, Attempt.id == QuestionAnswer.attempt_id)
        .where(*_first_attempts(*conditions))
        .group_by(QuestionAnswer.question_id, QuestionAnswer.fingerprint, QuestionAnswer.chosen)
    )


HERE: Final = Attempt.batch_id == bindparam("batch_id")
SUMS, SUMS_EVERYWHERE = _sums(HERE), _sums()
ANSWERS, ANSWERS_EVERYWHERE = _answers(HERE), _answers()


# --- what was gained -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Learner:
    """One of the batch; by module key, what was gained. `pre` and `post` are single scores where the other is missing."""

    name: str
    gains: Mapping[str, Gain]
    pre: Mapping[str, Decimal]
    post: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A module with its two tests."""

    module: Module
    pre: Quiz
    post: Quiz
    gained: ClassGain


@dataclass(frozen=True, slots=True)
class Tests:
    """`quizzes` are all of the batch, with their modules."""

    batch: BatchCard
    chapters: tuple[Chapter, ...]
    learners: tuple[Learner, ...]
    quizzes: tuple[tuple[Module, Quiz], ...]


def tests_of(by: Actor, batch_id: int) -> Tests:
    """Raises NotFound for everyone but trainers of the batch and admins."""
    batch = _open(by, batch_id)
    modules = batch.courses.modules.values()
    pairs = [pair for module in modules if (pair := _pair(module))]
    keys = [quiz.key for _module, *both in pairs for quiz in both]
    scores: dict[tuple[int, str], Decimal] = {
        (row.enrolment_id, row.quiz_key): row.best for row in rows(SCORES, batch_id=batch_id, quiz_keys=keys)
    }
    enrolments = batches.enrolments(batch_id)
    names = people.names_of(enrolment.person_id for enrolment in enrolments)
    learners = [_learner(names[one.person_id].full_name, one.id, pairs, scores) for one in enrolments]
    return Tests(
        batch=batch,
        chapters=tuple(
            Chapter(module, pre, post, gain.class_gain(_both(learners, module.key))) for module, pre, post in pairs
        ),
        learners=tuple(sorted(learners, key=lambda learner: learner.name.casefold())),
        quizzes=tuple((module, quiz) for module in modules for quiz in module.quizzes),
    )


def own_gains(courses: Mapping[int, Catalog]) -> dict[int, tuple[tuple[Module, Gain], ...]]:
    """What was gained in each module, by enrolment; `courses` are what each enrolment is taught. One query."""
    found = rows(OWN_SCORES, enrolment_ids=list(courses)) if courses else ()
    scores: dict[tuple[int, str], Decimal] = {(row.enrolment_id, row.quiz_key): row.best for row in found}
    gains = {}
    for enrolment_id, catalog in courses.items():
        pairs = [pair for module in catalog.modules.values() if (pair := _pair(module))]
        own = _learner("", enrolment_id, pairs, scores).gains
        gains[enrolment_id] = tuple((module, own[module.key]) for module, *_ in pairs if module.key in own)
    return gains


def _pair(module: Module) -> tuple[Module, Quiz, Quiz] | None:
    """A module with a test before and one after it."""
    found = {quiz.role: quiz for quiz in module.quizzes}
    return (module, found[QuizRole.PRE], found[QuizRole.POST]) if len(found) == len(QuizRole) else None


def _learner(
    name: str, enrolment_id: int, pairs: Iterable[tuple[Module, Quiz, Quiz]], scores: Mapping[tuple[int, str], Decimal]
) -> Learner:
    pre = {module.key: scores[key] for module, quiz, _ in pairs if (key := (enrolment_id, quiz.key)) in scores}
    post = {module.key: scores[key] for module, _, quiz in pairs if (key := (enrolment_id, quiz.key)) in scores}
    return Learner(name, {key: gain.of_scores(pre[key], post[key]) for key in pre if key in post}, pre, post)


def _both(learners: Iterable[Learner], module_key: str) -> list[tuple[Decimal, Decimal]]:
    return [(one.pre[module_key], one.post[module_key]) for one in learners if module_key in one.gains]


# --- how good the questions are --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Item:
    """A question of the bank with what people made of it; `tallies` count what was chosen."""

    question: Question
    judgement: Judgement
    tallies: tuple[Tally, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """`items` are the questions that were asked, in the order of the bank; `silent` counts those that were not yet."""

    batch: BatchCard
    module: Module
    quiz: Quiz
    everywhere: bool
    items: tuple[Item, ...]
    silent: int

    @property
    def flagged(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.judgement.flags)

    @property
    def by_lesson(self) -> list[tuple[Lesson, list[Item]]]:
        """In the order of the course."""
        own: dict[str, list[Item]] = {}
        for item in self.items:
            own.setdefault(f"{self.module.key}/{item.question.lesson}", []).append(item)
        return [(lesson, own[lesson.key]) for lesson in self.module.lessons if lesson.key in own]

    @property
    def judged(self) -> int:
        return sum(item.judgement.enough for item in self.items)


def analysis_of(by: Actor, batch_id: int, quiz_key: str, *, everywhere: bool) -> Analysis:
    """From first attempts in this batch, or `everywhere` this quiz was taken with the same questions. Raises NotFound."""
    batch = _open(by, batch_id)
    quiz = batch.courses.quiz(quiz_key)
    module = batch.courses.modules[quiz_key.partition("/")[0]]
    known: dict[str, Any] = {"quiz_key": quiz_key} | ({} if everywhere else {"batch_id": batch_id})
    sums = {
        (row.question_id, row.fingerprint): Sums(*map(int, (row.n, row.x, row.xx, row.r, row.rr, row.xr)))
        for row in rows(SUMS_EVERYWHERE if everywhere else SUMS, **known)
    }
    answers: dict[tuple[str, str], dict[tuple[str, ...], int]] = {}
    for row in rows(ANSWERS_EVERYWHERE if everywhere else ANSWERS, **known):
        chosen = tuple(row.chosen.split("\n")) if row.chosen else ()
        answers.setdefault((row.question_id, row.fingerprint), {})[chosen] = row.n
    ready = list(_drawable(quiz, module))
    items = [_item(question, sums[key], answers[key]) for question in ready if (key := _mark(question)) in sums]
    return Analysis(batch, module, quiz, everywhere, tuple(items), len(ready) - len(items))


def _drawable(quiz: Quiz, module: Module) -> Iterable[Question]:
    asked: set[tuple[str, Difficulty]] = {
        (line.lesson, difficulty) for line in quiz.blueprint for difficulty, count in line.counts.items() if count
    }
    return (
        question
        for question in module.questions.values()
        if question.kind is not QuestionKind.ESSAY and (question.lesson, question.difficulty) in asked
    )


def _mark(question: Question) -> tuple[str, str]:
    return question.id, drawing.fingerprint(question)


def _item(question: Question, sums: Sums, answers: Mapping[tuple[str, ...], int]) -> Item:
    tallies = KINDS[question.kind].tallies(question, answers)
    unanswered = answers.get((), 0)
    told = (*tallies, Tally("", unanswered, right=False)) if unanswered else tallies
    return Item(question, statistics.judged(sums, tallies), told)


def _open(by: Actor, batch_id: int) -> BatchCard:
    """The door of these pages: OPD admins and auditors may open a batch, but not what its people answered."""
    by.must(Permission.SEE_TESTS)
    batch = batches.open_batch(by, batch_id)
    if Role.ADMIN not in by.roles and batch_id not in batches.trained_by(by):
        raise NotFound
    return batch
