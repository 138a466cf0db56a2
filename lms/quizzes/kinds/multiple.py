from fractions import Fraction

from lms.catalog.pack import Question
from lms.kit.words import N_
from lms.quizzes.kinds.kind import Chosen
from lms.quizzes.kinds.single import Single


class Multiple(Single):
    """All options that are right; a wrong one takes away what its weight says, never below nothing."""

    task = N_("choose all that are right")

    def cleaned(self, question: Question, given: Chosen) -> list[str]:
        return [option.id for option in question.options if option.id in given]

    def points(self, question: Question, chosen: Chosen) -> Fraction:
        """Against the sum of the right weights: three times 33.33333 is everything too."""
        gained = sum((Fraction(option.weight) for option in question.options if option.id in chosen), Fraction())
        whole = sum((Fraction(option.weight) for option in question.options if option.correct), Fraction())
        return max(gained, Fraction()) / whole

    def key(self, question: Question) -> list[str]:
        return [option.id for option in question.options if option.correct]
