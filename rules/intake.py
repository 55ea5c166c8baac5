"""One event from report to plan: the pure composition that the server and the worked examples both run.

The caller picks the programme version in force at ``occurred_at`` (K6), locks and loads the members, reads what is
shared, calls one function here and writes the returned plan in one go. Nothing here stores, locks or logs.

The way of a purchase, an activity or a join::

    admission = admit(compiled, reported, now, purchase)    # processed, held or parked
    wanted = wanted_for(compiled, reported, member, referrer)
    shared = ...                                            # the caller reads these budgets, uses; rolls these dice
    plan = take_event(compiled, reported, member, referrer, shared)
    answer = answer_for(plan, member, books.apply(member, plan))

The way of a return: load the ``Purchase`` and every member in ``members_of(purchase)``, compile the purchase's own
version, then ``take_return`` or ``take_void``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import localcontext

from rules.answer import answer_for
from rules.books import apply, joined
from rules.books.accrue import accrue
from rules.books.clawback import claw_back
from rules.books.conversion import automatic
from rules.books.history import answer
from rules.books.spend import burn, noted
from rules.books.tiers import can_rise, rise
from rules.compiled import CompiledProgramme
from rules.decision import Decision
from rules.entries import Reason
from rules.facts import Event, Facts
from rules.gather import (
    local_time,
    member_facts,
    partner_setting,
    place_of,
    referrer_facts,
)
from rules.money import CONTEXT, ZERO
from rules.programme import Programme
from rules.rating.basket import settled
from rules.rating.constants import whole_constant
from rules.rating.discounts import priced
from rules.rating.layout import layout_of
from rules.rating.needed import needed
from rules.rating.rate import rated
from rules.rating.rerate import Returned, left_of, remaining, rerate, return_by_amount, return_by_lines
from rules.reported import NOTHING_SHARED, Admission, Reported, ReturnedLine, Shared, Wanted
from rules.state import Command, MemberState, Plan, Purchase

__all__ = [
    "NOTHING_SHARED", "Admission", "Reported", "ReturnedLine", "Shared", "Wanted", "admit", "answer_for",
    "facts_for", "members_of", "take_event", "take_facts", "take_return", "take_void", "wanted_by", "wanted_for",
    "with_shared",
]

POINTS_PAID = "points_paid"
"""What a burn names as its rule when points paid part of a purchase."""
CLOCK_SKEW = timedelta(minutes=5)
"""How far a partner's clock may run ahead of ours."""


def admit(
    compiled: CompiledProgramme, reported: Reported, now: datetime, purchase: Purchase | None = None,
) -> Admission:
    """Whether to process this event now; ``purchase`` is what a return names, None when it has not arrived.

    Days of the policies are 24 hours. A clock that runs ahead by up to ``CLOCK_SKEW`` is taken as it is.
    """
    if reported.occurred_at > now + CLOCK_SKEW:
        return Admission("held", "future")
    if now - reported.occurred_at > _days(compiled, "late_days"):
        return Admission("held", "late")
    if reported.of and purchase is None:
        return Admission("parked", "purchase_missing", now + _days(compiled, "parked_days"))
    return Admission("processed")


def _days(compiled: CompiledProgramme, policy: str) -> timedelta:
    return timedelta(days=whole_constant(compiled, f"/policies/{policy}"))


def facts_for(
    compiled: CompiledProgramme, reported: Reported, member: MemberState,
    referrer: MemberState | None = None, shared: Shared = NOTHING_SHARED,
) -> Facts:
    """Everything the rules may look at for one event, in local time (K6), as things stood before it (K7).

    ``referrer`` are the books of who brought the member, from this event or an earlier one. Raises
    ``UnknownPartner``.
    """
    place = place_of(compiled, reported.partner, reported.store)
    at = reported.occurred_at.astimezone(place.zone)
    return Facts(
        event=_event(reported, at, member),
        member=member_facts(compiled, member, at),
        partner=place.partner,
        store=place.store,
        referrer=referrer_facts(compiled, referrer, at),
        history=answer(compiled.needs, member.past, at),
        progress=member.progress,
        used={**shared.used, **member.used, **referrer.used} if referrer else {**shared.used, **member.used},
        budgets=shared.budgets,
        dice=shared.dice,
    )


def _event(reported: Reported, at: datetime, member: MemberState) -> Event:
    return Event(
        reported.id, reported.type, reported.reference, at, reported.amount, reported.tax, reported.currency,
        reported.channel, reported.store, reported.lines, reported.payments, reported.points_paid,
        reported.attributes, reported.referrer or member.referrer, reported.before_discounts,
    )


def wanted_for(
    compiled: CompiledProgramme, reported: Reported, member: MemberState, referrer: MemberState | None = None,
) -> Wanted:
    """Which budgets and uses this event can touch, so that the caller reads no others."""
    return wanted_by(compiled, facts_for(compiled, reported, member, referrer))


def wanted_by(compiled: CompiledProgramme, facts: Facts) -> Wanted:
    """The same for facts that were gathered already."""
    return Wanted(*needed(compiled, facts))


def with_shared(facts: Facts, shared: Shared) -> Facts:
    """Facts with what members share, read after the facts themselves."""
    return replace(facts, used={**shared.used, **facts.used}, budgets=shared.budgets, dice=shared.dice)


def take_event(
    compiled: CompiledProgramme, reported: Reported, member: MemberState,
    referrer: MemberState | None = None, shared: Shared = NOTHING_SHARED,
) -> Plan:
    """Plan a purchase, a join or an activity: whatever is not a return.

    Points that paid are burnt first, then the event earns, lifts a tier, and its points are converted where
    the member chose so. Raises ``UnknownPartner``, ``NotHonoured`` and ``InsufficientPoints``; nothing else.
    """
    return take_facts(compiled, reported, facts_for(compiled, reported, member, referrer, shared), member, referrer)


def take_facts(
    compiled: CompiledProgramme, reported: Reported, facts: Facts, member: MemberState,
    referrer: MemberState | None = None,
) -> Plan:
    """``take_event`` over facts that were gathered already."""
    command = _command(compiled, reported, facts.event.occurred_at)
    others = (referrer,) if referrer else ()
    if reported.points_paid:
        paid = _paid(compiled, command, reported, member)
        plan = _earned(compiled, command.after(paid), facts, apply(member, paid), others)
        plan = joined(paid, noted(plan, paid, member))
    else:
        plan = _earned(compiled, command, facts, member, others)
    if can_rise(compiled, member):
        plan = joined(plan, rise(compiled, command.after(plan), facts, apply(member, plan)))
    return automatic(compiled, command, plan, (member, *others))


def _command(compiled: CompiledProgramme, reported: Reported, at: datetime) -> Command:
    """The event as a cause; entries without a rule of their own are about the points that paid."""
    return Command(reported.id, at, Reason(event=reported.id, rule=POINTS_PAID, version=compiled.version))


def _paid(compiled: CompiledProgramme, command: Command, reported: Reported, member: MemberState) -> Plan:
    """The burn of points that paid part of the price."""
    currency = paying_currency(compiled.programme, reported.partner)
    plan = burn(compiled, command, member, currency=currency, points=reported.points_paid, partner=reported.partner)
    return replace(plan, past=None)


def paying_currency(programme: Programme, partner: str) -> str:
    """The currency a partner's till takes: its own where it honours that, else the first it honours."""
    setting = partner_setting(programme, partner)
    own = setting.currency
    return own if own in setting.honours else next(iter(setting.honours), own)


def _earned(
    compiled: CompiledProgramme, command: Command, facts: Facts, member: MemberState,
    others: tuple[MemberState, ...],
) -> Plan:
    """What the decision gives, with the history row over the money that was really paid."""
    with localcontext(CONTEXT):
        layout = layout_of(compiled)
        pricing = priced(layout, settled(facts))
        decision = rated(layout, pricing)
    return accrue(command, facts, decision, member, others, net=pricing.facts)


def net_facts(compiled: CompiledProgramme, facts: Facts) -> Facts:
    """Facts over the money really paid: list prices less the programme's own discounts, lines summing up."""
    with localcontext(CONTEXT):
        return priced(layout_of(compiled), settled(facts)).facts


def members_of(purchase: Purchase) -> tuple[str, ...]:
    """Ids of all members a return of this purchase may touch, sorted: the order to lock them in."""
    facts = purchase.facts
    touched = {facts.member.id, *(member for _, _, member, _ in purchase.held)}
    return tuple(sorted(touched | ({facts.referrer.id} if facts.referrer.known else set())))


def take_return(
    compiled: CompiledProgramme, reported: Reported, purchase: Purchase, members: Mapping[str, MemberState],
) -> Plan:
    """Plan a return of part of a purchase; ``compiled`` is the purchase's own version (K8).

    Every award shrinks to what the rest would have earned, the referrer's too, and points that paid come back
    in proportion. A tier reached by the purchase stays until its review. Raises ``ReturnTooLarge``,
    ``UnknownLine``, ``ReturnBlocked``.
    """
    net = net_facts(compiled, purchase.facts)
    returned = _returned(net, reported, purchase)
    at = local_time(compiled.programme, reported.partner, reported.store, reported.occurred_at)
    rest, after = remaining(net, returned), rerate(compiled, purchase.facts, returned)
    if _all_without_money(net, reported):
        rest, after = _nothing_of(net), Decision(compiled.version, purchase.event)
    plan = claw_back(compiled, _command(compiled, reported, at), purchase, rest, after, returned,
                     [members[member] for member in members_of(purchase)])
    return replace(plan, facts=purchase.facts)


def _all_without_money(net: Facts, reported: Reported) -> bool:
    """Whether all of a purchase comes back that cost no money, as one that points alone have paid."""
    return not (net.event.amount or reported.amount or reported.returned)


def _nothing_of(net: Facts) -> Facts:
    return replace(net, event=replace(net.event, lines=(), points_paid=0))


def _returned(net: Facts, reported: Reported, purchase: Purchase) -> Returned:
    """Money that has come back of each line, this return included."""
    if reported.returned:
        return return_by_lines(net, purchase.returned, reported.returned)
    left = left_of(net, purchase.returned)
    return return_by_amount(net, purchase.returned, reported.amount or left)


def take_void(
    compiled: CompiledProgramme, reported: Reported, purchase: Purchase, members: Mapping[str, MemberState],
) -> Plan:
    """Plan a return of all that is left of a purchase, whatever the report says came back."""
    return take_return(compiled, replace(reported, amount=ZERO, returned=()), purchase, members)
