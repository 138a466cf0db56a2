"""The bank of questions and the quizzes that draw from it, read from their files."""

import re
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Final, Protocol

from markupsafe import Markup

from lms.catalog.keys import KEYS
from lms.catalog.pack import Difficulty, Draw, Question, QuestionKind, Quiz, Role
from lms.catalog.proof import unknown
from lms.catalog.section import SLUG, Section
from lms.kit.markup import Picture
from lms.kit.words import N_, Reason

BANK: Final = re.compile(rf"questions/({SLUG.pattern})(?:\.{SLUG.pattern})?\.yaml")
"""questions/<slug of the lesson>.yaml, and beside it any number of <slug>.<word>.yaml."""


class Desk(Protocol):
    """Where the words of a module become HTML and its pictures are found; what is wrong is noted with its line."""

    def brief(self, file: str, line: int, markdown: str) -> Markup: ...

    def picture(self, file: str, line: int, target: str) -> Picture | None: ...


def read_questions(
    sheet: Section, lesson: str, competencies: Collection[str] | None, desk: Desk
) -> dict[str, Question]:
    """The questions of one file by id; ids are unique over all files of a lesson."""
    module = sheet.file.partition("/")[0]
    questions = {}
    for row in sheet.groups("questions"):
        question = _question(row, f"{module}/{lesson}", lesson, competencies, desk)
        questions[question.id] = question
    if sheet.has("questions") and not questions:
        sheet.note("questions", Reason(N_("There are no questions in this file; write one, or delete the file.")))
    return questions


def _question(row: Section, among: str, lesson: str, competencies: Collection[str] | None, desk: Desk) -> Question:
    name = row.name("id", among=f"questions of {among}")
    kind = row.choice("kind", QuestionKind, N_("kind of question"))
    text, line = row.passage("text")
    picture = _picture(row, desk)
    if kind is QuestionKind.HOTSPOT and not row.has("image"):
        row.note("image", Reason(N_("A hotspot question needs an image to tap on, like image: images/market.webp")))
    typed = kind in (QuestionKind.SHORT, QuestionKind.NUMBER)
    return Question(
        id=f"{lesson}/{name}",
        lesson=lesson,
        kind=kind,
        difficulty=row.choice("difficulty", Difficulty, N_("difficulty")),
        competency=row.word("competency", competencies, N_("competency")),
        text=text,
        html=desk.brief(row.file, line, text),
        options=KEYS[kind](row),
        explanation=row.text("explanation"),
        exact_case=kind is QuestionKind.SHORT and row.flag("exact_case", default=False),
        otherwise=row.text("otherwise", "") if typed else "",
        unit=row.text("unit", "") if kind is QuestionKind.NUMBER else "",
        image=picture.src if picture else "",
        image_size=(picture.width, picture.height) if picture else (0, 0),
        image_alt=row.text("image_alt") if row.has("image") else "",
    )


def _picture(row: Section, desk: Desk) -> Picture | None:
    if not row.has("image"):
        return None
    target = row.text("image")
    return desk.picture(row.file, row.line_of("image"), target) if target else None


def read_quiz(
    sheet: Section, slug: str, module: str, edition: str, lessons: Collection[str], bank: Mapping[str, Question] | None
) -> Quiz:
    """A blueprint; `lessons` are slugs. It asks for no more questions than the bank has.

    `bank` is None where lessons or questions cannot be read, so that nobody misses one of them.
    """
    quiz = Quiz(
        key=f"{module}/{slug}",
        title=sheet.said("title"),
        role=sheet.choice("role", Role, N_("role")),
        attempts=sheet.whole("attempts", least=1, most=99),
        pass_score=sheet.score("pass_score"),
        minutes=sheet.whole_or_none("minutes", least=1, most=600),
        blueprint=_blueprint(sheet, lessons, bank),
        edition=edition,
    )
    if sheet.has("role"):
        sheet.proof.note_double(quiz.role.value, sheet.file, sheet.line_of("role"), among=f"roles in {module}")
    if quiz.role is Role.PRE and quiz.attempts > 1:
        sentence = N_("A pre-test is taken once, before the lessons; write attempts: 1, not %(attempts)s.")
        sheet.note("attempts", Reason(sentence, {"attempts": quiz.attempts}))
    if sheet.has("draw") and not quiz.count:
        sheet.note("draw", Reason(N_("The quiz draws no questions; write how many under easy, medium or hard.")))
    return quiz


def _blueprint(sheet: Section, lessons: Collection[str], bank: Mapping[str, Question] | None) -> tuple[Draw, ...]:
    rows = (bank or {}).values()
    there = Counter((row.lesson, row.difficulty) for row in rows if row.kind is not QuestionKind.ESSAY)
    lines: dict[str, Draw] = {}
    for row in sheet.groups("draw"):
        lesson = row.text("lesson")
        counts = {difficulty: row.whole(difficulty.value, 0, most=99) for difficulty in Difficulty}
        if lesson in lines:
            sentence = N_('"%(lesson)s" is drawn from twice; write one line for each lesson.')
            row.note("lesson", Reason(sentence, {"lesson": lesson}))
        elif lesson and lesson not in lessons and bank is not None:
            row.note("lesson", unknown(N_("lesson"), lesson, lessons))
        elif lesson:
            lines[lesson] = Draw(lesson, counts)
            if bank is not None:
                _note_shortage(row, lines[lesson], there)
    return tuple(lines.values())


def _note_shortage(row: Section, line: Draw, there: Mapping[tuple[str, Difficulty], int]) -> None:
    for difficulty, count in line.counts.items():
        has = there.get((line.lesson, difficulty), 0)
        if count > has:
            sentence = N_(
                'The quiz draws %(count)s questions of "%(lesson)s" that are "%(difficulty)s", but the bank has %(has)s;'
                " draw fewer or write more."
            )
            said = {"count": count, "difficulty": difficulty.value, "lesson": line.lesson, "has": has}
            row.note(difficulty.value, Reason(sentence, said))
