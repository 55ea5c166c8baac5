"""Rows that one worker at a time works on: taken with a lease, finished once, taken again when the lease runs out.

A lease is named by its row and the instant it ends. An instant is never used twice for one row, since a row is only
taken again once that instant has passed: who finishes late therefore finds the lease gone, and changes nothing.
"""

# ruff: noqa: S608 – the texts are made from constants alone, never from input
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from server.clock import now
from server.columns import micros
from server.connection import MARKS, POSTGRESQL, Connection, Row

LEASE = timedelta(seconds=60)
"""How long a worker has for what it took; then another may take it."""

_TAKE = """
WITH due AS MATERIALIZED (
  SELECT id FROM {table} WHERE {where} AND run_after <= {mark} AND (lease_until IS NULL OR lease_until <= {mark})
  ORDER BY run_after, id LIMIT {limit} {lock})
UPDATE {table} SET lease_until = {mark}, attempts = attempts + 1 WHERE id IN (SELECT id FROM due)
RETURNING run_after, id, attempts, {columns}"""


class LeaseLost(Exception):
    """The lease ran out and another worker has the row now; nothing of this attempt may be kept."""


@dataclass(frozen=True, slots=True)
class Leased:
    """A row taken: how often it was taken so far (this time included), and the columns asked for."""

    id: str
    until: int
    attempts: int
    values: Row


@dataclass(frozen=True, slots=True)
class Table:
    """A table of work. ``where`` says which of its rows are open; ``columns`` are read when one is taken."""

    name: str
    where: str
    columns: tuple[str, ...]

    def take(self, connection: Connection, limit: int, lease: timedelta = LEASE, more: str = "",
             values: Sequence[Any] = ()) -> list[Leased]:
        """Take up to ``limit`` rows that are due, those first that have waited longest.

        ``more`` is a further condition, with a ``{0}`` for each of its ``values``.
        """
        mark, at = MARKS[connection.kind], now()
        until = micros(at + lease)
        text = _TAKE.format(
            table=self.name, columns=", ".join(self.columns), mark=mark, limit=limit,
            where=f"{self.where}{more.format(mark)}",
            lock="FOR UPDATE SKIP LOCKED" if connection.kind == POSTGRESQL else "")
        rows = connection.rows(text, (*values, micros(at), micros(at), until))
        return [Leased(id_, until, attempts, tuple(rest)) for _, id_, attempts, *rest in sorted(rows)]

    def due(self, connection: Connection, at: datetime, what: str = "1", limit: int = 1) -> list[Row]:
        """Whether anything can be taken; ``what`` is what to read of it, without doubles."""
        mark = MARKS[connection.kind]
        text = (f"SELECT DISTINCT {what} FROM {self.name} WHERE {self.where} AND run_after <= {mark} "
                f"AND (lease_until IS NULL OR lease_until <= {mark}) LIMIT {limit}")
        return connection.rows(text, (micros(at), micros(at)))

    def finish(self, connection: Connection, leased: Sequence[Leased], change: str, values: Sequence[Any] = ()) -> None:
        """Change rows we hold, ``change`` being ``DELETE FROM …`` or ``UPDATE … SET …``. Raises ``LeaseLost``."""
        if not leased:
            return
        mark = MARKS[connection.kind]
        text = f"{change.format(mark)} WHERE id = {mark} AND lease_until = {mark}"
        touched = connection.run_many(text, [(*values, row.id, row.until) for row in leased])
        if touched != len(leased):
            raise LeaseLost(f"{len(leased) - touched} of {len(leased)} rows of {self.name} were taken over")


OUTBOX = Table("outbox", "dead_at IS NULL", ("kind", "payload"))
DELIVERY = Table("delivery", "done_at IS NULL AND dead_at IS NULL", ("endpoint_id", "type", "body", "created_at"))
