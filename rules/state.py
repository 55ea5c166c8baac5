"""A member's books as a value, and a plan of what to write: the seam between rules and their caller.

The caller (the server, or the in-memory world of examples) loads ``MemberState``, calls a planning
function, and writes the returned ``Plan`` in one go. Planning functions never change their arguments.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from rules.decision import Award, Decision, Grant, Refusal
from rules.entries import NO_REASON, Draw, Entry, Lot, Reason
from rules.facts import Attribute, Counter, Facts, Use


@dataclass(frozen=True, slots=True)
class Command:
    """What causes a plan: an event or a request.

    ``id`` is unique for ever; entries are numbered ``<id>.<n>`` from ``first``. ``occurred_at`` is aware and
    local (K6): its date is the local day that expiry and grace count by.
    """

    id: str
    occurred_at: datetime
    reason: Reason = NO_REASON
    first: int = 1

    @property
    def day(self) -> date:
        """The local day."""
        return self.occurred_at.date()

    def after(self, plan: Plan) -> Command:
        """The same command for the next part of one use case, numbered on after ``plan``."""
        return replace(self, first=self.first + len(plan.entries)) if plan.entries else self


@dataclass(frozen=True, slots=True)
class PastEvent:
    """One earlier event of a member, as the history words see it.

    ``amount`` is net of returns; ``base`` are its qualifying points by currency; ``quantities`` what was
    bought by category; ``day`` the local day it counted on.
    """

    id: str
    type: str
    partner: str
    occurred_at: datetime
    day: date
    amount: Decimal = Decimal(0)
    base: Mapping[str, int] = field(default_factory=dict)
    quantities: Mapping[str, Decimal] = field(default_factory=dict)
    points_used: int = 0


@dataclass(frozen=True, slots=True)
class TierStanding:
    """The tier a member holds: since when, until which local day it is safe ("" tier is the lowest)."""

    code: str = ""
    since_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class MemberState:
    """Everything planning needs to know of one member, read under the member's lock.

    ``lots`` are those with points left, plus lots that a return or refund of this call touches.
    ``owed`` are points below zero by currency. ``past`` covers at least what the programme's needs ask for.
    ``convert_to`` is the code of the conversion the member chose as automatic, by source currency.
    ``lapsed`` are points that lapsed unspent from lots a return of this call touches, by lot: what expiries drew,
    less what reversals put back.
    """

    id: str
    number: str = ""
    joined_at: datetime | None = None
    birthday: date | None = None
    tags: frozenset[str] = frozenset()
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    phone: str = ""
    referrer: str = ""
    growth: int = 0
    tier: TierStanding = TierStanding()
    lots: tuple[Lot, ...] = ()
    owed: Mapping[str, int] = field(default_factory=dict)
    past: tuple[PastEvent, ...] = ()
    progress: Mapping[tuple[str, str], Counter] = field(default_factory=dict)
    used: Mapping[Use, int] = field(default_factory=dict)
    convert_to: Mapping[str, str] = field(default_factory=dict)
    lapsed: Mapping[str, int] = field(default_factory=dict)

    def available(self, currency: str) -> int:
        """Spendable points of one currency: open lots that are not pending, less what is owed."""
        return self._left(currency, pending=False) - self.owed.get(currency, 0)

    def pending(self, currency: str) -> int:
        """Points of one currency still inside the lock period."""
        return self._left(currency, pending=True)

    def _left(self, currency: str, *, pending: bool) -> int:
        return sum(lot.left for lot in self.lots if lot.currency == currency and lot.pending == pending)


AwardKey = tuple[str, int, str, str]
"""What names an award of one event: rule, benefit, member, currency."""


@dataclass(frozen=True, slots=True)
class Converted:
    """Points of a purchase that were converted as they were earned, less what returns have undone.

    ``entry`` converted ``points`` of ``source`` into ``gave`` of ``target``.
    """

    entry: str
    member: str
    source: str
    points: int
    target: str
    gave: int


@dataclass(frozen=True, slots=True)
class Spent:
    """Points that paid part of a purchase: the burn, to whom, from which lots, and how many came back since.

    ``lots`` are the lots as they stood at the burn; one that is not loaded any more is empty.
    """

    entry: str
    account: str
    currency: str
    draws: tuple[Draw, ...]
    refunded: int = 0
    lots: tuple[Lot, ...] = ()


@dataclass(frozen=True, slots=True)
class Purchase:
    """A rated event as it is kept for its returns: original facts and version, what came back, what is held.

    ``returned`` are money amounts taken off each line so far (same order as the event's lines); ``held``
    are the points still granted, by award key; ``entries`` the entry id that granted each. ``awards``,
    ``uses``, ``budgets`` and ``grants`` are those of the latest rating, so that the next return knows what to
    give back; ``past`` is the history row as it stands.
    """

    event: str
    version: str
    facts: Facts
    returned: tuple[Decimal, ...]
    held: Mapping[AwardKey, int]
    awards: tuple[Award, ...]
    entries: Mapping[AwardKey, str] = field(default_factory=dict)
    uses: Mapping[Use, int] = field(default_factory=dict)
    budgets: Mapping[str, int] = field(default_factory=dict)
    grants: tuple[Grant, ...] = ()
    converted: tuple[Converted, ...] = ()
    paid: Spent | None = None
    past: PastEvent | None = None


@dataclass(frozen=True, slots=True)
class TierChange:
    """A member rose or fell, with the standing from now on."""

    member: str
    before: str
    after: TierStanding
    rose: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything one use case writes: all of it, or nothing.

    ``uses`` and ``budgets`` are *added* to what is stored (negative gives back); ``owed`` and ``progress``
    *replace*; ``growth`` and ``tags`` are added, per member; ``past`` is a new or replaced history row of
    ``member``. A grant with a negative quantity takes back what an earlier one gave. ``facts`` are what the
    decision was made on, stored with it; those of the purchase after a return.
    """

    member: str
    entries: tuple[Entry, ...] = ()
    uses: Mapping[Use, int] = field(default_factory=dict)
    budgets: Mapping[str, int] = field(default_factory=dict)
    progress: Mapping[tuple[str, str], Counter] = field(default_factory=dict)
    owed: Mapping[tuple[str, str], int] = field(default_factory=dict)
    growth: Mapping[str, int] = field(default_factory=dict)
    tags: Mapping[str, frozenset[str]] = field(default_factory=dict)
    tiers: tuple[TierChange, ...] = ()
    grants: tuple[Grant, ...] = ()
    past: PastEvent | None = None
    purchase: Purchase | None = None
    decision: Decision | None = None
    refusals: tuple[Refusal, ...] = ()
    facts: Facts | None = None
