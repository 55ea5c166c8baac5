"""Lengths of the past as rules write them: ``"lifetime"``, ``"month"``, ``"30 days"``, ``"168 hours"``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rules.facts import Need
from rules.vocabulary import Word

CALENDAR = ("lifetime", "day", "week", "month", "quarter", "year")
UNITS = {
    "hour": (1, "hours"), "hours": (1, "hours"), "day": (1, "days"), "days": (1, "days"),
    "week": (7, "days"), "weeks": (7, "days"), "month": (1, "months"), "months": (1, "months"),
    "year": (12, "months"), "years": (12, "months"),
}
LONGEST = {"hours": 87_600, "days": 3_660, "months": 120}


def canonical_window(text: str) -> str | None:
    """The window as ``Need`` holds it (``2 weeks`` is ``14 days``), or None when it is not one."""
    if text in CALENDAR:
        return text
    match = re.fullmatch(r"([1-9][0-9]{0,4}) ([a-z]{1,6})", text)
    if match is None or match[2] not in UNITS:
        return None
    factor, unit = UNITS[match[2]]
    length = int(match[1]) * factor
    return f"{length} {unit}" if length <= LONGEST[unit] else None


def need_for(word: Word, arguments: Sequence[str]) -> Need:
    """The figure of the past that a called history word names; raises ``ValueError`` on a bad window."""
    given = {argument.name: value for argument, value in zip(word.arguments or (), arguments, strict=False)}
    window = canonical_window(given.get("window", "lifetime"))
    if window is None:
        raise ValueError(f"{given['window']!r} is not a length of time")
    of = given.get("type") or given.get("category") or given.get("currency") or ""
    return Need(measure=word.last, window=window, partner=given.get("partner", ""), of=of)
