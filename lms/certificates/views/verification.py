"""Verification: for anyone, without signing in, without JavaScript.

What a QR opens is asked for by people who have no account and come once. These pages carry no form, so they set no cookie,
and they are lean: their words are translated once per language, their frame is _public.html.
"""

from functools import cache
from types import SimpleNamespace
from typing import Any, Final

from flask import current_app, redirect, render_template, request, url_for
from flask_babel import force_locale

from lms.certificates import codes, verification
from lms.certificates.rules import Signing
from lms.certificates.verification import State, Verified
from lms.certificates.views.blueprint import pages
from lms.config import current_settings
from lms.kit.i18n import LOCALES, N_, _, chosen_locale, show_date, show_datetime
from lms.kit.log import log
from lms.kit.turnstile import at_most
from lms.kit.web import at, public

LOOKUPS: Final = 30
"""In a minute, from one address."""
WORDS: Final = {
    "skip": N_("Skip to the content"),
    "certificate": N_("Certificate"),
    "valid": N_("Valid"),
    "valid_means": N_("This certificate stands in the register of the issuing office. Compare it with the paper."),
    "waiting": N_("Not signed yet"),
    "waiting_means": N_(
        "This certificate stands in the register, but its electronic signature is still waited for. Until then it does not hold."
    ),
    "replaced": N_("Replaced"),
    "replaced_means": N_(
        "Since %(day)s there is a newer certificate with the same number. This one no longer holds; ask its holder for the newer one."
    ),
    "revoked": N_("Revoked"),
    "revoked_means": N_("This certificate was issued and has been withdrawn since %(day)s. It no longer holds."),
    "unknown": N_("Not known"),
    "unknown_code": N_("Unknown code"),
    "nowhere": N_("No certificate in this register has that code. Check each character, or scan the QR again."),
    "again": N_("Type the code again"),
    "elsewhere": N_(
        "If the paper shows exactly this code, it does not come from here. Ask the office that is named on it."
    ),
    "front": N_("What the paper says"),
    "issuer": N_("Issued by"),
    "document": N_("Document"),
    "number": N_("Number"),
    "basis": N_("Basis"),
    "name": N_("Name"),
    "position": N_("Position"),
    "workplace": N_("OPD"),
    "statement": N_("Statement"),
    "training": N_("Training"),
    "batch": N_("Batch"),
    "dates": N_("Days"),
    "place": N_("Place"),
    "jp": N_("Lesson hours (JP)"),
    "issued": N_("Issued"),
    "signed_by": N_("Signed by"),
    "code": N_("Code"),
    "foot": N_("At the foot"),
    "back": N_("On the back"),
    "subjects": N_("Subjects and their lesson hours (JP)"),
    "subject": N_("Subject"),
    "total": N_("Total JP"),
    "file": N_("The file"),
    "later": N_("The PDF is published once it is signed."),
    "wet": N_("This certificate is signed by pen, on paper. Its PDF shows the same without the signature."),
    "seal": N_("The PDF carries the electronic seal of %(signer)s."),
    "tte": N_("The PDF carries the electronic signature of %(signer)s."),
    "made": N_("Made on %(when)s."),
    "digest": N_("SHA-256 of the PDF:"),
    "compare": N_("Compare a PDF with it"),
    "check": N_("Check a certificate"),
    "no_scores": N_("Scores are not public and are not shown here. The QR proves the entry in the register; it is not a signature."),
    "looked_up": N_("Looked up on %(when)s."),
}  # fmt: skip
"""Every word of the lean pages; a template says words.number."""
VERDICTS: Final = {
    State.VALID: ("ok", "ok-circle"),
    State.WAITING: ("wait", "clock"),
    State.REPLACED: ("warn", "warn"),
    State.REVOKED: ("bad", "bad-circle"),
}
"""Tone and sign; what is said is in WORDS under the same name."""


@pages.get("/v/<code>")
@public
@at_most(LOOKUPS)
def verify(code: str) -> tuple[str, int]:
    """What the QR opens. Unknown, malformed and somebody else's city look alike, and take the same work."""
    return _verification(verification.look_up(code))


@pages.route("/verify", methods=["GET", "POST"])
@public
@at_most(LOOKUPS, of=("POST",))
def verify_form() -> Any:
    """For those who type the code that stands under the QR."""
    if request.method == "GET":
        return render_template("certificates/verify_form.html")
    found = verification.look_up(request.form.get("code", ""))
    return redirect(url_for("certificates.verify", code=found.token), 303) if found else _verification(None)


def _verification(found: Verified | None) -> tuple[str, int]:
    """The answer in the reader's language, or in the one that ?lang= asks for: without a form nobody can choose one."""
    asked = request.args.get("lang", "")
    language = asked if asked in LOCALES else chosen_locale()
    with force_locale(language):
        if found is None:
            log.info("unknown code")
            return _page("certificates/unknown.html", language), 404
        words = _words(language)
        tone, sign = VERDICTS[found.state]
        page = _page(
            "certificates/verify.html",
            language,
            found=found,
            facts=found.facts,
            code=codes.group_code(found.token),
            tone=tone,
            sign=sign,
            verdict=getattr(words, found.state),
            meaning=getattr(words, f"{found.state}_means") % {"day": show_date(found.since) if found.since else ""},
            signed=_signed(found, words),
            looked_up=words.looked_up % {"when": show_datetime(at())},
        )
    return page, 200


def _signed(found: Verified, words: SimpleNamespace) -> str:
    """How the published file is signed, in a sentence; that it waits, where there is none yet."""
    if found.digest is None:
        return str(words.later)
    if found.signing is Signing.WET:
        return str(words.wet)
    said = getattr(words, found.signing) % {"signer": found.signer}
    return f"{said} {words.made % {'when': show_datetime(found.signed_at)}}" if found.signed_at else str(said)


def _page(template: str, language: str, **known: object) -> str:
    """Past render_template, which asks for the navigation and the language's words again for every page."""
    page = current_app.jinja_env.get_template(template)
    return page.render(site=current_settings(), language=language, words=_words(language), **known)


@cache
def _words(language: str) -> SimpleNamespace:
    with force_locale(language):
        return SimpleNamespace(**{name: str(_(msgid)) for name, msgid in WORDS.items()})
