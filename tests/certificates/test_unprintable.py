"""Somebody whose name no font can print is refused before the run: there they would stop everybody behind them."""

from decimal import Decimal

import pytest
from flask import Flask

from lms.batches.rules import Mark
from lms.certificates import issuing
from lms.kit.db import transaction
from lms.kit.errors import Invalid
from lms.people.models import Person
from tests import factories
from tests.people import AT, Cast


def test_issuing_refuses_what_cannot_be_printed(app: Flask, cast: Cast) -> None:
    with app.app_context():
        place = cast.enrolment(cast.ratna)
        factories.meeting(cast.batch1, {place: Mark.PRESENT}, by=cast.sari, at=AT)
        factories.results(place, Decimal(85), by=cast.sari, at=AT)
        with transaction() as writing:
            writing.get_one(Person, cast.ratna.id).name = "รัตนา"
        with pytest.raises(Invalid, match="รัตนา"):
            issuing.issue(cast.admin, cast.batch1, [place], AT)
