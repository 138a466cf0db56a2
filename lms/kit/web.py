"""The web gate: default deny, cross-site checks, headers, and forms that are never lost or sent twice."""

import json
import re
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, redirect, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf
from markupsafe import Markup
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response as BaseResponse

from lms.config import current_settings
from lms.kit import clock
from lms.kit.errors import AppError, Conflict, Forbidden, NotFound, StorageFull, TooLarge, TooMany
from lms.kit.i18n import _l
from lms.kit.once import act_once, digest_of
from lms.kit.storage import FULL

if TYPE_CHECKING:
    from lms.people.actor import Actor

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC: Final = "public"
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FORM_BYTES: Final = 1024 * 1024
"""The most a form without files may hold; a caption of 100,000 characters fits."""
UNSPOKEN: Final = re.compile("password|secret")
"""Fields of these names are never sent back to the browser: they are typed again."""
LARGEST_ID: Final = 2**31 - 1
"""Keys are INTEGER: a number beyond it is no row of ours, and PostgreSQL could not even be asked."""

csrf = CSRFProtect()


class SignInNeeded(AppError):
    """Nobody is signed in, or no longer; what was posted travels with the sign-in page."""

    status = 401
    title = _l("Please sign in")
    message = _l("You need to sign in to open this page.")


class StaleForm(AppError):
    """The form's protection token is from another session; the same form is offered again with a fresh one."""

    status = 400
    title = _l("This page was open for a long time")
    message = _l("For your safety the form needs to be confirmed once more. What you typed is kept below.")


def require(permission: StrEnum) -> Callable[[View], View]:
    """Stamps a view: only people whose roles hold `permission`."""

    def stamp(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]  # the stamp is the whole mechanism
        return view

    return stamp


def public(view: View) -> View:
    """Stamps a view that everyone may open."""
    view.permission = PUBLIC  # type: ignore[attr-defined]  # see require()
    return view


def large(most: int) -> Callable[[View], View]:
    """Stamps a view that takes files: its requests may have `most` bytes instead of a form's."""

    def stamp(view: View) -> View:
        view.most_bytes = most  # type: ignore[attr-defined]  # see require()
        return view

    return stamp


def actor() -> "Actor":
    """The person behind this request."""
    found: Actor = current_user.actor
    return found


def at() -> datetime:
    """One moment for the whole request."""
    if "at" not in g:
        g.at = clock.now()
    moment: datetime = g.at
    return moment


def number_asked(name: str) -> int | None:
    """The id after the question mark of the address, as in /register?before=17; None for anything that is no row's."""
    return request.args.get(name, type=_row_number)


def numbers_sent(name: str) -> list[int]:
    """The ids of the ticked boxes of this name; what is no row's is left out."""
    return request.form.getlist(name, type=_row_number)


def _row_number(text: str) -> int:
    number = int(text)
    if not 0 < number <= LARGEST_ID:
        raise ValueError(f"{number} is the id of no row")
    return number


def once(act: Callable[[], str]) -> BaseResponse:
    """Acts on a POST and goes to the address `act` returns (303); the same form sent again only goes there."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", "_key")]
    given = request.form.get("_key", "")[:64]
    key = given if given and given.isprintable() else secrets.token_urlsafe(16)
    return redirect(act_once(actor().id, request.path[:120], key, digest_of(fields), at(), act), 303)


def form_head() -> Markup:
    """The hidden fields every POST form starts with: protection against other sites, and the key of `once`."""
    return Markup(
        '<input type="hidden" name="csrf_token" value="{}"><input type="hidden" name="_key" value="{}">'
    ).format(generate_csrf(), secrets.token_urlsafe(12))


def local_target(target: str | None) -> str | None:
    """`target` if it is a path on this site, else None: no open redirect."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc and "\\" not in target and target.isprintable() else None


def carried_fields() -> str:
    """The posted fields as JSON, to travel through a sign-in; passwords and other secrets are typed again.

    Empty for a request that was refused unread: larger than allowed, or than the disk has room for.
    """
    try:
        posted = list(request.form.items(multi=True))
    except (RequestEntityTooLarge, OSError):
        return ""
    kept = [(name, value) for name, value in posted if name != "csrf_token" and not UNSPOKEN.search(name)]
    return json.dumps(kept, ensure_ascii=False) if request.method == "POST" and kept else ""


def read_carried(text: str) -> list[tuple[str, str]]:
    """The fields again; an altered or broken carrier is an empty form, never an error."""
    try:
        pairs = json.loads(text)
        return [(str(name), str(value)) for name, value in pairs]
    except (ValueError, TypeError, RecursionError):
        return []


def offer_again(target: str, fields: Iterable[tuple[str, str]], status: int = 200) -> tuple[str, int]:
    """A page that shows what was typed and sends it to `target` when the person says so."""
    pairs = [(name, value) for name, value in fields if name != "csrf_token"]
    typed = [value for name, value in pairs if not name.startswith("_") and len(value) > 20]
    return render_template("_kit/resume.html", target=target, fields=pairs, typed=typed), status


def _gate() -> None:
    """Nobody gets past it unseen: who may, from where, and with which form."""
    if request.endpoint is None:
        return
    view = current_app.view_functions[request.endpoint]
    request.max_content_length = getattr(view, "most_bytes", FORM_BYTES)
    if "\0" in request.path or any(
        isinstance(part, int) and part > LARGEST_ID for part in (request.view_args or {}).values()
    ):
        raise NotFound
    unsafe = request.method not in ("GET", "HEAD", "OPTIONS")
    if unsafe and _comes_from_elsewhere():
        raise Forbidden(_l("This form came from another site, so it was not accepted."))
    _let_in(getattr(view, "permission"))  # noqa: B009  # create_app made sure that every view has one
    if unsafe:
        _read_form()


def _comes_from_elsewhere() -> bool:
    """Whether another site sent this form; browsers too old for Sec-Fetch-Site tell at least the Origin."""
    told, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if told is not None or origin is None:
        return told == "cross-site"
    own = current_settings().base_url.rstrip("/").partition("://")[2]
    return origin.partition("://")[2] not in (request.host, own)


def _read_form() -> None:
    """Reads the form to the end, for its protection token."""
    try:
        csrf.protect()
    except CSRFError as error:
        raise StaleForm from error
    except OSError as error:
        if error.errno in FULL:
            raise StorageFull from error  # large uploads wait in the temporary folder while they arrive
        raise


def _let_in(needed: Any) -> None:
    if needed == PUBLIC:
        return
    if not current_user.is_authenticated:
        raise SignInNeeded
    if not actor().may(needed):
        raise Forbidden


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-cache" if current_user.is_authenticated else "no-cache"
    return response


def _refused(error: AppError) -> tuple[str, int, dict[str, str]]:
    retry = getattr(error, "retry_after", None)
    page = render_template(
        "_kit/error.html",
        status=error.status,
        title=error.title,
        message=error.message,
        advice=error.advice,
        retry_after=retry,
        target=request.path,
        fields=read_carried(carried_fields()),
    )
    return page, error.status, {"Retry-After": str(retry)} if retry else {}


def _http_error(error: HTTPException) -> Any:
    if error.code is not None and error.code < 400:
        return error
    if isinstance(error, RequestEntityTooLarge):
        return _refused(TooLarge())
    known: dict[int | None, type[AppError]] = {404: NotFound, 403: Forbidden, 409: Conflict, 429: TooMany}
    refusal = known.get(error.code, AppError)()
    refusal.status = error.code or 500
    return _refused(refusal)


def refuse_unstamped(app: Flask) -> None:
    """Start-up fails on a view that nobody decided about."""
    missing = [name for name, view in app.view_functions.items() if not hasattr(view, "permission")]
    if missing:
        raise RuntimeError(f"stamp these views with @require(Permission.…) or @public: {', '.join(sorted(missing))}")


def init_web(app: Flask) -> None:
    app.config.update(
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=FORM_BYTES,
        MAX_FORM_PARTS=500,
    )
    csrf.init_app(app)
    app.before_request(_gate)
    app.after_request(_headers)
    app.register_error_handler(AppError, _refused)
    app.register_error_handler(HTTPException, _http_error)
    app.jinja_env.globals.update(form_head=form_head)
