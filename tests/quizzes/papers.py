"""A module whose quizzes draw a question of every kind, and answer sheets for it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from flask import Flask

from lms.catalog.pack import Catalog, Difficulty, Draw, Image, Question, Quiz, Role
from lms.catalog.proof import Proof
from lms.catalog.prose import Prose
from lms.catalog.questions import read_questions
from lms.catalog.sheet import open_sheet
from lms.kit.words import Bilingual
from lms.people.actor import Actor
from lms.quizzes import service
from lms.quizzes.kinds import KINDS

KEY, PRE = "journalism/post-test", "journalism/pre-test"
PAGE = "/quizzes/{batch}/journalism/post-test"
LESSON = "lead"
EACH = {Difficulty.EASY: 3, Difficulty.MEDIUM: 3, Difficulty.HARD: 2}


@cache
def bank() -> dict[str, Question]:
    """Eight questions that can be drawn, and an essay."""
    proof = Proof()
    prose = Prose(proof, "journalism", "e" * 12, {"market.png": Image(b"", "image/png", 800, 600)}, [], {})
    content = (Path(__file__).parent / "bank.yaml").read_bytes()
    with open_sheet(proof, f"journalism/questions/{LESSON}.yaml", content) as sheet:
        questions = read_questions(sheet, LESSON, None, prose)
    assert not proof.errors(), proof.errors()
    return questions


def quiz(**changes: object) -> Quiz:
    whole = Quiz(
        key=KEY,
        title=Bilingual("Tes akhir", "Final test"),
        role=Role.POST,
        attempts=3,
        pass_score=Decimal(70),
        minutes=None,
        blueprint=(Draw(LESSON, EACH),),
        edition="e" * 12,
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def pre_test() -> Quiz:
    return quiz(key=PRE, title=Bilingual("Tes awal", "Pre-test"), role=Role.PRE, attempts=1)


def with_papers(
    app: Flask, quizzes: Sequence[Quiz] | None = None, questions: dict[str, Question] | None = None
) -> Catalog:
    """The catalog in which journalism has this bank and these quizzes, to be put into `app.extensions["catalog"]`."""
    catalog: Catalog = app.extensions["catalog"]
    changed = replace(
        catalog.modules["journalism"],
        questions=bank() if questions is None else questions,
        quizzes=tuple([pre_test(), quiz()] if quizzes is None else quizzes),
    )
    return replace(catalog, modules={**catalog.modules, "journalism": changed})


def right(*but: str) -> dict[str, list[str]]:
    """Every question answered as it should be, `but` those named."""
    drawable = {key: question for key, question in bank().items() if question.kind in KINDS}
    return {
        key: KINDS[question.kind].key(question)
        for key, question in drawable.items()
        if key.partition("/")[2] not in but
    }


def wrong() -> dict[str, list[str]]:
    """Every question answered, and nothing in it is right."""
    answers = {
        "single": ["c"],
        "multiple": ["d"],
        "truth": ["a"],
        "match": ["a=d", "b=d", "c=d"],
        "order": ["d", "c", "b", "a"],
        "short": ["segitiga"],
        "number": ["12"],
        "hotspot": ["b"],
    }
    return {f"{LESSON}/{key}": chosen for key, chosen in answers.items()}


def as_fields(answers: dict[str, list[str]], press: str = "send", page: str = "") -> dict[str, str | list[str]]:
    """The form of an attempt as a browser posts it."""
    return {"press": press, "page": page} | {f"answer-{key}": chosen for key, chosen in answers.items()}


def take(by: Actor, batch_id: int, answers: dict[str, list[str]], at: datetime, key: str = KEY) -> int:
    """A whole attempt, sent; its id."""
    attempt = service.start(by, batch_id, key, at)
    service.send(by, attempt, answers, "", at, incomplete=True)
    return attempt
