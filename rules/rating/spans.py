"""The names under which caps count what they gave: one for each calendar period, day buckets for rolling lengths.

A day is ``2026-03-05``, a week its Monday's ISO week ``2026-W10``, then ``2026-03``, ``2026-Q1``, ``2026``,
``lifetime``. A rolling length of days, weeks or months counts by local days, this one included: ``30 days``
looks at today and the 29 days before it. One of hours counts by UTC hours.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from rules.errors import RuleFailure
from rules.periods import month_later, rolling

_HOUR = "%Y-%m-%dT%HZ"


def bucket(period: str, at: datetime) -> str:
    """The name that something given at ``at`` (local, aware) counts under."""
    length = rolling(period)
    if length is None:
        return calendar_name(period, at.date())
    return at.astimezone(UTC).strftime(_HOUR) if length[1] == "hours" else at.date().isoformat()


def buckets(period: str, at: datetime) -> tuple[str, ...]:
    """All names that a cap over ``period`` looks at for something at ``at``."""
    length = rolling(period)
    if length is None:
        return (calendar_name(period, at.date()),)
    count, unit = length
    if unit == "hours":
        hour = at.astimezone(UTC)
        return tuple((hour - timedelta(hours=back)).strftime(_HOUR) for back in range(count))
    last = at.date()
    first = month_later(last, -count) if unit == "months" else last - timedelta(days=count)
    return tuple((last - timedelta(days=back)).isoformat() for back in range((last - first).days))


@lru_cache(maxsize=4_096)
def calendar_name(period: str, day: date) -> str:
    """Name of the calendar period that ``day`` lies in; raises ``RuleFailure`` for a text that is no period.

    >>> calendar_name("week", date(2026, 3, 3)), calendar_name("quarter", date(2026, 3, 3))
    ('2026-W10', '2026-Q1')
    """
    match period:
        case "lifetime" | "event":
            return period
        case "day":
            return day.isoformat()
        case "week":
            year, week, _ = day.isocalendar()
            return f"{year:04d}-W{week:02d}"
        case "month":
            return f"{day.year:04d}-{day.month:02d}"
        case "quarter":
            return f"{day.year:04d}-Q{(day.month + 2) // 3}"
        case "year":
            return f"{day.year:04d}"
    raise RuleFailure(cause=f"{period!r} is no period")
