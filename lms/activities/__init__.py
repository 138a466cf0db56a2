"""The kinds of exercise as data: what the text is called, how long it is, whether photos belong to it."""

from lms.activities.audiences import AUDIENCES
from lms.activities.kind import Kind
from lms.activities.registry import KINDS

__all__ = ["AUDIENCES", "KINDS", "Kind"]
