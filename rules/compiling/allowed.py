"""What one readable value may be for a rule to hold, and how such demands meet, join and turn round.

Every demand here is looser than the rule it was taken from, or as strict, never stricter: an index built from
them may let a campaign through that does not hold, and never keeps one out that does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

Key = tuple[str, ...]
"""Which value: ``("word", "partner.code")``, ``("attribute", "event", "colour", "text")``,
``("lines", "category")``, ``("line", "category")`` of the one line looked at,
``("past", measure, window, partner, of)``, ``("day",)``."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """The value is one of these; of a value with many entries, any entry is."""

    values: frozenset[Any]

    def allows(self, value: Any) -> bool:
        """Whether a value meets the demand."""
        return value in self.values


@dataclass(frozen=True, slots=True)
class NoneOf:
    """The value is none of these."""

    values: frozenset[Any]

    def allows(self, value: Any) -> bool:
        """Whether a value meets the demand."""
        return value not in self.values


@dataclass(frozen=True, slots=True)
class Within:
    """The value lies between two bounds, both inclusive; None is no bound."""

    low: Any = None
    high: Any = None

    def allows(self, value: Any) -> bool:
        """Whether a value meets the demand."""
        return bool((self.low is None or self.low <= value) and (self.high is None or value <= self.high))


Allowed = OneOf | NoneOf | Within
Row = Mapping[Key, Allowed]
"""Demands that must all be met."""
Rows = tuple[Row, ...]
"""Rows of which one must be met; no row is never, an empty row is always."""

ALWAYS: Rows = ({},)
NEVER: Rows = ()
MOST_ROWS = 4
"""So many alternatives of one rule are kept apart; more are joined into one looser row."""


def both(left: Rows, right: Rows) -> Rows:
    """Rows that meet one of each side."""
    return _few(tuple(_meet(a, b) for a, b in product(left, right)))


def either(left: Rows, right: Rows) -> Rows:
    """Rows of either side."""
    return _few(_joined_alike((*left, *right)))


def every(parts: Iterable[Rows]) -> Rows:
    """Rows that meet one of each part."""
    rows = ALWAYS
    for part in parts:
        rows = both(rows, part)
    return rows


def _few(rows: Rows) -> Rows:
    if any(not row for row in rows):
        return ALWAYS
    if len(rows) <= MOST_ROWS:
        return rows
    joined = rows[0]
    for row in rows[1:]:
        joined = _join(joined, row)
    return (joined,)


def _joined_alike(rows: Rows) -> Rows:
    """Rows with one demand each on the same value become one row."""
    singles: dict[Key, Row] = {}
    others: list[Row] = []
    for row in rows:
        if len(row) != 1:
            others.append(row)
            continue
        key = next(iter(row))
        singles[key] = _join(singles[key], row) if key in singles else row
    return (*singles.values(), *others)


def _meet(left: Row, right: Row) -> Row:
    """One row for both: of two demands on the same value what both allow, or the more telling one."""
    met = dict(left)
    for key, demand in right.items():
        met[key] = narrowed(met[key], demand, many=has_many(key)) if key in met else demand
    return met


def has_many(key: Key) -> bool:
    """Whether a value has many entries: tags, and any field of all lines."""
    return key[0] == "lines" or key[-1] == "tags" or key[-1].endswith(".tags")


def _join(left: Row, right: Row) -> Row:
    """A looser row for either."""
    joined = {key: widened(left[key], right[key]) for key in left.keys() & right.keys()}
    return {key: demand for key, demand in joined.items() if demand is not None}


def narrowed(left: Allowed, right: Allowed, *, many: bool = False) -> Allowed:
    """Both demands on one value; where they cannot be told as one, the left."""
    if many:
        return min(left, right, key=_size)
    if isinstance(left, OneOf):
        return OneOf(frozenset(value for value in left.values if _safely(right, value)))
    if isinstance(right, OneOf):
        return narrowed(right, left)
    if isinstance(left, NoneOf) and isinstance(right, NoneOf):
        return NoneOf(left.values | right.values)
    if isinstance(left, Within) and isinstance(right, Within):
        return Within(_last(left.low, right.low, max), _last(left.high, right.high, min))
    return left if isinstance(left, Within) else right


def _size(demand: Allowed) -> int:
    return len(demand.values) if isinstance(demand, OneOf) else 0


def _safely(demand: Allowed, value: Any) -> bool:
    """Whether a demand allows a value; what cannot be compared is let through."""
    try:
        return demand.allows(value)
    except (TypeError, ArithmeticError):
        return True


def _last(left: Any, right: Any, choose: Any) -> Any:
    known = [bound for bound in (left, right) if bound is not None]
    return choose(known) if known else None


def widened(left: Allowed, right: Allowed) -> Allowed | None:
    """Either demand on one value, None when that is no demand."""
    if isinstance(left, OneOf) and isinstance(right, OneOf):
        return OneOf(left.values | right.values)
    if isinstance(left, NoneOf) and isinstance(right, NoneOf):
        return _forbidding(left.values & right.values)
    if isinstance(left, NoneOf) and isinstance(right, OneOf):
        return _forbidding(left.values - right.values)
    if isinstance(left, OneOf) and isinstance(right, NoneOf):
        return widened(right, left)
    return _hull(left, right)


def _forbidding(values: frozenset[Any]) -> Allowed | None:
    return NoneOf(values) if values else None


def _hull(left: Allowed, right: Allowed) -> Allowed | None:
    """The smallest range around two ranges."""
    if not isinstance(left, Within) or not isinstance(right, Within):
        return None
    low = None if left.low is None or right.low is None else min(left.low, right.low)
    high = None if left.high is None or right.high is None else max(left.high, right.high)
    return None if low is None and high is None else Within(low, high)
