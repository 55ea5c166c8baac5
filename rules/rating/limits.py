"""Caps and budgets: what they leave of a bonus, in the order of K4, and what they count afterwards.

Only bonus points are limited (K5). What was given so far comes with the facts, as uses by period; a cap of
times also stops the campaign's other benefits for that member. Nothing is counted twice within one event.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules.decision import Cut
from rules.facts import Facts, Use
from rules.rating.funding import most_from, pool_share
from rules.rating.layout import CapTerms, Terms
from rules.rating.sheet import Due, Mark, Part, Sheet
from rules.rating.spans import buckets


def limit(sheet: Sheet, due: Due) -> None:
    """Take off what caps per event, member and campaign, member-wide caps and budgets do not leave.

    Raises ``RuleFailure``; nothing is counted before ``count``.
    """
    terms = due.terms
    for cap in terms.caps:
        _keep_within(sheet, due, cap, _parts_to(due, cap), sheet.recipient(cap.cap.to))
    for cap in sheet.layout.member_caps:
        for member in sorted({part.member for part in due.parts}):
            _keep_within(sheet, due, cap, [part for part in due.parts if part.member == member], member)
    if terms.compiled.budget is not None or terms.pools:
        _keep_within_budgets(sheet, due)


def _parts_to(due: Due, cap: CapTerms) -> list[Part]:
    """The points a campaign's cap looks at: those of member or referrer."""
    if due.terms.referral:
        return [part for part in due.parts if part.to == cap.cap.to]
    return due.parts if cap.cap.to == "member" else []


def use_of(sheet: Sheet, cap: CapTerms, member: str) -> Use:
    """What this event would count on."""
    return Use(cap.campaign, cap.index, member if cap.cap.per == "member" else "", sheet.bucket(cap.cap.period))


def uses_of(cap: CapTerms, member: str, facts: Facts) -> Iterator[Use]:
    """Everything the cap looks back on: one calendar period, or each bucket of a rolling length."""
    if cap.cap.per != "event":
        who = member if cap.cap.per == "member" else ""
        for name in buckets(cap.cap.period, facts.event.occurred_at):
            yield Use(cap.campaign, cap.index, who, name)


def _keep_within(sheet: Sheet, due: Due, cap: CapTerms, parts: list[Part], member: str) -> None:
    granted = cap.times and bool(due.grants) and any(grant.member == member for grant in due.grants)
    if not parts and not granted:
        return
    most, used = int(cap.limit.at(sheet.facts)), _used(sheet, due, cap, parts, member)
    room, mark, wanted = most - used, due.marks[-1], total(parts)
    if mark.counts:
        room = sheet.room(mark.use, room)
    if cap.times:
        if room > 0 or mark.use in sheet.counted:
            return
        given = _stop(due, parts, member, _name(cap))
    else:
        if wanted <= room:
            return
        given = trim(parts, room, cap.partial, _name(cap))
    _tell(sheet, due.terms, cap, {"limit": most, "used": used, "due": wanted, "given": given})


def _used(sheet: Sheet, due: Due, cap: CapTerms, parts: list[Part], member: str) -> int:
    """What the cap counted so far; what this event will count on is marked."""
    use = use_of(sheet, cap, member)
    due.marks.append(Mark(cap.times, cap.cap.per != "event", member, parts, use))
    if not due.marks[-1].counts:
        return 0
    facts, given = sheet.facts, sheet.uses
    if not cap.rolls:
        return facts.used.get(use, 0) + given.get(use, 0)
    return sum(facts.used.get(each, 0) + given.get(each, 0) for each in uses_of(cap, member, facts))


def total(parts: list[Part]) -> int:
    """Points of all parts."""
    points = 0
    for part in parts:
        points += part.points
    return points


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
    wanted = total(parts)
    if wanted <= room:
        return wanted
    left = max(room, 0) if partial else 0
    for part in parts:
        given = min(part.points, left)
        left -= given
        if given < part.points:
            part.cuts = (*part.cuts, Cut(by, part.points, given))
            part.points = given
    return total(parts)


def budget_left(sheet: Sheet, terms: Terms) -> int | None:
    """Points the campaign may still give, None without a budget; a budget nobody fetched is whole."""
    budget = terms.compiled.budget
    if budget is None:
        return None
    return sheet.funds(terms.code, sheet.facts.budgets.get(terms.code, int(budget)) - sheet.spent.get(terms.code, 0))


def _keep_within_budgets(sheet: Sheet, due: Due) -> None:
    left = budget_left(sheet, due.terms)
    if left is not None:
        _spend_within(sheet, due, left, left, "budget")
    for pool in due.terms.pools:
        if pool in sheet.facts.budgets:
            funds = sheet.funds(pool, sheet.facts.budgets[pool] - sheet.spent.get(pool, 0))
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
    for mark in due.marks:
        points = total(mark.parts)
        if mark.times:
            points = _one_time(sheet, due, mark, points)
        if points and mark.counts:
            sheet.uses[mark.use] = sheet.uses.get(mark.use, 0) + points
    points = due.total
    if points and due.terms.compiled.budget is not None:
        sheet.spent[due.terms.code] = sheet.spent.get(due.terms.code, 0) + points
    for pool in due.terms.pools:
        share = _share(due, pool)
        if share and pool in sheet.facts.budgets:
            sheet.spent[pool] = sheet.spent.get(pool, 0) + share


def _one_time(sheet: Sheet, due: Due, mark: Mark, points: int) -> int:
    """One, however many benefits the member gets; none when nothing is given or this event already counts."""
    given = points > 0 or any(grant.member == mark.member for grant in due.grants)
    if not given or mark.use in sheet.counted:
        return 0
    sheet.counted.add(mark.use)
    return 1
