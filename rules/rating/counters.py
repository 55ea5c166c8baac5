"""Counters a campaign keeps for a member: n-th purchases, sums, different values, streaks, runs with an end.

A counter moves when its ``when`` holds, inside its run and period. What it counted so far comes with the
facts; what it counts with this event goes back in the decision. Lengths in hours and days are elapsed time.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from rules.compiled import CompiledProgress
from rules.errors import RuleFailure
from rules.facts import Counter, Facts, Scope
from rules.money import ONE, number
from rules.periods import CALENDAR, first_day, month_later, next_first_day, rolling
from rules.programme import Progress

MOST_SEEN = 1_000
"""A counter of different values stops remembering there."""
FRESH = Counter()


def moved(rule: CompiledProgress, progress: Progress, before: Counter, facts: Facts, scope: Scope) -> Counter:
    """The counter with this event, or the very ``before`` when the event does not move it.

    Raises ``RuleFailure``.
    """
    at = facts.event.occurred_at
    if is_late(progress, before, at):
        return before
    counter = current(progress, before, at)
    if rule.starts is not None and counter.started_at is None:
        if not rule.starts.value(facts, scope):
            return before
        counter = Counter(started_at=at, period=_mark(progress, at))
    if rule.when.value(facts, scope):
        return _counted(rule, progress, counter, facts, scope)
    return before if counter is FRESH else counter


def standing(progress: Progress, counter: Counter, at: datetime) -> Counter:
    """The counter as a rule at ``at`` sees it: nothing, once its run or its period is over or for a late event."""
    return FRESH if is_late(progress, counter, at) else current(progress, counter, at)


def is_late(progress: Progress, counter: Counter, at: datetime) -> bool:
    """Whether the event belongs before what was already counted: to an earlier period, unit or run."""
    if counter.period:
        counted, day = _day_of(counter), at.date()
        if any(first_day(unit, day) < first_day(unit, counted) for unit in _units(progress)):
            return True
    return bool(progress.starts) and counter.started_at is not None and _utc(at) < _utc(counter.started_at)


def current(progress: Progress, counter: Counter, at: datetime) -> Counter:
    """The counter, or a fresh one when its run or its period is over."""
    if progress.within and counter.started_at and _utc(at) >= run_end(counter.started_at, progress.within):
        return FRESH
    if not counter.period or progress.period == "lifetime":
        return counter
    same = first_day(progress.period, _day_of(counter)) == first_day(progress.period, at.date())
    return counter if same else FRESH


def _units(progress: Progress) -> list[str]:
    """Calendar units in which the counter moves on."""
    return [unit for unit in (progress.streak, progress.period) if unit in CALENDAR]


def run_end(started_at: datetime, within: str) -> datetime:
    """First instant (UTC) after a run of a length like ``14 days``, ``168 hours`` or ``2 months``."""
    if within.partition(" ")[2].startswith("minute"):
        return _utc(started_at) + timedelta(minutes=int(within.partition(" ")[0]))
    length = rolling(within)
    if length is None:
        raise RuleFailure(cause=f"{within!r} is not a length of time")
    count, unit = length
    if unit == "months":
        return _utc(datetime.combine(month_later(started_at.date(), count), started_at.timetz()))
    return _utc(started_at) + timedelta(hours=count if unit == "hours" else count * 24)


def _counted(rule: CompiledProgress, progress: Progress, counter: Counter, facts: Facts, scope: Scope) -> Counter:
    at = facts.event.occurred_at
    begun = counter.started_at or at
    if progress.streak:
        return _in_a_row(progress, counter, at, begun)
    mark = _mark(progress, at)
    if rule.distinct is not None:
        seen = _with_new(counter.seen, rule.distinct.value(facts, scope))
        return counter if seen == counter.seen else replace(
            counter, value=number(len(seen)), seen=seen, started_at=begun, period=mark)
    step = number(rule.add.value(facts, scope)) if rule.add is not None else ONE
    return replace(counter, value=number(counter.value + step), started_at=begun, period=mark)


def _with_new(seen: tuple[str, ...], found: Any) -> tuple[str, ...]:
    """What was seen, with the new ones of a text or a list of texts; "" is nothing."""
    values = [found] if isinstance(found, str) else found
    new = sorted({value for value in values if value} - set(seen))
    return (*seen, *new)[:MOST_SEEN]


def _in_a_row(progress: Progress, counter: Counter, at: datetime, begun: datetime) -> Counter:
    """One more for the next day, week or month; the same one changes nothing, a gap begins again at 1."""
    unit = first_day(progress.streak, at.date())
    last = first_day(progress.streak, _day_of(counter)) if counter.period and counter.value else None
    if last == unit:
        return counter
    if last is not None and next_first_day(progress.streak, last) == unit:
        return replace(counter, value=counter.value + 1, started_at=begun, period=at.date().isoformat())
    restarted = begun if progress.starts else at
    return Counter(value=ONE, started_at=restarted, period=at.date().isoformat())


def _mark(progress: Progress, at: datetime) -> str:
    """What ``Counter.period`` holds: the day counted last of a streak, the first day of a calendar period."""
    if progress.streak:
        return at.date().isoformat()
    return "" if progress.period == "lifetime" else first_day(progress.period, at.date()).isoformat()


def _day_of(counter: Counter) -> date:
    return date.fromisoformat(counter.period)


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)
