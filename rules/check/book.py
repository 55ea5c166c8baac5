"""A programme laid open for checking: every value with its JSON pointer, every expression read once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from rules.errors import Finding, RuleFailure, Severity
from rules.facts import Event, Facts, Member, Partner, Scope
from rules.language import Checked, Setting, evaluate
from rules.language import check as read_rule
from rules.programme import EXPRESSIONS, Place, Programme
from rules.shape.kinds import Kind, Many, Record, fields_of
from rules.shape.notes import below

Value = TypeVar("Value")
NO_FACTS = Facts(Event("", "", "", datetime(2000, 1, 1, tzinfo=UTC)), Member(""), Partner(""))


@dataclass(frozen=True, slots=True)
class Book:
    """What every check gets. ``values`` are all records with their pointers, ``rules`` all expressions read."""

    programme: Programme
    today: date | None
    values: tuple[tuple[str, Any], ...]
    rules: Mapping[str, Checked]

    def of(self, cls: type[Value]) -> Iterator[tuple[str, Value]]:
        """All values of one class with their pointers, in the programme's order."""
        return ((path, value) for path, value in self.values if isinstance(value, cls))

    def number(self, path: str) -> Decimal | None:
        """The number an expression always is, None when it depends on facts or is no number."""
        value = constant(self.rules[path]) if path in self.rules else None
        return value if isinstance(value, Decimal) else None


def open_book(programme: Programme, today: date | None) -> Book:
    """Lay a programme open: every expression is read for its place, equal ones once."""
    values = tuple(records_of(programme))
    return Book(programme, today, values, dict(_read_all(programme, values)))


def records_of(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """A value of the programme and all values in it, with their JSON pointers, outermost first."""
    yield path, value
    cls: type = type(value)
    for spec in fields_of(cls):
        yield from _in_field(spec.kind, getattr(value, spec.name), below(path, spec.key))


def _in_field(kind: Kind, value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(kind, Record) and value is not None:
        yield from records_of(value, path)
    elif isinstance(kind, Many) and isinstance(kind.item, Record):
        for index, item in enumerate(value):
            yield from records_of(item, below(path, index))


def expressions_of(programme: Programme) -> Iterator[tuple[str, str, Place, tuple[str, ...]]]:
    """Every expression given: pointer, text, place and the counters its campaign keeps."""
    return _expressions(tuple(records_of(programme)), programme)


def _expressions(values: tuple[tuple[str, Any], ...],
                 programme: Programme) -> Iterator[tuple[str, str, Place, tuple[str, ...]]]:
    counters = [tuple(counter.code for counter in campaign.progress) for campaign in programme.campaigns]
    for path, value in values:
        mine = counters[int(path.split("/")[2])] if path.startswith("/campaigns/") else ()
        for name, place in EXPRESSIONS.get(type(value).__name__, {}).items():
            text = getattr(value, name)
            if text:
                yield below(path, name), text, place, mine


def _read_all(programme: Programme, values: tuple[tuple[str, Any], ...]) -> Iterator[tuple[str, Checked]]:
    @cache
    def setting(counters: tuple[str, ...]) -> Setting:
        return Setting.of(programme, counters)

    @cache
    def checked(text: str, place: Place, counters: tuple[str, ...]) -> Checked:
        return read_rule(text, place, setting(counters))

    for path, text, place, counters in _expressions(values, programme):
        yield path, checked(text, place, counters)


def constant(checked: Checked) -> object:
    """The value of an expression that reads no facts; None when it reads any, or has a fault."""
    if checked.tree is None or checked.words or checked.needs:
        return None
    try:
        value: object = evaluate(checked, NO_FACTS, Scope())
    except RuleFailure:
        return None
    return value


def error(code: str, path: str, sentence: str, suggestion: str = "", **data: str) -> Finding:
    """A finding that forbids publishing."""
    return _finding(code, path, sentence, "error", suggestion, data)


def warning(code: str, path: str, sentence: str, suggestion: str = "", **data: str) -> Finding:
    """A finding that a person should look at."""
    return _finding(code, path, sentence, "warning", suggestion, data)


def _finding(code: str, path: str, sentence: str, severity: Severity, suggestion: str,
             data: Mapping[str, str]) -> Finding:
    return Finding(code, sentence, severity, path=path, suggestion=suggestion, data=data)
