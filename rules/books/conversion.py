"""Points of one currency into another, in full blocks; what makes no full block stays with the member.

Both legs go through one clearing account: partners were charged when they issued and are paid when they honour,
so that the difference in price between the two currencies is the programme's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, Decimal

from rules.books import apply, joined
from rules.books.adjust import last_day_of
from rules.books.draft import Draft
from rules.books.lots import PointsNotPositive, spendable, take
from rules.books.tiers import view_at
from rules.compiled import CompiledProgramme
from rules.entries import CONVERTED
from rules.errors import PointsError
from rules.facts import Scope
from rules.programme import Conversion
from rules.rating.constants import whole_constant
from rules.rating.layout import figure
from rules.state import Command, Converted, MemberState, Plan


class ConversionClosed(PointsError):
    """A conversion that does not exist, is outside its dates, or does not take this member."""

    code = "conversion_closed"

    def __init__(self, conversion: str, *, why: str) -> None:
        self.conversion, self.why = conversion, why
        super().__init__(f"conversion {conversion} is closed: {why}")


class BelowMinimum(PointsError):
    """Too few points for a conversion: less than its minimum, or than one block."""

    code = "below_minimum"

    def __init__(self, *, conversion: str, wanted: int, minimum: int) -> None:
        self.conversion, self.wanted, self.minimum = conversion, wanted, minimum
        super().__init__(f"conversion {conversion} starts at {minimum} points, {wanted} wanted")


@dataclass(frozen=True, slots=True)
class Quote:
    """What a conversion would do: ``takes`` points of ``source``, ``gives`` points of ``target``.

    ``stays`` is what makes no full block and remains in the original currency.
    """

    conversion: str
    source: str
    takes: int
    target: str
    gives: int
    stays: int


def quote(compiled: CompiledProgramme, command: Command, state: MemberState, code: str, points: int) -> Quote:
    """What ``points`` would become now. Whether the member has them is not asked.

    Raises ``ConversionClosed``, ``BelowMinimum``, ``PointsNotPositive`` and ``RuleFailure``.
    """
    if points < 1:
        raise PointsNotPositive(points)
    place, conversion = _open(compiled, code, command.day)
    rule = compiled.others.get(f"/conversions/{place}/when")
    scope = Scope(given={"conversion.points": Decimal(points)})
    facts = view_at(compiled, state, command.occurred_at).facts
    if rule is not None and not rule.value(facts, scope):
        raise ConversionClosed(code, why="condition_false")
    return _priced(compiled, place, conversion, points, lambda name: figure(
        compiled.others.get(f"/conversions/{place}/{name}")).at(facts, scope))


def _open(compiled: CompiledProgramme, code: str, day: date) -> tuple[int, Conversion]:
    """The conversion and its place, on one of its days; raises ``ConversionClosed``."""
    for place, conversion in enumerate(compiled.programme.conversions):
        if conversion.code == code:
            if (conversion.starts_on or date.min) <= day <= (conversion.ends_on or date.max):
                return place, conversion
            raise ConversionClosed(code, why="schedule")
    raise ConversionClosed(code, why="unknown")


def _priced(
    compiled: CompiledProgramme, place: int, conversion: Conversion, points: int, said: Callable[[str], Decimal],
) -> Quote:
    """Full blocks only, and no block more than the whole points given are worth; ``said`` gives the rules' numbers."""
    block = whole_constant(compiled, f"/conversions/{place}/block")
    each = said("gives")
    if block < 1 or each <= 0:
        raise ConversionClosed(conversion.code, why="rate")
    gives = int(points // block * each)
    least = max(int(said("minimum") // 1), block * _blocks(1, each))
    if points < least or gives < 1:
        raise BelowMinimum(conversion=conversion.code, wanted=points, minimum=least)
    takes = block * _blocks(gives, each)
    return Quote(conversion.code, conversion.source, takes, conversion.target, gives, points - takes)


def _blocks(gives: int, each: Decimal) -> int:
    """Fewest blocks that are worth ``gives`` whole points."""
    return int((gives / each).to_integral_value(ROUND_CEILING))


def convert(compiled: CompiledProgramme, command: Command, state: MemberState, code: str, points: int) -> Plan:
    """Convert the full blocks of ``points``, soonest expiring lots first; the new lot lives as its currency does.

    Raises what ``quote`` raises, and ``InsufficientPoints`` when the member has fewer than ``points``.
    """
    offer = quote(compiled, command, state, code, points)
    draft = Draft(command, (state,))
    owed, lots = draft.owed(state.id, offer.source), draft.lots(state.id, offer.source)
    take(lots, offer.source, points, command.day, owed=owed)
    draws = take(lots, offer.source, offer.takes, command.day, owed=owed)
    last = last_day_of(compiled, command, state, offer.target)
    draft.enter(
        "conversion", [(CONVERTED, offer.source, offer.takes), (CONVERTED, offer.target, -offer.gives)],
        opens=(draft.new_lot(state.id, offer.target, offer.gives, last),), draws=draws,
        reason=replace(command.reason, rule=f"conversion:{code}", version=compiled.version),
    )
    return draft.plan(state.id)


def automatic(
    compiled: CompiledProgramme, command: Command, plan: Plan, states: Iterable[MemberState],
) -> Plan:
    """``plan`` with the conversions that members chose to happen as points come in.

    ``states`` are the books before it. What an earlier conversion left over counts together with what came in;
    points saved before the choice are left alone. Too little for a block, or a closed conversion, changes
    nothing.
    """
    for state in states:
        for source, code in sorted(state.convert_to.items()):
            plan = _with_conversion(compiled, command.after(plan), plan, state, source, code)
    return plan


def _with_conversion(
    compiled: CompiledProgramme, command: Command, plan: Plan, before: MemberState, source: str, code: str,
) -> Plan:
    place = next((place for place, each in enumerate(compiled.programme.conversions) if each.code == code), None)
    if place is None or not compiled.programme.conversions[place].automatic:
        return plan
    after = apply(before, plan)
    had, has = max(_spendable(before, source, command.day), 0), _spendable(after, source, command.day)
    block = whole_constant(compiled, f"/conversions/{place}/block")
    points = had % block + has - had if block > 0 and has > had else 0
    try:
        made = convert(compiled, command, after, code, points)
    except (BelowMinimum, ConversionClosed, PointsNotPositive):
        return plan
    return _noted(joined(plan, made), before.id, made)


def _spendable(state: MemberState, currency: str, day: date) -> int:
    left = sum(lot.left for lot in state.lots if lot.currency == currency and spendable(lot, day))
    return left - state.owed.get(currency, 0)


def _noted(plan: Plan, member: str, made: Plan) -> Plan:
    """The plan with the conversion noted in its purchase, so that a return can undo it."""
    if plan.purchase is None:
        return plan
    entry = made.entries[0]
    (source, takes), (target, gives) = (
        (posting.currency, abs(posting.points)) for posting in entry.postings if posting.account == CONVERTED
    )
    note = Converted(entry.id, member, source, takes, target, gives)
    return replace(plan, purchase=replace(plan.purchase, converted=(*plan.purchase.converted, note)))
