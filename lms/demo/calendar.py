"""When things happened: shares of the working hours between a batch's first morning and now."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from lms.kit.clock import WIB, wib

MORNING, EVENING = time(7, 0), time(21, 0)
OPENING: Final = time(8, 0)


@dataclass(frozen=True, slots=True)
class Weeks:
    """The days of a batch, from its first day at 08.00 WIB to `at`."""

    first: date
    at: datetime

    def on(self, day: int, hour: int, minute: int = 0) -> datetime:
        """That hour of the `day`-th day (0 is the first), in WIB."""
        return datetime.combine(self.first + timedelta(days=day), time(hour, minute), WIB)

    def moment(self, share: float) -> datetime:
        """The moment at which `share` (0..1) of the hours between 07.00 and 21.00 have passed; before `at`."""
        windows = []
        day = self.first
        while day <= wib(self.at).date():
            begins = datetime.combine(day, OPENING if day == self.first else MORNING, WIB)
            ends = min(datetime.combine(day, EVENING, WIB), wib(self.at))
            if ends > begins:
                windows.append((begins, ends - begins))
            day += timedelta(days=1)
        left = sum((length for _, length in windows), timedelta()) * share
        for begins, length in windows:
            if left < length:
                return begins + left
            left -= length
        return wib(self.at) - timedelta(minutes=1)


def weeks_of(at: datetime) -> tuple[Weeks, Weeks]:
    """Angkatan I began four weeks ago at most, Angkatan II on the Monday before today; both on Mondays."""
    yesterday = wib(at).date() - timedelta(days=1)
    monday = yesterday - timedelta(days=yesterday.weekday())
    return Weeks(monday - timedelta(days=21), at), Weeks(monday, at)
