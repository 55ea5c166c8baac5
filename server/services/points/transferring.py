"""Points that one member gives to another."""

from __future__ import annotations

from rules.books.transfer import transfer
from server.ledger.load import Asked
from server.services.points.desk import Deed, Desk, Request
from server.webhooks.edge import Answered

TYPE = "points.transferred"


def give_points(desk: Desk, request: Request, receiver: str, currency: str, points: int) -> Answered:
    """Give ``points`` to the member with the id ``receiver``.

    Raises ``TransfersClosed``, ``SameMember``, ``InsufficientPoints``, ``PointsNotPositive``, and what ``Desk.do``
    raises.
    """
    words = {"receiver": receiver, "currency": currency, "points": points}
    return desk.do(request, Deed(TYPE, words, lambda books: transfer(
        books.compiled, books.command, books.state, books.others[0], currency=currency, points=points),
        others=(Asked(member=receiver),)))
