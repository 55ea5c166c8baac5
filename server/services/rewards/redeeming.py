"""A reward from the catalogue for points: exact to the last piece, whoever else wants it at the same moment."""

from __future__ import annotations

from rules.books.redeem import redeem, uses_of_reward
from rules.state import Plan
from server.services.points.desk import Books, Deed, Desk, Request
from server.services.rewards.redemptions import opened
from server.webhooks.edge import Answered

TYPE = "reward.redeemed"


def redeem_reward(desk: Desk, request: Request, reward: str, quantity: int = 1) -> Answered:
    """Pay for ``quantity`` pieces with points; the answer tells the ``redemption``, with its vouchers if it has any.

    Raises ``RewardClosed``, ``OutOfStock``, ``LimitReached``, ``InsufficientPoints``, ``NotHonoured``,
    ``PointsNotPositive``, ``RuleFailure``, and what ``Desk.do`` raises.
    """
    def plan(books: Books) -> Plan:
        uses = uses_of_reward(books.compiled, books.command, books.state, reward)
        paid = redeem(books.compiled, books.command, books.state, reward, quantity=quantity, used=books.used(uses))
        return opened(books, request, reward, quantity, paid)

    return desk.do(request, Deed(TYPE, {"reward": reward, "quantity": quantity}, plan))
