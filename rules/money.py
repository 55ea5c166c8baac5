"""Exact numbers: the one decimal context of rating, whole points, and parts that sum to their whole.

No binary float appears here or anywhere near points and money (K1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow, localcontext
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from rules.errors import RuleFailure

CONTEXT = Context(prec=28, rounding=ROUND_HALF_EVEN, Emax=99, Emin=-99,
                  traps=[DivisionByZero, InvalidOperation, Overflow])
"""Rating sets this context itself, so that its result does not depend on the caller's thread."""

MOST = Decimal(10) ** 15
"""No rule gives more points, or moves a counter further, than this."""

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def exact(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """The function, computing in the context of rating whatever the caller's is."""
    @wraps(function)
    def in_context(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        with localcontext(CONTEXT):
            return function(*args, **kwargs)

    return in_context


def number(value: Any) -> Decimal:
    """What a rule computed, as a number that can be booked; raises ``RuleFailure`` for anything else."""
    found: Decimal = value
    if type(value) is not Decimal:
        if type(value) is not int:
            raise RuleFailure(cause="the result is not a number")
        found = Decimal(value)
    if not found.is_finite() or not -MOST <= found <= MOST:
        raise RuleFailure(cause="the result is beyond 10^15")
    return found


def whole(value: Decimal) -> int:
    """Points of a figure, floored; never below zero.

    >>> whole(Decimal("58.90")), whole(Decimal("-0.5"))
    (58, 0)
    """
    return int(value) if value > 0 else 0


def largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    """Split ``total`` (not negative) in proportion to ``weights``: exact parts, floored, and the units left over
    go to the largest remainders, earlier parts first. All weights zero: everything to the first part.

    >>> largest_remainder(101, [60, 40])
    [61, 40]
    """
    whole_weight = sum(weights)
    if not whole_weight:
        return [total, *[0] * (len(weights) - 1)][:len(weights)]
    parts = [total * weight // whole_weight for weight in weights]
    remainders = [total * weight % whole_weight for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: (-remainders[place], place))
    for place in order[:total - sum(parts)]:
        parts[place] += 1
    return parts


def exponent_of(amounts: Sequence[Decimal]) -> int:
    """Decimal exponent of the smallest unit of money in ``amounts``: cents (-2), or finer where one is finer."""
    return min([-2, *[int(amount.as_tuple().exponent) for amount in amounts]])


def in_units(amount: Decimal, exponent: int) -> int:
    """An amount as a whole number of units of ``10 ** exponent``; exact, because no unit is coarser.

    >>> in_units(Decimal("42.50"), -2)
    4250
    """
    return int(amount.scaleb(-exponent, CONTEXT))


def from_units(units: int, exponent: int) -> Decimal:
    """Money again.

    >>> from_units(4250, -2)
    Decimal('42.50')
    """
    return Decimal(units).scaleb(exponent, CONTEXT)
