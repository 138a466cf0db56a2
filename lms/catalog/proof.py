"""Proofreading: every error is noted with its place, and reading goes on."""

from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches

from lms.kit.words import N_, Reason


@dataclass(frozen=True, slots=True)
class Note:
    """Something to mend: where it is, what it is, and how. As a str it is `file:line: sentence`, in English."""

    file: str
    line: int
    reason: Reason

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


class Proof:
    """The errors found so far, and the names that may be used only once."""

    def __init__(self) -> None:
        self._notes: dict[tuple[str, int, str], Note] = {}
        self._first_use: dict[tuple[str, str], str] = {}

    def __len__(self) -> int:
        return len(self._notes)

    def names(self, beginning: str) -> bool:
        """Whether there is an error in a file whose path begins like this."""
        return any(note.file.startswith(beginning) for note in self._notes.values())

    def note(self, file: str, line: int, reason: Reason) -> None:
        """The same sentence about the same line is noted once."""
        self._notes[file, line, str(reason)] = Note(file, line, reason)

    def note_double(self, name: str, file: str, line: int, *, among: str) -> None:
        """Notes `name` if it was already used among those it must differ from."""
        place = f"{file}:{line}"
        first = self._first_use.setdefault((among, name), place)
        if first != place:
            sentence = N_('"%(name)s" is used twice; the first is at %(first)s. Write another one here.')
            self.note(file, line, Reason(sentence, {"name": name, "first": first}))

    def errors(self) -> tuple[Note, ...]:
        return tuple(note for _place, note in sorted(self._notes.items(), key=lambda noted: noted[0]))


def unknown(what: str, word: str, known: Collection[str]) -> Reason:
    """About a word that is not among the known ones, with the nearest, or with all of them. `what` is a msgid: a noun."""
    said: dict[str, str | Reason] = {"what": Reason(what), "word": word}
    nearest = get_close_matches(word, known, n=1)
    if nearest:
        return Reason(N_('Unknown %(what)s "%(word)s"; did you mean "%(nearest)s"?'), {**said, "nearest": nearest[0]})
    if known:
        return Reason(N_('Unknown %(what)s "%(word)s"; there are: %(known)s.'), {**said, "known": ", ".join(known)})
    return Reason(N_('Unknown %(what)s "%(word)s"; there is none to choose from yet.'), said)
