"""Constants of generated code as plain data, so that compiled rules can be kept in a file and thawed again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from rules.facts import Need

Frozen = tuple[str, Any]
"""A letter for the kind and marshallable data: ``("d", "12.50")``."""

MOST_ZONES = 64


class LocalTimes(dict[tzinfo | None, datetime]):
    """One wall time in every zone that asked for it; a zone of None reads it in UTC."""

    def __init__(self, wall: datetime) -> None:
        super().__init__()
        self.wall = wall

    def __missing__(self, zone: tzinfo | None) -> datetime:
        if len(self) >= MOST_ZONES:
            self.clear()
        self[zone] = self.wall.replace(tzinfo=zone or UTC)
        return self[zone]


def freeze(value: Any) -> Frozen:
    """Plain data for a constant; raises TypeError for what no rule can hold."""
    for kind, letter, frozen in _FREEZERS:
        if type(value) is kind:
            return letter, frozen(value)
    raise TypeError(f"{type(value).__name__} is not a constant of a rule")


def thaw(frozen: Frozen) -> Any:
    """The constant again."""
    letter, data = frozen
    return _THAWERS[letter](data)


def _freeze_all(values: Any) -> tuple[Frozen, ...]:
    return tuple(freeze(value) for value in values)


def _freeze_sorted(values: Any) -> tuple[Frozen, ...]:
    return tuple(sorted(freeze(value) for value in values))


def _thaw_all(data: tuple[Frozen, ...]) -> Any:
    return tuple(thaw(item) for item in data)


def _same(value: Any) -> Any:
    return value


def _parts(length: timedelta) -> tuple[int, int, int]:
    return length.days, length.seconds, length.microseconds


def _need(need: Need) -> tuple[str, str, str, str]:
    return need.measure, need.window, need.partner, need.of


_FREEZERS: tuple[tuple[type, str, Callable[[Any], Any]], ...] = (
    (str, "s", _same), (bool, "b", _same), (int, "i", _same), (Decimal, "d", str),
    (datetime, "t", datetime.isoformat), (timedelta, "p", _parts), (Need, "n", _need),
    (LocalTimes, "l", lambda times: times.wall.isoformat()),
    (tuple, "a", _freeze_all), (frozenset, "f", _freeze_sorted),
)
_THAWERS: dict[str, Callable[[Any], Any]] = {
    "s": _same, "b": _same, "i": _same, "d": Decimal, "t": datetime.fromisoformat,
    "p": lambda parts: timedelta(*parts), "n": lambda parts: Need(*parts),
    "l": lambda wall: LocalTimes(datetime.fromisoformat(wall)),
    "a": _thaw_all, "f": lambda data: frozenset(_thaw_all(data)),
}
