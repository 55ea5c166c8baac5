"""The vocabulary as the engine sees it: one context for each setting and place, typed and bound to facts."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from rules.language import reading
from rules.language.engine import Bound, DataType, EngineContext
from rules.language.functions import BUILT_IN
from rules.language.setting import Setting
from rules.language.windows import need_for
from rules.programme import Place
from rules.vocabulary import ROOTS, WORDS, Word

Handle = tuple[str, Bound]
_NUMBERS = DataType.ARRAY(DataType.FLOAT)
_PAIRS = DataType.ARRAY(_NUMBERS)
_F, _D, _S = DataType.FLOAT, DataType.DATETIME, DataType.STRING

FUNCTION_TYPES: dict[str, tuple[Any, tuple[Any, ...], int]] = {
    "abs": (_F, (_F,), 1),
    "any": (DataType.BOOLEAN, (DataType.ARRAY(DataType.BOOLEAN),), 1),
    "all": (DataType.BOOLEAN, (DataType.ARRAY(DataType.BOOLEAN),), 1),
    "sum": (_F, (_NUMBERS,), 1),
    "min": (_F, (_NUMBERS,), 1),
    "max": (_F, (_NUMBERS,), 1),
    "count": (_F, (DataType.UNDEFINED,), 1),
    "floor_to": (_F, (_F, _F), 2),
    "full_steps": (_F, (_F, _F), 2),
    "ladder": (_F, (_F, _PAIRS), 2),
    "bracket": (_F, (_F, _PAIRS), 2),
    "crossed": (_F, (_F, _F, _PAIRS), 3),
    "round": (_F, (_F, _F, _S), 1),
    "days_between": (_F, (_D, _D), 2),
    "hours_between": (_F, (_D, _D), 2),
}
"""Result, arguments, and how many of them must be given, by function name."""


def _object(name: str, attributes: dict[str, Any], accessor: Callable[[Any, str], Any]) -> Any:
    return DataType.OBJECT(name, attributes, accessor=accessor)


def _field(value: Any, name: str) -> Any:
    return reading.plain(getattr(value, name))


SCALARS = {"number": _F, "text": _S, "flag": DataType.BOOLEAN, "time": _D, "length": DataType.TIMEDELTA,
           "texts": DataType.SET(_S)}


def _value_type(root: str) -> Any:
    """Type of a value of ours that is passed around whole."""
    fields = {word.last: SCALARS[word.kind] for word in WORDS.values() if word.root == root}
    return _object(root, fields, _field)


LINE_TYPE = _value_type("line")
PAYMENT_TYPE = _value_type("payment")
TYPES = {**SCALARS, "lines": DataType.ARRAY(LINE_TYPE), "payments": DataType.ARRAY(PAYMENT_TYPE)}


def type_of(word: Word) -> Any:
    """The engine's type of a word, or of the function that a called word is."""
    value = DataType.NULLABLE(TYPES[word.kind]) if word.nullable else TYPES[word.kind]
    if word.arguments is None:
        return value
    needed = sum(not argument.optional for argument in word.arguments)
    return _function(word.name, value, (_S,) * len(word.arguments), needed)


@lru_cache(maxsize=512)
def context_for(setting: Setting, place: Place) -> EngineContext:
    """The engine's context for the words of one place; shared, since evaluation keeps its state by thread."""
    roots = {root: _root_type(root, setting) for root in ROOTS[place]}
    types = {name: _function(name, *shape) for name, shape in FUNCTION_TYPES.items()}
    return EngineContext(roots, BUILT_IN, types, _resolve)


def _function(name: str, result: Any, arguments: tuple[Any, ...], least: int) -> Any:
    return DataType.FUNCTION(name, return_type=result, argument_types=arguments, minimum_arguments=least)


def _root_type(root: str, setting: Setting) -> Any:
    """Type of a root word: an object whose attributes are the words below it."""
    if root == "line":
        return LINE_TYPE
    if root == "progress":
        return _object("progress", dict.fromkeys(setting.counters, _F), _read)
    base = "member" if root == "referrer" else root
    attributes = {word.last: type_of(word) for word in WORDS.values() if word.root == base}
    if base in ("event", "member"):
        declared = setting.event_attributes if base == "event" else setting.member_attributes
        attributes["attributes"] = _attributes_type(base, declared)
    return _object(root, attributes, _read)


def _attributes_type(base: str, declared: tuple[tuple[str, str], ...]) -> Any:
    """Type of ``event.attributes`` or ``member.attributes``, with exactly the declared names."""
    kinds = dict(declared)
    types = {name: DataType.NULLABLE(_F) if kind == "number" else SCALARS[kind] for name, kind in declared}
    return _object(f"{base}.attributes", types,
                   lambda values, name: reading.attribute(values, name, kinds[name]))


def _resolve(bound: Bound, root: str) -> Any:
    """Value of a root word: the line itself, else a handle that remembers the facts."""
    return bound.scope.line if root == "line" else (root, bound)


def _read(handle: Handle, name: str) -> Any:
    """Value of ``root.name`` for the facts behind a handle."""
    root, bound = handle
    if root == "history":
        return partial(_history, bound, WORDS[f"history.{name}"])
    if root == "progress":
        return reading.counter(bound.scope, name)
    if root == "matched":
        return reading.plain(getattr(bound.scope.matched, name))
    if root in ("event", "member", "referrer", "partner", "store"):
        return _fact(bound, root, name)
    return reading.given(bound.scope, f"{root}.{name}")


def _fact(bound: Bound, root: str, name: str) -> Any:
    """Field of one of the values in the facts."""
    owner = getattr(bound.facts, root)
    if name == "balance":
        return partial(reading.balance, owner)
    if name == "attributes":
        return owner.attributes
    value = getattr(owner, name)
    return reading.plain(value, bound.zone) if name == "birthday" else reading.plain(value)


def _history(bound: Bound, word: Word, *arguments: str) -> Any:
    """Figure of the past that a called history word asks for."""
    return reading.past(bound.facts, need_for(word, arguments))
