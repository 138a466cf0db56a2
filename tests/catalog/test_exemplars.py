"""The exemplars of our packs: what their marks claim and a machine can measure is so."""

import re
from pathlib import Path

import pytest

from lms.catalog.loader import load
from lms.catalog.pack import Activity, Catalog, Exemplar
from lms.checks.text import hashtags, lead, links, words
from lms.config import resource

LEVELS = [4, 3, 2]
LONGEST_PICTURE = 40_000
TITLE = re.compile(r"(?<=\bdr)\.")
SENTENCE = re.compile(r"(?<=[.!?])[”\"]?\s+")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load(resource("courses"))


def shown(catalog: Catalog, key: str, level: int) -> Exemplar:
    return next(one for one in catalog.activity(key).exemplars if one.level == level)


def activities(catalog: Catalog) -> list[Activity]:
    return [activity for module in catalog.modules.values() for activity in module.activities]


def story(exemplar: Exemplar) -> str:
    """Without the note on what was attached or checked, which stands in italics."""
    return "\n".join(line for line in exemplar.text.splitlines() if not line.startswith("*"))


def longest_sentence(text: str) -> int:
    plain = TITLE.sub("", re.sub(r"(?<=\d)\.(?=\d)", ",", text))
    return max(words(sentence) for line in plain.splitlines() for sentence in SENTENCE.split(line))


def rows(exemplar: Exemplar) -> list[list[str]]:
    """The rows of its first table, heads first."""
    table = exemplar.text[exemplar.text.index("\n|") + 1 :].split("\n\n")[0]
    lines = [line.strip("|").split("|") for line in table.splitlines() if not line.startswith("|---")]
    return [[cell.strip() for cell in line] for line in lines]


def test_every_assignment_has_three_levels_that_no_gate_fails(catalog: Catalog) -> None:
    for activity in activities(catalog):
        assert [exemplar.level for exemplar in activity.exemplars] == LEVELS, activity.code
        for exemplar in activity.exemplars:
            gates = [exemplar.marks[row.key] for row in activity.rubric.criteria if row.must_pass]
            assert 1 not in gates, (activity.code, exemplar.level)


def test_every_remark_says_something(catalog: Catalog) -> None:
    for activity in activities(catalog):
        for exemplar in activity.exemplars:
            for criterion, remark in exemplar.remarks.items():
                assert 6 <= words(remark) <= 60, (activity.code, exemplar.level, criterion)


def test_no_exemplar_is_longer_than_its_assignment_allows_and_the_good_ones_are_long_enough(catalog: Catalog) -> None:
    for activity in activities(catalog):
        for exemplar in activity.exemplars:
            count = words(exemplar.text)
            assert activity.max_words is None or count <= activity.max_words, (activity.code, exemplar.level)
            assert activity.min_words is None or exemplar.level == 2 or count >= activity.min_words, activity.code


@pytest.mark.parametrize("level", LEVELS)
def test_a_press_release_keeps_to_its_marks(catalog: Catalog, level: int) -> None:
    release = shown(catalog, "journalism/press-release", level)
    text = story(release)
    assert 300 <= words(text) <= 500
    assert (words(lead(text)) <= 35) == (release.marks["lead"] >= 3)
    assert (longest_sentence(text) <= 20) == (release.marks["language"] == 4)


def test_the_headlines_of_the_edited_release_are_short(catalog: Catalog) -> None:
    for level in LEVELS:
        headline = shown(catalog, "journalism/flawed-release", level).text.splitlines()[0].partition("** ")[2]
        assert words(headline) <= 10


@pytest.mark.parametrize(("level", "found"), [(4, range(9, 11)), (3, range(7, 9)), (2, range(5, 7))])
def test_as_many_errors_are_listed_as_the_mark_says(catalog: Catalog, level: int, found: range) -> None:
    assert len(rows(shown(catalog, "journalism/flawed-release", level))) - 1 in found


@pytest.mark.parametrize(("level", "mark", "most"), [(4, 4, 60), (3, 3, 80)])
def test_replies_are_as_short_as_their_marks_say(catalog: Catalog, level: int, mark: int, most: int) -> None:
    replies = shown(catalog, "social-media/complaint-replies", level)
    lengths = [words(reply) for reply in re.findall(r"^Balasan: (.*)$", replies.text, re.MULTILINE)]
    assert len(lengths) == 3
    assert replies.marks["language"] == mark
    assert max(lengths) <= most
    assert mark == 4 or max(lengths) > 60


@pytest.mark.parametrize("level", LEVELS)
def test_hashtags_of_the_carousel_keep_to_the_mark(catalog: Catalog, level: int) -> None:
    tags = hashtags(shown(catalog, "social-media/instagram-gen-z", level).text)
    camel = all(tag[0].isupper() for tag in tags)
    assert (3 <= len(tags) <= 5 and camel) == (level == 4)


@pytest.mark.parametrize("level", LEVELS)
def test_a_calendar_has_the_share_of_ceremony_and_the_columns_of_its_marks(catalog: Catalog, level: int) -> None:
    calendar = shown(catalog, "social-media/content-calendar", level)
    heads, *days = rows(calendar)
    share = sum(day[heads.index("Pilar")] == "Seremoni" for day in days) / len(days)
    assert calendar.marks["pillars"] == next(mark for mark, most in ((4, 0.3), (3, 0.45), (2, 0.6)) if share <= most)
    missing = len({"Tanggal", "Jam", "Kanal", "Format", "PIC", "Sumber", "Izin"} - set(heads))
    assert calendar.marks["columns"] == {0: 4, 1: 3, 2: 2, 3: 2}[missing]


@pytest.mark.parametrize("level", [4, 3])
def test_a_good_clarification_links_to_what_proves_it(catalog: Catalog, level: int) -> None:
    assert links(shown(catalog, "social-media/hoax-clarification", level).text)


def test_the_pictures_of_exemplars_are_small(catalog: Catalog) -> None:
    for module in catalog.modules.values():
        for name, image in module.images.items():
            assert not name.startswith("exemplar-") or len(image.content) <= LONGEST_PICTURE, name


def test_the_flawed_release_is_the_same_in_the_brief_and_in_the_field(catalog: Catalog) -> None:
    file = (Path(resource("courses")) / "journalism/assignments/flawed-release.yaml").read_text("utf-8")
    brief, starter = (part.split() for part in re.sub(r"^  > ?", "", file, flags=re.MULTILINE).split("\nstarter:"))
    printed = " ".join(brief)
    release = " ".join(starter).partition("di bawah ini) ")[2].partition(" DAFTAR GALAT")[0]
    assert len(release) > 1000
    assert release in printed
