"""What new days bring to members: points become available, points lapse, tiers come up for review.

Days that were missed are kept one after the other, each under the version in force when it began, so that a worker
that was away ends where one that was not does. A day that was kept leaves nothing due, so keeping it again changes
nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rules.books import apply, joined
from rules.books.conversion import automatic
from rules.books.passing import lapses, released, reviewed
from rules.books.tiers import due_on
from rules.compiled import CompiledProgramme
from rules.entries import Reason
from rules.state import Command, MemberState, Plan
from server.clock import now
from server.connection import MARKS, Connection
from server.ids import new_id
from server.jobs.periods import Chunk
from server.ledger.load import Asked, load
from server.ledger.post import post
from server.ledger.posted import Claimed, Posted, Work
from server.ledger.texts import text
from server.taking.batch import FOLLOW
from server.versions import Versions

LOTS, TIERS = "lots", "tiers"
TYPES = {LOTS: "day.began", TIERS: "tier.reviewed"}
CHUNK = 50
"""Members a commit: few enough that no webhook waits long for its turn."""

DUE_LOTS = """
SELECT DISTINCT member_id FROM lot WHERE points_left > 0 AND member_id > {0}
AND (expires_on < {0} OR (pending AND available_on <= {0})) ORDER BY member_id LIMIT 50"""
DUE_TIERS = """
SELECT id FROM member WHERE tier_until_on < {0} AND id > {0} ORDER BY id LIMIT 50"""


class Days:
    """The periodic task: keep every day up to ``as_of``, of ``parts`` lots, tiers or both. ``counts`` what it did."""

    def __init__(self, versions: Versions, as_of: date, parts: Sequence[str] = (LOTS, TIERS)) -> None:
        self.name = "days"
        self.versions, self.as_of, self.parts = versions, as_of, parts
        self.counts: Counter[str] = Counter()

    def find(self, connection: Connection, cursor: str) -> Chunk[str] | None:
        """Members after the cursor of whom something is due."""
        mark, day = MARKS[connection.kind], self.as_of.isoformat()
        found: set[str] = set()
        if LOTS in self.parts:
            found.update(row[0] for row in connection.rows(DUE_LOTS.format(mark), (cursor, day, day)))
        if TIERS in self.parts:
            found.update(row[0] for row in connection.rows(DUE_TIERS.format(mark), (day, cursor)))
        members = sorted(found)[:CHUNK]
        return Chunk(members[-1], members) if members else None

    def do(self, connection: Connection, pieces: Sequence[str]) -> None:
        """Keep the days of these members, under their locks."""
        at = now()
        states = load(connection, [Asked(member=member) for member in pieces], now=at).states
        items = [item for member in pieces for item in self._days_of(states[member], at)]
        if items:
            post(connection, items, recorded_at=at)

    def _days_of(self, state: MemberState, at: datetime) -> Iterator[Posted]:
        """One event for each day and part on which something is due, in their order."""
        parts = set(self.parts)
        while (due := self._next(state, parts)) is not None:
            day, part = due
            begins = self._begins(day)
            compiled = self.versions.in_force(begins)
            command = Command(new_id(), begins, Reason(version=compiled.version))
            plan = PLANS[part](compiled, command, state)
            if plan.entries or plan.tiers:
                state = apply(state, plan)
                self._count(plan)
                yield _posted(command, part, plan, compiled.version, at)
            else:
                parts.remove(part)

    def _next(self, state: MemberState, parts: Iterable[str]) -> tuple[date, str] | None:
        """The first day that is due, and what of it; lots before tiers."""
        due = [(day, part) for part in parts if (day := self._due(state, part)) and day <= self.as_of]
        return min(due, default=None)

    def _due(self, state: MemberState, part: str) -> date | None:
        if part == TIERS:
            return due_on(self.versions.in_force(self._begins(self.as_of)), state)
        days = [lot.available_on or self.as_of for lot in state.lots if lot.pending and lot.left]
        days += [lot.expires_on + timedelta(days=1) for lot in state.lots if lot.left and lot.expires_on]
        return min(days, default=None)

    def _begins(self, day: date) -> datetime:
        zone = ZoneInfo(self.versions.in_force(now()).programme.zone)
        return datetime.combine(day, time(), zone)

    def _count(self, plan: Plan) -> None:
        for entry in plan.entries:
            self.counts[entry.kind] += 1
            self.counts[f"{entry.kind} points"] += sum(abs(each.points) for each in entry.postings) // 2
        for change in plan.tiers:
            fell = change.before != change.after.code
            self.counts["rose" if change.rose else "fell" if fell else "kept"] += 1


def _lots(compiled: CompiledProgramme, command: Command, state: MemberState) -> Plan:
    """Releases, the conversions they set off, and lapses."""
    plan = automatic(compiled, command, released(compiled, command, state), (state,))
    return joined(plan, lapses(compiled, command.after(plan), apply(state, plan)))


def _tiers(compiled: CompiledProgramme, command: Command, state: MemberState) -> Plan:
    return reviewed(compiled, command, state, Plan(state.id))


PLANS = {LOTS: _lots, TIERS: _tiers}


def _posted(command: Command, part: str, plan: Plan, version: str, at: datetime) -> Posted:
    """A day's event. Its claim names the day, the member and what was first touched: the same can only come once."""
    first = next((lot for entry in plan.entries for lot in (*entry.releases, *(draw.lot for draw in entry.draws))), "")
    reference = ":".join(filter(None, (part, command.day.isoformat(), plan.member, first if part == LOTS else "")))
    work = Work(new_id(), FOLLOW, text({"event": command.id, "member": plan.member}), at)
    return Posted(event=command.id, type=TYPES[part], claim=Claimed("", reference), occurred_at=command.occurred_at,
                  plan=plan, version=version, work=(work,))
