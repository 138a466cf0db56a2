from datetime import datetime
from decimal import Decimal

import pytest

from lms.batches import planning
from lms.batches.rules import BatchState, Mark, Share
from lms.batches.service import BatchClosed
from lms.gradebook import service
from lms.gradebook.rules import ResultKind
from lms.kit.errors import Invalid, NotFound
from tests import factories
from tests.people import Cast
from tests.queries import counted

pytestmark = pytest.mark.usefixtures("app_context")
TASK, TEST = "journalism/press-release", "journalism/post-test"


def record(cast: Cast, key: str, kind: ResultKind, score: str, source: str, at: datetime) -> None:
    passed = Decimal(score) >= 70
    service.record(cast.enrolment(cast.ratna), key, kind, Decimal(score), source, cast.sari.id, at, "e1", passed=passed)


def current(cast: Cast) -> dict[str, Decimal]:
    enrolment = cast.enrolment(cast.ratna)
    return {card.activity_key: card.score for card in service.current([enrolment])[enrolment]}


def test_the_newest_assignment_and_the_best_test_count(cast: Cast, at: datetime) -> None:
    for n, score in enumerate(("90", "71.25")):
        record(cast, TASK, ResultKind.ASSIGNMENT, score, f"verdict:{n}", at)
        record(cast, TEST, ResultKind.TEST, score, f"attempt:{n}", at)
    assert current(cast) == {TASK: Decimal("71.25"), TEST: Decimal(90)}


def test_recording_the_same_source_again_changes_nothing(cast: Cast, at: datetime) -> None:
    record(cast, TASK, ResultKind.ASSIGNMENT, "80", "verdict:1", at)
    record(cast, TASK, ResultKind.ASSIGNMENT, "95", "verdict:1", at)
    assert current(cast) == {TASK: Decimal(80)}


@pytest.mark.parametrize("score", ["-0.01", "100.01"])
def test_a_result_outside_the_scale_is_a_fault_of_ours(cast: Cast, at: datetime, score: str) -> None:
    with pytest.raises(ValueError, match=r"0\.\.100"):
        record(cast, TASK, ResultKind.ASSIGNMENT, score, "verdict:1", at)


def test_many_standings_cost_three_queries(cast: Cast, at: datetime) -> None:
    enrolments = [cast.enrolment(cast.ratna), cast.enrolment(cast.budi)]
    factories.results(enrolments[0], Decimal(88), by=cast.sari, at=at)
    factories.meeting(cast.batch1, {enrolments[0]: Mark.PRESENT, enrolments[1]: Mark.ABSENT}, by=cast.sari, at=at)
    with counted() as asked:
        found = service.standing(dict.fromkeys(enrolments, cast.batch1))
    assert len(asked) == 3
    ratna, budi = (found[enrolment] for enrolment in enrolments)
    assert ratna.final == Decimal("89.20")  # 88 in everything, attendance 100
    assert ratna.passed
    assert ratna.predicate
    assert ratna.predicate.label == "Memuaskan"
    assert budi.final is None
    assert TASK in budi.missing
    shares = {enrolments[0]: Share(1, 2)}
    assert service.standing(dict.fromkeys(enrolments, cast.batch1), shares)[enrolments[0]].passed is False
    assert service.standing({}) == {}


def test_practice_is_scored_by_a_trainer_of_the_batch(cast: Cast, at: datetime) -> None:
    enrolment = cast.enrolment(cast.ratna)
    for score in ("80", "80.00", "92.5"):
        service.set_practice(cast.sari, cast.batch1, {enrolment: Decimal(score)}, at)
    assert service.practice_scores([enrolment]) == {enrolment: Decimal("92.50")}
    for other in (cast.hendra, cast.ratna, cast.admin, cast.yanti, cast.stranger):
        with pytest.raises(NotFound):
            service.set_practice(other, cast.batch1, {enrolment: Decimal(100)}, at)
    with pytest.raises(NotFound):
        service.set_practice(cast.sari, cast.batch1, {cast.enrolment(cast.wahyu): Decimal(100)}, at)


def test_practice_of_a_closed_batch_stays_as_it_is(cast: Cast, at: datetime) -> None:
    planning.set_state(cast.admin, cast.batch1, BatchState.CLOSED)
    with pytest.raises(BatchClosed):
        service.set_practice(cast.sari, cast.batch1, {cast.enrolment(cast.ratna): Decimal(80)}, at)
    assert service.practice_scores([cast.enrolment(cast.ratna)]) == {}


@pytest.mark.parametrize("score", ["-1", "100.5", "80.005", "NaN", "Infinity"])
def test_practice_stays_on_the_scale(cast: Cast, at: datetime, score: str) -> None:
    with pytest.raises(Invalid):
        service.set_practice(cast.sari, cast.batch1, {cast.enrolment(cast.ratna): Decimal(score)}, at)
    assert service.practice_scores([cast.enrolment(cast.ratna)]) == {}
