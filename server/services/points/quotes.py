"""What a basket would bring before it is paid: the webhook's own way over one snapshot, and nothing is written.

Members, budgets and caps are read as they stand, without a lock. So the answer is what the webhook would say at this
moment; what others take meanwhile, nobody can promise.
"""


from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from typing import Any

import msgspec
from sqlalchemy import Engine

from rules.books import apply
from rules.books.history import horizon
from rules.books.spend import assert_honoured
from rules.compiled import CompiledProgramme
from rules.decision import Decision
from rules.errors import PointsError
from rules.gather import balances_on, local_time, partner_setting
from rules.intake import Reported, Shared, admit, facts_for, paying_currency, take_facts, wanted_by, with_shared
from rules.state import MemberState, Plan
from server.clock import now
from server.connection import MARKS, Connection
from server.db import reading
from server.ids import new_id
from server.ledger.load import Asked, Loaded, load
from server.services.points.desk import UnknownMember
from server.taking.enrolment import newcomer
from server.taking.looks import looks_of
from server.taking.telling import answer_of, own_currency
from server.versions import Versions

BUDGETS = """
SELECT b.code, b.points_left + coalesce((SELECT sum(t.points_left) FROM tranche t WHERE t.code = b.code), 0)
FROM budget b WHERE b.code IN ({0})"""
USED = "SELECT campaign, cap, period, used FROM shared_use WHERE campaign IN ({0})"
CENT = Decimal("0.01")
NO_CONSENT = "no_consent"


class NotQuoted(PointsError):
    """An event of this time would not be rated at once: it is too old, or of the future."""

    code = "refused"

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"an event of that time would be held for a person: {why}")


@dataclass(frozen=True, slots=True)
class Payable:
    """How many points may pay at this partner now: ``worth`` in money; ``why_not`` says why it is none."""

    currency: str
    points: int
    worth: Decimal
    why_not: str = ""


def quote(engine: Engine, versions: Versions, reported: Reported) -> dict[str, Any]:
    """The answer that the webhook would give now, and besides what is ``to_pay`` and which points ``may_pay``.

    Raises ``UnknownMember`` where the partner does not enrol by itself, ``NotQuoted``, and what the event raises.
    """
    at = now()
    compiled = versions.in_force(reported.occurred_at)
    with reading(engine) as connection:
        loaded = _loaded(connection, compiled, reported, at)
        member = _member(compiled, loaded, reported)
        admission = admit(compiled, reported, at)
        if admission.status != "processed":
            raise NotQuoted(admission.why)
        referrer = loaded.states.get(loaded.member_of.get(1, "") or member.referrer)
        facts = facts_for(compiled, reported, member, referrer)
        shared = _shared(connection, compiled, facts)
    plan = take_facts(compiled, reported, with_shared(facts, shared), member, referrer)
    consents = loaded.words[0].given
    said: dict[str, Any] = msgspec.json.decode(answer_of(
        compiled, reported.id, plan, member, apply(member, plan), partner=reported.partner, consents=consents))
    return {**said, **_money(compiled, reported, member, plan, consents=consents)}


def payable(compiled: CompiledProgramme, member: MemberState, partner: str, amount: Decimal, at: datetime, *,
            consents: bool) -> Payable:
    """Points that may pay part of an amount: as many as the member has, and as the amount takes at their price.

    Without consent nothing is said of a currency that is not the partner's own: a large basket would tell the balance.
    """
    currency = paying_currency(compiled.programme, partner)
    try:
        assert_honoured(compiled, partner, currency)
    except PointsError as refused:
        return Payable(currency, 0, Decimal(0), refused.code)
    if not consents and currency != own_currency(compiled, partner):
        return Payable(currency, 0, Decimal(0), NO_CONSENT)
    price = next(each.price for each in compiled.programme.currencies if each.code == currency)
    has = balances_on(compiled, member, local_time(compiled.programme, partner, "", at).date())[currency]
    most = int(amount // price) if price else 0
    points = max(min(has, most), 0)
    why_not = "" if points else "owed" if has < 0 else "no_points" if not has else "amount_too_small"
    return Payable(currency, points, (points * price).quantize(CENT, ROUND_DOWN), why_not)


def _loaded(connection: Connection, compiled: CompiledProgramme, reported: Reported, at: datetime) -> Loaded:
    asked = [Asked(reported.partner, "", reported.number)]
    if reported.referrer:
        asked.append(Asked(reported.partner, "", reported.referrer))
    since = horizon(compiled.needs, min(reported.occurred_at, at)) if compiled.needs else at
    return load(connection, asked, now=at, past_since=since, referrers=looks_of(compiled).referrers, locking=False)


def _member(compiled: CompiledProgramme, loaded: Loaded, reported: Reported) -> MemberState:
    """The member, or a newcomer where the partner enrols."""
    if 0 in loaded.member_of:
        return replace(loaded.states[loaded.member_of[0]], number=reported.number)
    if partner_setting(compiled.programme, reported.partner).unknown_members != "enrol":
        raise UnknownMember(reported.number)
    return newcomer(new_id(), reported)


def _shared(connection: Connection, compiled: CompiledProgramme, facts: Any) -> Shared:
    """Budgets and shared caps as they stand, every tranche counted in."""
    if not looks_of(compiled).shared:
        return Shared()
    wanted = wanted_by(compiled, facts)
    uses = [use for use in wanted.uses if not use.member]
    counted = {tuple(row[:3]): row[3] for row in _rows(connection, USED, sorted({use.campaign for use in uses}))}
    budgets = {code: int(left) for code, left in _rows(connection, BUDGETS, sorted(wanted.budgets))}
    return Shared(budgets, {use: counted.get((use.campaign, use.cap, use.period), 0) for use in uses})


def _rows(connection: Connection, sql: str, codes: Sequence[str]) -> list[tuple[Any, ...]]:
    if not codes:
        return []
    return connection.rows(sql.format(", ".join([MARKS[connection.kind]] * len(codes))), codes)


def _money(compiled: CompiledProgramme, reported: Reported, member: MemberState, plan: Plan, *,
           consents: bool) -> dict[str, Any]:
    decision: Decision | None = plan.decision
    off = sum((discount.amount for discount in decision.discounts), Decimal(0)) if decision else Decimal(0)
    to_pay = reported.amount - off
    may = payable(compiled, member, reported.partner, to_pay, reported.occurred_at, consents=consents)
    return {"to_pay": str(to_pay), "may_pay": {"currency": may.currency, "points": may.points, "worth": str(may.worth),
                                               "why_not": may.why_not}}
