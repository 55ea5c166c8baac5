"""Import the points members had in another system, each lot with its dates; safe to run twice.

Columns: ``partner`` and ``number`` (of a member that is known here), ``currency``, ``points``; optionally
``expires_on`` (the currency's own rule if none), ``earned_on`` (today if none), and ``reference`` (what tells two equal
lots of one member apart). Nothing is charged to a partner: what was issued elsewhere was settled there.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from typing import TextIO
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from rules.books import apply
from rules.books.adjust import last_day_of
from rules.books.draft import Draft
from rules.books.history import horizon
from rules.compiled import CompiledProgramme
from rules.entries import ADJUSTED, Reason
from rules.state import Command, MemberState, Plan
from server.clock import now
from server.connection import MARKS, Connection
from server.db import writing
from server.ids import new_id
from server.ledger.load import Asked, load
from server.ledger.post import post
from server.ledger.posted import Claimed, Posted, Work
from server.ledger.texts import text
from server.services.members.importing import BadRow
from server.taking.batch import FOLLOW

CHUNK = 500
TYPE = "balance.imported"
REASON = "brought in from another system"
KNOWN = "SELECT reference, body_hash FROM claim WHERE partner = {0} AND reference IN ({1})"
NEEDED = ("partner", "number", "currency", "points")
MOST = 10**12


@dataclass(frozen=True, slots=True)
class Row:
    """One lot of the file: its line, whose it is, and its dates."""

    line: int
    partner: str
    number: str
    currency: str
    points: int
    expires_on: date | None
    earned_on: date | None
    reference: str

    def claim(self, member: str) -> str:
        """The same for the same lot in any file; its points are not part of it, so that they cannot come twice."""
        told = self.reference or f"{self.currency}:{self.earned_on or ''}:{self.expires_on or ''}"
        return f"balance:{member}:{self.partner}:{told}"


@dataclass(slots=True)
class Imported:
    """What an import did; ``known`` lots had come before."""

    lots: int = 0
    points: int = 0
    known: int = 0
    bad: list[BadRow] = field(default_factory=list)


def import_balances(engine: Engine, file: TextIO, compiled: CompiledProgramme, *, by: str) -> Imported:
    """Open every lot of the file that was not imported before, a few hundred a commit."""
    done = Imported()
    rows = rows_of(file, compiled)
    while chunk := list(islice(rows, CHUNK)):
        done.bad += [row for row in chunk if isinstance(row, BadRow)]
        good = [row for row in chunk if isinstance(row, Row)]
        if good:
            with writing(engine) as connection:
                _open(connection, compiled, good, by, done)
    return done


def rows_of(file: TextIO, compiled: CompiledProgramme) -> Iterator[Row | BadRow]:
    """Each row of the file, good or bad."""
    reader = csv.DictReader(file)
    for name in sorted(set(NEEDED) - set(reader.fieldnames or ())):
        yield BadRow(1, name, "this column is missing")
    currencies = {currency.code for currency in compiled.programme.currencies}
    seen: set[str] = set()
    if set(NEEDED) <= set(reader.fieldnames or ()):
        for fields in reader:
            row = _row(reader.line_num, {name: (value or "").strip() for name, value in fields.items() if name},
                       currencies)
            if isinstance(row, Row) and row.claim(row.number) in seen:
                row = BadRow(row.line, "reference", "an equal lot stands in an earlier row; tell them apart")
            if isinstance(row, Row):
                seen.add(row.claim(row.number))
            yield row


def _row(line: int, fields: dict[str, str], currencies: set[str]) -> Row | BadRow:
    if not fields["partner"] or not fields["number"]:
        return BadRow(line, "number", "a lot needs the member's number at a partner")
    if fields["currency"] not in currencies:
        return BadRow(line, "currency", f"the programme has no currency {fields['currency']}")
    if not fields["points"].isdecimal() or not 0 < int(fields["points"]) <= MOST:
        return BadRow(line, "points", f"{fields['points']!r} is no whole number of points above 0")
    days: dict[str, date | None] = {}
    for column in ("expires_on", "earned_on"):
        try:
            days[column] = date.fromisoformat(fields[column]) if fields.get(column) else None
        except ValueError:
            return BadRow(line, column, f"{fields[column]!r} is not a date such as 2026-03-01")
    return Row(line, fields["partner"], fields["number"], fields["currency"], int(fields["points"]),
               days["expires_on"], days["earned_on"], fields.get("reference", ""))


def _open(connection: Connection, compiled: CompiledProgramme, rows: Sequence[Row], by: str, done: Imported) -> None:
    """One commit: open the lots that are new, under their members' locks."""
    at = now()
    asked = [Asked(partner=row.partner, number=row.number) for row in rows]
    loaded = load(connection, asked, now=at, past_since=horizon(compiled.needs, at))
    claims = {place: rows[place].claim(member) for place, member in loaded.member_of.items()}
    known, states, items = _known(connection, list(claims.values())), dict(loaded.states), []
    for place, row in enumerate(rows):
        member = loaded.member_of.get(place)
        if claims.get(place) in known:
            _note_known(row, known[claims[place]], done)
        elif member is None:
            done.bad.append(BadRow(row.line, "number", f"{row.partner} has no member {row.number}; import it first"))
        else:
            command = Command(new_id(), _earned(row, compiled, at), Reason(person=by, text=REASON))
            plan = _plan(compiled, command, states[member], row)
            states[member] = apply(states[member], plan)
            known[claims[place]] = str(row.points)
            items.append(_posted(command, plan, Claimed("", claims[place], str(row.points)), at))
            done.lots, done.points = done.lots + 1, done.points + row.points
    if items:
        post(connection, items, recorded_at=at)


def _note_known(row: Row, points: str, done: Imported) -> None:
    """A lot that came before stays as it is; other points under the same dates are somebody's mistake."""
    if points == str(row.points):
        done.known += 1
    else:
        done.bad.append(BadRow(row.line, "points", f"this lot was imported before with {points} points"))


def _known(connection: Connection, claims: Sequence[str]) -> dict[str, str]:
    """Points of the lots that came before, by claim."""
    mark = MARKS[connection.kind]
    marks = ", ".join([mark] * (len(claims) + 1))
    found = connection.rows(KNOWN.format(mark, marks), ["", "", *claims])
    return dict(found)


def _earned(row: Row, compiled: CompiledProgramme, at: datetime) -> datetime:
    zone = ZoneInfo(compiled.programme.zone)
    return datetime.combine(row.earned_on, time(), zone) if row.earned_on else at.astimezone(zone)


def _plan(compiled: CompiledProgramme, command: Command, state: MemberState, row: Row) -> Plan:
    last = row.expires_on or last_day_of(compiled, command, state, row.currency)
    draft = Draft(command, (state,))
    lot = draft.new_lot(state.id, row.currency, row.points, last)
    draft.enter("adjustment", [(ADJUSTED, row.currency, -row.points)], opens=(lot,))
    return draft.plan(state.id)


def _posted(command: Command, plan: Plan, claim: Claimed, at: datetime) -> Posted:
    """The claim's body is the points: the same lot with others is seen."""
    return Posted(
        event=command.id, type=TYPE, claim=claim, occurred_at=command.occurred_at,
        plan=plan, person=command.reason.person, reason=REASON,
        work=(Work(new_id(), FOLLOW, text({"event": command.id, "member": plan.member}), at),))
