"""A piece of the programme as a tree of boxes to fill in, derived from the piece's own fields.

Nothing here knows a kind of piece: labels stand in ``fields``, words in ``choices``, shapes in ``rules.shape``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from admin.programme.choices import CHOICES
from admin.programme.fields import told
from rules.errors import Finding
from rules.programme import EXPRESSIONS, LOCALES, Programme
from rules.shape.kinds import Choice, Field, Kind, Many, Record, Scalar, Table, fields_of
from rules.shape.scalar import Unreadable
from rules.shape.short import lengthen
from server.services.trials.rule_reading import read_rule
from server.services.trials.rule_reading import told as told_finding

PLAIN = {"code": "code", "flag": "flag", "date": "date", "count": "number", "whole": "number", "decimal": "decimal",
         "percent": "decimal", "expression": "rule", "texts": "texts"}
"""Codec → widget; every other codec is a line of text."""

BARE = ("number", "life")
"""Places whose rule is nearly always one number: a small box, until somebody writes a rule into it."""
WHOLE = r"[0-9]{0,12}"


@dataclass(frozen=True)
class Box:
    """One thing to fill in. ``name`` is the form's, ``path`` the pointer of findings inside the piece.

    ``options`` are (word, label); ``like`` are examples to choose from; ``words`` the rule by locale; ``children``
    are the boxes of a record, or the records of rows.
    """

    name: str
    path: str
    widget: str
    label: Any
    hint: Any = ""
    value: Any = ""
    required: bool = False
    locked: bool = False
    place: str = ""
    options: tuple[tuple[str, Any], ...] = ()
    like: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Mapping[str, Any], ...] = ()
    children: tuple[Box, ...] = ()

    @property
    def id(self) -> str:
        """The element's id: the name, which no selector needs to escape."""
        return self.name.replace(".", "-")


@dataclass(frozen=True)
class Filling:
    """What boxes are filled for: the draft they belong to, the reader's language, and what is wrong."""

    draft: Programme
    locale: str
    findings: tuple[Finding, ...] = ()
    locked: frozenset[str] = frozenset()

    def at(self, path: str) -> tuple[Mapping[str, Any], ...]:
        """What is wrong exactly here, or inside a text of several languages here."""
        places = (path, *(f"{path}/{locale}" for locale in LOCALES))
        return tuple(told_finding(each, self.locale) for each in self.findings if each.path in places)


def boxes(cls: type, data: Mapping[str, Any], filling: Filling, only: Iterable[str] = (), name: str = "",
          path: str = "") -> tuple[Box, ...]:
    """The boxes of one record, in the order of its fields, or the order of ``only``."""
    specs = {spec.name: spec for spec in fields_of(cls)}
    return tuple(_box(cls, specs[each], data, filling, name, path) for each in only or specs)


def spread(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings about keys that are missing, each at the box of its key; the others as they are."""
    return tuple(each for finding in findings for each in _spread(finding))


def elsewhere(findings: Iterable[Finding], shown: Iterable[Box]) -> tuple[Finding, ...]:
    """Findings that no box shows."""
    paths = set(_paths(shown))
    return tuple(each for each in findings if each.path not in paths)


def long_form(cls: type, value: Any) -> Mapping[str, Any]:
    """A record's plain data with every part under its own key; nothing of what cannot be read."""
    try:
        short = lengthen(cls, value)
    except Unreadable:
        return {}
    found = short[0] if short else value
    return {str(key): part for key, part in found.items()} if isinstance(found, Mapping) else {}


def _spread(finding: Finding) -> Iterator[Finding]:
    if finding.code != "missing_key":
        yield finding
        return
    for key in finding.data["key"].split(", "):
        yield Finding("missing_key", finding.sentence, path=f"{finding.path}/{key}", data=finding.data)


def _paths(shown: Iterable[Box]) -> Iterator[str]:
    for box in shown:
        yield box.path
        if box.widget == "texts":
            yield from (f"{box.path}/{locale}" for locale in LOCALES)
        yield from _paths(box.children)


def _box(cls: type, spec: Field, data: Mapping[str, Any], filling: Filling, name: str, path: str) -> Box:
    said = told(cls.__name__, spec.name)
    made = {
        "name": f"{name}{spec.key}", "path": f"{path}/{spec.key}", "label": said.label, "hint": said.hint,
        "required": spec.required, "locked": f"{name}{spec.key}" in filling.locked, "like": said.like,
        "findings": filling.at(f"{path}/{spec.key}"),
    }
    value = data.get(spec.key, _start(spec))
    place = EXPRESSIONS.get(cls.__name__, {}).get(spec.name)
    if place:
        return _rule_box(made, str_of(value), place, filling)
    if said.of:
        return _coded_box(made, spec.kind, value, said.of, filling)
    return _box_of_kind(made, (cls, spec), value, filling)


def _start(spec: Field) -> Any:
    """What stands in a box before anything was written: the default, where it is one plain value."""
    return spec.default if isinstance(spec.default, str | bool | int) else None


def _rule_box(made: dict[str, Any], text: str, place: Any, filling: Filling) -> Box:
    if place in BARE and re.fullmatch(WHOLE, text, re.ASCII):
        return Box(**made, widget="number", value=text)
    read = read_rule(text, place, filling.draft, filling.locale)
    known = {(each["code"], each["start"]) for each in read["findings"]}
    others = [each for each in made.pop("findings") if (each["code"], each["start"]) not in known]
    return Box(**made, widget="rule", value=text, place=place, words=read["words"],
               findings=(*read["findings"], *others))


def _coded_box(made: dict[str, Any], kind: Kind, value: Any, of: str, filling: Filling) -> Box:
    """A code of another part of the draft; one that is not there any more is still shown."""
    held = _listed(value)
    known = {each.code: _called(each, filling.locale) for each in getattr(filling.draft, of)}
    options = (*known.items(), *((code, code) for code in held if code and code not in known))
    if isinstance(kind, Many):
        return Box(**made, widget="checks", value=held, options=options)
    return Box(**made, widget="choice", value=held[0] if held else "", options=(("", "–"), *options))


def _called(item: Any, locale: str) -> str:
    name = getattr(item, "name", {}).get(locale, "")
    return f"{name} ({item.code})" if name else item.code


def _box_of_kind(made: dict[str, Any], owned: tuple[type, Field], value: Any, filling: Filling) -> Box:
    cls, spec = owned
    match spec.kind:
        case Choice(words=words):
            called = CHOICES.get((cls.__name__, spec.name), {})
            return Box(**made, widget="choice", value=value or "", options=tuple((w, called.get(w, w)) for w in words))
        case Record(cls=inner):
            children = boxes(inner, long_form(inner, value), filling, (), f"{made['name']}.", made["path"])
            return Box(**made, widget="record", children=children)
        case Many(item=Record(cls=inner)):
            return Box(**made, widget="rows", children=tuple(_rows(made, inner, value, filling)))
        case Many(item=Scalar("texts")):
            return Box(**made, widget="rows", children=tuple(_text_rows(made, value, filling)))
        case Many():
            return Box(**made, widget="words", value=", ".join(_listed(value)))
        case Table(item=Choice(words=words)):
            called = CHOICES[cls.__name__, spec.name]
            return Box(**made, widget="table", value=tuple((value or {}).items()),
                       options=tuple((word, called[word]) for word in words))
        case Scalar(name=codec):
            return _plain_box(made, codec, value)
    raise TypeError(f"no box for {cls.__name__}.{spec.name}")


def _plain_box(made: dict[str, Any], codec: str, value: Any) -> Box:
    widget = PLAIN.get(codec, "text")
    if widget == "texts":
        value = value if isinstance(value, Mapping) else dict.fromkeys(LOCALES, str_of(value))
    return Box(**made, widget=widget, value=value if widget in ("texts", "flag") else str_of(value))


def _rows(made: dict[str, Any], inner: type, value: Any, filling: Filling) -> Iterator[Box]:
    for number, item in enumerate(value or ()):
        name, path = f"{made['name']}.{number}", f"{made['path']}/{number}"
        children = boxes(inner, long_form(inner, item), filling, (), f"{name}.", path)
        yield Box(name, path, "record", made["label"], children=children, findings=filling.at(path))


def _text_rows(made: dict[str, Any], value: Any, filling: Filling) -> Iterator[Box]:
    for number, item in enumerate(value or ()):
        name, path = f"{made['name']}.{number}", f"{made['path']}/{number}"
        said = {"label": f"{made['label']} {number + 1}", "hint": "", "findings": filling.at(path)}
        yield _plain_box({**made, **said, "name": name, "path": path}, "texts", item)


def _listed(value: Any) -> list[str]:
    several = value if isinstance(value, list | tuple) else [] if value in (None, "") else [value]
    return [str(each) for each in several]


def str_of(value: Any) -> str:
    """A plain value as somebody would type it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
