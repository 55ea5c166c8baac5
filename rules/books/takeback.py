"""Where the points that a return takes back are found.

First in the purchase's own lots, pending before available, soonest expiring first; then among what lapsed from
those lots unspent, which breakage gives back; then, where its points were converted as they were earned, by
undoing that conversion; then in the member's other lots, in the same order. What is still short was spent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from rules.books.draft import Draft
from rules.books.lots import drawn_from, lapsed, total
from rules.entries import BREAKAGE, CONVERTED, Draw, Lot, Reason
from rules.state import Converted, Purchase


@dataclass(frozen=True, slots=True)
class Found:
    """Draws that take points back, how many of those points breakage gives, and how many are short."""

    draws: tuple[Draw, ...]
    lapsed: int
    short: int


def found_for(draft: Draft, event: str, member: str, currency: str, points: int, *, own: bool = False) -> Found:
    """Where ``points`` of a member can be taken for a purchase; with ``own`` only where it put them itself."""
    lots = draft.lots(member, currency)
    its_own = [lot for lot in lots if lot.event == event]
    drawn = drawn_from(_in_order(its_own), points)
    revived = _revived(draft, its_own, points - total(drawn))
    gone = -sum(draw.points for draw in revived if draw.points < 0)
    rest = points - total(drawn) - gone
    others = (lot for lot in lots if lot.event != event and not lapsed(lot, draft.command.day))
    more = () if own else drawn_from(_in_order(others), rest)
    return Found((*drawn, *revived, *more), gone, rest - total(more))


def _in_order(lots: Iterable[Lot]) -> list[Lot]:
    return sorted(lots, key=lambda lot: (not lot.pending, lot.expires_on or date.max, lot.id))


def _revived(draft: Draft, lots: Iterable[Lot], points: int) -> tuple[Draw, ...]:
    """Lapsed points, up to ``points``, put back into their lots and taken from them."""
    draws = []
    for lot in lots:
        back = min(points, draft.lapsed(lot))
        if back > 0:
            draws += [Draw(lot.id, -back, lot.member), Draw(lot.id, back, lot.member)]
            points -= back
    return tuple(draws)


def undo_conversions(
    draft: Draft, purchase: Purchase, wanted: Mapping[tuple[str, str], int], version: str,
) -> tuple[Converted, ...]:
    """Undo as much of the purchase's automatic conversions as its own lots are short; what is left of each.

    ``wanted`` are the points to take back by (member, currency). Points of the target that are short undo no
    more than they are worth; fractions go against the member, and a conversion undone whole is undone exactly.
    """
    return tuple(_undone(draft, purchase.event, note, wanted, version) for note in purchase.converted)


def _undone(
    draft: Draft, event: str, note: Converted, wanted: Mapping[tuple[str, str], int], version: str,
) -> Converted:
    needed = wanted.get((note.member, note.source), 0)
    points = min(note.points, found_for(draft, event, note.member, note.source, needed, own=True).short)
    if points < 1:
        return note
    short = found_for(draft, event, note.member, note.target, _worth(note, points)).short
    if short:
        points = (_worth(note, points) - short) * note.points // note.gave
    return _undo(draft, event, note, points, version) if points else note


def _worth(note: Converted, points: int) -> int:
    """Points of the target that ``points`` of the source became, rounded up."""
    return -(-points * note.gave // note.points)


def _undo(draft: Draft, event: str, note: Converted, points: int, version: str) -> Converted:
    back = _worth(note, points)
    found = found_for(draft, event, note.member, note.target, back)
    draft.enter(
        "reversal",
        [(CONVERTED, note.target, back), (CONVERTED, note.source, -points), (BREAKAGE, note.target, -found.lapsed)],
        opens=(draft.new_lot(note.member, note.source, points, event=event),), draws=found.draws,
        reason=Reason(event=event, rule=f"conversion:{note.source}", version=version), negates=note.entry,
    )
    return replace(note, points=note.points - points, gave=note.gave - back)
