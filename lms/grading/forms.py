"""Reads the desk: level-<criterion>, note-<criterion>, comment, decision."""

from collections.abc import Mapping

from lms.catalog.pack import LEVELS, Rubric
from lms.grading.rules import Mark
from lms.kit.errors import Invalid
from lms.kit.i18n import _l
from lms.posts.forms import clean
from lms.posts.rules import Decision

LONGEST_NOTE = 4000


def read_levels(posted: Mapping[str, str], rubric: Rubric) -> dict[str, int]:
    """Chosen levels by criterion; what is not a level of the rubric is not there."""
    chosen = {criterion.key: posted.get(f"level-{criterion.key}", "") for criterion in rubric.criteria}
    return {key: int(level) for key, level in chosen.items() if level in {str(known) for known in LEVELS}}


def read_marks(posted: Mapping[str, str], rubric: Rubric) -> dict[str, Mark]:
    """Marks for the criteria that have a level."""
    return {
        key: Mark(key, level, clean(posted.get(f"note-{key}"))[:LONGEST_NOTE].strip())
        for key, level in read_levels(posted, rubric).items()
    }


def read_comment(posted: Mapping[str, str]) -> str:
    return clean(posted.get("comment"))[:LONGEST_NOTE].strip()


def read_decision(posted: Mapping[str, str]) -> Decision:
    """Raises Invalid when no decision button was used."""
    try:
        return Decision(posted.get("decision", ""))
    except ValueError as error:
        raise Invalid(fields={"decision": _l("Choose whether to return or to publish.")}) from error
