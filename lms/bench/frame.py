"""The frame of a bench: CPU milliseconds as medians of interleaved rounds, one table, one line per figure.

Machines are noisy, so a figure is CPU time, a count, bytes, or a ratio against a reference that ran in the same rounds.
"""

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lms.kit.registry import Registry


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    value: float
    unit: str

    def __str__(self) -> str:
        return f"figure {self.name} {self.value:.6g} {self.unit}"


def _printed(cell: str | float) -> str:
    if isinstance(cell, str):
        return cell
    return f"{cell:,}" if isinstance(cell, int) else f"{cell:,.2f}"


@dataclass(slots=True)
class Bench:
    """What a bench gets: `quick` asks for a smaller run of the same kind, `instance` is an empty directory of its own."""

    quick: bool
    instance: Path
    figures: list[Figure] = field(default_factory=list)
    rows: list[tuple[str, ...]] = field(default_factory=list)

    def figure(self, name: str, value: float, unit: str) -> None:
        """A result, printed at the end as `figure NAME VALUE UNIT`."""
        if any(figure.name == name for figure in self.figures):
            raise ValueError(f"figure {name!r} is given twice")
        self.figures.append(Figure(name, value, unit))

    def row(self, *cells: str | float) -> None:
        """A line of the printed table; the first one is its head."""
        self.rows.append(tuple(_printed(cell) for cell in cells))


@dataclass(frozen=True, slots=True)
class Race:
    """CPU milliseconds of each round, by runner, after one round that is not counted."""

    rounds: Mapping[str, Sequence[float]]

    def median(self, runner: str) -> float:
        return statistics.median(self.rounds[runner])

    def ratio(self, slow: str, fast: str) -> float:
        """How many times the CPU of `fast` did `slow` take: the median over rounds, so that a busy moment hits both."""
        return statistics.median(a / b for a, b in zip(self.rounds[slow], self.rounds[fast], strict=True))


def race(runners: Mapping[str, Callable[[], object]], *, rounds: int) -> Race:
    """Runs all runners in every round, one after the other, in this process."""
    spent: dict[str, list[float]] = {name: [] for name in runners}
    for counted in (False, *[True] * rounds):
        for name, act in runners.items():
            gc.collect()
            started = time.process_time()
            act()
            if counted:
                spent[name].append((time.process_time() - started) * 1000)
    return Race(spent)


@dataclass(frozen=True, slots=True)
class BenchRow:
    """A bench in the list: what it asks, and the function that answers."""

    question: str
    run: Callable[[Bench], None]


BENCHES: Final[Registry[BenchRow]] = Registry("Bench")


def bench(name: str, question: str) -> Callable[[Callable[[Bench], None]], Callable[[Bench], None]]:
    """Registers `run(bench)` under a name."""

    def register(run: Callable[[Bench], None]) -> Callable[[Bench], None]:
        BENCHES.add(name, BenchRow(question, run))
        return run

    return register


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as aligned lines, the first column to the left, the others to the right; a rule under the head."""
    if not rows:
        return []
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() for row in rows]
    return [lines[0], "-" * max(map(len, lines)), *lines[1:]]
