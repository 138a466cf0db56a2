from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from flask import Flask, g
from sqlalchemy import select

from lms.batches.models import Batch
from lms.batches.rules import BatchState
from lms.catalog.pack import Difficulty, Draw, Question, Quiz, UnknownKey
from lms.catalog.service import current_catalog
from lms.gradebook import service as gradebook
from lms.kit.db import session, transaction
from lms.kit.errors import NotFound
from lms.quizzes import service
from lms.quizzes.models import Attempt, QuestionAnswer
from lms.quizzes.service import NoAttempt, Sending
from tests.people import Cast
from tests.quizzes.papers import KEY, PRE, bank, pre_test, quiz, right, take, with_papers, wrong

pytestmark = pytest.mark.usefixtures("app_context")
Change = Callable[..., None]


@pytest.fixture
def change(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Change:
    """Puts another post-test or another bank in the place of this one, as another edition does."""

    def put(post: Quiz | None = None, questions: dict[str, Question] | None = None) -> None:
        changed = with_papers(app, [pre_test(), post or quiz()], questions)
        monkeypatch.setitem(app.extensions, "catalog", changed)
        g.pop("courses", None)  # what this request knew of them

    return put


def reworded() -> dict[str, Question]:
    first = bank()["lead/single"]
    return bank() | {first.id: replace(first, text=first.text + " Pilih satu.")}


def results(cast: Cast) -> list[tuple[Decimal, bool, str]]:
    enrolment = cast.enrolment(cast.ratna)
    return [(card.score, card.passed, card.source) for card in gradebook.current([enrolment])[enrolment]]


def begin(cast: Cast, at: datetime, key: str = KEY) -> int:
    return service.start(cast.ratna, cast.batch1, key, at)


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
    half = {key: chosen for number, (key, chosen) in enumerate(right().items()) if number % 2}
    for answers in (wrong(), half, wrong()):
        take(cast.ratna, cast.batch1, answers, at)
    (best, passed, _source) = results(cast)[0]
    assert best == 50
    assert not passed
    entrance = service.entrance(cast.ratna, cast.batch1, KEY)
    assert [card.n for card in entrance.history] == [3, 2, 1]
    assert (entrance.tries.left, entrance.may_start) == (0, False)
    with pytest.raises(NoAttempt, match="3"):
        begin(cast, at)


def test_what_was_sent_is_frozen(cast: Cast, at: datetime) -> None:
    attempt = take(cast.ratna, cast.batch1, wrong(), at)
    assert send(cast, attempt, right(), at) is Sending.SENT
    assert not service.save(cast.ratna, attempt, right(), "", at)
    assert service.open_result(cast.ratna, attempt).attempt.score == 0
    assert len(results(cast)) == 1


def test_open_questions_are_pointed_at_before_they_count_zero(cast: Cast, at: datetime) -> None:
    attempt = begin(cast, at)
    answers = right("short") | {"lead/match": ["a=a"]}
    assert send(cast, attempt, answers, at) is Sending.INCOMPLETE
    sheet = service.open_attempt(cast.ratna, attempt)
    missing = {shown.question.id for shown in sheet.questions if shown.number in sheet.unanswered}
    assert missing == {"lead/short", "lead/match"}
    assert service.send(cast.ratna, attempt, answers, "", at, incomplete=True) is Sending.SENT


def test_answers_that_no_question_has_are_dropped(cast: Cast, at: datetime) -> None:
    attempt = begin(cast, at)
    service.save(cast.ratna, attempt, {"lead/single": ["z", "b'; --"], "q99": ["a"], "score": ["100"]}, "", at)
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
    for unknown in ("journalism/none", "none/post-test"):
        with pytest.raises(UnknownKey):
            service.start(cast.ratna, cast.batch1, unknown, at)


def test_no_result_before_sending(cast: Cast, at: datetime) -> None:
    with pytest.raises(NotFound):
        service.open_result(cast.ratna, begin(cast, at))


def test_a_closed_batch_begins_nothing_new(cast: Cast, at: datetime) -> None:
    with transaction() as writing:
        writing.get_one(Batch, cast.batch1).state = BatchState.CLOSED
    with pytest.raises(NoAttempt):
        begin(cast, at)
    assert not service.entrance(cast.ratna, cast.batch1, KEY).may_start


# --- what is drawn, and the ledger -----------------------------------------------------------------------------------


def test_two_people_and_two_attempts_are_asked_differently(cast: Cast, at: datetime, change: Change) -> None:
    large = {f"lead/{n:02}": replace(bank()["lead/single"], id=f"lead/{n:02}") for n in range(24)}
    change(quiz(blueprint=(Draw("lead", {Difficulty.EASY: 8}),)), large)

    def asked(attempt: int) -> list[str]:
        row = session().get_one(Attempt, attempt)
        return list(row.seen)

    first = asked(begin(cast, at))
    other = asked(service.start(cast.budi, cast.batch1, KEY, at))
    assert set(first) != set(other)
    further = [asked(take(cast.ratna, cast.batch1, {}, at)) for _ in range(3)]
    assert further[0] == first
    assert len(set(further[0]) | set(further[1]) | set(further[2])) == 24, "each attempt asks what was not asked yet"


def test_the_ledger_has_a_row_for_each_question_once(cast: Cast, at: datetime) -> None:
    answers = right("short", "multiple") | {"lead/multiple": ["a"], "lead/order": ["a", "b", "d", "c"]}
    attempt = take(cast.ratna, cast.batch1, answers, at)
    send(cast, attempt, right(), at)
    kept = session().scalars(select(QuestionAnswer)).all()
    assert {row.attempt_id for row in kept} == {attempt}
    points = {row.question_id: row.points for row in kept}
    whole = dict.fromkeys(right(), Decimal(1))
    others = {"lead/multiple": "0.33", "lead/order": "0.67", "lead/short": "0"}
    assert points == whole | {key: Decimal(value) for key, value in others.items()}
    chosen = {row.question_id: row.chosen for row in kept}
    assert chosen["lead/match"] == "a=a\nb=b\nc=b"
    assert chosen["lead/short"] == ""


# --- before the lessons ----------------------------------------------------------------------------------------------


def test_a_pre_test_is_not_counted_and_opens_nothing(cast: Cast, at: datetime) -> None:
    attempt = take(cast.ratna, cast.batch1, right(), at, PRE)
    assert results(cast) == []
    plan = {test.key for test in gradebook.the_plan(current_catalog()).tests}
    assert KEY in plan
    assert PRE not in plan
    review = service.open_result(cast.ratna, attempt)
    assert (review.attempt.score, review.questions, review.left_out) == (100, (), 0)
    with pytest.raises(NoAttempt, match="satu kali saja"):
        begin(cast, at, PRE)


def test_the_post_test_tells_what_was_known_before(cast: Cast, at: datetime) -> None:
    take(cast.ratna, cast.batch1, right("short", "order", "match", "number"), at, PRE)
    review = service.open_result(cast.ratna, take(cast.ratna, cast.batch1, right(), at))
    assert (review.before, review.best) == (50, 100)
    other = service.open_result(cast.budi, take(cast.budi, cast.batch1, right(), at))
    assert other.before is None


def test_a_pre_test_comes_before_what_it_is_compared_with(cast: Cast, at: datetime) -> None:
    begin(cast, at)
    entrance = service.entrance(cast.ratna, cast.batch1, PRE)
    assert (entrance.too_late, entrance.may_start) == (True, False)
    with pytest.raises(NoAttempt, match="post-test"):
        begin(cast, at, PRE)


# --- time ------------------------------------------------------------------------------------------------------------


def test_after_the_time_only_what_was_saved_counts(cast: Cast, at: datetime, change: Change) -> None:
    change(quiz(minutes=20))
    attempt = begin(cast, at)
    saved = {key: chosen for key, chosen in right().items() if key in ("lead/single", "lead/match")}
    assert service.save(cast.ratna, attempt, saved, "", at + timedelta(minutes=21))
    late = at + timedelta(minutes=23)
    assert service.open_attempt(cast.ratna, attempt).is_over(late)
    assert not service.save(cast.ratna, attempt, right(), "", late)
    assert send(cast, attempt, right(), late) is Sending.SENT
    review = service.open_result(cast.ratna, attempt)
    assert review.attempt.score == 25
    assert review.attempt.time_ran_out


def test_the_grace_of_two_minutes(cast: Cast, at: datetime, change: Change) -> None:
    change(quiz(minutes=20))
    attempt = begin(cast, at)
    assert send(cast, attempt, right(), at + timedelta(minutes=22)) is Sending.SENT
    assert results(cast)[0][0] == 100


# --- other questions under an open attempt ---------------------------------------------------------------------------


def test_an_edition_with_the_same_questions_changes_nothing(cast: Cast, at: datetime, change: Change) -> None:
    attempt = begin(cast, at)
    page = service.open_attempt(cast.ratna, attempt).page
    change(quiz(edition="0123456789ab"))
    assert send(cast, attempt, right(), at, page) is Sending.SENT
    enrolment = cast.enrolment(cast.ratna)
    assert gradebook.current([enrolment])[enrolment][0].edition == "0123456789ab"


def test_nobody_is_scored_on_words_they_did_not_see(cast: Cast, at: datetime, change: Change) -> None:
    attempt = begin(cast, at)
    old_page = service.open_attempt(cast.ratna, attempt).page
    service.save(cast.ratna, attempt, right(), old_page, at)
    change(questions=reworded())
    sheet = service.open_attempt(cast.ratna, attempt)
    assert sheet.renewed
    assert {shown.question.id for shown in sheet.questions if not shown.chosen} == {"lead/single"}
    assert send(cast, attempt, right(), at, old_page) is Sending.RENEWED
    assert results(cast) == []
    assert service.open_attempt(cast.ratna, attempt).attempt.n == 1
    assert send(cast, attempt, right(), at, sheet.page) is Sending.SENT
    assert results(cast)[0][0] == 100


def test_a_page_older_than_the_attempt_knows_is_not_believed(cast: Cast, at: datetime) -> None:
    attempt = begin(cast, at)
    assert send(cast, attempt, right(), at, "f" * 12) is Sending.RENEWED
    assert all(not shown.chosen for shown in service.open_attempt(cast.ratna, attempt).questions)


def test_renewed_questions_give_the_time_again(cast: Cast, at: datetime, change: Change) -> None:
    change(quiz(minutes=20))
    attempt = begin(cast, at)
    change(quiz(minutes=20), reworded())
    later = at + timedelta(hours=2)
    assert send(cast, attempt, right(), later) is Sending.RENEWED
    assert not service.open_attempt(cast.ratna, attempt).is_over(later)


def test_a_review_leaves_out_what_changed_since(cast: Cast, at: datetime, change: Change) -> None:
    attempt = take(cast.ratna, cast.batch1, right(), at)
    change(questions=reworded())
    review = service.open_result(cast.ratna, attempt)
    assert review.left_out == 1
    assert "lead/single" not in {shown.question.id for shown in review.questions}
    assert review.attempt.score == 100


# --- attempts from before there was a bank ---------------------------------------------------------------------------


def older(cast: Cast, at: datetime, *, sent: bool) -> int:
    with transaction() as writing:
        row = Attempt(
            enrolment_id=cast.enrolment(cast.ratna),
            person_id=cast.ratna.id,
            batch_id=cast.batch1,
            quiz_key=KEY,
            n=1,
            edition="abcdefabcdef",
            seen={"q1": "0" * 12, "q2": "1" * 12},
            answers={"q1": ["a"]},
            started_at=at,
            sent_at=at if sent else None,
            score=Decimal("62.50") if sent else None,
            passed=False if sent else None,
        )
        writing.add(row)
        writing.flush()
        return row.id


def test_a_sent_one_keeps_its_score_and_counts_as_a_try(cast: Cast, at: datetime) -> None:
    attempt = older(cast, at, sent=True)
    review = service.open_result(cast.ratna, attempt)
    assert (review.attempt.score, review.questions, review.left_out) == (Decimal("62.50"), (), 2)
    assert review.tries.left == 2
    assert send(cast, begin(cast, at), right(), at) is Sending.SENT


def test_an_open_one_goes_on_with_questions_of_the_bank(cast: Cast, at: datetime) -> None:
    attempt = older(cast, at, sent=False)
    sheet = service.open_attempt(cast.ratna, attempt)
    assert sheet.renewed
    assert len(sheet.questions) == 8
    assert service.save(cast.ratna, attempt, right("short"), sheet.page, at)
    assert not service.open_attempt(cast.ratna, attempt).renewed
    assert send(cast, attempt, right(), at, sheet.page) is Sending.SENT
    assert results(cast)[0][0] == 100


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
    assert len(session().scalars(select(QuestionAnswer)).all()) == 8
