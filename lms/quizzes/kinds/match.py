from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from lms.catalog.pack import Option, Question
from lms.kit.words import N_
from lms.quizzes.kinds.kind import Chosen, Kind, Line, Tally, shuffled


class Match(Kind):
    """To each left side one right side. "a=c" gives the left side of a the right side of c."""

    task = N_("choose what belongs to each")

    def cleaned(self, question: Question, given: Chosen) -> list[str]:
        """One pair per left side, the first one given; equal right sides are one, named by the first of them."""
        pairs: dict[str, str] = {}
        for left, _, right in (pair.partition("=") for pair in given):
            if left in _lefts(question) and right in _rights(question):
                pairs.setdefault(left, _first_with(question, _rights(question)[right]))
        return [f"{left}={pairs[left]}" for left in _lefts(question) if left in pairs]

    def is_answered(self, question: Question, chosen: Chosen) -> bool:
        return len(chosen) == len(_lefts(question))

    def points(self, question: Question, chosen: Chosen) -> Fraction:
        lefts, said = _lefts(question), _said(question, chosen)
        return Fraction(sum(said.get(left) == option.match for left, option in lefts.items()), len(lefts))

    def key(self, question: Question) -> list[str]:
        return [f"{left}={_first_with(question, option.match)}" for left, option in _lefts(question).items()]

    def lines(self, question: Question, options: Sequence[Option], chosen: Chosen) -> tuple[Line, ...]:
        said = _said(question, chosen)
        return tuple(
            Line(
                option.text,
                left in said,
                said.get(left) == option.match,
                option.feedback,
                said.get(left, ""),
                option.match,
            )
            for left, option in _lefts(question).items()
        )

    def tallies(self, question: Question, answers: Mapping[tuple[str, ...], int]) -> tuple[Tally, ...]:
        """Every pair that somebody made, the right ones in any case."""
        made = Counter(dict.fromkeys(self.key(question), 0))
        for chosen, count in answers.items():
            made.update(dict.fromkeys(chosen, count))
        rights = _rights(question)
        pairs = sorted((pair.split("="), count) for pair, count in made.items())
        return tuple(
            Tally(f"{option.text} → {rights[right]}", count, rights[right] == option.match)
            for (left, right), count in pairs
            for option in [_lefts(question)[left]]
        )

    def arranged(self, question: Question, seed: str) -> tuple[Option, ...]:
        """The right sides, each once: two left sides may belong to the same."""
        once = {option.match: option for option in reversed(question.options)}
        return shuffled(list(once.values()), seed)


def _lefts(question: Question) -> dict[str, Option]:
    return {option.id: option for option in question.options if option.text}


def _rights(question: Question) -> dict[str, str]:
    return {option.id: option.match for option in question.options}


def _first_with(question: Question, right: str) -> str:
    return next(option.id for option in question.options if option.match == right)


def _said(question: Question, chosen: Chosen) -> dict[str, str]:
    """The right side given to each left one."""
    rights = _rights(question)
    return {left: rights[right] for left, _, right in (pair.partition("=") for pair in chosen)}
