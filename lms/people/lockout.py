"""When sign-in is locked after failures, per account and per address. Pure."""

from datetime import timedelta
from typing import Final

WINDOW: Final = timedelta(minutes=15)
ACCOUNT_TRIES: Final = 5
ADDRESS_TRIES: Final = 30


def lock_length(tries: int, allowed: int) -> timedelta | None:
    """How long sign-in is locked after `tries` failures in the window: 1 minute, doubling, at most the window."""
    if tries < allowed:
        return None
    return min(timedelta(minutes=1 << min(tries - allowed, 8)), WINDOW)
