"""What a member has: points by currency with their worth, when pending ones free, which expire next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from zoneinfo import ZoneInfo

from rules.compiled import CompiledProgramme
from rules.entries import Lot
from rules.gather import balances_on, spendable
from rules.programme import Currency, Programme
from rules.state import MemberState
from server.connection import MARKS, Connection

HELD = "SELECT currency, held FROM balance WHERE member_id = {0} AND held > 0"
CENT = Decimal("0.01")
NEXT_DATES = 3
"""So many coming dates are told of each currency."""


@dataclass(frozen=True, slots=True)
class Dated:
    """Points that expire, or become spendable, on one local day; None when the day is not known."""

    on: date | None
    points: int


@dataclass(frozen=True, slots=True)
class Purse:
    """A member's points of one currency. ``available`` is below 0 when points are owed.

    ``worth`` is money in major units, rounded down; ``held`` points are set aside for a payment. ``expiring`` and
    ``freeing`` are the next dates, soonest first.
    """

    currency: Currency
    available: int
    pending: int
    held: int
    worth: Decimal
    expiring: tuple[Dated, ...] = ()
    freeing: tuple[Dated, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.available or self.pending or self.held)


def local_time(programme: Programme, at: datetime) -> datetime:
    """An instant on the wall of the programme."""
    return at.astimezone(ZoneInfo(programme.zone))


def held_points(connection: Connection, member: str) -> Mapping[str, int]:
    """Points set aside, by currency."""
    rows = connection.rows(HELD.format(MARKS[connection.kind]), (member,))
    return {currency: int(points) for currency, points in rows}


def purses(compiled: CompiledProgramme, state: MemberState, held: Mapping[str, int], at: datetime) -> list[Purse]:
    """Every currency that the member has or owes, in the programme's order."""
    today = local_time(compiled.programme, at).date()
    balances = balances_on(compiled, state, today)
    found = (_purse(currency, balances[currency.code], state, held, today)
             for currency in compiled.programme.currencies)
    return [purse for purse in found if not purse.is_empty]


def worth_of(currency: Currency, points: int) -> Decimal:
    """Money that points are worth, rounded down; 0 for what is owed."""
    return (max(points, 0) * currency.price).quantize(CENT, ROUND_DOWN)


def _purse(currency: Currency, available: int, state: MemberState, held: Mapping[str, int], today: date) -> Purse:
    lots = [lot for lot in state.lots if lot.currency == currency.code and lot.left]
    open_lots = [lot for lot in lots if spendable(lot, today) and lot.expires_on]
    pending = [lot for lot in lots if lot.pending]
    return Purse(
        currency, available, sum(lot.left for lot in pending), held.get(currency.code, 0),
        worth_of(currency, available), _by_day(open_lots, "expires_on"), _by_day(pending, "available_on"))


def _by_day(lots: Iterable[Lot], day: str) -> tuple[Dated, ...]:
    """Points by day, the next few days; those without a day come last."""
    sums: dict[date | None, int] = defaultdict(int)
    for lot in lots:
        sums[getattr(lot, day)] += lot.left
    dated = sorted(sums.items(), key=lambda pair: (pair[0] is None, pair[0] or date.max))
    return tuple(Dated(on, points) for on, points in dated[:NEXT_DATES])
