"""Whoever loses the trainer role loses the batches with it, although the roster still names them."""

from collections.abc import Callable

from flask import Flask

from lms.people import accounts
from lms.people.rules import Role
from tests import scene
from tests.browser import Browser
from tests.people import AT, Cast

As = Callable[[str], Browser]


def test_a_trainer_made_auditor_neither_reads_posts_nor_marks_attendance(app: Flask, as_: As, cast: Cast) -> None:
    with app.app_context():
        seen = scene.play(cast)
        accounts.set_roles(cast.admin, cast.sari.id, [Role.AUDITOR], None, AT)
    sari = as_("sari")
    assert sari.get(f"/posts/{seen.post}/feedback").status_code == 404
    assert sari.get(f"/photos/{seen.photo}/large").status_code == 404
    assert sari.get(f"/grading/{seen.revision}").status_code == 403
    sheet = f"/sessions/{seen.session}"
    assert sari.get(sheet).status_code == 200, "an auditor may read it"
    assert sari.post(sheet, data={f"mark-{cast.enrolment(cast.budi)}": "absent"}).status_code == 403
