"""A return: the same decision over what remains of the purchase, under its own version and facts (K8).

Claw back what the purchase holds before minus what the decision over the remains holds. The original history,
counters, caps and budgets are used again, so many small returns end exactly where one big one does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal

from rules.compiled import CompiledProgramme
from rules.decision import Decision
from rules.facts import Event, Facts, Line, Payment
from rules.money import ZERO, exact
from rules.rating.basket import settled
from rules.rating.discounts import priced
from rules.rating.giveback import (
    LineReturn,
    Returned,
    ReturnTooLarge,
    UnknownLine,
    left_of,
    lines_of,
    padded,
    return_by_amount,
    return_by_lines,
    whole_return,
)
from rules.rating.layout import layout_of
from rules.rating.rate import rated

CENT = Decimal("0.01")


@exact
def rerate(compiled: CompiledProgramme, facts: Facts, returned: Returned) -> Decision:
    """What the purchase would have been given, had only what remains been bought.

    ``facts`` are those of the purchase, ``returned`` the money that has come back of each of its lines in all.
    A purchase that came back whole gives nothing and moves no counter. Discounts stay as they were granted.
    The rest takes no more of any cap or budget than the purchase did: others may have had what it left.
    """
    layout = layout_of(compiled)
    pricing = priced(layout, settled(facts))
    rest = remaining(pricing.facts, returned)
    if not rest.event.amount and any(returned):
        return Decision(compiled.version, facts.event.id, discounts=tuple(pricing.discounts))
    most = rated(layout, pricing) if layout.limits and any(returned) else None
    pricing.facts = rest
    return rated(layout, pricing, most)


@exact
def remaining(facts: Facts, returned: Returned) -> Facts:
    """The facts with what came back taken off: lines, amount, tax, payments and points paid.

    A line that came back whole is gone; of others the quantity shrinks with the money.
    Raises ``ReturnTooLarge`` when more of a line came back than it cost.
    """
    facts = settled(facts)
    if not any(returned):
        return facts
    event, gone = facts.event, padded(facts.event.lines, returned)
    return replace(facts, event=_shrunk(event, event.amount - sum(gone, ZERO), _kept_lines(event.lines, gone)))


def _kept_lines(lines: Sequence[Line], gone: Sequence[Decimal]) -> tuple[Line, ...]:
    kept = []
    for line, back in zip(lines, gone, strict=True):
        if back * line.amount < 0 or abs(back) > abs(line.amount):
            raise ReturnTooLarge(wanted=back, left=line.amount)
        if not back:
            kept.append(line)
        elif back != line.amount:
            left = line.amount - back
            kept.append(replace(line, amount=left, quantity=line.quantity * left / line.amount))
    return tuple(kept)


def _shrunk(event: Event, amount: Decimal, lines: tuple[Line, ...]) -> Event:
    """The event over what is left; tax, payments and points paid keep their part of the money."""
    part = amount / event.amount if event.amount else ZERO
    return replace(
        event, amount=amount, lines=lines, tax=(event.tax * part).quantize(CENT, ROUND_HALF_EVEN),
        payments=tuple(Payment(payment.method, (payment.amount * part).quantize(CENT, ROUND_HALF_EVEN))
                       for payment in event.payments),
        points_paid=int(event.points_paid * part),
    )


__all__ = ["LineReturn", "ReturnTooLarge", "Returned", "UnknownLine", "left_of", "lines_of", "remaining", "rerate",
           "return_by_amount", "return_by_lines", "whole_return"]
