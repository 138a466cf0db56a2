"""What no longer matters is cleared away by the sweep of each minute, and nothing that still does."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from lms.kit.db import Base, session
from lms.kit.errors import Invalid, TooMany
from lms.kit.jobs import sweep
from lms.people import accounts, signin
from lms.people.lockout import ACCOUNT_TRIES, WINDOW
from lms.people.models import FailedSignIn, OneTimeLink, SignIn
from tests.people import AT, PASSWORD, Cast

pytestmark = pytest.mark.usefixtures("app_context")


def left_after(kind: type[Base], later: timedelta) -> int:
    with time_machine.travel(AT + later, tick=False):
        sweep()
    return session().scalar(select(func.count()).select_from(kind)) or 0


def test_sessions_that_ended(cast: Cast) -> None:
    tokens = [signin.open_session(cast.ratna.id, f"device {n}", AT).token for n in range(2)]
    assert left_after(SignIn, timedelta(days=29)) == 2
    signin.end_session(tokens[0], AT)
    assert left_after(SignIn, timedelta(days=29)) == 1
    assert left_after(SignIn, timedelta(days=31)) == 0


def test_failures_that_no_longer_count(cast: Cast) -> None:
    def try_with(password: str) -> None:
        signin.sign_in("ratna", password, signin.Origin("", ""), device="", at=AT + WINDOW)

    for _try in range(ACCOUNT_TRIES):
        with pytest.raises(Invalid):
            try_with("tidak benar")
    assert left_after(FailedSignIn, WINDOW) == 2, "of the account and of the address"
    with pytest.raises(TooMany):
        try_with(PASSWORD)
    assert left_after(FailedSignIn, 2 * WINDOW + timedelta(seconds=1)) == 0


def test_links_that_are_spent(cast: Cast) -> None:
    link = accounts.link_for(cast.admin, cast.ratna.id, AT).rpartition("/")[2]
    accounts.link_for(cast.admin, cast.budi.id, AT)
    assert left_after(OneTimeLink, timedelta(hours=71)) == 2
    accounts.redeem(link, password="sungai musi mengalir pelan", name="", login="", at=AT)
    assert left_after(OneTimeLink, timedelta(hours=71)) == 1
    assert left_after(OneTimeLink, timedelta(hours=73)) == 0
