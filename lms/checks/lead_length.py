from collections.abc import Iterator
from typing import Final

from lms.checks.finding import Check, Remark
from lms.checks.material import Material
from lms.checks.text import lead, words
from lms.kit.words import N_

LEAD_WORDS: Final = 35
"""What unit A3 of the journalism module teaches."""


def look(material: Material) -> Iterator[Remark]:
    count, most = words(lead(material.text)), material.settings.get("max", LEAD_WORDS)
    if count > most:
        yield Remark(N_("Words in the lead: %(count)s; at most %(limit)s."), {"count": count, "limit": most})


LEAD_LENGTH = Check(look, settings=frozenset({"max"}))
