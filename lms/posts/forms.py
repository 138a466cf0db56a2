"""Reads the composer. Alt texts come as alt-<photo id>."""

import unicodedata
from collections.abc import Sequence

from werkzeug.datastructures import MultiDict
from wtforms import Form, RadioField, StringField, TextAreaField, URLField

from lms.activities import AUDIENCES, KINDS
from lms.catalog.pack import Activity, LiveUrl
from lms.catalog.service import current_catalog
from lms.kit.errors import Words
from lms.kit.i18n import _, _l
from lms.posts.cards import Draft, OpenPost

ALT = "alt-"


def clean(text: str | None) -> str:
    """Typed text as it is kept: composed letters (NFC), one kind of line break, no NUL."""
    return unicodedata.normalize("NFC", (text or "").replace("\0", "").replace("\r\n", "\n").replace("\r", "\n"))


class ComposerForm(Form):
    """The fields of a post; what an assignment does not ask for is removed by composer()."""

    platform = RadioField(_l("Platform"), validate_choice=False)
    audience = RadioField(_l("Who is it for?"), validate_choice=False)
    caption = TextAreaField()
    live_url = URLField(_l("Link of the published post"), description=_l("Starts with https://"))
    photos = StringField(_l("Photos"))


def composer(current: OpenPost, posted: "MultiDict[str, str] | None" = None) -> ComposerForm:
    """The form for this post, filled from what was posted, else from the draft."""
    activity, draft = current.activity, current.draft
    form = ComposerForm(
        posted,
        data={
            "platform": draft.platform,
            "audience": draft.audience,
            "caption": draft.caption,
            "live_url": draft.live_url,
        },
    )
    platforms = current_catalog().platforms
    form.platform.choices = [(key, platforms[key].title) for key in activity.platforms]
    form.audience.choices = [(key, _(AUDIENCES[key])) for key in activity.audiences]
    kind = KINDS[activity.kind]
    form.caption.label.text = _(kind.text_name)
    form.caption.description = _(kind.text_help)
    form.live_url.flags.optional = activity.live_url is LiveUrl.OPTIONAL
    for name, wanted in _asked_for(activity).items():
        if not wanted:
            del form[name]
    return form


def read_draft(posted: "MultiDict[str, str]", current: OpenPost) -> Draft:
    """The posted fields as a draft; a field that was not sent keeps its value."""
    kept = current.draft
    alt_texts = {
        photo.id: clean(posted[f"{ALT}{photo.id}"]) for photo in current.photos if f"{ALT}{photo.id}" in posted
    }
    return Draft(
        platform=posted.get("platform", kept.platform),
        audience=posted.get("audience", kept.audience),
        caption=clean(posted.get("caption", kept.caption)),
        live_url=clean(posted.get("live_url", kept.live_url)).strip(),
        alt_texts=alt_texts,
    )


def show_refusals(form: ComposerForm, fields: "dict[str, Words]") -> None:
    """Puts the service's sentences beside their fields."""
    for name, sentence in fields.items():
        if name in form:
            errors: Sequence[str] = [str(sentence)]
            form[name].errors = errors


def _asked_for(activity: Activity) -> dict[str, bool]:
    return {
        "platform": len(activity.platforms) > 1,
        "audience": len(activity.audiences) > 1,
        "live_url": activity.live_url is not LiveUrl.NONE,
    }
