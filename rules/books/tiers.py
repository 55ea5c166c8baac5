"""Tiers: who rises after an event, who falls at a review, and what a rise pays.

A member rises at once after the event that qualifies, to the highest tier whose ``qualify`` holds, several steps
at a time if need be; the tier acts from the next event (K7). A fall happens only at a review, once the last safe
day and the grace days are over: to the highest tier that still holds. Returns lower no tier before its review.
A tier rule that fails at run time lifts nobody and lets nobody fall.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from rules.books.draft import Draft
from rules.books.history import Asked, qualifying
from rules.compiled import CompiledProgramme, CompiledTier, Expression
from rules.entries import PROMOTED, issued
from rules.errors import RuleFailure
from rules.facts import Event, Facts, Partner, Scope
from rules.gather import member_facts, tier_rank
from rules.periods import last_day, month_later, rolling
from rules.rating.constants import whole_constant
from rules.rating.expiry import life_of
from rules.rating.layout import figure, layout_of
from rules.state import Command, MemberState, Plan, TierChange, TierStanding

REVIEW = "tier.review"
"""Type of the event in a review's facts; nothing was reported."""


@dataclass(frozen=True, slots=True)
class View:
    """What tier rules look at: facts with history up to a moment, and ``qualifying.points`` of the whole life."""

    facts: Facts
    scope: Scope

    def holds(self, rule: Expression | None, *, failing: bool = False) -> bool:
        """Whether a tier rule holds; no rule always does, one that fails at run time is ``failing``."""
        try:
            return rule is None or bool(rule.value(self.facts, self.scope))
        except RuleFailure:
            return failing


def view_after(compiled: CompiledProgramme, facts: Facts, state: MemberState) -> View:
    """An event's facts as they stand just after it; ``state`` are the books with its plan applied.

    Figures reach to the latest event known, so that one that arrives late counts together with later ones.
    """
    at = facts.event.occurred_at
    latest = max((row.occurred_at for row in state.past), key=_instant, default=at)
    return _view(compiled, facts, state, max(at, latest.astimezone(at.tzinfo), key=_instant))


def view_at(compiled: CompiledProgramme, state: MemberState, at: datetime) -> View:
    """A member at a moment when nothing is reported (aware, local): for reviews."""
    facts = Facts(Event("", REVIEW, "", at), member_facts(compiled, state, at), Partner(""))
    return _view(compiled, facts, state, at)


def _view(compiled: CompiledProgramme, facts: Facts, state: MemberState, at: datetime) -> View:
    seen = replace(
        facts, member=member_facts(compiled, state, at), progress=state.progress, history=Asked(state.past, at),
    )
    return View(seen, Scope(given={"qualifying.points": Decimal(qualifying(state.past, at))}))


def _instant(at: datetime) -> datetime:
    return at.astimezone(UTC)


def can_rise(compiled: CompiledProgramme, state: MemberState) -> bool:
    """Whether there is a tier above the member's own."""
    return tier_rank(compiled, state.tier.code) + 1 < len(compiled.tiers)


def rise(compiled: CompiledProgramme, command: Command, facts: Facts, state: MemberState) -> Plan:
    """The rise that an event brings, with its award; an empty plan when there is none.

    ``state`` are the books with the event's plan applied. The event's partner pays the award.
    """
    if not can_rise(compiled, state):
        return Plan(state.id)
    change = risen(compiled, view_after(compiled, facts, state), state, command.day)
    return Plan(state.id) if change is None else _rewarded(compiled, command, facts, state, change)


def risen(compiled: CompiledProgramme, view: View, state: MemberState, day: date) -> TierChange | None:
    """The highest tier above the member's own that qualifies, as a change; None when there is none."""
    rank = tier_rank(compiled, state.tier.code)
    for tier in compiled.tiers[:rank:-1]:
        if tier.qualify is not None and view.holds(tier.qualify):
            return TierChange(state.id, state.tier.code, _held_from(tier, day), rose=True)
    return None


def _rewarded(
    compiled: CompiledProgramme, command: Command, facts: Facts, state: MemberState, change: TierChange,
) -> Plan:
    """The change, and the award of the tier reached, once, in a lot of its own."""
    tier = compiled.tiers[tier_rank(compiled, change.after.code)]
    points = int(figure(tier.award).at(facts))
    layout, partner = layout_of(compiled), facts.partner.code
    currency = tier.tier.award_currency or layout.own_currency.get(partner, "")
    if points <= 0 or currency not in layout.lives:
        return Plan(state.id, tiers=(change,))
    draft = Draft(command, (state,))
    last, first = life_of(layout.lives[currency], facts)
    lot = draft.new_lot(state.id, currency, points, last, available_on=first)
    payer = issued(partner) if partner else PROMOTED
    reason = replace(command.reason, rule=f"tier:{tier.tier.code}", version=compiled.version)
    draft.enter("bonus", [(payer, currency, -points)], opens=(lot,), reason=reason)
    return replace(draft.plan(state.id), tiers=(change,))


def _held_from(tier: CompiledTier, day: date) -> TierStanding:
    return TierStanding(tier.tier.code, day, safe_until(tier.tier.lasts, day))


def safe_until(lasts: str, day: date) -> date | None:
    """Last safe day of a tier held from ``day``; None for ever.

    >>> safe_until("12 months", date(2026, 3, 10)), safe_until("year", date(2026, 3, 10))
    (datetime.date(2027, 3, 10), datetime.date(2026, 12, 31))
    """
    if not lasts:
        return None
    length = rolling(lasts)
    if length is None:
        return last_day(lasts, day)
    count, unit = length
    return month_later(day, count) if unit == "months" else day + timedelta(days=count)


def renewed(lasts: str, until_on: date) -> date | None:
    """Last safe day of the next turn, counted from the last one, whenever the review runs."""
    return safe_until(lasts, until_on if rolling(lasts) else until_on + timedelta(days=1))


def due_on(compiled: CompiledProgramme, state: MemberState) -> date | None:
    """First day on which the member's tier is to be reviewed; None for never."""
    if state.tier.until_on is None or not compiled.tiers:
        return None
    place = tier_rank(compiled, state.tier.code)
    grace_days = whole_constant(compiled, f"/tiers/{place}/grace_days")
    return state.tier.until_on + timedelta(days=1 + grace_days)


def review(compiled: CompiledProgramme, command: Command, state: MemberState) -> Plan:
    """One turn of review, when it is due on the command's day: rise, keep, or fall; else an empty plan.

    The tier is judged at the end of its last safe day, and again at the end of the grace days: it is kept if it
    holds at either. A tier that is kept is a ``TierChange`` to itself with a later ``until_on``. Run again
    on the books after it until the plan is empty, when reviews were missed.
    """
    due = due_on(compiled, state)
    if due is None or due > command.day or state.tier.until_on is None:
        return Plan(state.id)
    views = [_end_of(compiled, command, state, day) for day in (state.tier.until_on, due - timedelta(days=1))]
    change = risen(compiled, views[-1], state, due)
    if change is not None:
        return _rewarded(compiled, command, views[-1].facts, state, change)
    return Plan(state.id, tiers=(_kept_or_fallen(compiled, views, state, due),))


def _end_of(compiled: CompiledProgramme, command: Command, state: MemberState, day: date) -> View:
    return view_at(compiled, state, datetime.combine(day, time.max, command.occurred_at.tzinfo))


def _kept_or_fallen(
    compiled: CompiledProgramme, views: list[View], state: MemberState, due: date,
) -> TierChange:
    rank = tier_rank(compiled, state.tier.code)
    for tier in compiled.tiers[rank::-1]:
        rule = tier.retain or tier.qualify
        if any(view.holds(rule, failing=True) for view in views):
            break
    if tier.rank < rank:
        return TierChange(state.id, state.tier.code, _held_from(tier, due), rose=False)
    until_on = state.tier.until_on and renewed(tier.tier.lasts, state.tier.until_on)
    return TierChange(state.id, state.tier.code, replace(state.tier, until_on=until_on), rose=False)
