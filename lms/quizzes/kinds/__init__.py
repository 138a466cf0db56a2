"""How each kind of question is answered and scored. Pure."""

from lms.quizzes.kinds.kind import Kind, Line, Tally, shuffled
from lms.quizzes.kinds.registry import KINDS

__all__ = ["KINDS", "Kind", "Line", "Tally", "shuffled"]
