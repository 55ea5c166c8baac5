"""A stored decision made once more from what is stored with it: version, facts and, for a return, what came back."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from rules.compiled import CompiledProgramme
from rules.decision import Decision
from rules.facts import Facts
from rules.intake import net_facts
from rules.rating.rate import rate
from rules.rating.rerate import rerate


def repeats(
    compiled: CompiledProgramme, facts: Facts, returned: tuple[Decimal, ...] | None = None,
) -> Iterator[Decision]:
    """What the decision must have been: one, or one of two for a return of what cost no money.

    ``returned`` is the money that had come back of each of the purchase's lines, None for what is no return. A
    purchase that points alone have paid may have come back whole, which no money tells.
    """
    if returned is None:
        yield rate(compiled, facts)
        return
    yield rerate(compiled, facts, returned)
    if not any(returned) and not net_facts(compiled, facts).event.amount:
        yield Decision(compiled.version, facts.event.id)
