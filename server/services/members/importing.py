"""Import members of another system: a CSV with one member a row, safe to run twice.

Columns: ``number_<PARTNER>`` for each partner where the member has a number (one at least), and optionally
``joined_on``, ``birthday`` (dates), ``tags`` (separated by blanks), and personal words (``name``, ``email``, ``phone``,
``address`` …), which are sealed. Every bad row is reported with its line, and
nothing of it is written; good rows are, unless ``strict`` refuses all for one.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import TextIO

from sqlalchemy import Engine

from rules.state import Plan
from server.clock import now
from server.db import writing
from server.fields import Keyring
from server.ids import new_id
from server.ledger.load import Asked, load
from server.ledger.post import post
from server.ledger.posted import Claimed, Posted, Profile
from server.problems import Problem
from server.taking.enrolment import phone_mark
from server.taking.personal import FIELDS, FOUND_BY, details_of, normal

CHUNK = 1_000
NUMBER = "number_"
TYPE = "member.imported"


@dataclass(frozen=True, slots=True)
class Row:
    """One good row: its line in the file, the member's numbers, and what is known besides."""

    line: int
    numbers: tuple[tuple[str, str], ...]
    joined_on: date | None
    birthday: date | None
    tags: frozenset[str]
    personal: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be imported: line, column and one sentence."""

    line: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did; ``known`` rows had a number that was there before."""

    added: int
    known: int
    bad: tuple[BadRow, ...]


def import_members(engine: Engine, file: TextIO, partners: Sequence[str], keyring: Keyring, *,
                   strict: bool = False) -> Imported:
    """Enrol every member of the file that nobody knows yet, a thousand a commit."""
    read = list(rows_of(file, partners, keyring.country))
    bad = tuple(row for row in read if isinstance(row, BadRow))
    good = [row for row in read if isinstance(row, Row)]
    if strict and bad:
        return Imported(0, 0, bad)
    chunks = iter(good)
    added = 0
    while chunk := list(islice(chunks, CHUNK)):
        added += _enrol(engine, chunk, keyring)
    return Imported(added, len(good) - added, bad)


def rows_of(file: TextIO, partners: Sequence[str], country: int) -> Iterator[Row | BadRow]:
    """Each row of the file, good or bad; ``country`` is the calling code of phones without one."""
    reader = csv.DictReader(file)
    unknown = [name for name in reader.fieldnames or () if name.startswith(NUMBER)
               and name.removeprefix(NUMBER) not in partners]
    for name in unknown:
        yield BadRow(1, name, f"the programme has no partner {name.removeprefix(NUMBER)}")
    seen: set[tuple[str, str]] = set()
    for fields in reader:
        row = _row(reader.line_num, fields, partners)
        if isinstance(row, Row):
            row = _reachable(row, country)
        if isinstance(row, Row) and seen.intersection(row.numbers):
            row = BadRow(row.line, NUMBER, "one of its numbers stands in an earlier row")
        if isinstance(row, Row):
            seen.update(row.numbers)
        yield row


def _row(line: int, fields: dict[str, str], partners: Sequence[str]) -> Row | BadRow:
    numbers = tuple((partner, fields[NUMBER + partner].strip()) for partner in partners
                    if (fields.get(NUMBER + partner) or "").strip())
    if not numbers:
        return BadRow(line, NUMBER, "a member needs a number at one partner at least")
    days: dict[str, date | None] = {}
    for column in ("joined_on", "birthday"):
        try:
            days[column] = date.fromisoformat(fields[column]) if fields.get(column) else None
        except ValueError:
            return BadRow(line, column, f"{fields[column]!r} is not a date such as 2026-03-01")
    personal = {name: fields[name] for name in sorted(FIELDS) if (fields.get(name) or "").strip()}
    tags = frozenset((fields.get("tags") or "").split())
    return Row(line, numbers, days["joined_on"], days["birthday"], tags, personal)


def _reachable(row: Row, country: int) -> Row | BadRow:
    """The row, unless its e-mail or phone is none."""
    for column in sorted(FOUND_BY & row.personal.keys()):
        try:
            normal(column, row.personal[column], country)
        except Problem as problem:
            return BadRow(row.line, column, problem.detail)
    return row


def _enrol(engine: Engine, rows: Sequence[Row], keyring: Keyring) -> int:
    """One commit: enrol the rows none of whose numbers is taken."""
    at = now()
    with writing(engine) as connection:
        known = _known(load(connection, _asked(rows), now=at, past_since=at).member_of, rows)
        items = [_posted(row, at, keyring) for row in rows if row.line not in known]
        if items:
            post(connection, items, recorded_at=at)
    return len(items)


def _asked(rows: Sequence[Row]) -> list[Asked]:
    return [Asked(partner=partner, number=number) for row in rows for partner, number in row.numbers]


def _known(found: Iterable[int], rows: Sequence[Row]) -> set[int]:
    """Lines of which a number was found, by the positions of what was asked."""
    lines = [row.line for row in rows for _ in row.numbers]
    return {lines[place] for place in found}


def _posted(row: Row, at: datetime, keyring: Keyring) -> Posted:
    member = new_id()
    details = details_of(keyring, member, "", row.personal, at)
    joined = datetime.combine(row.joined_on, time(), UTC) if row.joined_on else at
    number = keyring.blind_index("number", ":".join(row.numbers[0]))
    return Posted(
        event=new_id(), type=TYPE, claim=Claimed("", f"import:{number}"), occurred_at=at,
        plan=Plan(member, tags={member: row.tags} if row.tags else {}),
        enrols=(Profile(member, joined, row.birthday, phone_mark(details), identities=row.numbers),),
        details=details)
