"""Pages of those who write courses: editions with their differences, a look through each, the bank of questions."""

from lms.authoring.views import bank, editions, lookthrough
from lms.authoring.views.blueprint import pages

__all__ = ["bank", "editions", "lookthrough", "pages"]
