"""The SQL text of every write of a posting, made once from the metadata, for both databases from one pattern.

In a pattern ``{name}`` stands for a column of the row that is written: a numbered parameter on SQLite, a column of
the input ``i`` on PostgreSQL.
"""

# ruff: noqa: S608 – the texts are made from the metadata alone, never from input
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import BigInteger, Boolean

import server.models
from server.db import db

SOURCE = "/*source*/"
"""Stands in a PostgreSQL text for the table expression that gives the rows."""
TABLES = db.metadata.tables
assert server.models.__all__, "the metadata is complete once the models are imported"


@dataclass(frozen=True, slots=True)
class Write:
    """One kind of row: its columns in order with their PostgreSQL types, and its statement for each database.

    The SQLite text writes one row of parameters, the PostgreSQL text every row of ``SOURCE``. ``exact``: each
    row must touch exactly one, or nothing may be written.
    """

    name: str
    columns: Mapping[str, str]
    sqlite: str
    postgresql: str
    exact: bool = False


def columns_of(table: str, names: Sequence[str] = ()) -> dict[str, str]:
    """Columns of a table with their PostgreSQL types; all of them unless some are named."""
    columns = TABLES[table].columns
    return {name: _type(columns[name].type) for name in names or columns.keys()}


def _type(kind: object) -> str:
    implementation = getattr(kind, "impl", kind)
    if isinstance(implementation, BigInteger):
        return "bigint"
    return "boolean" if isinstance(implementation, Boolean) else "text"


def inserted(table: str, conflict: str = "") -> Write:
    """New rows. ``conflict`` says what to do with a key that is there, "" refuses it."""
    columns = columns_of(table)
    names = ", ".join(f'"{name}"' for name in columns)
    into = f"INSERT INTO {table} ({names})"
    return Write(
        table, columns, f"{into} VALUES ({', '.join(_marks(columns).values())}) {conflict}",
        f"{into} SELECT {', '.join(_inputs(columns).values())} FROM {SOURCE} {conflict}",
    )


def replaced(table: str, column: str) -> Write:
    """New rows, or another value of one column in rows that are there."""
    return inserted(table, f"ON CONFLICT ({_keys(table)}) DO UPDATE SET {column} = excluded.{column}")


def changed(name: str, table: str, columns: Mapping[str, str], sets: str, where: str) -> Write:
    """Changes of rows that are there."""
    text = f"UPDATE {table} SET {sets}"
    return Write(
        name, columns, f"{text} WHERE {where}".format(**_marks(columns)),
        f"{text} FROM {SOURCE} WHERE {where}".format(**_inputs(columns)), exact=True,
    )


def summed(table: str, values: Mapping[str, str]) -> Write:
    """Rows whose columns become what ``values`` say of the old row ``b``, which may not be there.

    A plain upsert would check the difference itself against the constraints, and a difference may be negative.
    """
    columns = columns_of(table)
    keys = list(TABLES[table].primary_key.columns.keys())
    same = " AND ".join(f"b.{key} = {{{key}}}" for key in keys)
    chosen = ", ".join([*(f"{{{key}}}" for key in keys), *values.values()])
    sets = ", ".join(f"{name} = excluded.{name}" for name in values)
    text = (
        f"INSERT INTO {table} ({', '.join([*keys, *values])}) SELECT {chosen} "
        f"FROM {{source}} LEFT JOIN {table} b ON {same} WHERE true "
        f"ON CONFLICT ({_keys(table)}) DO UPDATE SET {sets}"
    )
    return Write(
        table, columns, text.format(source="(SELECT 1)", **_marks(columns)),
        text.format(source=SOURCE, **_inputs(columns)),
    )


def _keys(table: str) -> str:
    return ", ".join(TABLES[table].primary_key.columns.keys())


def _marks(columns: Mapping[str, str]) -> dict[str, str]:
    return {name: f"?{place}" for place, name in enumerate(columns, 1)}


def _inputs(columns: Mapping[str, str]) -> dict[str, str]:
    return {name: f"i.{name}" for name in columns}


def _touched() -> Write:
    """A member's own row: its version counts every change of its books."""
    columns = columns_of("member", ("id", "growth")) | {"moved": "boolean"} | columns_of(
        "member", ("tier", "tier_since_on", "tier_until_on"))
    tier = ", ".join(f"{name} = CASE WHEN {{moved}} THEN {{{name}}} ELSE member.{name} END"
                     for name in ("tier", "tier_since_on", "tier_until_on"))
    return changed("touched", "member", columns,
                   f"version = member.version + 1, growth = member.growth + {{growth}}, {tier}",
                   "member.id = {id}")


def _profile() -> Write:
    kept = ("joined_at", "birthday", "phone", "referrer", "attributes", "convert_to")
    return changed("profile", "member", columns_of("member", ("id", *kept)),
                   ", ".join(f"{name} = {{{name}}}" for name in kept), "member.id = {id}")


def _detail() -> Write:
    """Personal words; a later one of the same partner takes the place of an earlier one."""
    sets = ", ".join(f"{name} = excluded.{name}" for name in ("value", "blind_index", "told_at"))
    write = inserted("profile", f"ON CONFLICT ({_keys('profile')}) DO UPDATE SET {sets}")
    return replace(write, name="detail")


def _drawn() -> Write:
    columns = columns_of("lot", ("member_id", "id")) | {"drawn": "bigint", "released": "boolean"}
    return changed("drawn", "lot", columns,
                   "points_left = lot.points_left - {drawn}, "
                   "pending = CASE WHEN {released} THEN false ELSE lot.pending END",
                   "lot.member_id = {member_id} AND lot.id = {id}")


def _charged(table: str, keys: Sequence[str], left: str, also: str = "") -> Write:
    """Takes from what everybody wants, and refuses to take more than is left; negative gives back."""
    where = " AND ".join(f"{table}.{key} = {{{key}}}" for key in keys)
    return changed(table, table, columns_of(table, keys) | {"points": "bigint"},
                   f"points_left = {table}.points_left - {left}{also}",
                   f"{where} AND {table}.points_left >= {{points}}")


def _budget() -> Write:
    """What comes back of a budget first makes up for what was given beyond its total."""
    over = ("CASE WHEN {points} >= 0 THEN 0 WHEN budget.points_over < -{points} THEN budget.points_over "
            "ELSE -{points} END")
    return _charged("budget", ("code",), f"{{points}} - ({over})", f", points_over = budget.points_over - ({over})")


def _balance() -> Write:
    sums = {name: f"coalesce(b.{name}, 0) + {{{name}}}" for name in ("available", "pending", "held")}
    return summed("balance", {**sums, "owed": "coalesce({owed}, b.owed, 0)"})


def _settled() -> Write:
    return changed("settled", "waiting", columns_of("waiting", ("partner", "reference", "settled_at")),
                   "settled_at = {settled_at}",
                   "waiting.partner = {partner} AND waiting.reference = {reference} AND waiting.settled_at IS NULL")


def _shared_use() -> Write:
    keys = ("campaign", "cap", "period")
    return changed("shared_use", "shared_use", columns_of("shared_use", (*keys, "used")),
                   "used = shared_use.used + {used}",
                   " AND ".join(f"shared_use.{key} = {{{key}}}" for key in keys))


WRITES: tuple[Write, ...] = (
    _profile(), inserted("member"), inserted("identity"), _touched(), inserted("claim"), inserted("event"),
    inserted("waiting"), _settled(), inserted("entry"), inserted("posting"), inserted("lot"), _drawn(),
    inserted("draw"), _balance(),
    summed("use_count", {"used": "coalesce(b.used, 0) + {used}", "touched_at": "{touched_at}"}),
    replaced("progress", "counter"), replaced("past", "record"), replaced("purchase_remainder", "kept"),
    _detail(), inserted("consent"), inserted("personal_fact"), inserted("member_tag", "ON CONFLICT DO NOTHING"),
    inserted("tier_move"), inserted("granted"), inserted("outbox"),
    _charged("tranche", ("code", "owner"), "{points}"), _shared_use(), _budget(),
)
"""Every write in the order it is made: what everybody wants comes last."""
