"""Functions that every expression may call as ``$name(…)``: pure, typed, exact decimals.

Each takes and returns what the evaluators hold: numbers are Decimal, lists are tuples, times are aware.
A wrong argument raises ``ValueError``, which the adapter turns into a failure of that one rule.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Any

ROUNDINGS = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "floor": ROUND_FLOOR,
             "ceil": ROUND_CEILING}
Steps = Sequence[Sequence[Decimal]]


def full_steps(x: Decimal, step: Decimal) -> Decimal:
    """How many full steps fit into x, rounded toward minus infinity; ``step`` is above 0.

    >>> full_steps(Decimal(367), Decimal(100))
    Decimal('3')
    """
    if step <= 0:
        raise ValueError("the step must be above 0")
    steps, rest = divmod(x, step)
    return steps - 1 if rest < 0 else steps


def floor_to(x: Decimal, step: Decimal) -> Decimal:
    """The largest multiple of step that is not above x.

    >>> floor_to(Decimal(367), Decimal(50))
    Decimal('350')
    """
    return full_steps(x, step) * step


def ladder(x: Decimal, steps: Steps) -> Decimal:
    """Value of the highest step that x has reached, 0 below the first; a step is [from, value].

    >>> ladder(Decimal(1000), [[Decimal(500), Decimal(50)], [Decimal(1000), Decimal(150)]])
    Decimal('150')
    """
    reached = [step for step in _pairs(steps) if step[0] <= x]
    return max(reached)[1] if reached else Decimal(0)


def bracket(x: Decimal, steps: Steps) -> Decimal:
    """Sum over brackets of the part of x inside each, times its rate; a bracket is [from, rate].

    >>> bracket(Decimal(1500), [[Decimal(0), Decimal(1)], [Decimal(1000), Decimal(2)]])
    Decimal('2000')
    """
    pairs = sorted(_pairs(steps))
    ends = [start for start, _ in pairs[1:]] + [x]
    rated = zip(pairs, ends, strict=bool(pairs))
    return sum(((min(x, end) - start) * rate for (start, rate), end in rated if x > start), Decimal(0))


def crossed(before: Decimal, after: Decimal, thresholds: Steps) -> Decimal:
    """Sum of the values of every threshold t with before < t <= after; an entry is [threshold, value].

    >>> crossed(Decimal(480), Decimal(510), [[Decimal(500), Decimal(50)]])
    Decimal('50')
    """
    return sum((value for mark, value in _pairs(thresholds) if before < mark <= after), Decimal(0))


def _pairs(steps: Steps) -> list[tuple[Decimal, Decimal]]:
    """Steps as pairs; raises ``ValueError`` unless each is a list of two."""
    if any(len(step) != 2 for step in steps):
        raise ValueError("each entry must be a list of two numbers")
    return [(step[0], step[1]) for step in steps]


def rounded(x: Decimal, places: Decimal = Decimal(0), mode: str = "half_up") -> Decimal:
    """x with so many decimal places (negative: tens, hundreds); mode is half_up, half_even, floor or ceil.

    >>> rounded(Decimal("2.345"), Decimal(2), "half_up")
    Decimal('2.35')
    """
    if mode not in ROUNDINGS:
        raise ValueError(f"unknown rounding {mode}")
    if places != places.to_integral_value() or not -12 <= places <= 12:
        raise ValueError("places must be a whole number from -12 to 12")
    return x.quantize(Decimal(1).scaleb(-int(places)), ROUNDINGS[mode]) + 0


def count(values: Sequence[Any] | set[Any]) -> Decimal:
    """How many entries a list or set has."""
    return Decimal(len(values))


def total(values: Sequence[Decimal]) -> Decimal:
    """Sum of a list of numbers, 0 when it is empty."""
    return sum(values, Decimal(0))


def days_between(a: datetime, b: datetime) -> Decimal:
    """Local calendar days from a to b: 0 on the same day, negative when b is earlier.

    >>> days_between(datetime(2026, 3, 1, 23, tzinfo=UTC), datetime(2026, 3, 2, 1, tzinfo=UTC))
    Decimal('1')
    """
    return Decimal((b.date() - a.astimezone(b.tzinfo).date()).days)


def hours_between(a: datetime, b: datetime) -> Decimal:
    """Hours that really passed from a to b, exact; negative when b is earlier."""
    passed = b.astimezone(UTC) - a.astimezone(UTC)
    seconds = Decimal(passed.days * 86_400 + passed.seconds) + Decimal(passed.microseconds) / 1_000_000
    return seconds / 3600


def smallest(values: Sequence[Decimal]) -> Decimal:
    """Smallest of a list of numbers; an empty list raises ``ValueError``."""
    return min(values)


def largest(values: Sequence[Decimal]) -> Decimal:
    """Largest of a list of numbers; an empty list raises ``ValueError``."""
    return max(values)


BUILT_IN: dict[str, Callable[..., Any]] = {
    "abs": abs, "any": any, "all": all, "sum": total, "min": smallest, "max": largest, "count": count,
    "floor_to": floor_to, "full_steps": full_steps, "ladder": ladder, "bracket": bracket, "crossed": crossed,
    "round": rounded, "days_between": days_between, "hours_between": hours_between,
}
