"""Rating: what a programme version answers to the facts of one event. A pure function, the same for ever.

The order is K4: eligible lines, base, fixed bonuses and multipliers, lanes, caps per event and member,
member-wide caps, budgets. Returns are in ``rules.rating.rerate``, the long explanation in ``rules.rating.trace``.
"""

from __future__ import annotations

from decimal import Decimal, localcontext

from rules.compiled import CompiledProgramme
from rules.decision import Award, Decision, Grant, Refusal
from rules.errors import RuleFailure
from rules.facts import Facts
from rules.money import CONTEXT, number, whole
from rules.rating.base import Base
from rules.rating.basket import settled
from rules.rating.compound import compound
from rules.rating.discounts import Pricing, note, priced
from rules.rating.due import count_only, tried
from rules.rating.funding import base_sources, bonus_sources
from rules.rating.lanes import winners
from rules.rating.layout import Layout, layout_of
from rules.rating.limits import count, limit
from rules.rating.sheet import Due, Part, Sheet, new_sheet


def rate(compiled: CompiledProgramme, facts: Facts) -> Decision:
    """Everything the programme gives for this event, and why it does not give the rest. Raises nothing."""
    with localcontext(CONTEXT):
        layout = layout_of(compiled)
        return rated(layout, priced(layout, settled(facts)))


def rated(layout: Layout, pricing: Pricing, most: Decision | None = None) -> Decision:
    """The decision on priced facts; to be called in the context of rating.

    For a return ``most`` is the decision on the purchase: its caps and budgets are all that the rest may draw on.
    """
    sheet = new_sheet(layout, pricing.facts, most)
    note(sheet, pricing)
    _base(sheet)
    for due in _chosen(sheet, _weigh(sheet, pricing.tried)):
        _pay(sheet, due)
    _grow(sheet)
    return _decision(sheet)


def _base(sheet: Sheet) -> None:
    """Base points, one award a currency, charged to the partner that sold."""
    sheet.refusals.extend(sheet.bases.refusals)
    for base in sheet.bases.by_currency.values():
        points = whole(base.exact)
        if not points:
            sheet.refuse(base.terms.rule, "nothing_due")
            continue
        try:
            sheet.awards.append(_base_award(sheet, base, points))
        except RuleFailure as failure:
            sheet.refuse(base.terms.rule, "rule_failed", {"cause": failure.cause})
            continue
        if base.terms.compiled.accrual.qualifies:
            sheet.qualifying[base.currency] = points


def _base_award(sheet: Sheet, base: Base, points: int) -> Award:
    expires_on, available_on = sheet.life(base.currency)
    return Award(base.terms.rule, 0, "base", sheet.facts.member.id, base.currency, points, base.exact,
                 expires_on, available_on, base_sources(sheet.facts.partner.code, points))


def _weigh(sheet: Sheet, settled_before: set[int]) -> list[Due]:
    """What every campaign that could match owes; counters of others move too."""
    layout, dues = sheet.layout, []
    index = layout.compiled.index
    for position in index.candidates(sheet.facts):
        if position not in settled_before:
            found = tried(sheet, layout.campaigns[position])
            if isinstance(found, Refusal):
                sheet.refusals.append(found)
            else:
                dues.append(found)
    if layout.counts:
        for position in index.counting(sheet.facts):
            if position not in sheet.masks or position in settled_before:
                count_only(sheet, layout.campaigns[position])
    return dues


def _chosen(sheet: Sheet, dues: list[Due]) -> list[Due]:
    """The dues that win their lanes, compounded where the programme wants it, in order of priority."""
    chosen = winners(sheet, dues)
    if not sheet.layout.compounds:
        return chosen
    compound(sheet.basket, chosen)
    for due in chosen:
        if not due.total and not due.grants:
            sheet.refuse(due.terms.rule, "nothing_due")
    return [due for due in chosen if due.total or due.grants]


def _pay(sheet: Sheet, due: Due) -> None:
    """Book what limits leave of a campaign's due, or note why it fails."""
    try:
        limit(sheet, due)
        awards = [_award(sheet, due, part) for part in due.parts if part.points]
    except RuleFailure as failure:
        sheet.refuse(due.terms.rule, "rule_failed", {"cause": failure.cause})
        return
    count(sheet, due)
    sheet.awards.extend(awards)
    sheet.grants.extend(due.grants)


def _award(sheet: Sheet, due: Due, part: Part) -> Award:
    expires_on, available_on = sheet.life(part.currency, part.benefit)
    return Award(due.terms.rule, part.benefit.index, "bonus", part.member, part.currency, part.points, part.exact,
                 expires_on, available_on, bonus_sources(due.terms, sheet.facts.partner.code, part.points), part.cuts)


def _grow(sheet: Sheet) -> None:
    """Growth of the member, a score apart from points; one grant a rule."""
    if not sheet.layout.growth:
        return
    facts = sheet.facts
    for compiled, rule, points in sheet.layout.growth:
        try:
            scope = sheet.bases.scope(sheet.basket.whole)
            if compiled.when is None or compiled.when.value(facts, scope):
                quantity = whole(number(points.at(facts, scope)))
                if quantity:
                    sheet.grants.append(Grant(rule, "growth", "", Decimal(quantity), facts.member.id))
        except RuleFailure as failure:
            sheet.refuse(rule, "rule_failed", {"cause": failure.cause})


def _decision(sheet: Sheet) -> Decision:
    return Decision(
        version=sheet.layout.compiled.version, event=sheet.facts.event.id, awards=tuple(sheet.awards),
        refusals=tuple(sheet.refusals), discounts=tuple(sheet.discounts), grants=tuple(sheet.grants),
        spent_budgets=sheet.spent, uses=sheet.uses, progress=sheet.progress,
        candidates=tuple(sorted(sheet.masks.items())), qualifying=sheet.qualifying,
    )
