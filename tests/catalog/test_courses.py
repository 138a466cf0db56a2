"""The courses that ship, walked from end to end: every lesson, part, question, assignment and exemplar of the three packs."""

import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from html.parser import HTMLParser

import pytest

from lms.catalog.loader import load
from lms.catalog.pack import Activity, Lesson, Module, Question, QuestionKind
from lms.catalog.parts import PARTS
from lms.catalog.plain import PARAGRAPH, SENTENCE, WORDS, plainness
from lms.checks import Material, Severity, run_checks
from lms.config import resource
from lms.grading import rules as grading
from lms.quizzes.kinds import KINDS
from tests.browser import Browser
from tests.people import Cast

CATALOG = load(resource("courses"))
MODULES = list(CATALOG.modules.values())
LESSONS = [(module, lesson) for module in MODULES for lesson in module.lessons]
QUESTIONS = [question for module in MODULES for question in module.questions.values()]
ACTIVITIES = [activity for module in MODULES for activity in module.activities]
GRADED = [question for question in QUESTIONS if question.kind is not QuestionKind.ESSAY]

each_lesson = pytest.mark.parametrize(("module", "lesson"), LESSONS, ids=[lesson.key for _module, lesson in LESSONS])
each_question = pytest.mark.parametrize("question", QUESTIONS, ids=[question.id for question in QUESTIONS])
each_activity = pytest.mark.parametrize("activity", ACTIVITIES, ids=[activity.key for activity in ACTIVITIES])


class Tags(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def named(self, name: str) -> list[dict[str, str]]:
        return [attrs for tag, attrs in self.found if tag == name]


def test_three_modules_of_eight_hours_with_a_lesson_for_every_unit() -> None:
    assert [(module.code, module.jp, len(module.lessons)) for module in MODULES] == [
        ("A", 8, 7),
        ("B", 8, 6),
        ("C", 8, 7),
    ]
    for module in MODULES:
        assert [unit.lesson_key for unit in module.units] == [lesson.key for lesson in module.lessons]
        assert [lesson.unit for lesson in module.lessons] == [unit.code for unit in module.units]
    assert len(CATALOG.competencies) == 16


def test_everything_with_a_title_has_it_in_english_too() -> None:
    titles = [CATALOG.programme.title, *(row.title for row in CATALOG.competencies.values())]
    for module in MODULES:
        titles += [module.title, module.summary]
        titles += [words for unit in module.units for words in (unit.title, unit.objective)]
        titles += [words for lesson in module.lessons for words in (lesson.title, *lesson.objectives)]
        titles += [one.title for one in (*module.quizzes, *module.activities)]
    assert [title for title in titles if not title.en] == []


# --- lessons ---------------------------------------------------------------------------------------------------------


@each_lesson
def test_a_lesson_is_plain(module: Module, lesson: Lesson) -> None:
    found = plainness(lesson, module.everyday)
    assert WORDS[0] <= found.words <= WORDS[1]
    assert found.sentence <= SENTENCE
    assert found.paragraph <= PARAGRAPH, found.longest
    assert found.unexplained == ()


@each_lesson
def test_a_lesson_has_all_that_a_lesson_has(module: Module, lesson: Lesson) -> None:
    html = "".join(str(getattr(block, "html", "")) for block in lesson.blocks)
    kinds = Counter(block.kind for block in lesson.blocks)
    assert lesson.objectives
    assert lesson.sources
    taken_apart = html.count("callout-contoh") >= 2 or kinds["compare"] or kinds["find-error"]
    assert taken_apart, "a poor and a good example, side by side"
    assert "callout-latihan" in html, "an exercise with one's own material"
    assert "<img" in html
    assert kinds["check"] >= 1
    assert sum(count for kind, count in kinds.items() if kind != "passage") >= 3
    assert lesson.terms


def test_every_kind_of_part_is_used_somewhere() -> None:
    used = {block.kind for _module, lesson in LESSONS for block in lesson.blocks}
    assert used == {"passage", *PARTS}


def test_no_passage_stands_in_two_lessons() -> None:
    """Sentences of eight words and more, but that all examples are invented ("rekaan") may be said anywhere."""
    homes: dict[str, set[str]] = {}
    for _module, lesson in LESSONS:
        for sentence in (one for block in lesson.blocks for one in re.split(r"(?<=[.!?])\s+|\n", block.plain)):
            homes.setdefault(sentence, set()).add(lesson.key)
    doubled = {
        one: keys for one, keys in homes.items() if len(one.split()) >= 8 and len(keys) > 1 and "rekaan" not in one
    }
    assert doubled == {}


def test_every_term_is_named_in_a_lesson() -> None:
    for module in MODULES:
        named = {term.key for lesson in module.lessons for term in lesson.terms}
        assert module.glossary.keys() == named


def test_pictures_of_a_lesson_can_be_kept_on_a_phone() -> None:
    for module, lesson in LESSONS:
        shown = {name for name in module.images if f"/{name}?v=" in repr(lesson.blocks)}
        assert sum(len(module.images[name].content) for name in shown) <= 220_000, lesson.key


@each_lesson
def test_a_lesson_is_a_page_whose_links_lead_somewhere(
    module: Module, lesson: Lesson, as_: Callable[[str], Browser], cast: Cast
) -> None:
    ratna, address = as_("ratna"), f"/learn/{cast.batch1}/{lesson.key}"
    answer = ratna.get(address)
    assert answer.status_code == 200
    page = Tags(answer.text)
    for block in lesson.blocks:
        assert f'id="p{block.number}"' in answer.text
    for picture in page.named("img"):
        assert picture["alt"], picture
        assert ratna.get(picture["src"]).status_code == 200
    anchors = {attrs["id"] for _tag, attrs in page.found if "id" in attrs}
    for link in page.named("a"):
        target = link["href"]
        if target.startswith("#"):
            assert target[1:] in anchors, target
        elif not re.match(r"https?:|mailto:", target):
            where = target if target.startswith("/") else f"{address.rpartition('/')[0]}/{target}"
            assert ratna.get(where.partition("#")[0]).status_code in (200, 302, 303), where


# --- questions -------------------------------------------------------------------------------------------------------


@each_lesson
def test_a_lesson_has_a_bank(module: Module, lesson: Lesson) -> None:
    slug = lesson.key.partition("/")[2]
    bank = [question for question in GRADED if question.lesson == slug and question.id in module.questions]
    assert len(bank) >= 12
    assert len({question.kind for question in bank}) >= 5
    assert min(Counter(question.difficulty for question in bank).values()) >= 3


def test_every_kind_of_question_is_used_in_every_module() -> None:
    for module in MODULES:
        assert {question.kind for question in module.questions.values()} >= set(QuestionKind) - {QuestionKind.ESSAY}


@each_question
def test_a_question_teaches_whatever_is_answered(question: Question) -> None:
    assert question.text.strip()
    assert question.explanation
    if question.kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.TRUE_FALSE, QuestionKind.HOTSPOT):
        assert all(option.feedback for option in question.options)
    if question.kind in (QuestionKind.SHORT, QuestionKind.NUMBER):
        assert question.otherwise
    assert (
        len({option.text for option in question.options if option.text})
        == sum(bool(option.text) for option in question.options)
        or question.kind is QuestionKind.MATCH
    )
    if question.image:
        assert question.image_alt


@pytest.mark.parametrize("question", GRADED, ids=[question.id for question in GRADED])
def test_the_key_of_a_question_is_right_and_nothing_else_is(question: Question) -> None:
    kind = KINDS[question.kind]
    key = kind.key(question)
    assert kind.points(question, kind.cleaned(question, key)) == 1
    assert kind.points(question, kind.cleaned(question, [])) == 0
    for option in question.options:
        alone = kind.cleaned(question, [option.id])
        assert Fraction(0) <= kind.points(question, alone) <= 1


@pytest.mark.parametrize("module", MODULES, ids=[module.key for module in MODULES])
def test_a_pre_test_and_a_post_test_draw_from_every_lesson(module: Module) -> None:
    assert [quiz.role.value for quiz in module.quizzes] == ["pre", "post"]
    slugs = [lesson.key.partition("/")[2] for lesson in module.lessons]
    for quiz in module.quizzes:
        assert [draw.lesson for draw in quiz.blueprint] == slugs


# --- assignments -----------------------------------------------------------------------------------------------------


def test_the_eleven_assignments() -> None:
    assert [activity.code for activity in ACTIVITIES] == [
        *("J-1", "J-2", "J-3", "P-1", "P-2", "P-3", "S-1", "S-2", "S-3", "S-4", "S-5")
    ]


GATES = {
    "J-1": {"accuracy"}, "J-2": 1, "J-3": 0, "P-1": 1, "P-2": 1, "P-3": 1, "S-1": 1, "S-2": 2, "S-3": 2, "S-4": 0, "S-5": 0,
}  # fmt: skip
"""How many criteria must be passed (domain 4.2); of J-1 which one."""

WEIGHTS = {
    "J-1": [25, 25, 15, 15, 20], "J-2": [25, 25, 20, 15, 15], "J-3": [50, 30, 10, 10],
    "P-1": [25, 20, 25, 15, 15], "P-2": [30, 25, 20, 15, 10], "P-3": [35, 30, 20, 15],
    "S-1": [25, 20, 20, 20, 15], "S-2": [35, 25, 15, 15, 10], "S-3": [20, 30, 20, 15, 15],
    "S-4": [25, 20, 25, 15, 15], "S-5": [35, 20, 20, 25],
}  # fmt: skip
"""The rubrics as the office drew them up (domain 4.2)."""

COMPETENCIES = {
    "J-1": "J3 J2 J4 U1", "J-2": "J1 J2 J3 U2", "J-3": "J4 U1", "P-1": "P1 P2 P3 P4", "P-2": "P2 P3 P4", "P-3": "P1 P3",
    "S-1": "S2 S4 U1", "S-2": "U2 S3 U1", "S-3": "S3 P4 U1", "S-4": "S1 S2", "S-5": "S5",
}  # fmt: skip


@each_activity
def test_an_assignment_is_judged_as_the_office_drew_it_up(activity: Activity) -> None:
    criteria = activity.rubric.criteria
    assert [criterion.weight for criterion in criteria] == WEIGHTS[activity.code]
    gates = {criterion.key for criterion in criteria if criterion.must_pass}
    assert gates == GATES[activity.code] or len(gates) == GATES[activity.code]
    assert {criterion.competency for criterion in criteria} == set(COMPETENCIES[activity.code].split())
    assert 4 <= len(activity.checklist) <= 8
    assert activity.brief_html


@each_activity
def test_exemplars_score_what_they_claim(activity: Activity) -> None:
    assert [exemplar.level for exemplar in activity.exemplars] == [4, 3, 2]
    points = [
        grading.points(activity.rubric, exemplar.marks, CATALOG.programme.level_points)
        for exemplar in activity.exemplars
    ]
    assert points == sorted(points, reverse=True)
    assert points[0] >= Decimal(90)
    assert points[0] > points[1] > points[2]
    for exemplar in activity.exemplars:
        assert not grading.failing(activity.rubric, exemplar.marks)
        assert len({*exemplar.remarks.values()}) == len(exemplar.remarks)


@each_activity
def test_the_best_exemplar_gives_the_checks_nothing_to_say(activity: Activity) -> None:
    best = activity.exemplars[0]
    platform = CATALOG.platforms.get(activity.platforms[0]) if activity.platforms else None
    found = run_checks(activity.checks, Material(best.text, platform=platform))
    about_text = [
        one for one in found if one.severity in (Severity.WARN, Severity.BLOCK) and one.check not in OF_PHOTOS
    ]
    assert about_text == []


OF_PHOTOS = ("alt_text", "photo_size", "link_present")
"""What looks at the photos and the address of a post, which an exemplar shows in its own way."""


def test_every_assignment_is_a_page(as_: Callable[[str], Browser], cast: Cast) -> None:
    ratna = as_("ratna")
    for activity in ACTIVITIES:
        answer = ratna.get(f"/tasks/{cast.batch1}/{activity.key}")
        assert answer.status_code == 200
        for line in activity.checklist:
            assert line[:40] in answer.text
        for picture in Tags(answer.text).named("img"):
            assert picture["alt"]
            assert ratna.get(picture["src"]).status_code == 200


def test_every_competency_is_evidenced_by_a_rubric_but_account_security() -> None:
    """S6 is shown by the questions of C7 and its checklist (domain 4.2)."""
    shown = {criterion.competency for activity in ACTIVITIES for criterion in activity.rubric.criteria}
    assert shown | {"S6"} == set(CATALOG.competencies)
    assert any(question.competency == "S6" for question in GRADED)
