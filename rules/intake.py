"""One event from report to plan: the pure composition that the server and the worked examples both run.

The caller picks the programme version in force at ``occurred_at`` (K6), locks and loads the members, reads what is
shared, calls one function here and writes the returned plan in one go. Nothing here stores, locks or logs.

The way of a purchase, an activity or a join::

    admission = admit(programme, reported, now, purchase)   # processed, held or parked
    wanted = wanted_for(compiled, reported, member, referrer)
    shared = ...                                            # the caller reads these budgets, uses; rolls these dice
    plan = take_event(compiled, reported, member, referrer, shared)
    answer = answer_for(plan, member_after)

The way of a return: load the ``Purchase`` and every member in ``members_of(purchase)``, compile the purchase's own
version, then ``take_return`` or ``take_void``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

from rules.compiled import CompiledProgramme
from rules.facts import Attribute, Facts, Line, Payment, Use
from rules.programme import Programme
from rules.state import MemberState, Plan, Purchase


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


def admit(programme: Programme, reported: Reported, now: datetime, purchase: Purchase | None = None) -> Admission:
    """Whether to process this event now; ``purchase`` is what a return names, None when it has not arrived."""
    raise NotImplementedError


def facts_for(
    compiled: CompiledProgramme, reported: Reported, member: MemberState,
    referrer: MemberState | None = None, shared: Shared = Shared(),
) -> Facts:
    """Everything the rules may look at for one event, in local time (K6), as things stood before it (K7)."""
    raise NotImplementedError


def wanted_for(
    compiled: CompiledProgramme, reported: Reported, member: MemberState, referrer: MemberState | None = None,
) -> Wanted:
    """Which budgets and uses this event can touch, so that the caller reads no others."""
    raise NotImplementedError


def take_event(
    compiled: CompiledProgramme, reported: Reported, member: MemberState,
    referrer: MemberState | None = None, shared: Shared = Shared(),
) -> Plan:
    """Plan a purchase, a join or an activity: whatever is not a return."""
    raise NotImplementedError


def members_of(purchase: Purchase) -> tuple[str, ...]:
    """Ids of all members a return of this purchase may touch, sorted: the order to lock them in."""
    raise NotImplementedError


def take_return(
    compiled: CompiledProgramme, reported: Reported, purchase: Purchase, members: Mapping[str, MemberState],
) -> Plan:
    """Plan a return of part of a purchase; ``compiled`` is the purchase's own version (K8).

    Raises ``ReturnTooLarge`` or ``UnknownLine`` when more comes back than was bought, or something else.
    """
    raise NotImplementedError


def take_void(
    compiled: CompiledProgramme, reported: Reported, purchase: Purchase, members: Mapping[str, MemberState],
) -> Plan:
    """Plan a return of all that is left of a purchase."""
    raise NotImplementedError
