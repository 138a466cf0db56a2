"""What every form shares: our own sentences for what does not fit, and text that no database stumbles over."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar

import wtforms
from wtforms.meta import DefaultMeta

from lms.kit.errors import Invalid, Words
from lms.kit.i18n import _l

Value = TypeVar("Value")

SENTENCES: Final[Mapping[str, Words]] = {
    "This field is required.": _l("Please fill this in."),
    "Field cannot be longer than %(max)d character.": _l(
        "At most %(max)d characters fit here; now there are %(length)d."
    ),
    "Field must be at least %(min)d character long.": _l("At least %(min)d characters are needed here."),
    "Not a valid choice.": _l("Please choose from the list."),
    "Not a valid integer value.": _l("Please write a whole number."),
    "Not a valid date value.": _l("Please choose a date, for example 2026-11-23."),
    "Not a valid datetime value.": _l("Please choose a date and a time."),
    "Number must be between %(min)s and %(max)s.": _l("Please write a number from %(min)s to %(max)s."),
    "'%(value)s' is not a valid choice for this field.": _l("Please choose from the list."),
    "'%(value)s' are not valid choices for this field.": _l("Please choose from the list."),
}
"""What WTForms says, and what we say instead."""


class _OwnSentences:
    """Stands where WTForms looks for translations; an unknown sentence of its own passes unchanged."""

    def gettext(self, string: str) -> str:
        return str(SENTENCES.get(string, string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return str(SENTENCES.get(singular, singular if n == 1 else plural))


class _Meta(DefaultMeta):
    def get_translations(self, form: Any) -> Any:
        return _OwnSentences()


class Form(wtforms.Form):
    """The base of all forms. The gate checks the protection token, so there is none here."""

    Meta = _Meta

    def refuse(self, refusal: Invalid) -> None:
        """Puts what a service did not accept beside the fields it names, the rest at the top."""
        placed = False
        for name, sentence in refusal.fields.items():
            if name in self._fields:
                self._fields[name].errors = [*self._fields[name].errors, str(sentence)]
                placed = True
        if not placed:
            self.form_errors.append(str(refusal.message))


def given(value: Value | None) -> Value:
    """The value of a field that its validators have made sure of. Raises TypeError before validate()."""
    if value is None:
        raise TypeError("validate() the form first")
    return value


def one_line(text: str) -> str:
    """Composed letters, single spaces, no control characters."""
    shown = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text)
    return " ".join(unicodedata.normalize("NFC", shown).split())


class Line(wtforms.StringField):
    """One line of text, cleaned by one_line()."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        if valuelist:
            self.data = one_line(str(valuelist[0]))

    @property
    def text(self) -> str:
        return self.data or ""


class Secret(wtforms.PasswordField):
    """A password: taken as typed, never printed back."""

    @property
    def text(self) -> str:
        return self.data or ""
