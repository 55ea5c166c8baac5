"""Times: zones exist, ends follow starts, windows can open, nothing has long been over."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from rules.check.book import Book, error, warning
from rules.errors import Finding
from rules.nearest import nearest
from rules.programme import Campaign, Conversion, DrawGame, Partner, Programme, Reward, Schedule, Store, Window
from rules.shape.notes import below

Dated = Conversion | Reward | DrawGame


def findings(book: Book) -> Iterator[Finding]:
    """Zones, schedules, windows and validity dates that cannot be or no longer matter."""
    for path, value in book.values:
        if isinstance(value, Programme | Partner | Store | Schedule):
            yield from _zone(value.zone, below(path, "zone"))
        if isinstance(value, Schedule):
            yield from _schedule(value, path)
        if isinstance(value, Window):
            yield from _window(value, path)
        if isinstance(value, Campaign):
            yield from _over(value, path, book)
        if isinstance(value, Dated):
            yield from _validity(value, path, book)


@cache
def is_zone(name: str) -> bool:
    """Whether a name is a time zone of the IANA database."""
    try:
        return bool(ZoneInfo(name).key)
    except (LookupError, ValueError, OSError):
        return False


def _zone(name: str, path: str) -> Iterator[Finding]:
    if name and not is_zone(name):
        sentence = f"{name} is not a time zone like Asia/Shanghai."
        yield error("unknown_zone", path, sentence, nearest(name, available_timezones()), value=name)


def _schedule(schedule: Schedule, path: str) -> Iterator[Finding]:
    announced, starts, ends = schedule.announced_at, schedule.starts_at, schedule.ends_at
    if starts and ends and ends <= starts:
        yield _backwards(below(path, "ends_at"), f"It ends at {ends}, not after its start at {starts}.")
    if announced and (starts or ends) and announced > min(filter(None, (starts, ends))):
        yield _backwards(below(path, "announced_at"), "It is announced only after it has begun.")


def _backwards(path: str, sentence: str) -> Finding:
    return error("end_before_start", path, sentence)


def _window(window: Window, path: str) -> Iterator[Finding]:
    if window.from_time is not None and window.from_time == window.until_time:
        clock = f"{window.from_time:%H:%M}"
        sentence = f"From {clock} until {clock} is no time at all; leave both out for the whole day."
        yield error("empty_window", path, sentence, value=clock)
    if window.month_days and window.months and not _some_day(window):
        yield error("empty_window", path, "None of its months has such a day.")


def _some_day(window: Window) -> bool:
    longest = max(monthrange(2024, month)[1] for month in window.months)
    return any(abs(day) <= longest for day in window.month_days)


def _over(campaign: Campaign, path: str, book: Book) -> Iterator[Finding]:
    ends = campaign.schedule.ends_at
    if book.today and ends and campaign.status != "archived" and ends.date() < book.today:
        told = f"{ends:%Y-%m-%d %H:%M}".removesuffix(" 00:00")
        sentence = f"The campaign {campaign.code} was over at {told}; archive it."
        yield warning("window_past", f"{path}/schedule/ends_at", sentence, value=told)


def _validity(value: Dated, path: str, book: Book) -> Iterator[Finding]:
    if value.starts_on and value.ends_on and value.ends_on < value.starts_on:
        yield _backwards(below(path, "ends_on"), f"It ends on {value.ends_on}, before it starts.")
    if book.today and value.ends_on and value.ends_on < book.today:
        sentence = f"{value.code} ended on {value.ends_on}."
        yield warning("window_past", below(path, "ends_on"), sentence, value=str(value.ends_on))
