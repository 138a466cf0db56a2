"""The checks on a post: one file per check, one row here."""

from collections.abc import Iterable
from dataclasses import replace

from lms.checks.alt_text import ALT_TEXT
from lms.checks.caption_length import CAPTION_LENGTH
from lms.checks.finding import Check, CheckUse, Finding, Severity
from lms.checks.hashtags import HASHTAGS
from lms.checks.lead_length import LEAD_LENGTH
from lms.checks.link_present import LINK_PRESENT
from lms.checks.material import Material
from lms.checks.photo_size import PHOTO_SIZE
from lms.checks.word_count import WORD_COUNT
from lms.kit.registry import Registry

CHECKS: Registry[Check] = Registry("check")
CHECKS.add("word_count", WORD_COUNT)
CHECKS.add("lead_length", LEAD_LENGTH)
CHECKS.add("caption_length", CAPTION_LENGTH)
CHECKS.add("hashtags", HASHTAGS)
CHECKS.add("alt_text", ALT_TEXT)
CHECKS.add("photo_size", PHOTO_SIZE)
CHECKS.add("link_present", LINK_PRESENT)


def run_checks(uses: Iterable[CheckUse], material: Material) -> tuple[Finding, ...]:
    """What the assignment's checks find in the post, in its order; those switched off say nothing."""
    return tuple(
        Finding(use.check, use.severity, remark.msgid, remark.params)
        for use in uses
        if use.severity is not Severity.OFF
        for remark in CHECKS[use.check].look(replace(material, settings=use.settings))
    )
