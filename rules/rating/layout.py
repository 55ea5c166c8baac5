"""What rating derives from a programme version once: terms of each campaign, accrual and currency, by code.

Nothing here depends on an event. Rules whose text is a plain number are read here, not at every event.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal

from rules.compiled import CompiledAccrual, CompiledCampaign, CompiledGrowth, CompiledProgramme, Expression
from rules.entries import issued
from rules.facts import Facts, Scope
from rules.money import ONE, ZERO, number
from rules.periods import rolling
from rules.programme import Benefit, Cap, Expiry, Pool, Share
from rules.rating.schedule import life

NOTHING = Scope()
POINTS_KINDS = ("points", "multiplier")
MOST_ZONES = 64
_PLAIN = re.compile(r"[0-9]{1,15}(\.[0-9]{1,10})?")
_OWN_MONEY = re.compile(r"\bevent\s*\.\s*(amount|lines|tax)\b")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the programme: ``fixed`` when its text is plain, else to be evaluated."""

    fixed: Decimal | None
    rule: Expression | None = None

    def at(self, facts: Facts, scope: Scope = NOTHING) -> Decimal:
        """Its value for these facts; raises ``RuleFailure``."""
        if self.fixed is not None:
            return self.fixed
        return number(self.rule.value(facts, scope)) if self.rule else ZERO


ABSENT = Figure(ZERO)


def figure(rule: Expression | None) -> Figure:
    """A compiled expression as a figure; an absent one is 0."""
    if rule is None:
        return ABSENT
    return Figure(Decimal(rule.text) if _PLAIN.fullmatch(rule.text) else None, rule)


@dataclass(frozen=True, slots=True)
class Life:
    """When points become available and how long they live; ``months`` and ``days`` None is for ever."""

    months: Figure | None = None
    days: Figure | None = None
    round_to: str = ""
    lock_days: Figure = ABSENT


@dataclass(frozen=True, slots=True)
class CapTerms:
    """One cap in the order of K4, with its index in the campaign; ``campaign`` "" is a member-wide cap.

    ``times`` says that it counts times, not points; ``rolls`` that its period is a rolling length.
    """

    campaign: str
    index: int
    cap: Cap
    limit: Figure
    partial: bool
    times: bool = False
    rolls: bool = False


@dataclass(frozen=True, slots=True)
class BenefitTerms:
    """One benefit: its figure, and the life of the points where it differs from the currency's."""

    index: int
    benefit: Benefit
    value: Figure
    expiry: Life | None


@dataclass(frozen=True, slots=True)
class Terms:
    """One campaign, ready to be tried. ``accounts`` are who pays ("" is the seller), ``weights`` how much.

    ``lives`` remembers its life by zone.
    """

    position: int
    compiled: CompiledCampaign
    code: str
    rule: str
    order: tuple[int, str]
    points: tuple[BenefitTerms, ...]
    discounts: tuple[BenefitTerms, ...]
    others: tuple[BenefitTerms, ...]
    referral: bool
    caps: tuple[CapTerms, ...]
    budget_partial: bool
    accounts: tuple[str, ...]
    weights: tuple[int, ...]
    pools: tuple[str, ...]
    lives: dict[tzinfo, tuple[datetime, datetime]]

    def life(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """First instant of its life and the first after it, in UTC, for events in ``zone``."""
        found = self.lives.get(zone)
        if found is None:
            if len(self.lives) >= MOST_ZONES:
                self.lives.clear()
            found = self.lives[zone] = life(self.compiled.campaign.schedule, zone)
        return found


@dataclass(frozen=True, slots=True)
class AccrualTerms:
    """One accrual; ``restricts`` says that its points read the event's own money, not what it matched."""

    compiled: CompiledAccrual
    rule: str
    points: Figure
    restricts: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """All terms of a version, by position or code.

    ``counts`` says that some campaign keeps counters, ``limits`` that something is capped or budgeted.
    """

    compiled: CompiledProgramme
    accruals: tuple[AccrualTerms, ...]
    campaigns: tuple[Terms, ...]
    counts: bool
    limits: bool
    compounds: bool
    discounting: frozenset[int]
    growth: tuple[tuple[CompiledGrowth, str, Figure], ...]
    own_currency: Mapping[str, str]
    lives: Mapping[str, Life]
    lanes: Mapping[str, str]
    member_caps: tuple[CapTerms, ...]
    positions: Mapping[str, int]


def layout_of(compiled: CompiledProgramme) -> Layout:
    """The layout of a version, made at its first use."""
    found: Layout | None = compiled.memo.get("layout")
    if found is None:
        found = compiled.memo["layout"] = _lay_out(compiled)
    return found


def _lay_out(compiled: CompiledProgramme) -> Layout:
    programme = compiled.programme
    campaigns = tuple(_terms(compiled, each) for each in compiled.campaigns)
    return Layout(
        compiled=compiled,
        accruals=tuple(_accrual_terms(each) for each in compiled.accruals),
        campaigns=campaigns,
        counts=any(terms.compiled.progress for terms in campaigns),
        limits=bool(programme.policies.member_caps) or any(
            terms.caps or terms.pools or terms.compiled.budget is not None for terms in campaigns),
        compounds=programme.policies.multipliers == "compound",
        discounting=frozenset(terms.position for terms in campaigns if terms.discounts),
        growth=tuple((each, f"growth:{each.growth.code}", figure(each.points)) for each in compiled.growth),
        own_currency={partner.code: partner.currency for partner in programme.partners},
        lives={currency.code: _life(compiled, f"/currencies/{place}", currency.expiry,
                                    figure(compiled.others.get(f"/currencies/{place}/lock_days")))
               for place, currency in enumerate(programme.currencies)},
        lanes={lane.code: lane.rule for lane in programme.lanes},
        member_caps=_member_caps(compiled),
        positions={terms.code: terms.position for terms in campaigns},
    )


def _accrual_terms(compiled: CompiledAccrual) -> AccrualTerms:
    return AccrualTerms(compiled, f"accrual:{compiled.accrual.code}", figure(compiled.points),
                        _OWN_MONEY.search(compiled.points.text) is not None)


def _life(compiled: CompiledProgramme, path: str, expiry: Expiry, lock_days: Figure) -> Life:
    months, days = (compiled.others.get(f"{path}/expiry/{unit}") for unit in ("months", "days"))
    return Life(figure(months) if months else None, figure(days) if days else None, expiry.round_to, lock_days)


def _member_caps(compiled: CompiledProgramme) -> tuple[CapTerms, ...]:
    policies = compiled.programme.policies
    return tuple(
        CapTerms("", place, Cap(each.limit, per="member", period=each.period),
                 figure(compiled.others.get(f"/policies/member_caps/{place}/limit")), policies.partial,
                 rolls=rolling(each.period) is not None)
        for place, each in enumerate(policies.member_caps)
    )


def _terms(compiled: CompiledProgramme, each: CompiledCampaign) -> Terms:
    campaign, policies = each.campaign, compiled.programme.policies
    benefits = _benefits(compiled, each)
    accounts, weights = funding(campaign.funding)
    pools = _limited_pools(compiled.programme.pools, campaign.funding)
    return Terms(
        position=each.position, compiled=each, code=campaign.code, rule=f"campaign:{campaign.code}",
        order=(-campaign.priority, campaign.code),
        points=tuple(item for item in benefits if item.benefit.kind in POINTS_KINDS),
        discounts=tuple(item for item in benefits if item.benefit.kind == "discount"),
        others=tuple(item for item in benefits if item.benefit.kind not in (*POINTS_KINDS, "discount")),
        referral=any(benefit.to == "referrer" for benefit in campaign.benefits),
        caps=_caps(each, policies.partial), budget_partial=_or(campaign.budget_partial, policies.partial),
        accounts=accounts, weights=weights, pools=pools, lives={},
    )


def _or(choice: bool | None, policy: bool) -> bool:
    return policy if choice is None else choice


def _benefits(compiled: CompiledProgramme, each: CompiledCampaign) -> list[BenefitTerms]:
    return [
        BenefitTerms(place, benefit, figure(value), None if benefit.expiry is None else _life(
            compiled, f"/campaigns/{each.position}/benefits/{place}", benefit.expiry, ABSENT))
        for place, (benefit, value) in enumerate(zip(each.campaign.benefits, each.benefits, strict=True))
    ]


def _caps(each: CompiledCampaign, partial: bool) -> tuple[CapTerms, ...]:
    caps = [CapTerms(each.campaign.code, place, cap, figure(limit), _or(cap.partial, partial),
                     cap.of == "times", rolling(cap.period) is not None)
            for place, (cap, limit) in enumerate(zip(each.campaign.caps, each.caps, strict=True))]
    return tuple(sorted(caps, key=lambda terms: ("event", "member", "campaign").index(terms.cap.per)))


def funding(shares: tuple[Share, ...]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Accounts that pay a bonus and their whole weights; nobody named is the selling partner, as account ""."""
    if not shares:
        return ("",), (1,)
    scale = ONE.scaleb(max(0, *(-int(share.percent.as_tuple().exponent) for share in shares)))
    return tuple(_account(share.source) for share in shares), tuple(int(share.percent * scale) for share in shares)


def _account(source: str) -> str:
    kind, _, code = source.partition(":")
    return issued(code) if kind == "partner" else "" if kind == "seller" else source


def _limited_pools(pools: tuple[Pool, ...], shares: tuple[Share, ...]) -> tuple[str, ...]:
    """Accounts of the pools this funding may not overdraw."""
    closed = {f"pool:{pool.code}" for pool in pools if not pool.overdraft}
    return tuple(share.source for share in shares if share.source in closed)
