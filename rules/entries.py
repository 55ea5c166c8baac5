"""Ledger entries as values: an unbalanced one cannot be constructed.

Accounts are names: ``member:<id>:available``, ``member:<id>:pending``, ``member:<id>:held``,
``partner:<code>:issued``, ``partner:<code>:honoured``, ``partner:<code>:injected``, ``pool:<code>``,
``programme:breakage``, ``programme:loss``, ``programme:conversion``, ``programme:transfer``,
``programme:draws``, ``programme:tiers``, ``programme:adjustment``, ``programme:settled``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from rules.errors import PointsError

KINDS = frozenset({
    "accrual", "bonus", "release", "burn", "refund", "expiry", "reversal", "adjustment", "transfer",
    "conversion", "injection", "hold", "capture", "settlement",
})


class UnbalancedEntry(PointsError):
    """Postings of one entry do not sum to zero in each currency; a programming error, never a user's."""

    code = "unbalanced_entry"


@dataclass(frozen=True, slots=True)
class Posting:
    """One signed leg of an entry: points of one currency on one account."""

    account: str
    currency: str
    points: int


@dataclass(frozen=True, slots=True)
class Lot:
    """Points of one accrual that share an expiry; drawn down, never merged.

    ``expires_on`` is the last local day they can be spent, None for never; ``available_on`` the first
    local day they can be spent, None for at once; ``pending`` until released. ``source`` is the entry
    that opened it, ``event`` the event behind it.
    """

    id: str
    member: str
    currency: str
    accrued: int
    left: int
    expires_on: date | None = None
    available_on: date | None = None
    pending: bool = False
    source: str = ""
    event: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.left <= self.accrued:
            raise ValueError(f"lot {self.id}: {self.left} left of {self.accrued} accrued")

    def drawn(self, points: int) -> Lot:
        """The lot after ``points`` left it (negative puts points back)."""
        return replace(self, left=self.left - points)


@dataclass(frozen=True, slots=True)
class Draw:
    """Points taken from a member's lot by an entry; negative when an entry puts them back."""

    lot: str
    points: int
    member: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an entry exists: the decision's event and rule under a version, or the person who made it.

    ``second`` is the second person, where the programme asks for one.
    """

    event: str = ""
    rule: str = ""
    version: str = ""
    person: str = ""
    text: str = ""
    second: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event in the ledger: all of its postings, or none.

    ``id`` is unique for ever; ``negates`` names the entry that a reversal or refund takes back.
    ``opens`` are lots it opens, whole; ``draws`` what it takes from lots, or puts back, those it opens
    included (a debt repaid at once); ``releases`` are ids of pending lots that become available.
    """

    id: str
    kind: str
    occurred_at: datetime
    reason: Reason
    postings: tuple[Posting, ...]
    negates: str = ""
    opens: tuple[Lot, ...] = ()
    draws: tuple[Draw, ...] = field(default=())
    releases: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.id}: {self.kind!r} is not a kind of entry")
        sums = totals(self.postings)
        if any(sums.values()):
            residual = {currency: points for currency, points in sums.items() if points}
            raise UnbalancedEntry(f"{self.id}: postings leave {residual}")


def totals(postings: Iterable[Posting]) -> dict[str, int]:
    """Sum of the postings in each currency."""
    sums: dict[str, int] = {}
    for posting in postings:
        sums[posting.currency] = sums.get(posting.currency, 0) + posting.points
    return sums


def available(member: str) -> str:
    """Account of a member's spendable points."""
    return f"member:{member}:available"


def pending(member: str) -> str:
    """Account of a member's points inside the lock period."""
    return f"member:{member}:pending"


def held(member: str) -> str:
    """Account of a member's points reserved by a hold."""
    return f"member:{member}:held"


def issued(partner: str) -> str:
    """Account that a partner's issued points come from."""
    return f"partner:{partner}:issued"


def honoured(partner: str) -> str:
    """Account that collects the points a partner took as payment."""
    return f"partner:{partner}:honoured"


def injected(partner: str) -> str:
    """Account of what a partner paid into pools."""
    return f"partner:{partner}:injected"


def pool(code: str) -> str:
    """Account of a shared pool."""
    return f"pool:{code}"


NO_REASON = Reason()
BREAKAGE = "programme:breakage"
LOSS = "programme:loss"
CONVERTED = "programme:conversion"
TRANSFERRED = "programme:transfer"
DRAWN = "programme:draws"
PROMOTED = "programme:tiers"
ADJUSTED = "programme:adjustment"
SETTLED = "programme:settled"
