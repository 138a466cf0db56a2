"""Questions, and quizzes that draw from them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from markupsafe import Markup

from lms.kit.words import Bilingual


class QuestionKind(StrEnum):
    """How a question is answered. An essay has no key: it stays in the bank and no quiz draws it."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"
    MATCH = "match"
    ORDER = "order"
    SHORT = "short"
    NUMBER = "number"
    HOTSPOT = "hotspot"
    ESSAY = "essay"


class Difficulty(StrEnum):
    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle on a picture, in percent of its width and height from the top left corner."""

    x: Decimal
    y: Decimal
    width: Decimal
    height: Decimal


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be answered. `id` is its letter in the order of the file: a, b, c …

    `weight` is what it is worth in percent, -100..100: 100 for the one right answer, less for a partly right one. Of a
    multiple question the right ones share 100, the wrong ones take away as much as a right one gives.

    match: `text` is the left side, `match` its right side; an empty `text` is a right side that belongs to nothing.
    order: options stand in the right order. short: `text` is an accepted answer, "*" in it stands for any letters.
    number: `text` is the number with a point, `tolerance` how far off still counts. hotspot: `area` is what is tapped.
    """

    id: str
    text: str
    weight: Decimal
    feedback: str
    match: str = ""
    tolerance: Decimal = Decimal(0)
    area: Area | None = None

    @property
    def correct(self) -> bool:
        return self.weight > 0


@dataclass(frozen=True, slots=True)
class Question:
    """`id` is "<slug of its lesson>/<id in the file>", unique in the module.

    `text` is Markdown as the author wrote it, `html` the same to show. `image` is the address of a picture that belongs to it,
    `image_size` its pixels, `image_alt` its description. `exact_case` asks a short answer for the same capitals; `otherwise` is
    the feedback for a short answer or a number that no option knows, `unit` what stands behind the field of a number.
    """

    id: str
    lesson: str
    kind: QuestionKind
    difficulty: Difficulty
    competency: str
    text: str
    html: Markup
    options: tuple[Option, ...]
    explanation: str
    exact_case: bool = False
    otherwise: str = ""
    unit: str = ""
    image: str = ""
    image_size: tuple[int, int] = (0, 0)
    image_alt: str = ""


class Role(StrEnum):
    """A pre-test is not counted; with the post-test it tells what was gained."""

    PRE = "pre"
    POST = "post"


@dataclass(frozen=True, slots=True)
class Draw:
    """A line of the blueprint: how many questions of each difficulty come from one lesson, by its slug."""

    lesson: str
    counts: Mapping[Difficulty, int]


@dataclass(frozen=True, slots=True)
class Quiz:
    """`minutes` is None where nobody looks at the clock; `count` is how many questions an attempt draws."""

    key: str
    title: Bilingual
    role: Role
    attempts: int
    pass_score: Decimal
    minutes: int | None
    blueprint: tuple[Draw, ...]
    edition: str

    @property
    def count(self) -> int:
        return sum(sum(draw.counts.values()) for draw in self.blueprint)

    @property
    def counted(self) -> bool:
        return self.role is Role.POST
