"""Kinds of values by the engine's types: what a word is, what an operator takes, what a place needs."""

from __future__ import annotations

from typing import Any

from rules.language.engine import DataType
from rules.language.grammar import Syntax

SCALARS = {"FLOAT": "number", "STRING": "text", "BOOLEAN": "flag", "DATETIME": "time", "TIMEDELTA": "length",
           "NULL": "nothing", "FUNCTION": "function", "MAPPING": "table", "UNDEFINED": "unknown"}
COMPARABLE = ("number", "text", "flag", "time", "length", "set of text", "list of text", "list of number")


def kind_of(engine_type: Any) -> str:
    """Kind of a type, emptiness aside: number, text, flag, time, length, list of …, set of …, line, group …"""
    if DataType.is_type(engine_type, DataType.NULLABLE):
        return kind_of(engine_type.inner_type)
    if DataType.is_type(engine_type, DataType.ARRAY):
        return f"list of {kind_of(engine_type.value_type)}"
    if DataType.is_type(engine_type, DataType.SET):
        return f"set of {kind_of(engine_type.value_type)}"
    if DataType.is_type(engine_type, DataType.OBJECT):
        return engine_type.name if engine_type.name in ("line", "payment") else "group"
    return SCALARS.get(engine_type.name, "unknown")


def kind(syntax: Syntax) -> str:
    """Kind of a construct; "unknown" when it did not build."""
    return kind_of(syntax.node.result_type) if syntax.node is not None else "unknown"


def fits(syntax: Syntax, wanted: Any) -> bool:
    """Whether a construct is of a type, as far as both are known."""
    return bool(syntax.node is None or DataType.is_compatible(syntax.node.result_type, wanted))


def nullable(syntax: Syntax) -> bool:
    """Whether a construct's value may be absent."""
    return syntax.node is not None and DataType.is_type(syntax.node.result_type, DataType.NULLABLE)


def known(*kinds: str) -> bool:
    """Whether every kind is known through and through, so that comparing them makes sense."""
    return not any("unknown" in name for name in kinds)
