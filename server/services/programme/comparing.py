"""What changes between two programmes, piece by piece and field by field, as it is written and in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from rules.canonical import json_text
from rules.check.book import records_of
from rules.language import Setting, check
from rules.programme import EXPRESSIONS, LOCALES, Place, Programme
from rules.sentence import Speaker, of_campaign, of_condition, of_number
from rules.shape.codecs import CODECS
from rules.shape.kinds import Choice, Field, Kind, Many, Record, Scalar, Table, fields_of
from server.services.programme.draft import LISTS, WHOLE

CONDITIONS: frozenset[Place] = frozenset(("condition", "audience", "line", "tier", "conversion", "progress_when"))
"""Places whose expression is yes or no; every other is a number, or a text that is counted."""
Did = Literal["added", "removed", "changed", "moved"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One written value: the dataclass and field it stands in, its text, and its place when it is an expression.

    ``idle`` is a value that is the same when it is left out.
    """

    owner: str
    field: str
    idle: bool
    place: Place | None
    text: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after ("" is: not given); ``said_…`` are the same in words, "" for no expression.

    ``path`` is a pointer inside the piece, in which items with a code go by it.
    """

    path: str
    owner: str
    field: str
    before: str
    after: str
    said_before: str = ""
    said_after: str = ""


@dataclass(frozen=True, slots=True)
class PieceChange:
    """One piece of the programme; ``kind`` "programme" is what belongs to no list.

    A changed order of a list is one piece without a code. ``said_…`` tell a whole campaign in words.
    """

    kind: str
    code: str
    name: str
    did: Did
    fields: tuple[FieldChange, ...] = ()
    said_before: str = ""
    said_after: str = ""


def compare(before: Programme | None, after: Programme | None, locale: str) -> tuple[PieceChange, ...]:
    """Everything that differs, in the order of the programme's parts; None is a programme that is not there."""
    pieces = [change for kind in LISTS for change in _of_list(kind, before, after, locale)]
    return (*_of_head(before, after, locale), *pieces)


def in_words(text: str, place: Place, programme: Programme, locale: str, counters: tuple[str, ...] = ()) -> str:
    """An expression as a person would say it; "" for none, and its own text where it cannot be understood."""
    if not text:
        return ""
    say = of_condition if place in CONDITIONS else of_number
    checked = check(text, place, Setting.of(programme, counters))
    return text if checked.tree is None else say(checked, Speaker.of(programme, locale))


def _of_head(before: Programme | None, after: Programme | None, locale: str) -> Iterator[PieceChange]:
    """What stands beside the lists: names, zone, money, policies, attributes, examples."""
    fields = _fields(_head(before), _head(after), partial(_said, before, locale, ()), partial(_said, after, locale, ()))
    if fields:
        shown = after or before
        yield PieceChange(WHOLE, "", _name(shown, locale), "changed", fields)


def _head(programme: Programme | None) -> dict[str, Leaf]:
    if programme is None:
        return {}
    specs = [spec for spec in fields_of(Programme) if spec.name not in LISTS]
    return {path: leaf for spec in specs for path, leaf in _leaves_of_field(spec, programme, "")}


def _of_list(kind: str, before: Programme | None, after: Programme | None, locale: str) -> Iterator[PieceChange]:
    old, new = _by_code(before, kind), _by_code(after, kind)
    for code in [*new, *(code for code in old if code not in new)]:
        if old.get(code) != new.get(code):
            yield _of_piece(kind, (before, old.get(code)), (after, new.get(code)), locale)
    orders = [[code for code in held if code in old and code in new] for held in (old, new)]
    if orders[0] != orders[1]:
        moved = FieldChange("", kind, "order", *(", ".join(order) for order in orders))
        yield PieceChange(kind, "", "", "moved", (moved,))


def _by_code(programme: Programme | None, kind: str) -> dict[str, Any]:
    return {each.code: each for each in getattr(programme, kind)} if programme else {}


def _of_piece(kind: str, before: tuple[Programme | None, Any], after: tuple[Programme | None, Any],
              locale: str) -> PieceChange:
    sides = [(programme, item, dict(_leaves(item, "")) if item else {}) for programme, item in (before, after)]
    says = [partial(_said, programme, locale, _counters(item)) for programme, item, _ in sides]
    fields = _fields(sides[0][2], sides[1][2], *says)
    item = after[1] or before[1]
    did: Did = "changed" if before[1] and after[1] else "added" if after[1] else "removed"
    return PieceChange(kind, item.code, _name(item, locale), did, fields,
                       *(_told(kind, programme, each, locale) for programme, each in (before, after)))


def _told(kind: str, programme: Programme | None, item: Any, locale: str) -> str:
    if kind != "campaigns" or item is None or programme is None or not _is_sound(item, programme):
        return ""
    return of_campaign(item, programme, locale)


def _is_sound(item: Any, programme: Programme) -> bool:
    """Whether every rule of a piece can be understood."""
    setting = Setting.of(programme, _counters(item))
    rules = ((getattr(value, name), place) for _, value in records_of(item)
             for name, place in EXPRESSIONS.get(type(value).__name__, {}).items())
    return all(check(text, place, setting).tree is not None for text, place in rules if text)


def _counters(item: Any) -> tuple[str, ...]:
    return tuple(counter.code for counter in getattr(item, "progress", ()))


def _name(item: Any, locale: str) -> str:
    names: Mapping[str, str] = getattr(item, "name", {})
    return str(names.get(locale) or names.get(LOCALES[0]) or getattr(item, "code", ""))


def _said(programme: Programme | None, locale: str, counters: tuple[str, ...], leaf: Leaf | None) -> str:
    if leaf is None or leaf.place is None or programme is None:
        return ""
    return in_words(leaf.text, leaf.place, programme, locale, counters)


def _fields(before: dict[str, Leaf], after: dict[str, Leaf], say_before: Any, say_after: Any,
            ) -> tuple[FieldChange, ...]:
    paths = [*after, *(path for path in before if path not in after)]
    sides = ((path, before.get(path), after.get(path)) for path in paths)
    return tuple(_change(path, old, new, say_before, say_after)
                 for path, old, new in sides if _text(old) != _text(new) and _telling(old, new))


def _telling(old: Leaf | None, new: Leaf | None) -> bool:
    """A default that came or went with its piece says nothing."""
    return all((old, new)) or any(leaf and not leaf.idle for leaf in (old, new))


def _change(path: str, old: Leaf | None, new: Leaf | None, say_before: Any, say_after: Any) -> FieldChange:
    leaf = new or old
    assert leaf is not None
    return FieldChange(path, leaf.owner, leaf.field, _text(old), _text(new), say_before(old), say_after(new))


def _text(leaf: Leaf | None) -> str:
    return leaf.text if leaf else ""


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Leaf]]:
    """Every written value below one of the programme's values, with its pointer."""
    cls: type = type(value)
    for spec in fields_of(cls):
        yield from _leaves_of_field(spec, value, path)


def _leaves_of_field(spec: Field, owner: Any, path: str) -> Iterator[tuple[str, Leaf]]:
    name = type(owner).__name__
    value = getattr(owner, spec.name)
    idle = not spec.required and value == spec.default
    leaf = partial(Leaf, name, spec.name, idle, EXPRESSIONS.get(name, {}).get(spec.name))
    yield from _leaves_of_value(spec.kind, value, f"{path}/{spec.key}", leaf)


def _leaves_of_value(kind: Kind, value: Any, path: str, leaf: Any) -> Iterator[tuple[str, Leaf]]:
    match kind:
        case _ if value is None:
            return
        case Scalar("texts"):
            yield from ((f"{path}/{locale}", leaf(value[locale])) for locale in LOCALES if locale in value)
        case Record():
            yield from _leaves(value, path)
        case Many(item=Record()):
            for place, item in enumerate(value):
                yield from _leaves(item, f"{path}/{_key(item, place)}")
        case Many(item=Scalar("texts") | Scalar("example")):
            for place, item in enumerate(value):
                yield from _leaves_of_value(kind.item, item, f"{path}/{_place(item, place)}", leaf)
        case Many():
            parts = value if kind.ordered else sorted(value)
            yield path, leaf(", ".join(_scalar(kind.item, part) for part in parts))
        case Table():
            yield from ((f"{path}/{key}", leaf(_scalar(kind.item, part))) for key, part in value.items())
        case _:
            yield path, leaf(_scalar(kind, value))


def _key(item: Any, place: int) -> str:
    """Items that must have a code go by it, others by their place."""
    cls: type = type(item)
    coded = any(spec.name == "code" and spec.required for spec in fields_of(cls))
    return str(item.code) if coded else str(place)


def _place(item: Any, place: int) -> str:
    """An example goes by its name, another text by its place."""
    return str(item.get("name", place))


def _scalar(kind: Kind, value: Any) -> str:
    if isinstance(kind, Choice):
        return str(value)
    assert isinstance(kind, Scalar)
    if isinstance(value, str):
        return value
    written = CODECS[kind.name].write(value)
    return written if isinstance(written, str) else json_text(written)
