"""A year that was typed wrongly is asked about, before it moves deadlines out of reach or out of the calendar."""

from collections.abc import Callable

import pytest

from lms.catalog.service import current_catalog
from tests.browser import Browser
from tests.people import Cast

As = Callable[[str], Browser]
BATCH = {
    "name": "Angkatan III",
    "title": "Pelatihan Komunikator Publik",
    "year": "2026",
    "starts_on": "2026-12-01",
    "ends_on": "2026-12-11",
    "place": "Aula",
    "mode": "onsite",
}


@pytest.mark.parametrize("days", [{"starts_on": "0026-12-01"}, {"starts_on": "9999-12-30", "ends_on": "9999-12-31"}])
def test_the_days_of_a_batch(as_: As, days: dict[str, str]) -> None:
    answer = as_("admin").post("/batches/new", data=BATCH | days)
    assert answer.status_code == 422
    assert f"Tahunnya {int(days['starts_on'][:4])}." in answer.text
    assert as_("admin").post("/batches/new", data=BATCH).status_code == 303


def test_deadlines_and_meetings(app_context: None, as_: As, cast: Cast) -> None:
    keys = [activity.key for module in current_catalog().modules.values() for activity in module.activities]
    admin, batch = as_("admin"), f"/batches/{cast.batch1}"
    for moment, status in (("0001-01-01T00:00", 422), ("2026-12-01T23:59", 303)):
        assert admin.post(f"{batch}/deadlines", data=dict.fromkeys(keys, moment)).status_code == status
        meeting = {"title": "Lead", "module_key": "journalism", "starts_at": moment, "jp": "2"}
        assert admin.post(f"{batch}/sessions/new", data=meeting).status_code == status
