"""What the emitter knows about a piece of generated code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from rules.language.engine import DataType

Kind = Literal["number", "whole", "text", "flag", "time", "length", "texts", "list", "object", "nothing",
               "unknown"]
"""Decimal, int (a number of the language all the same), str, bool, aware datetime, timedelta, frozenset of
str, tuple, one of our values, None, and not known before it runs."""

NOT_CONSTANT = object()


class Unsupported(Exception):
    """The emitter does not know this construct; the interpreter keeps the expression."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A Python expression without side effects, and what it will be when it runs.

    ``sure`` says that its type is proven by then; ``nullable`` that it may be None as well. ``item`` is the
    piece kind of a list's entries, ``owner`` the root word whose fields an object has. ``constant`` is the
    value when it is known now.
    """

    code: str
    kind: Kind
    sure: bool = False
    nullable: bool = False
    item: Kind = "unknown"
    owner: str = ""
    constant: Any = NOT_CONSTANT

    @property
    def is_constant(self) -> bool:
        """Whether the value is known now."""
        return self.constant is not NOT_CONSTANT


def kind_of(result_type: Any) -> Kind:
    """Kind of what a node of the tree promises to be."""
    scalars: list[tuple[Any, Kind]] = [
        (DataType.FLOAT, "number"), (DataType.STRING, "text"), (DataType.BOOLEAN, "flag"),
        (DataType.DATETIME, "time"), (DataType.TIMEDELTA, "length"), (DataType.NULL, "nothing"),
        (DataType.ARRAY, "list"), (DataType.SET, "texts"), (DataType.OBJECT, "object"),
    ]
    inner = DataType.NULLABLE.unwrap(result_type)
    return next((kind for family, kind in scalars if DataType.is_type(inner, family)), "unknown")
