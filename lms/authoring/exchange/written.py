"""What an export gives: the text of a file, and the questions its format cannot say, each with the reason."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from lms.authoring.exchange.found import Unfit, refuse_control
from lms.catalog.bank import Question, QuestionKind
from lms.catalog.keys import ALL, NONE
from lms.kit.words import N_, Reason

MOODLE_KINDS: Final = frozenset(
    {
        QuestionKind.SINGLE,
        QuestionKind.MULTIPLE,
        QuestionKind.TRUE_FALSE,
        QuestionKind.MATCH,
        QuestionKind.SHORT,
        QuestionKind.NUMBER,
        QuestionKind.ESSAY,
    }
)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A question that is not in the file, by its id."""

    id: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Written:
    text: str
    left_out: tuple[LeftOut, ...]


def cannot_be_said(question: Question, kinds: Collection[QuestionKind]) -> Reason | None:
    """Why a format of Moodle that knows these kinds has no way to say this question; None where it has."""
    if question.kind not in kinds:
        return Reason(N_("This format has no questions of the kind %(kind)s."), {"kind": question.kind.value})
    if question.image or "](images/" in question.text:
        return Reason(N_("It shows a picture, which this format would lose."))
    if question.kind is QuestionKind.TRUE_FALSE and {option.weight for option in question.options} != {ALL, NONE}:
        return Reason(N_("In this format true and false are worth 100 and 0, nothing else."))
    return unprintable(question)


def unprintable(question: Question) -> Reason | None:
    """Why a text of this question cannot stand in a file."""
    said = [question.text, question.explanation, question.otherwise, question.unit, question.image_alt]
    for option in question.options:
        said += [option.text, option.match, option.feedback]
    try:
        refuse_control("\n".join(said))
    except Unfit as unfit:
        return unfit.reason
    return None


def picture_path(question: Question) -> str:
    """The picture of a question by its path in the folder of its module; empty where it has none."""
    return f"images/{question.image.partition('?')[0].rpartition('/')[2]}" if question.image else ""


def id_in_lesson(question: Question) -> str:
    return question.id.rpartition("/")[2]
