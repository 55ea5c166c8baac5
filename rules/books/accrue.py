"""From a decision to the books: what a rated event writes.

One entry an award, from those who pay it to the member (or to who brought the member), each opening its own
lot. Awards inside their lock period are pending. The rating itself is ``rules.rating.rate``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from rules.books.draft import Draft, Legs
from rules.books.history import PURCHASE
from rules.decision import Award, Decision, Grant
from rules.entries import Entry, Reason
from rules.facts import Facts
from rules.state import AwardKey, Command, MemberState, PastEvent, Plan, Purchase


def award_key(award: Award) -> AwardKey:
    """What names an award of one event."""
    return award.rule, award.benefit, award.member, award.currency


def reason_of(decision: Decision, rule: str) -> Reason:
    """The decision's event and version, and the rule that paid."""
    return Reason(event=decision.event, rule=rule, version=decision.version)


def accrue(
    command: Command, facts: Facts, decision: Decision, state: MemberState, others: Iterable[MemberState] = (), *,
    net: Facts | None = None,
) -> Plan:
    """What a rated event writes: entries, growth, the history row, and the purchase as kept for its returns.

    ``others`` are the books of everyone else the decision awards; ``net`` are the facts over the money really paid,
    for the history row. ``plan.grants`` repeats the growth and tags
    that ``plan.growth`` and ``plan.tags`` already add up. Raises ``MemberNotLoaded``.
    """
    draft = Draft(command, (state, *others))
    paid = {award_key(award): grant(draft, award, decision).id for award in decision.awards if award.points}
    past = past_of(net or facts, decision)
    return Plan(
        state.id, tuple(draft.entries), decision.uses, decision.spent_budgets, decision.progress, draft.debts,
        growth_of(decision.grants), _tags(decision.grants), grants=decision.grants, past=past,
        purchase=_kept(facts, decision, paid, past), decision=decision, refusals=decision.refusals, facts=facts,
    )


def grant(draft: Draft, award: Award, decision: Decision, event: str = "") -> Entry:
    """Write one award: its sources pay, a lot of ``event`` ("" is the command's own) opens."""
    lot = draft.new_lot(
        award.member, award.currency, award.points, award.expires_on,
        available_on=award.available_on, event=event,
    )
    kind = "accrual" if award.kind == "base" else "bonus"
    return draft.enter(kind, paid_by(award), opens=(lot,), reason=reason_of(decision, award.rule))


def paid_by(award: Award) -> Legs:
    """The legs of those who pay an award."""
    return [(account, award.currency, -points) for account, points in award.sources]


def growth_of(grants: Iterable[Grant]) -> dict[str, int]:
    """Growth by member that the grants add, each floored."""
    sums: dict[str, int] = {}
    for given in grants:
        if given.kind == "growth":
            sums[given.member] = sums.get(given.member, 0) + int(given.quantity // 1)
    return {name: points for name, points in sums.items() if points}


def past_of(facts: Facts, decision: Decision) -> PastEvent:
    """The history row of an event, with the base points that qualify."""
    event = facts.event
    quantities: dict[str, Decimal] = {}
    for line in event.lines:
        quantities[line.category] = quantities.get(line.category, Decimal(0)) + line.quantity
    return PastEvent(
        event.id, event.type, facts.partner.code, event.occurred_at, event.occurred_at.date(), event.amount,
        dict(decision.qualifying), quantities, event.points_paid,
    )


def _tags(grants: Iterable[Grant]) -> dict[str, frozenset[str]]:
    tags: dict[str, frozenset[str]] = {}
    for given in grants:
        if given.kind == "tag":
            tags[given.member] = tags.get(given.member, frozenset()) | {given.code}
    return tags


def _kept(
    facts: Facts, decision: Decision, paid: Mapping[AwardKey, str], past: PastEvent,
) -> Purchase | None:
    """The purchase as its returns will need it; None for events that cannot come back."""
    if facts.event.type != PURCHASE:
        return None
    return Purchase(
        facts.event.id, decision.version, facts, tuple(Decimal(0) for _ in facts.event.lines),
        {award_key(award): award.points for award in decision.awards}, decision.awards, paid, decision.uses,
        decision.spent_budgets, decision.grants, past=past,
    )
