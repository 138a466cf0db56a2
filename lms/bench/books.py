"""Rows that are written in bulk: a bench needs the data, not the acts that make it."""

from collections import defaultdict
from typing import Any

from sqlalchemy import insert

from lms.kit.db import Base, transaction


class Books:
    """Rows to be written together; ids are counted here, so that one row can name another."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = defaultdict(list)

    def add(self, table: str, **values: object) -> int:
        """The id of the row; a table whose key is not `id` has no use for it."""
        rows = self.rows[table]
        row_id = len(rows) + 1
        rows.append({"id": row_id, **values} if "id" in Base.metadata.tables[table].c else values)
        return row_id

    def write(self) -> None:
        with transaction() as writing:
            for table in Base.metadata.sorted_tables:
                if self.rows[table.name]:
                    writing.execute(insert(table), self.rows[table.name])
