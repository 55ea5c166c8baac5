"""What a new day does to a member's books: points become available, points lapse, tiers come up for review.

Safe to run twice, and to run late: days that were missed end the same as if each had been kept.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from rules.books import apply, joined
from rules.books.conversion import automatic
from rules.books.draft import Draft
from rules.books.lots import lapsed, soonest_expiring
from rules.books.tiers import due_on, review
from rules.compiled import CompiledProgramme
from rules.entries import BREAKAGE, Draw, Lot, Reason
from rules.state import Command, MemberState, Plan

REVIEWS_MOST = 100
"""A member's tier is reviewed at most so many times in one run; a century of missed years."""


def day_begins(compiled: CompiledProgramme, command: Command, state: MemberState) -> Plan:
    """Everything that is due on the command's local day: releases, automatic conversions, lapses, reviews."""
    plan = automatic(compiled, command, released(compiled, command, state), (state,))
    plan = joined(plan, lapses(compiled, command.after(plan), apply(state, plan)))
    return reviewed(compiled, command, state, plan)


def released(compiled: CompiledProgramme, command: Command, state: MemberState) -> Plan:
    """Pending lots whose first day has come, in the order of their days; each repays what is owed.

    A lot whose last day is before its first never becomes available.
    """
    first = {lot.id: lot.available_on or date.min for lot in state.lots if lot.pending and lot.left}
    due = [lot for lot in state.lots if first.get(lot.id, date.max) <= command.day and not lapsed(lot, first[lot.id])]
    draft = Draft(command, (state,))
    for lot in sorted(due, key=lambda lot: (first[lot.id], lot.id)):
        draft.enter("release", (), releases=(lot,), reason=_by_rule(compiled, command, "lock", lot))
    return draft.plan(state.id)


def lapses(compiled: CompiledProgramme, command: Command, state: MemberState) -> Plan:
    """Lots whose last day is before the command's day, emptied into breakage, one entry each."""
    draft = Draft(command, (state,))
    for lot in soonest_expiring(state.lots):
        if lot.left and lapsed(lot, command.day):
            draft.enter(
                "expiry", [(BREAKAGE, lot.currency, lot.left)], draws=(Draw(lot.id, lot.left, lot.member),),
                reason=_by_rule(compiled, command, "expiry", lot),
            )
    return draft.plan(state.id)


def reviewed(compiled: CompiledProgramme, command: Command, state: MemberState, plan: Plan) -> Plan:
    """``plan`` with every review that is due by the command's day; ``state`` are the books before it."""
    for _ in range(REVIEWS_MOST):
        turn = review(compiled, command.after(plan), apply(state, plan))
        if not turn.tiers:
            break
        plan = joined(plan, turn)
    return plan


def due_day(compiled: CompiledProgramme, state: MemberState) -> date | None:
    """The first day on which ``day_begins`` has something to do for this member; None for never."""
    days = [lot.available_on or date.min for lot in state.lots if lot.pending and lot.left]
    days += [lot.expires_on + timedelta(days=1) for lot in state.lots if lot.left and lot.expires_on]
    tier = due_on(compiled, state)
    return min([*days, *([tier] if tier else [])], default=None)


def lapsing(state: MemberState, day: date, within_days: int) -> dict[tuple[str, date], int]:
    """Points that lapse on one of the next days, by currency and last day: what a member is told beforehand."""
    sums: Counter[tuple[str, date]] = Counter()
    for lot in state.lots:
        if lot.expires_on and day <= lot.expires_on <= day + timedelta(days=within_days):
            sums[lot.currency, lot.expires_on] += lot.left
    return {key: points for key, points in sorted(sums.items()) if points}


def _by_rule(compiled: CompiledProgramme, command: Command, rule: str, lot: Lot) -> Reason:
    """The command's reason, naming the currency's rule that acts."""
    return replace(command.reason, rule=f"{rule}:{lot.currency}", version=compiled.version)
