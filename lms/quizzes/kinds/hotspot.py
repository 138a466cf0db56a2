from lms.kit.words import N_
from lms.quizzes.kinds.true_false import TrueFalse


class Hotspot(TrueFalse):
    """One of the areas of an image, which are numbered in the order of the file."""

    task = N_("choose a place in the picture")
