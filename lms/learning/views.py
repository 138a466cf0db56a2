"""The course and its lessons. Open to whoever may open the batch; only participants tick what they have read."""

from flask import Blueprint, flash, render_template, url_for
from werkzeug.wrappers import Response

from lms.batches import service as batches
from lms.kit.i18n import _
from lms.kit.web import actor, at, once, require
from lms.learning import service
from lms.people.rules import Permission

pages = Blueprint("learning", __name__)


@pages.get("/learn/<int:batch_id>")
@require(Permission.ACCOUNT)
def course(batch_id: int) -> str:
    """All modules with their lessons, quizzes and assignments."""
    course = service.open_course(actor(), batch_id)
    return render_template("learning/course.html", course=course, due=batches.deadlines(course.batch))


@pages.get("/learn/<int:batch_id>/<module>/<lesson>")
@require(Permission.ACCOUNT)
def lesson(batch_id: int, module: str, lesson: str) -> str:
    return render_template("learning/lesson.html", page=service.open_lesson(actor(), batch_id, f"{module}/{lesson}"))


@pages.post("/learn/<int:batch_id>/<module>/<lesson>/read")
@require(Permission.LEARN)
def read(batch_id: int, module: str, lesson: str) -> Response:
    """Ticks the lesson and goes on to the next one, after the last to the module on the course page."""

    def tick() -> str:
        page = service.mark_read(actor(), batch_id, f"{module}/{lesson}", at())
        if page.following:
            return lesson_url(batch_id, page.following.key)
        flash(_("You have reached the end of “%(module)s”. Next comes its quiz.", module=page.module.title), "ok")
        return url_for("learning.course", batch_id=batch_id, _anchor=module)

    return once(tick)


@pages.app_template_global()
def lesson_url(batch_id: int, key: str) -> str:
    """The address of a lesson by its key."""
    module, _slash, slug = key.partition("/")
    return url_for("learning.lesson", batch_id=batch_id, module=module, lesson=slug)
