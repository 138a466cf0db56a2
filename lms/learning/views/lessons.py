"""The course and its lessons. Open to whoever may open the batch; only participants leave ticks and places."""

from flask import Response, flash, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from lms.batches import service as batches
from lms.config import current_settings
from lms.kit.i18n import _
from lms.kit.web import actor, at, once, require
from lms.learning import offline, service
from lms.learning.views.blueprint import lesson_url, pages
from lms.people.rules import Permission


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
def read(batch_id: int, module: str, lesson: str) -> BaseResponse:
    """Ticks the lesson and goes on to the next one, after the last of a module to that module on the course page."""

    def tick() -> str:
        page = service.mark_read(actor(), batch_id, f"{module}/{lesson}", at())
        if page.following and not page.ends_module:
            return lesson_url(batch_id, page.following.key)
        flash(_("You have reached the end of “%(module)s”. Next comes its quiz.", module=page.module.title), "ok")
        return url_for("learning.course", batch_id=batch_id, _anchor=module)

    return once(tick)


@pages.post("/learn/<int:batch_id>/<module>/<lesson>/place")
@require(Permission.LEARN)
def place(batch_id: int, module: str, lesson: str) -> tuple[str, int]:
    """Where the page's script saw somebody stop. It may come twice or late: a place only ever moves on."""
    furthest, last = (request.form.get(name, default=0, type=int) for name in ("furthest", "last"))
    service.keep_place(actor(), batch_id, f"{module}/{lesson}", furthest, last, at())
    return "", 204


@pages.get("/learn/<int:batch_id>/<module>/<lesson>/file")
@require(Permission.ACCOUNT)
def file(batch_id: int, module: str, lesson: str) -> Response:
    """The lesson as one HTML file that needs no network."""
    page = service.open_lesson(actor(), batch_id, f"{module}/{lesson}")
    address = current_settings().base_url.rstrip("/") + lesson_url(batch_id, page.lesson.key)
    drawn = render_template("learning/file.html", page=page, style=offline.style(), saved_at=at(), address=address)
    answer = Response(offline.self_contained(drawn, page.module, address), mimetype="text/html")
    answer.headers["Content-Disposition"] = f'attachment; filename="{page.lesson.unit}-{lesson}.html"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
