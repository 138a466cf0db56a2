"""Rubrics, assignments and quizzes of a module."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Final

from lms.activities import AUDIENCES, KINDS
from lms.catalog.frame import Frame
from lms.catalog.pack import (
    LEVELS,
    Activity,
    Criterion,
    Late,
    LiveUrl,
    Option,
    Question,
    QuestionKind,
    Quiz,
    Rubric,
)
from lms.catalog.prose import Prose
from lms.catalog.section import Section
from lms.checks import CHECKS, CheckUse, Severity

MAX_PHOTOS: Final = 8
"""What a post can carry."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What the exercises of one module are made with; `rubrics` is None where their file cannot be read."""

    module: str
    edition: str
    frame: Frame
    rubrics: Mapping[str, Rubric] | None
    prose: Prose


def read_rubrics(sheet: Section, module: str, competencies: Collection[str] | None) -> dict[str, Rubric]:
    """Rubrics by key: every top key of rubrics.yaml is one."""
    rubrics = {}
    for key in sheet.names():
        with sheet.group(key) as section:
            rubrics[key] = Rubric(key, section.text("title"), _criteria(section, f"{module}/{key}", competencies))
    return rubrics


def _criteria(section: Section, rubric: str, competencies: Collection[str] | None) -> tuple[Criterion, ...]:
    criteria = tuple(
        Criterion(
            key=row.name("key", among=f"criteria of {rubric}"),
            title=row.text("title"),
            weight=row.whole("weight", least=1, most=100),
            competency=row.word("competency", competencies, "competency"),
            must_pass=row.flag("must_pass", default=False),
            levels=row.level_texts("levels", LEVELS),
        )
        for row in section.groups("criteria")
    )
    total = sum(criterion.weight for criterion in criteria)
    if all(criterion.weight for criterion in criteria) and section.has("criteria") and total != 100:
        section.note("criteria", f"The weights of the criteria add up to {total}; they should add up to 100.")
    return criteria


def read_assignment(row: Section, bench: Bench) -> Activity:
    slug = row.name("slug", among=f"assignments of {bench.module}")
    kind = row.word("kind", KINDS, "kind")
    rubric = row.word("rubric", bench.rubrics, "rubric")
    brief, line = row.markdown("brief")
    photos_needed = int(kind in KINDS and KINDS[kind].photos_required)
    least_photos, most_photos = _span(row, "photos", most=MAX_PHOTOS)
    least_words, most_words = _span(row, "words")
    return Activity(
        key=f"{bench.module}/{slug}",
        code=row.name("code", among="codes of assignments", pattern=None),
        kind=kind,
        title=row.text("title"),
        brief_html=bench.prose.brief(row.file, line, brief),
        rubric=(bench.rubrics or {}).get(rubric, Rubric(rubric, "", ())),
        checks=tuple(_check(use, least_words, most_words) for use in row.groups("checks", required=False)),
        platforms=row.words("platforms", bench.frame.platforms, "platform", required=False),
        audiences=row.words("audiences", AUDIENCES, "audience", required=False),
        min_photos=photos_needed if least_photos is None else least_photos,
        max_photos=MAX_PHOTOS if most_photos is None else most_photos,
        min_words=least_words,
        max_words=most_words,
        live_url=row.choice("live_url", LiveUrl, "answer", LiveUrl.NONE),
        due_days=row.whole("due_days", least=1, most=366),
        late=row.choice("late", Late, "answer", Late.ACCEPT),
        max_revisions=row.whole("max_revisions", 2, most=9),
        mandatory=row.flag("mandatory", default=True),
        edition=bench.edition,
    )


def _span(row: Section, key: str, *, most: int = 100_000) -> tuple[int | None, int | None]:
    """The optional `min` and `max` under `key`."""
    with row.group(key, required=False) as span:
        least, top = span.whole_or_none("min", most=most), span.whole_or_none("max", most=most)
        _note_reversed(span, least, top)
        return least, top


def _note_reversed(section: Section, least: int | None, most: int | None) -> None:
    if least is not None and most is not None and least > most:
        section.note("min", f'"min" is {least} but "max" is {most}.')


def _check(use: Section, least_words: int | None, most_words: int | None) -> CheckUse:
    """A check that cannot speak without a number takes those of the assignment's words."""
    key = use.word("check", CHECKS, "check")
    severity = use.choice("severity", Severity, "severity")
    if key not in CHECKS:
        use.forgive()
        return CheckUse(key, severity, {})
    read = {name: use.whole_or_none(name) for name in sorted(CHECKS[key].settings)}
    _note_reversed(use, read.get("min"), read.get("max"))
    settings = {name: number for name, number in read.items() if number is not None}
    if CHECKS[key].needs_a_setting and not settings:
        words = {"min": least_words, "max": most_words}
        settings = {name: number for name, number in words.items() if number is not None}
        if not settings:
            use.note("check", f'"{key}" needs "min" or "max", here or under "words".')
    return CheckUse(key, severity, settings)


def read_quiz(sheet: Section, slug: str, bench: Bench) -> Quiz:
    competencies = bench.frame.competencies
    quiz = Quiz(
        key=f"{bench.module}/{slug}",
        title=sheet.text("title"),
        attempts=sheet.whole("attempts", least=1, most=99),
        pass_score=sheet.score("pass_score"),
        minutes=sheet.whole_or_none("minutes", least=1, most=600),
        questions=tuple(_question(row, competencies) for row in sheet.groups("questions")),
        edition=bench.edition,
    )
    if sheet.has("questions") and not quiz.questions:
        sheet.note("questions", "The quiz has no questions.")
    return quiz


def _question(row: Section, competencies: Collection[str] | None) -> Question:
    kind = row.choice("kind", QuestionKind, "kind of question")
    options = tuple(
        Option(
            id=letter,
            text=option.text("text"),
            correct=option.flag("correct", default=False),
            feedback=option.text("feedback", ""),
        )
        for letter, option in zip(ascii_lowercase, row.groups("options"), strict=False)
    )
    if row.has("options"):
        _note_options(row, kind, options)
    return Question(
        id=row.name("id", among=f"questions of {row.file}"),
        text=row.text("text"),
        kind=kind,
        options=options,
        explanation=row.text("explanation"),
        competency=row.word("competency", competencies, "competency"),
    )


def _note_options(row: Section, kind: QuestionKind, options: Sequence[Option]) -> None:
    correct = sum(option.correct for option in options)
    if kind is QuestionKind.TRUE_FALSE and len(options) != 2:
        row.note("options", f"A true_false question has two options, not {len(options)}.")
    elif len(options) < 2:
        row.note("options", "A question needs at least two options.")
    if kind is QuestionKind.MULTIPLE and not correct:
        row.note("options", "A multiple question needs at least one correct option.")
    elif kind is not QuestionKind.MULTIPLE and correct != 1:
        row.note("options", f"A {kind} question has exactly one correct option, not {correct}.")
