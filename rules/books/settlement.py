"""Who owes whom for a period: points at their prices, netted to the cent.

A partner is charged for the points it issued and injected, and paid for those it honoured; everything else
(points in members' hands, pools, breakage, exchange) is the programme's. Since every entry balances, the exact
positions sum to nothing; rounding to cents by largest remainder keeps it so (invariant 10).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from rules.books.draft import Draft
from rules.entries import SETTLED, Entry
from rules.errors import PointsError
from rules.programme import Programme
from rules.state import Command, Plan

PROGRAMME = "programme"
"""The programme itself as a party; partners go by ``partner:<code>``."""

Totals = Mapping[tuple[str, str], int]
"""Sum of the postings of a period by (account, currency)."""


class NoPrice(PointsError):
    """A currency was used in the period that has no price to settle by."""

    code = "no_price"

    def __init__(self, currency: str) -> None:
        self.currency = currency
        super().__init__(f"no price to settle {currency} by")


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that one party pays another, integer minor units (cents), more than 0."""

    payer: str
    payee: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Statement:
    """The settlement of one period [``first``, ``until``).

    ``totals`` are the points it was computed from; ``positions`` the net money of each party in minor units,
    positive is received, together zero; ``payments`` settle them.
    """

    first: date
    until: date
    prices: Mapping[str, Decimal]
    totals: Totals
    positions: Mapping[str, int]
    payments: tuple[Payment, ...] = field(default=())


def totals_of(entries: Iterable[Entry]) -> Totals:
    """Sums by (account, currency) of what entries posted; settlements themselves do not count."""
    sums: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        if entry.kind != "settlement":
            for posting in entry.postings:
                sums[posting.account, posting.currency] += posting.points
    return {key: points for key, points in sums.items() if points}


def prices_of(programme: Programme) -> dict[str, Decimal]:
    """Money per point of each currency."""
    return {currency.code: currency.price for currency in programme.currencies}


def settle(first: date, until: date, totals: Totals, prices: Mapping[str, Decimal]) -> Statement:
    """The statement of a period. The same totals and prices always give the same one. Raises ``NoPrice``."""
    positions = rounded(exact_positions(totals, prices))
    return Statement(first, until, dict(prices), dict(totals), positions, payments_for(positions))


def party_of(account: str) -> str:
    """``partner:<code>`` for a partner's accounts, ``programme`` for all others.

    >>> party_of("partner:air:issued"), party_of("member:7:available")
    ('partner:air', 'programme')
    """
    kind, _, rest = account.partition(":")
    return f"partner:{rest.rpartition(':')[0]}" if kind == "partner" else PROGRAMME


def exact_positions(totals: Totals, prices: Mapping[str, Decimal]) -> dict[str, Fraction]:
    """Money of each party before rounding, in major units; what it is to receive is positive."""
    sums: dict[str, Fraction] = {PROGRAMME: Fraction(0)}
    for (account, currency), points in totals.items():
        if currency not in prices:
            raise NoPrice(currency)
        party = party_of(account)
        sums[party] = sums.get(party, Fraction(0)) + points * Fraction(prices[currency])
    return sums


def rounded(positions: Mapping[str, Fraction]) -> dict[str, int]:
    """Minor units, floored, with the cents that are missing to zero going to the largest remainders.

    ``positions`` sum to zero; ties go to the party that comes first by name.
    """
    floors = {party: money * 100 // 1 for party, money in sorted(positions.items())}
    missing = -sum(floors.values())
    for party in sorted(floors, key=lambda party: (floors[party] - positions[party] * 100, party))[:missing]:
        floors[party] += 1
    return floors


def payments_for(positions: Mapping[str, int]) -> tuple[Payment, ...]:
    """Payments that bring every position to zero: largest debtor to largest creditor, ties by name.

    Each settles at least one party, so that n parties need at most n - 1 payments. What positions leave that
    do not sum to zero stays open.
    """
    open_minor = {party: money for party, money in positions.items() if money}
    payments = []
    while min(open_minor.values(), default=0) < 0 < max(open_minor.values()):
        payer = min(open_minor, key=lambda party: (open_minor[party], party))
        payee = min(open_minor, key=lambda party: (-open_minor[party], party))
        amount = min(-open_minor[payer], open_minor[payee])
        payments.append(Payment(payer, payee, amount))
        open_minor[payer] += amount
        open_minor[payee] -= amount
        open_minor = {party: money for party, money in open_minor.items() if money}
    return tuple(payments)


def close(command: Command, totals: Totals) -> Plan:
    """The entry that takes a settled period off the partners' accounts, so that what stays is unsettled.

    Empty when no partner has anything to settle.
    """
    own = {key: points for key, points in totals.items() if party_of(key[0]) != PROGRAMME and points}
    legs = [(account, currency, -points) for (account, currency), points in sorted(own.items())]
    legs += [(SETTLED, currency, points) for (_, currency), points in sorted(own.items())]
    return Plan("", (Draft(command, ()).enter("settlement", legs),) if legs else ())
