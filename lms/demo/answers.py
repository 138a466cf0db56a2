"""What trainees of the demo city answer: the key where they know it, and something that gives nothing where they do not."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Final

from lms.catalog.pack import Question, QuestionKind
from lms.quizzes.kinds import KINDS


def known(question: Question) -> list[str]:
    return KINDS[question.kind].key(question)


def mistaken(question: Question, chance: Random) -> list[str]:
    """A whole answer, and a wrong one."""
    return _MISTAKES[question.kind](question, chance)


def _wrong_option(question: Question, chance: Random) -> list[str]:
    wrong = [option.id for option in question.options if option.weight <= 0]
    return [chance.choice(wrong)] if wrong else known(question)[:1]


def _crossed(question: Question, _chance: Random) -> list[str]:
    """Every left side gets the right side of another one."""
    lefts = [option for option in question.options if option.text]
    return [f"{left.id}={next(one.id for one in question.options[::-1] if one.match != left.match)}" for left in lefts]


def _backwards(question: Question, _chance: Random) -> list[str]:
    return known(question)[::-1]


def _no_idea(_question: Question, chance: Random) -> list[str]:
    return [chance.choice(("belum tahu", "tidak ingat", "berita pendek"))]


def _doubled(question: Question, _chance: Random) -> list[str]:
    """Far beyond every number that is accepted."""
    most = max(float(option.text) + float(option.tolerance) for option in question.options)
    return [str(round(abs(most) * 2 + 10))]


_MISTAKES: Final[Mapping[QuestionKind, Callable[[Question, Random], list[str]]]] = {
    QuestionKind.SINGLE: _wrong_option,
    QuestionKind.MULTIPLE: _wrong_option,
    QuestionKind.TRUE_FALSE: _wrong_option,
    QuestionKind.HOTSPOT: _wrong_option,
    QuestionKind.MATCH: _crossed,
    QuestionKind.ORDER: _backwards,
    QuestionKind.SHORT: _no_idea,
    QuestionKind.NUMBER: _doubled,
}
