"""One purchase of ten lines, as the facts of our rules and as the plain data that other engines take."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from rules.facts import Event, Facts, Line, Matched, Member, Partner, Scope, Store

AT = datetime(2026, 3, 10, 18, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
CATEGORIES = ("tea", "bread", "fruit", "tea", "dairy", "snacks", "coffee", "bread", "wine", "tea")
LINES = tuple(
    Line(f"sku{place}", f"item {place}", category, "Lumo" if place % 3 else "Nord", Decimal(1 + place % 2),
         Decimal(place * 7 + 5), frozenset({"bio"} if place % 4 else ()))
    for place, category in enumerate(CATEGORIES))
AMOUNT = sum((line.amount for line in LINES), Decimal(0))
EVENT = Event("e1", "transaction.completed", "R-1", AT, AMOUNT, Decimal("19.90"), "CNY", "web", "s1", LINES,
              attributes={"color": "red"})
MEMBER = Member(
    "m1", "A-1", "gold", 1, datetime(2024, 5, 1, tzinfo=AT.tzinfo), age=34, tags=frozenset({"vip"}), growth=310,
    balances={"PTS": 250, "AIR": 1200}, attributes={"region": "north", "score": Decimal(7)}, bucket=42)
FACTS = Facts(EVENT, MEMBER, Partner("p0", frozenset({"food"})), Store("s1", "Asia/Shanghai"))
SCOPE = Scope(matched=Matched(AMOUNT, Decimal(15), LINES, AMOUNT))


def plain(number=float) -> dict:
    """The same purchase as nested dicts; ``number`` is how amounts are held."""
    return {
        "kind": EVENT.type, "total": number(EVENT.amount), "tax": number(EVENT.tax), "channel": EVENT.channel,
        "partner": FACTS.partner.code, "tier": MEMBER.tier, "at": EVENT.occurred_at,
        "basket": [{"sku": line.sku, "category": line.category, "brand": line.brand,
                    "quantity": number(line.quantity), "amount": number(line.amount)} for line in LINES],
        "member": {"tags": sorted(MEMBER.tags), "growth": MEMBER.growth, "age": MEMBER.age,
                   "attributes": {"region": "north", "score": number(7)},
                   "balances": {"PTS": 250, "AIR": 1200}},
    }
