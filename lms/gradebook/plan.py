"""What a final score is made of. Pure."""

from dataclasses import dataclass
from typing import Final

from lms.catalog.pack import Programme

PRACTICE_KEY: Final = "practice"
ATTENDANCE_KEY: Final = "attendance"
"""What these two parts are called among the keys of activities."""


@dataclass(frozen=True, slots=True)
class Required:
    """A mandatory assignment or a test; `name` is what people call it."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Mandatory assignments and all tests. A part whose weight is 0 is not asked for; assignments always are."""

    assignments: tuple[Required, ...]
    tests: tuple[Required, ...]
    programme: Programme

    @property
    def asks_for_attendance(self) -> bool:
        return bool(self.programme.weights.attendance or self.programme.min_attendance)

    def names(self, keys: tuple[str, ...]) -> tuple[list[str], list[str]]:
        """The names of those assignments and of those tests, in the order of the plan."""
        return (
            [task.name for task in self.assignments if task.key in keys],
            [test.name for test in self.tests if test.key in keys],
        )
