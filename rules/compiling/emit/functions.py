"""The text of the two functions of an expression: its value, and the mask of its top-level parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rules.compiling.emit import access, lists, logic, operators, words
from rules.compiling.emit.constants import LocalTimes
from rules.compiling.emit.emitter import Emitter
from rules.compiling.emit.pieces import Piece, Unsupported
from rules.language.engine import ARITHMETIC, Elapsed, LocalTime, ast


@dataclass(frozen=True, slots=True)
class Generated:
    """Python text of a module that defines ``value`` and, for a condition, ``mask``; and its constants."""

    source: str
    constants: Mapping[str, Any]


def conjuncts(tree: Any) -> tuple[Any, ...]:
    """The parts of a tree that its top-level ``and`` joins; the tree itself when there is none."""
    return tuple(logic.operands(tree, "and"))


def generate(tree: Any, *, is_condition: bool) -> Generated:
    """Functions for a tree; raises ``Unsupported`` when it holds something the emitter does not know."""
    value = Emitter(PIECES)
    if len(conjuncts(tree)) > 1:
        _conjunction(value, conjuncts(tree))
    else:
        value.line(f"return {settled(value, value.piece(tree))}")
    mask = Emitter(PIECES, constants=value.constants, names=value.names)
    if is_condition:
        _mask(mask, conjuncts(tree))
    written = [_function("value", value), *([_function("mask", mask)] if is_condition else [])]
    return Generated("\n".join(written), dict(value.constants))


def _conjunction(e: Emitter, parts: tuple[Any, ...]) -> None:
    """``a and b and c`` as a value: each part only when those before it held."""
    for part in parts[:-1]:
        e.line(f"if not {logic.condition(e, part).code}: return False")
    e.line(f"return {logic.truth(e, parts[-1]).code}")


def _mask(e: Emitter, parts: tuple[Any, ...]) -> None:
    for place, part in enumerate(parts):
        e.line(f"if not {logic.condition(e, part).code}: return {(1 << place) - 1}")
    e.line(f"return {(1 << len(parts)) - 1}")


def settled(e: Emitter, piece: Piece) -> str:
    """Code for a result exactly as the interpreter gives it."""
    if piece.kind == "whole":
        return e.ensure(piece, "number").code
    if piece.kind == "texts":
        return f"set({e.ensure(piece, 'texts').code})"
    if piece.kind in ("object", "unknown") or (piece.kind == "list" and piece.item == "unknown"):
        raise Unsupported("a result of this kind")
    if piece.kind == "nothing":
        return piece.code
    return e.ensure_or_none(piece, piece.kind).code


def _function(name: str, e: Emitter) -> str:
    """A function that lets the interpreter decide whenever anything fails in it."""
    body = [f"def {name}(facts, scope):"]
    if e.arithmetic:
        body.append(f" if getcontext().Emax != {ARITHMETIC.Emax}: return exactly({name}, facts, scope)")
    body.append(" try:")
    body.extend("  " + " " * depth + text for depth, text in e.lines)
    body.append(f" except Exception: return {name}_otherwise(facts, scope)")
    return "\n".join(body)


def _moment(e: Emitter, node: Any) -> Piece:
    """A time written with its offset."""
    return Piece(e.name_of(node.value), "time", sure=True)


def _local_moment(e: Emitter, node: Any) -> Piece:
    """A time written without an offset, in the zone of the event."""
    event = e.ensure(e.load(Piece(words.OCCURRED_AT, "time")), "time")
    code = f"{e.name_of(LocalTimes(node.value))}[{event.code}.tzinfo]"
    return e.load(Piece(code, "time", sure=True))


def _length(e: Emitter, node: Any) -> Piece:
    return Piece(e.name_of(node.value), "length", sure=True)


def _unary(e: Emitter, node: Any) -> Piece:
    return logic.truth(e, node) if node.type == "not" else operators.negation(e, node)


PIECES: dict[type, Callable[[Emitter, Any], Piece]] = {
    ast.BooleanExpression: logic.literal, ast.StringExpression: logic.literal,
    ast.NullExpression: logic.literal, ast.FloatExpression: logic.number,
    ast.DatetimeExpression: _moment, LocalTime: _local_moment, ast.TimedeltaExpression: _length,
    ast.ArrayExpression: lists.array, ast.ComprehensionExpression: lists.comprehension,
    ast.LogicExpression: logic.truth, ast.UnaryExpression: _unary, ast.TernaryExpression: logic.choice,
    ast.CoalesceExpression: logic.coalesce, ast.ComparisonExpression: operators.comparison,
    ast.ArithmeticComparisonExpression: operators.comparison, ast.ContainsExpression: operators.contains,
    ast.AddExpression: operators.addition, Elapsed: operators.subtraction,
    ast.ArithmeticExpression: operators.arithmetic, ast.SymbolExpression: words.symbol,
    ast.GetAttributeExpression: access.attribute, ast.GetItemExpression: access.item,
    ast.FunctionCallExpression: access.call,
}
"""How each node of the tree is written."""
