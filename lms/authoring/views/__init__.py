"""Pages of those who write courses: editions with their differences, a look through each."""

from lms.authoring.views import editions, lookthrough
from lms.authoring.views.blueprint import pages

__all__ = ["editions", "lookthrough", "pages"]
