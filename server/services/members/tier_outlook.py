"""A member's tier, what it brings, and exactly what is missing to the next one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from rules.books.history import answer
from rules.books.tiers import View, view_at
from rules.compiled import CompiledProgramme
from rules.gather import tier_rank
from rules.language import Checked, Setting, check
from rules.programme import Tier
from rules.sentence.outlook import Way, ways_to
from rules.state import MemberState
from server.services.members.campaigns_for import speaker_of


@dataclass(frozen=True, slots=True)
class Outlook:
    """``tier`` is the member's own, ``next`` the one above it, None at the top.

    ``ways`` lead to it: any one will do, each with all its parts; the one that is nearest comes first. None at all
    means that no rule lifts a member there.
    """

    tier: Tier
    since_on: date | None
    until_on: date | None
    next: Tier | None = None
    ways: tuple[Way, ...] = ()


def outlook(compiled: CompiledProgramme, state: MemberState, local: datetime, locale: str) -> Outlook | None:
    """Where a member stands at a local time; None in a programme without tiers."""
    if not compiled.tiers:
        return None
    rank = tier_rank(compiled, state.tier.code)
    tier = compiled.tiers[rank].tier
    standing = (state.tier.since_on, state.tier.until_on) if state.tier.code == tier.code else (None, None)
    if rank + 1 == len(compiled.tiers):
        return Outlook(tier, *standing)
    above = compiled.tiers[rank + 1].tier
    return Outlook(tier, *standing, above, _ways(compiled, above, state, local, locale))


def _ways(compiled: CompiledProgramme, tier: Tier, state: MemberState, local: datetime, locale: str) -> tuple[Way, ...]:
    if not tier.qualify:
        return ()
    checked = _read(compiled, tier)
    view: View = view_at(compiled, state, local)
    facts = replace(view.facts, history=answer(checked.needs, state.past, local))
    return tuple(sorted(ways_to(checked, facts, view.scope, speaker_of(compiled, locale)), key=_distance))


def _read(compiled: CompiledProgramme, tier: Tier) -> Checked:
    """The tier's rule as it was read, once for each version."""
    name = f"member.tier:{tier.code}"
    if name not in compiled.memo:
        compiled.memo[name] = check(tier.qualify, "tier", Setting.of(compiled.programme))
    read: Checked = compiled.memo[name]
    return read


def _distance(way: Way) -> float:
    """How much of a way is still missing, as a share: for the order alone."""
    shares = [float(part.missing / part.needs) if part.needs else float(not part.met) for part in way]
    return max(shares, default=0.0)
