"""States and shares of a batch. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from lms.kit.words import N_


class BatchState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Mode(StrEnum):
    """luring, daring, hibrida"""

    ONSITE = "onsite"
    ONLINE = "online"
    HYBRID = "hybrid"


class EnrolmentState(StrEnum):
    ACTIVE = "active"
    WITHDRAWN = "withdrawn"


class Mark(StrEnum):
    """Presensi: Hadir, Terlambat, Izin, Sakit, Alpa."""

    PRESENT = "present"
    LATE = "late"
    EXCUSED = "excused"
    SICK = "sick"
    ABSENT = "absent"


STATE_NAMES: Mapping[BatchState, str] = {BatchState.OPEN: N_("Running"), BatchState.CLOSED: N_("Closed")}
MODE_NAMES: Mapping[Mode, str] = {
    Mode.ONSITE: N_("On site"),
    Mode.ONLINE: N_("Online"),
    Mode.HYBRID: N_("On site and online"),
}
MARK_NAMES: Mapping[Mark, str] = {
    Mark.PRESENT: N_("Present"),
    Mark.LATE: N_("Late"),
    Mark.EXCUSED: N_("Excused"),
    Mark.SICK: N_("Sick"),
    Mark.ABSENT: N_("Absent"),
}
COUNTS_AS_PRESENT = frozenset({Mark.PRESENT, Mark.LATE})


@dataclass(frozen=True, slots=True)
class Share:
    """Presence over the sessions that were held and marked for this person."""

    present: int
    total: int

    @property
    def percent(self) -> Decimal | None:
        """0..100 with two places; None before the first session."""
        if not self.total:
            return None
        return (Decimal(self.present) * 100 / self.total).quantize(Decimal("0.01"), ROUND_HALF_UP)


NAME_LENGTH = 80
DAY_ENDS = time(23, 59)
"""Batas waktu: the last minute of the day, as it is read."""


def default_deadline(starts_on: date, due_days: int, zone: tzinfo) -> datetime:
    """23.59 in `zone`, `due_days` after the first day of the batch."""
    return datetime.combine(starts_on + timedelta(days=due_days), DAY_ENDS, zone)
