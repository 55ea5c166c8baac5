"""Programmes of many synthetic campaigns, the same conditions for the stock evaluator, and purchases to match.

The mix follows what coalitions run: most campaigns belong to one of 200 partners, popular ones have more of
them; every one has its weeks of the year, many a tier, a category, a threshold.
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

import rule_engine

from rules.compiled import CompiledProgramme
from rules.compiling.compiler import compile_programme
from rules.facts import Facts, Line, Partner
from rules.programme import Accrual, Benefit, Campaign, Cap, Currency, Programme, Tier
from rules.programme import Partner as PartnerSetting
from tests.bench.rules.purchase import AT, FACTS

PARTNERS = tuple(f"p{place}" for place in range(200))
WEIGHTS = [1 / (place + 1) for place in range(200)]
TIERS = ("base", "silver", "gold", "diamond")
CATEGORIES = tuple(f"category {place}" for place in range(40))
CHANNELS = ("web", "app", "till")
NAMES = dict.fromkeys(("en", "zh_Hans_CN", "zh_Hant_TW"), "name")
YEAR = date(2026, 1, 1)
IN_STOCK = (("event.occurred_at", "at"), ("event.lines", "basket"), ("l.category", 'l["category"]'),
            ("l.amount", 'l["amount"]'), ("event.amount", "total"), ("event.type", "kind"),
            ("event.channel", "channel"), ("partner.code", "partner"), ("member.tier", "tier"),
            ("member.growth", "growth"))
"""Our words in the flat payload of the stock evaluator."""


def programme(campaigns: list[Campaign]) -> Programme:
    """A coalition of 200 partners with these campaigns."""
    return Programme(
        "bench", NAMES, "Asia/Shanghai", "CNY", (Currency("PTS", NAMES),),
        tuple(PartnerSetting(code, NAMES, "PTS") for code in PARTNERS), (Accrual("base", "matched.amount"),),
        tuple(Tier(code, NAMES) for code in TIERS), campaigns=tuple(campaigns))


def campaign(code: str, when: str) -> Campaign:
    """A campaign that pays a few points."""
    return Campaign(code, NAMES, when=when, benefits=(Benefit("points", "10"),))


def partner(random: Random) -> str:
    """A partner, popular ones more often."""
    return random.choices(PARTNERS, WEIGHTS)[0]


def texts(values) -> str:
    """Texts as a set in a rule."""
    return "{" + ", ".join(f'"{value}"' for value in values) + "}"


def window(random: Random) -> str:
    """One to thirteen weeks somewhere in the year."""
    start = YEAR + timedelta(days=random.randrange(365))
    end = start + timedelta(days=random.randrange(7, 91))
    return f'event.occurred_at >= d"{start}" and event.occurred_at < d"{end}"'


def condition(random: Random, scoped: float) -> str:
    """Three to eight parts; ``scoped`` is the share of campaigns that belong to a partner."""
    parts = ['event.type == "transaction.completed"', window(random)]
    if random.random() < scoped:
        parts.insert(0, f'partner.code == "{partner(random)}"')
    optional = (
        (0.4, lambda: f"member.tier in {texts(random.sample(TIERS, 2))}"),
        (0.5, lambda: f'$any([l.category == "{random.choice(CATEGORIES)}" for l in event.lines])'),
        (0.6, lambda: f"event.amount >= {random.randrange(1, 40) * 10}"),
        (0.2, lambda: f'(event.channel == "{random.choice(CHANNELS)}" or member.growth >= 500)'))
    parts.extend(made() for chance, made in optional if random.random() < chance)
    return " and ".join(parts)


def mixed(count: int, scoped: float) -> list[Campaign]:
    """Campaigns of the mix; the same for the same numbers."""
    random = Random(f"{count} {scoped}")
    return [campaign(f"c{place:05}", condition(random, scoped)) for place in range(count)]


MATCHING = (
    'partner.code == "p0" and event.amount >= {0}', 'event.amount >= {0} and member.tier in {{"gold", "silver"}}',
    '$any([l.category == "coffee" for l in event.lines]) and event.amount >= {0}',
    'event.occurred_at >= d"2026-03-01" and event.occurred_at < d"2026-04-01" and event.amount >= {0}',
    'event.channel in {{"web", "app"}} and partner.code in {{"p0", "p7"}} and event.amount >= {0}')
HOPELESS = (
    lambda random: f'partner.code == "{random.choice(PARTNERS[1:])}"',
    lambda random: f'partner.code in {texts(random.sample(PARTNERS[1:], 3))}',
    lambda random: 'event.occurred_at >= d"2026-05-01" and event.occurred_at < d"2026-06-15"',
    lambda random: f'member.tier in {texts(random.sample(("base", "silver", "diamond"), 2))}',
    lambda random: f'$any([l.category == "{random.choice(CATEGORIES)}" for l in event.lines])',
    lambda random: f"event.amount >= {random.randrange(1000, 9000)}",
    lambda random: 'event.channel == "till"', lambda random: 'event.type == "member.joined"')


def with_twenty(count: int) -> list[Campaign]:
    """So many campaigns, of which the same twenty hold for the purchase, spread among the others."""
    random, twenty = Random(count), [MATCHING[place % 5].format(place + 1) for place in range(20)]
    step = count // 20
    return [campaign(f"c{place:05}", twenty[place // step] if place % step == 0
                     else f"event.amount >= 5 and {random.choice(HOPELESS)(random)}") for place in range(count)]


def paying(count: int) -> list[Campaign]:
    """So many live campaigns of which twenty pay: multipliers and fixed points, some with a cap or a budget."""
    random = Random(count)
    made = with_twenty(count)
    return [replace(each, **_terms(random, place)) for place, each in enumerate(made)]


def _terms(random: Random, place: int) -> dict:
    """What a campaign pays, for which lines, and what limits it."""
    value = ("multiplier", str(random.randrange(2, 5))), ("points", "$min([500, (matched.amount / 5).floor + 25])")
    kind, text = value[place % 2]
    return {
        "benefits": (Benefit(kind, text),), "lines": 'line.category != "wine"' if place % 3 else "",
        "caps": (Cap("5000", per="member", period="month"),) if place % 4 else (),
        "budget": "100000" if place % 5 == 0 else "", "audience": "member.growth >= 100" if place % 2 else "",
        "priority": random.randrange(100),
    }


@cache
def compiled(kind: str, count: int) -> CompiledProgramme:
    """A programme of one kind: ``scoped``, ``shared``, ``twenty`` or ``paying``; compiled once a run."""
    campaigns = {"scoped": lambda: mixed(count, 0.85), "shared": lambda: mixed(count, 0.2),
                 "twenty": lambda: with_twenty(count), "paying": lambda: paying(count)}[kind]()
    return compile_programme(programme(campaigns), f"{kind} {count}")


def stock_rules(campaigns) -> list[rule_engine.Rule]:
    """The same conditions for the stock evaluator."""
    context = rule_engine.Context(default_timezone=ZoneInfo("Asia/Shanghai"))
    return [rule_engine.Rule(stock_text(each.when), context) for each in campaigns]


def stock_text(text: str) -> str:
    """A condition in the stock evaluator's words."""
    for ours, theirs in IN_STOCK:
        text = text.replace(ours, theirs)
    return text


def purchases(count: int) -> list[Facts]:
    """Purchases of ten lines all over the year, at popular and at small partners."""
    random = Random(count)
    return [_purchase(random) for _ in range(count)]


def _purchase(random: Random) -> Facts:
    lines = tuple(Line("sku", "item", category, "", Decimal(1), Decimal(random.randrange(5, 60)))
                  for category in random.sample(CATEGORIES, 10))
    event = replace(FACTS.event, lines=lines, amount=sum((line.amount for line in lines), Decimal(0)),
                    occurred_at=AT.replace(month=1) + timedelta(days=random.randrange(350)),
                    channel=random.choice(CHANNELS))
    member = replace(FACTS.member, tier=random.choice(TIERS), growth=random.randrange(1000))
    return replace(FACTS, event=event, member=member, partner=Partner(partner(random)))


def stock_payload(facts: Facts) -> dict:
    """A purchase as the flat dict of the stock evaluator."""
    event = facts.event
    return {"kind": event.type, "total": event.amount, "channel": event.channel, "partner": facts.partner.code,
            "tier": facts.member.tier, "growth": facts.member.growth, "at": event.occurred_at,
            "basket": [{"sku": line.sku, "category": line.category, "brand": line.brand,
                        "quantity": line.quantity, "amount": line.amount} for line in event.lines]}
