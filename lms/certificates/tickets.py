"""The job ticket of the print room: what to make, of whom, on which paper; as a row keeps it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final, Self

from lms.certificates.models import PrintRun
from lms.certificates.press import Impression, Paper
from lms.certificates.rules import Copy


class Output(StrEnum):
    """What a run of the print room leaves."""

    SHEETS = "sheets"
    """One PDF of all certificates, front and back, for the printer."""
    ZIP = "zip"
    """The published PDFs one by one, with a list of their checksums."""
    HANDOVER = "handover"
    """The list that people sign when they get theirs."""
    CALIBRATION = "calibration"
    """A sheet that tells how far the printer is off, moved as sheets would be."""
    BOOK = "book"
    """The register of a year, to be kept on paper."""


ON_PAPER: Final = (Output.SHEETS, Output.CALIBRATION)
"""What is moved, turned and sized for the printer at hand."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """`certificate_ids` in print order. Whoever is in `before` had been printed already and gets a `copy` of that kind."""

    output: Output
    certificate_ids: tuple[int, ...] = ()
    impression: Impression = field(default_factory=Impression)
    copy: Copy | None = None
    before: frozenset[int] = frozenset()
    year: int | None = None
    """Of the register book."""

    def copy_of(self, certificate_id: int) -> Copy:
        """Which print of this certificate the run makes."""
        return self.copy if self.copy is not None and certificate_id in self.before else Copy.ORIGINAL

    @classmethod
    def of(cls, run: PrintRun) -> Self:
        options = run.options
        return cls(
            output=Output(run.output),
            certificate_ids=tuple(run.certificate_ids),
            impression=impression_from(options),
            copy=Copy(options["copy"]) if "copy" in options else None,
            before=frozenset(options.get("before", ())),
            year=options.get("year"),
        )

    def options(self) -> dict[str, Any]:
        """For the row; only what this output is concerned with."""
        if self.output is Output.BOOK:
            return {"year": self.year}
        if self.output not in ON_PAPER:
            return {}
        copied = {"copy": self.copy.value, "before": sorted(self.before)} if self.copy and self.before else {}
        return asdict(self.impression) | copied


def impression_from(options: Mapping[str, Any]) -> Impression:
    """From a row's options; what they do not name is as in a run without any."""
    usual = Impression()
    return Impression(
        paper=Paper(options.get("paper", usual.paper)),
        background=options.get("background", usual.background),
        front=tuple(options.get("front", usual.front)),
        back=tuple(options.get("back", usual.back)),
        turn_back=options.get("turn_back", usual.turn_back),
    )
