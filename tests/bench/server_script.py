"""The same rows as webhooks write, as a bare script writes them: one statement a row, one commit an event."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import Any
from unittest.mock import patch

from server.connection import SQLITE
from server.db import writing
from server.fields import secret_keyring
from server.ledger.rows import Row, rows_of
from server.ledger.writes import SOURCE, WRITES, Write
from server.taking import intake
from server.taking.intake import Taking
from server.versions import Versions
from server.webhooks.edge import incoming
from tests.bench.server_client import Run, run_of
from tests.bench.server_setting import PARTNER, Place

Rows = dict[str, list[Row]]


def taking_of(place: Place) -> Taking:
    """The use case behind the webhooks, in this process."""
    versions = Versions(place.engine, place.folder / "compiled")
    versions.refresh()
    return Taking(place.engine, versions, secret_keyring("key"))


def rows_written(place: Place, events: Sequence[bytes]) -> list[Rows]:
    """What each event really writes, one event after the other."""
    found: list[Rows] = []
    real = intake.post

    def noted(connection: Any, items: Any, *, recorded_at: Any, charges: Any) -> None:
        found.append(rows_of(items, recorded_at))
        real(connection, items, recorded_at=recorded_at, charges=charges)

    taking = taking_of(place)
    with patch.object(intake, "post", noted):
        for event in events:
            taking.take([incoming(event, PARTNER)])
    taking.close()
    return found


def run_script(place: Place, written: Sequence[Rows]) -> Run:
    """Write the rows of every event in its own transaction, row by row."""
    start, taken = perf_counter(), []
    for rows in written:
        began = perf_counter()
        _write(place, rows)
        taken.append(perf_counter() - began)
    return run_of(taken, perf_counter() - start, len(written))


def _write(place: Place, rows: Rows) -> None:
    with writing(place.engine) as connection:
        for write in WRITES:
            for row in rows.get(write.name, ()):
                connection.run(write.sqlite if connection.kind == SQLITE else PLAIN[write.name], row)


def _plain(write: Write) -> str:
    """The PostgreSQL statement for one row of parameters."""
    values = ", ".join(f"CAST(%s AS {kind}) AS {name}" for name, kind in write.columns.items())
    return write.postgresql.replace(SOURCE, f"(SELECT {values}) AS i")


PLAIN = {write.name: _plain(write) for write in WRITES}
