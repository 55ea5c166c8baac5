"""The entries of one use case while they are being planned.

A draft lives inside one planning call and never leaves it; what leaves is a ``Plan``. The postings on a
member's accounts follow from what happens to lots and debts, so that balance and lots cannot drift apart:
available is the open lots less what is owed, pending the pending lots.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from rules.books.lots import drawn_from, soonest_expiring, total
from rules.entries import Draw, Entry, Lot, Posting, Reason, available, pending
from rules.errors import PointsError
from rules.state import Command, MemberState, Plan

Legs = Iterable[tuple[str, str, int]]
"""Postings on accounts that are not a member's available or pending: (account, currency, signed points)."""


class MemberNotLoaded(PointsError):
    """A plan touches a member whose books were not handed in; the caller's mistake."""

    code = "member_not_loaded"

    def __init__(self, member: str) -> None:
        self.member = member
        super().__init__(f"the books of member {member} are needed and were not handed in")


class LotNotLoaded(PointsError):
    """A plan puts points back into a lot that was not handed in; the caller's mistake."""

    code = "lot_not_loaded"

    def __init__(self, lot: str) -> None:
        self.lot = lot
        super().__init__(f"lot {lot} is needed and was not handed in")


class Draft:
    """Entries so far, and the lots and debts as they would stand after them."""

    def __init__(self, command: Command, states: Iterable[MemberState], emptied: Iterable[Lot] = ()) -> None:
        """``emptied`` are lots that the states may leave out, because nothing is left in them."""
        self.command = command
        self.entries: list[Entry] = []
        self._states = {state.id: state for state in states}
        self._lots: dict[str, Lot] = {}
        self._by_id: dict[str, dict[str, Lot]] = {}
        self._owed: dict[tuple[str, str], int] = {}
        self._revived: dict[str, int] = {}
        self._emptied = {lot.id: replace(lot, left=0) for lot in emptied}

    def lots(self, member: str, currency: str) -> list[Lot]:
        """The member's lots of one currency as they would stand, in the order of the books."""
        books = [self._lots.get(lot.id, lot) for lot in self._state(member).lots]
        known = {lot.id for lot in books}
        opened = [lot for lot in self._lots.values() if lot.member == member and lot.id not in known]
        return [lot for lot in (*books, *opened) if lot.currency == currency]

    def lot(self, lot: str, member: str) -> Lot:
        """One lot as it would stand; raises ``LotNotLoaded``."""
        found = self._lots.get(lot) or self._loaded(member).get(lot) or self._emptied.get(lot)
        if found is None:
            raise LotNotLoaded(lot)
        return found

    def lapsed(self, lot: Lot) -> int:
        """Points that lapsed from a lot and that no reversal has taken yet."""
        return self._state(lot.member).lapsed.get(lot.id, 0) - self._revived.get(lot.id, 0)

    def owed(self, member: str, currency: str) -> int:
        """Points below zero as they would stand."""
        found = self._owed.get((member, currency))
        return self._state(member).owed.get(currency, 0) if found is None else found

    def new_lot(
        self, member: str, currency: str, points: int, expires_on: date | None = None, *,
        available_on: date | None = None, event: str = "", place: int = 1,
    ) -> Lot:
        """A lot for the next entry to open: named as the entry; the second (``place`` 2) adds its place."""
        entry = self._next_id()
        return Lot(
            entry if place == 1 else f"{entry}.{place}", member, currency, points, points,
            expires_on, available_on, available_on is not None and available_on > self.command.day,
            entry, event or self.command.id,
        )

    def enter(
        self, kind: str, against: Legs, *, opens: Sequence[Lot] = (), draws: Sequence[Draw] = (),
        releases: Sequence[Lot] = (), debts: Mapping[tuple[str, str], int] | None = None,
        reason: Reason | None = None, negates: str = "",
    ) -> Entry:
        """Write one entry; the members' legs are added. ``debts`` are changes of what is owed.

        What members owe is repaid at once out of whatever becomes available. Raises ``UnbalancedEntry``.
        """
        for lot in opens:
            self._lots[lot.id] = lot
        legs = [*against, *((_account(lot), lot.currency, lot.left) for lot in opens)]
        if draws or releases or debts:
            legs += [*self._moved_legs(draws, releases), *_debt_legs(debts or {})]
            self._draw(draws)
            for lot in releases:
                self._lots[lot.id] = replace(self.lot(lot.id, lot.member), pending=False)
            self._owe(debts or {})
        repaid = self._repaid((*opens, *releases, *(draw for draw in draws if draw.points < 0)))
        entry = Entry(
            self._next_id(), kind, self.command.occurred_at, reason or self.command.reason, _postings(legs),
            negates, tuple(opens), (*draws, *repaid), tuple(lot.id for lot in releases),
        )
        self.entries.append(entry)
        if kind == "reversal":
            self._revive(draws)
        return entry

    def plan(self, member: str) -> Plan:
        """The entries and debts as a plan of ``member``."""
        return Plan(member, tuple(self.entries), owed=self.debts)

    @property
    def debts(self) -> dict[tuple[str, str], int]:
        """What is owed by (member, currency) wherever it changed."""
        return dict(self._owed)

    def _next_id(self) -> str:
        return f"{self.command.id}.{self.command.first + len(self.entries)}"

    def _state(self, member: str) -> MemberState:
        if member not in self._states:
            raise MemberNotLoaded(member)
        return self._states[member]

    def _loaded(self, member: str) -> dict[str, Lot]:
        """The member's lots as they were handed in, by id."""
        if member not in self._by_id:
            self._by_id[member] = {lot.id: lot for lot in self._state(member).lots}
        return self._by_id[member]

    def _moved_legs(self, draws: Sequence[Draw], releases: Sequence[Lot]) -> Legs:
        """The members' legs of lots that were open before."""
        for draw in draws:
            lot = self.lot(draw.lot, draw.member)
            yield _account(lot), lot.currency, -draw.points
        for lot in releases:
            yield pending(lot.member), lot.currency, -lot.left
            yield available(lot.member), lot.currency, lot.left

    def _draw(self, draws: Iterable[Draw]) -> None:
        for draw in draws:
            self._lots[draw.lot] = self.lot(draw.lot, draw.member).drawn(draw.points)

    def _owe(self, debts: Mapping[tuple[str, str], int]) -> None:
        for (member, currency), points in debts.items():
            self._owed[member, currency] = self.owed(member, currency) + points

    def _revive(self, draws: Iterable[Draw]) -> None:
        for draw in draws:
            if draw.points < 0:
                self._revived[draw.lot] = self._revived.get(draw.lot, 0) - draw.points

    def _repaid(self, gained: Sequence[Lot | Draw]) -> tuple[Draw, ...]:
        """Draws on lots that just gained available points, up to what their members owe; the debts shrink."""
        if not self._owed and not [part for part in gained if self._state(part.member).owed]:
            return ()
        repaid: list[Draw] = []
        for lot in soonest_expiring(self._gained(gained)):
            draws = drawn_from([lot], self.owed(lot.member, lot.currency))
            if draws:
                self._draw(draws)
                self._owe({(lot.member, lot.currency): -total(draws)})
                repaid.extend(draws)
        return tuple(repaid)

    def _gained(self, gained: Iterable[Lot | Draw]) -> Iterable[Lot]:
        ids = {part.lot if isinstance(part, Draw) else part.id: part.member for part in gained}
        lots = (self.lot(lot, member) for lot, member in ids.items())
        return [lot for lot in lots if not lot.pending]


def _account(lot: Lot) -> str:
    return pending(lot.member) if lot.pending else available(lot.member)


def _debt_legs(debts: Mapping[tuple[str, str], int]) -> Legs:
    return ((available(member), currency, -points) for (member, currency), points in debts.items())


def _postings(legs: Legs) -> tuple[Posting, ...]:
    """One posting an account and currency, in order of first mention, none of zero."""
    sums: dict[tuple[str, str], int] = {}
    for account, currency, points in legs:
        sums[account, currency] = sums.get((account, currency), 0) + points
    return tuple([Posting(account, currency, points) for (account, currency), points in sums.items() if points])
