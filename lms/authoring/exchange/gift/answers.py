"""What stands in the braces of a GIFT question: its kind, its options, the feedback for anything else."""

import re
from decimal import Decimal, localcontext
from typing import Final

from lms.authoring.exchange.found import MOST_OPTIONS, Unfit, short
from lms.authoring.exchange.gift.signs import formed, put_aside, put_back, unwrapped, words_of
from lms.authoring.exchange.judge import FALSE, TRUE, number_of
from lms.authoring.exchange.wording import Form
from lms.catalog.bank import Option, QuestionKind
from lms.catalog.keys import ALL, NONE
from lms.kit.words import N_

SAID: Final = re.compile(r"\[feedback ([0-9]{1,2})\]")
"""Begins a comment of ours with the feedback of a pair, by its number."""

_WEIGHT: Final = re.compile(r"%(-?[0-9]{1,3}(?:\.[0-9]{0,9})?)%")
_TRUTHS: Final = {"t": True, "true": True, "f": False, "false": False}
_SIXTH_PLACE: Final = Decimal("0.000001")


def answers_of(body: str, form: Form) -> tuple[QuestionKind, tuple[Option, ...], str]:
    """The kind of question these answers make, its options, and the feedback for anything else."""
    if not body:
        return QuestionKind.ESSAY, (), ""
    if body.startswith("#"):
        return _number(body[1:], form)
    if "~" in body:
        return _choice(body, form)
    if "=" in body and "->" in body:
        return QuestionKind.MATCH, _pairs(body, form), ""
    truth = _TRUTHS.get(body.partition("#")[0].strip().lower())
    if truth is not None:
        return QuestionKind.TRUE_FALSE, _truth(body, form, right=truth), ""
    return _short(body, form)


def _choice(body: str, form: Form) -> tuple[QuestionKind, tuple[Option, ...], str]:
    """One answer where one is marked with =, several where all of them carry weights."""
    kind = QuestionKind.SINGLE if "=" in body else QuestionKind.MULTIPLE
    options = []
    for piece in _pieces(body.replace("=", "~="), "~"):
        weight, answer = _weighed(piece.removeprefix("="), ALL if piece.startswith("=") else NONE)
        text, _sign, feedback = answer.partition("#")
        options.append(Option("", words_of(text, form), weight, words_of(feedback, form)))
    return kind, tuple(options), ""


def _pairs(body: str, form: Form) -> tuple[Option, ...]:
    options = []
    for piece in _pieces(body, "="):
        left, arrow, right = piece.partition("->")
        if not arrow:
            raise Unfit(N_("A pair has no arrow. Write it as = left -> right."))
        match = put_back(unwrapped(right)).strip()
        options.append(Option("", words_of(left, form), NONE, "", match=match))
    return tuple(options)


def with_feedback(options: tuple[Option, ...], comments: list[str]) -> tuple[Option, ...]:
    """Pairs have no feedback in GIFT; our own files say it in comments."""
    said = {int(found[1]): comment[found.end() :] for comment in comments if (found := SAID.match(comment))}
    return tuple(
        Option("", pair.text, pair.weight, put_back(put_aside(said.get(at, ""))).strip(), match=pair.match)
        for at, pair in enumerate(options, 1)
    )


def _truth(body: str, form: Form, *, right: bool) -> tuple[Option, ...]:
    """Behind the word stands the feedback for the wrong answer, then that for the right one."""
    _word, wrong_words, right_words = [*body.split("#", 2), "", ""][:3]
    said = {True: words_of(right_words, form), False: words_of(wrong_words, form)}
    return (
        Option("", TRUE, ALL if right else NONE, said[right]),
        Option("", FALSE, NONE if right else ALL, said[not right]),
    )


def _short(body: str, form: Form) -> tuple[QuestionKind, tuple[Option, ...], str]:
    options, otherwise = [], ""
    for piece in _pieces(body, "=") if body.startswith("=") else [body]:
        weight, answer = _weighed(piece, ALL)
        text, _sign, feedback = answer.partition("#")
        said = put_back(unwrapped(formed(text.strip(), form)[1])).strip()
        if said == "*" and not weight:
            otherwise = words_of(feedback, form)
        else:
            options.append(Option("", said, weight, words_of(feedback, form)))
    return QuestionKind.SHORT, tuple(options), otherwise


def _number(body: str, form: Form) -> tuple[QuestionKind, tuple[Option, ...], str]:
    body, _sign, wrong = body.partition("~")
    options, otherwise = [], words_of(wrong.partition("#")[2], form)
    body = body.strip()
    if not body:
        raise Unfit(N_("There is no number behind the #."))
    for piece in _pieces(body, "=") if body.startswith("=") else [body]:
        weight, answer = _weighed(piece, ALL)
        said, _sign, feedback = answer.partition("#")
        text = put_back(said).strip()
        if text == "*":
            otherwise = otherwise or words_of(feedback, form)
            continue
        value, tolerance = _span(text)
        options.append(Option("", value, weight, words_of(feedback, form), tolerance=tolerance))
    return QuestionKind.NUMBER, tuple(options), otherwise


def _span(text: str) -> tuple[str, Decimal]:
    """A number and how far off still counts, from `7.6`, `7.6:0.05` or `7.55..7.65`."""
    low, dots, high = text.partition("..")
    if dots:
        with localcontext(prec=40):
            ends = Decimal(number_of(low.strip())), Decimal(number_of(high.strip()))
            return number_of(f"{sum(ends) / 2:f}"), abs(ends[1] - ends[0]) / 2
    value, _colon, tolerance = text.partition(":")
    return number_of(value.strip()), Decimal(number_of(tolerance.strip() or "0"))


def _pieces(body: str, sign: str) -> list[str]:
    """What stands behind each sign. Raises Unfit for what stands before the first, and for too many."""
    first, *pieces = body.split(sign)
    if first.strip():
        raise Unfit(
            N_("“%(text)s” stands before the first answer. Every answer begins with = or ~."), text=short(first, 30)
        )
    if len(pieces) > MOST_OPTIONS:
        raise Unfit(
            N_("The question has %(count)s options; at most %(most)s have a letter."),
            count=len(pieces),
            most=MOST_OPTIONS,
        )
    return [piece.strip() for piece in pieces]


def _weighed(piece: str, usual: Decimal) -> tuple[Decimal, str]:
    piece = piece.strip()
    found = _WEIGHT.match(piece)
    if not found:
        return usual, piece
    return Decimal(found[1]).quantize(_SIXTH_PLACE), piece[found.end() :]
