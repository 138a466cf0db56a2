"""The office's settings, with a picture of what they print."""

from base64 import b64encode
from typing import Any, Final

from flask import Response, flash, render_template, request, url_for
from markupsafe import Markup

from lms.certificates import office
from lms.certificates.forms import OfficeForm, flat
from lms.certificates.office import EmblemCard
from lms.certificates.press import Unprintable, press
from lms.certificates.press.preview import page_png
from lms.certificates.printing import sample_of
from lms.certificates.views.blueprint import pages
from lms.kit.errors import Invalid, TooLarge, UnsupportedMedia
from lms.kit.forms import one_line
from lms.kit.i18n import _
from lms.kit.images import PHOTO_BYTES
from lms.kit.web import actor, at, large, once, require
from lms.kit.words import N_
from lms.people.rules import Permission

UPLOAD: Final = PHOTO_BYTES + 256 * 1024
WIDTH: Final = 1000
CHANGED: Final = {
    "letterhead": N_("letterhead"),
    "signatory": N_("signer"),
    "numbering": N_("numbering"),
    "layouts": N_("layouts"),
    "legal_basis": N_("legal basis"),
    "signing": N_("signing"),
    "show_scores": N_("scores"),
    "show_predicate": N_("predicate"),
    "photo_space": N_("space for a photo"),
    "seal_text": N_("text of the seal"),
}
"""What an edition may change, by the first part of its name."""


@pages.route("/office", methods=["GET", "POST"], endpoint="office")
@require(Permission.ISSUE)
@large(UPLOAD)
def settings() -> Any:
    """What certificates print about the office; saving it adds an edition."""
    form = _form()
    if request.method == "POST" and form.validate():

        def act() -> str:
            changed = office.save(actor(), form.draft(), at())
            flash(_("The settings are saved.") if changed else _("Nothing was changed."), "ok" if changed else "info")
            return url_for("certificates.office")

        try:
            return once(act)
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(form), 422 if form.errors else 200


@pages.post("/office/preview")
@require(Permission.ISSUE)
@large(UPLOAD)
def preview() -> str:
    """The same page with what was typed so far and its picture; nothing is saved but an uploaded emblem."""
    form = _form()
    form.validate()
    return _page(form)


@pages.get("/office/emblems/<digest>.png")
@require(Permission.ISSUE)
def emblem(digest: str) -> Response:
    answer = Response(office.open_emblem(actor(), digest), mimetype="image/png")
    answer.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer


def _form() -> OfficeForm:
    typed = request.form if request.method == "POST" else None  # or the boxes would look unticked
    form = OfficeForm(typed, data=flat(office.current_office()))
    uploaded = _uploaded(form)
    form.offer(office.emblems(actor()))
    if uploaded:
        form.choose(uploaded)
    return form


def _uploaded(form: OfficeForm) -> EmblemCard | None:
    """The picture that came with the form, kept; None without one, or with the reason beside the field."""
    sent = request.files.get("picture")
    if sent is None or not sent.filename:
        return None
    try:
        return office.add_emblem(actor(), sent.stream, one_line(sent.filename)[:120], at())  # type: ignore[arg-type]  # a spooled file
    except (UnsupportedMedia, TooLarge) as refusal:
        form.picture.process_errors = [str(refusal.message)]
        return None


def _page(form: OfficeForm) -> str:
    settings = form.draft()
    sample = sample_of(settings, form.kind)
    pictures, refused = [], []
    try:
        pdf = press(sample, office.pictures())
        pictures = [_shown(page_png(pdf, page, WIDTH)) for page in (0, 1)]
    except Unprintable as unprintable:
        refused = list(unprintable.problems)
    return render_template(
        "certificates/office.html",
        form=form,
        settings=settings,
        number=sample.number,
        pictures=pictures,
        refused=refused,
        editions=[(edition, _changes(edition.changes)) for edition in office.editions(actor())],
        uploaded={card.digest: card for card in office.emblems(actor())},
    )


def _shown(png: bytes) -> Markup:
    return Markup("data:image/png;base64,") + b64encode(png).decode()


def _changes(names: tuple[str, ...]) -> str:
    parts = dict.fromkeys(name.partition(".")[0] for name in names)
    return ", ".join(_(CHANGED[part]) for part in parts if part in CHANGED)
