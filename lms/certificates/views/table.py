"""The eligibility table of a batch, and the register."""

from typing import Any, Final

from flask import render_template, request, url_for

from lms.catalog.service import current_catalog
from lms.certificates import eligibility, finding
from lms.certificates.finding import Sought, State, state_of
from lms.certificates.forms import KIND_NAMES
from lms.certificates.rules import Kind
from lms.certificates.views.blueprint import pages
from lms.certificates.views.issuing import kind_of
from lms.kit.forms import one_line
from lms.kit.web import actor, number_asked, require
from lms.kit.words import N_
from lms.people.rules import Permission

PAGE = 50
STATE_NAMES: Final = {
    State.VALID: N_("Valid"),
    State.WAITING: N_("Waits for its signature"),
    State.REVOKED: N_("Revoked"),
    State.REPLACED: N_("Replaced"),
}
TONES: Final = {State.VALID: "ok", State.WAITING: "wait", State.REVOKED: "bad", State.REPLACED: "quiet"}


@pages.get("/batches/<int:batch_id>/certificates")
@require(Permission.SEE_CERTIFICATES)
def batch(batch_id: int) -> str:
    """Whom of the batch this kind is for, and why not the others. Everybody is ticked, except for an award."""
    kind = kind_of(request.args)
    table = eligibility.table_of(actor(), batch_id, kind)
    return render_template(
        "certificates/batch.html",
        table=table,
        kinds=KIND_NAMES,
        programme=current_catalog().programme,
        reasons={one.enrolment.id: eligibility.reasons_against(one) for one in table.candidates},
        ticked=request.args.get("tick", "none" if kind is Kind.AWARD else "all") != "none",
        may_issue=actor().may(Permission.ISSUE),
        **_states(),
    )


@pages.get("/register")
@require(Permission.SEE_CERTIFICATES)
def register() -> str:
    """Every certificate ever issued, newest first, or those that are looked for."""
    sought = Sought(
        year=number_asked("year"),
        kind=_one_of(Kind, "kind"),
        state=_one_of(State, "state"),
        text=one_line(request.args.get("q", ""))[:80],
    )
    cards = finding.search(actor(), sought, before=number_asked("before"), limit=PAGE + 1)
    asked: dict[str, Any] = {"year": sought.year, "kind": sought.kind, "state": sought.state, "q": sought.text or None}
    more = url_for("certificates.register", **asked, before=cards[PAGE - 1].id) if len(cards) > PAGE else None
    return render_template(
        "certificates/register.html",
        cards=cards[:PAGE],
        more_url=more,
        sought=sought,
        years=finding.years(actor()),
        kinds=KIND_NAMES,
        may_issue=actor().may(Permission.ISSUE),
        **_states(),
    )


def _states() -> dict[str, Any]:
    return {"state_of": state_of, "states": STATE_NAMES, "tones": TONES}


def _one_of(kind: Any, name: str) -> Any:
    """The member that the address names, None for anything else."""
    word = request.args.get(name, "")
    return kind(word) if word in set(kind) else None
