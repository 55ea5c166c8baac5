"""What events come to, added up by local day, partner and subject; and the same computed anew from the ledger.

The worker adds an event in the transaction that deletes its outbox row, so each is added exactly once. ``recount``
finds the difference to what the ledger says in one snapshot and adds that, so that it may run beside the worker.
"""

# ruff: noqa: S608 – the texts are made from constants alone, never from input
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec

from rules.books.history import PURCHASE
from server.connection import MARKS, Connection
from server.db import reading, writing
from server.jobs.context import Context
from server.jobs.recorded import Recorded, recorded
from server.taking.batch import FOLLOW
from server.versions import Versions

Key = tuple[str, str, str, str]
"""Local day, partner, subject, currency."""
Figure = tuple[Key, str]
"""A key, and which of its ``COLUMNS``."""
COLUMNS = ("times", "points_in", "points_out", "amount_minor")
KEYS = ("happened_on", "partner", "subject", "currency")

ADD = f"""
INSERT INTO daily_statistic ({', '.join((*KEYS, *COLUMNS))}) VALUES ({', '.join(['{0}'] * 8)})
ON CONFLICT ({', '.join(KEYS)}) DO UPDATE SET
{', '.join(f'{name} = daily_statistic.{name} + excluded.{name}' for name in COLUMNS)}"""
EMPTY = f"DELETE FROM daily_statistic WHERE {' AND '.join(f'{name} = 0' for name in COLUMNS)}"
STORED = f"SELECT {', '.join((*KEYS, *COLUMNS))} FROM daily_statistic"
PENDING = "SELECT payload FROM outbox WHERE kind = {0}"
EVENTS = """
SELECT recorded_at, id, member_id FROM event WHERE (recorded_at, id) > ({0}, {0}) ORDER BY recorded_at, id LIMIT 500"""


def figures_of(events: Iterable[Recorded], versions: Versions) -> Counter[Figure]:
    """What events add to the roll-up."""
    sums: Counter[Figure] = Counter()
    for event in events:
        day = event.occurred_at.astimezone(_zone(event, versions)).date().isoformat()
        for subject, currency, figures in _subjects(event):
            for column, figure in figures.items():
                sums[(day, event.partner, subject, currency), column] += figure
    return sums


def add(connection: Connection, figures: Counter[Figure]) -> None:
    """Add to the roll-up, row by row in the order of their keys."""
    rows = [(*key, *(figures[key, column] for column in COLUMNS)) for key in sorted({key for key, _ in figures})]
    if rows:
        connection.run_many(ADD.format(MARKS[connection.kind]), rows)


def recount(context: Context) -> int:
    """Make the roll-up what events and entries say; how many rows were wrong."""
    with reading(context.engine) as connection:
        missing = _counted(connection, context.versions)
        missing.subtract(_stored(connection))
    wrong = Counter({figure: points for figure, points in missing.items() if points})
    with writing(context.engine) as connection:
        add(connection, wrong)
        connection.run(EMPTY)
    return len({key for key, _ in wrong})


def _zone(event: Recorded, versions: Versions) -> ZoneInfo:
    compiled = versions.by_hash(event.version) if event.version else versions.in_force(event.occurred_at)
    return ZoneInfo(compiled.programme.zone)


def _subjects(event: Recorded) -> Iterator[tuple[str, str, Mapping[str, int]]]:
    """Subject, currency and figures of everything an event counts for."""
    bought = event.facts.get("event", {}) if event.type == PURCHASE else {}
    yield f"event:{event.type}", "", {"times": 1, "amount_minor": _minor(bought.get("amount", 0))}
    for line in bought.get("lines", ()):
        if line["category"]:
            yield f"category:{line['category']}", "", {"times": 1, "amount_minor": _minor(line["amount"])}
    for moved in event.moved:
        side = "points_in" if moved.points > 0 else "points_out"
        yield moved.rule, moved.currency, {"times": 1, side: abs(moved.points)}


def _minor(amount: Decimal | int) -> int:
    return int(Decimal(amount) * 100)


def _counted(connection: Connection, versions: Versions) -> Counter[Figure]:
    """The figures of every event that the worker has nothing left to do for."""
    pending = {msgspec.json.decode(payload)["event"]
               for (payload,) in connection.rows(PENDING.format(MARKS[connection.kind]), (FOLLOW,))}
    sums: Counter[Figure] = Counter()
    last = (-1, "")
    while rows := connection.rows(EVENTS.format(MARKS[connection.kind]), last):
        keys = [(member, event) for _, event, member in rows if event not in pending]
        sums.update(figures_of(recorded(connection, keys), versions))
        last = (rows[-1][0], rows[-1][1])
    return sums


def _stored(connection: Connection) -> Counter[Figure]:
    return Counter({(tuple(row[:4]), column): figure for row in connection.rows(STORED)
                    for column, figure in zip(COLUMNS, row[4:], strict=True)})
