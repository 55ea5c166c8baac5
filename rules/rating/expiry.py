"""From when, and through which local day, the points of one award can be spent.

Both count from the local day of the event. Months go by the calendar: a day that the month does not have is
its last one. Lots and what becomes of lapsed points are elsewhere.
"""

from __future__ import annotations

from datetime import date, timedelta

from rules.errors import RuleFailure
from rules.facts import Facts
from rules.periods import last_day, month_later
from rules.rating.layout import Figure, Life

LONGEST_DAYS = 36_525
"""A century; what lives longer must say that it lives for ever."""


def lapse_on(day: date, *, months: int = 0, days: int = 0, round_to: str = "") -> date:
    """Last local day of points earned on ``day``, moved on to the end of its ``round_to`` period.

    >>> lapse_on(date(2026, 2, 10), months=12, round_to="quarter")
    datetime.date(2027, 3, 31)
    """
    last = month_later(day, months) + timedelta(days=days)
    return last_day(round_to, last) if round_to else last


def life_of(life: Life, facts: Facts) -> tuple[date | None, date | None]:
    """(last day, first day) of points of this life; None for ever, and for at once. Raises ``RuleFailure``."""
    day = facts.event.occurred_at.date()
    lock = _count(life.lock_days, facts, LONGEST_DAYS)
    return lapse_of(life, facts), day + timedelta(days=lock) if lock else None


def lapse_of(life: Life, facts: Facts) -> date | None:
    """Last local day of points of this life, None for ever; raises ``RuleFailure``."""
    if life.months is None and life.days is None:
        return None
    months = _count(life.months, facts, LONGEST_DAYS // 30)
    day = facts.event.occurred_at.date()
    return lapse_on(day, months=months, days=_count(life.days, facts, LONGEST_DAYS), round_to=life.round_to)


def _count(figure: Figure | None, facts: Facts, most: int) -> int:
    """A whole number of days or months."""
    value = figure.at(facts) if figure else 0
    if not 0 <= value <= most:
        raise RuleFailure(cause=f"{value} is no length of life for points")
    return int(value)
