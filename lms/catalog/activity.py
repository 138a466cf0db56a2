"""Assignments: what is asked, how it is judged, and what work on each level looks like. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from lms.catalog.rubric import Rubric
from lms.checks import CheckUse
from lms.kit.words import Bilingual


class LiveUrl(StrEnum):
    """Whether the address of the published post belongs to the work."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


class Late(StrEnum):
    """What happens to work sent after the deadline."""

    ACCEPT = "accept"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Exemplar:
    """Work as it looks on one level. `marks` are its levels by criterion, `remarks` why; their weighted mean is `level`.

    `text` is what was handed in, as written; `html` shows it, with the pictures that belong to it.
    """

    level: int
    marks: Mapping[str, int]
    remarks: Mapping[str, str]
    text: str
    html: Markup


@dataclass(frozen=True, slots=True)
class Activity:
    """One assignment. `kind` is a key of lms.activities, `due_days` counts from the batch's first day.

    `starter` is what the text field holds when work begins; `checklist` is what to look at once more before sending.
    """

    key: str
    code: str
    kind: str
    title: Bilingual
    brief_html: Markup
    starter: str
    checklist: tuple[str, ...]
    exemplars: tuple[Exemplar, ...]
    rubric: Rubric
    checks: tuple[CheckUse, ...]
    platforms: tuple[str, ...]
    audiences: tuple[str, ...]
    min_photos: int
    max_photos: int
    min_words: int | None
    max_words: int | None
    live_url: LiveUrl
    due_days: int
    late: Late
    max_revisions: int
    mandatory: bool
    edition: str
