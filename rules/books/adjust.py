"""Points that a person adds or takes, with a name and a reason."""

from __future__ import annotations

from datetime import date

from rules.books.draft import Draft
from rules.books.lots import PointsNotPositive, take
from rules.books.tiers import view_at
from rules.compiled import CompiledProgramme
from rules.entries import ADJUSTED, issued
from rules.errors import PointsError
from rules.gather import partner_setting
from rules.rating.constants import whole_constant
from rules.rating.expiry import life_of
from rules.rating.layout import layout_of
from rules.state import Command, MemberState, Plan


class UnknownCurrency(PointsError):
    """A request names a currency that this version of the programme does not have."""

    code = "unknown_currency"

    def __init__(self, currency: str) -> None:
        self.currency = currency
        super().__init__(f"the programme has no currency {currency}")


class ReasonMissing(PointsError):
    """An adjustment without a person or without a reason."""

    code = "reason_missing"

    def __init__(self) -> None:
        super().__init__("an adjustment needs a person and a reason")


class SecondPersonNeeded(PointsError):
    """An adjustment above the programme's limit that only one person answers for."""

    code = "second_person_needed"

    def __init__(self, *, points: int, limit: int) -> None:
        self.points, self.limit = points, limit
        super().__init__(f"{points} points need a second person; one alone may adjust up to {limit}")


def adjust(
    compiled: CompiledProgramme, command: Command, state: MemberState, *, currency: str, points: int,
    partner: str = "", expires_on: date | None = None,
) -> Plan:
    """Add ``points``, or take them when negative, for the reason and by the person of the command.

    ``partner`` stands for them ("" is the programme). New points live through ``expires_on``, or as long as the
    currency's own rule says. Raises ``ReasonMissing``, ``SecondPersonNeeded``, ``InsufficientPoints``,
    ``UnknownCurrency``, ``UnknownPartner`` and, for 0, ``PointsNotPositive``.
    """
    _assert_answered_for(compiled, command, points)
    if currency not in layout_of(compiled).lives:
        raise UnknownCurrency(currency)
    account = issued(partner_setting(compiled.programme, partner).code) if partner else ADJUSTED
    draft = Draft(command, (state,))
    if points > 0:
        last = expires_on or last_day_of(compiled, command, state, currency)
        lot = draft.new_lot(state.id, currency, points, last)
        draft.enter("adjustment", [(account, currency, -points)], opens=(lot,))
    else:
        owed = draft.owed(state.id, currency)
        draws = take(draft.lots(state.id, currency), currency, -points, command.day, owed=owed)
        draft.enter("adjustment", [(account, currency, -points)], draws=draws)
    return draft.plan(state.id)


def last_day_of(compiled: CompiledProgramme, command: Command, state: MemberState, currency: str) -> date | None:
    """Last day of points that come to a member outside of any event, by their currency's rule."""
    facts = view_at(compiled, state, command.occurred_at).facts
    return life_of(layout_of(compiled).lives[currency], facts)[0]


def _assert_answered_for(compiled: CompiledProgramme, command: Command, points: int) -> None:
    if points == 0:
        raise PointsNotPositive(points)
    if not command.reason.person.strip() or not command.reason.text.strip():
        raise ReasonMissing
    limit = whole_constant(compiled, "/policies/adjustment_limit")
    if abs(points) > limit and command.reason.second.strip() in ("", command.reason.person.strip()):
        raise SecondPersonNeeded(points=points, limit=limit)
