"""What the caller must fetch before an event can be rated: uses that caps count, budgets that bonuses draw on.

Only campaigns that the index lets through and that run just now are asked; conditions are not evaluated here,
since they may ask for figures that are fetched in the same query.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC

from rules.compiled import CompiledProgramme
from rules.facts import Facts, Use
from rules.money import exact
from rules.rating.basket import settled
from rules.rating.layout import CapTerms, Terms, layout_of
from rules.rating.limits import uses_of
from rules.rating.schedule import in_windows


@exact
def needed(compiled: CompiledProgramme, facts: Facts) -> tuple[frozenset[str], frozenset[Use]]:
    """Budgets and uses of one event, from one look at the index: what the two functions below name."""
    running = list(_running(compiled, facts))
    return _budgets(running), _counted(compiled, running, facts)


def uses_needed(compiled: CompiledProgramme, facts: Facts) -> tuple[Use, ...]:
    """Every use that a cap may look at for this event, sorted; one that was never counted may stay away."""
    return tuple(sorted(needed(compiled, facts)[1]))


def budgets_needed(compiled: CompiledProgramme, facts: Facts) -> tuple[str, ...]:
    """Codes of the campaigns whose budget, and ``pool:<code>`` of the pools, that a bonus may draw on, sorted."""
    return tuple(sorted(needed(compiled, facts)[0]))


def _counted(compiled: CompiledProgramme, running: Iterable[Terms], facts: Facts) -> frozenset[Use]:
    asked = [use for terms in running for cap in terms.caps for use in _uses(cap, facts)]
    member_wide = [use for cap in layout_of(compiled).member_caps for use in _member_wide(cap, facts)]
    return frozenset((*asked, *member_wide))


def _budgets(running: Iterable[Terms]) -> frozenset[str]:
    own = [terms.code for terms in running if terms.compiled.budget is not None]
    return frozenset((*own, *(pool for terms in running for pool in terms.pools)))


def _running(compiled: CompiledProgramme, facts: Facts) -> Iterator[Terms]:
    """Limited campaigns that may come up. Discounts still to be taken off may bring up any, whatever the index says."""
    layout, at = layout_of(compiled), facts.event.occurred_at
    listed = facts.event.before_discounts and layout.discounting
    positions = range(len(layout.campaigns)) if listed else compiled.index.candidates(settled(facts))
    now, zone = at.astimezone(UTC), at.tzinfo or UTC
    for position in positions:
        terms = layout.campaigns[position]
        if terms.caps or terms.pools or terms.compiled.budget is not None:
            campaign = terms.compiled.campaign
            starts, ends = terms.life(zone)
            if campaign.status == "live" and starts <= now < ends and in_windows(campaign.schedule, at):
                yield terms


def _uses(cap: CapTerms, facts: Facts) -> Iterator[Use]:
    owner = facts.referrer if cap.cap.to == "referrer" else facts.member
    return uses_of(cap, owner.id, facts) if owner.known else iter(())


def _member_wide(cap: CapTerms, facts: Facts) -> Iterator[Use]:
    yield from uses_of(cap, facts.member.id, facts)
    if facts.referrer.known:
        yield from uses_of(cap, facts.referrer.id, facts)
