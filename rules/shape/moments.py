"""Codecs of dates, local times, lengths of time and periods."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from rules.nearest import nearest
from rules.shape.scalar import Codec, Unreadable, same, shown, wrong_type

UNITS = ("hours", "days", "weeks", "months", "years")
PERIODS = ("event", "day", "week", "month", "quarter", "year", "lifetime")
DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
CLOCK = r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
LENGTH = rf"[1-9][0-9]{{0,4}} ({'|'.join(unit + '?' for unit in UNITS)})"
ISO_UNITS = {"PM": "months", "PW": "weeks", "PD": "days", "PY": "years", "PTH": "hours"}


def read_date(value: object) -> date:
    """A day written ``2026-03-01``."""
    text = _text(value, "a date like 2026-03-01")
    if not re.fullmatch(DATE, text, re.ASCII):
        raise _bad_date(text)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _bad_date(text) from None


def read_moment(value: object) -> datetime:
    """Local wall time: ``2026-03-01`` is its first instant, ``2026-03-01 08:00`` that minute."""
    text = _text(value, "a date like 2026-03-01, or with a time: 2026-03-01 08:00")
    if not re.fullmatch(rf"{DATE}([T ]{CLOCK})?", text, re.ASCII):
        raise _bad_date(text)
    day, clock = read_date(text[:10]), text[11:]
    return datetime.combine(day, read_time(clock) if clock else time())


def read_end(value: object) -> datetime:
    """The first instant after: a date alone includes that whole day, so it ends at the next midnight."""
    moment = read_moment(value)
    if ":" in str(value):
        return moment
    try:
        return moment + timedelta(days=1)
    except OverflowError:
        raise _bad_date(str(value)) from None


def read_time(value: object) -> time:
    """A local time of day written ``08:00``; ``24:00`` is the midnight that ends the day."""
    text = str(value) if isinstance(value, int) and 0 <= value < 24 else _text(value, "a time like 08:00")
    if text == "24:00":
        return time()
    if not re.fullmatch(CLOCK, text, re.ASCII):
        raise _bad_time(text)
    try:
        return time.fromisoformat(text.zfill(len(text) + (text[1] == ":")))
    except ValueError:
        raise _bad_time(text) from None


def write_moment(moment: datetime) -> str:
    """Only the date at midnight."""
    return moment.isoformat()[:10] if moment.time() == time() else _short(moment.isoformat(" "))


def write_end(moment: datetime) -> str:
    """The last whole day, when it ends at a midnight."""
    whole_days = moment.time() == time() and moment.date() > date.min
    return (moment - timedelta(days=1)).isoformat()[:10] if whole_days else _short(moment.isoformat(" "))


def write_time(clock: time) -> str:
    """Hours and minutes; seconds only where there are any."""
    return _short(clock.isoformat())


def _short(text: str) -> str:
    return re.sub(r"(?<=:[0-9]{2}):00$", "", text)


def read_length(value: object) -> str:
    """A length of time as ``14 days``; also taken: ``14 day``, ISO 8601 with one unit (``P14D``)."""
    text = _text(value, "a length of time like 14 days")
    iso = re.fullmatch(r"(PT?)([1-9][0-9]{0,4})([A-Z])", text, re.ASCII)
    if iso and (unit := ISO_UNITS.get(iso[1] + iso[3])):
        return _length(int(iso[2]), unit)
    if not re.fullmatch(LENGTH, text, re.ASCII):
        raise Unreadable("bad_length", f"{shown(text)!r} is not a length of time like 14 days or P14D",
                         _nearest_length(text), value=shown(text))
    count, unit = text.split(" ")
    return _length(int(count), unit.rstrip("s") + "s")


def _length(count: int, unit: str) -> str:
    return f"{count} {unit if count > 1 else unit[:-1]}"


def _nearest_length(text: str) -> str:
    parts = re.match(r"\s*([1-9][0-9]{0,4})\s*([A-Za-z]+)", text, re.ASCII)
    unit = nearest(parts[2], UNITS) or _first_letter(parts[2]) if parts else ""
    return _length(int(parts[1]), unit) if parts and unit else ""


def _first_letter(text: str) -> str:
    return {"h": "hours", "d": "days", "w": "weeks", "y": "years"}.get(text.lower(), "")


def read_period(value: object) -> str:
    """A calendar period, ``event``, ``lifetime`` or a rolling length of time."""
    return _word_or_length(value, PERIODS)


def read_lasts(value: object) -> str:
    """How long a tier holds: a length of time, or ``year`` for the end of the calendar year."""
    return _word_or_length(value, ("year",))


def _word_or_length(value: object, words: tuple[str, ...]) -> str:
    text = _text(value, f"{', '.join(words)} or a length of time like 30 days")
    if text in words:
        return text
    try:
        return read_length(text)
    except Unreadable as refused:
        raise Unreadable("bad_period", f"{shown(text)!r} is not {', '.join(words)} or a length like 30 days",
                         nearest(text, words) or refused.suggestion, value=shown(text)) from None


def _text(value: object, wanted: str) -> str:
    if not isinstance(value, str):
        raise wrong_type(value, wanted)
    return value


def _bad_date(text: str) -> Unreadable:
    parts = re.match(r"\s*([0-9]{4})\D([0-9]{1,2})\D([0-9]{1,2})(?![0-9])", text, re.ASCII)
    offer = f"{parts[1]}-{parts[2]:0>2}-{parts[3]:0>2}" if parts else ""
    if re.search(r"(Z|[+-][0-9]{2}:?[0-9]{2})$", text, re.ASCII) and ":" in text:
        sentence = f"{shown(text)!r} names an offset; times here are local, with a zone beside"
        return Unreadable("bad_date", sentence, text[:16].replace("T", " "), value=shown(text))
    return Unreadable("bad_date", f"{shown(text)!r} is not a day of the calendar, like 2026-03-01",
                      offer if offer != text and _is_day(offer) else "", value=shown(text))


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _bad_time(text: str) -> Unreadable:
    hour = re.fullmatch(r"([01]?[0-9]|2[0-3])(h|[h:.：][0-5]?[0-9])?", text, re.ASCII)
    minute = re.search(r"[0-9]+$", text[len(hour[1]):]) if hour else None
    offer = f"{hour[1]:0>2}:{minute[0] if minute else 0:0>2}" if hour else ""
    sentence = f"{shown(text)!r} is not a time of day, like 08:00"
    return Unreadable("bad_time", sentence, offer, value=shown(text))


_MOMENT: dict[str, object] = {"type": "string", "pattern": f"^{DATE}([T ]{CLOCK})?$"}
CODECS: Mapping[str, Codec] = {
    "date": Codec(read_date, date.isoformat, {"type": "string", "pattern": f"^{DATE}$"}),
    "moment": Codec(read_moment, write_moment, _MOMENT),
    "end": Codec(read_end, write_end, {**_MOMENT, "description": "A date alone includes that whole day."}),
    "time": Codec(read_time, write_time, {"type": "string", "pattern": f"^{CLOCK}$"}),
    "duration": Codec(read_length, same, {"type": "string", "pattern": f"^({LENGTH}|PT?[0-9]+[A-Z])$"}),
    "period": Codec(read_period, same, {"anyOf": [
        {"enum": list(PERIODS)}, {"type": "string", "pattern": f"^({LENGTH}|PT?[0-9]+[A-Z])$"}]}),
    "lasts": Codec(read_lasts, same, {"anyOf": [
        {"enum": ["year"]}, {"type": "string", "pattern": f"^({LENGTH}|PT?[0-9]+[A-Z])$"}]}),
}
