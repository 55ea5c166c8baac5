"""What one event brought, as plain data for the partner that reported it.

Whole numbers, texts and lists only, so that it can be stored and sent as it is. Sentences for the member are
added by ``rules.sentence``. It tells of the event's own member and of nobody else.
"""

from __future__ import annotations

from typing import Any

from rules.decision import Award, Decision, Discount, Grant, Refusal
from rules.entries import Entry, available, pending
from rules.state import MemberState, Plan

NO_DECISION = Decision("", "")


def answer_for(plan: Plan, before: MemberState, after: MemberState, status: str = "processed") -> dict[str, Any]:
    """The decision part of a 200 answer: awards, changes entry by entry, refusals, tier, balances.

    ``before`` and ``after`` are the member's books around the plan.
    """
    decision = plan.decision or NO_DECISION
    return {
        "event": decision.event,
        "status": status,
        "version": decision.version,
        "awards": [_award(award) for award in decision.awards if award.member == plan.member],
        "changes": [change for entry in plan.entries for change in _changes(entry, plan.member)],
        "refusals": [_refusal(refusal) for refusal in plan.refusals],
        "discounts": [_discount(discount) for discount in decision.discounts],
        "grants": [_grant(grant) for grant in plan.grants if grant.member == plan.member],
        "tier": {"code": after.tier.code, "changed": before.tier.code != after.tier.code},
        "growth": after.growth,
        "balances": balances(after),
    }


def _award(award: Award) -> dict[str, Any]:
    kind, _, code = award.rule.partition(":")
    return {
        kind: code, "currency": award.currency, "points": award.points,
        "expires_on": award.expires_on and award.expires_on.isoformat(),
        "available_on": award.available_on and award.available_on.isoformat(),
    }


def _changes(entry: Entry, member: str) -> list[dict[str, Any]]:
    """What one entry moved on the member's own accounts."""
    own = {available(member): False, pending(member): True}
    return [
        {"kind": entry.kind, "rule": entry.reason.rule, "currency": posting.currency, "points": posting.points,
         "pending": own[posting.account]}
        for posting in entry.postings if posting.account in own
    ]


def _refusal(refusal: Refusal) -> dict[str, Any]:
    return {"rule": refusal.rule, "why": refusal.why, "data": dict(refusal.data)}


def _discount(discount: Discount) -> dict[str, Any]:
    return {"rule": discount.rule, "amount": str(discount.amount), "shares": [str(part) for part in discount.shares]}


def _grant(grant: Grant) -> dict[str, Any]:
    return {"rule": grant.rule, "kind": grant.kind, "code": grant.code, "quantity": str(grant.quantity)}


def balances(state: MemberState) -> dict[str, dict[str, int]]:
    """Available and pending points of every currency the member has, or owes."""
    sums = {code: {"available": -points, "pending": 0} for code, points in state.owed.items()}
    for lot in state.lots:
        if lot.currency not in sums:
            sums[lot.currency] = {"available": 0, "pending": 0}
        sums[lot.currency]["pending" if lot.pending else "available"] += lot.left
    return dict(sorted(sums.items()))
