"""Points as payment: what a burn takes, from which lots, to the partner that honours it."""

from __future__ import annotations

from dataclasses import replace

from rules.books.draft import Draft
from rules.books.lots import take
from rules.books.refund import drawn_by, spender_leg
from rules.compiled import CompiledProgramme
from rules.entries import honoured
from rules.errors import PointsError
from rules.gather import partner_setting
from rules.state import Command, MemberState, PastEvent, Plan, Spent

REDEEMED = "points.redeemed"
"""Type of the history row of a spend that is no purchase."""


class NotHonoured(PointsError):
    """A partner is asked to take a currency that it does not honour."""

    code = "not_honoured"

    def __init__(self, *, partner: str, currency: str) -> None:
        self.partner, self.currency = partner, currency
        super().__init__(f"{partner} does not take {currency}")


def burn(
    compiled: CompiledProgramme, command: Command, state: MemberState, *, currency: str, points: int, partner: str,
) -> Plan:
    """Take ``points`` from the soonest expiring lots for something that ``partner`` gives.

    Raises ``UnknownPartner``, ``NotHonoured``, ``InsufficientPoints`` and ``PointsNotPositive``.
    """
    assert_honoured(compiled, partner, currency)
    draft = Draft(command, (state,))
    draws = take(
        draft.lots(state.id, currency), currency, points, command.day, owed=draft.owed(state.id, currency),
    )
    draft.enter("burn", [(honoured(partner), currency, points)], draws=draws)
    return replace(draft.plan(state.id), past=redeemed(command, partner, points))


def assert_honoured(compiled: CompiledProgramme, partner: str, currency: str) -> None:
    """Raises ``NotHonoured`` unless the partner takes the currency, ``UnknownPartner`` when there is no such."""
    if currency not in partner_setting(compiled.programme, partner).honours:
        raise NotHonoured(partner=partner, currency=currency)


def noted(plan: Plan, burnt: Plan, state: MemberState) -> Plan:
    """``plan`` with the burn that paid part of its purchase noted there, so that a return gives it back.

    ``state`` are the books before the burn.
    """
    if plan.purchase is None or not burnt.entries:
        return plan
    entry = burnt.entries[0]
    account, currency, _ = spender_leg(entry)
    draws = drawn_by(entry)
    lots = tuple(lot for lot in state.lots if any(draw.lot == lot.id for draw in draws))
    spent = Spent(entry.id, account, currency, draws, lots=lots)
    return replace(plan, purchase=replace(plan.purchase, paid=spent))


def redeemed(command: Command, partner: str, points: int) -> PastEvent:
    """The history row of a spend."""
    return PastEvent(command.id, REDEEMED, partner, command.occurred_at, command.day, points_used=points)
