"""Sentences as facts: a msgid and its values, apart from i18n so that pure modules may use them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType


def N_(msgid: str) -> str:
    """`msgid` itself: noted for the translators here, translated where it is shown."""
    return msgid


@dataclass(frozen=True, slots=True)
class Reason:
    """An English msgid and its values; a Decimal is a score or a percentage, written in the reader's way at the edge."""

    msgid: str
    params: Mapping[str, str | int | Decimal] = field(default_factory=lambda: MappingProxyType({}))
