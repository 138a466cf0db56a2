"""The press: frozen facts in, PDF bytes out, the same bytes each time. The only place that knows reportlab.

A layout is one file and one row in LAYOUTS; `draw(sheet, facts)` sets all its pages. What people of one batch share goes
through `sheet.once`, so a print file holds fonts, ornament, kop and signature block a single time.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO, Final, overload

from lms.certificates.facts import SAMPLE, Facts
from lms.certificates.press import keterangan, piagam, resmi, songket
from lms.certificates.press.impression import Impression, Paper, Pictures, Print, no_pictures
from lms.certificates.press.sheet import Sheet
from lms.kit.registry import Registry
from lms.kit.words import Reason

__all__ = [
    "LAYOUTS",
    "Impression",
    "Layout",
    "Paper",
    "Pictures",
    "Print",
    "Unprintable",
    "no_pictures",
    "press",
    "press_many",
]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a kind of certificate looks; `sample` lets it be looked at without any data."""

    draw: Callable[[Sheet, Facts], None]
    sample: Facts


LAYOUTS: Final[Registry[Layout]] = Registry("Certificate layout")
LAYOUTS.add("resmi", Layout(resmi.draw, SAMPLE))
LAYOUTS.add("songket", Layout(songket.draw, songket.CERTIFICATE))
LAYOUTS.add("piagam", Layout(piagam.draw, piagam.AWARD))
LAYOUTS.add("keterangan", Layout(keterangan.draw, keterangan.STATEMENT))


class Unprintable(ValueError):
    """Raised instead of printing a certificate with a sign missing or a text that does not fit; `problems` says which."""

    def __init__(self, number: str, problems: tuple[Reason, ...]) -> None:
        super().__init__(f"{number}: " + " ".join(problem.msgid % problem.params for problem in problems))
        self.number = number
        self.problems = problems


def press(facts: Facts, pictures: Pictures = no_pictures) -> bytes:
    """One person's certificate as a PDF. Raises Unprintable."""
    title = f"{facts.title.capitalize()} {facts.number} – {facts.name}"
    sheet = Sheet(
        title=title,
        author=facts.letterhead.office,
        subject=facts.training,
        day=facts.issued_on,
        impression=Impression(),
        pictures=pictures,
    )
    _draw(sheet, facts)
    return sheet.finish()


@overload
def press_many(
    prints: Iterable[Facts | Print], impression: Impression = ..., pictures: Pictures = ..., file: None = None
) -> bytes: ...
@overload
def press_many(
    prints: Iterable[Facts | Print], impression: Impression = ..., pictures: Pictures = ..., *, file: BinaryIO
) -> None: ...
def press_many(
    prints: Iterable[Facts | Print],
    impression: Impression = Impression(),  # noqa: B008  frozen
    pictures: Pictures = no_pictures,
    file: BinaryIO | None = None,
) -> bytes | None:
    """All in one PDF for the printer, in the given order; written to `file` where one is given.

    Raises Unprintable at the first who cannot be printed, ValueError for nobody.
    """
    waiting = (entry if isinstance(entry, Print) else Print(entry) for entry in prints)
    first = next(waiting, None)
    if first is None:
        raise ValueError("there is nobody to print for")
    sheet = Sheet(
        title=f"{first.facts.title.capitalize()} {first.facts.training} – {first.facts.batch}",
        author=first.facts.letterhead.office,
        subject=first.facts.training,
        day=first.facts.issued_on,
        impression=impression,
        pictures=pictures,
    )
    for entry in chain((first,), waiting):
        sheet.mark = entry.mark
        _draw(sheet, entry.facts)
    pdf = sheet.finish()
    if file is None:
        return pdf
    file.write(pdf)
    return None


def _draw(sheet: Sheet, facts: Facts) -> None:
    LAYOUTS[facts.layout].draw(sheet, facts)
    if sheet.problems:
        raise Unprintable(facts.number, tuple(sheet.problems.values()))
