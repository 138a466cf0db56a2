"""Practice and attitude scores, and a trainer's word on competency levels."""

from decimal import Decimal, InvalidOperation
from typing import Any

from flask import flash, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from lms.batches import service as batches
from lms.batches.service import EnrolmentCard
from lms.catalog.service import current_catalog
from lms.competencies import service as competencies
from lms.competencies.service import Level
from lms.gradebook import service as gradebook
from lms.grading import service
from lms.grading.views.blueprint import pages
from lms.kit.errors import NotFound
from lms.kit.i18n import _
from lms.kit.web import actor, at, once, require
from lms.people import service as people
from lms.people.rules import Permission


@pages.get("/batches/<int:batch_id>/practice")
@require(Permission.GRADE)
def practice(batch_id: int) -> str:
    """Practice and attitude scores, and the levels that wait for a trainer's confirmation."""
    return _practice(batch_id, errors={})


@pages.post("/batches/<int:batch_id>/practice")
@require(Permission.GRADE)
def save_practice(batch_id: int) -> Any:
    """Records the scores that changed; a score is 0 to 100, with a comma or a point."""
    _own_batch(batch_id)
    known = {card.id for card in batches.enrolments(batch_id)}
    scores, errors = _read_scores(known)
    if errors:
        return _practice(batch_id, errors=errors), 422

    def act() -> str:
        gradebook.set_practice(actor(), batch_id, scores, at())
        flash(_("The practice scores are saved."), "ok")
        return url_for("grading.practice", batch_id=batch_id)

    return once(act)


@pages.post("/batches/<int:batch_id>/people/<int:person_id>/competencies/<code>/confirm")
@require(Permission.GRADE)
def confirm(batch_id: int, person_id: int, code: str) -> BaseResponse:
    """The trainer's word on the level that the page showed."""
    level = request.form.get("level", type=int)
    if level is None:
        raise NotFound

    def act() -> str:
        service.confirm_level(actor(), batch_id, person_id, code, level, at())
        flash(_("Level %(level)s of %(code)s is confirmed.", level=level, code=code), "ok")
        return url_for("grading.practice", batch_id=batch_id, _anchor=f"person-{person_id}")

    return once(act)


def _own_batch(batch_id: int) -> None:
    if batch_id not in batches.trained_by(actor()):
        raise NotFound


def _practice(batch_id: int, errors: dict[int, str]) -> str:
    _own_batch(batch_id)
    enrolled = batches.enrolments(batch_id)
    scores = gradebook.practice_scores([card.id for card in enrolled])
    return render_template(
        "grading/practice.html",
        batch=batches.open_batch(actor(), batch_id),
        enrolled=enrolled,
        people=people.names_of(card.person_id for card in enrolled),
        scores=scores,
        typed=request.form,
        errors=errors,
        levels={card.person_id: levels for card, levels in _levels(enrolled)},
        competencies=current_catalog().competencies,
    )


def _levels(enrolled: list[EnrolmentCard]) -> list[tuple[EnrolmentCard, dict[str, Level]]]:
    """Levels with evidence that nobody confirmed yet, by participant; what the framework no longer has, nobody confirms."""
    framework = current_catalog().competencies
    found = competencies.levels_of_many([card.person_id for card in enrolled])
    return [
        (
            card,
            {
                code: level
                for code, level in found[card.person_id].items()
                if code in framework
                and level.evidence
                and (level.confirmed is None or level.confirmed.level != level.suggested)
            },
        )
        for card in enrolled
    ]


def _read_scores(known: set[int]) -> tuple[dict[int, Decimal], dict[int, str]]:
    scores: dict[int, Decimal] = {}
    errors: dict[int, str] = {}
    for enrolment_id in known:
        typed = request.form.get(f"score-{enrolment_id}", "").strip().replace(",", ".")
        if not typed:
            continue
        try:
            score = Decimal(typed)
        except InvalidOperation:
            score = Decimal("NaN")
        if score.is_finite() and 0 <= score <= 100 and score == round(score, 2):
            scores[enrolment_id] = score
        else:
            errors[enrolment_id] = _("A score is a number from 0 to 100 with at most two decimals.")
    return scores, errors
