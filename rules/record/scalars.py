"""Single values of a record: moments with their zone, attributes, counters, uses."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from rules.facts import Attribute, Counter, Use

encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, check_circular=False).encode
Rows = list[list[Any]]
FOREIGN = "!"
"""Ends a moment that is not in the zone of the event but at a fixed offset."""


def moment_text(moment: datetime, zone: tzinfo | None) -> str:
    """An aware moment; ``zone`` is that of the event."""
    return moment.isoformat() if moment.tzinfo == zone else moment.isoformat() + FOREIGN


def moment_of(text: str, zone: tzinfo | None) -> datetime:
    """The moment again, in its zone as long as that still has the offset that was written."""
    if text.endswith(FOREIGN):
        return datetime.fromisoformat(text[:-1])
    moment = datetime.fromisoformat(text)
    local = moment.astimezone(zone) if zone is not None else moment
    return local if local.utcoffset() == moment.utcoffset() else moment


def zone_text(zone: tzinfo | None) -> str:
    """IANA name of a zone, "" for a fixed offset."""
    return zone.key or "" if isinstance(zone, ZoneInfo) else ""


def attributes_json(attributes: Mapping[str, Attribute]) -> dict[str, Any]:
    """Texts and flags as they are, a number as a list of one text."""
    return {name: [str(value)] if isinstance(value, Decimal) else value for name, value in attributes.items()}


def attributes_of(plain: Mapping[str, Any]) -> dict[str, Attribute]:
    """The attributes again."""
    return {name: Decimal(value[0]) if isinstance(value, list) else value for name, value in plain.items()}


def counters_json(counters: Mapping[tuple[str, str], Counter], zone: tzinfo | None) -> Rows:
    """Campaign, counter, value, what was seen, begin of the run, period; sorted."""
    return [[campaign, code, str(counter.value), counter.seen,
             moment_text(counter.started_at, zone) if counter.started_at else None, counter.period]
            for (campaign, code), counter in sorted(counters.items(), key=_key)]


def _key(item: tuple[tuple[str, str], Counter]) -> tuple[str, str]:
    return item[0]


def counters_of(rows: Rows, zone: tzinfo | None) -> dict[tuple[str, str], Counter]:
    """The counters again."""
    return {(campaign, code): Counter(Decimal(value), tuple(seen), moment_of(begun, zone) if begun else None, period)
            for campaign, code, value, seen, begun, period in rows}


def uses_json(uses: Mapping[Use, int]) -> Rows:
    """Campaign, cap, member, period, count; sorted."""
    return sorted([use.campaign, use.cap, use.member, use.period, count] for use, count in uses.items())


def uses_of(rows: Rows) -> dict[Use, int]:
    """The uses again."""
    return {Use(campaign, cap, member, period): count for campaign, cap, member, period, count in rows}
