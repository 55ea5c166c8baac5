"""Settle what partners owe each other: one statement a month, in order, each taking what it settles off the accounts.

A statement covers everything that happened before its period ended and that no earlier statement covers: what comes
late falls into the next. That is so because each statement's own entry cancels what it settled on the partners'
accounts; a sum over the account is then always what is open. Any statement can be computed again from its entry.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec

from rules.books.settlement import Payment, Statement, Totals, close, prices_of, settle
from rules.entries import SETTLED, Reason
from rules.errors import PointsError
from rules.periods import first_day, next_first_day
from rules.state import Command
from server.clock import now
from server.columns import instant, micros
from server.connection import MARKS, Connection
from server.ids import new_id
from server.jobs.periods import Chunk
from server.ledger.post import post
from server.ledger.posted import Claimed, Posted
from server.ledger.texts import text
from server.versions import Versions

TYPE = "period.settled"
RULE = "settlement"
LAST = "SELECT number, until_on FROM statement ORDER BY number DESC LIMIT 1"
FIRST = """
SELECT min(n.occurred_at) FROM posting p
JOIN entry n ON n.member_id = p.member_id AND n.event_id = p.event_id AND n.seq = p.entry_seq
WHERE p.account >= 'partner:' AND p.account < 'partner;'"""
BY_PERIOD = "SELECT number, first_on, until_on, version, event_id, body, made_at FROM statement WHERE period = {0}"
OPEN = """
SELECT p.account, p.currency, sum(p.points) FROM posting p
JOIN entry n ON n.member_id = p.member_id AND n.event_id = p.event_id AND n.seq = p.entry_seq
WHERE p.account >= 'partner:' AND p.account < 'partner;' AND n.occurred_at < {0}
GROUP BY p.account, p.currency HAVING sum(p.points) <> 0"""
CLOSED = """
SELECT p.account, p.currency, -sum(p.points) FROM posting p
WHERE p.member_id = '' AND p.event_id = {0} AND p.account >= 'partner:' AND p.account < 'partner;'
GROUP BY p.account, p.currency"""
INSERT = """
INSERT INTO statement (number, period, first_on, until_on, version, event_id, body, made_at)
VALUES ({0}, {0}, {0}, {0}, {0}, {0}, {0}, {0})"""


class NotOver(PointsError):
    """A period that is to be settled has not ended yet."""

    code = "period_not_over"


@dataclass(frozen=True, slots=True)
class Made:
    """A stored statement: its number, period (``2026-03``), version, event of its entry, and when it was made."""

    number: int
    period: str
    version: str
    event: str
    made_at: datetime
    statement: Statement


@dataclass(frozen=True, slots=True)
class Month:
    """A month to settle: its number among statements, days, and what is open on partners' accounts at its end."""

    number: int
    first: date
    until: date
    totals: Totals

    @property
    def period(self) -> str:
        """The month as people write it."""
        return f"{self.first:%Y-%m}"

    def __str__(self) -> str:
        return self.period


class Settlements:
    """The periodic task: settle every month that is not settled, up to the one that ended by ``until``."""

    def __init__(self, versions: Versions, until: date) -> None:
        self.name = "settlements"
        self.versions, self.until = versions, until
        self.made: list[str] = []

    def find(self, connection: Connection, cursor: str) -> Chunk[Month] | None:
        """The first month that is not settled, with what is open; read without holding anybody up."""
        month = self._next(connection)
        if month is None:
            return None
        number, first = month
        until = next_first_day("month", first)
        if until > self.until:
            return None
        rows = connection.rows(OPEN.format(MARKS[connection.kind]), (micros(self._begins(until)),))
        totals = {(account, currency): int(points) for account, currency, points in rows}
        return Chunk(f"{first:%Y-%m}", [Month(number, first, until, totals)])

    def do(self, connection: Connection, pieces: Sequence[Month]) -> None:
        """Write the statements and their entries; a number that is taken refuses the whole commit."""
        for month in pieces:
            if made_for(connection, month.period) is None:
                self._settle(connection, month)

    def _settle(self, connection: Connection, month: Month) -> None:
        begins, event, at = self._begins(month.until), new_id(), now()
        compiled = self.versions.in_force(begins)
        command = Command(event, begins, Reason(rule=RULE, version=compiled.version))
        statement = settled(month.first, month.until, month.totals, prices_of(compiled.programme))
        post(connection, [Posted(
            event=event, type=TYPE, claim=Claimed("", f"{RULE}:{month.period}"), occurred_at=begins,
            plan=close(command, month.totals), version=compiled.version)], recorded_at=at)
        connection.run(INSERT.format(MARKS[connection.kind]), (
            month.number, month.period, month.first.isoformat(), month.until.isoformat(), compiled.version, event,
            text(plain(statement)), micros(at)))
        self.made.append(month.period)

    def _next(self, connection: Connection) -> tuple[int, date] | None:
        """Number and first day of the next statement; None when nothing ever happened."""
        last = connection.rows(LAST)
        if last:
            return last[0][0] + 1, date.fromisoformat(last[0][1])
        first = connection.rows(FIRST)[0][0]
        if first is None:
            return None
        return 1, first_day("month", instant(first).astimezone(self._zone()).date())

    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.versions.in_force(now()).programme.zone)

    def _begins(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._zone())


def settled(first: date, until: date, totals: Totals, prices: Mapping[str, Decimal]) -> Statement:
    """The statement over what is open on partners' accounts; what they lack, everybody else together has."""
    rest: Counter[str] = Counter()
    for (_, currency), points in totals.items():
        rest[currency] -= points
    others = {(SETTLED, currency): points for currency, points in rest.items() if points}
    return settle(first, until, {**totals, **others}, prices)


def plain(statement: Statement) -> dict[str, object]:
    """A statement as JSON: prices as texts, totals and positions sorted, payments in order."""
    return {
        "prices": {currency: str(price) for currency, price in sorted(statement.prices.items())},
        "totals": [[*key, points] for key, points in sorted(statement.totals.items())],
        "positions": dict(sorted(statement.positions.items())),
        "payments": [[each.payer, each.payee, each.amount_minor] for each in statement.payments],
    }


def made_for(connection: Connection, period: str) -> Made | None:
    """The statement of a period, None when it was not made."""
    rows = connection.rows(BY_PERIOD.format(MARKS[connection.kind]), (period,))
    if not rows:
        return None
    number, first, until, version, event, body, made_at = rows[0]
    told = msgspec.json.decode(body)
    statement = Statement(
        date.fromisoformat(first), date.fromisoformat(until),
        {currency: Decimal(price) for currency, price in told["prices"].items()},
        {(account, currency): points for account, currency, points in told["totals"]},
        told["positions"], tuple(Payment(*each) for each in told["payments"]))
    return Made(number, period, version, event, instant(made_at), statement)


def computed_again(connection: Connection, made: Made) -> Statement:
    """The statement as its entry in the ledger gives it; equal to the stored one, or somebody changed something."""
    rows = connection.rows(CLOSED.format(MARKS[connection.kind]), (made.event,))
    totals = {(account, currency): int(points) for account, currency, points in rows}
    return settled(made.statement.first, made.statement.until, totals, made.statement.prices)
