"""What one step of a worked example brought, and the books it left: what expectations are compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from rules.decision import Award, Discount, Grant, Refusal
from rules.state import MemberState


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step brought.

    ``status`` is ``processed``, ``held``, ``parked``, ``repeated`` or ``refused``; ``error`` the stable
    code of a refusal. ``changes`` are points by (member, currency), pending and held ones included; ``findings`` the
    codes that kept a publish from happening.
    """

    status: str = "processed"
    error: str = ""
    awards: tuple[Award, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    discounts: tuple[Discount, ...] = ()
    grants: tuple[Grant, ...] = ()
    changes: Mapping[tuple[str, str], int] = field(default_factory=dict)
    findings: tuple[str, ...] = ()


class Standing(Protocol):
    """The books as an expectation may look at them; members by the name the example gives them."""

    now: datetime

    def member(self, name: str) -> MemberState:
        """The member's state now."""

    def tier(self, name: str) -> str:
        """The member's tier, the lowest too; "" without tiers."""

    def account(self, name: str) -> Mapping[str, int]:
        """Points by currency on one account of the ledger."""

    def held_points(self, name: str) -> Mapping[str, int]:
        """Points by currency that holds reserve."""

    def budget_left(self, campaign: str) -> int | None:
        """What a campaign may still give, None without a budget."""

    def settlement(self) -> Mapping[str, Decimal]:
        """Money each partner owes for the points it has issued, by partner."""


def code_of(rule: str) -> str:
    """``campaign:happy-hour`` as a marketer writes it: ``happy-hour``."""
    return rule.partition(":")[2] or rule


def payer_of(account: str) -> str:
    """``partner:air:issued`` as a marketer writes it: ``air``; a pool keeps its first word."""
    return account.removeprefix("partner:").removesuffix(":issued")
