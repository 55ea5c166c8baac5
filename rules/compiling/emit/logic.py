"""Truth: ``and``, ``or``, ``not``, a choice by condition, and the value that stands in for null."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from rules.compiling.emit.emitter import Condition, Emitter
from rules.compiling.emit.pieces import Kind, Piece, Unsupported
from rules.language.engine import ast

LITERALS: dict[str, Kind] = {"BooleanExpression": "flag", "StringExpression": "text", "NullExpression": "nothing"}


def condition(e: Emitter, node: Any) -> Condition:
    """Code for the truth of a node."""
    if isinstance(node, ast.LogicExpression):
        return _chain(e, node)
    if isinstance(node, ast.UnaryExpression) and node.type == "not":
        return Condition(f"(not {condition(e, node.right).code})")
    piece = e.piece(node)
    if piece.is_constant:
        return Condition(repr(bool(piece.constant)))
    return Condition(piece.code, piece.kind == "flag" and piece.sure)


def truth(e: Emitter, node: Any) -> Piece:
    """A logical expression as a value: always True or False, as the engine has it."""
    made = condition(e, node)
    return Piece(made.code if made.exact else f"bool({made.code})", "flag", sure=True)


def operands(node: Any, operator: str) -> Iterator[Any]:
    """The parts of a chain of one operator, left to right."""
    if isinstance(node, ast.LogicExpression) and node.type == operator:
        yield from operands(node.left, operator)
        yield from operands(node.right, operator)
    else:
        yield node


def _chain(e: Emitter, node: Any) -> Condition:
    """Left to right, later parts only when they are asked for; what earlier parts proved still holds there."""
    first, *rest = operands(node, node.type)
    made = condition(e, first)
    with e.scope():
        for part in rest:
            made = _next(e, node.type, made, part)
    return made


def _next(e: Emitter, operator: str, before: Condition, part: Any) -> Condition:
    with e.captured() as lines:
        made = condition(e, part)
    exact = before.exact and made.exact
    if not lines:
        return Condition(f"({before.code} {operator} {made.code})", exact)
    name = before.code if before.code in e.outcomes else e.temporary(before.code)
    e.outcomes.add(name)
    e.insert(f"if {'' if operator == 'and' else 'not '}{name}:", lines, f"{name} = {made.code}")
    return Condition(name, exact)


def choice(e: Emitter, node: Any) -> Piece:
    """``condition ? a : b``; both of one kind, and only the chosen one is evaluated."""
    asked = condition(e, node.condition).code
    kind = _common(e, node.case_true, node.case_false)
    with e.scope(), e.captured() as true_lines:
        true = e.ensure_or_none(e.piece(node.case_true), kind)
    with e.scope(), e.captured() as false_lines:
        false = e.ensure_or_none(e.piece(node.case_false), kind)
    made = replace(true, kind=kind, sure=True, nullable=true.nullable or false.nullable)
    made = _without_constant(made)
    if not true_lines and not false_lines:
        return replace(made, code=f"({true.code} if {asked} else {false.code})")
    name = e.temporary("None")
    e.insert(f"if {asked}:", true_lines, f"{name} = {true.code}")
    e.insert("else:", false_lines, f"{name} = {false.code}")
    return replace(made, code=name)


def _common(e: Emitter, *nodes: Any) -> Kind:
    """The kind that all nodes can be had in; they are looked at, nothing is written."""
    kinds = {kind for kind in (_kind(e, node) for node in nodes) if kind != "nothing"}
    if kinds == {"number", "whole"}:
        return "number"
    if len(kinds) != 1 or kinds & {"object", "list", "unknown"}:
        raise Unsupported("a choice between kinds")
    return kinds.pop()


def _kind(e: Emitter, node: Any) -> Kind:
    kept = e.temporaries
    with e.scope(), e.captured():
        kind = e.piece(node).kind
    e.temporaries = kept
    return kind


def _without_constant(piece: Piece) -> Piece:
    return Piece(piece.code, piece.kind, piece.sure, piece.nullable)


def coalesce(e: Emitter, node: Any) -> Piece:
    """``a ?? b``."""
    left = e.piece(node.left)
    if left.kind == "nothing":
        return e.piece(node.right)
    if left.is_constant or not left.nullable:
        return left
    held = e.temporary(left.code)
    with e.scope(), e.captured() as lines:
        right = e.ensure_or_none(e.piece(node.right), left.kind)
    e.insert(f"if {held} is None:", lines, f"{held} = {right.code}")
    made = Piece(held, left.kind, sure=left.sure, nullable=right.nullable)
    return e.ensure_or_none(made, left.kind)


def literal(e: Emitter, node: Any) -> Piece:
    """A text, flag or null written in the rule."""
    value = node.value
    return Piece(repr(value), LITERALS[type(node).__name__], sure=value is not None, nullable=value is None,
                 constant=value)


def number(e: Emitter, node: Any) -> Piece:
    """A number written in the rule."""
    return Piece(e.name_of(node.value), "number", sure=True, constant=node.value)
