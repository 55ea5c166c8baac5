"""Copies of everything that the living members have, by SQL, and the long tails of what people and workers write."""

# ruff: noqa: S608 – the texts are made of constants and the metadata, never of input
from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Engine, String, Table, Text

from server.clock import now
from server.columns import Instant, micros
from server.connection import MARKS, POSTGRESQL, SQLITE, Connection
from server.db import writing
from server.fields import Keyring
from server.ledger.writes import TABLES
from server.taking.personal import EMAIL, place_of
from tests.bench.reads_base import AGAIN, HEAVY, MARK, OFTEN, Grown, email_of, number_of

SECOND = 1_000_000
APART = 3 * SECOND
"""So much later than the one before each copy was recorded; all of them within an hour."""
MOST_COPIES = 1_000
CHUNK = 10_000
SEALED_BY_ITSELF = "profile"
"""Words that open only in the row for which they were sealed."""
BLOCK_EVENTS = 500
AUDITED = 1_000
"""Every note of what people did is there so many times."""
HAS = f"""
UPDATE balance SET available = (
  SELECT coalesce(sum(t.points_left), 0) FROM lot t
  WHERE t.member_id = balance.member_id AND t.currency = balance.currency AND t.points_left > 0 AND NOT t.pending)
WHERE member_id = (SELECT member_id FROM identity WHERE partner = 'FRESH' AND number = '{HEAVY}')"""
"""What the one can spend is what is left in all of the lots."""
CODE = "substr(code, 1, length(code) - 8) || upper({0})"


def copy(engine: Engine, grown: Grown, keyring: Keyring) -> None:
    """Make ``grown.copies`` of everybody who carries the mark, and of all that is theirs."""
    if not 0 < grown.copies <= MOST_COPIES:
        raise ValueError(f"{grown.copies} copies are recorded for longer than an hour")
    for table in _tables():
        with writing(engine) as connection:
            _unhurried(connection)
            connection.run(_copied(connection.kind, table, MARK, grown.copies))
            connection.run(_copied(connection.kind, table, AGAIN, max(grown.heavy // OFTEN, 1)))
    with writing(engine) as connection:
        _unhurried(connection)
        profiles = _profiles(connection, grown, keyring)
        while rows := list(islice(profiles, CHUNK)):
            connection.run_many(_insert(connection.kind, "profile"), rows)
        for statement in (HAS, _figures(grown.copies), _audit(connection.kind), _blocks(connection.kind, grown)):
            connection.run(statement)
    if engine.dialect.name == POSTGRESQL:
        with engine.connect() as opened:
            opened.exec_driver_sql("SET statement_timeout = 0")
            opened.exec_driver_sql("ANALYZE")
            opened.commit()


def _unhurried(connection: Connection) -> None:
    if connection.kind == POSTGRESQL:
        connection.run("SET LOCAL statement_timeout = 0")
        connection.run("SET LOCAL synchronous_commit = off")


def _tables() -> Iterator[Table]:
    """Tables whose key can carry the mark, those first that others point at."""
    for table in TABLES.values():
        if table.name != SEALED_BY_ITSELF and _texts(table):
            yield table


def _texts(table: Table) -> list[str]:
    return [column.name for column in table.primary_key.columns if isinstance(column.type, String | Text)]


def _hex(kind: str, name: str) -> str:
    return f"printf('%08x', {name})" if kind == SQLITE else f"lpad(to_hex({name}), 8, '0')"


def _series(kind: str, name: str, first: int, until: int) -> str:
    if kind == POSTGRESQL:
        return f"generate_series({first}, {until - 1}) AS {name}"
    return (f"(WITH RECURSIVE c({name}) AS (SELECT {first} WHERE {first} < {until} UNION ALL "
            f"SELECT {name} + 1 FROM c WHERE {name} < {until - 1}) SELECT {name} FROM c) AS s")


def _copied(kind: str, table: Table, mark: str, copies: int) -> str:
    columns = {column.name: _column(kind, table.name, column, mark) for column in table.columns}
    marked = " OR ".join(f"{name} LIKE '%{mark}%'" for name in _key(table))
    return (f"INSERT INTO {table.name} ({', '.join(columns)}) SELECT {', '.join(columns.values())} "
            f"FROM (SELECT * FROM {table.name} WHERE {marked}) AS t CROSS JOIN {_series(kind, 'n', 1, copies)}")


def _key(table: Table) -> list[str]:
    return ["member_id"] if table.name == "voucher" else _texts(table)


def _column(kind: str, table: str, column: Any, mark: str) -> str:
    if (table, column.name) == ("voucher", "code"):
        return CODE.format(_hex(kind, "n"))
    if isinstance(column.type, Instant):
        return f"{column.name} + n * {APART}"
    if column.type.python_type is str:
        return f"replace({column.name}, '{mark}', {_hex(kind, 'n')})"
    return str(column.name)


def _profiles(connection: Connection, grown: Grown, keyring: Keyring) -> Iterator[Sequence[Any]]:
    """An e-mail address of every copied member, sealed for its row; in the order of the table's columns."""
    at = micros(now())
    rows = connection.rows("SELECT number, member_id FROM identity WHERE partner = 'FRESH'")
    persons = {number_of(person, mark): (person, mark) for person in range(grown.lives)
               for mark in (f"{copy:08x}" for copy in range(1, grown.copies))}
    for number, member in rows:
        if number in persons:
            address = email_of(*persons[number])
            token = keyring.seal(address, place_of(member, "FRESH", EMAIL)).token
            yield member, "FRESH", EMAIL, token, keyring.blind_index(EMAIL, address), at


def _insert(kind: str, table: str) -> str:
    names = ("member_id", "partner", "field", "value", "blind_index", "told_at")
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join([MARKS[kind]] * len(names))})"


def _figures(copies: int) -> str:
    return "UPDATE daily_statistic SET " + ", ".join(
        f"{name} = {name} * {copies}" for name in ("times", "points_in", "points_out", "amount_minor"))


def _audit(kind: str) -> str:
    columns = ("number", "recorded_at", *_AUDIT_TEXTS)
    return (f"INSERT INTO audit ({', '.join(columns)}) SELECT t.number + n * b.last, t.recorded_at + n, "
            f"{', '.join(_AUDIT_TEXTS)} FROM audit t CROSS JOIN (SELECT max(number) AS last FROM audit) AS b "
            f"CROSS JOIN {_series(kind, 'n', 1, AUDITED)}")


_AUDIT_TEXTS = ("person", "action", "subject", "before", "after", "reason", "request_id", "previous", "hash")


def _blocks(kind: str, grown: Grown) -> str:
    """As many blocks as so many events take, as long as real ones are."""
    until = grown.members * 5 // BLOCK_EVENTS + 2
    return (f"INSERT INTO block (number, previous, hash, events, sealed_until, sealed_at) SELECT b.number + n, "
            f"b.previous, b.hash, b.events, b.sealed_until + n, b.sealed_at + n FROM (SELECT * FROM block "
            f"ORDER BY number LIMIT 1) AS b CROSS JOIN {_series(kind, 'n', 1_000, 1_000 + until)}")
