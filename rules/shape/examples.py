"""Codec of one worked example: kept as it was read, since ``rules.stories.examples`` gives it its meaning."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from rules.shape.numbers import write_decimal
from rules.shape.scalar import Codec, Unreadable, checked_text, same, shown, whole_digits, wrong_type

DEPTH_MAX = 20


def read_example(value: object) -> dict[str, object]:
    """A group of keys holding plain data only; binary fractions are refused."""
    if not isinstance(value, Mapping):
        raise wrong_type(value, "the keys of an example")
    return _group(value, 0)


def _group(value: Mapping[object, object], depth: int) -> dict[str, object]:
    return {_key(key): _plain(part, depth + 1) for key, part in value.items()}


def _key(key: object) -> str:
    return key if isinstance(key, str) else shown(key)


def _plain(value: object, depth: int) -> object:
    if depth > DEPTH_MAX:
        raise Unreadable("too_deep", f"is nested more than {DEPTH_MAX} deep", limit=str(DEPTH_MAX))
    if isinstance(value, Mapping):
        return _group(value, depth)
    if isinstance(value, list | tuple):
        return [_plain(part, depth + 1) for part in value]
    return _leaf(value)


def _leaf(value: object) -> object:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        whole_digits(value)
        return value
    if isinstance(value, Decimal):
        return write_decimal(value)
    if isinstance(value, str):
        return checked_text(value)
    raise wrong_type(value, "plain data")


CODECS: Mapping[str, Codec] = {"example": Codec(read_example, same, {"type": "object"})}
