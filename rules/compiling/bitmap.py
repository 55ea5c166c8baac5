"""Which of many rows of demands a set of facts can meet: one bit a row, one table a value.

A table answers for one value which rows it allows; the answers are joined by ``and``. Rows that demand nothing
of a value are allowed by every answer of its table. Nothing here depends on how many rows could never match,
but for the width of the integers.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rules.compiling.allowed import Key, NoneOf, OneOf, Row, Within, has_many
from rules.compiling.lookup import ODD, lookup_of
from rules.facts import Facts

MOST_KEYS = 40
"""So many values are looked up, those that most rows demand something of."""
MOST_THRESHOLDS = 256
"""A range keeps so many thresholds; the others are moved outward to one that is kept."""
FEW = 8
"""Up to so many bits are kept as places, which is small however many rows there are."""

MANY = 40
"""From so many bits on it is quicker to write the mask out in digits."""

Bits = int | tuple[int, ...]


def packed(places: Sequence[int]) -> Bits:
    """Places of bits in the smaller form."""
    return tuple(places) if len(places) <= FEW else mask_of(places)


def mask_of(places: Iterable[int]) -> int:
    """An integer with these bits set."""
    found = bytearray()
    for place in places:
        if place >> 3 >= len(found):
            found.extend(bytes((place >> 3) + 1 - len(found)))
        found[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(found, "little")


def places_of(mask: int) -> list[int]:
    """Places of the bits of an integer, ascending."""
    if mask.bit_count() > MANY:
        return _found_in_digits(mask)
    places: list[int] = []
    while mask:
        place = mask.bit_length() - 1
        places.append(place)
        mask ^= 1 << place
    places.reverse()
    return places


def _found_in_digits(mask: int) -> list[int]:
    """The same for many bits: they are searched for in the binary digits."""
    digits = format(mask, "b")[::-1]
    places = []
    place = digits.find("1")
    while place >= 0:
        places.append(place)
        place = digits.find("1", place + 1)
    return places


def toggled(mask: int, bits: Bits) -> int:
    """A mask with some bits turned round."""
    if isinstance(bits, int):
        return mask ^ bits
    for place in bits:
        mask ^= 1 << place
    return mask


class Values:
    """One value, or one with many entries, against demands of equality and membership.

    ``other`` are the rows that a value nobody names is allowed by; ``turned`` what differs for a named one.
    """

    __slots__ = ("key", "many", "other", "read", "turned")

    def __init__(self, key: Key, other: int, turned: dict[Any, Bits]) -> None:
        self.key, self.many = key, has_many(key)
        self.other, self.turned = other, turned
        self.read = lookup_of(key)

    def allowed(self, facts: Facts) -> int:
        """Rows that the value in these facts meets; raises one of ``ODD``."""
        value = self.read(facts)
        if not self.many:
            bits = self.turned.get(value)
            return self.other if bits is None else toggled(self.other, bits)
        found = 0
        for entry in value:
            bits = self.turned.get(entry)
            if bits is not None:
                found |= bits if isinstance(bits, int) else toggled(0, bits)
        return self.other | found

    @classmethod
    def of(cls, key: Key, demands: Sequence[tuple[int, OneOf | NoneOf]], everything: int) -> Values:
        """Built from (place, demand)."""
        turned: dict[Any, list[int]] = {}
        for place, demand in demands:
            for value in demand.values:
                turned.setdefault(value, []).append(place)
        positive = mask_of(place for place, demand in demands if isinstance(demand, OneOf))
        return cls(key, everything & ~positive, {value: packed(places) for value, places in turned.items()})


class Bounds:
    """One value against demands of order: sorted thresholds, and the rows allowed between each two."""

    __slots__ = ("high_masks", "highs", "key", "low_masks", "lows", "read")

    def __init__(self, key: Key, lows: list[Any], low_masks: list[int], highs: list[Any],
                 high_masks: list[int]) -> None:
        self.key = key
        self.lows, self.low_masks, self.highs, self.high_masks = lows, low_masks, highs, high_masks
        self.read = lookup_of(key)

    def allowed(self, facts: Facts) -> int:
        """Rows whose bounds the value in these facts lies in; raises one of ``ODD``."""
        value = self.read(facts)
        return (self.low_masks[bisect_right(self.lows, value)]
                & self.high_masks[bisect_left(self.highs, value)])

    @classmethod
    def of(cls, key: Key, demands: Sequence[tuple[int, Within]], everything: int) -> Bounds:
        """Built from (place, demand)."""
        lows = [(demand.low, place) for place, demand in demands if demand.low is not None]
        highs = [(demand.high, place) for place, demand in demands if demand.high is not None]
        kept_lows, kept_highs = thinned(low for low, _ in lows), thinned(high for high, _ in highs)
        low_groups = [(bisect_right(kept_lows, low), place) for low, place in lows]
        high_groups = [(len(kept_highs) - bisect_left(kept_highs, high), place) for high, place in highs]
        low_masks = _growing(low_groups, len(kept_lows), everything)
        high_masks = _growing(high_groups, len(kept_highs), everything)
        return cls(key, kept_lows, low_masks, kept_highs, high_masks[::-1])


def thinned(thresholds: Iterable[Any]) -> list[Any]:
    """Different thresholds, sorted, and if they are many only every n-th."""
    found = sorted(set(thresholds))
    return found[:: len(found) // MOST_THRESHOLDS + 1]


def _growing(groups: Sequence[tuple[int, int]], count: int, everything: int) -> list[int]:
    """Masks for 0 to ``count`` thresholds reached; a row of group g is in from the g-th on."""
    by_group: list[list[int]] = [[] for _ in range(count + 1)]
    for group, place in groups:
        by_group[group].append(place)
    mask = everything & ~mask_of(place for _, place in groups)
    masks = []
    for places in by_group:
        mask |= mask_of(places)
        masks.append(mask)
    return masks


Table = Values | Bounds


class Bitmap:
    """Rows of demands by place; several rows may stand for one position."""

    __slots__ = ("everything", "positions", "tables")

    def __init__(self, positions: Sequence[int], tables: Sequence[Table]) -> None:
        self.positions, self.tables = positions, tuple(tables)
        self.everything = (1 << len(positions)) - 1

    @classmethod
    def of(cls, rows: Sequence[tuple[int, Row]]) -> Bitmap:
        """Built from (position, demands), positions ascending."""
        everything = (1 << len(rows)) - 1
        by_key: dict[Key, list[tuple[int, Any]]] = {}
        for place, (_, row) in enumerate(rows):
            for key, demand in row.items():
                by_key.setdefault(key, []).append((place, demand))
        busiest = sorted(by_key.items(), key=lambda item: (-len(item[1]), item[0]))[:MOST_KEYS]
        tables = [table for key, demands in busiest for table in _tables(key, demands, everything)]
        return cls([position for position, _ in rows], tables)

    def matching(self, facts: Facts) -> list[int]:
        """Positions with a row that these facts can meet, ascending."""
        mask = self.everything
        for table in self.tables:
            try:
                mask &= table.allowed(facts)
            except ODD:
                continue
            if not mask:
                return []
        positions = self.positions
        return list(dict.fromkeys([positions[place] for place in places_of(mask)]))


def _tables(key: Key, demands: Sequence[tuple[int, Any]], everything: int) -> Iterator[Table]:
    """The one or two tables for the demands on one value."""
    ranges = [(place, demand) for place, demand in demands if isinstance(demand, Within)]
    values = [(place, demand) for place, demand in demands if not isinstance(demand, Within)]
    if values:
        yield Values.of(key, values, everything)
    if ranges:
        yield Bounds.of(key, ranges, everything)
