"""Windows of the past, lengths of time, days and hours, in words."""

from __future__ import annotations

import re
from datetime import datetime

from rules.sentence.nouns import MONTHS
from rules.sentence.phrases import PHRASES
from rules.sentence.speaker import Speaker

_ROLLING = re.compile(r"(\d+) (minute|hour|day|week|month|year)s?")
_LENGTH = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_UNITS = ("weeks", "days", "hours", "minutes", "seconds")


def of_window(speaker: Speaker, text: str) -> str:
    """A window in words, "" for what is none."""
    if f"window_{text}" in PHRASES and text != "rolling":
        return speaker.say(f"window_{text}")
    return speaker.say("window_rolling", length=of_length(speaker, text)) if _ROLLING.fullmatch(text) else ""


def of_length(speaker: Speaker, text: str) -> str:
    """``30 days`` in the speaker's words; any other text as it is."""
    found = _ROLLING.fullmatch(text)
    return _counted(speaker, found[1], f"{found[2]}s") if found else text


def of_written_length(speaker: Speaker, text: str) -> str:
    """``P30D`` or ``PT168H`` in the speaker's words; any other text as it is."""
    found = _LENGTH.fullmatch(text)
    if found is None:
        return text
    parts = [_counted(speaker, count, unit) for count, unit in zip(found.groups(), _UNITS, strict=True) if count]
    return speaker.listed(parts, "and") or text


def of_moment(speaker: Speaker, at: datetime) -> str:
    """A day, with its hour unless that is midnight; an offset is told with it."""
    day = speaker.say("date", year=at.year, month=at.month, day=at.day)
    offset = f" {at.isoformat()[-6:]}" if at.tzinfo else ""
    if at.time() == datetime.min.time() and not offset:
        return day
    return speaker.say("date_time", date=day, clock=f"{at:%H:%M:%S}".removesuffix(":00")) + offset


def of_written_moment(speaker: Speaker, text: str) -> str:
    """``2026-03-31T18:00`` in the speaker's words; what is no time as it is."""
    try:
        return of_moment(speaker, datetime.fromisoformat(text))
    except ValueError:
        return text


def of_month(speaker: Speaker, number: int) -> str:
    """``November``."""
    return speaker.pick(MONTHS[number - 1]) if 1 <= number <= len(MONTHS) else str(number)


def _counted(speaker: Speaker, count: str, units: str) -> str:
    return speaker.say(units.removesuffix("s") if count == "1" else units, count=count)
