"""What a comparison with a constant leaves possible: an interval of numbers or times, or a set of texts.

Two comparisons of the same value that leave nothing possible contradict each other; that is all the logic
there is here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from rules.language.engine import LocalTime, ast
from rules.language.grammar import Syntax
from rules.language.kinds import kind, nullable
from rules.language.values import word_of

FLIPPED = {"LT": "GT", "GT": "LT", "LE": "GE", "GE": "LE"}
NEGATED = {"LT": "GE", "GE": "LT", "GT": "LE", "LE": "GT"}
_SCALARS = (ast.FloatExpression, ast.StringExpression, ast.BooleanExpression, LocalTime)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Values still possible: between ``low`` and ``high`` (ends excluded when open), in ``only``, not in ``never``."""

    low: Any = None
    low_open: bool = False
    high: Any = None
    high_open: bool = False
    only: frozenset[Any] | None = None
    never: frozenset[Any] = frozenset()

    def __and__(self, other: Bounds) -> Bounds:
        low, low_open = _tighter((self.low, self.low_open), (other.low, other.low_open), lowest=True)
        high, high_open = _tighter((self.high, self.high_open), (other.high, other.high_open), lowest=False)
        sets = [only for only in (self.only, other.only) if only is not None]
        only = frozenset.intersection(*sets) if sets else None
        return Bounds(low, low_open, high, high_open, only, self.never | other.never)

    @property
    def empty(self) -> bool:
        """Whether nothing is possible."""
        if self.only is not None:
            return not any(self._allows(value) for value in self.only - self.never)
        if self.low is None or self.high is None:
            return False
        if self.low == self.high:
            return self.low_open or self.high_open or self.low in self.never
        return bool(self.low > self.high)

    def _allows(self, value: Any) -> bool:
        above = self.low is None or (value > self.low if self.low_open else value >= self.low)
        below = self.high is None or (value < self.high if self.high_open else value <= self.high)
        return bool(above and below)


def _tighter(a: tuple[Any, bool], b: tuple[Any, bool], *, lowest: bool) -> tuple[Any, bool]:
    """The end that leaves less; a tie is open when either is."""
    if a[0] is None or b[0] is None:
        return b if a[0] is None else a
    if a[0] == b[0]:
        return a[0], a[1] or b[1]
    return a if (a[0] > b[0]) == lowest else b


def constant(syntax: Syntax) -> Any:
    """The value of a number, text, yes/no or local time that is written out, also after folding; else None."""
    return syntax.node.value if isinstance(syntax.node, _SCALARS) else None


def bounds_of(syntax: Syntax, *, holds: bool = True) -> tuple[Syntax, Bounds] | None:
    """What a comparison says of its varying side when it holds, or when it does not."""
    if syntax.kind == "unary" and syntax.args[1] == "NOT":
        return bounds_of(syntax.args[2], holds=not holds)
    if syntax.kind == "contains":
        return _contained(syntax, holds)
    if syntax.kind not in ("order", "equality"):
        return (syntax, Bounds(only=frozenset({holds}))) if _is_flag(syntax) else None
    operator, left, right = syntax.args[1:4]
    if constant(left) is not None:
        operator, left, right = FLIPPED.get(operator, operator), right, left
    if constant(right) is None or constant(left) is not None or nullable(left) or kind(left) != kind(right):
        return None
    return left, _compared(operator, constant(right), holds)


def _is_flag(syntax: Syntax) -> bool:
    return syntax.kind == "attribute" and kind(syntax) == "flag" and not nullable(syntax)


def _compared(operator: str, value: Any, holds: bool) -> Bounds:
    """Bounds of ``x operator value``, or of its contrary."""
    if operator in ("EQ", "NE"):
        same = (operator == "EQ") == holds
        return Bounds(only=frozenset({value})) if same else Bounds(never=frozenset({value}))
    operator = operator if holds else NEGATED[operator]
    if operator in ("LT", "LE"):
        return Bounds(high=value, high_open=operator == "LT")
    return Bounds(low=value, low_open=operator == "GT")


def _contained(syntax: Syntax, holds: bool) -> tuple[Syntax, Bounds] | None:
    """Bounds of ``x in {constants}``."""
    container, member = syntax.args[1], syntax.args[2]
    entries = [constant(entry) for entry in container.parts]
    listed = container.kind in ("list", "set") and entries and None not in entries
    if not listed or nullable(member) or constant(member) is not None:
        return None
    values = frozenset(entries)
    return member, Bounds(only=values) if holds else Bounds(never=values)


def natural(syntax: Syntax) -> Bounds:
    """What a word can be at all (an hour is 0 to 23)."""
    word = word_of(syntax)
    if word is None or word.kind != "number":
        return Bounds()
    low = None if word.low is None else Decimal(word.low)
    high = None if word.high is None else Decimal(word.high)
    return Bounds(low=low, high=high)


def upper_time(bounds: Bounds) -> datetime | None:
    """The local time before which something must happen, when there is one."""
    times = [bounds.high, *(bounds.only or ())]
    ends = [time for time in times if isinstance(time, datetime)]
    return max(ends) if ends else None
