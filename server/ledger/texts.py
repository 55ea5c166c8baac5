"""Values of the rules as JSON texts, as the database keeps them: facts, outcomes, purchases, counters.

The texts are canonical: equal values give equal texts. Decimals are JSON numbers with all their digits; maps whose
keys are not texts are lists of pairs; what is empty is left out. ``server.ledger.values`` reads them back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import Any

import msgspec

from rules.decision import Decision
from rules.facts import NOBODY, Counter, Facts
from rules.state import PastEvent

_TEXT = msgspec.json.Encoder(decimal_format="number", order="deterministic")
LEFT_OUT = (str, tuple, list, dict, type(None))
"""Types whose empty values a text does not say."""


def text(value: Any) -> str:
    """Any plain value, or dataclass with text keys only, as canonical JSON."""
    return _TEXT.encode(value).decode()


def facts_text(facts: Facts, returned: Sequence[Decimal] | None = None) -> str:
    """Facts word for word, with the zone of their local times; for a return also the money off each line in all."""
    said = filled(facts)
    if facts.referrer is NOBODY or facts.referrer == NOBODY:
        said.pop("referrer", None)
    if returned is not None:
        said["returned"] = returned
    return text({"zone": zone_name(facts.event.occurred_at), **said})


def decision_text(decision: Decision) -> str:
    """A decision whole: what it gave, what it refused and why."""
    return text(filled(decision))


def counter_text(counter: Counter) -> str:
    """One progress counter."""
    return text(counter)


def past_text(past: PastEvent) -> str:
    """One row of a member's history."""
    return text(past)


def zone_name(at: datetime) -> str:
    """IANA name of the zone of a local time, "" when it has only an offset."""
    return str(getattr(at.tzinfo, "key", ""))


def filled(value: Any) -> dict[str, Any]:
    """The fields by name, those left out that are empty and have a default; maps without text keys as sorted pairs."""
    said = {}
    shape: Any = type(value)
    names, parts_of = _names(shape)
    for (name, optional, is_map), part in zip(names, parts_of(value), strict=True):
        if part or not optional or not isinstance(part, LEFT_OUT):
            said[name] = _pairs(part) if is_map else part
    return said


def _pairs(part: Mapping[Any, Any]) -> Any:
    if not part or isinstance(next(iter(part)), str):
        return part
    return sorted(part.items(), key=itemgetter(0))


@lru_cache(maxsize=64)
def _names(shape: Any) -> tuple[tuple[tuple[str, bool, bool], ...], Callable[[Any], tuple[Any, ...]]]:
    """Each field: its name, whether it has a default, whether it is a map; and what reads all of them, in order."""
    names = tuple(
        (field.name, field.default is not MISSING or field.default_factory is not MISSING,
         str(field.type).startswith("Mapping["))
        for field in fields(shape))
    return names, attrgetter(*(name for name, _, _ in names))
