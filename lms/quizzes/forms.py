"""What comes back from the page of an attempt."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from werkzeug.datastructures import MultiDict

ANSWER: Final = "answer-"
MOST: Final = 26
"""Options have the letters a to z."""


class Press(StrEnum):
    """The button that was pressed."""

    SAVE = "save"
    SEND = "send"
    SEND_INCOMPLETE = "send-incomplete"


@dataclass(frozen=True, slots=True)
class Posted:
    """`answers` is question id -> option ids as they came; `page` is the imprint of the questions that were shown."""

    press: Press
    answers: dict[str, list[str]]
    page: str


def read_attempt(fields: MultiDict[str, str]) -> Posted:
    """Never refuses: unknown ids are dropped where the answers are looked up, an unknown button saves."""
    presses = {press.value: press for press in Press}
    return Posted(
        press=presses.get(fields.get("press", ""), Press.SAVE),
        answers={
            name.removeprefix(ANSWER): values[:MOST] for name, values in fields.lists() if name.startswith(ANSWER)
        },
        page=fields.get("page", "")[:12],
    )
