"""Compounding multipliers, where the programme wants them: each works on what earlier ones made of its lines."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from rules.money import ONE, ZERO, number, whole
from rules.rating.basket import Basket
from rules.rating.sheet import Due, Part

Earlier = tuple[str, str, int, Decimal]
"""Member, currency, lines and factor of a multiplier that was applied before."""


def compound(basket: Basket, dues: Iterable[Due]) -> None:
    """Raise the multiplied points of ``dues``, in their order, by the factors of those before them."""
    earlier: list[Earlier] = []
    for due in dues:
        for part in due.parts:
            if part.benefit.benefit.kind == "multiplier":
                part.exact = number(part.exact * _raised_by(basket, due.kept, part, earlier))
                part.points = whole(part.exact)
                earlier.append((part.member, part.currency, due.kept, part.factor))


def _raised_by(basket: Basket, kept: int, part: Part, earlier: list[Earlier]) -> Decimal:
    """Mean factor of the lines so far, weighed by their money; exact when they all have the same one."""
    factors = [_factor(place, part, earlier) for place in range(len(basket.lines)) if kept >> place & 1]
    if len(set(factors)) <= 1:
        return factors[0] if factors else ONE
    amounts = [line.amount for line in basket.chosen(kept)]
    weighed = sum((amount * factor for amount, factor in zip(amounts, factors, strict=True)), ZERO)
    whole_amount = sum(amounts, ZERO)
    return weighed / whole_amount if whole_amount else ONE


def _factor(place: int, part: Part, earlier: list[Earlier]) -> Decimal:
    factor = ONE
    for member, currency, kept, other in earlier:
        if kept >> place & 1 and (member, currency) == (part.member, part.currency):
            factor *= other
    return factor
