"""What partners owe to shared pools, paid once for every period, by the version in force when it fell due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec

from rules.books.pools import Due, due_injections, inject
from rules.compiled import CompiledProgramme
from rules.entries import issued
from rules.entries import pool as pool_account
from rules.state import Command, PastEvent, Plan
from server.clock import now
from server.columns import micros
from server.connection import MARKS, Connection
from server.ids import new_id
from server.jobs.periods import Chunk
from server.ledger.post import post
from server.ledger.posted import Claimed, Posted
from server.services.programme.pools import pay_in
from server.versions import Versions

TYPE = "pool.injected"
CLAIMED = "SELECT reference FROM claim WHERE partner = '' AND reference >= 'injection:' AND reference < 'injection;'"
IS_CLAIMED = "SELECT 1 FROM claim WHERE partner = '' AND reference = {0}"
PAST = "SELECT member_id, record FROM past WHERE occurred_at >= {0} AND occurred_at < {0}"
POSTED = """
SELECT coalesce(sum(p.points), 0) FROM posting p
JOIN entry n ON n.member_id = p.member_id AND n.event_id = p.event_id AND n.seq = p.entry_seq
WHERE p.account = {0} AND n.occurred_at >= {0} AND n.occurred_at < {0}"""
BALANCE = """
SELECT coalesce(sum(p.points), 0) FROM posting p
JOIN entry n ON n.member_id = p.member_id AND n.event_id = p.event_id AND n.seq = p.entry_seq
WHERE p.account = {0} AND n.occurred_at <= {0}"""
ZONES_APART = timedelta(days=1)
"""How far local days of two zones can lie apart."""

_PAST = msgspec.json.Decoder(PastEvent)


@dataclass(frozen=True, slots=True)
class Payment:
    """One injection that is due: when it fell due (local midnight), under which version, and the words of its rule."""

    due: Due
    begins: datetime
    compiled: CompiledProgramme
    figures: Mapping[str, Decimal]

    def __str__(self) -> str:
        return self.due.id


class Injections:
    """The periodic task: pay every injection that fell due up to ``as_of`` and was not paid yet."""

    def __init__(self, versions: Versions, as_of: date) -> None:
        self.name = "injections"
        self.versions, self.as_of = versions, as_of
        self.paid: list[tuple[str, int]] = []

    def find(self, connection: Connection, cursor: str) -> Chunk[Payment] | None:
        """The next payment after the cursor, by the day it fell due; one at a time, since one may look at another."""
        claimed = {reference for (reference,) in connection.rows(CLAIMED)}
        for day, due in self._due(claimed, date.fromisoformat(cursor[:10]) if cursor else self._first_day()):
            place = f"{day.isoformat()} {due.id}"
            if place > cursor:
                begins = datetime.combine(day, time(), self._zone())
                compiled = self.versions.in_force(begins)
                return Chunk(place, [Payment(due, begins, compiled, self._figures(connection, due, begins))])
        return None

    def do(self, connection: Connection, pieces: Sequence[Payment]) -> None:
        """Post each payment; a rule that comes to nothing is noted as paid with nothing."""
        for payment in pieces:
            if not connection.rows(IS_CLAIMED.format(MARKS[connection.kind]), (payment.due.id,)):
                self._pay(connection, payment)

    def _pay(self, connection: Connection, payment: Payment) -> None:
        event = new_id()
        plan = inject(payment.compiled, Command(event, payment.begins), payment.due, payment.figures)
        pay_in(connection, payment.due.pool.code, points_of(plan))
        post(connection, [Posted(
            event=event, type=TYPE, claim=Claimed("", payment.due.id), occurred_at=payment.begins, plan=plan,
            version=payment.compiled.version)], recorded_at=now())
        self.paid.append((payment.due.id, points_of(plan)))

    def _due(self, claimed: set[str], day: date) -> Iterator[tuple[date, Due]]:
        """Every injection that fell due on a day from this one on, with the first such day."""
        seen = set(claimed)
        while day <= self.as_of:
            compiled = self.versions.in_force(datetime.combine(day, time(), self._zone()))
            for due in sorted(due_injections(compiled, day), key=lambda due: due.id):
                if due.id not in seen:
                    seen.add(due.id)
                    yield day, due
            day += timedelta(days=1)

    def _first_day(self) -> date:
        """The day after the first programme came into force: what was due before falls due then."""
        first = min(self.versions.timeline.instants, default=datetime.max.replace(tzinfo=UTC))
        return first.astimezone(self._zone()).date() + timedelta(days=1)

    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.versions.in_force(now()).programme.zone)

    def _figures(self, connection: Connection, due: Due, begins: datetime) -> Mapping[str, Decimal]:
        """The words of an injection's rule: what happened at the partner in the period."""
        mark, zone = MARKS[connection.kind], self._zone()
        first, until = (datetime.combine(day, time(), zone) for day in (due.first, due.until))
        window = micros(first - ZONES_APART), micros(until + ZONES_APART)
        rows = [(member, row) for member, record in connection.rows(PAST.format(mark), window)
                if (row := _PAST.decode(record)).partner == due.injection.partner
                and due.first <= row.day < due.until]
        paid = connection.rows(POSTED.format(mark), (issued(due.injection.partner), micros(first), micros(until)))
        pool = connection.rows(BALANCE.format(mark), (pool_account(due.pool.code), micros(begins)))
        return {
            "period.spend": sum((row.amount for _, row in rows), Decimal(0)), "period.events": Decimal(len(rows)),
            "period.members": Decimal(len({member for member, _ in rows})),
            "period.points": Decimal(-int(paid[0][0])), "pool.balance": Decimal(int(pool[0][0])),
        }


def points_of(plan: Plan) -> int:
    """Points that an injection pays."""
    return sum(posting.points for entry in plan.entries for posting in entry.postings if posting.points > 0)
