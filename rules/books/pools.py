"""What partners pay into shared pools, once a period, by rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from rules.books.draft import Draft
from rules.books.lots import positive
from rules.compiled import CompiledProgramme
from rules.entries import Entry, injected
from rules.entries import pool as pool_account
from rules.facts import Scope
from rules.money import number
from rules.periods import first_day, next_first_day
from rules.programme import Injection, Pool
from rules.rating.constants import NO_FACTS
from rules.state import Command, Plan


@dataclass(frozen=True, slots=True)
class Due:
    """One injection for one period: its place in the programme, and the period [``first``, ``until``)."""

    place: str
    pool: Pool
    injection: Injection
    first: date
    until: date

    @property
    def id(self) -> str:
        """The same for the same injection and period, so that it is paid once."""
        return f"injection:{self.pool.code}:{self.place.rpartition('/')[2]}:{self.first.isoformat()}"


def due_injections(compiled: CompiledProgramme, day: date) -> tuple[Due, ...]:
    """Every injection for the last period that was over when ``day`` began."""
    found = []
    for outer, pool in enumerate(compiled.programme.pools):
        for inner, injection in enumerate(pool.injections):
            until = first_day(injection.every, day)
            first = first_day(injection.every, date.fromordinal(until.toordinal() - 1))
            found.append(Due(f"/pools/{outer}/injections/{inner}", pool, injection, first, until))
    return tuple(found)


def next_injection_day(injection: Injection, day: date) -> date:
    """First day after ``day`` on which this injection falls due again."""
    return next_first_day(injection.every, day)


def inject(
    compiled: CompiledProgramme, command: Command, due: Due, figures: Mapping[str, Decimal],
) -> Plan:
    """A partner's payment for a period; nothing when the rule comes to less than one point.

    ``figures`` are the words of the place, over the period and the partner: ``period.spend``, ``period.events``,
    ``period.members``, ``period.points``, and ``pool.balance`` now. Raises ``RuleFailure``.
    """
    rule = compiled.others[f"{due.place}/points"]
    points = int(number(rule.value(NO_FACTS, Scope(given=figures))) // 1)
    if points < 1:
        return Plan("")
    reason = replace(command.reason, rule=f"pool:{due.pool.code}", version=compiled.version)
    return Plan("", (_payment(replace(command, reason=reason), due.pool, due.injection.partner, points),))


def inject_by_hand(command: Command, pool: Pool, partner: str, points: int) -> Plan:
    """A partner's payment outside of any rule. Raises ``PointsNotPositive``."""
    return Plan("", (_payment(command, pool, partner, positive(points)),))


def _payment(command: Command, pool: Pool, partner: str, points: int) -> Entry:
    legs = [(injected(partner), pool.currency, -points), (pool_account(pool.code), pool.currency, points)]
    return Draft(command, ()).enter("injection", legs)
