"""The programme's own discounts, taken off list prices before anything is earned.

Only for events that say ``before_discounts``; everywhere else the partner's receipt is net already. Campaigns
take their turn by priority, each on the basket as earlier ones left it, condition and value alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

from rules.decision import Discount, Refusal
from rules.errors import RuleFailure
from rules.facts import Facts, Scope
from rules.money import HUNDRED, ZERO
from rules.rating.basket import net_of, spread
from rules.rating.due import kept_out, refused, words_of
from rules.rating.lanes import winner_of
from rules.rating.layout import Layout, Terms
from rules.rating.limits import budget_left, use_of, uses_of
from rules.rating.sheet import Sheet, new_sheet

CENT = Decimal("0.01")


@dataclass(slots=True)
class Pricing:
    """Facts with net lines, and how they came about. ``tried`` are campaigns that give nothing but discounts."""

    facts: Facts
    discounts: list[Discount] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    masks: dict[int, int] = field(default_factory=dict)
    applied: list[Terms] = field(default_factory=list)
    tried: set[int] = field(default_factory=set)

    def refuse(self, refusal: Refusal, terms: Terms) -> None:
        """Note why a campaign takes nothing off; one with other benefits is still to be tried."""
        if terms.position in self.tried:
            self.refusals.append(refusal)


def priced(layout: Layout, facts: Facts) -> Pricing:
    """Settled facts with all discounts taken off, when prices are still list prices."""
    pricing = Pricing(facts)
    if not facts.event.before_discounts:
        return pricing
    offers = _offers(layout, pricing)
    for terms in _outside_lost_lanes(layout, pricing, offers):
        _take_off(layout, pricing, terms)
    pricing.facts = replace(pricing.facts, event=replace(pricing.facts.event, before_discounts=False))
    return pricing


def _offers(layout: Layout, pricing: Pricing) -> list[tuple[Terms, Decimal]]:
    """Candidates with what each would take off the list prices, in order of priority and code."""
    positions = layout.compiled.index.candidates(pricing.facts)
    terms = [layout.campaigns[position] for position in positions if position in layout.discounting]
    pricing.tried.update(each.position for each in terms if not each.points and not each.others)
    tried = [(each, _worth(layout, pricing, each)) for each in sorted(terms, key=lambda each: each.order)]
    return [(each, worth) for each, worth in tried if worth is not None]


def _worth(layout: Layout, pricing: Pricing, terms: Terms) -> Decimal | None:
    found = _weighed(new_sheet(layout, pricing.facts), terms, pricing)
    if isinstance(found, Refusal):
        pricing.refuse(found, terms)
        return None
    return sum(found[1], ZERO)


def _weighed(sheet: Sheet, terms: Terms, pricing: Pricing) -> tuple[int, list[Decimal]] | Refusal:
    """Lines and money of each discount of a campaign, or why there is none."""
    sheet.masks[terms.position] = 0
    try:
        why = kept_out(sheet, terms)
        if why is not None:
            return Refusal(terms.rule, why)
        scope, kept = words_of(sheet, terms)
        return refused(sheet, terms, scope, kept) or _allowed(sheet, terms) or _amounts(sheet, terms, scope, kept)
    except RuleFailure as failure:
        return Refusal(terms.rule, "rule_failed", {"cause": failure.cause})
    finally:
        pricing.masks[terms.position] = sheet.masks[terms.position]


def _allowed(sheet: Sheet, terms: Terms) -> Refusal | None:
    """Why a discount that holds is not given: its times are used up, its budget is gone, or it is being measured."""
    facts = sheet.facts
    if facts.member.bucket < terms.compiled.campaign.holdout:
        return Refusal(terms.rule, "holdout")
    left = budget_left(sheet, terms)
    if left is not None and left <= 0:
        return Refusal(terms.rule, "budget_gone", {"budget": "budget", "left": "0"})
    for cap in terms.caps:
        most = int(cap.limit.at(facts)) if cap.cap.of == "times" and cap.cap.to == "member" else None
        used = sum(facts.used.get(use, 0) for use in uses_of(cap, facts.member.id, facts))
        if most is not None and used >= most:
            return Refusal(terms.rule, "cap_reached", {
                "cap": f"cap:{cap.index}", "of": "times", "per": cap.cap.per, "period": cap.cap.period,
                "to": "member", "limit": str(most), "used": str(used), "due": "0", "given": "0"})
    return None


def _amounts(sheet: Sheet, terms: Terms, scope: Scope, kept: int) -> tuple[int, list[Decimal]] | Refusal:
    """Money of each discount, to the cent, never more than the lines still cost."""
    left = max(scope.matched.amount, ZERO)
    amounts = []
    for item in terms.discounts:
        value = item.value.at(sheet.facts, scope)
        if item.benefit.mode == "percent":
            value = scope.matched.amount * value / HUNDRED
        amounts.append(min(max(value.quantize(CENT, ROUND_HALF_UP), ZERO), left))
        left -= amounts[-1]
    return (kept, amounts) if any(amounts) else Refusal(terms.rule, "nothing_due")


def _outside_lost_lanes(
    layout: Layout, pricing: Pricing, offers: list[tuple[Terms, Decimal]],
) -> Iterable[Terms]:
    """Who takes something off: of each lane only its winner by money."""
    lanes: dict[str, list[tuple[Decimal, Terms]]] = {}
    for terms, worth in offers:
        if terms.compiled.campaign.lane:
            lanes.setdefault(terms.compiled.campaign.lane, []).append((worth, terms))
    won = {lane: winner_of(layout.lanes.get(lane, "best"), rivals) for lane, rivals in lanes.items()}
    for terms, worth in offers:
        lane = terms.compiled.campaign.lane
        if not lane or won[lane] is terms:
            yield terms
        else:
            pricing.refuse(Refusal(terms.rule, "lane_lost", {
                "lane": lane, "won_by": won[lane].code, "discount": str(worth)}), terms)


def _take_off(layout: Layout, pricing: Pricing, terms: Terms) -> None:
    """Apply one campaign to the basket as it stands now."""
    found = _weighed(new_sheet(layout, pricing.facts), terms, pricing)
    if isinstance(found, Refusal):
        pricing.refuse(found, terms)
        return
    kept, amounts = found
    money = sum(amounts, ZERO)
    event = pricing.facts.event
    shares = spread(money, event.lines, kept)
    net = replace(event, lines=net_of(event.lines, shares), amount=event.amount - money)
    pricing.facts = replace(pricing.facts, event=net)
    pricing.discounts.append(Discount(terms.rule, money, shares))
    pricing.applied.append(terms)


def note(sheet: Sheet, pricing: Pricing) -> None:
    """Bring what pricing found into the sheet: discounts, refusals, lanes taken, times that caps now count."""
    sheet.discounts.extend(pricing.discounts)
    sheet.refusals.extend(pricing.refusals)
    sheet.masks.update({position: mask for position, mask in pricing.masks.items() if position in pricing.tried})
    for terms in pricing.applied:
        if terms.compiled.campaign.lane:
            sheet.taken[terms.compiled.campaign.lane] = terms.code
        for cap in terms.caps:
            if cap.cap.of == "times" and cap.cap.to == "member" and cap.cap.per != "event":
                use = use_of(sheet, cap, sheet.facts.member.id)
                sheet.uses[use] = sheet.uses.get(use, 0) + 1
                sheet.counted.add(use)


