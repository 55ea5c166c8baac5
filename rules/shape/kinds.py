"""What kind of value each field of a programme takes, derived from the dataclasses themselves.

A field that holds an expression, a code or a period is a ``str`` to Python; the tables below say which
is which. Reading, writing and the JSON Schema all walk the same kinds, so they cannot drift apart.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from rules.facts import WEEKDAYS
from rules.programme import EXPRESSIONS


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value without parts; ``name`` is the codec in ``rules.shape.scalars``."""

    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few fixed words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Many:
    """A list of ``item``; an unordered one is a frozenset in memory and sorted in a file."""

    item: Kind
    ordered: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping from names to ``item``."""

    item: Kind


@dataclass(frozen=True, slots=True)
class Record:
    """One of the programme's dataclasses."""

    cls: type


Kind = Scalar | Choice | Many | Table | Record


@dataclass(frozen=True, slots=True)
class Field:
    """One field: ``name`` in Python, ``key`` in a file, what it holds, and what it is when left out."""

    name: str
    key: str
    kind: Kind
    required: bool
    default: object


KEYS: Mapping[str, str] = {"from_time": "from", "until_time": "until"}

FORMATS: Mapping[tuple[str, str], Kind] = {
    ("Programme", "money"): Scalar("money"),
    ("Programme", "examples"): Many(Scalar("example"), ordered=True),
    ("Schedule", "ends_at"): Scalar("end"),
    ("Window", "days"): Many(Choice(WEEKDAYS), ordered=True),
    ("Window", "month_days"): Many(Scalar("month_day"), ordered=True),
    ("Window", "weeks"): Many(Scalar("week_of_month"), ordered=True),
    ("Window", "months"): Many(Scalar("month"), ordered=True),
    ("Cap", "period"): Scalar("period"),
    ("MemberCap", "period"): Scalar("period"),
    ("Progress", "period"): Scalar("period"),
    ("Reward", "limit_period"): Scalar("period"),
    ("Progress", "within"): Scalar("duration"),
    ("Progress", "code"): Scalar("word"),
    ("Tier", "lasts"): Scalar("lasts"),
    ("Share", "source"): Scalar("source"),
    ("Share", "percent"): Scalar("percent"),
    ("Benefit", "code"): Scalar("name"),
    ("Reward", "stock"): Scalar("count"),
    ("Reward", "member_limit"): Scalar("count"),
    ("Prize", "stock"): Scalar("count"),
}

PLAIN_TYPES: Mapping[object, str] = {
    str: "name", int: "whole", bool: "flag", Decimal: "decimal",
    date: "date", time: "time", datetime: "moment",
}


@cache
def fields_of(cls: type) -> tuple[Field, ...]:
    """The fields of one of the programme's dataclasses, in their written order."""
    hints = get_type_hints(cls)
    return tuple(
        Field(
            name=spec.name,
            key=KEYS.get(spec.name, spec.name),
            kind=_kind(cls.__name__, spec.name, hints[spec.name]),
            required=spec.default is MISSING and spec.default_factory is MISSING,
            default=spec.default_factory() if spec.default_factory is not MISSING else spec.default,
        )
        for spec in fields(cls)
    )


def _kind(owner: str, name: str, hint: Any) -> Kind:
    if (owner, name) in FORMATS:
        return FORMATS[owner, name]
    if hint is str and name in EXPRESSIONS.get(owner, {}):
        return Scalar("expression")
    if hint is str and name == "code":
        return Scalar("code")
    return _kind_of_type(hint)


def _kind_of_type(hint: Any) -> Kind:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _kind_of_type(next(one for one in arguments if one is not type(None)))
    if origin is Literal:
        return Choice(arguments)
    if origin in (tuple, frozenset):
        return Many(_kind_of_type(arguments[0]), ordered=origin is tuple)
    if hint == Mapping[str, str]:
        return Scalar("texts")
    if origin is not None:
        return Table(_kind_of_type(arguments[1]))
    return Scalar(PLAIN_TYPES[hint]) if hint in PLAIN_TYPES else Record(hint)
