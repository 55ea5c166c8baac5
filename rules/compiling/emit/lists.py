"""Lists made from lists, and the functions that take one: plain loops that look at every entry, as the engine does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any

from rules.compiling.emit.emitter import Emitter
from rules.compiling.emit.logic import condition, operands
from rules.compiling.emit.pieces import Kind, Piece, Unsupported
from rules.language.engine import ast

Reducer = Callable[[Emitter, Any], Piece]
MOST_NESTED = 8
"""A longer ``and`` is computed as one value instead."""
SCALARS: tuple[Kind, ...] = ("number", "whole", "text", "flag", "time", "length")


@contextmanager
def each(e: Emitter, node: Any) -> Iterator[None]:
    """A loop over what a comprehension ranges over; inside, its variable exists and its condition held."""
    iterable = e.piece(node.iterable)
    if iterable.kind not in ("list", "texts") or (iterable.item == "unknown" and iterable.kind == "list"):
        raise Unsupported("a list of this")
    source = e.ensure(iterable, iterable.kind).code
    name = f"v{e.temporaries}"
    e.temporaries += 1
    entry = Piece(name, "text" if iterable.kind == "texts" else iterable.item, owner=iterable.owner)
    outer = dict(e.variables)
    with e.block(f"for {name} in {source}:"):
        # the engine looks a repeated name up in the outermost comprehension
        e.variables.setdefault(node.variable, entry)
        with _only_if(e, node.condition):
            yield
    e.variables = outer


@contextmanager
def _only_if(e: Emitter, node: Any) -> Iterator[None]:
    """Lines for when a condition holds, None always does; the parts of an ``and`` become blocks in each other."""
    parts = [] if node is None else list(operands(node, "and"))
    with ExitStack() as blocks:
        for part in parts if len(parts) <= MOST_NESTED else [node]:
            blocks.enter_context(e.block(f"if {condition(e, part).code}:"))
        yield


def comprehension(e: Emitter, node: Any) -> Piece:
    """``[result for variable in list if condition]`` as a list."""
    made = e.temporary("[]")
    with each(e, node):
        entry = _entry(e, node.result)
        e.line(f"{made}.append({entry.code})")
    return Piece(e.temporary(f"tuple({made})"), "list", sure=True, item=entry.kind, owner=entry.owner)


def _entry(e: Emitter, node: Any) -> Piece:
    """One entry, proven as far as the list's reader will rely on it."""
    piece = e.piece(node)
    if piece.kind == "whole":
        return e.ensure(piece, "number")
    if piece.kind == "object":
        return piece
    if piece.kind not in SCALARS or piece.nullable:
        raise Unsupported("a list of this")
    return e.ensure(piece, piece.kind)


def array(e: Emitter, node: Any) -> Piece:
    """``[a, b]`` as a list."""
    entries = [_entry(e, entry) for entry in node.value]
    if len({entry.kind for entry in entries}) != 1:
        raise Unsupported("a list of several kinds")
    return Piece(_tuple(entries), "list", sure=True, item=entries[0].kind)


def _tuple(entries: list[Piece]) -> str:
    return f"({''.join(f'{entry.code}, ' for entry in entries)})"


def _any(e: Emitter, node: Any) -> Piece:
    """Every entry is evaluated, since a later one may fail."""
    if not isinstance(node, ast.ComprehensionExpression):
        return _written_flags(e, node, "any")
    made = e.temporary("False")
    with each(e, node):
        if isinstance(node.result, ast.LogicExpression):
            with _only_if(e, node.result):
                e.line(f"{made} = True")
        else:
            e.line(f"if {_flag(e, node.result)}: {made} = True")
    return Piece(made, "flag", sure=True)


def _all(e: Emitter, node: Any) -> Piece:
    """Every entry is evaluated, since a later one may fail."""
    if not isinstance(node, ast.ComprehensionExpression):
        return _written_flags(e, node, "all")
    made = e.temporary("True")
    with each(e, node):
        e.line(f"if not {_flag(e, node.result)}: {made} = False")
    return Piece(made, "flag", sure=True)


def _written_flags(e: Emitter, node: Any, name: str) -> Piece:
    """``$any`` or ``$all`` of flags that are written one by one."""
    if not isinstance(node, ast.ArrayExpression):
        raise Unsupported("flags of this")
    entries = [e.ensure(e.piece(entry), "flag") for entry in node.value]
    return Piece(f"{name}({_tuple(entries)})", "flag", sure=True)


def _flag(e: Emitter, node: Any) -> str:
    made = condition(e, node)
    if not made.exact:
        made = replace(made, code=e.ensure(e.piece(node), "flag").code)
    return made.code


def _sum(e: Emitter, node: Any) -> Piece:
    e.arithmetic = True
    made = e.temporary(e.name_of_zero())
    for code in _each_number(e, node):
        e.line(f"{made} += {code}")
    return Piece(made, "number", sure=True)


def _each_number(e: Emitter, node: Any) -> Iterator[str]:
    """Code for each number of a list, inside the loop when it is one."""
    if isinstance(node, ast.ComprehensionExpression):
        with each(e, node):
            yield e.number(node.result)
    elif isinstance(node, ast.ArrayExpression):
        for entry in node.value:
            yield e.number(entry)
    else:
        raise Unsupported("numbers of this")


def _count(e: Emitter, node: Any) -> Piece:
    if not isinstance(node, ast.ComprehensionExpression):
        piece = e.piece(node)
        if piece.kind not in ("list", "texts", "text"):
            raise Unsupported("a count of this")
        return Piece(f"len({e.ensure(piece, piece.kind).code})", "whole", sure=True)
    made = e.temporary("0")
    with each(e, node):
        e.temporary(e.piece(node.result).code)
        e.line(f"{made} += 1")
    return Piece(made, "whole", sure=True)


def _smallest(e: Emitter, node: Any) -> Piece:
    return _extreme(e, node, "min")


def _largest(e: Emitter, node: Any) -> Piece:
    return _extreme(e, node, "max")


def _extreme(e: Emitter, node: Any, name: str) -> Piece:
    if isinstance(node, ast.ArrayExpression) and node.value:
        numbers = ", ".join(_each_number(e, node))
        return Piece(f"{name}({numbers})" if len(node.value) > 1 else numbers, "number", sure=True)
    made = e.temporary("[]")
    for code in _each_number(e, node):
        e.line(f"{made}.append({code})")
    return Piece(f"{name}({made})", "number", sure=True)


REDUCERS: dict[str, Reducer] = {
    "any": _any, "all": _all, "sum": _sum, "count": _count, "min": _smallest, "max": _largest,
}
"""Functions of one list, by name."""
