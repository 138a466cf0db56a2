import re
from collections.abc import Iterator
from decimal import Decimal

from lms.catalog.pack import Option, Question
from lms.kit.words import N_
from lms.quizzes.kinds.kind import Chosen
from lms.quizzes.kinds.short import Short

_AROUND = re.compile(r"^(?:rp\.?|idr)|%$")
_DOTS, _COMMAS = re.compile(r"\d{1,3}(?:\.\d{3})+"), re.compile(r"\d{1,3}(?:,\d{3})+")
_PLAIN = re.compile(r"\d{1,18}(?:\.\d{1,12})?|\.\d{1,12}")


class Number(Short):
    """A number as people here write it: 7,6 or 7.6, 12.500 or 12500, with or without its unit."""

    task = N_("write a number")

    def is_answered(self, question: Question, chosen: Chosen) -> bool:
        """What cannot be read as a number is kept and asked for again."""
        return bool(chosen) and bool(list(readings(chosen[0], question.unit)))

    def fits(self, question: Question, option: Option, typed: str) -> bool:
        wanted = Decimal(option.text)
        return any(abs(number - wanted) <= option.tolerance for number in readings(typed, question.unit))

    def key(self, question: Question) -> list[str]:
        best = max(question.options, key=lambda option: option.weight)
        return [best.text.replace(".", ",")]


def readings(typed: str, unit: str = "") -> Iterator[Decimal]:
    """What the text can mean: 1.234 is one thousand two hundred thirty-four here, and a little more than one elsewhere."""
    text = typed.strip().casefold()
    text = text.removesuffix(unit.casefold()) if unit else text
    text = re.sub(r"\s", "", _AROUND.sub("", text.strip())).replace("−", "-")
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text.removeprefix("+"))
    whole, _, part = text.rpartition(",")
    variants = {text, text.replace(",", ".")}
    if _DOTS.fullmatch(text):
        variants.add(text.replace(".", ""))
    if whole and part.isdigit() and _DOTS.fullmatch(whole):
        variants.add(f"{whole.replace('.', '')}.{part}")
    whole, _, part = text.rpartition(".")
    if _COMMAS.fullmatch(text) and text.count(",") > 1:
        variants.add(text.replace(",", ""))
    if whole and part.isdigit() and _COMMAS.fullmatch(whole):
        variants.add(f"{whole.replace(',', '')}.{part}")
    return (Decimal(sign + variant) for variant in sorted(variants) if _PLAIN.fullmatch(variant))
