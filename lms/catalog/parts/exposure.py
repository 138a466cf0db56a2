"""A camera to play with: ISO, shutter and aperture over a scene that the page computes."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from lms.catalog.parts.desk import Desk, Writing
from lms.catalog.section import Section


class Scene(StrEnum):
    RIVER_DUSK = "river-dusk"
    HALL_INDOOR = "hall-indoor"
    MARKET_NOON = "market-noon"


class Goal(StrEnum):
    """How what moves should look."""

    FREEZE = "freeze"
    BLUR = "blur"


@dataclass(frozen=True, slots=True)
class Exposure:
    kind: ClassVar[str] = "exposure"

    number: int
    task: Writing
    scene: Scene
    goal: Goal
    explanation: Writing

    @property
    def plain(self) -> str:
        return f"{self.task.plain}\n{self.explanation.plain}"


def read(sheet: Section, desk: Desk) -> Exposure:
    return Exposure(
        number=desk.number,
        task=desk.text(sheet, "task"),
        scene=sheet.choice("scene", Scene, "scene"),
        goal=sheet.choice("goal", Goal, "goal"),
        explanation=desk.text(sheet, "explanation"),
    )
