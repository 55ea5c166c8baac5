"""A programme version ready to run: every expression compiled, every campaign indexed.

Only shapes stand here. ``rules.compiling.compiler`` builds them from a checked programme (or from its cache);
``rules.rating.rate`` and the planning modules read them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from rules.decision import Step
from rules.facts import Facts, Need, Scope
from rules.programme import Accrual, Campaign, Growth, Programme, Tier


class Expression(Protocol):
    """One compiled rule text."""

    text: str

    def value(self, facts: Facts, scope: Scope) -> Any:
        """Result for these facts: bool, Decimal, str or a list; raises ``RuleFailure`` and nothing else."""

    def mask(self, facts: Facts, scope: Scope) -> int:
        """One bit per top-level ``and`` part that held, first part lowest; stops at the first that fails."""

    def steps(self, facts: Facts, scope: Scope) -> tuple[Step, ...]:
        """Every sub-condition with its outcome and the words it read; parts not reached have outcome None."""

    @property
    def full(self) -> int:
        """The mask of a condition that holds."""


class CandidateIndex(Protocol):
    """Which campaigns could match."""

    def candidates(self, facts: Facts) -> list[int]:
        """Positions, ascending, of the campaigns whose indexed conditions and dates allow these facts."""

    def counting(self, facts: Facts) -> list[int]:
        """Positions, ascending, of the campaigns whose counters these facts could move."""

    def excluded_by(self, position: int, facts: Facts) -> str:
        """Text of the indexed sub-condition that keeps a campaign out, "" when it is a candidate."""


@dataclass(frozen=True, slots=True)
class CompiledAccrual:
    """An accrual with its expressions; None where the text is ""."""

    accrual: Accrual
    when: Expression | None
    lines: Expression | None
    points: Expression


@dataclass(frozen=True, slots=True)
class CompiledProgress:
    """A progress counter with its expressions, in the campaign's order."""

    code: str
    when: Expression
    add: Expression | None
    distinct: Expression | None
    starts: Expression | None


@dataclass(frozen=True, slots=True)
class CompiledCampaign:
    """A campaign with its expressions; tuples run parallel to the campaign's own."""

    position: int
    campaign: Campaign
    audience: Expression | None
    when: Expression | None
    lines: Expression | None
    benefits: tuple[Expression, ...]
    caps: tuple[Expression, ...]
    budget: Decimal | None
    progress: tuple[CompiledProgress, ...]


@dataclass(frozen=True, slots=True)
class CompiledTier:
    """A tier with its expressions; ``rank`` counts from 0, lowest first."""

    rank: int
    tier: Tier
    qualify: Expression | None
    retain: Expression | None
    award: Expression | None


@dataclass(frozen=True, slots=True)
class CompiledGrowth:
    """A growth rule with its expressions."""

    growth: Growth
    when: Expression | None
    points: Expression


@dataclass(frozen=True, slots=True)
class CompiledProgramme:
    """A version ready to run. ``version`` is its content hash, ``needs`` the history figures all rules read.

    ``others`` holds every remaining expression by JSON pointer (``/conversions/0/block``,
    ``/currencies/1/lock_days``, ``/rewards/3/price`` …). ``memo`` is for tables that a reader derives from
    this value once and wants to find again; never part of what the version means.
    """

    version: str
    programme: Programme
    accruals: tuple[CompiledAccrual, ...]
    campaigns: tuple[CompiledCampaign, ...]
    tiers: tuple[CompiledTier, ...]
    growth: tuple[CompiledGrowth, ...]
    others: Mapping[str, Expression]
    index: CandidateIndex
    needs: frozenset[Need]
    memo: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
