"""A family of kinds is a table: one file per kind, one row here."""

from typing import TypeVar

T = TypeVar("T")


class Registry(dict[str, T]):
    """Rows by key, in the order they were added; unknown and doubled keys say what to do."""

    def __init__(self, family: str) -> None:
        super().__init__()
        self.family = family

    def add(self, key: str, row: T) -> T:
        if key in self:
            raise ValueError(f"{self.family} {key!r} is registered twice; each kind has one row")
        self[key] = row
        return row

    def __missing__(self, key: str) -> T:
        raise KeyError(f"{self.family} {key!r} does not exist; there are: {', '.join(self) or 'none'}")
