"""Everything of a member in one archive: JSON and CSV, each table explained, personal words in clear.

It is written row by row from one state of the database, whatever its size. Errors: ``UnknownMember``, ``Unsealable``.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec
from sqlalchemy import Connection, Engine, Table, select

from rules.intake import Reported
from server.clock import now
from server.fields import Keyring, Sealed
from server.ledger.texts import text
from server.ledger.values import value_of
from server.models import Member
from server.services.personal.tables import Holding, named_tables
from server.services.points.desk import UnknownMember
from server.taking.personal import opened, place_of

AT_ONCE = 500
RISKY = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula at the beginning of a cell."""
INTRODUCTION = """Everything that is kept of you, as of {at}.

Each table stands in json/ (for machines) and in csv/ (for spreadsheets). Times are in UTC. A cell that a spreadsheet
could take for a formula begins with an apostrophe. Not in here: secrets such as those of your sessions, which are kept
as hashes only, and ids of other members.

"""
_BODY = msgspec.json.Decoder(float_hook=Decimal)


@dataclass(frozen=True, slots=True)
class Exported:
    """How many rows of each table there were."""

    rows: Mapping[str, int]


def export(engine: Engine, keyring: Keyring, member: str, target: IO[bytes]) -> Exported:
    """Write the archive of a member."""
    level = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with engine.connect().execution_options(reading=True, **level) as connection:
        if connection.execute(select(Member.id).where(Member.id == member)).first() is None:
            raise UnknownMember(member)
        with ZipFile(target, "w", ZIP_DEFLATED) as archive:
            counted = {table.name: _table(archive, connection, keyring, member, table, holding)
                       for table, holding in named_tables().items()}
            archive.writestr("README.txt", _introduction(counted))
    return Exported(counted)


def _introduction(counted: Mapping[str, int]) -> str:
    lines = [f"{table.name} ({counted[table.name]} rows): {holding.about}" for table, holding in named_tables().items()]
    return INTRODUCTION.format(at=now().isoformat(timespec="seconds")) + "\n".join(lines) + "\n"


def _table(archive: ZipFile, connection: Connection, keyring: Keyring, member: str, table: Table,
           holding: Holding) -> int:
    """Both forms of one table; how many rows it has."""
    with archive.open(f"json/{table.name}.json", "w", force_zip64=True) as raw, _text(raw) as file:
        number = _json(file, rows_of(connection, keyring, member, table, holding))
    with archive.open(f"csv/{table.name}.csv", "w", force_zip64=True) as raw, _text(raw, "utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(_columns(table, holding))
        writer.writerows(map(_cell, row.values()) for row in rows_of(connection, keyring, member, table, holding))
    return number


def _text(raw: IO[bytes], encoding: str = "utf-8") -> io.TextIOWrapper:
    return io.TextIOWrapper(raw, encoding=encoding, newline="")


def _json(file: io.TextIOWrapper, rows: Iterator[Mapping[str, Any]]) -> int:
    """The rows as a JSON array, one a line; how many."""
    number = 0
    file.write("[")
    for number, row in enumerate(rows, 1):
        file.write(",\n" if number > 1 else "\n")
        file.write(json.dumps({name: _unfolded(value) for name, value in row.items()}, ensure_ascii=False))
    file.write("\n]\n")
    return number


def rows_of(connection: Connection, keyring: Keyring, member: str, table: Table,
            holding: Holding) -> Iterator[dict[str, Any]]:
    """The member's rows of one table in the order of their keys, personal words in clear, as plain values."""
    columns = [table.c[name] for name in _columns(table, holding)]
    query = select(*columns).where(holding.find(table, member)).order_by(*table.primary_key.columns)
    with connection.execution_options(yield_per=AT_ONCE).execute(query) as found:
        for row in found.mappings():
            yield {name: _plain(value, table, row, keyring) for name, value in row.items()}


def _columns(table: Table, holding: Holding) -> list[str]:
    return [name for name in table.columns.keys() if name not in holding.hidden]  # noqa: SIM118 – a column collection


def _plain(value: Any, table: Table, row: Mapping[str, Any], keyring: Keyring) -> Any:
    if isinstance(value, Sealed):
        return keyring.open(value, place_of(row["member_id"], row["partner"], row["field"]))
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if table.name == "waiting" and value and value is row["body"]:
        return text(opened(value_of(Reported, _BODY.decode(value)), keyring))
    return value


def _unfolded(value: Any) -> Any:
    """A text that is JSON itself as what it says."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(RISKY) else value
