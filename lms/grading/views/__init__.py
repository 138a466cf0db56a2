"""The trainers' pages: queue and desk, feedback, practice scores and levels."""

from lms.grading.views import desk, practice
from lms.grading.views.blueprint import pages

__all__ = ["desk", "pages", "practice"]
