"""The signs of GIFT: what is escaped, how a text says its format, what a comment says to us."""

import re
from typing import Final

from lms.authoring.exchange.found import Unfit
from lms.authoring.exchange.wording import Form, prose, words
from lms.kit.words import N_

SWAPPED: Final = "salah-benar"
"""The tag of a question that shows Salah before Benar."""
EXACT_CASE: Final = "exact-case"
UNIT: Final = "unit "
"""What the tag with the unit of a number begins with."""

_ESCAPE: Final = re.compile(r"\\(.?)", re.DOTALL)
_ASIDE: Final = dict(zip(":#={}~\\n>", "\ufdd0\ufdd1\ufdd2\ufdd3\ufdd4\ufdd5\ufdd6\ufdd7\ufdd9", strict=True))
_BACK: Final = str.maketrans({aside: "\n" if sign == "n" else sign for sign, aside in _ASIDE.items()})
_ASIDES: Final = re.compile("[\ufdd0-\ufdd9]")
_ESCAPED: Final = str.maketrans({**{sign: f"\\{sign}" for sign in ":#={}~\\"}, "\n": "\\n"})
_FORMAT: Final = re.compile(r"\[(html|markdown|moodle|plain)\]")
_LABEL: Final = re.compile(r"\[(id|tag):((?:[^\]\\]|\\.){1,1000})\]")
_BACKSLASHED: Final = re.compile(r"\\(.)")


def labels_of(comment: str) -> list[tuple[str, str]]:
    """("id", …) and ("tag", …) of a comment."""
    return [(what, _BACKSLASHED.sub(_plain, value).strip()) for what, value in _LABEL.findall(comment)]


def label(what: str, value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("]", "\\]").replace("\n", "\\n")
    return f"[{what}:{escaped}]"


def _plain(found: re.Match[str]) -> str:
    return "\n" if found[1] == "n" else found[1]


def escaped(text: str, *, arrows: bool = False) -> str:
    """`text` for a GIFT file, on one line. An arrow, where one would part a pair, is \\>: GIFT itself has no escape for it."""
    text = text.translate(_ESCAPED)
    return text.replace("->", "-\\>") if arrows else text


def put_aside(text: str) -> str:
    """Every escaped sign as one that no text has."""
    if "\\" not in text:
        return text

    def aside(found: re.Match[str]) -> str:
        try:
            return _ASIDE[found[1]]
        except KeyError:
            raise Unfit(
                N_("“%(escape)s” means nothing in GIFT. For a backslash write two of them."),
                text.count("\n", 0, found.start()),
                escape=found[0].strip(),
            ) from None

    return _ESCAPE.sub(aside, text)


def put_back(text: str) -> str:
    return text.translate(_BACK) if _ASIDES.search(text) else text


def formed(text: str, usual: Form) -> tuple[Form, str]:
    """How a text is written, as it says in brackets at its beginning, and the text."""
    found = _FORMAT.match(text) if text.startswith("[") else None
    return (Form(found[1]), text[found.end() :]) if found else (usual, text)


def prose_of(text: str, form: Form) -> str:
    return prose(put_back(text if form is Form.MARKDOWN else unwrapped(text)), form)


def words_of(text: str, usual: Form) -> str:
    form, said = formed(text.strip(), usual)
    return words(put_back(unwrapped(said)), form)


def unwrapped(text: str) -> str:
    """A line of the file that goes on in the next one; a line end that is meant is written \\n."""
    return " ".join(part.strip() for part in text.split("\n")) if "\n" in text else text
