"""The sheet one rating is worked out on: what is known, what is due, what was refused. Lives for one call.

Everything that several steps of K4 write to stands here; the steps themselves are in their own modules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal

from rules.decision import Award, Cut, Decision, Discount, Grant, Refusal, Why
from rules.facts import Counter, Facts, Scope, Use
from rules.money import ONE
from rules.rating.base import Bases
from rules.rating.basket import Basket
from rules.rating.expiry import lapse_of, life_of
from rules.rating.layout import BenefitTerms, Layout, Terms
from rules.rating.spans import bucket


@dataclass(slots=True)
class Part:
    """Points that one benefit owes one member: ``exact`` before rounding, ``points`` after what bit so far."""

    benefit: BenefitTerms
    to: str
    member: str
    currency: str
    exact: Decimal
    points: int
    factor: Decimal = ONE
    cuts: tuple[Cut, ...] = ()


@dataclass(slots=True)
class Mark:
    """What a cap will count of one campaign's due, once it is known: ``counts`` is False for caps per event."""

    times: bool
    counts: bool
    member: str
    parts: list[Part]
    use: Use


@dataclass(slots=True)
class Due:
    """What one campaign owes for the event, before lanes, caps and budgets."""

    terms: Terms
    kept: int
    scope: Scope
    parts: list[Part]
    grants: list[Grant]
    marks: list[Mark] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Points over all benefits."""
        points = 0
        for part in self.parts:
            points += part.points
        return points


@dataclass(slots=True)
class Sheet:
    """One rating under way.

    ``now`` is the event's instant in UTC. ``masks`` are the campaigns looked at, with what held of their
    conditions; ``most``, for a return, what the purchase itself took of caps and budgets, which is all that its
    rest may take; ``counted`` the caps of times that already count this event; ``taken`` who won a lane by a discount.
    """

    layout: Layout
    facts: Facts
    basket: Basket
    bases: Bases
    zone: tzinfo
    now: datetime
    most: Decision | None = None
    awards: list[Award] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    discounts: list[Discount] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    uses: dict[Use, int] = field(default_factory=dict)
    counted: set[Use] = field(default_factory=set)
    spent: dict[str, int] = field(default_factory=dict)
    progress: dict[tuple[str, str], Counter] = field(default_factory=dict)
    masks: dict[int, int] = field(default_factory=dict)
    qualifying: dict[str, int] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)
    lives: dict[str, tuple[date | None, date | None]] = field(default_factory=dict)
    buckets: dict[str, str] = field(default_factory=dict)

    def refuse(self, rule: str, why: Why, data: Mapping[str, str] | None = None) -> None:
        """Note that a rule does not pay, or not in full."""
        self.refusals.append(Refusal(rule, why, data or {}))

    def recipient(self, to: str) -> str:
        """Id of the member a benefit goes to."""
        return self.facts.referrer.id if to == "referrer" else self.facts.member.id

    def room(self, use: Use, room: int) -> int:
        """What a cap with so much room leaves; a return finds no more than its purchase took."""
        if self.most is None:
            return room
        return min(room, self.most.uses.get(use, 0) - self.uses.get(use, 0))

    def funds(self, name: str, left: int) -> int:
        """What a budget or pool with so much left gives; a return finds no more than its purchase took."""
        if self.most is None:
            return left
        return min(left, self.most.spent_budgets.get(name, 0) - self.spent.get(name, 0))

    def bucket(self, period: str) -> str:
        """Name of the period under which caps count this event; raises ``RuleFailure``."""
        found = self.buckets.get(period)
        if found is None:
            found = self.buckets[period] = bucket(period, self.facts.event.occurred_at)
        return found

    def life(self, currency: str, benefit: BenefitTerms | None = None) -> tuple[date | None, date | None]:
        """(last day, first day) of points of this event; raises ``RuleFailure``."""
        found = self.lives.get(currency)
        if found is None:
            life = self.layout.lives.get(currency)
            found = self.lives[currency] = life_of(life, self.facts) if life else (None, None)
        if benefit is None or benefit.expiry is None:
            return found
        return lapse_of(benefit.expiry, self.facts), found[1]


def new_sheet(layout: Layout, facts: Facts, most: Decision | None = None) -> Sheet:
    """An empty sheet for settled facts."""
    basket, at = Basket(facts), facts.event.occurred_at
    return Sheet(layout, facts, basket, Bases(layout, basket), at.tzinfo or UTC, at.astimezone(UTC), most)
