"""The verification code under the QR: made once per certificate, typed or scanned by anyone."""

import secrets
from typing import Final

# Crockford's base 32: no I, L, O, U, so nothing is confused on paper, and QR readers know all of it as alphanumeric.
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH: Final = 26
MISREAD: Final = str.maketrans("OIL", "011", "- .\t\n")


def new_code() -> str:
    """A verification code: 128 random bits as 26 characters (the first is 0 to 7). Fixed length, so the QR's size is too."""
    bits = secrets.randbits(128)
    return "".join(ALPHABET[bits >> 5 * place & 31] for place in reversed(range(CODE_LENGTH)))


def read_code(typed: str) -> str | None:
    """The code a person typed or a QR carried: any case, dashes or spaces, O for 0, I and L for 1; None when it is no code."""
    code = typed.upper().translate(MISREAD)
    well_formed = len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) and code[0] < "8"
    return code if well_formed else None


def group_code(code: str) -> str:
    """For reading aloud and typing: "7QW2M-3KTRV-9X0PA-D7HZE-61GYBC"."""
    return f"{code[:5]}-{code[5:10]}-{code[10:15]}-{code[15:20]}-{code[20:]}"


def short_code(code: str) -> str:
    """Its first ten characters, "7QW2M-3KTRV": tells two sheets of paper apart; it opens nothing by itself."""
    return group_code(code)[:11]


def verify_url(base_url: str, code: str) -> str:
    return f"{base_url.rstrip('/')}/v/{code}"
