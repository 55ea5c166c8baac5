"""Vouchers whose last day is over lapse; their points go back where the terms they were given on say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from rules.books import apply
from rules.entries import Reason
from rules.state import Command, MemberState, Plan
from server.clock import now
from server.columns import micros
from server.connection import MARKS, Connection
from server.ids import new_id
from server.jobs.periods import Chunk
from server.ledger.load import Asked, load
from server.ledger.post import post
from server.ledger.posted import Claimed, Posted, Work
from server.ledger.texts import text
from server.services.points.desk import Books
from server.services.rewards.redemption_rows import change, redemption_named
from server.services.rewards.redemptions import given_back
from server.services.rewards.vouchers import Voucher, voucher_with
from server.taking.batch import FOLLOW
from server.versions import Versions

TYPE = "voucher.lapsed"
DUE = """
SELECT code FROM voucher WHERE status = 'open' AND lapses_at <= {0} AND code > {0} ORDER BY code LIMIT 50"""
LAPSE = "UPDATE voucher SET status = 'lapsed', changed_at = {0} WHERE code = {0} AND status = 'open'"


class LapsingVouchers:
    """The task: what is over when ``as_of`` begins at the programme lapses. ``lapsed`` and ``refunded`` count."""

    def __init__(self, versions: Versions, as_of: date) -> None:
        self.name = "vouchers"
        self.versions = versions
        zone = ZoneInfo(versions.in_force(now()).programme.zone)
        self.begins = datetime.combine(as_of, time(), zone)
        self.lapsed = self.refunded = 0

    def find(self, connection: Connection, cursor: str) -> Chunk[str] | None:
        """Codes after the cursor that are over."""
        rows = connection.rows(DUE.format(MARKS[connection.kind]), (micros(self.begins), cursor))
        codes = [code for (code,) in rows]
        return Chunk(codes[-1], codes) if codes else None

    def do(self, connection: Connection, pieces: Sequence[str]) -> None:
        """Let them lapse under their members' locks, except what was used or cancelled meanwhile."""
        at = now()
        due = [voucher for code in pieces if (voucher := voucher_with(connection, code))]
        members = sorted({voucher.member for voucher in due})
        states = dict(load(connection, [Asked(member=member) for member in members], now=at, past_since=at).states)
        for voucher in due:
            if connection.run(LAPSE.format(MARKS[connection.kind]), (micros(at), voucher.code)):
                self._lapse(connection, voucher, states, at)

    def _lapse(self, connection: Connection, voucher: Voucher, states: dict[str, MemberState], at: datetime) -> None:
        """Write one lapse, and the member's books after it for the next."""
        over = voucher.lapses_at or self.begins
        compiled = self.versions.in_force(over)
        reason = Reason(rule="voucher", version=compiled.version)
        command = Command(new_id(), over.astimezone(self.begins.tzinfo), reason)
        books = Books(connection, compiled, command, states[voucher.member], (), at)
        plan = _given_back(books, voucher) if voucher.refund else Plan(voucher.member)
        post(connection, [Posted(
            event=command.id, type=TYPE, claim=Claimed("", f"voucher:{voucher.code}"), occurred_at=command.occurred_at,
            plan=plan, version=compiled.version,
            work=(Work(new_id(), FOLLOW, text({"event": command.id, "member": voucher.member}), at),))],
            recorded_at=at)
        states[voucher.member] = apply(books.state, plan)
        self.lapsed, self.refunded = self.lapsed + 1, self.refunded + voucher.refund


def _given_back(books: Books, voucher: Voucher) -> Plan:
    row = redemption_named(books.connection, voucher.redemption)
    change(books.connection, replace(row, back=row.back + 1, changed_at=books.at))
    return given_back(books, row, 1)
