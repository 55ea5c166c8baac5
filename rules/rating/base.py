"""Base points: for each currency the first accrual whose condition holds, floored once for the event (K2)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from rules.decision import Refusal
from rules.errors import RuleFailure
from rules.facts import Matched, Scope
from rules.money import ZERO
from rules.rating.basket import Basket
from rules.rating.layout import NOTHING, AccrualTerms, Layout


@dataclass(frozen=True, slots=True)
class Base:
    """What one accrual comes to: ``exact`` points before rounding over its ``eligible`` lines."""

    terms: AccrualTerms
    currency: str
    eligible: int
    exact: Decimal


class Bases:
    """Base points of one event by currency, and what any set of its lines contributes to them.

    ``primary`` is the currency that bonuses without one of their own are paid in: the partner's own, or the
    first that earned anything. ``refusals`` are accruals that should have paid and could not.
    """

    def __init__(self, layout: Layout, basket: Basket) -> None:
        self._basket = basket
        self._over: dict[tuple[str, int], Decimal] = {}
        self._scopes: dict[int, Scope] = {}
        self.own = layout.own_currency.get(basket.facts.partner.code, "")
        self.refusals: list[Refusal] = []
        self.by_currency = self._found(layout)
        self.primary = self.own if self.own in self.by_currency else next(iter(self.by_currency), self.own)

    def _found(self, layout: Layout) -> dict[str, Base]:
        found: dict[str, Base] = {}
        for terms in layout.accruals:
            currency = terms.compiled.accrual.currency or self.own
            if currency not in found:
                base = self._tried(terms, currency)
                if base is not None:
                    found[currency] = base
        return found

    def _tried(self, terms: AccrualTerms, currency: str) -> Base | None:
        """The accrual's base when its condition holds; a failing one is refused, and the next one tried."""
        when, facts = terms.compiled.when, self._basket.facts
        try:
            if when is not None and not when.value(facts, self._scope(self._basket.whole)):
                return None
            if not currency:
                raise RuleFailure(cause=f"partner {facts.partner.code} has no currency in this programme")
            eligible = self._basket.kept(terms.compiled.lines)
            return Base(terms, currency, eligible, terms.points.at(facts, self._scope(eligible)))
        except RuleFailure as failure:
            self.refusals.append(Refusal(terms.rule, "rule_failed", {"cause": failure.cause}))
            return None

    def _scope(self, kept: int) -> Scope:
        return Scope(matched=_matched(self._basket, kept, ZERO)) if kept else NOTHING

    def over(self, currency: str, kept: int) -> Decimal:
        """Unrounded base points of a set of lines: the accrual over those of them that it counts.

        An accrual that reads the event's own amount or lines is asked as if only these had been bought.
        Raises ``RuleFailure``.
        """
        base = self.by_currency.get(currency)
        if base is None:
            return ZERO
        lines = kept & base.eligible
        if lines == base.eligible:
            return base.exact
        found = self._over.get((currency, lines))
        if found is None:
            found = self._over[currency, lines] = self._part(base, lines) if lines else ZERO
        return found

    def _part(self, base: Base, lines: int) -> Decimal:
        basket = self._basket
        facts = basket.narrowed(lines) if base.terms.restricts else basket.facts
        return base.terms.points.at(facts, self._scope(lines))

    def scope(self, kept: int) -> Scope:
        """The words that tell what a line filter kept, with its unrounded base points in the primary currency."""
        found = self._scopes.get(kept)
        if found is None:
            found = self._scopes[kept] = Scope(
                matched=_matched(self._basket, kept, self.over(self.primary, kept)))
        return found


def _matched(basket: Basket, kept: int, base: Decimal) -> Matched:
    lines = basket.chosen(kept)
    amount = quantity = ZERO
    for line in lines:
        amount += line.amount
        quantity += line.quantity
    return Matched(amount, quantity, lines, base)
