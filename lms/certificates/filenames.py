"""Names of files that leave the house: ASCII that every system can unpack, and telling without being opened. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

UNDIVIDED: Final = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "ı": "i"}
)
"""Letters that Unicode does not take apart into a plain letter and a mark."""
NUMBER_ROOM: Final = 110
NAME_ROOM: Final = 80
"""Together with the rest below 255 bytes, the longest name of a file."""


def ascii_name(text: str, room: int = NAME_ROOM) -> str:
    """ "Nūr D'Arcy, S.Kom." is "Nur-DArcy-S-Kom"; empty where nothing of it can be written in ASCII."""
    plain = unicodedata.normalize("NFKD", text.translate(UNDIVIDED)).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", plain.replace("'", ""))[:room].strip("-")


def certificate_names(cards: Iterable[tuple[int, str, str]]) -> Mapping[int, str]:
    """From (id, number, name of the person) to the name of each PDF, by id: "800.2.4-007-Diskominfo_Ratna-Dewi.pdf".

    The number tells two people of one name apart. Where even that falls together ("7/A" and "7-A"), or only in upper and
    lower case, a counter does.
    """
    names: dict[int, str] = {}
    taken: set[str] = set()
    for card_id, number, person in cards:
        stem = "_".join(part for part in (_number(number), ascii_name(person)) if part)
        name, again = stem, 1
        while name.lower() in taken:
            again += 1
            name = f"{stem}-{again}"
        taken.add(name.lower())
        names[card_id] = f"{name}.pdf"
    return names


def _number(number: str) -> str:
    """Its dots stay: "800.2.4-007-Diskominfo-XI-2026"."""
    plain = unicodedata.normalize("NFKD", number).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9.]+", "-", plain)[:NUMBER_ROOM].strip("-.")
