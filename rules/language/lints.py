"""Warnings about rules that can run but hardly mean what they say: always true, never true, past, unnarrowed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Literal

from rules.language.bounds import Bounds, bounds_of, constant, natural, upper_time
from rules.language.grammar import Syntax
from rules.language.reports import Report
from rules.language.values import word_of

DECIDING = ("logic", "unary", "order", "equality", "contains", "call", "choice")
"""Constructs that can be conditions whose outcome is fixed."""


def check_lints(report: Report, top: Syntax, today: date | None) -> None:
    """All warnings about one expression that has no errors; ``today`` None asks no question of time."""
    if top.kind != "flag":
        _check_constant(report, top)
    if today is not None:
        _check_past(report, top, today)
    if report.place == "condition" and not _narrowed(top):
        report.about("not_narrowed", top, severity="warning")


def _narrowed(top: Syntax) -> bool:
    """Whether the index of campaigns can use the condition; it stands on the language, so it is asked for late."""
    from rules.compiling.narrowing import demands

    return {} not in demands(top.node)


def conjuncts(syntax: Syntax, operator: Literal["AND", "OR"] = "AND") -> list[Syntax]:
    """Parts joined by ``and`` (or by ``or``) at the top of a construct, in the order written."""
    parts: list[Syntax] = []
    waiting = [syntax]
    while waiting:
        current = waiting.pop()
        if current.kind == "logic" and current.args[1] == operator:
            waiting.extend((current.args[3], current.args[2]))
        else:
            parts.append(current)
    return parts


def _check_constant(report: Report, top: Syntax) -> None:
    """The outermost constructs whose outcome is fixed."""
    waiting = [top]
    while waiting:
        syntax = waiting.pop()
        fixed = verdict(syntax) if syntax.kind in DECIDING else None
        if fixed is not None:
            report.about("always_true" if fixed else "always_false", syntax, severity="warning")
        elif syntax.kind == "logic":
            waiting.extend(conjuncts(syntax, syntax.args[1]))
        else:
            waiting.extend(syntax.parts)


def verdict(syntax: Syntax) -> bool | None:
    """Whether a condition always or never holds, whatever the facts; None when it depends on them."""
    if isinstance(constant(syntax), bool):
        return bool(constant(syntax))
    if syntax.kind == "logic":
        return _joined(syntax)
    if syntax.kind == "unary" and syntax.args[1] == "NOT":
        inner = verdict(syntax.args[2])
        return None if inner is None else not inner
    return _compared(syntax) if syntax.kind in ("order", "equality", "contains") else None


def _joined(syntax: Syntax) -> bool | None:
    """An ``and`` fails with one part or by contradiction; an ``or`` holds with one, or when its contrary cannot."""
    operator = syntax.args[1]
    decisive: bool = operator == "OR"
    parts = conjuncts(syntax, operator)
    verdicts = [verdict(part) for part in parts]
    if decisive in verdicts or _contradict(parts, holds=not decisive):
        return decisive
    return (not decisive) if all(fixed is not None for fixed in verdicts) else None


def _compared(syntax: Syntax) -> bool | None:
    """One comparison against what its word can be, or against itself."""
    if syntax.kind in ("order", "equality") and _same(syntax.args[2], syntax.args[3]):
        return syntax.args[1] in ("EQ", "LE", "GE")
    if _contradict([syntax], holds=True):
        return False
    return True if _contradict([syntax], holds=False) else None


def _contradict(parts: Iterable[Syntax], *, holds: bool) -> bool:
    """Whether the parts cannot all hold (or all fail) at once."""
    found: dict[str, Bounds] = {}
    for part in parts:
        said = bounds_of(part, holds=holds)
        if said is not None:
            key = _spelled(said[0])
            found[key] = found.get(key, natural(said[0])) & said[1]
    return any(bounds.empty for bounds in found.values())


def _spelled(syntax: Syntax) -> str:
    """A construct as text that is equal for equal constructs."""
    shape = [part for part in (*syntax.args[1:], *syntax.kwargs.values()) if not isinstance(part, Syntax)]
    plain = [part for part in shape if isinstance(part, str | bool)]
    return f"{syntax.kind}({plain} {' '.join(_spelled(part) for part in syntax.parts)})"


def _same(left: Syntax, right: Syntax) -> bool:
    """Whether both sides spell the same varying value."""
    return constant(left) is None and left.kind in ("attribute", "call") and _spelled(left) == _spelled(right)


def _check_past(report: Report, top: Syntax, today: date) -> None:
    """A part that can only hold before a time that is past."""
    for part in conjuncts(top):
        said = bounds_of(part)
        end = upper_time(said[1]) if said is not None and _is_event_time(said[0]) else None
        if end is not None and end.replace(tzinfo=None) <= datetime.combine(today, time.min):
            report.about("window_past", part, severity="warning", day=end.date().isoformat())


def _is_event_time(syntax: Syntax) -> bool:
    """``event.occurred_at``, or its day."""
    of_day = syntax.kind == "attribute" and syntax.args[2] == "date"
    word = word_of(syntax.args[1] if of_day else syntax)
    return word is not None and word.name == "event.occurred_at"
