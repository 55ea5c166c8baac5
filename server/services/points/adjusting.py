"""Points that a person adds or takes, who answers for it by name."""

from __future__ import annotations

from datetime import date

from rules.books.adjust import adjust
from server.services.points.desk import Deed, Desk, Request
from server.webhooks.edge import Answered

TYPE = "points.adjusted"


def adjust_points(desk: Desk, request: Request, currency: str, points: int, *, issuer: str = "",
                  expires_on: date | None = None) -> Answered:
    """Add ``points``, or take them when negative; ``issuer`` is the partner that stands for them.

    Raises ``ReasonMissing``, ``SecondPersonNeeded``, ``InsufficientPoints``, ``UnknownCurrency``,
    ``UnknownPartner``, ``PointsNotPositive``, and what ``Desk.do`` raises.
    """
    words = {"currency": currency, "points": points, "issuer": issuer, "expires_on": expires_on}
    return desk.do(request, Deed(TYPE, words, lambda books: adjust(
        books.compiled, books.command, books.state, currency=currency, points=points, partner=issuer,
        expires_on=expires_on)))
