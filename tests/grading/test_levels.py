"""The trainers' page of work on each level, apart from the desk."""

from collections.abc import Callable

import pytest

from lms.catalog.service import current_catalog
from tests.browser import Browser
from tests.page import words
from tests.people import Cast
from tests.story import RELEASE, send_post

pytestmark = pytest.mark.usefixtures("app_context")
As = Callable[[str], Browser]


def test_the_desk_leads_to_it_and_stays_light(cast: Cast, as_: As) -> None:
    revision = send_post(cast.ratna, cast.batch1, RELEASE)
    sari, activity = as_("sari"), current_catalog().activity(RELEASE)
    desk = sari.get(f"/grading/{revision}")
    assert f'href="/grading/{revision}/levels"' in desk.text
    page = words(sari.get(f"/grading/{revision}/levels"))
    for exemplar in activity.exemplars:
        for remark in exemplar.remarks.values():
            assert remark in page
            assert remark not in words(desk)


def test_only_a_trainer_of_the_batch_opens_it(cast: Cast, as_: As) -> None:
    revision = send_post(cast.ratna, cast.batch1, RELEASE)
    assert as_("hendra").get(f"/grading/{revision}/levels").status_code == 404
    assert as_("ratna").get(f"/grading/{revision}/levels").status_code == 403
