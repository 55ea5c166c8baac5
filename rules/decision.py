"""What a programme answers to facts: awards, refusals, discounts and why, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from rules.facts import Counter, Use

AwardKind = Literal["base", "bonus"]
Why = Literal[
    "schedule", "audience", "condition_false", "no_lines_matched", "lane_lost", "cap_reached", "budget_gone",
    "holdout", "paused", "rule_failed", "nothing_due", "same_person", "no_referrer",
]


@dataclass(frozen=True, slots=True)
class Cut:
    """A cap, member-wide cap or budget that took points off an award: what was due, what was left to give."""

    by: str
    due: int
    given: int


@dataclass(frozen=True, slots=True)
class Award:
    """Points that one rule pays to one member for this event; ``exact`` is the figure before rounding.

    ``rule`` is ``accrual:<code>`` or ``campaign:<code>``, ``benefit`` the index of the benefit inside it.
    ``sources`` say who pays: account names with their points, summing to ``points`` (largest remainder).
    """

    rule: str
    benefit: int
    kind: AwardKind
    member: str
    currency: str
    points: int
    exact: Decimal
    expires_on: date | None = None
    available_on: date | None = None
    sources: tuple[tuple[str, int], ...] = ()
    cuts: tuple[Cut, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A rule that did not pay, or not in full, and why; ``data`` carries the figures a sentence needs."""

    rule: str
    why: Why
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Discount:
    """Money taken off the basket by a campaign, with its share on every line (same order as the event's)."""

    rule: str
    amount: Decimal
    shares: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Grant:
    """A benefit that is not points: ``kind`` voucher, gift, chance, growth or tag; ``code`` names which."""

    rule: str
    kind: str
    code: str
    quantity: Decimal
    member: str


@dataclass(frozen=True, slots=True)
class Step:
    """One sub-condition as it turned out; ``outcome`` None means it was not reached, or failed.

    The parts of a sub-condition follow it, their ``depth`` one more; 0 are the top-level ``and`` parts.
    """

    text: str
    outcome: bool | None
    words: tuple[tuple[str, str], ...] = ()
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """The whole answer of one programme version to one event's facts.

    ``spent_budgets`` are bonus points taken from campaign budgets, ``uses`` what caps now count on top,
    ``progress`` the counters after this event. ``candidates`` are the campaigns looked at, as positions in
    the compiled programme, with one bit for each top-level sub-condition that held: the compact trace that
    ``rules.rating.trace`` expands into steps and reasons. ``refusals`` are of rules looked at; why the index kept
    a campaign out is told by the trace alone. ``spent_budgets`` holds pools as ``pool:<code>``.
    """

    version: str
    event: str
    awards: tuple[Award, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    discounts: tuple[Discount, ...] = ()
    grants: tuple[Grant, ...] = ()
    spent_budgets: Mapping[str, int] = field(default_factory=dict)
    uses: Mapping[Use, int] = field(default_factory=dict)
    progress: Mapping[tuple[str, str], Counter] = field(default_factory=dict)
    candidates: tuple[tuple[int, int], ...] = ()
    qualifying: Mapping[str, int] = field(default_factory=dict)
