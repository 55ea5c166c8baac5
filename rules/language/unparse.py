"""The text of an expression from its tree (see ``rules.language.tree``), with no more brackets than needed.

A tree that did not come from a text may say nonsense; the text is then refused by ``check`` like any other.
``ValueError`` when a tree is not one of ours at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Tree = Mapping[str, Any]
Written = tuple[str, int]
"""A text and how tightly it binds: 0 a choice, 100 a value that needs no brackets anywhere."""

_CHOICE, _NOT, _COALESCE, _COMPARED, _EQUAL, _MINUS, _POWER, _VALUE = 0, 30, 40, 52, 50, 90, 95, 100
_JOINED = {"or": 10, "and": 20}
_ARITHMETIC = {"|": 60, "^": 62, "&": 64, "+": 70, "-": 70, "*": 80, "/": 80, "//": 80, "%": 80, "**": _POWER}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def text_of(tree: Tree) -> str:
    """The expression that a tree stands for."""
    return _write(tree)[0]


def _write(tree: Tree) -> Written:
    kind = str(tree.get("kind"))
    if kind not in _WRITERS:
        raise ValueError(f"{kind!r} is not a kind of tree")
    return _WRITERS[kind](tree)


def _within(tree: Tree, tightness: int) -> str:
    """A part, in brackets unless it binds at least so tightly."""
    text, own = _write(tree)
    return text if own >= tightness else f"({text})"


def _joined(tree: Tree) -> Written:
    own = _JOINED[tree["operator"]]
    parts = [_within(part, own + 1) for part in tree["parts"]]
    return f" {tree['operator']} ".join(parts), own


def _not(tree: Tree) -> Written:
    part = tree["part"]
    if part["kind"] == "in":
        return f"{_within(part['left'], _COMPARED + 1)} not in {_within(part['right'], _COMPARED + 1)}", _COMPARED
    return f"not {_within(part, _COALESCE)}", _NOT


def _minus(tree: Tree) -> Written:
    return f"-{_within(tree['part'], _VALUE)}", _MINUS


def _compared(tree: Tree) -> Written:
    own = _EQUAL if tree["operator"] in ("==", "!=") else _COMPARED
    return _infix(tree, tree["operator"], own, _COMPARED + 1, _COMPARED + 1)


def _in(tree: Tree) -> Written:
    return _infix(tree, "in", _COMPARED, _COMPARED + 1, _COMPARED + 1)


def _coalesce(tree: Tree) -> Written:
    return _infix(tree, "??", _COALESCE, _COALESCE + 1, _COALESCE)


def _arithmetic(tree: Tree) -> Written:
    own = _ARITHMETIC[tree["operator"]]
    return _infix(tree, tree["operator"], own, own, own + 1)


def _infix(tree: Tree, sign: str, own: int, left: int, right: int) -> Written:
    return f"{_within(tree['left'], left)} {sign} {_within(tree['right'], right)}", own


def _choice(tree: Tree) -> Written:
    condition, yes, no = (_within(tree[part], _CHOICE + 1) for part in ("if", "then", "else"))
    return f"{condition} ? {yes} : {no}", _CHOICE


def _asked(tree: Tree) -> Written:
    return f"{_owner(tree['of'])}{'&.' if tree['safe'] else '.'}{tree['name']}", _VALUE


def _owner(tree: Tree) -> str:
    """What is asked, called or indexed; numbers and yes/no need brackets there."""
    return f"({text_of(tree)})" if tree["kind"] in ("number", "flag") else _within(tree, _VALUE)


def _call(tree: Tree) -> Written:
    return f"{_owner(tree['function'])}({_listed(tree['arguments'])})", _VALUE


def _listed(entries: list[Tree]) -> str:
    return ", ".join(text_of(entry) for entry in entries)


def _table(tree: Tree) -> Written:
    pairs = [f"{_within(key, _CHOICE + 1)}: {_within(value, _CHOICE + 1)}" for key, value in tree["entries"]]
    return f"{{{', '.join(pairs)}}}", _VALUE


def _each(tree: Tree) -> Written:
    condition = f" if {text_of(tree['if'])}" if tree["if"] is not None else ""
    return f"[{text_of(tree['entry'])} for {tree['variable']} in {text_of(tree['of'])}{condition}]", _VALUE


def _item(tree: Tree) -> Written:
    return f"{_owner(tree['of'])}{'&[' if tree['safe'] else '['}{text_of(tree['at'])}]", _VALUE


def _slice(tree: Tree) -> Written:
    start, stop = ("" if tree[end] is None else _within(tree[end], _CHOICE + 1) for end in ("from", "to"))
    return f"{_owner(tree['of'])}{'&[' if tree['safe'] else '['}{start}:{stop}]", _VALUE


def _text(tree: Tree) -> Written:
    return '"' + "".join(_ESCAPES.get(sign, sign) for sign in tree["value"]) + '"', _VALUE


_WRITERS: Mapping[str, Callable[[Tree], Written]] = {
    "joined": _joined, "not": _not, "minus": _minus, "compared": _compared, "in": _in, "coalesce": _coalesce,
    "arithmetic": _arithmetic, "choice": _choice, "asked": _asked, "call": _call, "table": _table, "each": _each,
    "item": _item, "slice": _slice, "text": _text,
    "word": lambda tree: (str(tree["name"]), _VALUE),
    "number": lambda tree: (str(tree["value"]), _VALUE),
    "flag": lambda tree: ("true" if tree["value"] else "false", _VALUE),
    "null": lambda tree: ("null", _VALUE),
    "time": lambda tree: (f'd"{tree["value"]}"', _VALUE),
    "length": lambda tree: (f't"{tree["value"]}"', _VALUE),
    "list": lambda tree: (f"[{_listed(tree['entries'])}]", _VALUE),
    "set": lambda tree: (f"{{{_listed(tree['entries'])}}}", _VALUE),
}
