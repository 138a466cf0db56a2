"""What a sound course becomes."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.catalog.loader import summary
from lms.catalog.pack import (
    Criterion,
    Difficulty,
    Draw,
    Late,
    Lesson,
    LiveUrl,
    Passage,
    Predicate,
    Role,
    Rubric,
    Targets,
    UnknownKey,
    Weights,
    edition_of,
)
from lms.checks import CheckUse, Severity
from tests.catalog.small_pack import FILES, SmallPack

TASK = "news/assignments/press-release.yaml"


def html_of(lesson: Lesson) -> str:
    """The passages, without the interactive parts."""
    return "".join(block.html for block in lesson.blocks if isinstance(block, Passage))


def test_the_programme(pack: SmallPack) -> None:
    programme = pack.load().programme
    assert programme.weights == Weights(assignments=60, tests=20, practice=10, attendance=10)
    assert (programme.pass_score, programme.min_attendance) == (Decimal(70), Decimal("0.8"))
    assert programme.predicates == (
        Predicate("Sangat Memuaskan", Decimal(90), passes=True),
        Predicate("Cukup Memuaskan", Decimal(70), passes=True),
    )
    assert programme.level_points == {4: 100, 3: 85, 2: 72, 1: 50}
    assert programme.evidence_levels == {4: 3, 3: 2, 2: 1, 1: 0}
    assert programme.targets == Targets(officer=2, lead=3)


def test_a_predicate_below_the_pass_score_does_not_pass(pack: SmallPack) -> None:
    pack.change("programme.yaml", "modules:", "  - {label: Kurang Memuaskan, minimum: 60.01}\nmodules:")
    assert pack.load().programme.predicates[-1] == Predicate("Kurang Memuaskan", Decimal("60.01"), passes=False)


def test_competencies_and_platforms(pack: SmallPack) -> None:
    catalog = pack.load()
    assert list(catalog.competencies) == ["J3", "U1"]
    assert catalog.competencies["J3"].levels == {1: "tahu", 2: "bisa", 3: "mandiri", 4: "melatih"}
    assert catalog.competencies["J3"].external_code is None
    assert catalog.platforms["instagram"].images[0].ratio == "4:5"
    assert (catalog.platforms["x"].url_weight, catalog.platforms["x"].hashtags_advised) == (23, None)


def test_a_module_and_its_units(pack: SmallPack) -> None:
    module = pack.load().modules["news"]
    assert (module.code, module.jp, module.title) == ("A", 3, "Jurnalistik")
    assert [(unit.code, unit.jp, unit.lesson_key) for unit in module.units] == [("A1", 1, None), ("A2", 2, "news/lead")]


def test_a_lesson(pack: SmallPack) -> None:
    catalog = pack.load()
    lesson = catalog.lesson("news/lead")
    edition = catalog.modules["news"].edition
    assert (lesson.title, lesson.unit, lesson.minutes, lesson.competencies) == ("Lead yang baik", "A2", 20, ("J3",))
    assert lesson.title.en == "A good lead"
    assert [(objective, objective.en) for objective in lesson.objectives] == [("Menulis lead.", "Write a lead.")]
    assert [block.kind for block in lesson.blocks] == ["passage", "passage", "passage", "check"]
    assert [block.number for block in lesson.blocks] == [1, 2, 3, 4]
    assert f'src="/courses/news/images/pyramid.svg?v={edition}" alt="Piramida terbalik"' in html_of(lesson)
    assert [term.key for term in lesson.terms] == ["lead"]
    assert lesson.card.startswith("*Lead yang baik*")
    assert lesson.words == 6


def test_lessons_link_to_their_sisters_by_file_name(pack: SmallPack) -> None:
    second = (
        FILES["news/lessons/01-lead.md"].replace("unit: A2", "unit: A1").replace("Warga dapat", "[Lead](01-lead.md)")
    )
    pack.write("news/lessons/02-press.md", second)
    catalog = pack.load()
    assert [lesson.key for lesson in catalog.modules["news"].lessons] == ["news/lead", "news/press"]
    assert '<a href="lead" rel="noopener noreferrer">Lead</a>' in html_of(catalog.lesson("news/press"))


def test_lessons_written_on_windows_are_read_the_same(pack: SmallPack) -> None:
    before = pack.load().lesson("news/lead")
    pack.write(
        "news/lessons/01-lead.md", b"\xef\xbb\xbf" + FILES["news/lessons/01-lead.md"].replace("\n", "\r\n").encode()
    )
    after = pack.load().lesson("news/lead")
    assert re.sub(r"v=\w+", "", html_of(after)) == re.sub(r"v=\w+", "", html_of(before))


def test_an_assignment(pack: SmallPack) -> None:
    catalog = pack.load()
    activity = catalog.activity("news/press-release")
    assert (activity.code, activity.kind, activity.rubric.key) == ("J-1", "article", "press-release")
    assert (activity.min_photos, activity.max_photos, activity.min_words, activity.max_words) == (0, 4, 300, 500)
    assert (activity.live_url, activity.late, activity.due_days) == (LiveUrl.OPTIONAL, Late.REFUSE, 7)
    assert (activity.max_revisions, activity.mandatory) == (2, True)
    assert (activity.platforms, activity.audiences) == (("instagram",), ("umum",))
    assert activity.edition == catalog.modules["news"].edition
    assert activity.brief_html.startswith("<p>Tulislah <strong>satu</strong> siaran pers.</p>")


def test_a_word_count_without_numbers_takes_those_of_the_assignment(pack: SmallPack) -> None:
    assert pack.load().activity("news/press-release").checks == (
        CheckUse("word_count", Severity.WARN, {"min": 300, "max": 500}),
        CheckUse("lead_length", Severity.OFF, {"max": 30}),
    )
    pack.change(TASK, "words: {min: 300, max: 500}\n", "")
    assert pack.errors() == [f'{TASK}:18: "word_count" needs "min" or "max", here or under "words".']


@pytest.mark.parametrize(("kind", "needed"), [("article", 0), ("photo", 1), ("social_post", 1), ("clarification", 0)])
def test_an_assignment_that_says_nothing_of_photos_follows_its_kind(pack: SmallPack, kind: str, needed: int) -> None:
    pack.change(TASK, "photos: {min: 0, max: 4}\n", "")
    pack.change(TASK, "kind: article", f"kind: {kind}")
    activity = pack.load().activity("news/press-release")
    assert (activity.min_photos, activity.max_photos) == (needed, 8)


def test_a_quiz(pack: SmallPack) -> None:
    catalog = pack.load()
    quiz = catalog.quiz("news/post-test")
    assert (quiz.attempts, quiz.pass_score, quiz.minutes, quiz.role) == (3, Decimal(70), None, Role.POST)
    assert quiz.edition == catalog.modules["news"].edition
    assert quiz.blueprint == (Draw("lead", {Difficulty.EASY: 1, Difficulty.MEDIUM: 1, Difficulty.HARD: 1}),)
    assert quiz.count == 3
    assert list(catalog.modules["news"].questions) == ["lead/q1", "lead/q2", "lead/q3"]


def test_an_exemplar(pack: SmallPack) -> None:
    (exemplar,) = pack.load().activity("news/press-release").exemplars
    assert (exemplar.level, exemplar.marks) == (4, {"lead": 4, "ethics": 3})
    assert exemplar.remarks["ethics"] == "Agak promosi."
    assert exemplar.text == "Warga dapat mengurus KTP sehari."


def test_what_is_unchanged_is_not_read_again(pack: SmallPack) -> None:
    before = pack.load().modules["news"]
    assert pack.load().modules["news"] is before
    pack.write("news/README.md", "untuk penulis")
    assert pack.load().modules["news"] is not before


def test_what_no_pack_has_is_an_unknown_key(pack: SmallPack) -> None:
    catalog = pack.load()
    for ask in (catalog.lesson, catalog.quiz, catalog.activity):
        for key in ("news/nothing", "nothing/lead", "news", "", "news/lead/extra"):
            with pytest.raises(UnknownKey, match="no course pack has"):
                ask(key)


def test_a_summary_for_authors(pack: SmallPack) -> None:
    catalog = pack.load()
    edition = catalog.modules["news"].edition
    assert [str(reason) for reason in summary(catalog)] == [
        "Bimtek: modules 1, JP 3, competencies 2, platforms 2",
        f"A Jurnalistik, edition {edition}: JP 3, lessons 1, questions 3, quizzes 1, assignments 1",
    ]


# --- rubrics are frozen with the judgement -----------------------------------------------------------------------------

levels = st.fixed_dictionaries({level: st.text() for level in (4, 3, 2, 1)})
criteria = st.builds(Criterion, st.text(), st.text(), st.integers(1, 100), st.text(), st.booleans(), levels)


@given(st.builds(Rubric, st.text(), st.text(), st.lists(criteria, max_size=6).map(tuple)))
def test_a_rubric_survives_being_kept(rubric: Rubric) -> None:
    assert Rubric.from_json(json.loads(json.dumps(rubric.as_json()))) == rubric


# --- editions ----------------------------------------------------------------------------------------------------------

names = st.text("abc/.", min_size=1, max_size=4)
trees = st.dictionaries(names, st.binary(max_size=6), max_size=5)


@given(trees, trees)
def test_two_trees_have_one_edition_only_if_they_are_the_same(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    assert (edition_of(one) == edition_of(other)) is (one == other)


@given(trees, st.randoms())
def test_the_order_of_files_is_no_part_of_the_edition(tree: dict[str, bytes], random: st.DataObject) -> None:
    shuffled = list(tree.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    assert edition_of(dict(shuffled)) == edition_of(tree)
    assert re.fullmatch("[0-9a-f]{12}", edition_of(tree))


@pytest.mark.parametrize("name", sorted(FILES))
def test_any_byte_of_any_file_makes_a_new_edition(pack: SmallPack, name: str) -> None:
    before = pack.load().modules["news"].edition
    pack.write(name, (pack.directory / name).read_bytes() + b"\n")
    assert pack.load().modules["news"].edition != before


def test_nothing_else_makes_a_new_edition(pack: SmallPack, tmp_path: Path) -> None:
    before = pack.load().modules["news"].edition
    pack.write("README.md", "untuk penulis")
    pack.write("news/.module.yaml.swp", "left by an editor")
    pack.directory = pack.directory.rename(tmp_path / "elsewhere")
    assert pack.load().modules["news"].edition == before


# --- whatever an author types ------------------------------------------------------------------------------------------

PLACE = re.compile(r"([^:]+):(\d+): \S.*", re.DOTALL)
SCRAPS = [
    "",
    "-",
    ": ",
    "[",
    "{a: b}",
    "- x",
    "|",
    "!!python/object:os.system",
    "&a *a",
    "'",
    "\t",
    "\x00",
    "999999999999",
]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.sampled_from(sorted(set(FILES) - {"news/images/pyramid.svg"})),
    st.integers(0, 30),
    st.sampled_from(SCRAPS),
    st.booleans(),
)
def test_whatever_an_author_types_is_read_or_refused_with_places(
    pack: SmallPack, name: str, line: int, scrap: str, replace: bool
) -> None:
    lines = FILES[name].splitlines()
    lines[line : line + replace] = [scrap]
    pack.write(name, "\n".join(lines))
    for error in pack.errors():
        place = PLACE.fullmatch(error)
        assert place, error
        assert 1 <= int(place[2]) <= len((pack.directory / place[1]).read_text().splitlines()) + 1, error
    pack.write(name, FILES[name])
