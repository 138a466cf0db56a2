"""Sentences as facts: a msgid and its values, apart from i18n so that pure modules may use them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType


def N_(msgid: str) -> str:
    """`msgid` itself: noted for the translators here, translated where it is shown."""
    return msgid


class Bilingual(str):
    """Words in Bahasa Indonesia that carry their English; `en` is empty where nobody has translated them yet."""

    __slots__ = ("en",)
    en: str

    def __new__(cls, words: str, en: str = "") -> "Bilingual":
        said = super().__new__(cls, words)
        said.en = en
        return said

    def in_language(self, language: str) -> str:
        return self.en if language == "en" and self.en else str(self)


@dataclass(frozen=True, slots=True)
class Reason:
    """An English msgid and its values; a Decimal is a score or a percentage, written in the reader's way at the edge.

    A value that is itself a reason is a word of ours within the sentence, like "a list". As a str it is English.
    """

    msgid: str
    params: "Mapping[str, str | int | Decimal | Reason]" = field(default_factory=lambda: MappingProxyType({}))

    def __str__(self) -> str:
        return self.msgid % self.params if self.params else self.msgid
