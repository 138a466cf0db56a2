"""An edition as participants would see it, with the keys of its questions: for authors and for whoever decides."""

from flask import render_template, url_for

from lms.authoring import service
from lms.authoring.views.blueprint import pages
from lms.catalog.editions import EditionCard
from lms.catalog.pack import Module
from lms.catalog.service import current_catalog
from lms.kit.errors import NotFound
from lms.kit.web import actor, require
from lms.kit.words import Bilingual
from lms.people.rules import Permission


@pages.get("/editions/<int:edition_id>/lessons/<lesson>")
@require(Permission.AUTHOR)
def lesson(edition_id: int, lesson: str) -> str:
    """A lesson, and below it the questions about it."""
    card, module = service.open_module(actor(), edition_id)
    found = next((one for one in module.lessons if one.key == f"{module.key}/{lesson}"), None)
    if found is None:
        raise NotFound
    questions = [question for question in module.questions.values() if question.lesson == lesson]
    return render_template("authoring/lesson.html", lesson=found, questions=questions, way=_way(card, module))


@pages.get("/editions/<int:edition_id>/tasks/<slug>")
@require(Permission.AUTHOR)
def task(edition_id: int, slug: str) -> str:
    """An assignment with its rubric and its exemplars."""
    card, module = service.open_module(actor(), edition_id)
    found = next((one for one in module.activities if one.key == f"{module.key}/{slug}"), None)
    if found is None:
        raise NotFound
    return render_template(
        "authoring/task.html",
        activity=found,
        competencies=current_catalog().competencies,
        way=_way(card, module),
    )


def _way(card: EditionCard, module: Module) -> list[tuple[str, str]]:
    """The links above the page: the shelf, and the edition."""
    shelf, edition = url_for("authoring.shelf"), url_for("authoring.edition", edition_id=card.id)
    return [(shelf, Bilingual("Mata pelatihan", "Courses")), (edition, module.title)]
