"""JSON Schema 2020-12 of a programme file, generated from the values themselves.

It knows shapes, not meanings: what it refuses, ``rules.shape`` refuses too, with a better sentence.
"""

from __future__ import annotations

from typing import Any

from rules.programme import Benefit, Expiry, Programme, Share
from rules.shape.codecs import CODECS
from rules.shape.kinds import Choice, Field, Kind, Many, Record, Scalar, Table, fields_of
from rules.shape.moments import LENGTH
from rules.shape.short import COUNTED, KINDS
from rules.shape.words import NAME, SOURCE

SCHEMA_ID = "https://tandem.example/programme.schema.json"


def schema() -> dict[str, Any]:
    """The whole schema; published as ``docs/programme.schema.json``."""
    classes = _classes(Programme, {})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "A coalition programme",
        "$ref": "#/$defs/Programme",
        "$defs": {name: _record(cls) for name, cls in sorted(classes.items())},
    }


def _classes(cls: type, found: dict[str, type]) -> dict[str, type]:
    found[cls.__name__] = cls
    for spec in fields_of(cls):
        inner = _class_in(spec.kind)
        if inner is not None and inner.__name__ not in found:
            _classes(inner, found)
    return found


def _class_in(kind: Kind) -> type | None:
    match kind:
        case Record():
            return kind.cls
        case Many() | Table():
            return _class_in(kind.item)
    return None


def _record(cls: type) -> dict[str, Any]:
    long = _long(cls)
    about = {"description": (cls.__doc__ or "").partition("\n\n")[0].replace("\n", " ").replace("``", "")}
    short = SHORT.get(cls)
    return {**about, "anyOf": [long, *short()]} if short else {**about, **long}


def _long(cls: type) -> dict[str, Any]:
    specs = fields_of(cls)
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [spec.key for spec in specs if spec.required],
        "properties": {spec.key: _field(spec) for spec in specs},
    }


def _field(spec: Field) -> dict[str, Any]:
    return _value(spec.kind)


def _value(kind: Kind) -> dict[str, Any]:
    match kind:
        case Scalar():
            return dict(CODECS[kind.name].schema)
        case Choice():
            return {"enum": list(kind.words)}
        case Many():
            return _many(kind)
        case Table():
            return {"type": "object", "additionalProperties": _value(kind.item)}
        case Record():
            return {"$ref": f"#/$defs/{kind.cls.__name__}"}


def _many(kind: Many) -> dict[str, Any]:
    """A list; a single scalar also stands for a list of one."""
    item = _value(kind.item)
    several = {"type": "array", "items": item}
    return several if isinstance(kind.item, Record) else {"anyOf": [item, several]}


def _short_benefit() -> list[dict[str, Any]]:
    return [_one_benefit(kind) for kind in KINDS]


def _one_benefit(kind: str) -> dict[str, Any]:
    rest = {spec.key: _field(spec) for spec in fields_of(Benefit) if spec.name not in ("kind", "value")}
    expression = dict(CODECS["expression"].schema)
    counted = {"anyOf": [NAME, {
        "type": "object", "additionalProperties": False, "required": ["code"],
        "properties": {"code": NAME, "quantity": expression}}]}
    properties = {kind: counted if kind in COUNTED else expression, **rest}
    return {"type": "object", "additionalProperties": False, "required": [kind], "properties": properties}


def _short_expiry() -> list[dict[str, Any]]:
    return [{"const": "never"}, {"type": "string", "pattern": f"^({LENGTH}|P[0-9]+[A-Z])$"}]


def _short_share() -> list[dict[str, Any]]:
    pattern = f"^({SOURCE})$"
    one = {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": False,
           "patternProperties": {pattern: dict(CODECS["percent"].schema)}}
    return [{"type": "string", "pattern": pattern}, one]


SHORT = {Benefit: _short_benefit, Expiry: _short_expiry, Share: _short_share}
