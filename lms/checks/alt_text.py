from collections.abc import Iterator

from lms.checks.finding import Check, Remark
from lms.checks.material import Material
from lms.checks.text import graphemes
from lms.kit.words import N_


def look(material: Material) -> Iterator[Remark]:
    limit = material.platform.alt_limit if material.platform else None
    for number, photo in enumerate(material.photos, start=1):
        if not photo.alt_text.strip():
            yield Remark(
                N_("Photo %(number)s has no alt text. Say what it shows, for people who cannot see it."),
                {"number": number},
            )
        elif limit is not None and (count := graphemes(photo.alt_text)) > limit:
            yield Remark(
                N_("Characters in the alt text of photo %(number)s: %(count)s; at most %(limit)s."),
                {"number": number, "count": count, "limit": limit},
            )


ALT_TEXT = Check(look)
