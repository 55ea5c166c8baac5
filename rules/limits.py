"""Caps and budgets: what they leave of a bonus, in the order of K4, and what they count afterwards.

Only bonus points are limited (K5). What was given so far comes with the facts, as uses by period; a cap of
times also stops the campaign's other benefits for that member. Nothing is counted twice within one event.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules.decision import Cut
from rules.facts import Facts, Use
from rules.funding import most_from, pool_share
from rules.layout import CapTerms, Terms
from rules.sheet import Due, Part, Sheet
from rules.spans import buckets


def limit(sheet: Sheet, due: Due) -> None:
    """Take off what caps per event, member and campaign, member-wide caps and budgets do not leave.

    Raises ``RuleFailure``; nothing is counted before ``count``.
    """
    if not due.terms.limited and not sheet.layout.member_caps:
        return
    for cap in due.terms.caps:
        _keep_within(sheet, due, cap, sheet.recipient(cap.cap.to))
    for cap in sheet.layout.member_caps:
        for member in sorted({part.member for part in due.parts}):
            _keep_within(sheet, due, cap, member)
    _keep_within_budgets(sheet, due)


def use_of(sheet: Sheet, cap: CapTerms, member: str) -> Use:
    """What this event would count on."""
    return Use(cap.campaign, cap.index, member if cap.cap.per == "member" else "", sheet.bucket(cap.cap.period))


def uses_of(cap: CapTerms, member: str, facts: Facts) -> Iterator[Use]:
    """Everything the cap looks back on: one calendar period, or each bucket of a rolling length."""
    if cap.cap.per != "event":
        who = member if cap.cap.per == "member" else ""
        for name in buckets(cap.cap.period, facts.event.occurred_at):
            yield Use(cap.campaign, cap.index, who, name)


def _keep_within(sheet: Sheet, due: Due, cap: CapTerms, member: str) -> None:
    parts = [part for part in due.parts if part.member == member and (not cap.campaign or part.to == cap.cap.to)]
    granted = bool(cap.campaign) and cap.cap.of == "times" and any(grant.member == member for grant in due.grants)
    if not parts and not granted:
        return
    most, used = int(cap.limit.at(sheet.facts)), _used(sheet, cap, member)
    wanted = sum(part.points for part in parts)
    if cap.cap.of == "points":
        given = trim(parts, most - used, cap.partial, _name(cap))
    elif used < most or use_of(sheet, cap, member) in sheet.counted:
        return
    else:
        given = _stop(due, parts, member, _name(cap))
    if given < wanted or granted:
        _tell(sheet, due.terms, cap, {"limit": most, "used": used, "due": wanted, "given": given})


def _used(sheet: Sheet, cap: CapTerms, member: str) -> int:
    facts, used = sheet.facts, 0
    for use in uses_of(cap, member, facts):
        used += facts.used.get(use, 0) + sheet.uses.get(use, 0)
    return used


def _name(cap: CapTerms) -> str:
    return f"cap:{cap.index}" if cap.campaign else f"member_cap:{cap.index}"


def _stop(due: Due, parts: list[Part], member: str, by: str) -> int:
    """The campaign has had its times: nothing more to this member."""
    due.grants = [grant for grant in due.grants if grant.member != member]
    return trim(parts, 0, True, by)


def _tell(sheet: Sheet, terms: Terms, cap: CapTerms, figures: dict[str, int]) -> None:
    words = {"cap": _name(cap), "of": cap.cap.of, "per": cap.cap.per, "period": cap.cap.period, "to": cap.cap.to}
    sheet.refuse(terms.rule, "cap_reached", {**words, **{name: str(value) for name, value in figures.items()}})


def trim(parts: list[Part], room: int, partial: bool, by: str) -> int:
    """Leave at most ``room`` points, earlier benefits first, or none if all do not fit; what is left in sum."""
    wanted = sum(part.points for part in parts)
    if wanted <= room:
        return wanted
    left = max(room, 0) if partial else 0
    for part in parts:
        given = min(part.points, left)
        left -= given
        if given < part.points:
            part.cuts = (*part.cuts, Cut(by, part.points, given))
            part.points = given
    return sum(part.points for part in parts)


def budget_left(sheet: Sheet, terms: Terms) -> int | None:
    """Points the campaign may still give, None without a budget; a budget nobody fetched is whole."""
    budget = terms.compiled.budget
    if budget is None:
        return None
    return sheet.facts.budgets.get(terms.code, int(budget)) - sheet.spent.get(terms.code, 0)


def _keep_within_budgets(sheet: Sheet, due: Due) -> None:
    left = budget_left(sheet, due.terms)
    if left is not None:
        _spend_within(sheet, due, left, left, "budget")
    for pool in due.terms.pools:
        if pool in sheet.facts.budgets:
            funds = sheet.facts.budgets[pool] - sheet.spent.get(pool, 0)
            _spend_within(sheet, due, most_from(due.terms, pool, funds), funds, pool)
            while _share(due, pool) > max(funds, 0):
                trim(due.parts, due.total - 1, due.terms.budget_partial, pool)


def _share(due: Due, pool: str) -> int:
    """Points of the campaign's awards that a pool pays; each award is split on its own."""
    return sum(pool_share(due.terms, pool, part.points) for part in due.parts)


def _spend_within(sheet: Sheet, due: Due, most: int, left: int, by: str) -> None:
    """Leave what the money is there for; once it is gone the campaign gives nothing else either."""
    wanted, stopped = due.total, bool(due.grants) and most <= 0
    given = trim(due.parts, most, due.terms.budget_partial, by)
    if stopped:
        due.grants = []
    if given < wanted or stopped:
        sheet.refuse(due.terms.rule, "budget_gone",
                     {"budget": by, "left": str(max(left, 0)), "due": str(wanted), "given": str(given)})


def count(sheet: Sheet, due: Due) -> None:
    """Note what the campaign really gives on its caps and budgets."""
    if not due.terms.limited and not sheet.layout.member_caps:
        return
    for cap in due.terms.caps:
        if cap.cap.per != "event":
            _count_on(sheet, due, cap, sheet.recipient(cap.cap.to))
    for cap in sheet.layout.member_caps:
        for member in {part.member for part in due.parts}:
            _count_on(sheet, due, cap, member)
    if due.terms.compiled.budget is not None and due.total:
        sheet.spent[due.terms.code] = sheet.spent.get(due.terms.code, 0) + due.total
    for pool in due.terms.pools:
        share = _share(due, pool)
        if share and pool in sheet.facts.budgets:
            sheet.spent[pool] = sheet.spent.get(pool, 0) + share


def _count_on(sheet: Sheet, due: Due, cap: CapTerms, member: str) -> None:
    """Points of a cap of points; one time of a cap of times, however many benefits it gave."""
    use = use_of(sheet, cap, member)
    points = sum(part.points for part in due.parts
                 if part.member == member and (not cap.campaign or part.to == cap.cap.to))
    if cap.cap.of == "times":
        given = points > 0 or any(grant.member == member for grant in due.grants)
        points = int(given and use not in sheet.counted)
        sheet.counted.update({use} if given else ())
    if points:
        sheet.uses[use] = sheet.uses.get(use, 0) + points
