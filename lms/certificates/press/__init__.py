"""The press: frozen facts in, PDF bytes out, the same bytes each time. The only place that knows reportlab.

A layout is one file and one row in LAYOUTS; `draw(sheet, facts)` sets all its pages. What people of one batch share goes
through `sheet.once`: it is drawn once a process, and stands once in a print file. `ink` writes the operators, `stamp` puts them
into files with pikepdf, `structure` tells screen readers what they are, `fonts` embeds the faces of `typeface` (reportlab reads
and cuts the TrueType files), `qr` has its codes from a table.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from typing import BinaryIO, Final, overload

from lms.certificates.facts import SAMPLE, Facts
from lms.certificates.press import keterangan, piagam, resmi, songket
from lms.certificates.press.impression import Impression, Paper, Pictures, Print, no_pictures
from lms.certificates.press.sheet import Sheet
from lms.certificates.press.stamp import About, PrintFile
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
    """One person's certificate as a PDF: A4, PDF/A-2b, tagged. Raises Unprintable.

    The register keeps the SHA-256 of these bytes, and they are printed again whenever somebody wants them, perhaps in years. So
    they may not change: tests/certificates/test_press.py holds a digest of each layout, and says what to do when one differs.
    """
    return _drawn(Print(facts), Impression(), pictures, tagged=True).finish()


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
    facts = first.facts
    title = f"{_kind(facts)} {facts.training} – {facts.batch}"
    pdf = PrintFile(About(title, facts.letterhead.office, facts.training, facts.issued_on), impression)
    for entry in chain((first,), waiting):
        pdf.add(_drawn(entry, impression, pictures, tagged=False).pages)
    target = file or BytesIO()
    pdf.save(target)
    return target.getvalue() if isinstance(target, BytesIO) and file is None else None


def _kind(facts: Facts) -> str:
    """ "Sertifikat", "Piagam penghargaan"."""
    return facts.title.capitalize()


def _drawn(entry: Print, impression: Impression, pictures: Pictures, *, tagged: bool) -> Sheet:
    facts = entry.facts
    sheet = Sheet(
        title=f"{_kind(facts)} {facts.number} – {facts.name}",
        author=facts.letterhead.office,
        subject=facts.training,
        day=facts.issued_on,
        impression=impression,
        pictures=pictures,
        layout=facts.layout,
        tagged=tagged,
        mark=entry.mark,
    )
    LAYOUTS[facts.layout].draw(sheet, facts)
    if sheet.problems:
        raise Unprintable(facts.number, tuple(sheet.problems.values()))
    return sheet
