"""``Programme`` → plain data: minimal (defaults left out), in the order of the values' own fields."""

from __future__ import annotations

from typing import Any

from rules.programme import Programme
from rules.shape.codecs import CODECS
from rules.shape.kinds import Choice, Field, Kind, Many, Record, Scalar, Table, fields_of
from rules.shape.short import shorten


def write(programme: Programme, *, short: bool = True) -> dict[str, Any]:
    """Plain data that ``read`` turns into an equal programme; ``short`` forms are for people.

    Raises ``Unreadable`` for a number beyond 18 digits, which no file can bring in.
    """
    return _record(programme, short)


def _record(value: Any, short: bool) -> dict[str, Any]:
    cls: type = type(value)
    return {spec.key: _value(spec.kind, part, short)
            for spec in fields_of(cls) if not _left_out(spec, part := getattr(value, spec.name))}


def _left_out(spec: Field, part: object) -> bool:
    return not spec.required and part == spec.default


def _value(kind: Kind, value: Any, short: bool) -> Any:
    match kind:
        case Scalar():
            return CODECS[kind.name].write(value)
        case Choice():
            return value
        case Many():
            items = value if kind.ordered else sorted(value)
            return [_value(kind.item, item, short) for item in items]
        case Table():
            return {key: _value(kind.item, item, short) for key, item in value.items()}
        case Record():
            long = _record(value, short)
            return shorten(kind.cls, long) if short else long
