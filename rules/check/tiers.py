"""Tiers: every one above the first can be reached and held.

A condition is looked at as alternatives of floors (``qualifying.points >= 1000``); anything else counts as
itself. Whoever reaches the lower tier must not always reach the higher one as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Any

from rules.check.book import Book, constant, error
from rules.errors import Finding
from rules.language import Checked

ALTERNATIVES_MAX = 64
MIRRORED = {"ge": "le", "gt": "lt", "le": "ge", "lt": "gt"}


@dataclass(frozen=True, slots=True)
class Floor:
    """At least ``least`` of something; ``above`` when exactly that much is too little."""

    least: Decimal
    above: bool

    def implies(self, other: Floor) -> bool:
        """Whether whoever is over this floor is over the other too."""
        return (self.least, self.above) >= (other.least, other.above)


Alternative = Mapping[str, Floor | None]
"""What must hold together: floors by the text of what they measure, or a part's own text with None."""


def findings(book: Book) -> Iterator[Finding]:
    """Tiers nobody can reach, or nobody can stay in."""
    tiers = book.programme.tiers
    for index, tier in enumerate(tiers[1:], 1):
        rule = book.rules.get(f"/tiers/{index}/qualify")
        if not tier.qualify:
            yield _unreachable(index, "", f"The tier {tier.code} has no qualify, so that nobody rises to it.")
        elif rule is not None and constant(rule) is False:
            yield _unreachable(index, "/qualify", f"The qualify of {tier.code} never holds.")
    for low, high in combinations(range(1, len(tiers)), 2):
        one, other = (book.rules.get(f"/tiers/{place}/qualify") for place in (low, high))
        if one is not None and other is not None and implies(alternatives(one), alternatives(other)):
            sentence = (f"Whoever qualifies for {tiers[low].code} also qualifies for {tiers[high].code}, "
                        f"so that nobody stays in {tiers[low].code}.")
            yield _unreachable(high, "/qualify", sentence, tiers[low].code)


def _unreachable(index: int, name: str, sentence: str, other: str = "") -> Finding:
    return error("unreachable_tier", f"/tiers/{index}{name}", sentence, other=other)


def implies(one: tuple[Alternative, ...], other: tuple[Alternative, ...]) -> bool:
    """Whether every alternative of one rule is covered by some alternative of the other."""
    return bool(one) and all(any(_covers(goal, given) for goal in other) for given in one)


def _covers(goal: Alternative, given: Alternative) -> bool:
    return all(part in given and _at_least(given[part], floor) for part, floor in goal.items())


def _at_least(given: Floor | None, floor: Floor | None) -> bool:
    if given is None or floor is None:
        return given is floor
    return given.implies(floor)


def alternatives(rule: Checked) -> tuple[Alternative, ...]:
    """A condition as alternatives; none when it has a fault or far too many."""
    return () if rule.tree is None else tuple(_of(rule, rule.tree))


def _of(rule: Checked, node: Any) -> list[Alternative]:
    if type(node).__name__ == "LogicExpression":
        left, right = _of(rule, node.left), _of(rule, node.right)
        if node.type == "or":
            return [*left, *right]
        if len(left) * len(right) <= ALTERNATIVES_MAX:
            return [_both(one, other) for one in left for other in right]
    return [_floor(rule, node) or {rule.text_of(node): None}]


def _both(one: Alternative, other: Alternative) -> Alternative:
    shared = {part: _higher(one[part], other[part]) for part in one if part in other}
    return {**one, **other, **shared}


def _higher(one: Floor | None, other: Floor | None) -> Floor | None:
    if one is None or other is None:
        return None
    return one if one.implies(other) else other


def _floor(rule: Checked, node: Any) -> Alternative | None:
    """``x >= 5`` and its mirror images as a floor of x, None for anything else."""
    if type(node).__name__ != "ArithmeticComparisonExpression":
        return None
    sides = [(node.type, node.left, node.right), (MIRRORED.get(node.type, ""), node.right, node.left)]
    for sign, measured, bound in sides:
        number = getattr(bound, "value", None)
        if sign in ("ge", "gt") and isinstance(number, Decimal):
            return {"".join(rule.text_of(measured).split()): Floor(number, sign == "gt")}
    return None
