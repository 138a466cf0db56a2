from collections.abc import Iterator

from lms.checks.finding import Check, Remark
from lms.checks.material import Material
from lms.checks.text import links
from lms.kit.words import N_


def look(material: Material) -> Iterator[Remark]:
    """The address of the published post is no source, so only the text counts."""
    if not links(material.text):
        yield Remark(N_("Links in the text: 0. Add the address of the official source or service."), {})


LINK_PRESENT = Check(look)
