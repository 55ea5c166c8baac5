"""A member base of any size, loaded by SQL: members ``B0`` … with five earlier purchases each, all their rows."""

# ruff: noqa: S608 – the texts are made of constants alone, never of input
from __future__ import annotations

from collections.abc import Mapping

from server.clock import now
from server.columns import micros
from server.connection import SQLITE
from server.db import writing
from server.ledger.writes import TABLES
from tests.bench.server_setting import Place

EVENTS_EACH = 5
MONTH = 30 * 86_400 * 1_000_000
PAST = ('{"id":"\' || e || \'","type":"transaction.completed","partner":"SHOP",'
        '"occurred_at":"2026-03-02T01:00:00Z","day":"2026-03-02","amount":10,"base":{"PTS":10},'
        '"quantities":{"c1":1},"points_used":0}')
PER_MEMBER: Mapping[str, Mapping[str, str]] = {
    "member": {"id": "m", "version": "1", "attributes": "'{}'", "convert_to": "'{}'", "growth": "0"},
    "identity": {"partner": "'SHOP'", "number": "'B' || n", "member_id": "m"},
    "balance": {"member_id": "m", "currency": "'PTS'", "available": "50", "pending": "0", "held": "0", "owed": "0"},
}
PER_EVENT: Mapping[str, Mapping[str, str]] = {
    "claim": {"partner": "'SHOP'", "reference": "e", "body_hash": "e", "member_id": "m", "event_id": "e"},
    "event": {"member_id": "m", "id": "e", "partner": "'SHOP'", "reference": "e", "type": "'transaction.completed'",
              "occurred_at": "t", "recorded_at": "t"},
    "entry": {"member_id": "m", "event_id": "e", "seq": "1", "kind": "'accrual'", "occurred_at": "t",
              "rule": "'accrual:base'"},
    "posting": {"member_id": "m", "event_id": "e", "entry_seq": "1", "seq": "s", "account": "a", "currency": "'PTS'",
                "points": "p"},
    "lot": {"member_id": "m", "id": "e || '.1'", "currency": "'PTS'", "points_accrued": "10", "points_left": "10",
            "expires_on": "'2036-03-02'", "pending": "false", "entry_id": "''", "event_id": "e"},
    "past": {"member_id": "m", "occurred_at": "t", "event_id": "e", "record": f"'{PAST}'"},
}
"""Expressions over n (the member's number), k (the event's), m, e (their ids) and t (the time)."""
SIDES = (("0", "'partner:SHOP:issued'", "-10"), ("1", "'available'", "10"))


def load_members(place: Place, members: int) -> None:
    """Fill a database that has none of them yet."""
    with writing(place.engine) as connection:
        sqlite = connection.kind == SQLITE
        for table, values in PER_MEMBER.items():
            connection.run(_statement(table, values, members, 1, sqlite=sqlite))
        for table, values in PER_EVENT.items():
            for s, a, p in SIDES if table == "posting" else SIDES[:1]:
                filled = {**values, **({"seq": s, "account": a, "points": p} if table == "posting" else {})}
                connection.run(_statement(table, filled, members, EVENTS_EACH, sqlite=sqlite))
    _settle(place)


def _statement(table: str, values: Mapping[str, str], members: int, each: int, *, sqlite: bool) -> str:
    at = micros(now()) - MONTH
    filled = {**_empty(table), **values}
    rows = (f"SELECT n, k, '0b' || n AS m, '0b' || n || 'x' || k AS e, {at} + k AS t "
            f"FROM {_series('n', members, sqlite=sqlite)} CROSS JOIN {_series('k', each, sqlite=sqlite)}")
    return f"INSERT INTO {table} ({', '.join(filled)}) SELECT {', '.join(filled.values())} FROM ({rows}) AS r"


def _series(name: str, count: int, *, sqlite: bool) -> str:
    if not sqlite:
        return f"generate_series(0, {count - 1}) AS {name}"
    return (f"(WITH RECURSIVE c({name}) AS (SELECT 0 UNION ALL SELECT {name} + 1 FROM c WHERE {name} < {count - 1}) "
            f"SELECT {name} FROM c)")


def _empty(table: str) -> dict[str, str]:
    """Columns that may not be absent and have a usual value."""
    return {column.name: "''" for column in TABLES[table].columns
            if not column.nullable and column.type.python_type is str}


def _settle(place: Place) -> None:
    """Statistics and visibility as they are where rows came one by one, so that no vacuum runs while it is measured."""
    with place.engine.connect() as connection:
        if place.kind == SQLITE:
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
        else:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM ANALYZE")
