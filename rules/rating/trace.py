"""A decision told in full: every rule, also those the index kept out, what it paid or why not, and how it was read.

The compact decision is what is stored; this expands it again from version and facts, when somebody asks. The
sentences for it are in ``rules.sentence``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from rules.compiled import CompiledProgramme, Expression
from rules.decision import Award, Decision, Discount, Grant, Refusal, Step
from rules.errors import RuleFailure
from rules.facts import Facts, Scope
from rules.money import exact
from rules.rating.basket import settled
from rules.rating.discounts import priced
from rules.rating.due import tried, words_of
from rules.rating.layout import NOTHING, AccrualTerms, Layout, Terms, layout_of
from rules.rating.sheet import Due, Sheet, new_sheet


@dataclass(frozen=True, slots=True)
class Reading:
    """One expression as it was read: ``part`` names its place (``when``, ``lines/0``, ``benefits/1`` …).

    ``value`` is its result as text, "" when it failed, and then ``cause`` says why.
    """

    part: str
    text: str
    value: str
    steps: tuple[Step, ...] = ()
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """What became of one rule. ``outcome`` is ``paid``, or the reason of a refusal.

    A rule that paid less than was due is ``paid`` and has its caps and budgets in ``refusals``, with figures.
    ``excluded_by`` is the sub-condition by which the index kept a campaign out.
    """

    rule: str
    outcome: str
    awards: tuple[Award, ...] = ()
    grants: tuple[Grant, ...] = ()
    discounts: tuple[Discount, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    excluded_by: str = ""
    readings: tuple[Reading, ...] = ()


@exact
def explain(compiled: CompiledProgramme, facts: Facts, decision: Decision) -> tuple[Story, ...]:
    """One story for each accrual, campaign and growth rule of the version, in the programme's order."""
    layout, listed = layout_of(compiled), settled(facts)
    sheet = new_sheet(layout, priced(layout, listed).facts)
    shop = new_sheet(layout, listed) if facts.event.before_discounts else sheet
    looked_at = {position for position, _ in decision.candidates}
    return (
        *(_accrual(sheet, decision, terms) for terms in layout.accruals),
        *(_campaign(shop if terms.discounts else sheet, decision, terms, terms.position in looked_at)
          for terms in layout.campaigns),
        *_growth(sheet, layout, decision),
    )


def _told(
    decision: Decision, rule: str, otherwise: Callable[[], Refusal], readings: Iterable[Reading], excluded_by: str = "",
) -> Story:
    """The story of a rule, as far as the decision tells it."""
    awards = tuple(award for award in decision.awards if award.rule == rule)
    grants = tuple(grant for grant in decision.grants if grant.rule == rule)
    discounts = tuple(discount for discount in decision.discounts if discount.rule == rule)
    refusals = tuple(refusal for refusal in decision.refusals if refusal.rule == rule)
    outcome = "paid"
    if not (awards or grants or discounts):
        refusals = refusals or (otherwise(),)
        outcome = refusals[-1].why
    return Story(rule, outcome, awards, grants, discounts, refusals, excluded_by, tuple(readings))


def _accrual(sheet: Sheet, decision: Decision, terms: AccrualTerms) -> Story:
    compiled = terms.compiled
    scope = sheet.bases.scope(sheet.basket.whole)
    readings = [*_read("when", compiled.when, sheet.facts, scope), *_read_lines(sheet, compiled.lines)]
    return _told(decision, terms.rule, lambda: _not_first(sheet, terms), readings)


def _not_first(sheet: Sheet, terms: AccrualTerms) -> Refusal:
    """Why an accrual is not in the decision: an earlier one pays its currency, or its condition is false."""
    currency = terms.compiled.accrual.currency or sheet.bases.own
    first = sheet.bases.by_currency.get(currency)
    rules = [each.rule for each in sheet.layout.accruals]
    if first is not None and rules.index(first.terms.rule) < rules.index(terms.rule):
        return Refusal(terms.rule, "lane_lost", {"lane": currency, "won_by": first.terms.rule.partition(":")[2]})
    return Refusal(terms.rule, "condition_false")


def _campaign(sheet: Sheet, decision: Decision, terms: Terms, looked_at: bool) -> Story:
    excluded = "" if looked_at else sheet.layout.compiled.index.excluded_by(terms.position, sheet.facts)
    return _told(decision, terms.rule, lambda: _tried_again(sheet, terms),
                 _campaign_readings(sheet, terms), excluded)


def _tried_again(sheet: Sheet, terms: Terms) -> Refusal:
    """Why a campaign that the index kept out would not have paid."""
    found = tried(sheet, terms)
    return Refusal(terms.rule, "condition_false") if isinstance(found, Due) else found


def _campaign_readings(sheet: Sheet, terms: Terms) -> Iterator[Reading]:
    compiled, facts = terms.compiled, sheet.facts
    yield from _read("audience", compiled.audience, facts, NOTHING)
    yield from _read_lines(sheet, compiled.lines)
    try:
        scope, _ = words_of(sheet, terms)
    except RuleFailure as failure:
        yield Reading("progress", "", "", cause=failure.cause)
        return
    for counter, value in scope.progress.items():
        yield Reading(f"progress/{counter}", "", str(value))
    yield from _read("when", compiled.when, facts, scope)
    for place, benefit in enumerate(compiled.benefits):
        yield from _read(f"benefits/{place}", benefit, facts, scope)
    for place, limit in enumerate(compiled.caps):
        yield from _read(f"caps/{place}", limit, facts, NOTHING)


def _read_lines(sheet: Sheet, filter_: Expression | None) -> Iterator[Reading]:
    if filter_ is not None:
        for place, line in enumerate(sheet.basket.lines):
            yield from _read(f"lines/{place}", filter_, sheet.facts, Scope(line=line))


def _read(part: str, expression: Expression | None, facts: Facts, scope: Scope) -> Iterator[Reading]:
    if expression is None:
        return
    try:
        value, steps = expression.value(facts, scope), expression.steps(facts, scope)
    except RuleFailure as failure:
        yield Reading(part, expression.text, "", cause=failure.cause)
    else:
        yield Reading(part, expression.text, _plain(value), steps)


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _growth(sheet: Sheet, layout: Layout, decision: Decision) -> Iterator[Story]:
    scope = sheet.bases.scope(sheet.basket.whole)
    for compiled, rule, _ in layout.growth:
        readings = [*_read("when", compiled.when, sheet.facts, scope),
                    *_read("points", compiled.points, sheet.facts, scope)]
        yield _told(decision, rule, partial(_no_growth, rule, readings), readings)


def _no_growth(rule: str, readings: list[Reading]) -> Refusal:
    """Why a growth rule is not in the decision."""
    held = all(reading.value == "true" for reading in readings if reading.part == "when")
    return Refusal(rule, "nothing_due" if held else "condition_false")


def story_to_plain(story: Story) -> dict[str, Any]:
    """A story as JSON takes it: texts, whole numbers, lists and objects."""
    return {
        "rule": story.rule, "outcome": story.outcome, "excluded_by": story.excluded_by,
        "awards": [_award_plain(award) for award in story.awards],
        "grants": [{"kind": grant.kind, "code": grant.code, "quantity": str(grant.quantity), "member": grant.member}
                   for grant in story.grants],
        "discounts": [{"amount": str(each.amount), "shares": [str(share) for share in each.shares]}
                      for each in story.discounts],
        "refusals": [{"why": refusal.why, "data": dict(refusal.data)} for refusal in story.refusals],
        "readings": [_reading_plain(reading) for reading in story.readings],
    }


def _award_plain(award: Award) -> dict[str, Any]:
    return {
        "benefit": award.benefit, "kind": award.kind, "member": award.member, "currency": award.currency,
        "points": award.points, "exact": str(award.exact),
        "expires_on": award.expires_on and award.expires_on.isoformat(),
        "available_on": award.available_on and award.available_on.isoformat(),
        "sources": [{"account": account, "points": part} for account, part in award.sources],
        "cuts": [{"by": cut.by, "due": cut.due, "given": cut.given} for cut in award.cuts],
    }


def _reading_plain(reading: Reading) -> dict[str, Any]:
    return {
        "part": reading.part, "text": reading.text, "value": reading.value, "cause": reading.cause,
        "steps": [{"text": step.text, "outcome": step.outcome, "depth": step.depth, "words": dict(step.words)}
                  for step in reading.steps],
    }

