"""A sent form → the plain data of a piece. What cannot be understood is kept as it was typed; the checks say so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import MultiDict

from rules.programme import LOCALES
from rules.shape.kinds import Choice, Kind, Many, Record, Scalar, Table, fields_of

Form = MultiDict[str, str]
WHOLE, EXACT = r"-?[0-9]{1,18}", r"-?[0-9]{1,18}(\.[0-9]{1,12})?"
ADD, REMOVE, UP = "add", "remove", "up"
"""Buttons that change rows without saving; their value names the rows, or the one row."""


def read_form(cls: type, form: Form, only: Iterable[str] = (), name: str = "") -> dict[str, Any]:
    """The plain data of one record; what is empty is left out."""
    wanted = set(only)
    parts = ((spec.key, _part(spec.kind, form, f"{name}{spec.key}")) for spec in fields_of(cls)
             if not wanted or spec.name in wanted)
    return {key: part for key, part in parts if part not in (None, "", [], {})}


def rearranged(data: Mapping[str, Any], form: Form) -> dict[str, Any] | None:
    """The data after a button for rows was pressed; None when none was."""
    if ADD in form:
        held = data.get(form[ADD]) or ([] if form[ADD] != "attributes" else {})
        return {**data, form[ADD]: {**held, "": "text"} if isinstance(held, Mapping) else [*held, {}]}
    for button in (REMOVE, UP):
        if button in form:
            return _without_or_up(data, button, form[button])
    return None


def _without_or_up(data: Mapping[str, Any], button: str, row: str) -> dict[str, Any]:
    name, _, number = row.rpartition(".")
    items = list(data.get(name, {}).items() if isinstance(data.get(name), Mapping) else data.get(name, []))
    place = int(number) if number.isdecimal() else len(items)
    if place < len(items):
        item = items.pop(place)
        if button == UP:
            items.insert(max(place - 1, 0), item)
    return {**data, name: dict(items) if isinstance(data.get(name), Mapping) else items}


def _part(kind: Kind, form: Form, name: str) -> Any:
    match kind:
        case Scalar("texts"):
            return _texts(form, name)
        case Scalar("flag"):
            return name in form
        case Scalar(name=codec):
            return _typed(codec, _text(form, name))
        case Choice():
            return _text(form, name)
        case Record(cls=inner):
            return read_form(inner, form, (), f"{name}.")
        case Many(item=item):
            return _many(item, form, name)
        case Table():
            keys = (f"{name}.{number}" for number in _numbers(form, name))
            pairs = ((_text(form, f"{key}.key"), _text(form, f"{key}.kind")) for key in keys)
            return {key: value for key, value in pairs if key}


def _many(item: Kind, form: Form, name: str) -> list[Any]:
    if isinstance(item, Record):
        rows = [(number, read_form(item.cls, form, (), f"{name}.{number}.")) for number in _numbers(form, name)]
        return [row for number, row in rows if _is_filled(item.cls, row)]
    if item == Scalar("texts"):
        return [texts for number in _numbers(form, name) if (texts := _texts(form, f"{name}.{number}"))]
    several = form.getlist(name) if len(form.getlist(name)) > 1 else re.split(r"[,，、]", form.get(name, ""))
    return [text for each in several if (text := each.strip())]


def _is_filled(cls: type, row: Mapping[str, Any]) -> bool:
    """Whether anything was written in a row, beyond what its boxes begin with."""
    begun = {spec.key: spec.default for spec in fields_of(cls)}
    choices = {spec.key for spec in fields_of(cls) if isinstance(spec.kind, Choice) or spec.kind == Scalar("flag")}
    return any(key not in choices and part != begun[key] for key, part in row.items())


def _numbers(form: Form, name: str) -> list[int]:
    """Which rows of a list were sent."""
    found = (re.match(rf"{re.escape(name)}\.(\d{{1,4}})\.", key) for key in form)
    return sorted({int(each[1]) for each in found if each})


def _texts(form: Form, name: str) -> dict[str, str]:
    given = {locale: _text(form, f"{name}.{locale}") for locale in LOCALES}
    return {locale: text for locale, text in given.items() if text}


def _text(form: Form, name: str) -> str:
    return form.get(name, "").replace("\r\n", "\n").strip()


def _typed(codec: str, text: str) -> Any:
    if codec in ("count", "whole") and re.fullmatch(WHOLE, text, re.ASCII):
        return int(text)
    if codec in ("decimal", "percent") and re.fullmatch(EXACT, text, re.ASCII):
        return Decimal(text)
    return text
