"""Seeded traffic of one partner: purchases, returns, repeats, some of it out of order; and what it must come to.

The expectation is counted here in plain sums, by the words of the programme: one point per whole unit of money,
over what is left of each purchase. No code of the product is asked.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

BEGIN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
REPEATS, SWAPS, RETURNS = 0.05, 0.05, 0.03
PROGRAMME = """
code: faults
name: Faults
zone: Asia/Shanghai
money: CNY
currencies: [{code: PTS, name: Points}]
partners: [{code: SHOP, name: Shop, currency: PTS}]
accruals: [{code: base, points: matched.amount}]
campaigns:
  - code: pot
    name: A pot that runs dry
    when: event.type == "transaction.completed" and event.amount >= 50
    benefits: [{points: 7}]
    budget: 700
    funding: [{source: seller, percent: 100}]
policies: {late_days: 40000}
"""
POT, POT_POINTS = 700, 7


@dataclass(frozen=True, slots=True)
class Bought:
    """A purchase with what came back of it, in cents."""

    reference: str
    member: str
    cents: int
    back: int = 0


@dataclass(frozen=True, slots=True)
class Traffic:
    """Bodies in the order they are sent, repeats included, and the purchases behind them."""

    bodies: list[dict[str, Any]]
    bought: list[Bought]

    @property
    def references(self) -> set[str]:
        """Every business key."""
        return {body["data"]["reference"] for body in self.bodies}

    def base_points(self) -> dict[str, int]:
        """Base points each member must end with."""
        sums: dict[str, int] = {}
        for each in self.bought:
            sums[each.member] = sums.get(each.member, 0) + (each.cents - each.back) // 100
        return sums


def traffic(seed: int, events: int, members: int = 40) -> Traffic:
    """The same traffic for the same seed."""
    dice = random.Random(seed)
    bought = [_bought(dice, number, members) for number in range(events)]
    bodies = [body for each in bought for body in _bodies(each)]
    return Traffic(_disturbed(dice, bodies), bought)


def _bought(dice: random.Random, number: int, members: int) -> Bought:
    cents = dice.randrange(100, 20_000)
    back = dice.randrange(1, cents + 1) if dice.random() < RETURNS else 0
    return Bought(f"P{number}", f"M{dice.randrange(members)}", cents, back)


def _bodies(each: Bought) -> Iterator[dict[str, Any]]:
    at = BEGIN + timedelta(seconds=int(each.reference[1:]))
    yield _body("transaction.completed", each, each.reference, at, amount=_money(each.cents), currency="CNY")
    if each.back:
        yield _body("transaction.returned", each, f"B{each.reference}", at + timedelta(minutes=1),
                    of=each.reference, amount=_money(each.back))


def _body(kind: str, each: Bought, reference: str, at: datetime, **data: str) -> dict[str, Any]:
    return {"type": kind, "data": {"reference": reference, "member": {"number": each.member},
                                   "occurred_at": at.isoformat(), **data}}


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def _disturbed(dice: random.Random, bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Some sent again later, some swapped with a later one."""
    sent = list(bodies)
    for body in bodies:
        if dice.random() < REPEATS:
            sent.insert(dice.randrange(len(sent) + 1), body)
    for place in range(len(sent) - 20):
        if dice.random() < SWAPS:
            other = place + dice.randrange(1, 20)
            sent[place], sent[other] = sent[other], sent[place]
    return sent
