"""Plain data → ``Programme``: every fault becomes a finding, and reading goes on.

Nothing here raises, whatever the data. What could be read is also given as a ``draft``, so that the rest of
a programme with one fault can still be checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from rules.errors import Finding
from rules.nearest import nearest
from rules.programme import Benefit, Programme
from rules.shape.codecs import CODECS
from rules.shape.kinds import Choice, Field, Kind, Many, Record, Scalar, Table, fields_of
from rules.shape.notes import Notes, below
from rules.shape.scalar import Unreadable, kind_of, shown, wrong_type
from rules.shape.short import KINDS, lengthen
from rules.shape.words import read_locale, read_name


@dataclass(frozen=True, slots=True)
class Reading:
    """What plain data turned out to be.

    ``programme`` is None when there is any finding; ``draft`` is then what could be read, with gaps filled.
    ``aliases`` tell where in the data a value of a short form stands: programme pointer → data pointer.
    """

    programme: Programme | None
    draft: Programme
    findings: tuple[Finding, ...]
    aliases: Mapping[str, str]


class _Broken:
    """Stands for a value that could not be read."""


BROKEN = _Broken()
TEXTUAL = tuple(Scalar(name) for name in ("code", "word", "name", "source", "money"))


def read(data: object) -> Reading:
    """Read a whole programme from plain data; exact numbers may also be ``Decimal``."""
    notes = Notes()
    draft: Programme = _record(Programme, data, "", notes)
    findings = tuple(notes.findings)
    return Reading(None if findings else draft, draft, findings, MappingProxyType(notes.aliases))


def _value(kind: Kind, value: object, path: str, notes: Notes) -> Any:
    if value is None:
        name = _last(path)
        notes.add("empty_value", f"{name} has no value; leave the key out instead", path, key=name)
        return BROKEN
    match kind:
        case Scalar("texts") if isinstance(value, Mapping):
            return _texts(value, path, notes)
        case Scalar():
            return _scalar(kind, value, path, notes)
        case Choice():
            return _choice(kind, value, path, notes)
        case Many():
            return _many(kind, value, path, notes)
        case Table():
            return _table(kind, value, path, notes)
        case Record():
            return _record(kind.cls, value, path, notes)


def _scalar(kind: Scalar, value: object, path: str, notes: Notes) -> Any:
    try:
        return CODECS[kind.name].read(value)
    except Unreadable as refused:
        notes.refuse(refused, path)
        return BROKEN


def _choice(kind: Choice, value: object, path: str, notes: Notes) -> Any:
    if isinstance(value, str) and value in kind.words:
        return value
    offer = nearest(value, kind.words) if isinstance(value, str) else ""
    words = ", ".join(kind.words)
    notes.add("unknown_choice", f"{_last(path)}: {shown(value)!r} is not one of {words}", path, offer,
              value=shown(value), words=words)
    return BROKEN


def _many(kind: Many, value: object, path: str, notes: Notes) -> Any:
    if not isinstance(value, list | tuple):
        if isinstance(kind.item, Record) or isinstance(value, Mapping):
            notes.refuse(wrong_type(value, "a list"), path)
            return BROKEN
        value = [value]
    items = [_value(kind.item, item, below(path, index), notes) for index, item in enumerate(value)]
    whole = [item for item in items if item is not BROKEN]
    return tuple(whole) if kind.ordered else frozenset(whole)


def _table(kind: Table, value: object, path: str, notes: Notes) -> Any:
    if not isinstance(value, Mapping):
        notes.refuse(wrong_type(value, "a group of keys"), path)
        return BROKEN
    named = {shown(key): item for key, item in value.items()}
    items = {key: _value(kind.item, item, below(path, key), notes) for key, item in named.items()}
    return {key: item for key, item in items.items() if item is not BROKEN}


def _texts(value: Mapping[object, object], path: str, notes: Notes) -> dict[str, str]:
    texts = {}
    for key, text in value.items():
        try:
            texts[read_locale(key)] = read_name(text)
        except Unreadable as refused:
            notes.refuse(refused, below(path, shown(key)))
    return texts


def _record(cls: type, value: object, path: str, notes: Notes) -> Any:
    value = _lengthened(cls, value, path, notes)
    if value is BROKEN:
        return _hollow(cls)
    if not isinstance(value, Mapping):
        wanted = f"the keys of {_article(cls.__name__)}"
        notes.add("wrong_type", f"needs {wanted}, but is a {kind_of(value)}", path,
                  wanted=wanted, found=kind_of(value))
        return _hollow(cls)
    _note_keys(cls, value, path, notes)
    return cls(**{spec.name: part for spec in fields_of(cls)
                  if (part := _field(spec, value, path, notes)) is not BROKEN})


def _lengthened(cls: type, value: object, path: str, notes: Notes) -> object:
    try:
        short = lengthen(cls, value)
    except Unreadable as refused:
        notes.refuse(refused, path)
        return BROKEN
    if short is None:
        return value
    notes.aliases.update({below(path, key): path + source for key, source in short[1].items()})
    return short[0]


def _hollow(cls: type) -> Any:
    """A draft of a value of which nothing could be read."""
    return cls(**{spec.name: _gap(spec.kind) for spec in fields_of(cls) if spec.required})


def _field(spec: Field, value: Mapping[object, object], path: str, notes: Notes) -> Any:
    if spec.key not in value:
        return _gap(spec.kind) if spec.required else BROKEN
    part = _value(spec.kind, value[spec.key], below(path, spec.key), notes)
    if spec.required and part == "":
        notes.add("empty_value", f"{spec.key} is empty", below(path, spec.key), key=spec.key)
    if spec.required and part is BROKEN:
        raw = value[spec.key]
        return raw if isinstance(raw, str) and spec.kind in TEXTUAL else _gap(spec.kind)
    return part


def _gap(kind: Kind) -> Any:
    """What stands in the draft for a required value that is missing or broken."""
    match kind:
        case Scalar("texts") | Table():
            return {}
        case Many():
            return ()
        case Choice():
            return kind.words[0]
        case Scalar("percent" | "decimal"):
            return Decimal(0)
    return ""


def _note_keys(cls: type, value: Mapping[object, object], path: str, notes: Notes) -> None:
    known = {spec.key for spec in fields_of(cls)}
    kinds = set(KINDS if cls is Benefit else ())
    offers = {name: nearest(name, known | kinds) for name in (shown(key) for key in value if key not in known)}
    for name, offer in offers.items():
        notes.add("unknown_key", f"{_article(cls.__name__)} has no key {name!r}", below(path, name),
                  "" if offer == name else offer, key=name, owner=cls.__name__)
    meant = set(offers.values())
    missing = ", ".join(spec.key for spec in fields_of(cls)
                        if spec.required and spec.key not in value and spec.key not in meant and not meant & kinds)
    if missing:
        notes.add("missing_key", f"{_article(cls.__name__)} needs {missing}", path, key=missing)


def _article(name: str) -> str:
    words = {"DrawGame": "draw", "MemberCap": "member cap"}
    noun = words.get(name, name.lower())
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def _last(path: str) -> str:
    return path.rpartition("/")[2] or "the programme"
