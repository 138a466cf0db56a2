"""Somebody whose name no font can print is left out of a run, with the reason; the others get theirs, without a gap."""

from collections.abc import Callable
from decimal import Decimal

from flask import Flask
from sqlalchemy import select

from lms.batches.rules import Mark
from lms.certificates import issuing
from lms.certificates.models import Certificate
from lms.kit.db import session, transaction
from lms.kit.jobs import JobState, drain
from lms.people.models import Person
from tests import factories
from tests.browser import Browser
from tests.page import words
from tests.people import AT, Cast


def test_who_cannot_be_printed_is_left_out_and_uses_no_number(
    app: Flask, cast: Cast, as_: Callable[[str], Browser]
) -> None:
    with app.app_context():
        places = [cast.enrolment(cast.ratna), cast.enrolment(cast.budi)]
        factories.meeting(cast.batch1, dict.fromkeys(places, Mark.PRESENT), by=cast.sari, at=AT)
        for place in places:
            factories.results(place, Decimal(85), by=cast.sari, at=AT)
        with transaction() as writing:
            writing.get_one(Person, cast.ratna.id).name = "รัตนา"
        run_id = issuing.issue(cast.admin, cast.batch1, places, AT)
        drain()
        run = issuing.open_issue_run(cast.admin, run_id)
        assert run.job.state is JobState.DONE
        assert [name for name, reasons in run.refused.items() if reasons] == ["รัตนา"]
        issued = session().execute(select(Certificate.person_id, Certificate.n)).all()
        assert [tuple(row) for row in issued] == [(cast.budi.id, 1)]
    told = words(as_("admin").get(f"/issue-runs/{run_id}"))
    assert "รัตนา" in told
