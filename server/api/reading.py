"""What partners are told, as plain data: members, balances, lots, lines of history, offers, redemptions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from rules.compiled import CompiledProgramme
from rules.programme import Conversion
from rules.state import MemberState
from server.api.operations import CLAIM
from server.connection import MARKS, Connection
from server.services.members.events_of import Line
from server.services.personal.consent import allowed
from server.services.rewards.catalogue import Offer
from server.services.rewards.redemption_rows import Redemption, told_redemption
from server.services.rewards.vouchers import told_voucher, vouchers_by_redemption
from server.taking.telling import own_currency

BALANCES = "SELECT currency, available, pending, held, owed FROM balance WHERE member_id = {0} ORDER BY currency"
NUMBERS = """
SELECT member_id, min(number) FROM identity WHERE partner = {0} AND member_id IN ({1}) GROUP BY member_id"""
LOTS = """
SELECT * FROM (
  SELECT coalesce(expires_on, '9999-12-31') || ' ' || id AS place, id, currency, points_left, points_accrued,
         expires_on, available_on, pending
  FROM lot WHERE member_id = {0} AND points_left > 0 AND currency IN ({1})) AS o
WHERE place > {0} ORDER BY place LIMIT {0}"""
CENT = Decimal("0.01")


def told_member(connection: Connection, compiled: CompiledProgramme, state: MemberState,
                partner: str) -> dict[str, Any]:
    """A member without personal data; what it has and is elsewhere only as far as it has consented."""
    tier, whole = state.tier, consents(connection, state.id, partner)
    joined_at = state.joined_at.isoformat() if whole and state.joined_at else None
    return {
        "number": state.number, "joined_at": joined_at, "consents": whole,
        "tier": {"code": tier.code, "since_on": tier.since_on and tier.since_on.isoformat(),
                 "until_on": tier.until_on and tier.until_on.isoformat()} if whole else None,
        "growth": state.growth if whole else None, "balances": balances(connection, compiled, state, partner),
    }


def consents(connection: Connection, member: str, partner: str) -> bool:
    """Whether the member allows the partner to be told more than what they have with each other."""
    return bool(allowed(connection, [(member, partner)]))


def seen_currencies(connection: Connection, compiled: CompiledProgramme, member: str, partner: str) -> frozenset[str]:
    """Currencies in which the partner may see what the member has: the one it issues, or all by consent."""
    if consents(connection, member, partner):
        return frozenset(each.code for each in compiled.programme.currencies)
    return frozenset({own_currency(compiled, partner)})


def balances(connection: Connection, compiled: CompiledProgramme, state: MemberState, partner: str) -> dict[str, Any]:
    """The currencies the partner may see: points, their worth in money, and what lapses on which day."""
    seen = seen_currencies(connection, compiled, state.id, partner)
    prices = {each.code: each.price for each in compiled.programme.currencies}
    rows = connection.rows(BALANCES.format(MARKS[connection.kind]), (state.id,))
    return {currency: {
        "available": available, "pending": pending, "held": held, "owed": owed,
        "worth": str(_worth(max(available, 0), prices.get(currency, Decimal(0)))),
        "lapses": _lapses(state, currency),
    } for currency, available, pending, held, owed in rows if currency in seen}


def _worth(points: int, price: Decimal) -> Decimal:
    return (points * price).quantize(CENT, ROUND_FLOOR)


def _lapses(state: MemberState, currency: str) -> list[dict[str, Any]]:
    days: defaultdict[str, int] = defaultdict(int)
    for lot in state.lots:
        if lot.currency == currency and lot.expires_on and lot.left:
            days[lot.expires_on.isoformat()] += lot.left
    return [{"on": day, "points": points} for day, points in sorted(days.items())]


def open_lots(connection: Connection, member: str, currencies: Collection[str], after: str,
              limit: int) -> list[tuple[str, dict[str, Any]]]:
    """Open lots of some currencies by last day, those without one at the end, each with a key that sorts them."""
    mark = MARKS[connection.kind]
    marks = ", ".join([mark] * len(currencies))
    rows = connection.rows(LOTS.format(mark, marks), (member, *sorted(currencies), after, limit))
    return [(key, {"id": id_, "currency": currency, "points": left, "accrued": accrued, "expires_on": until,
                   "available_on": since, "pending": bool(pending)})
            for key, id_, currency, left, accrued, until, since, pending in rows]


def told_line(line: Line) -> dict[str, Any]:
    """One line of history."""
    return {
        "event": line.event, "type": line.type, "reference": line.reference.removeprefix(CLAIM),
        "occurred_at": line.occurred_at.isoformat(), "reason": line.reason,
        "changes": [{"kind": each.kind, "rule": each.rule, "account": each.account, "currency": each.currency,
                     "points": each.points} for each in line.moved],
        "awards": list(line.awards), "refusals": list(line.refusals),
    }


def told_conversion(conversion: Conversion) -> dict[str, Any]:
    """A conversion as the programme has it; rates are rules, a quote says what they come to."""
    return {"code": conversion.code, "source": conversion.source, "target": conversion.target,
            "block": conversion.block, "gives": conversion.gives, "minimum": conversion.minimum,
            "starts_on": conversion.starts_on and conversion.starts_on.isoformat(),
            "ends_on": conversion.ends_on and conversion.ends_on.isoformat(), "automatic": conversion.automatic}


def told_offer(offer: Offer, seen: Collection[str]) -> dict[str, Any]:
    """One reward for one member; how many points are missing tells the balance, so only in the currencies ``seen``."""
    reward = offer.reward
    return {"code": reward.code, "name": dict(reward.name), "text": dict(reward.text), "kind": reward.kind,
            "category": reward.category, "partner": reward.partner, "currency": reward.currency,
            "price": offer.price, "value": str(reward.value), "stock_left": offer.stock_left,
            "mine_left": offer.mine_left, "missing": offer.missing if reward.currency in seen else None,
            "why_not": offer.why_not, "approval": reward.approval}


def told_bought(connection: Connection, rows: Sequence[Redemption], partner: str) -> list[dict[str, Any]]:
    """Redemptions with their vouchers, and the members' numbers at the partner that asks, null where it has none."""
    vouchers, numbers = vouchers_by_redemption(connection, rows), _numbers(connection, rows, partner)
    return [{**told_redemption(row), "vouchers": [told_voucher(each) for each in vouchers.get(row.id, ())],
             "member": {"number": numbers.get(row.member)}} for row in rows]


def _numbers(connection: Connection, rows: Sequence[Redemption], partner: str) -> dict[str, str]:
    members = sorted({row.member for row in rows})
    if not members:
        return {}
    mark = MARKS[connection.kind]
    found = connection.rows(NUMBERS.format(mark, ", ".join([mark] * len(members))), (partner, *members))
    return dict(found)
