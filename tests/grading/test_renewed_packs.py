"""What was judged stays readable when a pack no longer has its platform or its competency."""

from collections.abc import Callable

from flask import Flask

from lms.competencies import service as competencies
from lms.kit.db import transaction
from lms.posts.models import Revision
from tests import scene
from tests.browser import Browser
from tests.people import AT, Cast


def test_pages_survive_a_platform_and_a_competency_that_are_gone(
    app: Flask, as_: Callable[[str], Browser], cast: Cast
) -> None:
    with app.app_context():
        seen = scene.play(cast)
        with transaction() as writing:
            revision = writing.get_one(Revision, seen.revision)
            revision.answers = {**revision.answers, "platform": "path", "audience": "lansia"}
            competencies.add_evidence(
                cast.ratna.id, cast.enrolment(cast.ratna), "Z9", 3,
                activity_key="old/task", criterion_key="depth", source="verdict:0", by_id=cast.sari.id, at=AT, edition="",
            )  # fmt: skip
    sari = as_("sari")
    page = sari.get(f"/grading/{seen.revision}")
    assert page.status_code == 200
    assert "path" in page.text
    practice = sari.get(f"/batches/{cast.batch1}/practice")
    assert practice.status_code == 200
    assert ">Z9" not in practice.text, "a level that no framework describes waits for nobody"
