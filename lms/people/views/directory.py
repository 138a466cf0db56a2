"""The directory for those who look after accounts."""

from typing import Any
from urllib.parse import quote

from flask import current_app, render_template, request, session, url_for
from werkzeug.wrappers import Response

from lms.kit.errors import Invalid
from lms.kit.forms import one_line
from lms.kit.i18n import _
from lms.kit.web import actor, at, number_asked, once, require
from lms.people import accounts, directory
from lms.people.directory import PersonFile
from lms.people.forms import PersonForm, RolesForm
from lms.people.rules import ROLE_NAMES, Permission
from lms.people.service import organisation_options
from lms.people.views.blueprint import pages


@pages.get("/people")
@require(Permission.MANAGE_PEOPLE)
def index() -> str:
    search = one_line(request.args.get("q", ""))[:80]
    name, person_id = one_line(request.args.get("after", "")), number_asked("id")
    lines, after = directory.list_people(search, after=(name, person_id) if name and person_id else None)
    onward = url_for("people.index", q=search or None, after=after[0], id=after[1]) if after else None
    return render_template("people/index.html", lines=lines, search=search, onward=onward, role_names=ROLE_NAMES)


@pages.route("/people/new", methods=["GET", "POST"])
@require(Permission.MANAGE_PEOPLE)
def new() -> Any:
    form = _with_offices(PersonForm(request.form))
    if request.method == "POST" and form.validate():
        try:
            return once(lambda: _file_of(accounts.create_person(actor(), form.draft(), at())))
        except Invalid as refusal:
            form.refuse(refusal)
    return render_template("people/new.html", form=form), 422 if form.errors else 200


@pages.route("/people/<int:person_id>", methods=["GET", "POST"])
@require(Permission.MANAGE_PEOPLE)
def show(person_id: int) -> Any:
    person = directory.open_file(person_id)
    form = _with_offices(PersonForm(request.form, obj=person.draft))
    if request.method == "POST" and form.validate():
        try:
            return once(lambda: _changed(person_id, form))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(person, form=form)


@pages.post("/people/<int:person_id>/roles")
@require(Permission.MANAGE_PEOPLE)
def roles(person_id: int) -> Any:
    person = directory.open_file(person_id)
    form = _roles_form(person)
    if form.validate():
        try:
            return once(lambda: _given(person_id, form))
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(person, roles_form=form)


@pages.post("/people/<int:person_id>/link")
@require(Permission.MANAGE_PEOPLE)
def link(person_id: int) -> Response:
    """Makes a one-time link and shows it once, on the next page."""

    def act() -> str:
        session["fresh_link"] = accounts.link_for(actor(), person_id, at())
        return _file_of(person_id)

    return once(act)


@pages.post("/people/<int:person_id>/switch")
@require(Permission.MANAGE_PEOPLE)
def switch(person_id: int) -> Response:
    """Switches the account on or off."""

    def act() -> str:
        accounts.set_active(actor(), person_id, at(), active=request.form.get("active") == "yes")
        return _file_of(person_id)

    return once(act)


def _page(
    person: PersonFile, *, form: PersonForm | None = None, roles_form: RolesForm | None = None
) -> tuple[str, int, dict[str, str]]:
    form = form or _with_offices(PersonForm(None, obj=person.draft))
    roles_form = roles_form or _roles_form(person)
    path = session.pop("fresh_link", None)
    address = current_app.extensions["settings"].base_url + path if path else None
    page = render_template(
        "people/show.html",
        person=person,
        form=form,
        roles_form=roles_form,
        doubts=person.doubts(at()),
        role_names=ROLE_NAMES,
        address=address,
        message=_whatsapp(person, address) if address else None,
        own=person.id == actor().id,
    )
    kept = {"Cache-Control": "no-store"} if address else {}  # the back button must not show the link once more
    return page, 422 if form.errors or roles_form.errors else 200, kept


def _whatsapp(person: PersonFile, address: str) -> str:
    """The wa.me address that opens WhatsApp with the message written; sending stays with the admin."""
    digits = "".join(filter(str.isdigit, person.draft.phone))
    number = f"62{digits[1:]}" if digits.startswith("0") else digits
    text = _(
        "Good day, %(name)s. Your sign-in name is %(login)s. Choose your password with this link, "
        "which works once, within 3 days: %(address)s",
        name=person.full_name,
        login=person.draft.login,
        address=address,
    )
    return f"https://wa.me/{number}?text={quote(text)}"


def _with_offices(form: PersonForm) -> PersonForm:
    form.organisation_id.choices = organisation_options()
    return form


def _roles_form(person: PersonFile) -> RolesForm:
    posted = request.form if request.endpoint == "people.roles" else None
    form = RolesForm(posted, roles=sorted(person.roles), looks_after=person.looks_after or 0)
    form.looks_after.choices = organisation_options(_("No organisation"))
    return form


def _changed(person_id: int, form: PersonForm) -> str:
    accounts.change_person(actor(), person_id, form.draft())
    return _file_of(person_id)


def _given(person_id: int, form: RolesForm) -> str:
    accounts.set_roles(actor(), person_id, form.chosen(), form.looks_after.data or None, at())
    return _file_of(person_id)


def _file_of(person_id: int) -> str:
    return url_for("people.show", person_id=person_id)
