"""What a version can look at besides the event's own member, found once per version: so that no more is read."""

from __future__ import annotations

from dataclasses import dataclass

from rules.compiled import CompiledProgramme
from rules.programme import Campaign, Programme

MEMO = "server.taking.looks"


@dataclass(frozen=True, slots=True)
class Looks:
    """``referrers``: who brought the member; ``shared``: budgets, pools or caps over all members."""

    referrers: bool
    shared: bool


def looks_of(compiled: CompiledProgramme) -> Looks:
    """What this version looks at."""
    found = compiled.memo.get(MEMO)
    if found is None:
        found = compiled.memo[MEMO] = Looks(_referrers(compiled.programme), _shared(compiled.programme))
    looks: Looks = found
    return looks


def _referrers(programme: Programme) -> bool:
    rewarded = any(benefit.to == "referrer" for each in programme.campaigns for benefit in each.benefits)
    texts = [text for each in programme.campaigns for text in _texts(each)]
    return rewarded or any("referrer" in text for text in (*texts, *(each.when for each in programme.accruals)))


def _texts(campaign: Campaign) -> tuple[str, ...]:
    return campaign.when, campaign.lines, campaign.audience, *(benefit.value for benefit in campaign.benefits)


def _shared(programme: Programme) -> bool:
    return any(each.budget or any(cap.per == "campaign" for cap in each.caps) or
               any(share.source.startswith("pool:") for share in each.funding) for each in programme.campaigns)
