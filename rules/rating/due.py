"""What one campaign owes for one event, or why it owes nothing: the steps of K4 before lanes and caps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from rules.decision import Grant, Refusal, Why
from rules.errors import RuleFailure
from rules.facts import Counter, Facts, Matched, Scope
from rules.language.setting import BEFORE
from rules.money import ONE, number, whole
from rules.rating.counters import FRESH, moved, standing
from rules.rating.layout import NOTHING, BenefitTerms, Terms
from rules.rating.schedule import in_windows
from rules.rating.sheet import Due, Part, Sheet


def tried(sheet: Sheet, terms: Terms) -> Due | Refusal:
    """What a candidate campaign owes for this event, or why nothing."""
    sheet.masks[terms.position] = 0
    try:
        why = kept_out(sheet, terms)
        if why is not None:
            return Refusal(terms.rule, why)
        scope, kept = words_of(sheet, terms)
        return refused(sheet, terms, scope, kept) or _due(sheet, terms, scope, kept)
    except RuleFailure as failure:
        return Refusal(terms.rule, "rule_failed", {"cause": failure.cause})


def count_only(sheet: Sheet, terms: Terms) -> None:
    """Move the counters of a campaign that cannot pay for this event."""
    try:
        if kept_out(sheet, terms) is None:
            words_of(sheet, terms)
    except RuleFailure as failure:
        sheet.refuse(terms.rule, "rule_failed", {"cause": failure.cause})


def kept_out(sheet: Sheet, terms: Terms) -> Why | None:
    """What keeps a campaign from being weighed at all; raises ``RuleFailure``."""
    campaign, facts = terms.compiled.campaign, sheet.facts
    if campaign.status != "live":
        return "paused"
    starts, ends = terms.life(sheet.zone)
    if not starts <= sheet.now < ends:
        return "schedule"
    if campaign.schedule.windows and not in_windows(campaign.schedule, facts.event.occurred_at):
        return "schedule"
    if terms.referral:
        if not facts.referrer.known:
            return "no_referrer"
        if same_person(facts):
            return "same_person"
    audience = terms.compiled.audience
    return "audience" if audience is not None and not audience.value(facts, NOTHING) else None


def same_person(facts: Facts) -> bool:
    """Whether member and referrer are one: the same member, or the same phone."""
    member, referrer = facts.member, facts.referrer
    return referrer.id == member.id or (member.phone != "" and member.phone == referrer.phone)


def words_of(sheet: Sheet, terms: Terms) -> tuple[Scope, int]:
    """The words that only this campaign has, and the lines it keeps; its counters move here."""
    kept = sheet.basket.kept(terms.compiled.lines)
    scope = sheet.bases.scope(kept)
    if not terms.compiled.progress:
        return scope, kept
    matched = scope.matched
    values, new = progressed(sheet.facts, terms, matched)
    sheet.progress.update(new)
    return Scope(matched=matched, progress=values), kept


def progressed(
    facts: Facts, terms: Terms, matched: Matched,
) -> tuple[Mapping[str, Decimal], dict[tuple[str, str], Counter]]:
    """Values of the campaign's counters with this event and before it, and the counters that it moves."""
    values: dict[str, Decimal] = {}
    new: dict[tuple[str, str], Counter] = {}
    at, scope = facts.event.occurred_at, Scope(matched=matched, progress=values)
    for rule, progress in zip(terms.compiled.progress, terms.compiled.campaign.progress, strict=True):
        key = (terms.code, rule.code)
        before = facts.progress.get(key, FRESH)
        values[rule.code] = values[rule.code + BEFORE] = standing(progress, before, at).value
        after = moved(rule, progress, before, facts, scope)
        if after != before:
            new[key] = after
            values[rule.code] = after.value
    return values, new


def refused(sheet: Sheet, terms: Terms, scope: Scope, kept: int) -> Refusal | None:
    """Why a campaign that is weighed does not hold."""
    if not kept and terms.compiled.lines is not None:
        return Refusal(terms.rule, "no_lines_matched")
    when = terms.compiled.when
    if when is None:
        return None
    held = sheet.masks[terms.position] = when.mask(sheet.facts, scope)
    return None if held == when.full else Refusal(terms.rule, "condition_false")


def _due(sheet: Sheet, terms: Terms, scope: Scope, kept: int) -> Due | Refusal:
    """The campaign's points and grants, unless there are none or the member is held out to be measured."""
    parts = [part for item in terms.points
             if (part := _part(sheet, item, scope, kept)).points or (sheet.layout.compounds and part.exact > 0)]
    due = Due(terms, kept, scope, parts, list(_grants(sheet, terms, scope)) if terms.others else [])
    if sheet.facts.member.bucket < terms.compiled.campaign.holdout:
        return Refusal(terms.rule, "holdout", {"due": str(due.total)})
    if not parts and not due.grants:
        return Refusal(terms.rule, "nothing_due")
    return due


def _part(sheet: Sheet, item: BenefitTerms, scope: Scope, kept: int) -> Part:
    """Points of one benefit: its own figure, or its factor less one times the matched base (K3)."""
    benefit = item.benefit
    currency = benefit.currency or sheet.bases.primary
    if not currency:
        raise RuleFailure(cause="there is no currency to pay in")
    value, factor = item.value.at(sheet.facts, scope), ONE
    if benefit.kind == "multiplier":
        factor = value
        value = number((factor - 1) * sheet.bases.over(currency, kept))
    return Part(item, benefit.to, sheet.recipient(benefit.to), currency, value, whole(value), factor)


def _grants(sheet: Sheet, terms: Terms, scope: Scope) -> Iterator[Grant]:
    """Vouchers, gifts, chances, growth and tags, in whole pieces."""
    for item in terms.others:
        quantity = whole(item.value.at(sheet.facts, scope))
        if quantity:
            kind = item.benefit.kind
            yield Grant(terms.rule, kind, item.benefit.code, ONE if kind == "tag" else Decimal(quantity),
                        sheet.recipient(item.benefit.to))

