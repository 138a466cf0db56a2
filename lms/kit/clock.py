"""The one place that reads the clock. Times are aware and in UTC; people read them in WIB (UTC+7, no daylight saving)."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

WIB = ZoneInfo("Asia/Jakarta")


def now() -> datetime:
    return datetime.now(UTC)


def wib(moment: datetime) -> datetime:
    return moment.astimezone(WIB)


def today_wib() -> date:
    return wib(now()).date()
