"""Attributes of values, entries of lists, and calls of words and functions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rules.compiling.emit import words
from rules.compiling.emit.emitter import Emitter
from rules.compiling.emit.pieces import Kind, Piece, Unsupported
from rules.language.engine import DataType, ast
from rules.language.words import FUNCTION_TYPES

ATTRIBUTES: dict[tuple[str, str], tuple[Kind, str]] = {
    ("number", "floor"): ("whole", "floor({0})"), ("number", "ceiling"): ("whole", "ceil({0})"),
    ("number", "to_flt"): ("number", "{0}"),
    ("text", "length"): ("whole", "len({0})"), ("text", "is_empty"): ("flag", "(len({0}) == 0)"),
    ("text", "as_lower"): ("text", "{0}.lower()"), ("text", "as_upper"): ("text", "{0}.upper()"),
    ("text", "to_str"): ("text", "{0}"),
    ("texts", "length"): ("whole", "len({0})"), ("texts", "is_empty"): ("flag", "(len({0}) == 0)"),
    ("list", "length"): ("whole", "len({0})"), ("list", "is_empty"): ("flag", "(len({0}) == 0)"),
    ("length", "days"): ("whole", "{0}.days"), ("length", "seconds"): ("whole", "{0}.seconds"),
    ("length", "total_seconds"): ("number", "Decimal(repr({0}.total_seconds()))"),
    ("time", "year"): ("whole", "{0}.year"), ("time", "month"): ("whole", "{0}.month"),
    ("time", "day"): ("whole", "{0}.day"), ("time", "hour"): ("whole", "{0}.hour"),
    ("time", "minute"): ("whole", "{0}.minute"), ("time", "second"): ("whole", "{0}.second"),
    ("time", "date"): ("time", "{0}.replace(hour=0, minute=0, second=0, microsecond=0)"),
}
"""Attributes that values have in the language: what they are, and the code for them."""

METHODS = {"starts_with": "{0}.startswith({1})", "ends_with": "{0}.endswith({1})"}
"""Functions that a text has."""


def attribute(e: Emitter, node: Any) -> Piece:
    """``a.b``: a word, a custom attribute, a field, or an attribute of a plain value."""
    root = words.root_of(e, node.object)
    if root and not node.safe:
        return words.word(e, root, node.name)
    if _is_custom(e, node.object):
        return words.attribute(e, words.root_of(e, node.object.object), node.name, node.result_type)
    owner = e.piece(node.object)
    if owner.kind == "object" and not node.safe:
        return words.field(e, owner, node.name)
    return _safely(e, owner, node) if node.safe else _plain(e, owner, node.name)


def _is_custom(e: Emitter, node: Any) -> bool:
    """Whether a node is ``event.attributes`` or ``member.attributes``."""
    return (isinstance(node, ast.GetAttributeExpression) and node.name == "attributes"
            and words.root_of(e, node.object) != "")


def _plain(e: Emitter, owner: Piece, name: str) -> Piece:
    kind: Kind = "number" if owner.kind == "whole" else owner.kind
    if (kind, name) not in ATTRIBUTES:
        raise Unsupported(f"{kind}.{name}")
    result, code = ATTRIBUTES[kind, name]
    return Piece(code.format(e.ensure(owner, kind).code), result, sure=True)


def _safely(e: Emitter, owner: Piece, node: Any) -> Piece:
    """``a&.b``: null when a is."""
    if owner.is_constant or owner.kind not in ("time", "length", "text"):
        raise Unsupported("safe access to this kind")
    held = e.held(e.ensure_or_none(owner, owner.kind))
    made = _plain(e, replace(held, sure=True, nullable=False), node.name)
    return replace(made, code=f"(None if {held.code} is None else {made.code})", nullable=True)


def item(e: Emitter, node: Any) -> Piece:
    """``list[0]``: one entry by a constant place."""
    if node.safe or not isinstance(node.item, ast.FloatExpression):
        raise Unsupported("an entry by a computed place")
    container = e.ensure(e.piece(node.container), "list")
    place = node.item.value
    if place != place.to_integral_value() or container.item == "unknown":
        raise Unsupported("an entry of this list")
    return Piece(e.temporary(f"{container.code}[{int(place)}]"), container.item, owner=container.owner)


def call(e: Emitter, node: Any) -> Piece:
    """A function, a word with brackets, or a function that a text has."""
    function = node.function
    if isinstance(function, ast.SymbolExpression) and function.scope:
        return builtin(e, function.name, node.arguments)
    if not isinstance(function, ast.GetAttributeExpression) or function.safe:
        raise Unsupported("a call of this")
    root = words.root_of(e, function.object)
    if root:
        return words.called(e, root, function.name, node.arguments)
    return _method(e, function, node.arguments)


def _method(e: Emitter, function: Any, arguments: Any) -> Piece:
    if function.name not in METHODS or len(arguments) != 1:
        raise Unsupported(function.name)
    owner, argument = e.piece(function.object), e.piece(arguments[0])
    owner, argument = e.ensure(owner, "text"), e.ensure(argument, "text")
    return Piece(METHODS[function.name].format(owner.code, argument.code), "flag", sure=True)


def builtin(e: Emitter, name: str, arguments: Any) -> Piece:
    """``$name(…)``: loops for those that take a list, else a call of the very function."""
    from rules.compiling.emit.lists import REDUCERS  # its loops need pieces of their own

    if name in REDUCERS and len(arguments) == 1:
        return REDUCERS[name](e, arguments[0])
    if name not in FUNCTION_TYPES:
        raise Unsupported(name)
    result, types, _ = FUNCTION_TYPES[name]
    if result != DataType.FLOAT or len(arguments) > len(types):
        raise Unsupported(name)
    e.arithmetic = True
    given = [argument_code(e, node, kind) for node, kind in zip(arguments, types, strict=False)]
    return Piece(f"do_{name}({', '.join(given)})", "number")


def argument_code(e: Emitter, node: Any, declared: Any) -> str:
    """An argument, proven to be what the function takes."""
    simple: list[tuple[Any, Kind]] = [(DataType.FLOAT, "number"), (DataType.DATETIME, "time"),
                                      (DataType.STRING, "text")]
    for family, kind in simple:
        if declared == family:
            return e.ensure(e.piece(node), kind).code
    return _rows(e, node)


def _rows(e: Emitter, node: Any) -> str:
    """A table of numbers: a list of lists, constant as a rule."""
    if isinstance(node, ast.ArrayExpression):
        entries = [_rows(e, entry) for entry in node.value]
        return f"({''.join(f'{entry}, ' for entry in entries)})"
    return e.number(node)
