"""Every question of the packs that ship: its key is right under scoring, a mistake is not, and every quiz can be drawn."""

from random import Random

import pytest

from lms.catalog.loader import load
from lms.catalog.pack import Catalog, Question, QuestionKind
from lms.config import resource
from lms.demo.answers import mistaken
from lms.quizzes import drawing, rules
from lms.quizzes.kinds import KINDS


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load(resource("courses"))


@pytest.fixture(scope="module")
def questions(catalog: Catalog) -> list[Question]:
    bank = (question for module in catalog.modules.values() for question in module.questions.values())
    return [question for question in bank if question.kind is not QuestionKind.ESSAY]


def test_every_key_gives_everything_and_a_mistake_less(questions: list[Question]) -> None:
    wrong = []
    for question in questions:
        key = KINDS[question.kind].key(question)
        if rules.points(question, key) != 1 or not rules.is_answered(question, key):
            wrong.append(f"{question.id}: the key gives {rules.points(question, key)}")
        if rules.points(question, mistaken(question, Random(1))) == 1:
            wrong.append(f"{question.id}: a mistake gives everything")
    assert not wrong, "\n".join(wrong)


def test_every_kind_is_there(questions: list[Question]) -> None:
    assert {question.kind for question in questions} == set(KINDS)


def test_every_quiz_draws_what_its_blueprint_asks_for(catalog: Catalog) -> None:
    for module in catalog.modules.values():
        assert [quiz.counted for quiz in module.quizzes] == [False, True]
        for quiz in module.quizzes:
            drawn = drawing.drawn(quiz, module.questions.values(), "1")
            assert len(drawn) == quiz.count
            assert {question.lesson for question in drawn} == {
                lesson.key.partition("/")[2] for lesson in module.lessons
            }
