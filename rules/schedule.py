"""Whether a campaign runs at the moment of an event, in local wall time (K6).

A life is half-open: [starts, ends). Its bounds are wall times in the zone of the campaign, else of the event;
one that occurs twice when clocks go back means the first time, one that is skipped when they go forward is
read with the offset before the jump (as in RFC 5545). Windows compare what the clock on the wall shows, so
that an hour that occurs twice counts twice, and one that is skipped not at all.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from rules.facts import WEEKDAYS
from rules.programme import Schedule, Window

MIDNIGHT = time()
_ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=65_536)
def instant(wall: datetime, zone: tzinfo) -> datetime:
    """The naive UTC instant of a wall time; an aware one keeps its own zone."""
    aware = wall if wall.tzinfo else wall.replace(tzinfo=zone, fold=0)
    return aware.astimezone(UTC).replace(tzinfo=None)


def running(schedule: Schedule, at: datetime) -> bool:
    """Whether ``at`` (aware, local) lies in the campaign's life and in one of its windows."""
    local = at.astimezone(ZoneInfo(schedule.zone)) if schedule.zone else at
    if not _alive(schedule, local):
        return False
    if not schedule.windows:
        return True
    wall = local.replace(tzinfo=None)
    return any(inside(window, wall) for window in schedule.windows)


def _alive(schedule: Schedule, local: datetime) -> bool:
    if schedule.starts_at is None and schedule.ends_at is None:
        return True
    zone = local.tzinfo or UTC
    now = local.astimezone(UTC).replace(tzinfo=None)
    if schedule.starts_at is not None and now < instant(schedule.starts_at, zone):
        return False
    return schedule.ends_at is None or now < instant(schedule.ends_at, zone)


def inside(window: Window, wall: datetime) -> bool:
    """Whether a wall time lies in a recurring window.

    A window over midnight belongs to the day it begins on; one that ends when it begins lasts 24 hours.
    """
    begins, ends, clock, day = window.from_time, window.until_time, wall.time(), wall.date()
    if begins is None or ends is None or begins < ends:
        in_time = (begins is None or begins <= clock) and (ends is None or clock < ends or ends == MIDNIGHT)
        return in_time and on_day(window, day)
    if clock >= begins:
        return on_day(window, day)
    return clock < ends and on_day(window, day - _ONE_DAY)


def on_day(window: Window, day: date) -> bool:
    """Whether a window may begin on a local day."""
    if window.days and WEEKDAYS[day.weekday()] not in window.days:
        return False
    if window.months and day.month not in window.months:
        return False
    if not window.month_days and not window.weeks:
        return True
    length = monthrange(day.year, day.month)[1]
    return _either(day.day, day.day - length - 1, window.month_days) and _either(
        (day.day + 6) // 7, -((length - day.day) // 7 + 1), window.weeks)


def _either(from_start: int, from_end: int, wanted: tuple[int, ...]) -> bool:
    return not wanted or from_start in wanted or from_end in wanted
