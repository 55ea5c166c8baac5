"""Comparison, membership and arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rules.compiling.emit.emitter import Emitter, is_whole
from rules.compiling.emit.pieces import Kind, Piece, Unsupported
from rules.language.engine import ast

SIGNS = {"eq": "==", "ne": "!=", "ge": ">=", "gt": ">", "le": "<=", "lt": "<",
         "mul": "*", "tdiv": "/", "fdiv": "//", "mod": "%", "pow": "**"}
NUMBERS = ("number", "whole")

SUMS: dict[tuple[str, str, str], Kind] = {
    ("+", "text", "text"): "text", ("+", "time", "length"): "time", ("+", "length", "time"): "time",
    ("+", "length", "length"): "length", ("-", "length", "length"): "length", ("-", "time", "length"): "time",
}
"""What a sum or difference of values other than numbers is."""


def comparison(e: Emitter, node: Any) -> Piece:
    """``a == b``, ``a < b`` and the like."""
    left, right = e.piece(node.left), e.piece(node.right)
    if node.type in ("eq", "ne"):
        return _equality(e, node.type, left, right)
    kind = _meeting(left, right)
    left, right = e.ensure(left, kind), e.ensure(right, kind)
    return _flag(f"({left.code} {SIGNS[node.type]} {right.code})")


def _flag(code: str) -> Piece:
    return Piece(code, "flag", sure=True)


def _meeting(left: Piece, right: Piece) -> Kind:
    """The kind in which two values are compared; ints stay ints where a constant allows it."""
    kinds = {left.kind, right.kind} - {"unknown"}
    if kinds == {"number", "whole"}:
        constant = right if left.kind == "whole" else left
        return "whole" if constant.is_constant and is_whole(constant.constant) else "number"
    if len(kinds) != 1 or kinds & {"object", "nothing", "texts", "list"}:
        raise Unsupported("a comparison of these kinds")
    return kinds.pop()


def _equality(e: Emitter, sign: str, left: Piece, right: Piece) -> Piece:
    """Equal only when of the very same type; null equals null."""
    if "nothing" in (left.kind, right.kind):
        return _with_null(e, sign, right if left.kind == "nothing" else left)
    kind = _meeting(left, right)
    texts = _text_with_constant(e, sign, kind, left, right)
    if texts is not None:
        return texts
    left, right = e.ensure_or_none(left, kind), e.ensure_or_none(right, kind)
    return _flag(f"({left.code} {SIGNS[sign]} {right.code})")


def _with_null(e: Emitter, sign: str, piece: Piece) -> Piece:
    if piece.is_constant:
        raise Unsupported("a constant compared with null")
    return _flag(f"({piece.code} is {'not ' if sign == 'ne' else ''}None)")


def _text_with_constant(e: Emitter, sign: str, kind: Kind, left: Piece, right: Piece) -> Piece | None:
    """A text compared with a constant: its type matters only when they are equal."""
    piece, constant = (left, right) if right.is_constant else (right, left)
    if kind != "text" or not constant.is_constant or piece.is_constant:
        return None
    if piece.sure or e.proven.get(piece.code) == "text":
        return _flag(f"({piece.code} {SIGNS[sign]} {constant.code})")
    held = e.held(piece).code
    return _flag(f"({'not ' if sign == 'ne' else ''}({held} == {constant.code} and type({held}) is str))")


def contains(e: Emitter, node: Any) -> Piece:
    """``a in b``; ``not in`` is a negation around it."""
    if isinstance(node.container, ast.SetExpression | ast.ArrayExpression):
        return _in_constants(e, node)
    container, member = e.piece(node.container), e.piece(node.member)
    if container.kind == "text":
        container, member = e.ensure(container, "text"), e.ensure(member, "text")
    elif container.kind in ("texts", "list"):
        container = e.ensure(container, container.kind)
        member = _comparable(e, member)
    else:
        raise Unsupported("membership in this kind")
    return _flag(f"({member.code} in {container.code})")


def _comparable(e: Emitter, member: Piece) -> Piece:
    """A member whose equality with entries is the engine's: floats are not what they seem there."""
    if member.kind in ("text", "nothing") or member.is_constant:
        return member
    return e.ensure_or_none(member, member.kind)


def _in_constants(e: Emitter, node: Any) -> Piece:
    member = e.piece(node.member)
    values = constants_of(node.container)
    if member.is_constant or not values:
        raise Unsupported("membership known beforehand")
    kinds = {type(value) for value in values}
    if kinds == {str}:
        return _flag(f"({member.code} in {{{', '.join(sorted(map(repr, values)))}}})")
    member = _comparable(e, member)
    if member.kind == "whole" and all(is_whole(value) for value in values):
        return _flag(f"({member.code} in {{{', '.join(sorted(str(int(value)) for value in values))}}})")
    return _flag(f"({member.code} in {e.name_of(frozenset(values))})")


def constants_of(node: Any) -> list[Any]:
    """Values of a written list or set; raises ``Unsupported`` when one is not a scalar constant."""
    scalars = (ast.StringExpression, ast.FloatExpression, ast.BooleanExpression, ast.TimedeltaExpression)
    entries: Sequence[Any] = list(node.value)
    if not all(isinstance(entry, scalars) for entry in entries):
        raise Unsupported("an entry that is not a constant")
    return [entry.value for entry in entries]


def addition(e: Emitter, node: Any) -> Piece:
    """``a + b``."""
    return _sum(e, "+", e.piece(node.left), e.piece(node.right))


def subtraction(e: Emitter, node: Any) -> Piece:
    """``a - b``; between two times, what really passed."""
    left, right = e.piece(node.left), e.piece(node.right)
    if left.kind == right.kind == "time":
        left, right = e.ensure(left, "time"), e.ensure(right, "time")
        return Piece(f"elapsed({left.code}, {right.code})", "length", sure=True)
    return _sum(e, "-", left, right)


def _sum(e: Emitter, sign: str, left: Piece, right: Piece) -> Piece:
    if left.kind in NUMBERS and right.kind in NUMBERS:
        return _numeric(e, sign, left, right)
    result = SUMS.get((sign, left.kind, right.kind))
    if result is None:
        raise Unsupported(f"{left.kind} {sign} {right.kind}")
    left, right = e.ensure(left, left.kind), e.ensure(right, right.kind)
    return Piece(f"({left.code} {sign} {right.code})", result, sure=True)


def arithmetic(e: Emitter, node: Any) -> Piece:
    """``a * b`` and the like, of two numbers."""
    return _numeric(e, SIGNS[node.type], e.piece(node.left), e.piece(node.right))


def _numeric(e: Emitter, sign: str, left: Piece, right: Piece) -> Piece:
    e.arithmetic = True
    left, right = e.ensure(left, "number"), e.ensure(right, "number")
    return Piece(f"({left.code} {sign} {right.code})", "number", sure=True)


def negation(e: Emitter, node: Any) -> Piece:
    """``-a``; ``not a`` is told in ``rules.compiling.emit.logic``."""
    piece = e.piece(node.right)
    kind: Kind = "length" if piece.kind == "length" else "number"
    e.arithmetic = e.arithmetic or kind == "number"
    return replace(Piece(f"(-{e.ensure(piece, kind).code})", kind), sure=True)
