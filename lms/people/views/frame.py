"""What the frame of every page needs to know of the person: who, in which language, and where they may go."""

from typing import Any, Final, NamedTuple

from flask_login import current_user

from lms.kit.i18n import N_, current_language
from lms.people.actor import Actor
from lms.people.rules import Permission
from lms.people.views.blueprint import pages


class Tab(NamedTuple):
    """One item of the navigation; `label` is a msgid, `sign` a name in _kit/icons.html."""

    endpoint: str
    label: str
    sign: str


TABS: Final[tuple[tuple[Permission, Tab], ...]] = (
    (Permission.ACCOUNT, Tab("home.desk", N_("Desk"), "home")),
    (Permission.LEARN, Tab("home.growth", N_("Scores"), "growth")),
    (Permission.LEARN, Tab("certificates.wallet", N_("Certificates"), "award")),
    (Permission.GRADE, Tab("grading.queue", N_("Queue"), "inbox")),
    (Permission.SEE_BATCHES, Tab("batches.index", N_("Batches"), "batch")),
    (Permission.AUTHOR, Tab("authoring.shelf", N_("Courses"), "book")),
    (Permission.MANAGE_PEOPLE, Tab("people.index", N_("People"), "people")),
    (Permission.SEE_CERTIFICATES, Tab("certificates.register", N_("Register"), "register")),
)


def tabs_for(by: Actor) -> list[Tab]:
    return [tab for needed, tab in TABS if by.may(needed)]


@pages.app_context_processor
def frame() -> dict[str, Any]:
    who: Actor | None = current_user.actor if current_user and current_user.is_authenticated else None
    return {"actor": who, "nav": tabs_for(who) if who else [], "locale": current_language()}
