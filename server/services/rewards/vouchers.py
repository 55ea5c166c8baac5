"""Voucher codes: given for pieces of a redemption, looked at and used once by the partner that honours them.

Codes are eighty random bits. One that is past its last local day is lapsed for everybody from that midnight on, whether
the daily job has come by or not.
"""

# ruff: noqa: S608 – the texts are made from constants alone, never from input
from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Engine

from rules.books.redeem import reward_of, voucher_until
from rules.books.tiers import view_at
from rules.compiled import CompiledProgramme
from rules.errors import PointsError
from rules.gather import local_time
from rules.state import Plan
from server import dice
from server.clock import now
from server.columns import instant, micros
from server.connection import MARKS, Connection, Row
from server.db import reading
from server.services.points.desk import Books, Deed, Desk, Request
from server.services.rewards.codes import code_of, grouped, plain
from server.services.rewards.redemption_rows import Redemption
from server.webhooks.edge import Answered

LETTERS = 16
COLUMNS = ("code", "member_id", "redemption_id", "partner", "reward", "status", "valid_until_on", "lapses_at",
           "refund", "issued_at", "changed_at")
INSERT = f"INSERT INTO voucher ({', '.join(COLUMNS)}) VALUES ({', '.join(['{0}'] * len(COLUMNS))})"
SELECT = f"SELECT {', '.join(COLUMNS)} FROM voucher"
CLOSE = """
UPDATE voucher SET status = {0}, changed_at = {0}
WHERE code = {0} AND status = 'open' AND (lapses_at IS NULL OR lapses_at > {0})"""


class UnknownVoucher(PointsError):
    """No voucher has this code, or another partner honours it."""

    code = "voucher_unknown"

    def __init__(self) -> None:
        super().__init__("this partner honours no voucher with this code")


class VoucherClosed(PointsError):
    """A voucher that was used, has lapsed or was cancelled; ``why`` says which."""

    code = "voucher_closed"

    def __init__(self, *, why: str) -> None:
        self.why = why
        super().__init__(f"this voucher is {why}")


@dataclass(frozen=True, slots=True)
class Voucher:
    """One code; ``status`` is open, used, lapsed or cancelled."""

    code: str
    member: str
    redemption: str
    partner: str
    reward: str
    status: str
    valid_until_on: date | None
    lapses_at: datetime | None
    refund: bool
    issued_at: datetime
    changed_at: datetime

    def at(self, moment: datetime) -> Voucher:
        """The voucher as it stands at a moment: lapsed once its last day is over."""
        over = self.status == "open" and self.lapses_at is not None and self.lapses_at <= moment
        return replace(self, status="lapsed") if over else self


def issue(books: Books, row: Redemption, compiled: CompiledProgramme) -> list[Voucher]:
    """Write a new code for every piece of a redemption, on the terms of the version it was bought under."""
    found = reward_of(compiled, row.reward)
    assert found is not None
    place, reward = found
    local = local_time(compiled.programme, reward.partner, "", books.at)
    last = voucher_until(compiled, place, view_at(compiled, books.state, local), local.date())
    ends = datetime.combine(last + timedelta(days=1), time(), local.tzinfo).astimezone(UTC) if last else None
    made = [Voucher(code_of(dice.secret(), LETTERS), row.member, row.id, row.partner, row.reward, "open", last, ends,
                    reward.lapsed == "refund", books.at, books.at) for _ in range(row.quantity)]
    books.connection.run_many(INSERT.format(MARKS[books.connection.kind]), [_row(each) for each in made])
    return made


def vouchers_of(connection: Connection, member: str, redemption: str) -> list[Voucher]:
    """The codes of one redemption, in order of their codes."""
    sql = f"{SELECT} WHERE member_id = {{0}} AND redemption_id = {{0}} ORDER BY code"
    return [_voucher(row) for row in connection.rows(sql.format(MARKS[connection.kind]), (member, redemption))]


def vouchers_by_redemption(connection: Connection, rows: Sequence[Redemption]) -> Mapping[str, list[Voucher]]:
    """The codes of many redemptions, by the redemption's id."""
    found: dict[str, list[Voucher]] = defaultdict(list)
    if rows:
        pairs = ", ".join(["({0}, {0})"] * len(rows))
        sql = f"{SELECT} WHERE (member_id, redemption_id) IN ({pairs}) ORDER BY code"
        keys = [key for row in rows for key in (row.member, row.id)]
        for voucher in map(_voucher, connection.rows(sql.format(MARKS[connection.kind]), keys)):
            found[voucher.redemption].append(voucher)
    return found


def members_vouchers(connection: Connection, member: str) -> list[Voucher]:
    """All codes a member ever had, newest first."""
    sql = f"{SELECT} WHERE member_id = {{0}} ORDER BY issued_at DESC, code"
    return [_voucher(row) for row in connection.rows(sql.format(MARKS[connection.kind]), (member,))]


def voucher_with(connection: Connection, code: str) -> Voucher | None:
    """The voucher with this code, however it was typed."""
    rows = connection.rows(f"{SELECT} WHERE code = {{0}}".format(MARKS[connection.kind]), (plain(code),))
    return _voucher(rows[0]) if rows else None


def check_voucher(engine: Engine, partner: str, code: str) -> Voucher:
    """A voucher as it stands now. Raises ``UnknownVoucher``, also for one that another partner honours."""
    with reading(engine) as connection:
        found = voucher_with(connection, code)
    if found is None or found.partner != partner:
        raise UnknownVoucher
    return found.at(now())


def use_voucher(desk: Desk, request: Request, code: str) -> Answered:
    """Honour a voucher at the request's partner, once for ever.

    Raises ``UnknownVoucher``, ``VoucherClosed``, and what ``Desk.do`` raises.
    """
    found = check_voucher(desk.engine, request.partner, code)

    def plan(books: Books) -> Plan:
        if not close(books, found.code, "used"):
            standing = voucher_with(books.connection, found.code) or found
            raise VoucherClosed(why=standing.at(books.at).status)
        books.told["voucher"] = told_voucher(replace(found, status="used", changed_at=books.at))
        return Plan(books.state.id)

    asked = replace(request, member=found.member, number="")
    return desk.do(asked, Deed("voucher.used", {"code": found.code}, plan, alone=True))


def close(books: Books, code: str, status: str) -> bool:
    """Change an open voucher that has not lapsed; whether it was one."""
    at = micros(books.at)
    return books.connection.run(CLOSE.format(MARKS[books.connection.kind]), (status, at, code, at)) == 1


def told_voucher(voucher: Voucher) -> dict[str, Any]:
    """A voucher for whoever holds its code."""
    until = voucher.valid_until_on
    return {"code": grouped(voucher.code), "redemption": voucher.redemption, "reward": voucher.reward,
            "partner": voucher.partner, "status": voucher.status, "valid_until_on": until and until.isoformat(),
            "issued_at": voucher.issued_at.isoformat(), "changed_at": voucher.changed_at.isoformat()}


def _row(each: Voucher) -> tuple[object, ...]:
    until = each.valid_until_on
    return (each.code, each.member, each.redemption, each.partner, each.reward, each.status,
            until and until.isoformat(), each.lapses_at and micros(each.lapses_at), each.refund,
            micros(each.issued_at), micros(each.changed_at))


def _voucher(row: Row) -> Voucher:
    return Voucher(*row[:6], row[6] and date.fromisoformat(row[6]), instant(row[7]) if row[7] else None, bool(row[8]),
                   instant(row[9]), instant(row[10]))
