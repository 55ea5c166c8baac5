"""An event as a partner reported it, and what a caller reads besides: the arguments of ``rules.intake`` as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

from rules.facts import Attribute, Line, Payment, Use

RETURN = "transaction.returned"
VOID = "transaction.voided"
"""Types of the two events that take a purchase back: as far as it says, and all that is left."""


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """One line that came back.

    Named by ``position`` in the purchase (from 0) or, when that is None, by ``sku``. ``amount`` is the money
    given back for it; None is the whole line, or ``quantity``'s share of it.
    """

    sku: str = ""
    position: int | None = None
    quantity: Decimal | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    """A partner's event as a value, parsed and nothing else.

    ``id`` is ours, unique for ever; (``partner``, ``reference``) is the business key. ``occurred_at`` is aware, in
    any zone. ``number`` is the member's number at ``partner``, ``referrer`` the number of who brought the
    member. Money is Decimal in major units. A return names its purchase's reference in ``of`` and what came
    back in ``returned`` lines, or as one ``amount`` when there are none; both empty is all that is left.
    """

    id: str
    partner: str
    type: str
    reference: str
    number: str
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
    of: str = ""
    returned: tuple[ReturnedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Shared:
    """What members share, as the caller read it under its locks.

    ``budgets`` are points each budgeted campaign may still give, ``used`` the uses of caps that are not one
    member's, ``dice`` the numbers in [0, 1) the caller rolled.
    """

    budgets: Mapping[str, int] = field(default_factory=dict)
    used: Mapping[Use, int] = field(default_factory=dict)
    dice: Mapping[str, Decimal] = field(default_factory=dict)


NOTHING_SHARED = Shared()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to read before the event can be rated; campaigns that cannot match ask for nothing."""

    budgets: frozenset[str] = frozenset()
    uses: frozenset[Use] = frozenset()


@dataclass(frozen=True, slots=True)
class Admission:
    """What becomes of an event on arrival, and why when it is not processed.

    ``late`` and ``future`` events are held for a person (K10); a return without its purchase is parked until
    ``until`` (aware) and then held as ``purchase_missing``.
    """

    status: Literal["processed", "held", "parked"]
    why: Literal["", "late", "future", "purchase_missing"] = ""
    until: datetime | None = None
