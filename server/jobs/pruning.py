"""What nobody will ask for any more is removed: messages long delivered or given up, and notes of periods long done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from server.clock import now
from server.columns import micros
from server.connection import MARKS, Connection
from server.jobs.periods import Chunk

DELIVERED = timedelta(days=30)
GIVEN_UP = timedelta(days=90)
PERIODS = timedelta(days=400)
OLD = """
SELECT id FROM delivery WHERE id > {0} AND (done_at < {0} OR dead_at < {0}) ORDER BY id LIMIT 500"""
DELETE = "DELETE FROM delivery WHERE id = {0}"
DELETE_RUNS = "DELETE FROM period_run WHERE finished_at < {0}"


class Pruning:
    """The periodic task: remove old rows, a few hundred a commit. ``removed`` counts messages."""

    def __init__(self) -> None:
        self.name = "pruning"
        self.removed = 0

    def find(self, connection: Connection, cursor: str) -> Chunk[str] | None:
        """The next old messages."""
        at = now()
        values = (cursor, micros(at - DELIVERED), micros(at - GIVEN_UP))
        rows = [row[0] for row in connection.rows(OLD.format(MARKS[connection.kind]), values)]
        return Chunk(rows[-1], rows) if rows else None

    def do(self, connection: Connection, pieces: Sequence[str]) -> None:
        """Remove them, and the notes of periods that are long done."""
        mark = MARKS[connection.kind]
        self.removed += connection.run_many(DELETE.format(mark), [(piece,) for piece in pieces])
        connection.run(DELETE_RUNS.format(mark), (micros(now() - PERIODS),))
