"""Points of a spend put back: into the lots they came from, last drawn first.

Refunding part of a spend leaves the lots as the smaller spend would have. Points of a lot that lapsed
meanwhile lapse at once, or live for the programme's ``grace_days`` from the refund's day in a new lot (K9).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from rules.books.draft import Draft
from rules.books.lots import first_of, lapsed, last_of, positive
from rules.compiled import CompiledProgramme
from rules.entries import BREAKAGE, Draw, Entry, Lot
from rules.errors import PointsError
from rules.rating.constants import whole_constant
from rules.state import Command, MemberState, PastEvent, Plan


class RefundTooLarge(PointsError):
    """A refund asks for more than is left of the spend."""

    code = "refund_too_large"

    def __init__(self, *, wanted: int, left: int) -> None:
        self.wanted, self.left = wanted, left
        super().__init__(f"{wanted} points to refund, {left} left of the spend")


def refund(
    compiled: CompiledProgramme, command: Command, state: MemberState, spent: Entry, *, points: int | None = None,
    earlier: Iterable[Entry] = (), hold: Entry | None = None,
) -> Plan:
    """Give back ``points`` (None: all that is left) of a burn, or of the capture of a ``hold``.

    ``earlier`` are entries already written that negate ``spent``; ``state`` holds every lot the spend drew
    on, emptied ones too. Raises ``RefundTooLarge``, ``PointsNotPositive`` and ``LotNotLoaded``.
    """
    payee, currency, _ = spender_leg(spent)
    left = left_of(spent, earlier)
    wanted = left if points is None else points
    if positive(wanted) > left:
        raise RefundTooLarge(wanted=wanted, left=left)
    drawn = first_of(drawn_by(hold or spent), left)
    draft = Draft(command, (state,))
    put_back(draft, compiled, "refund", last_of(drawn, wanted), [(payee, currency, -wanted)], spent.id)
    return replace(draft.plan(state.id), past=_less_used(state, spent, wanted))


def left_of(spent: Entry, earlier: Iterable[Entry]) -> int:
    """Points of a spend that no ``earlier`` refund gave back."""
    payee, _, paid = spender_leg(spent)
    return paid - sum(given_back(entry, payee) for entry in earlier if entry.negates == spent.id)


def spender_leg(spent: Entry) -> tuple[str, str, int]:
    """Account, currency and points of who was paid by a spend."""
    leg = next(posting for posting in spent.postings if posting.points > 0)
    return leg.account, leg.currency, leg.points


def given_back(entry: Entry, payee: str) -> int:
    """Points that an earlier refund took from the payee."""
    return -sum(posting.points for posting in entry.postings if posting.account == payee)


def drawn_by(spent: Entry) -> tuple[Draw, ...]:
    """What a spend drew, in its order."""
    return tuple(draw for draw in spent.draws if draw.points > 0)


def put_back(
    draft: Draft, compiled: CompiledProgramme, kind: str, draws: Sequence[Draw],
    against: Sequence[tuple[str, str, int]], negates: str,
) -> None:
    """Write the entry that puts drawn points back, and the lapse of those that come back too late."""
    grace_days, day = whole_constant(compiled, "/policies/grace_days"), draft.command.day
    late = [draw for draw in draws if lapsed(draft.lot(draw.lot, draw.member), day)]
    again = late if grace_days > 0 else []
    back = tuple(replace(draw, points=-draw.points) for draw in draws if draw not in again)
    opens = _redated(draft, again, day + timedelta(days=grace_days))
    draft.enter(kind, against, opens=opens, draws=back, negates=negates)
    for draw in late if not again else ():
        _lapse(draft, draw)


def _redated(draft: Draft, draws: Iterable[Draw], last: date) -> tuple[Lot, ...]:
    """New lots for points whose own lot has lapsed, still of the event that earned them."""
    lapsed_lots = [(draft.lot(draw.lot, draw.member), draw.points) for draw in draws]
    return tuple(
        draft.new_lot(lot.member, lot.currency, points, last, event=lot.event, place=place)
        for place, (lot, points) in enumerate(lapsed_lots, start=1)
    )


def _lapse(draft: Draft, draw: Draw) -> None:
    """What a lapsed lot holds, less the debt it repaid, goes to breakage."""
    lot = draft.lot(draw.lot, draw.member)
    if lot.left:
        draft.enter("expiry", [(BREAKAGE, lot.currency, lot.left)], draws=(Draw(lot.id, lot.left, lot.member),))


def _less_used(state: MemberState, spent: Entry, points: int) -> PastEvent | None:
    """The spend's history row with fewer points used; None when the books do not reach so far back."""
    event = spent.id.rpartition(".")[0]
    row = next((row for row in state.past if row.id == event), None)
    return row and replace(row, points_used=max(row.points_used - points, 0))
