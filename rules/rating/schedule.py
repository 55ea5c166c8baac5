"""Whether a campaign runs at the moment of an event, in local wall time (K6).

A life is half-open: [starts, ends). Its bounds are wall times in the zone of the campaign, else of the event;
one that occurs twice when clocks go back means the first time, one that is skipped when they go forward is
read with the offset before the jump (as in RFC 5545). Windows compare what the clock on the wall shows, so
that an hour that occurs twice counts twice, and one that is skipped not at all.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from rules.facts import WEEKDAYS
from rules.programme import Schedule, Window

MIDNIGHT = time()
BEFORE_ALL, AFTER_ALL = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_ONE_DAY = timedelta(days=1)


def instant(wall: datetime, zone: tzinfo) -> datetime:
    """The instant, in UTC, of a wall time; an aware one keeps its own zone."""
    return (wall if wall.tzinfo else wall.replace(tzinfo=zone, fold=0)).astimezone(UTC)


def life(schedule: Schedule, zone: tzinfo) -> tuple[datetime, datetime]:
    """First instant of a campaign's life and the first after it, in UTC, for events in ``zone``."""
    place = ZoneInfo(schedule.zone) if schedule.zone else zone
    return (instant(schedule.starts_at, place) if schedule.starts_at else BEFORE_ALL,
            instant(schedule.ends_at, place) if schedule.ends_at else AFTER_ALL)


def running(schedule: Schedule, at: datetime) -> bool:
    """Whether ``at`` (aware, local) lies in the campaign's life and in one of its windows."""
    starts, ends = life(schedule, at.tzinfo or UTC)
    return starts <= at.astimezone(UTC) < ends and in_windows(schedule, at)


def in_windows(schedule: Schedule, at: datetime) -> bool:
    """Whether ``at`` lies in one of the recurring windows, or there are none."""
    if not schedule.windows:
        return True
    local = at.astimezone(ZoneInfo(schedule.zone)) if schedule.zone else at
    wall = local.replace(tzinfo=None)
    return any(inside(window, wall) for window in schedule.windows)


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
