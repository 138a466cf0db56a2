"""The demo city's office is invented, and says so."""

from datetime import datetime

import pytest

from lms.certificates.office import current_office, editions
from lms.demo.office import furnish
from tests.people import Cast

pytestmark = pytest.mark.usefixtures("app_context")


def test_a_new_demo_prints_an_address_and_a_signer_that_nobody_takes_for_real(cast: Cast, at: datetime) -> None:
    furnish(cast.admin, at)
    office = current_office()
    assert "rekaan" in office.letterhead.address
    assert "Rekaan" in office.signatory.name
    assert "(" not in office.signatory.name, "no placeholder is printed where a name stands"
    furnish(cast.admin, at)
    assert len(editions(cast.admin)) == 1, "it is written once"
