"""The driver's own connection with one spelling for both databases: what the hot way writes through.

SQL text is written with ``:name`` or ``?`` nowhere: both drivers take positional parameters, and ``server.ledger.sql``
makes the text of each. Statements are counted, so that a test can hold the hot way to its number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

SQLITE = "sqlite"
POSTGRESQL = "postgresql"
MARKS = {SQLITE: "?", POSTGRESQL: "%s"}
BEGINS = {SQLITE: "BEGIN IMMEDIATE", POSTGRESQL: "BEGIN"}

Row = tuple[Any, ...]


class Connection:
    """One open connection of the driver; ``kind`` is sqlite or postgresql, ``statements`` how many it has run."""

    __slots__ = ("_cursor", "driver", "kind", "statements")

    def __init__(self, kind: str, driver: Any) -> None:
        self.kind = kind
        self.driver = driver
        self.statements = 0
        self._cursor = driver.cursor()

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Run a statement that returns rows."""
        self.statements += 1
        self._cursor.execute(sql, parameters)
        rows: list[Row] = self._cursor.fetchall()
        return rows

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run a statement; how many rows it touched."""
        self.statements += 1
        self._cursor.execute(sql, parameters)
        touched: int = self._cursor.rowcount
        return touched

    def run_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> int:
        """Run one statement for each row of parameters; how many rows all of them touched."""
        self.statements += 1
        self._cursor.executemany(sql, rows)
        touched: int = self._cursor.rowcount
        return touched

    @property
    def is_broken(self) -> bool:
        """Whether the connection was lost, so that no pool should keep it."""
        return bool(getattr(self.driver, "broken", False))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Begin now (on SQLite with the write lock); commit at the end, roll back on any exception."""
        self._begin()
        try:
            yield
        except BaseException:
            self.driver.rollback()
            raise
        self.driver.commit()

    def _begin(self) -> None:
        if self.kind == SQLITE:
            self._cursor.execute(BEGINS[SQLITE])
