"""How each word is read from facts and scope: the one place that both evaluators take their values from.

A word is its dotted name without call brackets (``event.amount``, ``member.attributes.nps``). Values come out
as rules see them: numbers as Decimal, sets as ``set``, dates as midnight in the zone of the event.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from rules.errors import RuleFailure
from rules.facts import Attribute, Facts, HistoryValue, Member, Need, Scope

Reader = Callable[[Facts, Scope], Any]
KINDS: dict[str, type] = {"number": Decimal, "text": str, "flag": bool}
ABSENT: dict[str, Attribute | None] = {"number": None, "text": "", "flag": False}


def zone_of(facts: Facts) -> tzinfo:
    """Zone of the event's own time."""
    return facts.event.occurred_at.tzinfo or UTC


def plain(value: Any, zone: tzinfo = UTC) -> Any:
    """A field's value as rules see it."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, frozenset):
        return set(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, tzinfo=zone)
    return value


def attribute(values: Any, name: str, kind: str) -> Attribute | None:
    """A custom attribute of its declared kind; absent text is "", absent flag False, absent number None.

    Raises ``RuleFailure`` when the value is of another kind.
    """
    value: Attribute | None = values.get(name, ABSENT[kind])
    if value is not None and type(value) is not KINDS[kind]:
        raise RuleFailure(cause=f"attribute {name} is not a {kind}")
    return value


def past(facts: Facts, need: Need) -> HistoryValue:
    """A gathered figure of the member's past; raises ``RuleFailure`` when it was not gathered."""
    if need not in facts.history:
        raise RuleFailure(cause=f"history.{need.measure} over {need.window} was not gathered")
    return facts.history[need]


def balance(member: Member, currency: str) -> Decimal:
    """Available points of a member in one currency, 0 when there are none."""
    return Decimal(member.balances.get(currency, 0))


def given(scope: Scope, word: str) -> Decimal:
    """A word of another place; raises ``RuleFailure`` when the caller did not give it."""
    if word not in scope.given:
        raise RuleFailure(cause=f"{word} was not given")
    return scope.given[word]


def counter(scope: Scope, name: str) -> Decimal:
    """A counter of the campaign with this event, 0 before its first step."""
    return scope.progress.get(name, Decimal(0))
