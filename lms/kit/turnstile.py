"""How often one address may ask for what is open to anyone. Each web worker counts for itself, for a minute at a time.

Counting is one entry in a dictionary that is thrown away with its minute: it costs nothing beside the page, however many
addresses ask.
"""

from collections import Counter
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar

from flask import request

from lms.kit import clock
from lms.kit.errors import TooMany

View = TypeVar("View", bound=Callable[..., Any])
SECONDS: Final = 60


class Turnstile:
    """Counts who went through in the present minute."""

    def __init__(self) -> None:
        self.minute = 0
        self.passed: Counter[tuple[str, str]] = Counter()

    def go_through(self, gate: str, address: str, most: int) -> None:
        """Raises TooMany when `address` went through this gate `most` times in this minute."""
        minute, second = divmod(int(clock.now().timestamp()), SECONDS)
        if minute != self.minute:
            self.reset()
            self.minute = minute
        self.passed[gate, address] += 1
        if self.passed[gate, address] > most:
            raise TooMany(retry_after=SECONDS - second)

    def reset(self) -> None:
        self.passed.clear()


turnstile: Final = Turnstile()


def at_most(times: int, *, of: tuple[str, ...] = ("GET", "HEAD", "POST")) -> Callable[[View], View]:
    """Lets each address ask the view so often in a minute; `of` are the methods that count."""

    def guard(view: View) -> View:
        gate = f"{view.__module__}.{view.__name__}"

        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if request.method in of:
                turnstile.go_through(gate, request.remote_addr or "", times)
            return view(*args, **kwargs)

        return guarded  # type: ignore[return-value]  # the same view with a turnstile before it

    return guard
