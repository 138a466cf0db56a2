"""The trainee's pages of a post: the assignment, the composer, what became of it."""

from contextlib import suppress
from io import BytesIO
from typing import Any, Literal

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as BaseResponse

from lms.activities import AUDIENCES, KINDS
from lms.batches import service as batches
from lms.catalog.service import current_catalog
from lms.kit.errors import AppError, Invalid
from lms.kit.i18n import _, show_moment
from lms.kit.images import PHOTO_BYTES
from lms.kit.storage import current_storage
from lms.kit.web import actor, at, large, once, require
from lms.people.rules import Permission
from lms.posts import album, service
from lms.posts.cards import OpenPost
from lms.posts.forms import ComposerForm, composer, read_draft, show_refusals
from lms.posts.rules import MAX_PHOTOS

pages = Blueprint("posts", __name__)


@pages.get("/tasks/<int:batch_id>/<module>/<slug>")
@require(Permission.LEARN)
def task(batch_id: int, module: str, slug: str) -> str:
    """What is asked, how it is judged, and the way to begin."""
    enrolment = batches.enrolment_of(actor(), batch_id)
    batch = batches.open_batch(actor(), batch_id)
    activity = batch.courses.activity(f"{module}/{slug}")
    return render_template(
        "posts/task.html",
        batch=batch,
        activity=activity,
        kind=KINDS[activity.kind],
        platforms=[current_catalog().platforms[key].title for key in activity.platforms],
        competencies=current_catalog().competencies,
        due_at=batches.deadline(batch_id, activity.key),
        post=service.states_of([enrolment.id]).get((enrolment.id, activity.key)),
        module=batch.courses.modules[module],
    )


@pages.post("/tasks/<int:batch_id>/<module>/<slug>")
@require(Permission.LEARN)
def start(batch_id: int, module: str, slug: str) -> BaseResponse:
    """Makes the post, or finds the one there is, and opens its composer."""
    return once(lambda: url_for("posts.edit", post_id=service.ensure_post(actor(), batch_id, f"{module}/{slug}", at())))


@pages.get("/posts/<int:post_id>")
@require(Permission.LEARN)
def show(post_id: int) -> str:
    current = service.open_own(actor(), post_id)
    return render_template("posts/show.html", current=current, **_words(current))


@pages.get("/posts/<int:post_id>/edit")
@require(Permission.LEARN)
def edit(post_id: int) -> str | BaseResponse:
    current = service.open_own(actor(), post_id)
    if not current.post.editable:
        return _to("posts.show", post_id)
    return _composer(current, composer(current))


@pages.post("/posts/<int:post_id>/draft")
@require(Permission.LEARN)
@large(MAX_PHOTOS * PHOTO_BYTES + 2 * 1024**2)
def save(post_id: int) -> Any:
    """Keeps the draft; asked for by the page's script it answers with the advice and the time."""
    current = service.open_own(actor(), post_id)
    try:
        service.save_draft(actor(), post_id, read_draft(request.form, current), at())
    except Invalid as refusal:
        return _refused(current, refusal)
    if request.accept_mimetypes.best == "application/json":
        fresh = service.open_own(actor(), post_id)
        return {
            "saved": _("Saved on the server, %(time)s", time=show_moment(at())),
            "saved_at": fresh.post.saved_at.isoformat(),
            "advice": render_template("posts/_advice.html", findings=service.advice(fresh)),
        }
    flash(_("Your draft is saved."), "ok")
    return _to("posts.edit", post_id)


@pages.post("/posts/<int:post_id>/photos")
@require(Permission.LEARN)
@large(MAX_PHOTOS * PHOTO_BYTES + 2 * 1024**2)
def add_photos(post_id: int) -> Any:
    """Takes the chosen files one by one: a bad one is named and does not keep the others out."""
    current = service.open_own(actor(), post_id)
    try:
        service.save_draft(actor(), post_id, read_draft(request.form, current), at())
    except Invalid as refusal:
        return _refused(current, refusal)
    refused: list[str] = []
    status = 201
    chosen = [file for file in request.files.getlist("photos") if file.filename]
    for number, file in enumerate(chosen, 1):
        try:
            album.add_photo(actor(), post_id, file.stream, at())  # type: ignore[arg-type]  # werkzeug's stream is binary
        except AppError as refusal:
            status = refusal.status
            sentence = refusal.fields["photos"] if isinstance(refusal, Invalid) else refusal.message
            refused.append(_("Photo %(number)s: %(reason)s", number=number, reason=sentence))
    if request.accept_mimetypes.best == "application/json":
        return {"photos": _photos_of(post_id), "refused": refused, "saved_at": at().isoformat()}, status
    for sentence in refused:
        flash(sentence, "bad")
    if not chosen:
        flash(_("Choose one or more photos first."), "warn")
    return _to("posts.edit", post_id, _anchor="photos")


@pages.get("/posts/<int:post_id>/photos")
@require(Permission.LEARN)
def photos(post_id: int) -> Any:
    """The album of the draft, for the page's script while photos are being developed."""
    return {"photos": _photos_of(post_id), "refused": []}


@pages.post("/photos/<int:photo_id>/<any(earlier, later, remove):act>")
@require(Permission.LEARN)
def arrange(photo_id: int, act: Literal["earlier", "later", "remove"]) -> Any:
    """Moves a photo or takes it out; what was typed meanwhile is saved first."""
    post_id = album.post_of(actor(), photo_id)
    current = service.open_own(actor(), post_id)
    try:
        service.save_draft(actor(), post_id, read_draft(request.form, current), at())
    except Invalid as refusal:
        return _refused(current, refusal)
    if act == "remove":
        album.remove_photo(actor(), photo_id, at())
    else:
        album.move_photo(actor(), photo_id, -1 if act == "earlier" else 1)
    return _to("posts.edit", post_id, _anchor="photos")


@pages.post("/posts/<int:post_id>/send")
@require(Permission.LEARN)
@large(MAX_PHOTOS * PHOTO_BYTES + 2 * 1024**2)
def send(post_id: int) -> Any:
    current = service.open_own(actor(), post_id)

    def act() -> str:
        service.send(actor(), post_id, read_draft(request.form, current), at())
        return url_for("posts.show", post_id=post_id)

    try:
        return once(act)
    except Invalid as refusal:
        with suppress(Invalid):
            service.save_draft(actor(), post_id, read_draft(request.form, current), at())
        return _refused(service.open_own(actor(), post_id), refusal)


@pages.get("/photos/<int:photo_id>/<any(large, small):size>")
@require(Permission.ACCOUNT)
def photo(photo_id: int, size: Literal["large", "small"]) -> Response:
    """A developed photo for its owner or a trainer of its batch; never the original."""
    digest = album.photo_digest(actor(), photo_id, size)
    with current_storage().open(digest) as file:
        answer = send_file(BytesIO(file.read()), mimetype="image/jpeg", etag=digest, max_age=86400)
    answer.headers["Cache-Control"] = "private, max-age=86400, immutable"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _to(endpoint: str, post_id: int, **more: Any) -> BaseResponse:
    return redirect(url_for(endpoint, post_id=post_id, **more), 303)


def _composer(current: OpenPost, form: ComposerForm) -> str:
    return render_template(
        "posts/edit.html", current=current, form=form, findings=service.advice(current), **_words(current)
    )


def _refused(current: OpenPost, refusal: Invalid) -> tuple[str, int]:
    """The composer again with what was typed and a sentence at each field."""
    form = composer(current, request.form)
    show_refusals(form, refusal.fields)
    if not refusal.fields:
        flash(str(refusal.message), "bad")
    return _composer(current, form), refusal.status


def _photos_of(post_id: int) -> str:
    current = service.open_own(actor(), post_id)
    return render_template("posts/_photos.html", current=current)


def _words(current: OpenPost) -> dict[str, Any]:
    """Names of kinds, platforms and audiences for the templates."""
    batch = batches.open_batch(actor(), current.post.batch_id)
    catalog = batch.courses
    return {
        "batch": batch,
        "kind": KINDS[current.activity.kind],
        "module": catalog.modules[current.activity.key.partition("/")[0]],
        "platforms": catalog.platforms,
        "audiences": AUDIENCES,
        "competencies": catalog.competencies,
    }
