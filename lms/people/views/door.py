"""The door: signing in and out, the language, the one-time link; and what happens to a form that comes without a session."""

import secrets
from typing import Any, Final

from flask import current_app, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user
from werkzeug.wrappers import Response as BaseResponse

from lms.kit.errors import AppError, Invalid, TooMany
from lms.kit.i18n import LOCALES
from lms.kit.web import (
    SignInNeeded,
    StaleForm,
    actor,
    at,
    carried_fields,
    local_target,
    offer_again,
    public,
    read_carried,
)
from lms.people import accounts, signin
from lms.people.device import device_label
from lms.people.forms import SignInForm, WelcomeForm
from lms.people.views.blueprint import pages

KNOWN_LETTERS: Final = 16
SHARED_BY: Final = 5


@pages.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Any:
    form = SignInForm(request.form, next=request.args.get("next"))
    if request.method == "GET":
        return redirect(landing(form.next.data), 303) if current_user.is_authenticated else door(form)
    if not form.validate():
        return door(form, 422)
    try:
        visitor = signin.sign_in(
            form.login.text,
            form.password.text,
            origin_of(form.login.text),
            device=device_label(request.user_agent.string),
            at=at(),
        )
    except (Invalid, TooMany) as refusal:
        form.form_errors.append(str(refusal.message))
        return door(form, refusal.status, retry_after=getattr(refusal, "retry_after", None))
    enter(visitor)
    remember_browser(form.login.text)
    target = local_target(form.target.data)
    if target and form.carried.data:
        return offer_again(target, read_carried(form.carried.data))
    return redirect(landing(form.next.data), 303)


def door(form: SignInForm, status: int = 200, *, retry_after: int | None = None) -> tuple[str, int, dict[str, str]]:
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": str(retry_after)} if retry_after else {})
    return render_template("people/sign_in.html", form=form), status, headers


def enter(visitor: signin.Visitor) -> None:
    """A fresh session for a proven person: nothing of the old one's rights stays."""
    if current_user.is_authenticated:
        signin.end_session(current_user.token, at())
    leave()
    login_user(visitor)


def leave() -> None:
    """Forgets the person, but neither the language nor that this browser is known."""
    kept = {name: session[name] for name in ("locale", "browser", "known") if name in session}
    session.clear()
    session.update(kept)
    session.permanent = True


def origin_of(login: str) -> signin.Origin:
    """Where this request comes from; the browser is named if this person has signed in on it before."""
    known = signin.digest(signin.bare_login(login))[:KNOWN_LETTERS] in session.get("known", ())
    return signin.Origin(
        address=request.remote_addr or "",
        pepper=current_app.config["SECRET_KEY"],
        browser=str(session.get("browser", "")) if known else "",
    )


def remember_browser(login: str) -> None:
    """Up to five people share a browser; the cookie holds a short hash of their sign-in names."""
    name = signin.digest(signin.bare_login(login))[:KNOWN_LETTERS]
    others = [each for each in session.get("known", ()) if each != name]
    session.setdefault("browser", secrets.token_urlsafe(12))
    session["known"] = [name, *others][:SHARED_BY]


def landing(target: str | None) -> str:
    """`target` when it is a page of this site that can be opened, else the desk."""
    local = local_target(target)
    if local is None:
        return "/"
    adapter = current_app.create_url_adapter(request)
    return local if adapter and adapter.test(local.partition("?")[0], "GET") else "/"


@pages.post("/sign-out")
@public
def sign_out() -> BaseResponse:
    if current_user.is_authenticated:
        signin.end_session(current_user.token, at())
    leave()
    return redirect(url_for("people.sign_in"), 303)


@pages.post("/language")
@public
def language() -> BaseResponse:
    chosen = request.form.get("locale", "")
    if chosen in LOCALES:
        session["locale"] = chosen
        if current_user.is_authenticated:
            accounts.choose_language(actor(), chosen)
    return redirect(landing(request.form.get("next")), 303)


@pages.route("/welcome/<token>", methods=["GET", "POST"])
@public
def welcome(token: str) -> Any:
    invitation = accounts.open_link(token, at())
    form = WelcomeForm(request.form)
    if invitation.login is not None:
        form.for_known_person()
    if request.method == "POST" and form.validate():
        try:
            person_id = accounts.redeem(
                token, password=form.password.text, name=form.name_given(), login=form.login_given(), at=at()
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            enter(signin.open_session(person_id, device_label(request.user_agent.string), at()))
            return redirect("/", 303)
    page = render_template("people/welcome.html", form=form, invitation=invitation)
    return page, 422 if form.errors else 200, {"Cache-Control": "no-store"}


@pages.app_errorhandler(SignInNeeded)
def ask_to_sign_in(_refusal: AppError) -> Any:
    """A page that was opened comes after signing in; a form that was sent waits inside the sign-in page."""
    address = request.full_path.rstrip("?")
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("people.sign_in", next=address), 303)
    return door(SignInForm(None, target=address, carried=carried_fields()), 401)


@pages.app_errorhandler(StaleForm)
def offer_stale_form(refusal: AppError) -> Any:
    """The form once more with a fresh token; what was typed as a password is typed again."""
    if request.endpoint == "people.sign_in":
        form = SignInForm(request.form)
        form.form_errors.append(str(refusal.message))
        return door(form, refusal.status)
    return offer_again(request.full_path.rstrip("?"), read_carried(carried_fields()), refusal.status)
