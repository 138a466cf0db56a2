from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from flask import Flask

from lms.batches.models import Batch
from lms.batches.rules import BatchState
from lms.catalog.pack import Quiz, UnknownKey
from lms.gradebook import service as gradebook
from lms.kit.db import transaction
from lms.kit.errors import NotFound
from lms.quizzes import rules, service
from lms.quizzes.service import NoAttempt, Sending
from tests.people import Cast
from tests.quizzes.papers import KEY, quiz, right, with_quiz, wrong

pytestmark = pytest.mark.usefixtures("app_context")
Renew = Callable[[Callable[[Quiz], Quiz]], None]


@pytest.fixture
def renew(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Renew:
    """Puts another quiz in the place of this one, as a new edition of the pack does."""
    return lambda change: monkeypatch.setitem(app.extensions, "catalog", with_quiz(app, change))


def reworded(old: Quiz) -> Quiz:
    first, *others = old.questions
    return replace(old, questions=(replace(first, text=first.text + " Pilih satu."), *others))


def with_minutes(old: Quiz) -> Quiz:
    return replace(old, minutes=20)


def results(cast: Cast) -> list[tuple[Decimal, bool, str]]:
    enrolment = cast.enrolment(cast.ratna)
    return [(card.score, card.passed, card.source) for card in gradebook.current([enrolment])[enrolment]]


def begin(cast: Cast, at: datetime) -> int:
    return service.start(cast.ratna, cast.batch1, KEY, at)


def send(cast: Cast, attempt: int, answers: dict[str, list[str]], at: datetime, page: str = "") -> Sending:
    return service.send(cast.ratna, attempt, answers, page, at, incomplete=False)


def test_starting_again_gives_the_open_attempt(cast: Cast, at: datetime) -> None:
    first = begin(cast, at)
    assert begin(cast, at + timedelta(hours=1)) == first
    assert service.open_attempt(cast.ratna, first).attempt.started_at == at


def test_a_passed_attempt_is_in_the_gradebook_and_ends_the_quiz(cast: Cast, at: datetime) -> None:
    attempt = begin(cast, at)
    assert send(cast, attempt, right(), at) is Sending.SENT
    assert results(cast) == [(Decimal(100), True, f"attempt:{attempt}")]
    with pytest.raises(NoAttempt):
        begin(cast, at)


def test_the_best_of_all_attempts_counts_and_there_are_only_so_many(cast: Cast, at: datetime) -> None:
    half = {key: chosen for number, (key, chosen) in enumerate(right().items()) if number % 2} | {"q1": []}
    for answers in (wrong(), half, wrong()):
        attempt = begin(cast, at)
        assert service.send(cast.ratna, attempt, answers, "", at, incomplete=True) is Sending.SENT
    (best, passed, _source) = results(cast)[0]
    assert 0 < best < 70
    assert not passed
    entrance = service.entrance(cast.ratna, cast.batch1, KEY)
    assert [card.n for card in entrance.history] == [3, 2, 1]
    assert (entrance.tries.left, entrance.may_start) == (0, False)
    with pytest.raises(NoAttempt, match="3"):
        begin(cast, at)


def test_what_was_sent_is_frozen(cast: Cast, at: datetime) -> None:
    attempt = begin(cast, at)
    send(cast, attempt, wrong(), at)
    assert send(cast, attempt, right(), at) is Sending.SENT
    assert not service.save(cast.ratna, attempt, right(), "", at)
    assert service.open_result(cast.ratna, attempt).attempt.score == 0
    assert len(results(cast)) == 1


def test_open_questions_are_pointed_at_before_they_count_zero(cast: Cast, at: datetime) -> None:
    attempt = begin(cast, at)
    answers = right() | {"q2": []}
    assert send(cast, attempt, answers, at) is Sending.INCOMPLETE
    sheet = service.open_attempt(cast.ratna, attempt)
    assert [shown.question.id for shown in sheet.questions if shown.number in sheet.unanswered] == ["q2"]
    assert service.send(cast.ratna, attempt, answers, "", at, incomplete=True) is Sending.SENT


def test_answers_that_no_question_has_are_dropped(cast: Cast, at: datetime) -> None:
    attempt = begin(cast, at)
    service.save(cast.ratna, attempt, {"q1": ["z", "b'; --"], "q99": ["a"], "score": ["100"]}, "", at)
    assert all(not shown.chosen for shown in service.open_attempt(cast.ratna, attempt).questions)


def test_an_attempt_is_its_own_persons(cast: Cast, at: datetime) -> None:
    attempt = begin(cast, at)
    for other in (cast.budi, cast.wahyu, cast.sari, cast.admin, cast.stranger):
        for act in (
            lambda by: service.open_attempt(by, attempt),
            lambda by: service.open_result(by, attempt),
            lambda by: service.save(by, attempt, right(), "", at),
            lambda by: service.send(by, attempt, right(), "", at, incomplete=True),
        ):
            with pytest.raises(NotFound):
                act(other)
    for outsider in (cast.wahyu, cast.sari, cast.stranger):
        with pytest.raises(NotFound):
            service.start(outsider, cast.batch1, KEY, at)
    with pytest.raises(UnknownKey):
        service.start(cast.ratna, cast.batch1, "journalism/none", at)


def test_no_result_before_sending(cast: Cast, at: datetime) -> None:
    with pytest.raises(NotFound):
        service.open_result(cast.ratna, begin(cast, at))


def test_a_closed_batch_begins_nothing_new(cast: Cast, at: datetime) -> None:
    with transaction() as writing:
        writing.get_one(Batch, cast.batch1).state = BatchState.CLOSED
    with pytest.raises(NoAttempt):
        begin(cast, at)
    assert not service.entrance(cast.ratna, cast.batch1, KEY).may_start


# --- time ------------------------------------------------------------------------------------------------------------


def test_after_the_time_only_what_was_saved_counts(cast: Cast, at: datetime, renew: Renew) -> None:
    renew(with_minutes)
    attempt = begin(cast, at)
    saved = {key: chosen for key, chosen in right().items() if key in ("q1", "q2")}
    assert service.save(cast.ratna, attempt, saved, "", at + timedelta(minutes=21))
    late = at + timedelta(minutes=23)
    assert service.open_attempt(cast.ratna, attempt).is_over(late)
    assert not service.save(cast.ratna, attempt, right(), "", late)
    assert send(cast, attempt, right(), late) is Sending.SENT
    review = service.open_result(cast.ratna, attempt)
    assert review.attempt.score == rules.score(quiz().questions, saved)
    assert review.attempt.time_ran_out


def test_the_grace_of_two_minutes(cast: Cast, at: datetime, renew: Renew) -> None:
    renew(with_minutes)
    attempt = begin(cast, at)
    assert send(cast, attempt, right(), at + timedelta(minutes=22)) is Sending.SENT
    assert results(cast)[0][0] == 100


# --- another edition -------------------------------------------------------------------------------------------------


def test_an_edition_with_the_same_questions_changes_nothing(cast: Cast, at: datetime, renew: Renew) -> None:
    attempt = begin(cast, at)
    page = service.open_attempt(cast.ratna, attempt).page
    renew(lambda old: replace(old, title="Tes akhir"))
    assert send(cast, attempt, right(), at, page) is Sending.SENT
    enrolment = cast.enrolment(cast.ratna)
    assert gradebook.current([enrolment])[enrolment][0].edition == "0123456789ab"


def test_nobody_is_scored_on_words_they_did_not_see(cast: Cast, at: datetime, renew: Renew) -> None:
    attempt = begin(cast, at)
    old_page = service.open_attempt(cast.ratna, attempt).page
    renew(reworded)
    assert send(cast, attempt, right(), at, old_page) is Sending.RENEWED
    assert results(cast) == []
    sheet = service.open_attempt(cast.ratna, attempt)
    assert sheet.changed == {"q1"}
    assert {shown.question.id for shown in sheet.questions if not shown.chosen} == {"q1"}
    assert sheet.attempt.n == 1
    assert send(cast, attempt, right(), at, sheet.page) is Sending.SENT
    assert results(cast)[0][0] == 100


def test_a_page_older_than_the_attempt_knows_is_not_believed(cast: Cast, at: datetime, renew: Renew) -> None:
    attempt = begin(cast, at)
    assert send(cast, attempt, right(), at, "f" * 12) is Sending.RENEWED
    assert all(not shown.chosen for shown in service.open_attempt(cast.ratna, attempt).questions)


def test_a_renewed_quiz_gives_the_time_again(cast: Cast, at: datetime, renew: Renew) -> None:
    renew(with_minutes)
    attempt = begin(cast, at)
    renew(reworded)
    later = at + timedelta(hours=2)
    assert send(cast, attempt, right(), later) is Sending.RENEWED
    assert not service.open_attempt(cast.ratna, attempt).is_over(later)


def test_a_review_leaves_out_what_changed_since(cast: Cast, at: datetime, renew: Renew) -> None:
    attempt = begin(cast, at)
    send(cast, attempt, right(), at)
    renew(reworded)
    review = service.open_result(cast.ratna, attempt)
    assert review.left_out == 1
    assert "q1" not in {shown.question.id for shown in review.questions}
    assert review.attempt.score == 100


# --- many at once ----------------------------------------------------------------------------------------------------


def at_once(app: Flask, act: Callable[[], object], times: int = 6) -> list[object]:
    """What `times` workers get who act in the same moment, each with a session of its own."""
    together = Barrier(times)

    def worker(_number: int) -> object:
        with app.app_context():
            together.wait()
            return act()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(worker, range(times)))


def test_presses_at_the_same_moment_open_one_attempt(app: Flask, cast: Cast, at: datetime) -> None:
    assert len(set(at_once(app, lambda: begin(cast, at)))) == 1
    assert service.entrance(cast.ratna, cast.batch1, KEY).tries.sent == 0


def test_sendings_at_the_same_moment_have_one_result(app: Flask, cast: Cast, at: datetime) -> None:
    attempt = begin(cast, at)
    assert set(at_once(app, lambda: send(cast, attempt, right(), at))) == {Sending.SENT}
    assert results(cast) == [(Decimal(100), True, f"attempt:{attempt}")]
