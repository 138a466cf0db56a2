from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from lms.catalog.pack import Option, Question
from lms.kit.words import N_
from lms.quizzes.kinds.kind import Chosen, Kind, Line, Tally, shuffled


class Order(Kind):
    """Items to be put in order; every two of them in the right order give what two in the wrong order take away.

    That is Kendall's tau, cut at nothing: whoever leaves it to chance gets little.
    """

    task = N_("give each item its place")

    def cleaned(self, question: Question, given: Chosen) -> list[str]:
        """Ids in the chosen order, from "2:a" (a in second place) or from ids that stand in it.

        As long as places are missing or doubled they stay as given, so that nothing that was chosen is lost.
        """
        ids = [option.id for option in question.options]
        if sorted(given) == sorted(ids):
            return list(given)
        places = {item: int(place) for place, _, item in (one.partition(":") for one in given) if place in _PLACES}
        places = {item: place for item, place in places.items() if item in ids and 1 <= place <= len(ids)}
        if sorted(places.values()) == list(range(1, len(ids) + 1)):
            return sorted(places, key=lambda item: places[item])
        return [f"{places[item]}:{item}" for item in ids if item in places]

    def is_answered(self, question: Question, chosen: Chosen) -> bool:
        return sorted(chosen) == [option.id for option in question.options]

    def points(self, question: Question, chosen: Chosen) -> Fraction:
        if not self.is_answered(question, chosen):
            return Fraction()
        pairs = [one < other for one, other in combinations(chosen, 2)]
        return max(Fraction(2 * sum(pairs) - len(pairs), len(pairs)), Fraction())

    def key(self, question: Question) -> list[str]:
        return [option.id for option in question.options]

    def lines(self, question: Question, options: Sequence[Option], chosen: Chosen) -> tuple[Line, ...]:
        """By place: what stands there now, and what should."""
        texts = {option.id: option.text for option in question.options}
        said = [texts[item] for item in chosen] if self.is_answered(question, chosen) else [""] * len(texts)
        return tuple(
            Line("", bool(mine), mine == right, said=mine, key=right)
            for mine, right in zip(said, texts.values(), strict=True)
        )

    def tallies(self, question: Question, answers: Mapping[tuple[str, ...], int]) -> tuple[Tally, ...]:
        """How many put each item in its place."""
        return tuple(
            Tally(
                option.text,
                sum(count for chosen, count in answers.items() if chosen[place : place + 1] == (option.id,)),
                right=True,
            )
            for place, option in enumerate(question.options)
        )

    def arranged(self, question: Question, seed: str) -> tuple[Option, ...]:
        """Never in the right order: nobody has to send what they did not touch."""
        for turn in range(len(question.options) ** 2):
            order = shuffled(question.options, f"{seed}/{turn}")
            if order != question.options:
                return order
        return tuple(reversed(question.options))


_PLACES = frozenset(str(place) for place in range(1, 27))
