"""The turnstile: so many in a minute from one address, and no memory of it afterwards."""

from datetime import UTC, datetime

import pytest
import time_machine

from lms.kit.errors import TooMany
from lms.kit.turnstile import Turnstile

NOON = datetime(2026, 11, 23, 5, 0, 20, tzinfo=UTC)


def test_one_address_is_held_up_until_the_minute_is_over() -> None:
    gate = Turnstile()
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(3):
            gate.go_through("verify", "192.0.2.1", 3)
        with pytest.raises(TooMany) as refused:
            gate.go_through("verify", "192.0.2.1", 3)
        assert refused.value.retry_after == 40
        gate.go_through("verify", "192.0.2.2", 3)
        gate.go_through("compare", "192.0.2.1", 3)
        clock.shift(40)
        gate.go_through("verify", "192.0.2.1", 3)
        assert len(gate.passed) == 1, "what was counted before is forgotten"
