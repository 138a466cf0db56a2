"""What a check says: advice with its number in it. A finding never changes a score."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lms.checks.material import Material


class Severity(StrEnum):
    """How loudly an assignment wants to hear of a finding. A BLOCK keeps the post from being sent."""

    OFF = "off"
    INFO = "info"
    WARN = "warn"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Finding:
    """`msgid` takes `params`; it is translated where it is shown and frozen as it is with the revision."""

    check: str
    severity: Severity
    msgid: str
    params: Mapping[str, int | str]

    def as_json(self) -> dict[str, Any]:
        return {
            "check": self.check,
            "severity": self.severity.value,
            "msgid": self.msgid,
            "params": dict(self.params),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Finding":
        return cls(kept["check"], Severity(kept["severity"]), kept["msgid"], dict(kept["params"]))


@dataclass(frozen=True, slots=True)
class Remark:
    """A fact a check noticed: a msgid and the numbers in it."""

    msgid: str
    params: Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class Check:
    """`settings` are the names an assignment may set, all whole numbers."""

    look: Callable[[Material], Iterator[Remark]]
    settings: frozenset[str] = frozenset()
    needs_a_setting: bool = False
    """Whether it can say nothing before one of its settings is given."""


@dataclass(frozen=True, slots=True)
class CheckUse:
    """One check as an assignment uses it."""

    check: str
    severity: Severity
    settings: Mapping[str, int]
