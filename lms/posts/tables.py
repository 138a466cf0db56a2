"""Texts with lines that are rows: a calendar, a log, a list of errors, typed with bars or copied from a spreadsheet. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, zip_longest

_RULE = re.compile(r"[\s|:-]*-[\s|:-]*")
"""What Markdown draws under the heads of a table."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under their heads; every row has as many cells as the longest, what is not there is empty."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def parted(text: str) -> tuple[str | Table, ...]:
    """The text in its order: at least two lines with columns, one below the other, are a Table, the rest stays as typed."""
    parts: list[str | Table] = []
    for columned, group in groupby(text.split("\n"), key=_has_columns):
        lines = list(group)
        table = _table(lines) if columned else None
        if table:
            parts.append(table)
        elif parts and isinstance(parts[-1], str):
            parts[-1] += "\n" + "\n".join(lines)
        else:
            parts.append("\n".join(lines))
    return tuple(part for part in parts if isinstance(part, Table) or part.strip())


def _has_columns(line: str) -> bool:
    """A bar or a tab between two columns; a log of one line has them too, and is no table."""
    return "|" in line.strip().strip("|") or "\t" in line.strip()


def _table(lines: list[str]) -> Table | None:
    rows = [tuple(_cells(line)) for line in lines if not _RULE.fullmatch(line)]
    if len(rows) < 2:
        return None
    columns = list(zip_longest(*rows, fillvalue=""))
    heads, *others = zip(*columns, strict=True)
    return Table(heads, tuple(others))


def _cells(line: str) -> Iterator[str]:
    row = line.strip()
    between = "|" if "|" in row else "\t"
    if between == "|":
        row = row.removeprefix("|").removesuffix("|")
    return (cell.strip() for cell in row.split(between))
