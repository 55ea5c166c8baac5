"""Points as payment at a partner: paid at once or held first, captured, released, and given back.

A hold and a payment are named by the reference of the request that made them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Engine

from rules.books.holds import capture, hold, release
from rules.books.refund import drawn_by, refund
from rules.books.spend import burn
from rules.entries import Entry
from rules.errors import PointsError
from rules.state import Plan
from server.columns import instant
from server.connection import MARKS
from server.db import reading
from server.ledger.entries import entries_negating, entries_of, entry_named
from server.services.points.desk import Books, Deed, Desk, Request
from server.services.points.reserving import closed, opened
from server.webhooks.edge import Answered

OWNER = "SELECT member_id FROM claim WHERE partner = {0} AND reference = {0} AND member_id <> ''"
HOLD = """
SELECT h.member_id, h.currency, h.points, h.status, h.expires_at FROM claim c
JOIN entry e ON e.member_id = c.member_id AND e.event_id = c.event_id AND e.kind = 'hold'
JOIN hold h ON h.member_id = e.member_id AND h.id = e.event_id || '.' || e.seq
WHERE c.partner = {0} AND c.reference = {0}"""
EVENT = "SELECT event_id FROM claim WHERE partner = {0} AND reference = {0} AND member_id = {0}"


class UnknownSpend(PointsError):
    """The member has no hold, or no payment, under this reference."""

    code = "spend_unknown"

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(f"this member has nothing held or paid under the reference {reference}")


@dataclass(frozen=True, slots=True)
class Held:
    """A hold as it stands: open, captured, released or lapsed; it lapses by itself at ``expires_at``."""

    member: str
    currency: str
    points: int
    status: str
    expires_at: datetime | None


def hold_named(engine: Engine, partner: str, reference: str) -> Held:
    """The hold that a partner made under a reference. Raises ``UnknownSpend``."""
    with reading(engine) as connection:
        rows = connection.rows(HOLD.format(MARKS[connection.kind]), (partner, reference))
    if not rows:
        raise UnknownSpend(reference)
    member, currency, points, status, expires_at = rows[0]
    return Held(member, currency, points, status, instant(expires_at) if expires_at else None)


def spender_of(engine: Engine, partner: str, reference: str) -> str:
    """Id of the member whose points a partner asked for under a reference. Raises ``UnknownSpend``."""
    with reading(engine) as connection:
        rows = connection.rows(OWNER.format(MARKS[connection.kind]), (partner, reference))
    if not rows:
        raise UnknownSpend(reference)
    return str(rows[0][0])


def pay(desk: Desk, request: Request, currency: str, points: int) -> Answered:
    """Pay the request's partner. Raises what ``burn`` and ``Desk.do`` raise."""
    return desk.do(request, Deed("points.paid", {"currency": currency, "points": points}, lambda books: burn(
        books.compiled, books.command, books.state, currency=currency, points=points, partner=request.partner)))


def hold_points(desk: Desk, request: Request, currency: str, points: int) -> Answered:
    """Set points aside for the request's partner. Raises what ``burn`` and ``Desk.do`` raise."""
    def plan(books: Books) -> Plan:
        return opened(books, hold(books.compiled, books.command, books.state, currency=currency, points=points,
                                  partner=request.partner))

    return desk.do(request, Deed("points.held", {"currency": currency, "points": points}, plan))


def capture_hold(desk: Desk, request: Request, held: str, points: int | None = None) -> Answered:
    """Take ``points`` of the hold (None: all), and put the rest back.

    Raises ``UnknownSpend``, ``HoldClosed``, ``InsufficientPoints``, ``NotHonoured``, and what ``Desk.do`` raises.
    """
    def plan(books: Books) -> Plan:
        holding = _spend(books, request, held, ("hold",))
        _load_lots(books, holding)
        later = entries_negating(books.connection, books.state.id, holding.id)
        taken = capture(books.compiled, books.command, books.state, holding, partner=request.partner, points=points,
                        later=later)
        return closed(books, taken, holding.id, "captured")

    return desk.do(request, Deed("hold.captured", {"held": held, "points": points}, plan))


def release_hold(desk: Desk, request: Request, held: str) -> Answered:
    """Put all of a hold back. Raises ``UnknownSpend``, ``HoldClosed``, and what ``Desk.do`` raises."""
    def plan(books: Books) -> Plan:
        holding = _spend(books, request, held, ("hold",))
        _load_lots(books, holding)
        later = entries_negating(books.connection, books.state.id, holding.id)
        back = release(books.compiled, books.command, books.state, holding, later)
        return closed(books, back, holding.id, "released")

    return desk.do(request, Deed("hold.released", {"held": held}, plan))


def refund_points(desk: Desk, request: Request, paid: str, points: int | None = None) -> Answered:
    """Give back ``points`` (None: all that is left) of a payment, a redemption or a captured hold.

    Raises ``UnknownSpend``, ``RefundTooLarge``, ``PointsNotPositive``, and what ``Desk.do`` raises.
    """
    def plan(books: Books) -> Plan:
        spent = _spend(books, request, paid, ("burn", "capture"))
        holding = entry_named(books.connection, books.state.id, spent.negates) if spent.negates else None
        _load_lots(books, holding or spent)
        return refund(books.compiled, books.command, books.state, spent, points=points, hold=holding,
                      earlier=entries_negating(books.connection, books.state.id, spent.id))

    return desk.do(request, Deed("points.refunded", {"paid": paid, "points": points}, plan))


def _spend(books: Books, request: Request, reference: str, kinds: tuple[str, ...]) -> Entry:
    """The member's entry that an earlier request of the same partner made."""
    claimed = replace(request, reference=reference).claimed
    sql = EVENT.format(MARKS[books.connection.kind])
    for (event,) in books.connection.rows(sql, (request.partner, claimed, books.state.id)):
        for entry in entries_of(books.connection, books.state.id, event):
            if entry.kind in kinds:
                return entry
    raise UnknownSpend(reference)


def _load_lots(books: Books, spent: Entry) -> None:
    """Read the lots that a spend drew on, emptied ones too."""
    books.load_lots(sorted({draw.lot for draw in drawn_by(spent)}))
