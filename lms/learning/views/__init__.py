"""Lessons over HTTP: the course, its lessons, what can be found in them, and notes of one's own."""

from lms.learning.views import finding, lessons, notes
from lms.learning.views.blueprint import pages

__all__ = ["finding", "lessons", "notes", "pages"]
