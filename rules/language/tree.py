"""An expression as a tree of plain data, ready for JSON: the seam for a visual builder.

``rules.language.unparse`` writes the text of a tree. Reading that text gives the tree again: nothing is lost but
brackets, spaces, remarks, and which way a chain of the same ``and`` or ``or`` was grouped. Numbers stay as written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rules.language.explain import OPERATORS
from rules.language.grammar import Syntax

Tree = Mapping[str, Any]
_ATOMS = {"string": "text", "number": "number", "time": "time", "length": "length"}


def tree_of(syntax: Syntax) -> dict[str, Any]:
    """The tree of a construct that was read; ``Checked.syntax`` is one."""
    if syntax.kind in _ATOMS:
        return {"kind": _ATOMS[syntax.kind], "value": syntax.args[1]}
    return _READERS[syntax.kind](syntax)


def _word(syntax: Syntax) -> dict[str, Any]:
    """``event.amount`` as one word; a safe step or a step on something else is a node of its own."""
    if syntax.kind == "symbol":
        dollar = "$" if syntax.kwargs.get("scope") else ""
        return {"kind": "word", "name": f"{dollar}{syntax.args[1]}"}
    owner = tree_of(syntax.args[1])
    if owner["kind"] == "word" and not syntax.kwargs.get("safe"):
        return {"kind": "word", "name": f"{owner['name']}.{syntax.args[2]}"}
    return {"kind": "asked", "of": owner, "name": syntax.args[2], "safe": bool(syntax.kwargs.get("safe"))}


def _binary(kind: str) -> Callable[[Syntax], dict[str, Any]]:
    def read(syntax: Syntax) -> dict[str, Any]:
        operator, left, right = syntax.args[1:4]
        return {"kind": kind, "operator": OPERATORS[operator], "left": tree_of(left), "right": tree_of(right)}
    return read


def _joined(syntax: Syntax) -> dict[str, Any]:
    """A chain of one joint, flat."""
    operator = OPERATORS[syntax.args[1]]
    parts: list[dict[str, Any]] = []
    for side in map(tree_of, syntax.args[2:4]):
        same = side["kind"] == "joined" and side["operator"] == operator
        parts.extend(side["parts"] if same else [side])
    return {"kind": "joined", "operator": operator, "parts": parts}


def _unary(syntax: Syntax) -> dict[str, Any]:
    return {"kind": "not" if syntax.args[1] == "NOT" else "minus", "part": tree_of(syntax.args[2])}


def _in(syntax: Syntax) -> dict[str, Any]:
    return {"kind": "in", "left": tree_of(syntax.args[2]), "right": tree_of(syntax.args[1])}


def _choice(syntax: Syntax) -> dict[str, Any]:
    condition, yes, no = map(tree_of, syntax.args[1:4])
    return {"kind": "choice", "if": condition, "then": yes, "else": no}


def _coalesce(syntax: Syntax) -> dict[str, Any]:
    return {"kind": "coalesce", "left": tree_of(syntax.args[1]), "right": tree_of(syntax.args[2])}


def _call(syntax: Syntax) -> dict[str, Any]:
    return {"kind": "call", "function": tree_of(syntax.args[1]), "arguments": [tree_of(a) for a in syntax.args[2]]}


def _entries(kind: str) -> Callable[[Syntax], dict[str, Any]]:
    return lambda syntax: {"kind": kind, "entries": [tree_of(entry) for entry in syntax.args[1]]}


def _table(syntax: Syntax) -> dict[str, Any]:
    return {"kind": "table", "entries": [[tree_of(key), tree_of(value)] for key, value in syntax.args[1]]}


def _each(syntax: Syntax) -> dict[str, Any]:
    condition = syntax.kwargs.get("condition")
    return {"kind": "each", "entry": tree_of(syntax.args[1]), "variable": syntax.args[2],
            "of": tree_of(syntax.args[3]), "if": None if condition is None else tree_of(condition)}


def _item(syntax: Syntax) -> dict[str, Any]:
    return {"kind": "item", "of": tree_of(syntax.args[1]), "at": tree_of(syntax.args[2]),
            "safe": bool(syntax.kwargs.get("safe"))}


def _slice(syntax: Syntax) -> dict[str, Any]:
    start, stop = (None if end is None else tree_of(end) for end in syntax.args[2:4])
    return {"kind": "slice", "of": tree_of(syntax.args[1]), "from": start, "to": stop,
            "safe": bool(syntax.kwargs.get("safe"))}


_READERS: Mapping[str, Callable[[Syntax], dict[str, Any]]] = {
    "symbol": _word, "attribute": _word, "logic": _joined, "unary": _unary, "equality": _binary("compared"),
    "order": _binary("compared"), "arithmetic": _binary("arithmetic"), "bitwise": _binary("arithmetic"),
    "contains": _in, "choice": _choice, "coalesce": _coalesce, "call": _call, "list": _entries("list"),
    "set": _entries("set"), "mapping": _table, "comprehension": _each, "item": _item, "slice": _slice,
    "flag": lambda syntax: {"kind": "flag", "value": syntax.args[1]}, "null": lambda syntax: {"kind": "null"},
}
