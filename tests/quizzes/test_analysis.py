"""What trainers see of the tests of a batch."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from flask import Flask

from lms.kit.errors import Forbidden, NotFound
from lms.people.actor import Actor
from lms.people.rules import Role
from lms.quizzes import analysis
from lms.quizzes.analysis import Analysis
from lms.quizzes.gain import Grade
from lms.quizzes.statistics import Flag
from tests import factories
from tests.browser import Browser
from tests.people import Cast
from tests.queries import counted
from tests.quizzes.papers import KEY, PRE, bank, right, take, with_papers, wrong

pytestmark = pytest.mark.usefixtures("app_context")
As = Callable[[str], Browser]
NAMES = [key.partition("/")[2] for key in right()]


def classmates(cast: Cast, count: int, batch_id: int, at: datetime, word: str = "siswa") -> list[Actor]:
    people = [factories.person(f"{word}{n:02}", f"{word.title()} {n:02}", cast.dinkes, at=at) for n in range(count)]
    for person in people:
        factories.enrolment(batch_id, person, cast.dinkes, at=at)
    return people


def knowing(known: int) -> dict[str, list[str]]:
    """So many right answers, the others wrong."""
    return wrong() | {key: chosen for place, (key, chosen) in enumerate(right().items()) if place < known}


def of_batch(cast: Cast, *, everywhere: bool = False) -> Analysis:
    return analysis.analysis_of(cast.sari, cast.batch1, KEY, everywhere=everywhere)


def test_gains_person_by_person_and_of_the_class(cast: Cast, at: datetime) -> None:
    take(cast.ratna, cast.batch1, knowing(4), at, PRE)
    take(cast.ratna, cast.batch1, knowing(5), at)
    take(cast.ratna, cast.batch1, knowing(7), at)
    take(cast.budi, cast.batch1, knowing(2), at, PRE)
    found = analysis.tests_of(cast.sari, cast.batch1)
    assert [learner.name for learner in found.learners] == ["Budi Santoso", "Ratna Dewi"]
    budi, ratna = found.learners
    assert (budi.pre, budi.post, budi.gains) == ({"journalism": 25}, {}, {})
    gained = ratna.gains["journalism"]
    assert (gained.pre, gained.post, gained.g, gained.grade) == (50, Decimal("87.50"), Decimal("0.75"), Grade.HIGH)
    journalism = next(chapter for chapter in found.chapters if chapter.module.key == "journalism")
    assert (journalism.gained.count, journalism.gained.gain) == (1, gained)
    take(cast.budi, cast.batch1, knowing(4), at)
    found = analysis.tests_of(cast.admin, cast.batch1)
    journalism = next(chapter for chapter in found.chapters if chapter.module.key == "journalism")
    assert journalism.gained.count == 2
    assert journalism.gained.gain
    assert (journalism.gained.gain.pre, journalism.gained.gain.post) == (Decimal("37.50"), Decimal("68.75"))


def test_a_question_is_judged_from_first_attempts_of_this_batch(cast: Cast, at: datetime) -> None:
    for place, person in enumerate(classmates(cast, 24, cast.batch1, at)):
        take(person, cast.batch1, knowing(place % 9), at)
    take(cast.wahyu, cast.batch2, wrong(), at)
    take(cast.ratna, cast.batch1, {}, at)
    take(cast.ratna, cast.batch1, right(), at)
    found = of_batch(cast)
    assert (len(found.items), found.silent, found.judged) == (8, 0, 8)
    items = {item.question.id: item for item in found.items}
    first, last = items["lead/single"], items["lead/hotspot"]
    assert {item.judgement.n for item in found.items} == {25}
    assert (first.judgement.p, last.judgement.p) == (84, 8)
    assert first.judgement.discrimination
    assert first.judgement.discrimination > Decimal("0.2")
    assert last.judgement.flags == (Flag.HARD, Flag.KEY), "more people tapped the other place"
    assert [(tally.text[:5], tally.count, tally.right) for tally in first.tallies] == [
        ("Warga", 21, True),
        ("Kepal", 0, True),
        ("Antus", 3, False),
        ("", 1, False),
    ]


def test_few_answers_are_shown_and_not_judged(cast: Cast, at: datetime) -> None:
    take(cast.ratna, cast.batch1, right(), at)
    found = of_batch(cast)
    assert {item.judgement.n for item in found.items} == {1}
    assert (found.judged, found.flagged) == (0, ())
    assert of_batch(cast, everywhere=True).items


def test_all_batches_are_counted_where_that_is_asked(cast: Cast, at: datetime) -> None:
    take(cast.ratna, cast.batch1, right(), at)
    take(cast.wahyu, cast.batch2, wrong(), at)
    assert {item.judgement.n for item in of_batch(cast).items} == {1}
    assert {item.judgement.n for item in of_batch(cast, everywhere=True).items} == {2}


def test_questions_that_read_differently_now_are_not_counted(
    app: Flask, cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(cast.ratna, cast.batch1, right(), at)
    first = bank()["lead/single"]
    changed = with_papers(app, questions=bank() | {first.id: replace(first, text="Lain.")})
    monkeypatch.setitem(app.extensions, "catalog", changed)
    found = of_batch(cast)
    assert (len(found.items), found.silent) == (7, 1)


def test_only_its_trainers_and_admins_look(cast: Cast, at: datetime) -> None:
    with pytest.raises(NotFound):
        analysis.tests_of(cast.hendra, cast.batch1)
    with pytest.raises(NotFound):
        analysis.analysis_of(cast.hendra, cast.batch1, KEY, everywhere=True)
    for other in (cast.ratna, cast.yanti, cast.auditor, cast.stranger):
        with pytest.raises(Forbidden):
            analysis.tests_of(other, cast.batch1)


def test_a_trainer_who_learns_elsewhere_sees_nothing_there(cast: Cast, at: datetime) -> None:
    factories.enrolment(cast.batch1, cast.hendra, cast.dinkes, at=at)
    both = replace(cast.hendra, roles=frozenset({Role.TRAINER, Role.TRAINEE}))
    with pytest.raises(NotFound):
        analysis.tests_of(both, cast.batch1)


def test_the_pages(as_: As, cast: Cast, at: datetime) -> None:
    for place, person in enumerate(classmates(cast, 20, cast.batch1, at)):
        take(person, cast.batch1, knowing(place % 5), at, PRE)
        take(person, cast.batch1, knowing(4 + place % 5), at)
    sari = as_("sari")
    assert f"/batches/{cast.batch1}/tests" in sari.get(f"/batches/{cast.batch1}").text
    assert f"/batches/{cast.batch1}/tests" not in as_("auditor").get(f"/batches/{cast.batch1}").text
    page = sari.get(f"/batches/{cast.batch1}/tests").text
    assert "Siswa 00" in page
    assert "0,5" in page
    items = sari.get(f"/batches/{cast.batch1}/tests/{KEY}").text
    assert "item-lead-single" in items
    assert sari.get(f"/batches/{cast.batch1}/tests/{KEY}?all").status_code == 200
    assert sari.get(f"/batches/{cast.batch1}/tests/journalism/none").status_code == 404


def test_other_batches_cost_nothing(as_: As, cast: Cast, at: datetime) -> None:
    sari = as_("sari")
    pages = [f"/batches/{cast.batch1}/tests", f"/batches/{cast.batch1}/tests/{KEY}"]
    take(cast.ratna, cast.batch1, right(), at)

    def asked() -> list[int]:
        numbers = []
        for page in pages:
            with counted() as statements:
                assert sari.get(page).status_code == 200
            numbers.append(len(statements))
        return numbers

    before = asked()
    for person in classmates(cast, 5, cast.batch2, at, "lain"):
        take(person, cast.batch2, wrong(), at)
    assert asked() == before
    assert all(number <= 8 for number in before), before
