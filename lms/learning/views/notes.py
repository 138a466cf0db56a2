"""Notes of one's own: beside each lesson, and all of them on one page. No address names anybody's note but one's own."""

from typing import Any, Final

from flask import Response, flash, redirect, render_template, request

from lms.kit.i18n import _, show_moment
from lms.kit.web import actor, at, require
from lms.learning import notes as service
from lms.learning.views.blueprint import lesson_url, pages
from lms.people.rules import Permission

LONGEST_MARK: Final = 64
"""Characters of the hidden fields that say which form wrote, and over which version."""


@pages.post("/learn/<int:batch_id>/<module>/<lesson>/note")
@require(Permission.ACCOUNT)
def keep_note(batch_id: int, module: str, lesson: str) -> Any:
    """Keeps the note; asked for by the page's script it answers with the text as it is kept now."""
    typed = request.form.get("text", "")
    note = service.keep_note(
        actor(),
        batch_id,
        f"{module}/{lesson}",
        typed,
        over=request.form.get("over", "")[:LONGEST_MARK],
        form=request.form.get("_key", "")[:LONGEST_MARK],
        at=at(),
    )
    if request.accept_mimetypes.best == "application/json":
        saved = _("Saved on the server, %(time)s", time=show_moment(at()))
        return {
            "saved": saved,
            "version": note.version,
            "text": note.text,
            "joined": note.text != service.cleaned(typed),
        }
    flash(_("Your note is saved."), "ok")
    return redirect(lesson_url(batch_id, f"{module}/{lesson}") + "#note", 303)


@pages.get("/notes")
@require(Permission.ACCOUNT)
def notes() -> str:
    """All notes of one's own, the newest first."""
    return render_template("learning/notes.html", noted=service.noted_lessons(actor()))


@pages.get("/notes/file")
@require(Permission.ACCOUNT)
def notes_file() -> Response:
    """The same as a text file, to keep."""
    text = render_template("learning/notes.txt", noted=service.noted_lessons(actor()), at=at())
    answer = Response(text, mimetype="text/plain")
    answer.headers["Content-Disposition"] = 'attachment; filename="catatan-saya.txt"'
    return answer
