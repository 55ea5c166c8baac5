"""JSON texts of ``server.ledger.texts`` as values again, guided by the types of the dataclasses.

Fields that a text lacks take their defaults, so that texts of earlier releases stay readable; names that no
dataclass has any more are passed over.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

import msgspec

from rules.decision import Decision
from rules.facts import Attribute, Facts

Shape = TypeVar("Shape")

_PLAIN = msgspec.json.Decoder(float_hook=Decimal)


def facts_of(facts_text: str) -> Facts:
    """The facts that ``facts_text`` wrote, their times local again."""
    plain = _PLAIN.decode(facts_text)
    zone = plain.pop("zone", "")
    return value_of(Facts, plain, ZoneInfo(zone) if zone else None)


def returned_of(facts_text: str) -> tuple[Decimal, ...] | None:
    """Money that had come back of each line when a return was rated; None for what is no return."""
    returned = _PLAIN.decode(facts_text).get("returned")
    return None if returned is None else tuple(map(Decimal, returned))


def decision_of(decision_text: str) -> Decision:
    """The decision that ``decision_text`` wrote."""
    return value_of(Decision, _PLAIN.decode(decision_text))


def mapping_of(attributes_text: str) -> Mapping[str, Attribute]:
    """Custom attributes out of their JSON text."""
    read: Mapping[str, Attribute] = _map(str, Attribute, _PLAIN.decode(attributes_text), None)
    return read


def plain_of(json_text: str) -> dict[str, Any]:
    """A JSON object as plain data, its fractions as Decimal."""
    plain: dict[str, Any] = _PLAIN.decode(json_text)
    return plain


def value_of(shape: type[Shape], plain: Any, zone: tzinfo | None = None) -> Shape:
    """Plain JSON data as a value of this type; local times get the zone when one is given."""
    kind: Any = shape
    value: Shape = _reader(kind)(plain, zone)
    return value


def _dataclass(shape: Any, plain: Any, zone: tzinfo | None) -> Any:
    return shape(**parts_of(shape, plain, zone))


def parts_of(shape: Any, plain: Any, zone: tzinfo | None) -> dict[str, Any]:
    """The fields of a dataclass that plain data names, as values."""
    hints = _hints(shape)
    return {name: _reader(hints[name])(part, zone) for name, part in plain.items() if name in hints}


def _map(key: Any, value: Any, plain: Any, zone: tzinfo | None) -> Any:
    pairs = plain.items() if isinstance(plain, dict) else plain
    return {_reader(key)(name, zone): _reader(value)(part, zone) for name, part in pairs}


def _sequence(kind: Any, part: Any, plain: Any, zone: tzinfo | None) -> Any:
    return kind(_reader(part)(each, zone) for each in plain)


def _fixed(parts: tuple[Any, ...], plain: Any, zone: tzinfo | None) -> Any:
    return tuple(_reader(part)(each, zone) for part, each in zip(parts, plain, strict=True))


def _either(options: tuple[Any, ...], plain: Any, zone: tzinfo | None) -> Any:
    """One of several types: JSON itself tells flags, numbers, texts and values with names apart."""
    if plain is None or isinstance(plain, bool):
        return plain
    if isinstance(plain, dict):
        named: Any = next(filter(is_dataclass, options))
        return _dataclass(named, plain, zone)
    wanted = (datetime, date, str) if isinstance(plain, str) else (Decimal, int)
    return _reader(next(kind for kind in wanted if kind in options))(plain, zone)


def _moment(plain: Any, zone: tzinfo | None) -> Any:
    at = datetime.fromisoformat(plain)
    return at.astimezone(zone) if zone else at


def _same(plain: Any, zone: tzinfo | None) -> Any:
    return plain


SCALARS: Mapping[Any, Any] = {
    Decimal: lambda plain, zone: Decimal(plain), datetime: _moment, date: lambda plain, zone: date.fromisoformat(plain),
    str: _same, int: _same, bool: _same,
}


@lru_cache(maxsize=256)
def _reader(shape: Any) -> Any:
    """What turns plain data into this type: a function of the data and a zone."""
    if shape in SCALARS:
        return SCALARS[shape]
    if is_dataclass(shape):
        return partial(_dataclass, shape)
    return _generic(get_origin(shape), get_args(shape))


def _generic(origin: Any, parts: tuple[Any, ...]) -> Any:
    if origin in (Union, types.UnionType):
        return partial(_either, parts)
    if origin is Literal:
        return _same
    if origin is tuple:
        return partial(_sequence, tuple, parts[0]) if parts[-1] is Ellipsis else partial(_fixed, parts)
    if origin is frozenset:
        return partial(_sequence, frozenset, parts[0])
    return partial(_map, *parts)


@lru_cache(maxsize=64)
def _hints(shape: Any) -> dict[str, Any]:
    return get_type_hints(shape)
