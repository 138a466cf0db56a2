from collections.abc import Mapping, Sequence
from fractions import Fraction

from lms.catalog.pack import Option, Question
from lms.quizzes.kinds.kind import Chosen, Kind, Line, Tally


class Single(Kind):
    """One of several options; a partly right one gives its part."""

    def cleaned(self, question: Question, given: Chosen) -> list[str]:
        """Two answers to a question with one are none."""
        known = [option.id for option in question.options if option.id in given]
        return known if len(known) == 1 else []

    def points(self, question: Question, chosen: Chosen) -> Fraction:
        gained = sum((Fraction(option.weight) for option in question.options if option.id in chosen), Fraction())
        return max(gained, Fraction()) / 100

    def key(self, question: Question) -> list[str]:
        return [max(question.options, key=lambda option: option.weight).id]

    def lines(self, question: Question, options: Sequence[Option], chosen: Chosen) -> tuple[Line, ...]:
        return tuple(Line(option.text, option.id in chosen, option.correct, option.feedback) for option in options)

    def tallies(self, question: Question, answers: Mapping[tuple[str, ...], int]) -> tuple[Tally, ...]:
        return tuple(
            Tally(option.text, sum(count for chosen, count in answers.items() if option.id in chosen), option.correct)
            for option in question.options
        )
