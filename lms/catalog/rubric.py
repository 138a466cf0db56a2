"""What work is judged by. A rubric is kept with every judgement, which must not change when the pack does. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

LEVELS: Final = (4, 3, 2, 1)
"""Levels of a rubric and of a competency, 4 the best."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """`levels` maps 4 … 1 to what work on that level looks like; at level 1 a `must_pass` criterion fails the work."""

    key: str
    title: str
    weight: int
    competency: str
    must_pass: bool
    levels: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Rubric:
    """The weights of its criteria add up to 100."""

    key: str
    title: str
    criteria: tuple[Criterion, ...]

    def as_json(self) -> dict[str, Any]:
        """To be kept with a judgement, which must not change when the pack does."""
        return {
            "key": self.key,
            "title": self.title,
            "criteria": [
                {
                    "key": criterion.key,
                    "title": criterion.title,
                    "weight": criterion.weight,
                    "competency": criterion.competency,
                    "must_pass": criterion.must_pass,
                    "levels": {str(level): words for level, words in criterion.levels.items()},
                }
                for criterion in self.criteria
            ],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Rubric":
        return cls(
            kept["key"],
            kept["title"],
            tuple(
                Criterion(
                    **{**criterion, "levels": {int(level): words for level, words in criterion["levels"].items()}}
                )
                for criterion in kept["criteria"]
            ),
        )
