"""Which questions an attempt asks, and whether they are still the same. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from lms.catalog.pack import Question, QuestionKind, Quiz
from lms.quizzes.kinds import shuffled


def drawn(
    quiz: Quiz, bank: Iterable[Question], seed: str, known: Mapping[str, int] = Counter[str]()
) -> tuple[Question, ...]:
    """What the blueprint asks for, shuffled; of those it may take, the ones that were drawn least often so far.

    `known` is how often a person has met a question. Essays are never drawn. The same seed draws the same.
    """
    there: dict[tuple[str, str], list[Question]] = {}
    for question in bank:
        if question.kind is not QuestionKind.ESSAY:
            there.setdefault((question.lesson, question.difficulty), []).append(question)
    chosen: list[Question] = []
    for line in quiz.blueprint:
        for difficulty, count in line.counts.items():
            ready = shuffled(there.get((line.lesson, difficulty), []), seed)
            chosen += sorted(ready, key=lambda question: known.get(question.id, 0))[:count]
    return shuffled(chosen, f"{seed}/order")


def fingerprint(question: Question) -> str:
    """Twelve hex digits that change when anything does that an answer or its score depends on."""
    words = [question.text, question.kind.value, str(question.exact_case), question.image.partition("?")[0]]
    for option in question.options:
        words += [option.id, option.text, option.match, f"{option.weight:f} {option.tolerance:f}", repr(option.area)]
    return sha256("\0".join(words).encode()).hexdigest()[:12]


def seen(questions: Sequence[Question]) -> dict[str, str]:
    """Id -> fingerprint, in the order of the attempt."""
    return {question.id: fingerprint(question) for question in questions}


def imprint(seen: Mapping[str, str]) -> str:
    """One word for a whole page of questions."""
    return sha256(repr(sorted(seen.items())).encode()).hexdigest()[:12]


def still_asked(seen: Mapping[str, str], bank: Mapping[str, Question]) -> tuple[Question, ...]:
    """The questions of an attempt that are in the bank as it saw them, in its order."""
    return tuple(bank[key] for key, mark in seen.items() if key in bank and fingerprint(bank[key]) == mark)
