"""What the course packs say, frozen. Keys of lessons, quizzes and activities are "<module>/<slug>". Pure.

Titles and objectives are Bilingual: Indonesian words that carry their English.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Protocol, TypeVar

from lms.catalog.activity import Activity as Activity
from lms.catalog.activity import Exemplar as Exemplar
from lms.catalog.activity import Late as Late
from lms.catalog.activity import LiveUrl as LiveUrl
from lms.catalog.bank import Difficulty as Difficulty
from lms.catalog.bank import Draw as Draw
from lms.catalog.bank import Option as Option
from lms.catalog.bank import Question as Question
from lms.catalog.bank import QuestionKind as QuestionKind
from lms.catalog.bank import Quiz as Quiz
from lms.catalog.bank import Role as Role
from lms.catalog.proof import Note as Note
from lms.catalog.reading import Lesson as Lesson
from lms.catalog.reading import Passage as Passage
from lms.catalog.reading import Term as Term
from lms.catalog.rubric import LEVELS as LEVELS
from lms.catalog.rubric import Criterion as Criterion
from lms.catalog.rubric import Rubric as Rubric
from lms.checks import PlatformFacts
from lms.kit.words import Bilingual

Platform = PlatformFacts
"""A platform of the catalog is handed to the checks as it is."""


class BrokenPack(Exception):
    """`errors` are all of them, sorted by file and line."""

    def __init__(self, errors: Iterable[Note]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(map(str, self.errors)))


class UnknownKey(LookupError):
    """No lesson, quiz or activity of the catalog has this key."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Parts of the final score in percent; they add up to 100."""

    assignments: int
    tests: int
    practice: int
    attendance: int


@dataclass(frozen=True, slots=True)
class Predicate:
    """The word for a final score of at least `minimum`; `passes` where that reaches the programme's pass score."""

    label: str
    minimum: Decimal
    passes: bool


@dataclass(frozen=True, slots=True)
class Targets:
    """The competency level asked of an OPD's officer and of its lead officer."""

    officer: int
    lead: int


@dataclass(frozen=True, slots=True)
class Programme:
    """`predicates` from the highest minimum down; `min_attendance` is a share, 0.80 for 80 percent."""

    title: Bilingual
    weights: Weights
    pass_score: Decimal
    min_attendance: Decimal
    predicates: tuple[Predicate, ...]
    level_points: Mapping[int, int]
    evidence_levels: Mapping[int, int]
    targets: Targets


@dataclass(frozen=True, slots=True)
class Competency:
    """`external_code` is the SKKNI unit once its official code is confirmed."""

    code: str
    title: Bilingual
    levels: Mapping[int, str]
    external_code: str | None


@dataclass(frozen=True, slots=True)
class Unit:
    """One row of the curriculum; `jp` are lesson hours of 45 minutes."""

    code: str
    title: Bilingual
    objective: Bilingual
    jp: int
    lesson_key: str | None


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of a module as it was when the pack was loaded."""

    content: bytes = field(repr=False)
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Module:
    """`edition` is stamped on everything done with this module; `jp` is the sum of its units.

    `questions` is the bank, by question id; `glossary` the terms its lessons explain, by key, and `everyday` abbreviations that
    need no explaining. `retired` are slugs of lessons and assignments that were taken away on purpose.
    """

    key: str
    code: str
    title: Bilingual
    edition: str
    summary: Bilingual
    units: tuple[Unit, ...]
    lessons: tuple[Lesson, ...]
    questions: Mapping[str, Question]
    glossary: Mapping[str, Term]
    everyday: frozenset[str]
    quizzes: tuple[Quiz, ...]
    activities: tuple[Activity, ...]
    rubrics: tuple[Rubric, ...]
    retired: frozenset[str]
    images: Mapping[str, Image]

    @property
    def jp(self) -> int:
        return sum(unit.jp for unit in self.units)


@dataclass(frozen=True, slots=True)
class Catalog:
    """All packs; modules in the order of the programme. Asking for a key that no pack has raises UnknownKey."""

    programme: Programme
    competencies: Mapping[str, Competency]
    platforms: Mapping[str, Platform]
    modules: Mapping[str, Module]

    def lesson(self, key: str) -> Lesson:
        return _with_key(key, (lesson for module in self._modules_of(key) for lesson in module.lessons))

    def quiz(self, key: str) -> Quiz:
        return _with_key(key, (quiz for module in self._modules_of(key) for quiz in module.quizzes))

    def activity(self, key: str) -> Activity:
        return _with_key(key, (activity for module in self._modules_of(key) for activity in module.activities))

    @property
    def activity_keys(self) -> list[str]:
        return [activity.key for module in self.modules.values() for activity in module.activities]

    def _modules_of(self, key: str) -> Iterator[Module]:
        """The one module the key names, if it exists."""
        module = self.modules.get(key.partition("/")[0])
        if module:
            yield module


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


T = TypeVar("T", bound=_Keyed)


def _with_key(key: str, rows: Iterator[T]) -> T:
    for row in rows:
        if row.key == key:
            return row
    raise UnknownKey(f"no course pack has {key!r}")


def edition_of(files: Mapping[str, bytes]) -> str:
    """Twelve hex digits that change with any byte of any file or file name, and with nothing else."""
    digest = sha256()
    for name, content in sorted(files.items()):
        for part in (name.encode(), content):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return digest.hexdigest()[:12]
