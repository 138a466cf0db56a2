"""One's own account: contact, language, password, signed-in devices."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from lms.kit.errors import Invalid
from lms.kit.i18n import _
from lms.kit.web import actor, at, once, require
from lms.people import accounts, directory, signin
from lms.people.forms import ContactForm, PasswordForm
from lms.people.rules import Permission
from lms.people.views.blueprint import pages
from lms.people.views.door import origin_of


@pages.get("/me")
@require(Permission.ACCOUNT)
def me() -> Any:
    return _page()


@pages.post("/me/contact")
@require(Permission.ACCOUNT)
def contact() -> Any:
    form = ContactForm(request.form)
    if not form.validate():
        return _page(contact=form)

    def act() -> str:
        accounts.change_contact(actor(), phone=form.phone.text, position=form.position.text, unit=form.unit.text)
        flash(_("Your contact is saved."), "ok")
        return url_for("people.me")

    return once(act)


@pages.post("/me/password")
@require(Permission.ACCOUNT)
def password() -> Any:
    """Not by once(): nothing made from a password is remembered with the form."""
    form = PasswordForm(request.form)
    if form.validate():
        origin = origin_of(directory.open_file(actor().id).draft.login)
        try:
            accounts.change_password(
                actor(),
                origin,
                present=form.password_now.text,
                new=form.password.text,
                token=current_user.token,
                at=at(),
            )
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            flash(_("Your password is changed. Every other device was signed out."), "ok")
            return redirect(url_for("people.me"), 303)
    return _page(password=form)


@pages.post("/me/devices/<key>")
@require(Permission.ACCOUNT)
def end_device(key: str) -> Response:
    def act() -> str:
        signin.end_device(actor(), key, at())
        flash(_("The device was signed out."), "ok")
        return url_for("people.me")

    return once(act)


def _page(contact: ContactForm | None = None, password: PasswordForm | None = None) -> tuple[str, int]:
    own = directory.open_file(actor().id)
    page = render_template(
        "people/me.html",
        own=own,
        contact=contact or ContactForm(None, obj=own.draft),
        password=password or PasswordForm(None),
        devices=signin.devices_of(actor(), current_user.token, at()),
    )
    refused = (contact and contact.errors) or (password and password.errors)
    return page, 422 if refused else 200
