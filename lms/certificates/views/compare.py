"""Comparing a file with what was issued: for anyone, without JavaScript. The file is looked at and forgotten."""

from contextlib import closing
from typing import Any, Final

from flask import render_template, request

from lms.certificates.compare import FILE_BYTES, Comparison, Match, compare
from lms.certificates.verification import State
from lms.certificates.views.blueprint import pages
from lms.kit.i18n import N_
from lms.kit.turnstile import at_most
from lms.kit.web import at, large, public
from lms.kit.words import Reason

COMPARISONS: Final = 10
"""In a minute, from one address."""
VERDICTS: Final[dict[tuple[Match, State | None], tuple[str, str, str, str]]] = {
    (Match.ISSUED, State.VALID): (
        "ok",
        "ok-circle",
        N_("Exactly the file that was issued"),
        N_("Not one byte differs from the published PDF, and the certificate is valid."),
    ),
    (Match.ISSUED, State.REPLACED): (
        "warn",
        "warn",
        N_("The file that was issued, but replaced since"),
        N_("Not one byte differs, but there is a newer certificate with the same number. This one no longer holds."),
    ),
    (Match.ISSUED, State.REVOKED): (
        "bad",
        "bad-circle",
        N_("The file that was issued, but revoked since"),
        N_("Not one byte differs, but the certificate has been withdrawn. It no longer holds."),
    ),
    (Match.UNSIGNED, None): (
        "wait",
        "clock",
        N_("The print from before it was signed"),
        N_("This file was made to be signed electronically. It is not the published one and proves nothing by itself."),
    ),
    (Match.LENGTHENED, None): (
        "bad",
        "bad-circle",
        N_("Altered after it was issued"),
        N_("It begins with a file of this register, and something was added behind it, which can change what you see."),
    ),
    (Match.CHANGED, None): (
        "bad",
        "bad-circle",
        N_("Altered after it was issued"),
        N_("It carries the code of this certificate, but it is not the file that was issued."),
    ),
    (Match.UNKNOWN, None): (
        "quiet",
        "unknown",
        N_("Not known"),
        N_("No file was issued here that looks like this one. Is it a scan or a photo saved as PDF? Then scan the QR on it."),
    ),
    (Match.UNREADABLE, None): ("quiet", "info", N_("This cannot be compared"), ""),
}  # fmt: skip
"""Tone, sign, heading, sentence; the state of the certificate matters only where the file is the issued one."""


@pages.route("/verify/file", methods=["GET", "POST"])
@public
@large(FILE_BYTES + 1024**2)
@at_most(COMPARISONS, of=("POST",))
def compare_file() -> Any:
    """Takes a PDF and says whether it is the one that was issued."""
    file = request.files.get("file") if request.method == "POST" else None
    if file is None:
        missing = request.method == "POST"
        return render_template("certificates/compare.html", told=None, missing=missing), 422 if missing else 200
    with closing(file):
        content = file.read(FILE_BYTES + 1)
    return _told(compare(content), file.filename or "")


def _told(told: Comparison, name: str) -> str:
    state = told.found.state if told.found and told.match is Match.ISSUED else None
    tone, sign, heading, sentence = VERDICTS[told.match, state]
    return render_template(
        "certificates/compare.html",
        told=told,
        missing=False,
        tone=tone,
        sign=sign,
        heading=heading,
        meaning=told.problem or Reason(sentence),
        name=name[:120],
        at=at(),
    )
