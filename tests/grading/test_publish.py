"""The hinge: verdict, result and evidence in one commit, once, by whoever was first."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.batches.models import BatchTrainer
from lms.catalog.service import current_catalog
from lms.competencies import service as competencies
from lms.competencies.models import Evidence
from lms.gradebook import service as gradebook
from lms.gradebook.models import Result
from lms.grading import service
from lms.grading.models import Verdict
from lms.grading.rules import Mark
from lms.kit.db import session, transaction
from lms.kit.errors import Conflict, Invalid, NotFound
from lms.posts import service as posts
from lms.posts.models import Post, Revision
from lms.posts.rules import Decision, PostState
from tests.browser import Browser
from tests.page import words
from tests.people import Cast
from tests.story import PHOTO, as_desk, draft_for, marks, pass_post, return_post, send_post, with_activity

pytestmark = pytest.mark.usefixtures("app_context")
As = Callable[[str], Browser]
PASS_EACH = {"technique": 4, "composition": 3, "moment": 3, "caption": 2, "consent": 3}


def photo_marks(level: int = 3, **others: int) -> dict[str, Mark]:
    return marks(current_catalog().activity(PHOTO), level, **others)


def the_post() -> Post:
    session().rollback()
    return session().scalars(select(Post)).one()


def written() -> tuple[int, int, int]:
    """How many verdicts, results and pieces of evidence there are."""
    session().rollback()
    counts = (session().scalar(select(func.count()).select_from(table)) or 0 for table in (Verdict, Result, Evidence))
    verdicts, results, evidence = counts
    return verdicts, results, evidence


def with_second_trainer(cast: Cast) -> None:
    """Hendra trains batch 1 too."""
    with transaction() as writing:
        writing.add(BatchTrainer(batch_id=cast.batch1, person_id=cast.hendra.id))


# --- one commit ------------------------------------------------------------------------------------------------------


def test_passing_writes_the_verdict_the_result_and_the_evidence(cast: Cast, at: datetime) -> None:
    revision = send_post(cast.ratna, cast.batch1)
    verdict = service.publish(cast.sari, revision, photo_marks(**PASS_EACH), "Bagus.", Decision.PASSED, at)
    points = Decimal("86.80")  # 25 × 100 + 20 × 85 + 25 × 85 + 15 × 72 + 15 × 85
    enrolment = cast.enrolment(cast.ratna)
    (result,) = gradebook.current([enrolment])[enrolment]
    assert (result.score, result.passed, result.source, result.by_id) == (
        points,
        True,
        f"verdict:{verdict}",
        cast.sari.id,
    )
    levels = {code: level.suggested for code, level in competencies.levels_of(cast.ratna.id).items()}
    assert levels == {"P1": 3, "P2": 2, "P3": 1, "P4": 2}
    card = service.verdicts_of(the_post().id)[revision]
    assert (card.points, card.comment, card.decision, card.trainer.id) == (
        points,
        "Bagus.",
        Decision.PASSED,
        cast.sari.id,
    )
    assert card.edition == result.edition == current_catalog().activity(PHOTO).edition
    assert the_post().state is PostState.PASSED


def test_returning_writes_a_verdict_and_nothing_that_counts(cast: Cast) -> None:
    return_post(cast.sari, send_post(cast.ratna, cast.batch1))
    assert written() == (1, 0, 0)
    assert the_post().state is PostState.RETURNED


@pytest.mark.parametrize("broken", ["result", "first evidence", "last evidence"])
def test_a_failure_in_the_middle_undoes_all_of_it(
    cast: Cast, at: datetime, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    revision = send_post(cast.ratna, cast.batch1)
    add_evidence, written_so_far = competencies.add_evidence, []

    def add(*args: Any, **kwargs: Any) -> None:
        written_so_far.append(kwargs.get("criterion_key"))
        if len(written_so_far) == (1 if broken == "first evidence" else 5):
            raise OSError("the disk went away")
        add_evidence(*args, **kwargs)

    def record(*_args: Any, **_kwargs: Any) -> None:
        raise OSError("the disk went away")

    with monkeypatch.context() as patch:
        if broken == "result":
            patch.setattr(gradebook, "record", record)
        else:
            patch.setattr(competencies, "add_evidence", add)
        with pytest.raises(OSError, match="the disk went away"):
            service.publish(cast.sari, revision, photo_marks(), "", Decision.PASSED, at)
    assert written() == (0, 0, 0)
    assert the_post().state is PostState.SENT
    assert service.next_revision(cast.sari) == revision, "it still waits"
    service.publish(cast.sari, revision, photo_marks(), "", Decision.PASSED, at)
    assert written() == (1, 1, 5)


# --- what may be decided ---------------------------------------------------------------------------------------------


def refusal(cast: Cast, revision: int, given: dict[str, Mark], decision: Decision, comment: str = "") -> Invalid:
    with pytest.raises(Invalid) as refused:
        service.publish(cast.sari, revision, given, comment, decision, the_post().saved_at)
    assert written() == (0, 0, 0)
    assert the_post().state is PostState.SENT
    return refused.value


def test_marks_that_do_not_fit_are_refused_and_change_nothing(cast: Cast) -> None:
    revision = send_post(cast.ratna, cast.batch1)
    whole = photo_marks()
    without = {key: mark for key, mark in whole.items() if key != "moment"}
    assert "Momen dan cerita" in str(refusal(cast, revision, without, Decision.PASSED).fields["marks"])
    more = whole | {"layout": Mark("layout", 4, "")}
    assert "marks" in refusal(cast, revision, more, Decision.PASSED).fields
    assert "decision" in refusal(cast, revision, photo_marks(1, consent=2), Decision.PASSED).fields, (
        "below the pass mark"
    )
    assert "decision" in refusal(cast, revision, whole, Decision.FAILED).fields, "revisions are left"
    assert "comment" in refusal(cast, revision, whole, Decision.RETURNED, "  \n ").fields, "a return needs a word"


def test_a_must_pass_criterion_on_the_lowest_level_cannot_pass_however_good_the_rest(cast: Cast) -> None:
    revision = send_post(cast.ratna, cast.batch1)
    refused = refusal(cast, revision, photo_marks(4, consent=1), Decision.PASSED)
    assert "Izin dan etika" in str(refused.fields["decision"])


def test_a_note_on_one_criterion_is_a_word_too(cast: Cast, at: datetime) -> None:
    revision = send_post(cast.ratna, cast.batch1)
    noted = photo_marks() | {"caption": Mark("caption", 2, "Sebutkan nama dari kiri ke kanan.")}
    service.publish(cast.sari, revision, noted, "", Decision.RETURNED, at)
    assert written() == (1, 0, 0)


def test_after_two_revisions_it_is_passed_or_failed(cast: Cast, at: datetime) -> None:
    revision = send_post(cast.ratna, cast.batch1)
    post = the_post().id
    for _ in range(2):
        return_post(cast.sari, revision)
        revision = posts.send(cast.ratna, post, draft_for(post, cast.ratna), at)
    with pytest.raises(Invalid):
        return_post(cast.sari, revision)
    with pytest.raises(Invalid):
        service.publish(cast.sari, revision, photo_marks(4), "", Decision.FAILED, at)
    service.publish(cast.sari, revision, photo_marks(4, consent=1), "", Decision.FAILED, at)
    assert the_post().state is PostState.FAILED
    enrolment = cast.enrolment(cast.ratna)
    (result,) = gradebook.current([enrolment])[enrolment]
    assert (result.score, result.passed) == (Decimal("92.50"), False), (
        "the points stand, the must-pass criterion decides"
    )


def test_only_a_trainer_of_the_batch_publishes(cast: Cast, at: datetime) -> None:
    revision = send_post(cast.ratna, cast.batch1)
    for other in cast.everyone().values():
        if other != cast.sari:
            with pytest.raises(NotFound):
                service.publish(other, revision, photo_marks(), "", Decision.PASSED, at)
    with pytest.raises(NotFound):
        service.publish(cast.sari, revision + 1, photo_marks(), "", Decision.PASSED, at)


def test_nobody_judges_their_own_post(cast: Cast, at: datetime) -> None:
    with transaction() as writing:
        writing.add(BatchTrainer(batch_id=cast.batch1, person_id=cast.ratna.id))
    revision = send_post(cast.ratna, cast.batch1)
    with pytest.raises(NotFound):
        service.publish(cast.ratna, revision, photo_marks(), "", Decision.PASSED, at)


# --- two trainers ----------------------------------------------------------------------------------------------------


def test_the_second_trainer_sees_both_views_and_overwrites_nothing(cast: Cast, as_: As) -> None:
    with_second_trainer(cast)
    revision = send_post(cast.ratna, cast.batch1)
    first = photo_marks(3) | {"moment": Mark("moment", 4, "Momen yang tepat.")}
    as_("sari").post(f"/grading/{revision}", data=as_desk(first, "passed", "Lulus, selamat."))
    hendra = as_("hendra")
    hendra.post("/language", data={"locale": "en"})
    second = photo_marks(2) | {"moment": Mark("moment", 1, "Menurut saya ini pose.")}
    answer = hendra.post(f"/grading/{revision}", data=as_desk(second, "returned", "Coba lagi."))
    assert answer.status_code == 409
    told = words(answer)
    assert "Another trainer has already published a verdict" in told
    for word in ("Sari Puspita", "Lulus, selamat.", "Momen yang tepat.", "Menurut saya ini pose.", "Coba lagi."):
        assert word in told
    assert written() == (1, 1, 5)
    assert the_post().state is PostState.PASSED


def test_at_the_same_moment_one_is_published_and_one_is_told(app: Flask, cast: Cast, as_: As) -> None:
    with_second_trainer(cast)
    revision = send_post(cast.ratna, cast.batch1)
    start, statuses = threading.Barrier(2), []

    def judge(browser: Browser, level: int) -> None:
        start.wait()
        given = {key: str(level) for key in (f"level-{one}" for one in PASS_EACH)}
        statuses.append(browser.post(f"/grading/{revision}", data=given | {"decision": "passed"}).status_code)

    judges = [threading.Thread(target=judge, args=(as_(login), level)) for login, level in (("sari", 3), ("hendra", 4))]
    for one in judges:
        one.start()
    for one in judges:
        one.join()
    assert sorted(statuses) == [303, 409]
    assert written() == (1, 1, 5)


def test_the_same_form_twice_is_one_verdict_and_an_edited_one_is_refused(cast: Cast, as_: As) -> None:
    revision = send_post(cast.ratna, cast.batch1)
    sari = as_("sari")
    sari.post("/language", data={"locale": "en"})
    fields = as_desk(photo_marks(), "passed") | {"_key": "the form of this desk"}
    assert [sari.post(f"/grading/{revision}", data=fields).location for _ in range(2)] == ["/queue"] * 2
    answer = sari.post(f"/grading/{revision}", data=fields | {"comment": "Saya berubah pikiran."})
    assert answer.status_code == 409
    assert "You have already published a verdict" in words(answer)
    assert "Saya berubah pikiran." in words(answer)
    assert written() == (1, 1, 5)


def test_a_judged_revision_stays_judged_even_after_the_next_one(cast: Cast, at: datetime) -> None:
    revision = send_post(cast.ratna, cast.batch1)
    return_post(cast.sari, revision)
    post = the_post().id
    second = posts.send(cast.ratna, post, draft_for(post, cast.ratna), at)
    for given, decision in ((photo_marks(), Decision.PASSED), ({}, Decision.RETURNED)):
        with pytest.raises(Conflict):
            service.publish(cast.sari, revision, given, "", decision, at)
    assert session().get_one(Revision, second).waiting


# --- frozen with the judgement ---------------------------------------------------------------------------------------


def test_a_verdict_keeps_the_rubric_it_used(
    app: Flask, cast: Cast, at: datetime, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    revision = send_post(cast.ratna, cast.batch1)
    pass_post(cast.sari, revision)
    post = the_post().id
    before = service.verdicts_of(post)[revision]
    other = current_catalog().activity("journalism/press-release").rubric
    monkeypatch.setitem(app.extensions, "catalog", with_activity(app, PHOTO, rubric=other, edition="0123456789ab"))
    after = service.verdicts_of(post)[revision]
    assert after == before
    page = words(as_("ratna").get(f"/posts/{post}/feedback"))
    assert "Momen dan cerita" in page
    assert "Foto memperlihatkan aksi yang biasa." in page
    assert other.criteria[0].title not in page


def test_the_queue_forgets_what_was_judged(cast: Cast, at: datetime) -> None:
    first = send_post(cast.ratna, cast.batch1)
    second = send_post(cast.budi, cast.batch1, at=at + timedelta(seconds=1))
    assert service.waiting_count(cast.sari) == 2
    pass_post(cast.sari, first)
    assert [line.line.revision_id for line in service.queue(cast.sari)] == [second]
    assert service.waiting_count(cast.sari) == 1
