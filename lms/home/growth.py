"""What a trainee has reached: the parts of the final score, what is missing, and competencies with their evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import select

from lms.batches import service as batches
from lms.batches.rules import Share
from lms.catalog.pack import Catalog, Competency, Module
from lms.catalog.service import current_catalog
from lms.competencies import service as competencies
from lms.competencies.service import EvidenceCard, Level
from lms.gradebook import rules as gradebook_rules
from lms.gradebook import service as gradebook
from lms.gradebook.rules import Scored, Standing
from lms.gradebook.service import ResultCard
from lms.grading.models import Verdict
from lms.home import radar
from lms.home.course import Place, places_of
from lms.home.radar import Radar
from lms.kit.db import session
from lms.people.actor import Actor
from lms.posts.models import Post
from lms.quizzes import analysis
from lms.quizzes.gain import Gain

TOP: Final = 3
"""The highest level that evidence alone can show (domain 3.2: level 4 belongs to trainers)."""


@dataclass(frozen=True, slots=True)
class ResultLine:
    """A result of an assignment or a quiz that counts, and where it comes from: a post or an attempt."""

    title: str
    score: Decimal
    passed: bool
    at: datetime
    post_id: int | None = None
    attempt_id: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One training of the person: where it stands and the results behind it."""

    place: Place
    standing: Standing
    share: Share
    results: tuple[ResultLine, ...]
    gains: tuple[tuple[Module, Gain], ...]
    """Between the test before the lessons of a module and the one after them."""


@dataclass(frozen=True, slots=True)
class Proof:
    """One piece of evidence: the criterion that showed a level, and the post it was shown in."""

    level: int
    title: str
    criterion: str
    at: datetime
    post_id: int | None


@dataclass(frozen=True, slots=True)
class Skill:
    """A competency; `level` is the confirmed one where a trainer decided, else the suggestion. Newest evidence first."""

    competency: Competency
    level: int
    confirmed: bool
    tentative: bool
    target: int
    proofs: tuple[Proof, ...]

    @property
    def reached(self) -> bool:
        return self.level >= self.target


@dataclass(frozen=True, slots=True)
class Growth:
    """Everything the page shows; `open_skills` are taught competencies without any evidence yet. The chart has an axis for
    both, so that its shape only ever grows."""

    reports: tuple[Report, ...]
    skills: tuple[Skill, ...]
    open_skills: tuple[Competency, ...]
    radar: Radar
    target: int


def growth_of(by: Actor) -> Growth:
    """Seven queries, however many trainings there are."""
    places = places_of(by)
    ids = [place.enrolment_id for place in places]
    shares, results = batches.attendance_share(ids), gradebook.current(ids)
    levels = competencies.levels_of(by.id)
    posts = _posts_behind(by)
    gains = analysis.own_gains({place.enrolment_id: place.batch.courses for place in places})
    reports = tuple(
        _report(place, results[own], shares[own], posts, gains[own]) for own, place in zip(ids, places, strict=True)
    )
    courses = [place.batch.courses for place in places] or [current_catalog()]
    taught, target = _taught(courses), current_catalog().programme.targets.officer
    skills = tuple(
        _skill(level, target, posts, courses) for level in levels.values() if level.competency in _framework()
    )
    reached = {skill.competency.code: skill.level for skill in skills}
    axes = [code for code in _framework() if code in reached or _framework()[code] in taught]
    return Growth(
        reports=reports,
        skills=skills,
        open_skills=tuple(competency for competency in taught if competency.code not in reached),
        radar=radar.drawn({code: reached.get(code, 0) for code in axes}, top=TOP, target=target),
        target=target,
    )


def _report(
    place: Place,
    cards: list[ResultCard],
    share: Share,
    posts: Mapping[str, int],
    gains: tuple[tuple[Module, Gain], ...],
) -> Report:
    scored = [Scored(card.activity_key, card.score, card.passed) for card in cards]
    by_key = {card.activity_key: card for card in cards}
    return Report(
        place=place,
        standing=gradebook_rules.standing(scored, share, gradebook.the_plan(place.batch.courses)),
        share=share,
        gains=gains,
        results=tuple(
            _line(title, by_key[key], posts) for key, title in _titles(place.batch.courses).items() if key in by_key
        ),
    )


def _line(title: str, card: ResultCard, posts: Mapping[str, int]) -> ResultLine:
    return ResultLine(title, card.score, card.passed, card.at, posts.get(card.source), _attempt(card.source))


def _skill(level: Level, target: int, posts: Mapping[str, int], courses: Sequence[Catalog]) -> Skill:
    return Skill(
        competency=_framework()[level.competency],
        level=level.confirmed.level if level.confirmed else level.suggested,
        confirmed=level.confirmed is not None,
        tentative=level.tentative,
        target=target,
        proofs=tuple(_proof(card, posts, courses) for card in reversed(level.evidence)),
    )


def _proof(card: EvidenceCard, posts: Mapping[str, int], courses: Sequence[Catalog]) -> Proof:
    activities = (one for catalog in courses for module in catalog.modules.values() for one in module.activities)
    activity = next((one for one in activities if one.key == card.activity_key), None)
    criterion = (
        next((one for one in activity.rubric.criteria if one.key == card.criterion_key), None) if activity else None
    )
    return Proof(
        level=card.level,
        title=f"{activity.code} · {activity.title}" if activity else card.activity_key,
        criterion=criterion.title if criterion else card.criterion_key,
        at=card.at,
        post_id=posts.get(card.source),
    )


def _posts_behind(by: Actor) -> dict[str, int]:
    """The post of each verdict on the person's work, by the source that results and evidence name ("verdict:12")."""
    rows = session().execute(
        select(Verdict.id, Verdict.post_id).join(Post, Post.id == Verdict.post_id).where(Post.person_id == by.id)
    )
    return {f"verdict:{row.id}": row.post_id for row in rows}


def _titles(courses: Catalog) -> dict[str, str]:
    """What people call assignments and quizzes, in the order of the course."""
    found: dict[str, str] = {}
    for module in courses.modules.values():
        found |= {activity.key: f"{activity.code} · {activity.title}" for activity in module.activities}
    for module in courses.modules.values():
        found |= {quiz.key: quiz.title for quiz in module.quizzes}
    return found


def _taught(courses: Sequence[Catalog]) -> list[Competency]:
    """Competencies that a rubric of the courses gives evidence of, in the order of the framework."""
    codes = {
        criterion.competency
        for catalog in courses
        for module in catalog.modules.values()
        for rubric in module.rubrics
        for criterion in rubric.criteria
    }
    return [competency for code, competency in _framework().items() if code in codes]


def _framework() -> Mapping[str, Competency]:
    return current_catalog().competencies


def _attempt(source: str) -> int | None:
    kind, _, number = source.partition(":")
    return int(number) if kind == "attempt" else None
