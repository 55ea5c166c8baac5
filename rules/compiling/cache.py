"""A compiled programme as bytes and back, so that a cold start does not read every rule again.

Bytes are good for one interpreter version, one engine, one shape of these modules and one programme version;
anything else is refused, and the caller compiles from the text. They are trusted once their seal fits: keep
them where only the server writes.
"""

from __future__ import annotations

import marshal
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Any, cast

from rules.compiled import CompiledProgramme
from rules.compiling.allowed import Key
from rules.compiling.assembly import assemble, rules_of
from rules.compiling.bitmap import Bitmap, Bounds, Table, Values
from rules.compiling.emit import freeze, thaw
from rules.compiling.expression import CompiledRule
from rules.compiling.index import Index
from rules.errors import PointsError
from rules.facts import Need
from rules.language.engine import VERSION as ENGINE
from rules.language.setting import Setting
from rules.programme import Programme

SHAPE = 1
"""Raise it whenever compiled code, its constants or the tables of the index change their meaning."""
SEAL = 32
MAGIC = f"tandem rules {SHAPE} {sys.implementation.cache_tag} rule-engine {ENGINE}\n".encode()


class UnusableCache(PointsError):
    """These bytes were not written for this programme version by this version of the software."""

    code = "unusable_cache"


def dumps(compiled: CompiledProgramme) -> bytes:
    """A compiled programme as bytes, without the programme itself."""
    numbers: dict[CompiledRule, int] = {}
    places = [(pointer, numbers.setdefault(rule, len(numbers))) for pointer, rule in rules_of(compiled)]
    rules = [(rule.text, rule.place, rule.code, rule.full.bit_length(), rule.setting.counters) for rule in numbers]
    index = cast(Index, compiled.index)
    needs = sorted((need.measure, need.window, need.partner, need.of) for need in compiled.needs)
    body = marshal.dumps((compiled.version, rules, places, _frozen(index.paying), _frozen(index.moving), needs))
    return MAGIC + _seal(body) + body


def loads(data: bytes, programme: Programme, version: str) -> CompiledProgramme:
    """The compiled programme again, its functions bound when they are first used; raises ``UnusableCache``."""
    head = len(MAGIC) + SEAL
    body = data[head:]
    if data[:head] != MAGIC + _seal(body):
        raise UnusableCache("other software wrote this, or it is damaged")
    written_for, rules, places, paying, moving, needs = marshal.loads(body)  # noqa: S302 - sealed above
    if written_for != version:
        raise UnusableCache(f"this is version {written_for}, not {version}")
    shared = _thawed_rules(programme, rules)
    by_pointer = {pointer: shared[number] for pointer, number in places}
    return assemble(programme, version, by_pointer, _thawed(paying), _thawed(moving),
                    frozenset(Need(*need) for need in needs))


def _seal(body: bytes) -> bytes:
    return blake2b(body, digest_size=SEAL).digest()


def _thawed_rules(programme: Programme, rules: Sequence[Any]) -> list[CompiledRule]:
    """Rules, each with the setting in which its text can be read again."""
    plain = Setting.of(programme)
    settings: dict[tuple[str, ...], Setting] = {}
    made = []
    for text, place, code, parts, counters in rules:
        if counters not in settings:
            settings[counters] = replace(plain, counters=counters)
        made.append(CompiledRule(text, place, code, parts, setting=settings[counters]))
    return made


def _frozen(bitmap: Bitmap) -> Any:
    """Plain data of a bitmap."""
    return list(bitmap.positions), [_FROZEN[type(table)](table) for table in bitmap.tables]


def _frozen_values(table: Values) -> Any:
    return "values", table.key, table.other, [(freeze(value), bits) for value, bits in table.turned.items()]


def _frozen_bounds(table: Bounds) -> Any:
    return ("bounds", table.key, [freeze(low) for low in table.lows], table.low_masks,
            [freeze(high) for high in table.highs], table.high_masks)


_FROZEN: dict[type, Callable[[Any], Any]] = {Values: _frozen_values, Bounds: _frozen_bounds}


def _thawed(frozen: Any) -> Bitmap:
    """The bitmap again."""
    positions, tables = frozen
    return Bitmap(positions, [_thawed_table(*table) for table in tables])


def _thawed_table(kind: str, key: Key, *parts: Any) -> Table:
    if kind == "values":
        other, turned = parts
        return Values(key, other, {thaw(value): bits for value, bits in turned})
    lows, low_masks, highs, high_masks = parts
    return Bounds(key, [thaw(low) for low in lows], low_masks, [thaw(high) for high in highs], high_masks)
