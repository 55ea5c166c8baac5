"""Lots: which points a spend takes, and where points go back to.

A lot is good through the end of its last local day (K9). Nothing here knows accounts or entries; it says what
to draw, as values.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from rules.entries import Draw, Lot
from rules.errors import PointsError


class InsufficientPoints(PointsError):
    """A spend asks for more than the member's available points of that currency."""

    code = "insufficient_points"

    def __init__(self, *, currency: str, wanted: int, available: int) -> None:
        self.currency, self.wanted, self.available = currency, wanted, available
        super().__init__(f"{wanted} {currency} wanted, {available} available")


class PointsNotPositive(PointsError):
    """A request for no points, or for fewer than none."""

    code = "points_not_positive"

    def __init__(self, points: int) -> None:
        self.points = points
        super().__init__(f"{points} points asked for; at least 1 is needed")


def positive(points: int) -> int:
    """The same points; raises ``PointsNotPositive`` below 1."""
    if points < 1:
        raise PointsNotPositive(points)
    return points


def lapsed(lot: Lot, day: date) -> bool:
    """Whether the lot's last day is before ``day``."""
    return lot.expires_on is not None and lot.expires_on < day


def spendable(lot: Lot, day: date) -> bool:
    """Whether its points can be spent on this local day: released, and through its last day."""
    return not lot.pending and not lapsed(lot, day)


def soonest_expiring(lots: Iterable[Lot]) -> list[Lot]:
    """By last day, lots without one at the end; ties by id, so that the order of loading never matters."""
    return sorted(lots, key=lambda lot: (lot.expires_on or date.max, lot.id))


def take(lots: Sequence[Lot], currency: str, points: int, day: date, *, owed: int = 0) -> tuple[Draw, ...]:
    """What a spend of ``points`` draws, soonest expiring first.

    ``lots`` are one member's; what the member owes is not available. Raises ``InsufficientPoints`` and
    ``PointsNotPositive``.
    """
    usable = [lot for lot in lots if lot.currency == currency and spendable(lot, day)]
    available = sum(lot.left for lot in usable) - owed
    if positive(points) > available:
        raise InsufficientPoints(currency=currency, wanted=points, available=available)
    return drawn_from(soonest_expiring(usable), points)


def drawn_from(lots: Iterable[Lot], points: int) -> tuple[Draw, ...]:
    """Draw up to ``points`` from lots in the order given; less when they hold less."""
    draws = []
    for lot in lots:
        share = min(points, lot.left)
        if share > 0:
            draws.append(Draw(lot.id, share, lot.member))
        points -= share
    return tuple(draws)


def total(draws: Iterable[Draw]) -> int:
    """Points drawn in all."""
    return sum(draw.points for draw in draws)


def first_of(draws: Sequence[Draw], points: int) -> tuple[Draw, ...]:
    """The draws that a smaller spend of ``points`` would have made."""
    kept = []
    for draw in draws:
        share = min(points, draw.points)
        if share > 0:
            kept.append(Draw(draw.lot, share, draw.member))
        points -= share
    return tuple(kept)


def last_of(draws: Sequence[Draw], points: int) -> tuple[Draw, ...]:
    """The last ``points`` of a spend, last drawn first: what a partial refund puts back.

    Spending n and refunding k leaves the lots as spending n - k would have.
    """
    return first_of(draws[::-1], points)
