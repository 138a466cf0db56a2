"""Proofreading: every error is noted with its place, and reading goes on."""

from collections.abc import Collection
from difflib import get_close_matches


class Proof:
    """The errors found so far, and the names that may be used only once."""

    def __init__(self) -> None:
        self._errors: set[tuple[str, int, str]] = set()
        self._first_use: dict[tuple[str, str], str] = {}

    def __len__(self) -> int:
        return len(self._errors)

    def names(self, beginning: str) -> bool:
        """Whether there is an error in a file whose path begins like this."""
        return any(file.startswith(beginning) for file, _line, _sentence in self._errors)

    def note(self, file: str, line: int, sentence: str) -> None:
        self._errors.add((file, line, sentence))

    def note_double(self, name: str, file: str, line: int, *, among: str) -> None:
        """Notes `name` if it was already used among those it must differ from."""
        place = f"{file}:{line}"
        first = self._first_use.setdefault((among, name), place)
        if first != place:
            self.note(file, line, f'"{name}" is used twice; the first is at {first}.')

    def errors(self) -> tuple[str, ...]:
        return tuple(f"{file}:{line}: {sentence}" for file, line, sentence in sorted(self._errors))


def unknown(what: str, word: str, known: Collection[str]) -> str:
    """A sentence about a word that is not among the known ones, with the nearest, or with all of them."""
    nearest = get_close_matches(word, known, n=1)
    if nearest:
        return f'Unknown {what} "{word}"; did you mean "{nearest[0]}"?'
    return f'Unknown {what} "{word}"; there are: {", ".join(known) or "none"}.'
