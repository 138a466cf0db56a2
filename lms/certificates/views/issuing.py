"""Issuing: the dry run, the act, and how far it is."""

from typing import Any, Final

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from lms.certificates import eligibility, issuing, rehearsal
from lms.certificates.forms import KIND_NAMES
from lms.certificates.issuing import WORDING_LENGTH
from lms.certificates.numbers import Numbering
from lms.certificates.office import current_office
from lms.certificates.press import Unprintable
from lms.certificates.rules import NUMBER_LENGTH, Kind, numbers_letters
from lms.certificates.views.blueprint import pages
from lms.kit.errors import Invalid, NotFound
from lms.kit.forms import one_line
from lms.kit.web import actor, at, numbers_sent, once, require
from lms.people.rules import Permission

REGISTER, LETTER, TYPED = "register", "letter", "typed"
PROOFS: Final = 5


@pages.post("/batches/<int:batch_id>/certificates/check", endpoint="check")
@require(Permission.ISSUE)
def rehearse(batch_id: int) -> Any:
    """The dry run: nothing is given out yet."""
    return _rehearsed(batch_id, None)


@pages.post("/batches/<int:batch_id>/certificates/issue")
@require(Permission.ISSUE)
def issue(batch_id: int) -> Any:
    """Asks for the certificates; with what is wrong the dry run comes back, and everything that was typed."""

    def act() -> str:
        run_id = issuing.issue(
            actor(),
            batch_id,
            numbers_sent("enrolment"),
            at(),
            kind=kind_of(request.form),
            numbering=_numbering(),
            wording=_wording(),
        )
        return url_for("certificates.run", run_id=run_id)

    try:
        return once(act)
    except Invalid as refusal:
        return _rehearsed(batch_id, refusal)


@pages.get("/batches/<int:batch_id>/certificates/proof/<int:enrolment_id>.png")
@require(Permission.ISSUE)
def proof(batch_id: int, enrolment_id: int) -> Response:
    """The front page one of them would get, with a number that nobody has yet."""
    number = one_line(request.args.get("number", ""))[:NUMBER_LENGTH]
    wording = one_line(request.args.get("wording", ""))[:WORDING_LENGTH]
    try:
        picture = rehearsal.front_page(
            actor(), batch_id, enrolment_id, at(), kind=kind_of(request.args), number=number or "-", wording=wording
        )
    except Unprintable as unprintable:
        raise NotFound from unprintable
    answer = Response(picture, mimetype="image/png")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@pages.get("/issue-runs/<int:run_id>")
@require(Permission.ISSUE)
def run(run_id: int) -> str:
    card = issuing.open_issue_run(actor(), run_id)
    return render_template("certificates/run.html", run=card)


@pages.post("/issue-runs/<int:run_id>/cancel")
@require(Permission.ISSUE)
def cancel_run(run_id: int) -> BaseResponse:
    """Stops it after the certificate in hand."""

    def act() -> str:
        issuing.cancel_run(actor(), run_id)
        return url_for("certificates.run", run_id=run_id)

    return once(act)


@pages.post("/issue-runs/<int:run_id>/resume")
@require(Permission.ISSUE)
def resume_run(run_id: int) -> BaseResponse:
    """Lets it go on with those who are left."""

    def act() -> str:
        issuing.resume_run(actor(), run_id)
        return url_for("certificates.run", run_id=run_id)

    return once(act)


def kind_of(fields: Any) -> Kind:
    """The kind that a form or an address names; a certificate where it names none."""
    word = fields.get("kind", "")
    return Kind(word) if word in set(Kind) else Kind.CERTIFICATE


def _rehearsed(batch_id: int, refusal: Invalid | None) -> Any:
    kind, wording, asked = kind_of(request.form), _wording(), _numbering()
    try:
        found = rehearsal.rehearse(
            actor(), batch_id, numbers_sent("enrolment"), at(), kind=kind, asked=asked, wording=wording
        )
    except Invalid as unfit:
        eligibility.table_of(actor(), batch_id, kind)
        return _back(batch_id, kind, unfit)
    office = current_office()
    page = render_template(
        "certificates/issue.html",
        found=found,
        kinds=KIND_NAMES,
        way=_way(),
        letter=asked.letter,
        typed=asked.typed,
        wording=wording,
        wording_limit=WORDING_LENGTH,
        number_limit=NUMBER_LENGTH,
        by_letter=numbers_letters(office.numbering.mask),
        proofs=[line for line in found.lines if not line.problems][:PROOFS],
        wrong=refusal.fields if refusal else {},
        refused=refusal.message if refusal and not refusal.fields else None,
    )
    return page, 422 if refusal else 200


def _back(batch_id: int, kind: Kind, unfit: Invalid) -> BaseResponse:
    """To the table, with the reason."""
    flash(str(unfit.message), "bad")
    named = None if kind is Kind.CERTIFICATE else kind.value
    return redirect(url_for("certificates.batch", batch_id=batch_id, kind=named), 303)


def _way() -> str:
    way = request.form.get("way", REGISTER)
    return way if way in (LETTER, TYPED) else REGISTER


def _wording() -> str:
    return one_line(request.form.get("wording", ""))


def _numbering() -> Numbering:
    """Where the numbers are to come from. A choice whose fields are empty keeps them, so that they are asked for."""
    if _way() == LETTER:
        return Numbering(letter=one_line(request.form.get("letter", "")))
    if _way() == TYPED:
        return Numbering(
            typed={one: one_line(request.form.get(f"number-{one}", "")) for one in numbers_sent("enrolment")}
        )
    return Numbering()
