"""The life of a redemption: approved or refused, fulfilled, failed, cancelled; what is not had is given back.

Whatever ends without the goods puts the points back into their very lots, and the pieces back into stock and the
member's limit. A redemption that comes as vouchers is fulfilled by its codes; only those still open can come back.

Each use case raises ``UnknownRedemption``, ``RedemptionClosed``, and what ``Desk.do`` raises. Who may ask is the
caller's to decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rules.books.redeem import give_back, gives_vouchers, reward_of
from rules.books.refund import drawn_by, spender_leg
from rules.errors import PointsError
from rules.state import Plan
from server.db import reading
from server.ledger.entries import entries_negating, entry_named
from server.services.points.desk import Books, Deed, Desk, Request
from server.services.rewards.redemption_rows import Redemption, change, insert, redemption_named, told_redemption
from server.services.rewards.vouchers import Voucher, close, issue, told_voucher, vouchers_of
from server.webhooks.edge import Answered


class RedemptionClosed(PointsError):
    """A redemption is past the point where this can be done; ``status`` says where it stands."""

    code = "redemption_closed"

    def __init__(self, redemption: str, *, status: str) -> None:
        self.redemption, self.status = redemption, status
        super().__init__(f"redemption {redemption} is {status}")


@dataclass(frozen=True, slots=True)
class _Move:
    """From which statuses, to which; ``back`` gives points and pieces back."""

    type: str
    sources: tuple[str, ...]
    target: str
    back: bool = False


APPROVE = _Move("redemption.approved", ("waiting",), "approved")
REFUSE = _Move("redemption.refused", ("waiting",), "refused", back=True)
FULFIL = _Move("redemption.fulfilled", ("approved",), "fulfilled")
FAIL = _Move("redemption.failed", ("approved", "fulfilled"), "failed", back=True)
CANCEL = _Move("redemption.cancelled", ("waiting", "approved"), "cancelled", back=True)


def opened(books: Books, request: Request, reward: str, quantity: int, plan: Plan) -> Plan:
    """The plan that pays for a reward, whose redemption is written and told; codes come at once unless it waits."""
    found = reward_of(books.compiled, reward)
    assert found is not None
    _, currency, points = spender_leg(plan.entries[0])
    row = Redemption(
        books.state.id, books.command.id, found[1].partner, request.partner, reward, found[1].kind, quantity, 0,
        currency, points, plan.entries[0].id, books.compiled.version, tuple(plan.uses),
        "waiting" if found[1].approval else "approved", "", "", books.at, books.at)
    insert(books.connection, row)
    _tell(books, row if found[1].approval else _approved(books, row))
    return plan


def approve(desk: Desk, request: Request, redemption: str) -> Answered:
    """Say yes to a redemption that waits; vouchers are given at once, and fulfil it."""
    return _move(desk, request, redemption, APPROVE)


def refuse(desk: Desk, request: Request, redemption: str, why: str) -> Answered:
    """Say no to a redemption that waits, and give it back."""
    return _move(desk, request, redemption, REFUSE, why=why)


def fulfil(desk: Desk, request: Request, redemption: str, tracking: str = "") -> Answered:
    """Say that it was handed over or sent; ``tracking`` tells the member how to follow it."""
    return _move(desk, request, redemption, FULFIL, tracking=tracking)


def fail(desk: Desk, request: Request, redemption: str, why: str) -> Answered:
    """Say that it could not be delivered after all, and give it back."""
    return _move(desk, request, redemption, FAIL, why=why)


def cancel(desk: Desk, request: Request, redemption: str, why: str = "") -> Answered:
    """Call it off before it is fulfilled, or the vouchers of it that nobody has used; what is called off comes back."""
    return _move(desk, request, redemption, CANCEL, why=why)


def _move(desk: Desk, request: Request, redemption: str, move: _Move, *, tracking: str = "", why: str = "") -> Answered:
    with reading(desk.engine) as connection:
        found = redemption_named(connection, redemption)

    def plan(books: Books) -> Plan:
        before = redemption_named(books.connection, redemption)
        noted = replace(before, tracking=tracking or before.tracking, why=why or before.why, changed_at=books.at)
        if move.back:
            return _taken_back(books, noted, move)
        _assert_in(before, move.sources)
        row = replace(noted, status=move.target)
        change(books.connection, row)
        _tell(books, _approved(books, row, desk) if move is APPROVE else row)
        return Plan(books.state.id)

    words = {"redemption": redemption, "tracking": tracking, "why": why}
    return desk.do(replace(request, member=found.member, number=""), Deed(move.type, words, plan, alone=True))


def _assert_in(row: Redemption, sources: Sequence[str]) -> None:
    if row.status not in sources:
        raise RedemptionClosed(row.id, status=row.status)


def _approved(books: Books, row: Redemption, desk: Desk | None = None) -> Redemption:
    """The redemption once its vouchers are given, when it comes as such: then it is fulfilled."""
    compiled = desk.versions.by_hash(row.version) if desk else books.compiled
    found = reward_of(compiled, row.reward)
    if found is None or not gives_vouchers(found[1]):
        return row
    issue(books, row, compiled)
    fulfilled = replace(row, status="fulfilled")
    change(books.connection, fulfilled)
    return fulfilled


def _taken_back(books: Books, row: Redemption, move: _Move) -> Plan:
    """Give back what has not been had; a redemption of which a voucher was used stays fulfilled."""
    given = vouchers_of(books.connection, row.member, row.id)
    _assert_in(row, (*move.sources, "fulfilled") if given and move is CANCEL else move.sources)
    still_open = [each for each in given if close(books, each.code, "cancelled")]
    pieces = len(still_open) if given else row.left
    if not pieces:
        raise RedemptionClosed(row.id, status=row.status)
    after = replace(row, back=row.back + pieces, status=move.target if pieces == row.left else row.status)
    change(books.connection, after)
    _tell(books, after)
    return given_back(books, row, pieces)


def given_back(books: Books, row: Redemption, pieces: int) -> Plan:
    """The plan that gives pieces of a redemption back, its lots loaded."""
    spent = entry_named(books.connection, row.member, row.entry)
    assert spent is not None
    books.load_lots(sorted({draw.lot for draw in drawn_by(spent)}))
    return give_back(books.compiled, books.command, books.state, spent, row.redeemed, pieces,
                     earlier=entries_negating(books.connection, row.member, spent.id))


def _tell(books: Books, row: Redemption) -> None:
    vouchers: Sequence[Voucher] = vouchers_of(books.connection, row.member, row.id)
    books.told["redemption"] = {**told_redemption(row), "vouchers": [told_voucher(each) for each in vouchers]}
