from collections.abc import Iterator

from lms.checks.finding import Check, Remark
from lms.checks.material import Material
from lms.checks.text import hashtags
from lms.kit.words import N_


def look(material: Material) -> Iterator[Remark]:
    """The assignment's numbers, else those the platform advises; the platform's own limit always."""
    count, platform = len(hashtags(material.text)), material.platform
    advised = platform.hashtags_advised if platform else None
    least = material.settings.get("min", advised[0] if advised else None)
    most = material.settings.get("max", advised[1] if advised else None)
    if platform and platform.hashtags_limit is not None and count > platform.hashtags_limit:
        yield Remark(
            N_("Hashtags: %(count)s; %(platform)s takes at most %(limit)s."),
            {"count": count, "platform": platform.title, "limit": platform.hashtags_limit},
        )
    elif most is not None and count > most:
        yield Remark(N_("Hashtags: %(count)s; at most %(limit)s."), {"count": count, "limit": most})
    elif least is not None and count < least:
        yield Remark(N_("Hashtags: %(count)s; at least %(limit)s."), {"count": count, "limit": least})


HASHTAGS = Check(look, settings=frozenset({"min", "max"}))
