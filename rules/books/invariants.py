"""What must always hold of books and entries, each as its own small check over plain values.

Written from the ledger's specification, not from the code that plans: they read entries and states and know
nothing of how either came about. A check answers with findings; none if all is well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from rules.books.settlement import settle, totals_of
from rules.entries import CONVERTED, Entry, available, held, pending
from rules.errors import Finding
from rules.state import MemberState

States = Sequence[MemberState]
Entries = Sequence[Entry]
SPENDS = ("burn", "hold")


def check_books(
    states: States, entries: Entries, prices: Mapping[str, Decimal] | None = None,
) -> tuple[Finding, ...]:
    """Every invariant over every member and entry, in order; ``entries`` are all there ever were.

    ``prices`` are those to settle by; without them every point is worth 1.
    """
    found = [finding for check in CHECKS for finding in check(states, entries)]
    return (*found, *settlement_nets_to_zero(entries, prices))


def entries_balance(states: States, entries: Entries) -> Iterator[Finding]:
    """1. The postings of each entry sum to zero in each currency."""
    for entry in entries:
        sums: Counter[str] = Counter()
        for posting in entry.postings:
            sums[posting.currency] += posting.points
        if any(sums.values()):
            yield _finding("entry_unbalanced", f"{entry.id} leaves {dict(sums)}", entry=entry.id)


def names_are_unique(states: States, entries: Entries) -> Iterator[Finding]:
    """No entry and no lot exists twice."""
    names = Counter(entry.id for entry in entries)
    lots = Counter(lot.id for entry in entries for lot in entry.opens)
    for name in (*(name for name, times in names.items() if times > 1),
                 *(lot for lot, times in lots.items() if times > 1)):
        yield _finding("name_twice", f"{name} exists twice", name=name)


def balances_are_lots(states: States, entries: Entries) -> Iterator[Finding]:
    """2. Available is the open lots less what is owed, pending the pending lots, held what open holds reserve."""
    posted = totals_of(entries)
    reserved = _reserved(entries)
    for state in states:
        for currency in sorted({currency for _, currency in posted} | {lot.currency for lot in state.lots}):
            wanted = {
                available(state.id): state.available(currency), pending(state.id): state.pending(currency),
                held(state.id): reserved.get((held(state.id), currency), 0),
            }
            for account, points in wanted.items():
                if posted.get((account, currency), 0) != points:
                    sentence = f"{account} stands at {posted.get((account, currency), 0)} {currency}, not {points}"
                    yield _finding("balance_differs", sentence, account=account, currency=currency)


def _reserved(entries: Entries) -> dict[tuple[str, str], int]:
    """What holds that nothing closed reserve, by (account, currency)."""
    closed = {entry.negates for entry in entries if entry.kind in ("capture", "release")}
    sums: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        if entry.kind == "hold" and entry.id not in closed:
            for posting in entry.postings:
                sums[posting.account, posting.currency] += max(posting.points, 0)
    return sums


def lots_stay_in_bounds(states: States, entries: Entries) -> Iterator[Finding]:
    """3. No lot is ever below zero or above what it opened with; the books hold what entries left in it."""
    left: dict[str, int] = {}
    size: dict[str, int] = {}
    for entry in entries:
        for lot in entry.opens:
            left[lot.id] = size[lot.id] = lot.accrued
        for draw in entry.draws:
            left[draw.lot] = left.get(draw.lot, 0) - draw.points
        for name in {draw.lot for draw in entry.draws}:
            if not 0 <= left[name] <= size.get(name, 0):
                yield _finding("lot_out_of_bounds", f"{entry.id} leaves {left[name]} in {name}", lot=name)
    for lot in (lot for state in states for lot in state.lots):
        if lot.left != left.get(lot.id):
            sentence = f"{lot.id} holds {lot.left}, its entries leave {left.get(lot.id)}"
            yield _finding("lot_differs", sentence, lot=lot.id)


def debts_are_real(states: States, entries: Entries) -> Iterator[Finding]:
    """Nobody owes less than nothing, or owes while holding spendable points."""
    for state in states:
        for currency, points in state.owed.items():
            spare = state.available(currency) + points
            if points < 0 or (points > 0 and spare > 0):
                sentence = f"{state.id} owes {points} {currency} and has {spare}"
                yield _finding("debt_wrong", sentence, member=state.id, currency=currency)


def spends_name_their_lots(states: States, entries: Entries) -> Iterator[Finding]:
    """3. What a burn or a hold takes is what it draws from lots."""
    for entry in entries:
        drawn = sum(draw.points for draw in entry.draws)
        paid = sum(posting.points for posting in entry.postings if posting.points > 0)
        if entry.kind in SPENDS and drawn != paid:
            yield _finding("spend_without_lots", f"{entry.id} pays {paid}, draws {drawn}", entry=entry.id)


def refunds_name_their_burn(states: States, entries: Entries) -> Iterator[Finding]:
    """3. Each refund names an earlier burn or capture; together they give back no more than it took."""
    left: dict[str, int] = {}
    for entry in entries:
        points = sum(posting.points for posting in entry.postings if posting.points > 0)
        if entry.kind in ("burn", "capture"):
            left[entry.id] = points
        if entry.kind == "refund":
            left[entry.negates] = left.get(entry.negates, 0) - _taken_back(entry)
            if left[entry.negates] < 0:
                yield _finding("refund_too_large", f"{entry.id} gives back too much", entry=entry.id)


def _taken_back(entry: Entry) -> int:
    return -sum(posting.points for posting in entry.postings if posting.points < 0)


def conversions_never_gain(states: States, entries: Entries) -> Iterator[Finding]:
    """9. Under one version, no two conversions made a round trip that ends higher."""
    best: dict[tuple[str, str, str], Fraction] = {}
    for entry in entries:
        if entry.kind == "conversion":
            (gives, target), (takes, source) = sorted(_converted(entry))
            key = (entry.reason.version, source, target)
            best[key] = max(best.get(key, Fraction(0)), Fraction(-gives, takes))
    for (version, source, target), rate in best.items():
        back = best.get((version, target, source), Fraction(0))
        if source < target and rate * back > 1:
            sentence = f"{source} to {target} and back gains {rate * back}"
            yield _finding("conversion_gains", sentence, source=source, target=target)


def _converted(entry: Entry) -> list[tuple[int, str]]:
    """(points, currency) of the two legs on the clearing account; what was given is negative."""
    return [(posting.points, posting.currency) for posting in entry.postings if posting.account == CONVERTED]


def settlement_nets_to_zero(
    entries: Entries, prices: Mapping[str, Decimal] | None = None,
) -> Iterator[Finding]:
    """10. The positions of all parties sum to zero, and their payments settle them."""
    totals = totals_of(entries)
    worth = prices or {currency: Decimal(1) for _, currency in totals}
    statement = settle(date.min, date.max, totals, worth)
    open_minor = Counter(dict(statement.positions))
    for payment in statement.payments:
        open_minor[payment.payer] += payment.amount_minor
        open_minor[payment.payee] -= payment.amount_minor
    if sum(statement.positions.values()) or any(open_minor.values()):
        yield _finding("settlement_open", f"positions leave {dict(open_minor)}")


CHECKS: tuple[Callable[[States, Entries], Iterator[Finding]], ...] = (
    entries_balance, names_are_unique, balances_are_lots, lots_stay_in_bounds, debts_are_real,
    spends_name_their_lots, refunds_name_their_burn, conversions_never_gain,
)
"""All but settlement, which needs prices."""


def _finding(code: str, sentence: str, **data: str) -> Finding:
    return Finding(code, sentence, data=data)
