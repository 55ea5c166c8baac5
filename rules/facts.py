"""What a rule may look at: frozen values, gathered before any rule runs.

Texts that are absent are "", so that no rule stumbles over them; dates and numbers that may be absent
are None and need ``??`` in a rule. Money is ``Decimal`` in major units (yuan, euro), points are ``int``,
datetimes are aware and already in the local zone of the store, else the partner, else the programme (K6).
The vocabulary with units, sentences and examples is in ``rules.vocabulary``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

Attribute = Decimal | str | bool
HistoryValue = Decimal | datetime | None

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a receipt; ``amount`` is what was paid for the whole line, tax included."""

    sku: str = ""
    name: str = ""
    category: str = ""
    brand: str = ""
    quantity: Decimal = Decimal(1)
    amount: Decimal = Decimal(0)
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Payment:
    """One means of payment and the money paid with it."""

    method: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Event:
    """What a partner reported.

    ``amount`` is the money paid after discounts, tax included. ``occurred_at`` is local and aware.
    ``points_paid`` are points that paid part of the price. ``before_discounts`` says that line amounts
    are list prices and the programme's own discounts are still to be taken off (quotes).
    """

    id: str
    type: str
    reference: str
    occurred_at: datetime
    amount: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    currency: str = ""
    channel: str = ""
    store: str = ""
    lines: tuple[Line, ...] = ()
    payments: tuple[Payment, ...] = ()
    points_paid: int = 0
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    referrer: str = ""
    before_discounts: bool = False

    @property
    def weekday(self) -> str:
        """Local day of the week, ``mon`` to ``sun``, independent of the machine's locale."""
        return WEEKDAYS[self.occurred_at.weekday()]

    @property
    def hour(self) -> int:
        """Local hour, 0 to 23."""
        return self.occurred_at.hour

    @property
    def day(self) -> int:
        """Local day of the month, 1 to 31."""
        return self.occurred_at.day

    @property
    def month(self) -> int:
        """Local month, 1 to 12."""
        return self.occurred_at.month


@dataclass(frozen=True, slots=True)
class Member:
    """The member just before the event (K7). ``known`` is False for the empty value of "no referrer"."""

    id: str
    number: str = ""
    tier: str = ""
    tier_rank: int = 0
    joined_at: datetime | None = None
    birthday: date | None = None
    age: int | None = None
    birthday_today: bool = False
    birthday_month: bool = False
    days_to_birthday: int | None = None
    tags: frozenset[str] = frozenset()
    growth: int = 0
    balances: Mapping[str, int] = field(default_factory=dict)
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    bucket: int = 0
    phone: str = ""
    known: bool = True


NOBODY = Member(id="", known=False)


@dataclass(frozen=True, slots=True)
class Partner:
    """The company that reports the event."""

    code: str
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Store:
    """Where it happened; ``zone`` is an IANA name. All "" when the partner named no store."""

    code: str = ""
    zone: str = ""
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, order=True)
class Need:
    """One figure of a member's past that a rule asks for, known when the programme is published.

    ``measure`` names the figure (``spend``, ``orders``, ``events``, ``last_at`` …); ``window`` is
    ``lifetime``, a calendar period (``day week month quarter year``) or a rolling length (``30 days``,
    ``168 hours``, ``12 months``); ``partner`` narrows to one partner, "" is all; ``of`` narrows further
    (an event type, a category).
    """

    measure: str
    window: str = "lifetime"
    partner: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Counter:
    """State of one progress counter that a campaign keeps for a member.

    ``value`` is the count or sum; ``seen`` the distinct values met; ``started_at`` when the current
    run began; ``period`` the calendar period or last unit counted, as text.
    """

    value: Decimal = Decimal(0)
    seen: tuple[str, ...] = ()
    started_at: datetime | None = None
    period: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """What a cap counts: grants of one campaign to one member (or to all, ``member`` "") in one period.

    ``campaign`` "" is the programme's member-wide cap; ``cap`` is the cap's index in its campaign.
    """

    campaign: str
    cap: int
    member: str
    period: str


@dataclass(frozen=True, slots=True)
class Matched:
    """What a line filter kept: money, quantity, lines, and the unrounded base points of those lines."""

    amount: Decimal = Decimal(0)
    quantity: Decimal = Decimal(0)
    lines: tuple[Line, ...] = ()
    base: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the rules may look at for one event; stored with the decision, word for word.

    ``history`` answers exactly the needs of the programme version. ``progress`` holds each counter as it
    stood before the event, by (campaign, counter). ``used`` is what caps have already given, ``budgets``
    the points each budgeted campaign may still give, ``dice`` numbers in [0, 1) rolled by the caller.
    """

    event: Event
    member: Member
    partner: Partner
    store: Store = Store()
    referrer: Member = NOBODY
    history: Mapping[Need, HistoryValue] = field(default_factory=dict)
    progress: Mapping[tuple[str, str], Counter] = field(default_factory=dict)
    used: Mapping[Use, int] = field(default_factory=dict)
    budgets: Mapping[str, int] = field(default_factory=dict)
    dice: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scope:
    """Words that exist only while one rule is looked at: its line, what it matched, its own counters.

    ``progress`` maps the campaign's counters to their value *with* this event, and ``<counter>_before`` to that
    without it. ``given`` carries the words
    of the other places: ``conversion.points``, ``reward.value``, ``qualifying.points`` … by full name.
    """

    line: Line = Line()
    matched: Matched = Matched()
    progress: Mapping[str, Decimal] = field(default_factory=dict)
    given: Mapping[str, Decimal] = field(default_factory=dict)
