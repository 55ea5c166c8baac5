"""The only writer of the ledger: a batch of 1..N use cases, all of them or nothing.

The caller has begun a transaction (``server.db.writing``), has read the members with ``server.ledger.load`` under
their locks, has planned, and now posts once. On SQLite each table is written by one ``executemany``; on PostgreSQL the
whole batch is one statement. What several writers want (budgets, stock) is taken last, in order of its code,
and never beyond what is left.
"""

# ruff: noqa: S608 – the texts are made from the metadata alone, never from input
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

import msgspec

from rules.errors import PointsError
from server.connection import SQLITE, Connection
from server.ledger.posted import NO_CHARGES, Charges, Item
from server.ledger.rows import Row, rows_of
from server.ledger.writes import SOURCE, WRITES, Write

BUDGETS = ("tranche", "budget")
SORTED = ("claim", "event", "entry", "posting")
"""New rows that come as the events do; the others are in the order of their keys already, or few."""
BY_NAME = {write.name: write for write in WRITES}


class NotPosted(PointsError):
    """A row that must be there was not, or was not as the plan believed; nothing of the batch may be kept."""

    code = "not_posted"

    def __init__(self, write: str, wanted: int, touched: int) -> None:
        self.write, self.wanted, self.touched = write, wanted, touched
        super().__init__(f"{write}: {touched} of {wanted} rows could be written")


class BudgetGone(NotPosted):
    """A budget or stock has less left than the plan takes; load it again and plan anew."""

    code = "budget_gone"


def post(connection: Connection, items: Sequence[Item], *, recorded_at: datetime,
         charges: Charges = NO_CHARGES) -> None:
    """Write a batch inside the caller's transaction.

    ``recorded_at`` is aware. Raises ``BudgetGone`` or ``NotPosted``, or the driver's integrity error when a claim
    is already taken or a constraint fails; the caller then rolls back, and may try the items one by one.
    """
    rows = rows_of(items, recorded_at, charges)
    if len(items) > 1:
        _in_order(rows)
    if connection.kind == SQLITE:
        _post_tables(connection, rows)
    else:
        _post_at_once(connection, rows)


def _in_order(rows: dict[str, list[Row]]) -> None:
    """Put new rows in the order of their keys, so that a batch walks through each table once."""
    for name in SORTED:
        if name in rows:
            rows[name].sort()


def _post_tables(connection: Connection, rows: dict[str, list[Row]]) -> None:
    for write in WRITES:
        if write.name in rows:
            wanted = rows[write.name]
            touched = connection.run_many(write.sqlite, wanted)
            if write.exact:
                _check(write.name, len(wanted), touched)


def _post_at_once(connection: Connection, rows: dict[str, list[Row]]) -> None:
    if "profile" in rows:
        _run(connection, ("profile",), rows)
    _run(connection, tuple(write.name for write in WRITES if write.name in rows and write.name != "profile"), rows)


def _run(connection: Connection, names: tuple[str, ...], rows: dict[str, list[Row]]) -> None:
    alone = len(rows.get("claim", ())) == 1
    shape = tuple((name, alone and len(rows[name]) == 1) for name in names)
    parameters: list[str | None] = []
    for name, single in shape:
        if single:
            parameters.extend(map(_parameter, rows[name][0]))
        else:
            parameters.append(_document(name, rows[name]))
    found = connection.rows(statement_for(shape), parameters)[0]
    exact = [name for name in names if BY_NAME[name].exact]
    for name, touched in zip(exact, found, strict=False):
        _check(name, len(rows[name]), touched)


def _parameter(value: object) -> str | None:
    """Every parameter as text: the statement says the types, and the driver prepares it once, not once a size."""
    return None if value is None else str(value)


def _document(name: str, rows: list[Row]) -> str:
    """The rows of one write as a JSON array of objects."""
    columns = BY_NAME[name].columns
    return msgspec.json.encode([dict(zip(columns, row, strict=True)) for row in rows]).decode()


def _check(name: str, wanted: int, touched: int) -> None:
    if touched != wanted:
        raise (BudgetGone if name in BUDGETS else NotPosted)(name, wanted, touched)


@lru_cache(maxsize=1024)
def statement_for(shape: tuple[tuple[str, bool], ...]) -> str:
    """One PostgreSQL statement for these writes, each with whether it is of a single row.

    A single row of a single item comes as one parameter a column, several as one JSON parameter; batches have few
    shapes that way, and the driver keeps a prepared statement for each. The statement returns how many rows each
    exact write touched, in order.
    """
    counts = [f"(SELECT count(*) FROM w_{name})" for name, _ in shape if BY_NAME[name].exact]
    return f"WITH {', '.join(_part(BY_NAME[name], single) for name, single in shape)} SELECT {', '.join(counts) or '1'}"


def _part(write: Write, single: bool) -> str:
    if single:
        values = ", ".join(f"CAST(%s AS {kind}) AS {name}" for name, kind in write.columns.items())
        source = f"(SELECT {values}) AS i"
    else:
        shape = ", ".join(f"{name} {kind}" for name, kind in write.columns.items())
        source = f"json_to_recordset(CAST(%s AS json)) AS i({shape})"
    return f"w_{write.name} AS ({write.postgresql.replace(SOURCE, source)} RETURNING 1)"
