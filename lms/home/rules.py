"""What a trainee does next. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from operator import itemgetter
from typing import Final

from lms.home.chapter import Answering, Chapter, Reading, Writing
from lms.posts.rules import PostState

SOON: Final = timedelta(days=2)
"""A deadline that is nearer than this comes before the order of the course."""


class Act(StrEnum):
    """The kinds of next steps, in the order in which they are asked."""

    REVISE = "revise"
    """A post came back."""
    ANSWER = "answer"
    """A quiz is begun and not sent."""
    READ = "read"
    QUIZ = "quiz"
    WRITE = "write"
    FINISH = "finish"
    WAIT = "wait"
    """Everything that can be done is with the trainer."""
    STUCK = "stuck"
    """Nothing is left to do, and something is not passed."""
    AWARD = "award"
    """All is passed; the office issues the certificate."""
    DOWNLOAD = "download"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Step:
    """The one thing to do now, with what it is about."""

    act: Act
    reading: Reading | None = None
    answering: Answering | None = None
    writing: Writing | None = None


def next_step(chapters: Sequence[Chapter], at: datetime, *, running: bool, passed: Callable[[], bool]) -> Step:
    """What came back, a quiz in hand, what is due soon, then the order of the course; in a batch that is no longer
    `running` nothing can be done. `passed` is only asked when nothing is left to do.
    """
    tasks = [task for chapter in chapters for task in chapter.tasks]
    found = _urgent(chapters, tasks, at) or _in_order(chapters) if running else None
    if found:
        return found
    if sent := next((task for task in tasks if task.state is PostState.SENT), None):
        return Step(Act.WAIT, writing=sent)
    return Step(Act.AWARD if passed() else Act.STUCK)


def _urgent(chapters: Sequence[Chapter], tasks: Sequence[Writing], at: datetime) -> Step | None:
    returned = [task for task in tasks if task.state is PostState.RETURNED]
    if returned:
        return Step(Act.REVISE, writing=min(returned, key=lambda task: task.judged_at or task.due_at))
    if begun := next((test for chapter in chapters for test in chapter.tests if test.opened), None):
        return Step(Act.ANSWER, answering=begun)
    soon = [task for chapter in chapters for task in chapter.asked if task.to_write and task.due_at - at <= SOON]
    return _write(min(soon, key=lambda task: task.due_at)) if soon else None


def _in_order(chapters: Sequence[Chapter]) -> Step | None:
    for chapter in chapters:
        if chapter.pre_test:
            return Step(Act.QUIZ, answering=chapter.pre_test)
        unread = [reading for reading in chapter.readings if not reading.done]
        if unread:
            begun = [(reading.place.at, reading) for reading in unread if reading.place]
            return Step(Act.READ, reading=max(begun, key=itemgetter(0))[1] if begun else unread[0])
        if open_test := next((test for test in chapter.tests if test.quiz.counted and test.tries.left), None):
            return Step(Act.QUIZ, answering=open_test)
        if task := next((task for task in chapter.asked if task.to_write), None):
            return _write(task)
    return None


def _write(task: Writing) -> Step:
    return Step(Act.WRITE if task.state is None else Act.FINISH, writing=task)
