"""A photo to be cropped so that what matters comes to rest where the thirds cross."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import ClassVar, Final

from lms.catalog.parts.desk import Desk, Shot, Writing
from lms.catalog.section import Section
from lms.kit.words import N_, Reason

RATIOS: Final = ("1:1", "4:5", "16:9", "9:16", "3:2")
"""Width to height of what the platforms take."""
SIZES: Final = tuple(size / 100 for size in range(100, 35, -5))
"""How much of the largest possible frame one may take, from all of it down."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of a picture, in percent of its width and height. The paths are SVG, for a box of 100 by 100."""

    left: float
    top: float
    width: float
    height: float

    @property
    def outline(self) -> str:
        return f"M{self.left} {self.top}h{self.width}v{self.height}h-{self.width}z"

    @property
    def thirds(self) -> str:
        across = [f"M{self.left} {round(self.top + self.height * part / 3, 1)}h{self.width}" for part in (1, 2)]
        down = [f"M{round(self.left + self.width * part / 3, 1)} {self.top}v{self.height}" for part in (1, 2)]
        return "".join(across + down)


@dataclass(frozen=True, slots=True)
class Crop:
    """`x` and `y` are where the eye should rest, in percent of the whole picture."""

    kind: ClassVar[str] = "crop"

    number: int
    task: Writing
    shot: Shot
    ratio: str
    x: int
    y: int
    explanation: Writing

    @property
    def frame(self) -> Frame:
        """The largest that brings the subject to where two lines cross; the whole picture where none does."""
        return next(self.frames(), Frame(0, 0, 100, 100))

    def frames(self) -> Iterator[Frame]:
        """Every frame that does, the largest first."""
        wide, tall = (int(part) for part in self.ratio.split(":"))
        shape = wide * self.shot.height / (tall * self.shot.width)
        widest, tallest = min(shape, 1.0), min(1 / shape, 1.0)
        for size, across, down in product(SIZES, (1, 2), (1, 2)):
            width, height = 100 * widest * size, 100 * tallest * size
            left, top = self.x - width * across / 3, self.y - height * down / 3
            if 0 <= left <= 100 - width and 0 <= top <= 100 - height:
                yield Frame(*(round(number, 1) for number in (left, top, width, height)))

    @property
    def plain(self) -> str:
        return f"{self.task.plain}\n{self.explanation.plain}"


def read(sheet: Section, desk: Desk) -> Crop:
    with sheet.group("subject") as subject:
        x, y = subject.whole("x", most=100), subject.whole("y", most=100)
    crop = Crop(
        number=desk.number,
        task=desk.text(sheet, "task"),
        shot=desk.shot(sheet, "image"),
        ratio=sheet.word("ratio", RATIOS, N_("ratio")),
        x=x,
        y=y,
        explanation=desk.text(sheet, "explanation"),
    )
    if crop.shot.src and crop.ratio in RATIOS and next(crop.frames(), None) is None:
        sentence = N_(
            "No %(ratio)s frame brings this place to where two lines cross, because it is too near the edge; choose another"
            " place or ratio."
        )
        sheet.note("subject", Reason(sentence, {"ratio": crop.ratio}))
    return crop
