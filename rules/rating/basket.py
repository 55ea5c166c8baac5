"""The lines of one event as its rules meet them: net of the order discount, and what each filter kept of them.

Sets of lines are integers with one bit a line, so that they compare, meet and serve as keys quickly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from rules.compiled import Expression
from rules.facts import Facts, Line, Scope
from rules.money import ZERO, exponent_of, from_units, in_units, largest_remainder


def settled(facts: Facts) -> Facts:
    """The facts with lines that sum to the event's amount.

    What the partner took off the whole order is spread over the lines by their amounts, exact to the cent
    (largest remainder). What the lines do not explain, all of it when there are none, is one more line without
    name or category. List prices (``before_discounts``) without an amount are worth their sum.
    """
    event = facts.event
    listed = sum((line.amount for line in event.lines), ZERO)
    if listed == event.amount:
        return facts
    if listed < event.amount:
        return _with_lines(facts, (*event.lines, Line(amount=event.amount - listed)))
    if event.before_discounts and not event.amount:
        return replace(facts, event=replace(event, amount=listed))
    return _with_lines(facts, net_of(event.lines, spread(listed - event.amount, event.lines)))


def _with_lines(facts: Facts, lines: tuple[Line, ...]) -> Facts:
    return replace(facts, event=replace(facts.event, lines=lines))


def net_of(lines: Sequence[Line], shares: Sequence[Decimal]) -> tuple[Line, ...]:
    """The lines with a share of money taken off each."""
    return tuple(replace(line, amount=line.amount - share) if share else line
                 for line, share in zip(lines, shares, strict=True))


def spread(money: Decimal, lines: Sequence[Line], only: int = -1) -> tuple[Decimal, ...]:
    """Shares of ``money`` by line amount, exact to the cent; ``only`` is the set of lines that take part.

    >>> spread(Decimal("30.00"), [Line(amount=Decimal("50.00")), Line(amount=Decimal("150.00"))])
    (Decimal('7.50'), Decimal('22.50'))
    """
    amounts = [max(line.amount, ZERO) if only >> place & 1 else ZERO for place, line in enumerate(lines)]
    exponent = exponent_of([money, *amounts])
    weights = [in_units(amount, exponent) for amount in amounts]
    parts = largest_remainder(in_units(money, exponent), weights)
    return tuple(from_units(part, exponent) for part in parts)


class Basket:
    """Settled facts and what line filters kept of them, remembered for the length of one rating."""

    __slots__ = ("_kept", "_scopes", "facts", "lines", "whole")

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.lines = facts.event.lines
        self.whole = (1 << len(self.lines)) - 1
        self._kept: dict[str, int] = {}
        self._scopes = [Scope(line=line) for line in self.lines]

    def kept(self, filter_: Expression | None) -> int:
        """The set of lines that a filter keeps; all without a filter. Raises ``RuleFailure``."""
        if filter_ is None:
            return self.whole
        found = self._kept.get(filter_.text)
        if found is None:
            found = self._kept[filter_.text] = self._filtered(filter_)
        return found

    def _filtered(self, filter_: Expression) -> int:
        facts, value, kept, bit = self.facts, filter_.value, 0, 1
        for scope in self._scopes:
            if value(facts, scope):
                kept |= bit
            bit <<= 1
        return kept

    def chosen(self, kept: int) -> tuple[Line, ...]:
        """The lines of a set."""
        if kept == self.whole:
            return self.lines
        return tuple(line for place, line in enumerate(self.lines) if kept >> place & 1)

    def narrowed(self, kept: int) -> Facts:
        """The facts as if only these lines had been bought."""
        lines = self.chosen(kept)
        event = self.facts.event
        amount = sum((line.amount for line in lines), ZERO)
        tax = event.tax * amount / event.amount if event.amount else ZERO
        return replace(self.facts, event=replace(event, lines=lines, amount=amount, tax=tax))
