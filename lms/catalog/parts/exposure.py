"""A camera to play with: ISO, shutter and aperture over a scene that the page computes."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from lms.catalog.parts.desk import Desk, Writing
from lms.catalog.section import Section
from lms.kit.words import N_


class Scene(StrEnum):
    RIVER_DUSK = "river-dusk"
    HALL_INDOOR = "hall-indoor"
    MARKET_NOON = "market-noon"


class Goal(StrEnum):
    """How what moves should look."""

    FREEZE = "freeze"
    BLUR = "blur"


ISOS: Final = tuple(str(100 * 2**step) for step in range(7))
SHUTTERS: Final = tuple(f"1/{parts}" for parts in (2000, 1000, 500, 250, 125, 60, 30, 15, 8, 4, 2))
APERTURES: Final = ("f/2", "f/2.8", "f/4", "f/5.6", "f/8", "f/11", "f/16")
"""What the controls can be set to; each step is one stop, that is twice or half the light."""


@dataclass(frozen=True, slots=True)
class Light:
    """A scene in steps of the controls.

    `steps`: ISO plus shutter minus aperture where the brightness is right. `still` is the slowest shutter that shows what
    moves as still, `streak` the fastest that shows it as a streak.
    """

    steps: int
    still: int
    streak: int


LIGHTS: Final[Mapping[Scene, Light]] = {
    Scene.RIVER_DUSK: Light(steps=6, still=3, streak=7),
    Scene.HALL_INDOOR: Light(steps=7, still=4, streak=8),
    Scene.MARKET_NOON: Light(steps=1, still=3, streak=7),
}
"""About exposure values 7, 6 and 12: a river after sunset, a lit hall, a stall in the shade of its roof."""


@dataclass(frozen=True, slots=True)
class Settings:
    iso: str
    shutter: str
    aperture: str


@dataclass(frozen=True, slots=True)
class Exposure:
    isos: ClassVar = ISOS
    shutters: ClassVar = SHUTTERS
    apertures: ClassVar = APERTURES
    kind: ClassVar[str] = "exposure"

    number: int
    task: Writing
    scene: Scene
    goal: Goal
    explanation: Writing

    @property
    def light(self) -> Light:
        return LIGHTS[self.scene]

    @property
    def example(self) -> Settings:
        """One way to reach the goal, with as little grain as the light allows."""
        shutter = self.light.still if self.goal is Goal.FREEZE else self.light.streak
        left = self.light.steps - shutter
        iso, aperture = max(left, 0), max(-left, 0)
        return Settings(ISOS[iso], SHUTTERS[shutter], APERTURES[aperture])

    @property
    def plain(self) -> str:
        return f"{self.task.plain}\n{self.explanation.plain}"


def read(sheet: Section, desk: Desk) -> Exposure:
    return Exposure(
        number=desk.number,
        task=desk.text(sheet, "task"),
        scene=sheet.choice("scene", Scene, N_("scene")),
        goal=sheet.choice("goal", Goal, N_("goal")),
        explanation=desk.text(sheet, "explanation"),
    )
