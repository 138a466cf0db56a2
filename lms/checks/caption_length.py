from collections.abc import Iterator

from lms.checks.finding import Check, Remark
from lms.checks.material import Material
from lms.checks.text import graphemes, links
from lms.kit.words import N_


def length(text: str, url_weight: int | None) -> int:
    """Characters as the platform counts them: where links have a weight, each link counts that much."""
    count = graphemes(text)
    if url_weight is None:
        return count
    return count + sum(url_weight - graphemes(link) for link in links(text))


def look(material: Material) -> Iterator[Remark]:
    platform = material.platform
    if platform is None:
        return
    count = length(material.text, platform.url_weight)
    if count > platform.text_limit:
        yield Remark(
            N_("Characters in the text: %(count)s; %(platform)s takes at most %(limit)s."),
            {"count": count, "platform": platform.title, "limit": platform.text_limit},
        )


CAPTION_LENGTH = Check(look)
