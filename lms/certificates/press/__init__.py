"""The press: frozen facts in, PDF bytes out, the same bytes each time. The only place that knows reportlab.

A layout is one file and one row in LAYOUTS; `draw(sheet, facts)` sets all its pages. What people of one batch share goes
through `sheet.once`, so a print file holds fonts, ornament, kop and signature block a single time.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from lms.certificates.facts import SAMPLE, Facts
from lms.certificates.press import resmi
from lms.certificates.press.sheet import Sheet
from lms.kit.registry import Registry
from lms.kit.words import Reason


@dataclass(frozen=True, slots=True)
class Layout:
    """How a kind of certificate looks; `sample` lets it be looked at without any data."""

    draw: Callable[[Sheet, Facts], None]
    sample: Facts


LAYOUTS: Final[Registry[Layout]] = Registry("Certificate layout")
LAYOUTS.add("resmi", Layout(resmi.draw, SAMPLE))


class Unprintable(ValueError):
    """Raised instead of printing a certificate with a sign missing or a text that does not fit; `problems` says which."""

    def __init__(self, number: str, problems: tuple[Reason, ...]) -> None:
        super().__init__(f"{number}: " + " ".join(problem.msgid % problem.params for problem in problems))
        self.number = number
        self.problems = problems


def press(facts: Facts) -> bytes:
    """One person's certificate as a PDF. Raises Unprintable."""
    return _printed(_sheet(facts, f"Sertifikat {facts.number} – {facts.name}"), [facts])


def press_many(people: Iterable[Facts]) -> bytes:
    """All in one PDF, in the given order, for the printer. Raises Unprintable at the first who cannot be printed, ValueError for nobody."""
    waiting = iter(people)
    first = next(waiting, None)
    if first is None:
        raise ValueError("there is nobody to print for")

    def everyone() -> Iterable[Facts]:
        yield first
        yield from waiting

    return _printed(_sheet(first, f"Sertifikat {first.training} – {first.batch}"), everyone())


def _sheet(facts: Facts, title: str) -> Sheet:
    return Sheet(title=title, author=facts.letterhead.office, subject=facts.training, day=facts.issued_on)


def _printed(sheet: Sheet, people: Iterable[Facts]) -> bytes:
    for facts in people:
        LAYOUTS[facts.layout].draw(sheet, facts)
        if sheet.problems:
            raise Unprintable(facts.number, tuple(sheet.problems.values()))
    return sheet.finish()
