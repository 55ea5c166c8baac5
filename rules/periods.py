"""Calendar periods and rolling lengths, in local time.

A calendar period is ``day week month quarter year``; weeks start on Monday (K6). A rolling length is
``30 days``, ``168 hours`` or ``12 months``: hours and days are elapsed time (a day is 24 hours, also when
the clock changes), months go back by the calendar. No rule and no programme is known here.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

CALENDAR = ("day", "week", "month", "quarter", "year")
UNITS = {
    "hour": (1, "hours"), "day": (1, "days"), "week": (7, "days"),
    "month": (1, "months"), "year": (12, "months"),
}


@lru_cache(maxsize=4096)
def month_later(day: date, months: int) -> date:
    """The same day ``months`` later (negative: earlier), or the last day of a shorter month.

    >>> month_later(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def first_day(period: str, day: date) -> date:
    """First day of the calendar period that ``day`` lies in."""
    match period:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        case "year":
            return date(day.year, 1, 1)
    raise ValueError(f"{period!r} is not a calendar period")


def next_first_day(period: str, day: date) -> date:
    """First day of the calendar period after the one that ``day`` lies in."""
    first = first_day(period, day)
    if period in ("day", "week"):
        return first + timedelta(days=1 if period == "day" else 7)
    return month_later(first, {"month": 1, "quarter": 3, "year": 12}[period])


def last_day(period: str, day: date) -> date:
    """Last day of the calendar period that ``day`` lies in.

    >>> last_day("quarter", date(2027, 2, 10))
    datetime.date(2027, 3, 31)
    """
    return next_first_day(period, day) - timedelta(days=1)


@lru_cache(maxsize=1024)
def rolling(window: str) -> tuple[int, str] | None:
    """Count and unit (``hours``, ``days``, ``months``) of a rolling length, None for any other window.

    Weeks and years are read as 7 days and 12 months.
    """
    count, _, unit = window.partition(" ")
    if unit.removesuffix("s") not in UNITS or not count.isdecimal():
        return None
    factor, plain = UNITS[unit.removesuffix("s")]
    return int(count) * factor, plain


def earlier(at: datetime, count: int, unit: str) -> datetime:
    """The instant ``count`` hours, days or months before ``at``, in the zone of ``at``."""
    if unit == "months":
        return datetime.combine(month_later(at.date(), -count), at.timetz())
    length = timedelta(hours=count if unit == "hours" else count * 24)
    return (at.astimezone(UTC) - length).astimezone(at.tzinfo)


def window_start(window: str, at: datetime) -> datetime | None:
    """First instant of a window that ends at ``at``; None for ``lifetime``.

    Raises ValueError for a text that is no window.
    """
    if window == "lifetime":
        return None
    length = rolling(window)
    if length is not None:
        return earlier(at, *length)
    return datetime.combine(first_day(window, at.date()), datetime.min.time(), at.tzinfo)
