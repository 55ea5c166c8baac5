"""What waits too long: parked returns become a person's, holds lapse. Safe to do at any time, by anybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from rules.books.holds import release
from rules.books.refund import drawn_by
from rules.entries import Reason
from rules.state import Command
from server.clock import now
from server.columns import instant, micros
from server.connection import MARKS, Connection
from server.db import writing
from server.ids import new_id
from server.jobs.context import Context
from server.jobs.outbox import TOLD
from server.jobs.periods import Chunk
from server.ledger.entries import entries_negating, entry_named
from server.ledger.load import Asked, load
from server.ledger.post import post
from server.ledger.posted import Claimed, Posted, Work
from server.ledger.texts import text
from server.taking.batch import FOLLOW
from server.taking.purchases import with_lots
from server.versions import Versions

HOLD = """
UPDATE waiting SET status = 'held', why = 'purchase_missing', until = NULL
WHERE status = 'parked' AND until <= {0} AND settled_at IS NULL RETURNING partner, reference, awaits"""
TELL = "INSERT INTO outbox (id, kind, payload, run_after, attempts, last_error) VALUES ({0}, {0}, {0}, {0}, 0, '')"
DUE_HOLDS = """
SELECT id, member_id, expires_at FROM hold WHERE status = 'open' AND expires_at <= {0} AND id > {0}
ORDER BY id LIMIT 50"""
CLOSE = "UPDATE hold SET status = 'lapsed' WHERE member_id = {0} AND id = {0} AND status = 'open'"
ENTRY = "SELECT entry_id FROM hold WHERE member_id = {0} AND id = {0} AND status = 'open'"
TYPE = "hold.lapsed"


def hold_the_parked(context: Context) -> int:
    """Give returns whose purchase never came to a person, and tell their partners; how many there were."""
    at = now()
    with writing(context.engine) as connection:
        mark = MARKS[connection.kind]
        rows = connection.rows(HOLD.format(mark), (micros(at),))
        for partner, reference, awaits in rows:
            data = {"reference": reference, "of": awaits, "status": "held", "why": "purchase_missing"}
            payload = text({"partner": partner, "type": "event.held", "data": data})
            connection.run(TELL.format(mark), (new_id(), TOLD, payload, micros(at)))
    return len(rows)


@dataclass(frozen=True, slots=True)
class Lapsing:
    """A hold whose time is over."""

    member: str
    id: str
    expires_at: datetime


class LapsingHolds:
    """The task: put the points of holds whose time is over back into their lots."""

    def __init__(self, versions: Versions) -> None:
        self.name = "holds"
        self.versions = versions
        self.lapsed = 0

    def find(self, connection: Connection, cursor: str) -> Chunk[Lapsing] | None:
        """Holds after the cursor that are over."""
        rows = connection.rows(DUE_HOLDS.format(MARKS[connection.kind]), (micros(now()), cursor))
        return Chunk(rows[-1][0], [Lapsing(member, id_, instant(at)) for id_, member, at in rows]) if rows else None

    def do(self, connection: Connection, pieces: Sequence[Lapsing]) -> None:
        """Release each under its member's lock, unless it was captured or released meanwhile."""
        for hold in pieces:
            self._lapse(connection, hold)

    def _lapse(self, connection: Connection, hold: Lapsing) -> None:
        at, mark = now(), MARKS[connection.kind]
        state = load(connection, [Asked(member=hold.member)], now=at, past_since=at).states[hold.member]
        rows = connection.rows(ENTRY.format(mark), (hold.member, hold.id))
        holding = entry_named(connection, hold.member, rows[0][0]) if rows else None
        if holding is None:
            return
        connection.run(CLOSE.format(mark), (hold.member, hold.id))
        compiled = self.versions.in_force(hold.expires_at)
        state = with_lots(connection, state, [draw.lot for draw in drawn_by(holding)])
        local = hold.expires_at.astimezone(ZoneInfo(compiled.programme.zone))
        command = Command(new_id(), local, Reason(rule="hold", version=compiled.version))
        plan = release(compiled, command, state, holding, entries_negating(connection, hold.member, holding.id))
        post(connection, [Posted(
            event=command.id, type=TYPE, claim=Claimed("", f"hold:{hold.id}"), occurred_at=local, plan=plan,
            version=compiled.version, work=(_work(command.id, hold.member, at),))], recorded_at=at)
        self.lapsed += 1


def _work(event: str, member: str, at: datetime) -> Work:
    return Work(new_id(), FOLLOW, text({"event": event, "member": member}), at)
