"""The blueprint of the certificate pages, and what several of them share."""

from collections.abc import Callable
from io import BytesIO

from flask import Blueprint, Response, flash, redirect, send_file, url_for
from werkzeug.wrappers import Response as BaseResponse

from lms.kit.errors import Invalid
from lms.kit.web import once

pages = Blueprint("certificates", __name__)


def ask_for(batch_id: int, act: Callable[[], str]) -> BaseResponse:
    """To the page of the run, or back to the table with the reason why there is none."""
    try:
        return once(act)
    except Invalid as refusal:
        flash(str(refusal.message), "bad")
        return redirect(url_for("certificates.batch", batch_id=batch_id), 303)


def pdf_answer(content: bytes, name: str) -> Response:
    answer = send_file(BytesIO(content), mimetype="application/pdf", download_name=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@pages.after_request
def _not_for_search_engines(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
