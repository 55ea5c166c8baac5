"""Campaigns as one member may read them: those running and those announced, whose audience the member belongs to.

Sentences are made from the rules, so that they stay true; the marketer's own text stands above them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from rules.books.tiers import view_at
from rules.compiled import CompiledCampaign, CompiledProgramme
from rules.errors import RuleFailure
from rules.facts import Counter, Facts, Scope, Use
from rules.language import Checked, Setting, check
from rules.programme import Campaign, Texts
from rules.rating.counters import run_end, standing
from rules.rating.schedule import in_windows, instant, life
from rules.sentence import Speaker, of_campaign
from rules.sentence.outlook import goals_of, repeats_at
from rules.state import MemberState

SOON = timedelta(days=30)
"""A campaign without a day of announcement is shown so long before it begins."""
NO_COUNTER = Counter()
FAR = datetime.max.replace(tzinfo=UTC)
CODE = re.compile(r"\$\w|\b(?:event|member|history|progress|referrer|store|partner|line|matched)\.\w")
"""What shows that a sentence quotes a rule as it is written, because no phrase covers it."""


@dataclass(frozen=True, slots=True)
class Running:
    """A counter on its way: ``value`` of ``goal``; ``until`` is when the run ends, None for no end."""

    value: Decimal
    goal: Decimal
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A campaign for one member. ``starts_at`` is set for one that is still to come, ``ends_at`` for one that ends.

    ``in_window`` says that it counts at this very hour.
    """

    campaign: Campaign
    name: str
    text: str
    sentence: str
    starts_at: datetime | None
    ends_at: datetime | None
    in_window: bool
    counters: tuple[Running, ...]

    @property
    def quotes_code(self) -> bool:
        """Whether the sentence is one for people who read rules."""
        return bool(CODE.search(self.sentence))


def campaigns_for(compiled: CompiledProgramme, state: MemberState, local: datetime, locale: str) -> list[Shown]:
    """What runs now and what is announced for a member at a local time, what ends soonest first."""
    facts = view_at(compiled, state, local).facts
    found = [_shown(compiled, each, state, local, locale) for each in compiled.campaigns
             if _is_told(each.campaign, local) and _is_for(each, facts) and not _is_done(each, state, facts)]
    return sorted(found, key=_rank)


def _rank(shown: Shown) -> tuple[datetime, bool, bool, int]:
    """What is to come or to end first, then what the member is at, then what the marketer wrote about."""
    at_it = any(counter.value for counter in shown.counters)
    return shown.starts_at or shown.ends_at or FAR, not at_it, not shown.text, -shown.campaign.priority


def _is_told(campaign: Campaign, local: datetime) -> bool:
    """Whether a campaign is running or announced."""
    if campaign.status != "live":
        return False
    zone = local.tzinfo or UTC
    starts, ends = life(campaign.schedule, zone)
    announced = campaign.schedule.announced_at
    from_ = instant(announced, zone) if announced else starts - SOON if starts.year > 1 else starts
    return from_ <= local.astimezone(UTC) < ends


def _is_for(compiled: CompiledCampaign, facts: Facts) -> bool:
    """Whether the member is in the audience, and not left out for comparison."""
    if facts.member.bucket < compiled.campaign.holdout:
        return False
    try:
        return compiled.audience is None or bool(compiled.audience.value(facts, Scope()))
    except RuleFailure:
        return False


def _is_done(compiled: CompiledCampaign, state: MemberState, facts: Facts) -> bool:
    """Whether a limit for the member's whole life is used up, so that nothing can come of it any more."""
    for place, (cap, limit) in enumerate(zip(compiled.campaign.caps, compiled.caps, strict=True)):
        if cap.per == "member" and cap.period == "lifetime" and cap.to == "member":
            used = state.used.get(Use(compiled.campaign.code, place, state.id, "lifetime"), 0)
            if used and used >= limit.value(facts, Scope()):
                return True
    return False


def _shown(compiled: CompiledProgramme, each: CompiledCampaign, state: MemberState, local: datetime,
           locale: str) -> Shown:
    campaign = each.campaign
    starts, ends = life(campaign.schedule, local.tzinfo or UTC)
    name = in_locale(campaign.name, locale) or campaign.code
    return Shown(
        campaign, name, in_locale(campaign.text, locale), sentence_of(compiled, campaign, locale),
        starts if starts > local else None, ends if campaign.schedule.ends_at else None,
        starts <= local and in_windows(campaign.schedule, local), tuple(_counters(compiled, campaign, state, local)))


def sentence_of(compiled: CompiledProgramme, campaign: Campaign, locale: str) -> str:
    """The rule in words, once for each version and language.

    The name, which stands above it, is not said again, nor is the audience, to which the reader belongs.
    """
    key = f"member.campaign:{locale}:{campaign.code}"
    if key not in compiled.memo:
        name = in_locale(campaign.name, locale) or campaign.code
        said = of_campaign(replace(campaign, audience=""), compiled.programme, locale)
        compiled.memo[key] = _capital(said.removeprefix(name).lstrip(":：").strip())
    told: str = compiled.memo[key]
    return told


def speaker_of(compiled: CompiledProgramme, locale: str) -> Speaker:
    """Who knows the names of a version, once for each language."""
    key = f"member.speaker:{locale}"
    if key not in compiled.memo:
        compiled.memo[key] = Speaker.of(compiled.programme, locale)
    speaker: Speaker = compiled.memo[key]
    return speaker


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _counters(compiled: CompiledProgramme, campaign: Campaign, state: MemberState,
              local: datetime) -> Iterator[Running]:
    for progress in campaign.progress:
        goals, cyclic = _goals(compiled, campaign, progress.code)
        if not goals:
            continue
        kept = state.progress.get((campaign.code, progress.code), NO_COUNTER)
        counter = standing(progress, kept, local)
        value = counter.value % goals[-1] if cyclic else counter.value
        goal = next((goal for goal in goals if goal > value), goals[-1])
        ends = run_end(counter.started_at, progress.within) if progress.within and counter.started_at else None
        yield Running(value, goal, ends)


def _goals(compiled: CompiledProgramme, campaign: Campaign, counter: str) -> tuple[tuple[Decimal, ...], bool]:
    """Values at which something happens, and whether it happens again each time."""
    key = f"member.goals:{campaign.code}:{counter}"
    if key not in compiled.memo:
        texts = _texts(compiled, campaign)
        compiled.memo[key] = goals_of(counter, texts), repeats_at(counter, texts)
    goals: tuple[tuple[Decimal, ...], bool] = compiled.memo[key]
    return goals


def _texts(compiled: CompiledProgramme, campaign: Campaign) -> list[Checked]:
    setting = Setting.of(compiled.programme, tuple(each.code for each in campaign.progress))
    found = [check(campaign.when, "condition", setting)] if campaign.when else []
    return [*found, *(check(benefit.value, "award", setting) for benefit in campaign.benefits)]


def in_locale(texts: Texts, locale: str) -> str:
    """A text of the programme in one language, in English when that is missing, "" when both are."""
    return texts.get(locale) or texts.get("en") or ""
