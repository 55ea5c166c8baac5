"""The configuration of a coalition as immutable values.

Every field named in ``EXPRESSIONS`` holds a text in the rule language, also where it is a plain number.
Reading and writing files is elsewhere; finding faults is ``rules.check``. Codes are unique per kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal

LOCALES = ("en", "zh_Hans_CN", "zh_Hant_TW")
Texts = Mapping[str, str]
Period = str
"""``event``, ``day``, ``week``, ``month``, ``quarter``, ``year``, ``lifetime`` or a rolling ``30 days``."""


@dataclass(frozen=True, slots=True)
class Expiry:
    """How long points live: ``months`` or ``days`` after the event's local day (both "" is for ever).

    Both are expressions. The day is moved on to the end of its ``round_to`` period: "", month, quarter, year.
    """

    months: str = ""
    days: str = ""
    round_to: Literal["", "month", "quarter", "year"] = ""


@dataclass(frozen=True, slots=True)
class Currency:
    """A kind of points. ``price`` is money per point in settlement; ``lock_days`` how long points are pending."""

    code: str
    name: Texts
    price: Decimal = Decimal("0.01")
    expiry: Expiry = Expiry()
    lock_days: str = "0"
    overdrawn: Literal["owe", "floor", "block"] = "owe"


@dataclass(frozen=True, slots=True)
class Store:
    """One place of a partner; its zone, when given, decides the local time (K6)."""

    code: str
    name: Texts = field(default_factory=dict)
    zone: str = ""
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Partner:
    """A company in the coalition. ``currency`` is what its purchases earn; ``honours`` what it takes as payment."""

    code: str
    name: Texts
    currency: str
    zone: str = ""
    tags: frozenset[str] = frozenset()
    honours: tuple[str, ...] = ()
    stores: tuple[Store, ...] = ()
    unknown_members: Literal["enrol", "hold", "refuse"] = "enrol"


@dataclass(frozen=True, slots=True)
class Accrual:
    """Base points. The first accrual of a currency whose ``when`` holds pays ``points`` for the lines it keeps.

    ``currency`` "" is the partner's own. ``qualifies`` says whether these points count for tiers.
    """

    code: str
    points: str
    when: str = ""
    lines: str = ""
    currency: str = ""
    qualifies: bool = True


@dataclass(frozen=True, slots=True)
class Tier:
    """A level, lowest first. ``qualify`` lifts a member up to it, ``retain`` keeps it at review ("" is qualify).

    ``lasts`` is how long it holds before review: "" for ever, ``12 months``, ``year`` (end of the calendar
    year); ``grace_days`` pass before a fall. ``award`` is paid once on each rise, in ``award_currency``.
    ``benefits`` are the sentences a member reads.
    """

    code: str
    name: Texts
    qualify: str = ""
    retain: str = ""
    lasts: str = ""
    grace_days: str = "0"
    award: str = ""
    award_currency: str = ""
    benefits: tuple[Texts, ...] = ()


@dataclass(frozen=True, slots=True)
class Growth:
    """A score apart from points: each rule whose ``when`` holds adds ``points`` to the member's growth."""

    code: str
    points: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """A recurring time in the local day. All given parts must hold; empty parts always do.

    ``days`` are mon…sun; ``month_days`` 1…31, negative from the end; ``weeks`` which occurrence of the
    weekday in its month (1…5, -1 is the last); times are half-open, and may run over midnight.
    """

    days: tuple[str, ...] = ()
    month_days: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    from_time: time | None = None
    until_time: time | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """Life of a campaign in local wall time: announced, then [starts, ends), inside any of the windows.

    A date-only end in a file includes that whole day; here it is already the next midnight. ``zone`` "" is
    the zone of the event (K6).
    """

    announced_at: datetime | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    windows: tuple[Window, ...] = ()
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Benefit:
    """What a campaign gives; ``value`` is an expression whose unit ``kind`` decides.

    points: points to add · multiplier: factor on matched base points · discount: money off (``mode`` fixed),
    percent off (``percent``) · voucher, gift, chance: quantity of ``code`` · growth: score · tag: 1 sets
    ``code``. ``to`` may be the referrer. ``currency`` "" is the currency of the base points.
    """

    kind: Literal["points", "multiplier", "discount", "voucher", "gift", "chance", "growth", "tag"]
    value: str
    to: Literal["member", "referrer"] = "member"
    currency: str = ""
    code: str = ""
    mode: Literal["fixed", "percent"] = "fixed"
    expiry: Expiry | None = None


@dataclass(frozen=True, slots=True)
class Cap:
    """A limit on a campaign's bonus: ``limit`` points or times per member (or per event, or in all) a period."""

    limit: str
    of: Literal["points", "times"] = "points"
    per: Literal["event", "member", "campaign"] = "member"
    period: Period = "lifetime"
    to: Literal["member", "referrer"] = "member"
    partial: bool | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """Who pays which part of a bonus: ``source`` is ``partner:<code>``, ``pool:<code>`` or ``seller``."""

    source: str
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Progress:
    """A counter the campaign keeps for a member.

    It moves when ``when`` holds: by ``add`` (an expression; "" is 1), or to the number of distinct values of
    ``distinct``, or by one for each next ``streak`` unit (day, week, month; a gap restarts). ``starts`` opens
    a run (before it nothing counts), ``within`` bounds it (``14 days``, half-open), ``period`` restarts it
    at each calendar period.
    """

    code: str
    when: str
    add: str = ""
    distinct: str = ""
    streak: Literal["", "day", "week", "month"] = ""
    starts: str = ""
    within: str = ""
    period: Period = "lifetime"


@dataclass(frozen=True, slots=True)
class Campaign:
    """One promotion. ``when`` decides, ``lines`` filters, ``benefits`` pay, ``lane`` competes, ``caps`` limit.

    ``audience`` is a condition on the member alone. ``budget`` "" is unlimited. ``holdout`` percent of
    members, by bucket, get nothing and are measured. Higher ``priority`` wins; ties go to the lower code.
    """

    code: str
    name: Texts
    text: Texts = field(default_factory=dict)
    status: Literal["live", "paused", "archived"] = "live"
    schedule: Schedule = Schedule()
    audience: str = ""
    when: str = ""
    lines: str = ""
    benefits: tuple[Benefit, ...] = ()
    lane: str = ""
    priority: int = 0
    caps: tuple[Cap, ...] = ()
    budget: str = ""
    budget_partial: bool | None = None
    funding: tuple[Share, ...] = ()
    holdout: int = 0
    progress: tuple[Progress, ...] = ()
    reasons: Mapping[str, Texts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lane:
    """A group of campaigns of which only one counts: the ``best`` for the member, or the ``first`` by priority."""

    code: str
    rule: Literal["best", "first"] = "best"


@dataclass(frozen=True, slots=True)
class Conversion:
    """Points of one currency into another: every full ``block`` of ``source`` gives ``gives`` of ``target``."""

    code: str
    source: str
    target: str
    block: str
    gives: str
    minimum: str = "0"
    when: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Injection:
    """A partner's payment into a pool: ``points`` (an expression over the period) once every ``every``."""

    partner: str
    points: str
    every: Literal["day", "week", "month", "quarter", "year"] = "month"


@dataclass(frozen=True, slots=True)
class Pool:
    """Shared points of one currency; ``overdraft`` allows bonuses beyond what was injected."""

    code: str
    name: Texts
    currency: str
    injections: tuple[Injection, ...] = ()
    overdraft: bool = False


@dataclass(frozen=True, slots=True)
class Reward:
    """Something points buy; ``price`` is an expression in points, ``value`` its worth in money.

    Coupons and trials, and whatever has ``voucher_days`` ("" is for ever), come as voucher codes. ``lapsed`` says
    what becomes of the points of a voucher that nobody used in time: the programme's partner keeps them, or they go
    back (refund), and with them the piece.
    """

    code: str
    name: Texts
    partner: str
    currency: str
    price: str
    kind: Literal["goods", "service", "coupon", "trial", "privilege"] = "goods"
    text: Texts = field(default_factory=dict)
    category: str = ""
    value: Decimal = Decimal(0)
    when: str = ""
    stock: int | None = None
    member_limit: int | None = None
    limit_period: Period = "lifetime"
    starts_on: date | None = None
    ends_on: date | None = None
    approval: bool = False
    voucher_days: str = ""
    lapsed: Literal["keep", "refund"] = "keep"


@dataclass(frozen=True, slots=True)
class Prize:
    """One prize of a draw: ``odds`` is an expression giving the chance in [0, 1] of one ticket."""

    code: str
    name: Texts
    odds: str
    stock: int | None = None
    points: str = ""


@dataclass(frozen=True, slots=True)
class DrawGame:
    """A lottery: a ticket costs ``price`` points (or is a granted chance); prizes are tried in order."""

    code: str
    name: Texts
    currency: str
    price: str = "0"
    prizes: tuple[Prize, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class MemberCap:
    """The programme's limit on all bonus points a member gets in a period."""

    limit: str
    period: Period = "month"


@dataclass(frozen=True, slots=True)
class Policies:
    """Choices of the programme where the field differs; defaults are K1–K12.

    ``late_days``: older events are held. ``parked_days``: how long a return waits for its purchase.
    ``grace_days``: how long refunded points of lapsed lots live (0: they lapse at once).
    """

    multipliers: Literal["add", "compound"] = "add"
    partial: bool = True
    late_days: str = "30"
    parked_days: str = "90"
    grace_days: str = "0"
    member_caps: tuple[MemberCap, ...] = ()
    second_person: bool = False
    adjustment_limit: str = "1000"
    transfers: str = ""


@dataclass(frozen=True, slots=True)
class Programme:
    """One coalition scheme, whole and immutable; ``attributes`` declares custom words as text, number or flag.

    ``attributes`` keys are ``event.<name>`` and ``member.<name>``. ``examples`` are kept as read from the file.
    """

    code: str
    name: Texts
    zone: str
    money: str
    currencies: tuple[Currency, ...]
    partners: tuple[Partner, ...]
    accruals: tuple[Accrual, ...] = ()
    tiers: tuple[Tier, ...] = ()
    growth: tuple[Growth, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    lanes: tuple[Lane, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    pools: tuple[Pool, ...] = ()
    rewards: tuple[Reward, ...] = ()
    draws: tuple[DrawGame, ...] = ()
    policies: Policies = Policies()
    attributes: Mapping[str, Literal["text", "number", "flag"]] = field(default_factory=dict)
    examples: tuple[Mapping[str, object], ...] = ()


Place = Literal["condition", "audience", "line", "award", "accrual", "tier", "growth", "conversion", "rate", "price",
                "life", "injection", "odds", "number", "progress_when", "progress_add", "progress_distinct"]
"""Where an expression stands: decides which words exist and which type the result must have."""
EXPRESSIONS: Mapping[str, Mapping[str, Place]] = {
    "Expiry": {"months": "life", "days": "life"},
    "Currency": {"lock_days": "life"},
    "Accrual": {"points": "accrual", "when": "condition", "lines": "line"},
    "Tier": {"qualify": "tier", "retain": "tier", "grace_days": "number", "award": "number"},
    "Growth": {"points": "growth", "when": "condition"}, "Prize": {"odds": "odds", "points": "number"},
    "Campaign": {"audience": "audience", "when": "condition", "lines": "line", "budget": "number"},
    "Benefit": {"value": "award"}, "Cap": {"limit": "life"}, "MemberCap": {"limit": "life"},
    "Progress": {"when": "progress_when", "add": "progress_add", "distinct": "progress_distinct",
                 "starts": "progress_when"},
    "Conversion": {"block": "number", "gives": "rate", "minimum": "rate", "when": "conversion"},
    "Injection": {"points": "injection"}, "DrawGame": {"price": "price"},
    "Reward": {"price": "price", "when": "audience", "voucher_days": "life"},
    "Policies": {"late_days": "number", "parked_days": "number", "grace_days": "number",
                 "adjustment_limit": "number", "transfers": "audience"},
}
"""Every expression field of every value above, with its place; "" in a field means "not given"."""
