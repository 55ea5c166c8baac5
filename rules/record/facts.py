"""Facts as text and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from rules.facts import NOBODY, Event, Facts, HistoryValue, Line, Member, Need, Partner, Payment, Store
from rules.record.scalars import (
    attributes_json,
    attributes_of,
    counters_json,
    counters_of,
    encode,
    moment_of,
    moment_text,
    uses_json,
    uses_of,
    zone_text,
)

NOTHING: tuple[Any, ...] = ("", 0, None, [], {})
"""Values that are left out: what an absent part means."""


def facts_to_json(facts: Facts) -> str:
    """Everything the rules may look at, as one line of JSON."""
    zone = facts.event.occurred_at.tzinfo
    plain = _dense({
        "zone": zone_text(zone), "event": _event(facts.event, zone), "member": _member(facts.member, zone),
        "partner": [facts.partner.code, *sorted(facts.partner.tags)],
        "history": sorted([need.measure, need.window, need.partner, need.of, _figure(value, zone)]
                          for need, value in facts.history.items()),
        "progress": counters_json(facts.progress, zone), "used": uses_json(facts.used),
        "budgets": dict(facts.budgets), "dice": {name: str(value) for name, value in facts.dice.items()},
    })
    if facts.store != NO_STORE:
        plain["store"] = [facts.store.code, facts.store.zone, *sorted(facts.store.tags)]
    if facts.referrer is not NOBODY:
        plain["referrer"] = _member(facts.referrer, zone)
    return encode(plain)


NO_STORE = Store()


def _dense(plain: dict[str, Any]) -> dict[str, Any]:
    """Without what means nothing."""
    return {name: value for name, value in plain.items() if value not in NOTHING}


def _event(event: Event, zone: tzinfo | None) -> dict[str, Any]:
    return _dense({
        "id": event.id, "type": event.type, "reference": event.reference, "at": moment_text(event.occurred_at, zone),
        "amount": str(event.amount), "tax": _unless_zero(event.tax), "currency": event.currency,
        "channel": event.channel, "store": event.store, "lines": [_line(line) for line in event.lines],
        "payments": [[payment.method, str(payment.amount)] for payment in event.payments],
        "points_paid": event.points_paid, "attributes": attributes_json(event.attributes),
        "referrer": event.referrer, "before_discounts": event.before_discounts,
    })


def _unless_zero(money: Decimal) -> str | None:
    text = str(money)
    return None if text == "0" else text


def _line(line: Line) -> list[str]:
    return [str(line.amount), str(line.quantity), line.sku, line.name, line.category, line.brand, *sorted(line.tags)]


def _member(member: Member, zone: tzinfo | None) -> dict[str, Any]:
    return _dense({
        "id": member.id, "number": member.number, "tier": member.tier, "tier_rank": member.tier_rank,
        "joined_at": member.joined_at and moment_text(member.joined_at, zone),
        "birthday": member.birthday and member.birthday.isoformat(),
        "age": None if member.age is None else str(member.age),
        "birthday_today": member.birthday_today, "birthday_month": member.birthday_month,
        "days_to_birthday": None if member.days_to_birthday is None else str(member.days_to_birthday),
        "tags": sorted(member.tags), "growth": member.growth, "balances": dict(member.balances),
        "attributes": attributes_json(member.attributes), "bucket": member.bucket, "phone": member.phone,
        "unknown": not member.known,
    })


def _figure(value: HistoryValue, zone: tzinfo | None) -> str | None:
    """A figure of the past; a moment begins with @."""
    if value is None:
        return None
    return "@" + moment_text(value, zone) if isinstance(value, datetime) else str(value)


def facts_from_json(text: str) -> Facts:
    """The facts again; raises ValueError, KeyError or TypeError for a text that ``facts_to_json`` never wrote."""
    plain: dict[str, Any] = json.loads(text)
    event = _event_of(plain["event"], ZoneInfo(plain["zone"]) if "zone" in plain else None)
    zone = event.occurred_at.tzinfo
    code, *tags = plain["partner"]
    return Facts(
        event=event, member=_member_of(plain.get("member", {}), zone), partner=Partner(code, frozenset(tags)),
        store=_store_of(plain["store"]) if "store" in plain else NO_STORE,
        referrer=_member_of(plain["referrer"], zone) if "referrer" in plain else NOBODY,
        history={Need(*need): _figure_of(value, zone) for *need, value in plain.get("history", ())},
        progress=counters_of(plain.get("progress", []), zone), used=uses_of(plain.get("used", [])),
        budgets=plain.get("budgets", {}),
        dice={name: Decimal(value) for name, value in plain.get("dice", {}).items()},
    )


def _store_of(row: list[str]) -> Store:
    code, zone, *tags = row
    return Store(code, zone, frozenset(tags))


def _event_of(plain: Mapping[str, Any], zone: tzinfo | None) -> Event:
    return Event(
        id=plain.get("id", ""), type=plain.get("type", ""), reference=plain.get("reference", ""),
        occurred_at=moment_of(plain["at"], zone), amount=Decimal(plain.get("amount", 0)),
        tax=Decimal(plain.get("tax", 0)), currency=plain.get("currency", ""), channel=plain.get("channel", ""),
        store=plain.get("store", ""), lines=tuple(_line_of(row) for row in plain.get("lines", ())),
        payments=tuple(Payment(method, Decimal(amount)) for method, amount in plain.get("payments", ())),
        points_paid=plain.get("points_paid", 0), attributes=attributes_of(plain.get("attributes", {})),
        referrer=plain.get("referrer", ""), before_discounts=plain.get("before_discounts", False),
    )


def _line_of(row: list[str]) -> Line:
    amount, quantity, sku, name, category, brand, *tags = row
    return Line(sku, name, category, brand, Decimal(quantity), Decimal(amount), frozenset(tags))


def _member_of(plain: Mapping[str, Any], zone: tzinfo | None) -> Member:
    return Member(
        id=plain.get("id", ""), number=plain.get("number", ""), tier=plain.get("tier", ""),
        tier_rank=plain.get("tier_rank", 0),
        joined_at=moment_of(plain["joined_at"], zone) if "joined_at" in plain else None,
        birthday=date.fromisoformat(plain["birthday"]) if "birthday" in plain else None,
        age=int(plain["age"]) if "age" in plain else None,
        birthday_today=plain.get("birthday_today", False), birthday_month=plain.get("birthday_month", False),
        days_to_birthday=int(plain["days_to_birthday"]) if "days_to_birthday" in plain else None,
        tags=frozenset(plain.get("tags", ())), growth=plain.get("growth", 0), balances=plain.get("balances", {}),
        attributes=attributes_of(plain.get("attributes", {})), bucket=plain.get("bucket", 0),
        phone=plain.get("phone", ""), known=not plain.get("unknown", False),
    )


def _figure_of(value: str | None, zone: tzinfo | None) -> HistoryValue:
    if value is None:
        return None
    return moment_of(value[1:], zone) if value.startswith("@") else Decimal(value)
