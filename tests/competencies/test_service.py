from datetime import datetime

import pytest

from lms.competencies import service
from lms.kit.errors import Invalid, NotFound
from tests.people import Cast
from tests.queries import counted

pytestmark = pytest.mark.usefixtures("app_context")


def show(cast: Cast, competency: str, level: int, source: str, at: datetime, criterion: str = "lead") -> None:
    service.add_evidence(
        cast.ratna.id,
        cast.enrolment(cast.ratna),
        competency,
        level,
        activity_key="journalism/press-release",
        criterion_key=criterion,
        source=source,
        by_id=cast.sari.id,
        at=at,
        edition="e1",
    )


def test_levels_follow_from_evidence_in_the_order_of_the_framework(cast: Cast, at: datetime) -> None:
    show(cast, "S2", 3, "verdict:1", at)
    for n, level in enumerate((0, 3, 3, 2)):
        show(cast, "J3", level, f"verdict:{n}", at, criterion=f"lead-{n}")
    with counted() as asked:
        levels = service.levels_of(cast.ratna.id)
    assert len(asked) == 2
    assert list(levels) == ["J3", "S2"]
    assert (levels["J3"].suggested, levels["J3"].tentative, levels["J3"].confirmed) == (3, False, None)
    assert [card.level for card in levels["J3"].evidence] == [0, 3, 3, 2]
    assert (levels["S2"].suggested, levels["S2"].tentative) == (3, True)
    assert service.levels_of(cast.budi.id) == {}


def test_the_same_criterion_of_a_verdict_is_one_piece_of_evidence(cast: Cast, at: datetime) -> None:
    show(cast, "J3", 2, "verdict:1", at)
    show(cast, "J3", 3, "verdict:1", at)
    show(cast, "J3", 3, "verdict:1", at, criterion="structure")
    assert [card.level for card in service.levels_of(cast.ratna.id)["J3"].evidence] == [2, 3]


def test_a_level_outside_the_scale_is_a_fault_of_ours(cast: Cast, at: datetime) -> None:
    with pytest.raises(ValueError, match=r"0\.\.4"):
        show(cast, "J3", 5, "verdict:1", at)


def test_a_trainer_decides_freely_and_the_newest_decision_holds(cast: Cast, at: datetime) -> None:
    show(cast, "J3", 3, "verdict:1", at)
    service.confirm(cast.sari, cast.ratna.id, "J3", 3, at)
    service.confirm(cast.sari, cast.ratna.id, "J3", 2, at)
    service.confirm(cast.sari, cast.ratna.id, "S6", 1, at)
    levels = service.levels_of(cast.ratna.id)
    decided = levels["J3"].confirmed
    assert decided
    assert (decided.level, decided.by_id, decided.at) == (2, cast.sari.id, at)
    assert levels["J3"].suggested == 3
    assert levels["S6"].evidence == ()
    with pytest.raises(Invalid):
        service.confirm(cast.sari, cast.ratna.id, "J3", 5, at)
    with pytest.raises(NotFound):
        service.confirm(cast.sari, cast.ratna.id, "X9", 2, at)
