"""Answer sheets for the quizzes of the packs, and packs that change under an open attempt."""

from collections.abc import Callable
from dataclasses import replace

from flask import Flask

from lms.catalog.pack import Catalog, Question, Quiz
from lms.catalog.service import current_catalog

KEY = "journalism/post-test"
PAGE = "/quizzes/{batch}/journalism/post-test"


def quiz() -> Quiz:
    return current_catalog().quiz(KEY)


def right(questions: tuple[Question, ...] | None = None) -> dict[str, list[str]]:
    """Every question answered as it should be."""
    asked = quiz().questions if questions is None else questions
    return {question.id: [option.id for option in question.options if option.correct] for question in asked}


def wrong() -> dict[str, list[str]]:
    """Every question answered with one wrong option."""
    return {
        question.id: [next(option.id for option in question.options if not option.correct)]
        for question in quiz().questions
    }


def as_fields(answers: dict[str, list[str]], press: str = "send", page: str = "") -> dict[str, str | list[str]]:
    """The form of an attempt as a browser posts it."""
    return {"press": press, "page": page} | {f"answer-{key}": chosen for key, chosen in answers.items()}


def with_quiz(app: Flask, change: Callable[[Quiz], Quiz]) -> Catalog:
    """The catalog in which the quiz is another one, of another edition."""
    catalog: Catalog = app.extensions["catalog"]
    module = catalog.modules["journalism"]
    quizzes = tuple(change(one) if one.key == KEY else one for one in module.quizzes)
    changed = replace(
        module, quizzes=tuple(replace(one, edition="0123456789ab") for one in quizzes), edition="0123456789ab"
    )
    return replace(catalog, modules={**catalog.modules, "journalism": changed})
