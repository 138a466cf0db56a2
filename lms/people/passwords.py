"""Passwords: argon2id (t2, 19 MiB, p1), one hash at a time per process, never on the path of a signed-in request."""

from threading import Semaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from lms.kit.errors import Words
from lms.kit.i18n import _l

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_turn = Semaphore(1)
_nobody: Final = "$argon2id$v=19$m=19456,t=2,p=1$b8OGWsvzhHgr6Vc+5kJ0Pg$K3qvLb0JfBzB1n7nTnDqAeYfVbB9cW2mQ0C5lJ0kG3E"
"""A hash of nothing, so that an unknown name costs as long as a wrong password."""
SHORTEST: Final = 10
LONGEST: Final = 200


def hashed(password: str) -> str:
    with _turn:
        return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    with _turn:
        try:
            return _hasher.verify(stored or _nobody, password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def outdated(stored: str) -> bool:
    return _hasher.check_needs_rehash(stored)


def weakness(password: str, known: tuple[str, ...]) -> Words | None:
    """Why a new password is refused, or None. `known` are the person's own words (name, sign-in name)."""
    from zxcvbn import zxcvbn  # its word lists take their time, and only who chooses a password needs them

    if len(password) < SHORTEST:
        return _l(
            "Use at least %(count)s characters; three or four unrelated words are easy to remember.", count=SHORTEST
        )
    if len(password) > LONGEST:
        return _l("Use at most %(count)s characters.", count=LONGEST)
    if zxcvbn(password[:72], user_inputs=list(known))["score"] < 2:
        return _l("This password is easy to guess. Add another word that has nothing to do with you.")
    return None
