"""Pages of batches: the list and one batch, its people, its meetings and deadlines."""

from lms.batches.views import batch, calendar, roster
from lms.batches.views.blueprint import pages

__all__ = ["batch", "calendar", "pages", "roster"]
