"""Points of one currency into another, when a member or a partner asks for it."""

from __future__ import annotations

from rules.books.conversion import convert
from server.services.points.desk import Deed, Desk, Request
from server.webhooks.edge import Answered

TYPE = "points.converted"


def convert_points(desk: Desk, request: Request, conversion: str, points: int) -> Answered:
    """Convert the full blocks of ``points``.

    Raises ``ConversionClosed``, ``BelowMinimum``, ``InsufficientPoints``, ``PointsNotPositive``, ``RuleFailure``,
    and what ``Desk.do`` raises.
    """
    return desk.do(request, Deed(
        TYPE, {"conversion": conversion, "points": points},
        lambda books: convert(books.compiled, books.command, books.state, conversion, points)))
