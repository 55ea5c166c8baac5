"""Periodic work: in pieces, each piece and its cursor in one commit, each period once whatever the machine does.

A ``Task`` finds its next piece after a cursor by reading, and does it by writing. ``run`` does all of it now, for a
person; ``run_once`` does it for a period that a row stands for, goes on where a killed worker stopped, and leaves a
period that another worker has, or that is done, alone. Tasks are safe to run twice by themselves; the row only saves
the second run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

import structlog

from server.clock import now
from server.columns import micros
from server.connection import MARKS, Connection
from server.db import AWAY, reading, writing
from server.jobs.context import Context
from server.jobs.leases import LeaseLost

Piece = TypeVar("Piece")

OPEN = """
INSERT INTO period_run (task, period, started_at, cursor) VALUES ({0}, {0}, {0}, '') ON CONFLICT DO NOTHING"""
TAKE = """
UPDATE period_run SET lease_until = {0} WHERE task = {0} AND period = {0} AND finished_at IS NULL
AND (lease_until IS NULL OR lease_until <= {0}) RETURNING cursor"""
ADVANCE = """
UPDATE period_run SET cursor = {0}, lease_until = {0}, finished_at = {0}
WHERE task = {0} AND period = {0} AND lease_until = {0}"""
IS_DONE = "SELECT 1 FROM period_run WHERE task = {0} AND period = {0} AND finished_at IS NOT NULL"
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Chunk(Generic[Piece]):
    """Pieces to do in one commit; ``cursor`` is where the search goes on after them."""

    cursor: str
    pieces: Sequence[Piece]


class Task(Protocol[Piece]):
    """Work in pieces. ``find`` reads only; None when there is nothing left after the cursor."""

    name: str

    def find(self, connection: Connection, cursor: str) -> Chunk[Piece] | None:
        """The next pieces after a cursor, "" for the first."""

    def do(self, connection: Connection, pieces: Sequence[Piece]) -> None:
        """Do them inside the caller's transaction; what is no longer due is left alone."""


@dataclass(slots=True)
class Run:
    """How far a run has come; ``failed`` are pieces that could not be done, each with its error."""

    cursor: str = ""
    failed: list[str] = field(default_factory=list)


Note = Callable[[Connection, str], None]
"""Writes down, in the commit of a chunk, that its cursor is done; raises ``LeaseLost``."""


def run(context: Context, task: Task[Piece], made: Run | None = None, note: Note | None = None) -> Run:
    """Do everything that is left after the run's cursor, a chunk a commit; stops when the worker is to stop."""
    made = made or Run()
    while not context.stopping():
        with reading(context.engine) as connection:
            chunk = task.find(connection, made.cursor)
        if chunk is None:
            break
        _do(context, task, chunk, made, note)
        made.cursor = chunk.cursor
    return made


def run_once(context: Context, task: Task[Piece], period: str) -> Run | None:
    """Do a period's work unless it is done, or another worker has it: then None."""
    lease = _Lease(context, task.name, period)
    cursor = lease.take()
    if cursor is None:
        return None
    made = run(context, task, Run(cursor), lease.advance)
    with writing(context.engine) as connection:
        lease.end(connection, made.cursor, finished=not context.stopping())
    return made


def is_done(connection: Connection, task: str, period: str) -> bool:
    """Whether a period's work is finished."""
    return bool(connection.rows(IS_DONE.format(MARKS[connection.kind]), (task, period)))


def _do(context: Context, task: Task[Piece], chunk: Chunk[Piece], made: Run, note: Note | None) -> None:
    """A chunk in one commit; when one of its pieces fails, each in a commit of its own."""
    try:
        _write(context, task, chunk.pieces, chunk.cursor, note)
        return
    except (LeaseLost, *AWAY):
        raise
    except Exception as error:  # noqa: BLE001 – found again below, piece by piece
        log.warning("chunk_done_piece_by_piece", task=task.name, pieces=len(chunk.pieces), error=repr(error))
    for piece in chunk.pieces:
        try:
            _write(context, task, [piece], made.cursor, note)
        except (LeaseLost, *AWAY):
            raise
        except Exception as error:
            log.exception("piece_failed", task=task.name, piece=str(piece))
            made.failed.append(f"{piece}: {error!r}")


def _write(context: Context, task: Task[Piece], pieces: Sequence[Piece], cursor: str, note: Note | None) -> None:
    with writing(context.engine) as connection:
        task.do(connection, pieces)
        if note is not None:
            note(connection, cursor)


class _Lease:
    """Our hold on one period of one task; it lasts from chunk to chunk."""

    def __init__(self, context: Context, task: str, period: str) -> None:
        self._context, self._key = context, (task, period)
        self._until = 0

    def take(self) -> str | None:
        """The cursor to go on from; None when the period is done or somebody has it."""
        at = now()
        until = micros(at + self._context.lease)
        with writing(self._context.engine) as connection:
            mark = MARKS[connection.kind]
            connection.run(OPEN.format(mark), (*self._key, micros(at)))
            rows = connection.rows(TAKE.format(mark), (until, *self._key, micros(at)))
        self._until = until
        return rows[0][0] if rows else None

    def advance(self, connection: Connection, cursor: str) -> None:
        """A chunk is done: its cursor is, and the lease begins anew. Raises ``LeaseLost``."""
        until = max(micros(now() + self._context.lease), self._until + 1)
        self._write(connection, cursor, until, None)
        self._until = until

    def end(self, connection: Connection, cursor: str, *, finished: bool) -> None:
        """The period is done, or left to whoever comes next."""
        self._write(connection, cursor, micros(now()) if not finished else None, micros(now()) if finished else None)

    def _write(self, connection: Connection, cursor: str, until: int | None, finished: int | None) -> None:
        mark = MARKS[connection.kind]
        if connection.run(ADVANCE.format(mark), (cursor, until, finished, *self._key, self._until)) != 1:
            raise LeaseLost(f"another worker has {' '.join(self._key)} now")


