"""The driver's own connection with one spelling for both databases: what the hot way writes through.

Both drivers take positional parameters; ``MARKS`` is how each spells them. Statements are counted, so that a test can
hold the hot way to its number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

SQLITE = "sqlite"
POSTGRESQL = "postgresql"
MARKS = {SQLITE: "?", POSTGRESQL: "%s"}
SNAPSHOTS = {SQLITE: "BEGIN", POSTGRESQL: "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"}

Row = tuple[Any, ...]
TAKEN_STATE, TAKEN_TEXT = "23505", "UNIQUE constraint failed"
BUSY_STATES, BUSY_TEXT = frozenset({"55P03", "40001", "40P01"}), "database is locked"
"""A lock not had in time, a snapshot that is too old, a deadlock: SQLSTATE of PostgreSQL, and the words of SQLite."""


def is_taken(error: BaseException | None) -> bool:
    """Whether a driver refused a row because one with its key exists."""
    return getattr(error, "sqlstate", None) == TAKEN_STATE or TAKEN_TEXT in str(error)


def is_busy(error: BaseException | None) -> bool:
    """Whether a driver gave up waiting for another transaction; the same again may succeed."""
    return getattr(error, "sqlstate", None) in BUSY_STATES or BUSY_TEXT in str(error)


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
        self._execute(sql, parameters)
        rows: list[Row] = self._cursor.fetchall()
        return rows

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run a statement; how many rows it touched."""
        self.statements += 1
        self._execute(sql, parameters)
        touched: int = self._cursor.rowcount
        return touched

    def _execute(self, sql: str, parameters: Sequence[Any]) -> None:
        """Without parameters the text is taken as it is, so that ``%`` needs no doubling."""
        if parameters:
            self._cursor.execute(sql, parameters)
        else:
            self._cursor.execute(sql)

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
        if self.kind == SQLITE:
            self._cursor.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.driver.rollback()
            raise
        self.driver.commit()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read one state of the database, whatever is written meanwhile; writers are not held up."""
        self._cursor.execute(SNAPSHOTS[self.kind])
        try:
            yield
        finally:
            self.driver.rollback()
