"""The one door to ``rule_engine``: its tokens, grammar tables, types and nodes, and the few nodes we replace.

``rule_engine`` calls its syntax tree private, so nothing else in this package imports it; the version is
pinned. Only a few meanings differ from the stock evaluator, each a node class here: a time literal
without an offset is local wall time of the event (K6), the difference of two times is the time that really
passed, and words are read through ``rules.language.reading``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Context as DecimalContext
from decimal import DivisionByZero, InvalidOperation, Overflow
from typing import Any

from rule_engine import __version__ as VERSION
from rule_engine import ast, errors
from rule_engine.builtins import Builtins
from rule_engine.engine.context import Context
from rule_engine.engine.rule import Rule
from rule_engine.types import DataType

from rules.facts import Facts, Scope
from rules.language.methods import METHODS

__all__ = [
    "ARITHMETIC",
    "BREAKDOWNS",
    "REFUSALS",
    "VERSION",
    "Bound",
    "DataType",
    "Elapsed",
    "EngineContext",
    "LocalTime",
    "Unknown",
    "ast",
    "elapsed",
    "errors",
]

ARITHMETIC = DecimalContext(prec=28, Emax=99, Emin=-99, traps=[DivisionByZero, InvalidOperation, Overflow])
"""Numbers carry 28 digits and stay below 1e100, whatever the thread's own context says."""

REFUSALS = (errors.EngineError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, AssertionError)
"""Everything the engine is known to raise about one construct."""
BREAKDOWNS = (*REFUSALS, RecursionError, MemoryError)
"""Everything the engine is known to raise while it builds or evaluates."""

PARSER = Rule.parser
_FAMILIES = {"FLOAT": "number", "STRING": "text", "DATETIME": "time", "TIMEDELTA": "length", "ARRAY": "list",
             "SET": "set", "MAPPING": "table"}


@dataclass(frozen=True, slots=True)
class Bound:
    """What an expression is evaluated against."""

    facts: Facts
    scope: Scope

    @property
    def zone(self) -> tzinfo:
        """Zone of the event, which is the zone of every local time."""
        return self.facts.event.occurred_at.tzinfo or UTC


class EngineContext(Context):  # type: ignore[misc]
    """A context with our own words and functions, no clock, no local zone and no regular expressions."""

    def __init__(self, words: Mapping[str, Any], functions: Mapping[str, Any], types: Mapping[str, Any],
                 resolver: Callable[[Any, str], Any]) -> None:
        super().__init__(resolver=resolver, type_resolver=dict(words), default_timezone=UTC,
                         decimal_context=ARITHMETIC.copy(), mapping_attribute_lookup=False)
        self.builtins = _Functions(functions, value_types=types, timezone=UTC)

    def resolve_attribute_type(self, object_type: Any, name: str) -> Any:
        """Type of what is asked of a value with a dot; only what ``rules.language.methods`` names exists."""
        family = _FAMILIES.get(object_type.name, "")
        if name not in METHODS.get(family, ()):
            raise errors.AttributeResolutionError(name, object_type)
        return super().resolve_attribute_type(object_type, name)


class _Functions(Builtins):  # type: ignore[misc]
    """Our functions, of which an unknown one is an error already when the rule is read."""

    def resolve_type(self, name: str) -> Any:
        if name not in self:
            raise errors.SymbolResolutionError(name, symbol_scope=self.scope_name)
        return super().resolve_type(name)


class Unknown(ast.ExpressionBase):  # type: ignore[misc]
    """Stands where something did not build, so that what surrounds it is still looked at."""

    result_type = DataType.UNDEFINED

    def __init__(self, context: Any) -> None:
        self.context = context

    def evaluate(self, thing: Any) -> Any:
        """Raises: there is nothing here to run."""
        raise errors.EvaluationError("this part has a finding")


class LocalTime(ast.DatetimeExpression):  # type: ignore[misc]
    """A time literal without an offset: ``value`` is naive wall time, read in the zone of the event."""

    is_reduced = False

    def evaluate(self, thing: Bound) -> datetime:
        """The literal in the zone of the event."""
        return self.value.replace(tzinfo=thing.zone)  # type: ignore[no-any-return]

    @classmethod
    def from_string(cls, context: Any, string: str) -> Any:
        """A ``LocalTime``, or a stock time when the literal carries its offset."""
        try:
            moment = datetime.fromisoformat(string)
        except ValueError:
            raise errors.DatetimeSyntaxError("invalid datetime literal", string) from None
        if moment.tzinfo is None:
            return cls(context, moment)
        return ast.DatetimeExpression(context, moment.astimezone(UTC))


class Elapsed(ast.SubtractExpression):  # type: ignore[misc]
    """Subtraction where time − time is the time that really passed, also over a change of clocks."""

    def _op_sub(self, thing: Any) -> Any:
        left, right = self.left.evaluate(thing), self.right.evaluate(thing)
        if isinstance(left, datetime) and isinstance(right, datetime):
            return elapsed(left, right)
        return super()._op_sub(thing)


class OrderedSet(ast.SetExpression):  # type: ignore[misc]
    """A set written out, whose entries are evaluated in the order written, also when one of them fails."""

    @classmethod
    def build(cls, context: Any, value: Any) -> Any:
        """The set with its entries in a list."""
        return cls(context, [entry.build() for entry in value])


def elapsed(later: datetime, earlier: datetime) -> timedelta:
    """Time that really passed between two aware times."""
    return later.astimezone(UTC) - earlier.astimezone(UTC)


SUBSTITUTES = {ast.DatetimeExpression: LocalTime, ast.SubtractExpression: Elapsed, ast.SetExpression: OrderedSet}
