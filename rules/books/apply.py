"""A plan applied to a member's books in memory: what the caller's database does, as a pure function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from rules.books.invariants import check_books
from rules.entries import Entry, Lot
from rules.facts import Use
from rules.state import MemberState, PastEvent, Plan

__all__ = ["apply", "check_books", "is_empty", "joined", "lots_after"]

Key = TypeVar("Key")


def apply(state: MemberState, plan: Plan) -> MemberState:
    """The member's books once the plan is written; the part of it that concerns other members is left out.

    Emptied lots stay, since a refund may fill them again.
    """
    if is_empty(plan):
        return state
    return MemberState(
        state.id, state.number, state.joined_at, state.birthday,
        state.tags | plan.tags[state.id] if state.id in plan.tags else state.tags,
        state.attributes, state.phone, state.referrer, state.growth + plan.growth.get(state.id, 0),
        next((change.after for change in plan.tiers[::-1] if change.member == state.id), state.tier),
        lots_after(state, plan.entries), _owed(state, plan), _past(state, plan),
        {**state.progress, **plan.progress} if plan.progress and plan.member == state.id else state.progress,
        _used(state, plan), state.convert_to, _lapsed(state, plan),
    )


def is_empty(plan: Plan) -> bool:
    """Whether a plan writes nothing."""
    return not (
        plan.entries or plan.decision or plan.past or plan.tiers or plan.uses or plan.budgets or plan.progress
        or plan.owed or plan.growth or plan.tags or plan.grants or plan.purchase or plan.refusals or plan.facts
    )


def lots_after(state: MemberState, entries: Sequence[Entry]) -> tuple[Lot, ...]:
    """The member's lots after the entries, in order of opening."""
    if not any(entry.draws or entry.releases for entry in entries):
        return (*state.lots, *(lot for entry in entries for lot in entry.opens if lot.member == state.id))
    lots = {lot.id: lot for lot in state.lots}
    for entry in entries:
        lots.update((lot.id, lot) for lot in entry.opens if lot.member == state.id)
        for draw in entry.draws:
            if draw.member == state.id:
                lots[draw.lot] = lots[draw.lot].drawn(draw.points)
        lots.update((lot, replace(lots[lot], pending=False)) for lot in entry.releases if lot in lots)
    return tuple(lots.values())


def _owed(state: MemberState, plan: Plan) -> Mapping[str, int]:
    if not plan.owed:
        return state.owed
    owed = dict(state.owed)
    owed.update((currency, points) for (member, currency), points in plan.owed.items() if member == state.id)
    return {currency: points for currency, points in owed.items() if points}


def _lapsed(state: MemberState, plan: Plan) -> Mapping[str, int]:
    """What expiries emptied out of each lot, less what reversals put back to take it."""
    if not state.lapsed and not any(entry.draws for entry in plan.entries):
        return state.lapsed
    gone = dict(state.lapsed)
    for entry in plan.entries:
        for draw in entry.draws:
            if draw.member == state.id and (entry.kind == "expiry" or (entry.kind == "reversal" and draw.points < 0)):
                gone[draw.lot] = gone.get(draw.lot, 0) + draw.points
    return {lot: points for lot, points in gone.items() if points}


def _used(state: MemberState, plan: Plan) -> Mapping[Use, int]:
    if not plan.uses:
        return state.used
    return _sum(state.used, {use: points for use, points in plan.uses.items() if use.member == state.id})


def _past(state: MemberState, plan: Plan) -> tuple[PastEvent, ...]:
    """The history with the plan's row in its old place, or at the end."""
    row = plan.past
    if row is None or plan.member != state.id:
        return state.past
    known = any(old.id == row.id for old in state.past)
    return tuple(row if old.id == row.id else old for old in state.past) if known else (*state.past, row)


def joined(first: Plan, second: Plan) -> Plan:
    """Two parts of one use case as one plan; ``second`` was planned on the books after ``first``."""
    if is_empty(second):
        return first
    if is_empty(first) and first.member == second.member:
        return second
    return replace(
        first, entries=first.entries + second.entries, uses=_sum(first.uses, second.uses),
        budgets=_sum(first.budgets, second.budgets), growth=_sum(first.growth, second.growth),
        progress={**first.progress, **second.progress}, owed={**first.owed, **second.owed},
        tags={member: first.tags.get(member, frozenset()) | second.tags.get(member, frozenset())
              for member in (*first.tags, *second.tags)},
        tiers=first.tiers + second.tiers, grants=first.grants + second.grants,
        past=second.past or first.past, purchase=second.purchase or first.purchase,
        decision=second.decision or first.decision, refusals=first.refusals + second.refusals,
        facts=second.facts or first.facts,
    )


def _sum(first: Mapping[Key, int], second: Mapping[Key, int]) -> Mapping[Key, int]:
    """Sum by key; keys that come to nothing are left out."""
    sums = {key: first.get(key, 0) + second.get(key, 0) for key in {**first, **second}}
    return {key: points for key, points in sums.items() if points}
