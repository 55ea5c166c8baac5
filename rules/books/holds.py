"""Points set aside before they are spent: hold, then capture or release.

A hold draws its lots at once, so that nothing else can spend them. One capture closes it, and what it does not
take goes back; a hold that lapses is released. Whoever calls knows until when a hold stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rules.books.draft import Draft
from rules.books.lots import InsufficientPoints, last_of, positive, take
from rules.books.refund import drawn_by, put_back, spender_leg
from rules.books.spend import assert_honoured, redeemed
from rules.compiled import CompiledProgramme
from rules.entries import Entry, held, honoured
from rules.errors import PointsError
from rules.state import Command, MemberState, Plan


class HoldClosed(PointsError):
    """A hold was already captured or released."""

    code = "hold_closed"

    def __init__(self, hold: str) -> None:
        self.hold = hold
        super().__init__(f"hold {hold} is closed")


def hold(
    compiled: CompiledProgramme, command: Command, state: MemberState, *, currency: str, points: int, partner: str,
) -> Plan:
    """Set ``points`` aside for ``partner``. Raises what ``burn`` raises."""
    assert_honoured(compiled, partner, currency)
    draft = Draft(command, (state,))
    draws = take(
        draft.lots(state.id, currency), currency, points, command.day, owed=draft.owed(state.id, currency),
    )
    draft.enter("hold", [(held(state.id), currency, points)], draws=draws)
    return draft.plan(state.id)


def capture(
    compiled: CompiledProgramme, command: Command, state: MemberState, holding: Entry, *, partner: str,
    points: int | None = None, later: Iterable[Entry] = (),
) -> Plan:
    """Pay ``partner`` with ``points`` of a hold (None: all of it); the rest goes back to its lots.

    ``later`` are entries that negate the hold. Raises ``HoldClosed``, ``NotHonoured``, ``PointsNotPositive``,
    and ``InsufficientPoints`` for more than was held.
    """
    account, currency, reserved = _open(holding, later)
    assert_honoured(compiled, partner, currency)
    paid = positive(reserved if points is None else points)
    if paid > reserved:
        raise InsufficientPoints(currency=currency, wanted=paid, available=reserved)
    draft = Draft(command, (state,))
    draft.enter("capture", [(account, currency, -paid), (honoured(partner), currency, paid)], negates=holding.id)
    if paid < reserved:
        rest = last_of(drawn_by(holding), reserved - paid)
        put_back(draft, compiled, "release", rest, [(account, currency, paid - reserved)], holding.id)
    return replace(draft.plan(state.id), past=redeemed(command, partner, paid))


def release(
    compiled: CompiledProgramme, command: Command, state: MemberState, holding: Entry,
    later: Iterable[Entry] = (),
) -> Plan:
    """Put all points of a hold back into their lots. Raises ``HoldClosed``."""
    account, currency, reserved = _open(holding, later)
    draft = Draft(command, (state,))
    rest = last_of(drawn_by(holding), reserved)
    put_back(draft, compiled, "release", rest, [(account, currency, -reserved)], holding.id)
    return draft.plan(state.id)


def _open(holding: Entry, later: Iterable[Entry]) -> tuple[str, str, int]:
    """Account, currency and points of a hold that still stands; raises ``HoldClosed``."""
    if any(entry.negates == holding.id for entry in later):
        raise HoldClosed(holding.id)
    return spender_leg(holding)
