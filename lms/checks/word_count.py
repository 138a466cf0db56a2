from collections.abc import Iterator

from lms.checks.finding import Check, Remark
from lms.checks.material import Material
from lms.checks.text import words
from lms.kit.words import N_


def look(material: Material) -> Iterator[Remark]:
    count = words(material.text)
    least, most = material.settings.get("min"), material.settings.get("max")
    if least is not None and count < least:
        yield Remark(N_("Words in the text: %(count)s; at least %(limit)s."), {"count": count, "limit": least})
    if most is not None and count > most:
        yield Remark(N_("Words in the text: %(count)s; at most %(limit)s."), {"count": count, "limit": most})


WORD_COUNT = Check(look, settings=frozenset({"min", "max"}), needs_a_setting=True)
