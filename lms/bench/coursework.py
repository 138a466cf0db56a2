"""What one participant leaves behind in weeks of training: presence, lessons, quizzes, posts and what was said of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from lms.batches.rules import Mark
from lms.bench.books import Books
from lms.catalog.pack import Activity
from lms.catalog.service import current_catalog
from lms.gradebook.rules import ResultKind
from lms.grading.rules import points
from lms.posts.rules import Decision, PhotoState, PostState
from lms.posts.waiting import AFTER
from lms.quizzes import drawing
from lms.quizzes.kinds import KINDS

SIZE: Final = 30
"""Trainees of a batch; each has a post for every assignment."""
WAITING: Final = 40
"""How many of a batch's posts wait for its trainer, spread evenly over its trainees."""
CAPTION: Final = (
    "Warga Kelurahan Contoh kini dapat menimbang balita setiap Selasa pagi di posyandu yang baru dibuka. "
    "Kader menyiapkan timbangan, kartu sehat dan bubur kacang hijau sejak pukul tujuh. "
)


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody in a batch; `seat` counts from 0 and makes them differ."""

    enrolment: int
    batch: int
    person: int
    trainer: int
    seat: int
    at: datetime


def learn(books: Books, place: Place, meetings: list[int]) -> None:
    """Presence, lessons read, quizzes passed by every other trainee, and the posts."""
    for meeting in meetings:
        books.add(
            "attendance",
            session_id=meeting,
            enrolment_id=place.enrolment,
            mark=Mark.ABSENT if (place.seat + meeting) % 9 == 0 else Mark.PRESENT,
            by_id=place.trainer,
            at=place.at,
        )
    for turn, module in enumerate(current_catalog().modules.values()):
        for lesson in module.lessons[: 1 + turn % 2]:
            books.add("lesson_read", enrolment_id=place.enrolment, lesson_key=lesson.key, at=place.at)
        tests = [quiz for quiz in module.quizzes if quiz.counted]
        for quiz in tests[: (place.seat + turn) % 2]:
            attempt = books.add(
                "attempt",
                enrolment_id=place.enrolment,
                person_id=place.person,
                batch_id=place.batch,
                quiz_key=quiz.key,
                n=1,
                edition=quiz.edition,
                seen={},
                answers={},
                started_at=place.at,
                sent_at=place.at,
                score=Decimal(80),
                passed=True,
            )
            for question in drawing.drawn(quiz, module.questions.values(), str(attempt)):
                books.add(
                    "question_answer",
                    attempt_id=attempt,
                    question_id=question.id,
                    fingerprint=drawing.fingerprint(question),
                    points=Decimal(int(place.seat % 5 > 0)),
                    chosen="\n".join(KINDS[question.kind].key(question)),
                )
            _result(books, place, quiz.key, ResultKind.TEST, Decimal(80), f"attempt:{attempt}", quiz.edition)
    modules = current_catalog().modules.values()
    activities = [activity for module in modules for activity in module.activities if activity.mandatory]
    for turn, activity in enumerate(activities):
        number, total = place.seat * len(activities) + turn, SIZE * len(activities)
        _post(books, place, activity, waits=number * WAITING % total < WAITING)


def _post(books: Books, place: Place, activity: Activity, *, waits: bool) -> None:
    """A post that was sent once; when it does not wait, it was returned (every third) or passed."""
    decision = Decision.RETURNED if place.seat % 3 == 0 else Decision.PASSED
    sent_at = place.at - timedelta(days=3) + timedelta(minutes=place.seat)
    words = {
        "platform": activity.platforms[0],
        "audience": activity.audiences[0],
        "caption": CAPTION * 6,
        "live_url": "https://example.org/posyandu",
    }
    post = books.add(
        "post",
        enrolment_id=place.enrolment,
        batch_id=place.batch,
        person_id=place.person,
        activity_key=activity.key,
        state=PostState.SENT if waits else AFTER[decision],
        rounds=1,
        version=1 if waits else 2,
        created_at=sent_at,
        saved_at=sent_at,
        **words,
    )
    alt_text = "Kader menimbang balita di posyandu, ibunya memegang kartu sehat"
    photos = [
        books.add(
            "photo",
            post_id=post,
            position=position,
            alt_text=alt_text,
            digest="0" * 64,
            size=2_000_000,
            format="JPEG",
            width=1080,
            height=810,
            state=PhotoState.READY,
            gps_present=True,
            added_at=sent_at,
        )
        for position in range(1, activity.min_photos + 1)
    ]
    revision = books.add(
        "revision",
        post_id=post,
        batch_id=place.batch,
        person_id=place.person,
        activity_key=activity.key,
        n=1,
        answers=words,
        photos=[{"id": photo, "alt_text": alt_text} for photo in photos],
        findings=[],
        edition=activity.edition,
        sent_at=sent_at,
        waiting=waits,
    )
    if not waits:
        _verdict(books, place, activity, (post, revision), decision)


def _verdict(books: Books, place: Place, activity: Activity, judged: tuple[int, int], decision: Decision) -> None:
    """What publish() leaves: the verdict, and for a final one the result and the evidence."""
    programme = current_catalog().programme
    level = 2 if decision is Decision.RETURNED else 3
    levels = {criterion.key: level for criterion in activity.rubric.criteria}
    total = points(activity.rubric, levels, programme.level_points)
    post, revision = judged
    verdict = books.add(
        "verdict",
        revision_id=revision,
        post_id=post,
        trainer_id=place.trainer,
        marks=[{"criterion": key, "level": level, "comment": "Kalimat pertama sudah jelas."} for key in levels],
        comment="Bagus. Perhatikan sumber angka.",
        decision=decision,
        points=total,
        rubric=activity.rubric.as_json(),
        edition=activity.edition,
        at=place.at,
    )
    if decision is Decision.RETURNED:
        return
    source = f"verdict:{verdict}"
    _result(books, place, activity.key, ResultKind.ASSIGNMENT, total, source, activity.edition)
    for criterion in activity.rubric.criteria:
        books.add(
            "evidence",
            person_id=place.person,
            enrolment_id=place.enrolment,
            competency=criterion.competency,
            level=programme.evidence_levels[level],
            activity_key=activity.key,
            criterion_key=criterion.key,
            source=source,
            edition=activity.edition,
            by_id=place.trainer,
            at=place.at,
        )


def _result(books: Books, place: Place, key: str, kind: ResultKind, score: Decimal, source: str, edition: str) -> None:
    books.add(
        "result",
        enrolment_id=place.enrolment,
        activity_key=key,
        kind=kind,
        score=score,
        passed=True,
        source=source,
        edition=edition,
        by_id=place.trainer,
        at=place.at,
    )
