import re
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final
from unicodedata import normalize

from lms.catalog.pack import Option, Question
from lms.kit.words import N_
from lms.quizzes.kinds.kind import Chosen, Kind, Line, Tally

LONGEST: Final = 200
"""Characters of an answer that are kept."""
SHOWN: Final = 12
"""So many different answers are told apart in a tally; the rest is one line."""

_UNSEEN = re.compile(r"[\x00-\x1f\x7f\ufeff\u200b-\u200f\u2028-\u202e\ud800-\udfff]+")
_EDGES: Final = " .,;:!?…\"'“”‘’«»()[]"
_QUOTES: Final = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
_STAR: Final = "\ue000"
"""Stands for a star that means itself, written \\* in the bank."""


class Short(Kind):
    """A word or a few, typed. Capitals (unless asked for), spaces and punctuation at the ends do not matter."""

    task = N_("write a word or a few")

    def cleaned(self, question: Question, given: Chosen) -> list[str]:
        text = " ".join(_UNSEEN.sub(" ", given[0]).split())[:LONGEST].rstrip() if given else ""
        return [text] if text else []

    def points(self, question: Question, chosen: Chosen) -> Fraction:
        matched = self.matched(question, chosen)
        return Fraction(matched.weight) / 100 if matched else Fraction()

    def matched(self, question: Question, chosen: Chosen) -> Option | None:
        """The variant that gives most for what was typed."""
        fitting = [option for option in question.options if chosen and self.fits(question, option, chosen[0])]
        return max(fitting, key=lambda option: option.weight, default=None)

    def fits(self, question: Question, option: Option, typed: str) -> bool:
        pattern = _plain(option.text, exact_case=question.exact_case)
        text = _plain(typed.replace("*", _STAR), exact_case=question.exact_case)
        without_stars = " ".join(pattern.replace("*", "").split()).strip(_EDGES)
        return text == without_stars or _fits(pattern, text)

    def key(self, question: Question) -> list[str]:
        best = max(question.options, key=lambda option: option.weight)
        return [" ".join(best.text.replace(r"\*", _STAR).replace("*", "").replace(_STAR, "*").split())]

    def lines(self, question: Question, options: Sequence[Option], chosen: Chosen) -> tuple[Line, ...]:
        matched = self.matched(question, chosen)
        feedback = matched.feedback if matched else question.otherwise
        right = self.points(question, chosen) == 1
        return (Line("", bool(chosen), right, feedback, "".join(chosen), self.key(question)[0]),)

    def tallies(self, question: Question, answers: Mapping[tuple[str, ...], int]) -> tuple[Tally, ...]:
        """The most frequent first, however they were capitalised."""
        spelled: dict[str, str] = {}
        counts: Counter[str] = Counter()
        for chosen, count in answers.items():
            if chosen:
                plain = _plain(chosen[0], exact_case=question.exact_case)
                counts[spelled.setdefault(plain, chosen[0])] += count
        first = counts.most_common(SHOWN)
        told = [Tally(text, count, self.points(question, [text]) > 0) for text, count in first]
        rest = counts.total() - sum(count for _text, count in first)
        return (*told, Tally("…", rest, right=False)) if rest else tuple(told)


def _plain(text: str, *, exact_case: bool) -> str:
    """What is compared: one way of writing letters, quotes and spaces; a star of a bank's pattern stays a star."""
    plain = " ".join(normalize("NFKC", text.replace(r"\*", _STAR)).translate(_QUOTES).split()).strip(_EDGES)
    return plain if exact_case else plain.casefold()


def _fits(pattern: str, text: str) -> bool:
    """Each star stands for any letters or none; in one walk, however many stars there are."""
    head, *others = pattern.split("*")
    if not others:
        return text == pattern
    *middle, tail = others
    if len(text) < len(head) + len(tail) or not (text.startswith(head) and text.endswith(tail)):
        return False
    at, end = len(head), len(text) - len(tail)
    for piece in middle:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True
