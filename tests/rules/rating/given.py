"""Programmes and purchases for the tests of rating, in a few words each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from rules.compiling.compiler import compile_programme
from rules.facts import Event, Facts, Line, Member, Partner
from rules.rating.rate import rate
from rules.shape import read

SHANGHAI = ZoneInfo("Asia/Shanghai")
BASE = {"code": "base", "points": "matched.amount"}
ADA = Member("ada", number="A-1")


def plain_programme(*campaigns, **parts):
    """A coalition of one grocer and one airline; a point for each 1.00 unless ``accruals`` say otherwise."""
    return {
        "code": "p", "name": "P", "zone": "Asia/Shanghai", "money": "CNY",
        "currencies": [{"code": "PTS", "name": "Points"}, {"code": "AIR", "name": "Miles"}],
        "partners": [{"code": "grocer", "name": "Grocer", "currency": "PTS"},
                     {"code": "air", "name": "Air", "currency": "AIR"}],
        "accruals": [BASE], "campaigns": list(campaigns), **parts,
    }


def programme(*campaigns, **parts):
    """The same, read."""
    reading = read(plain_programme(*(campaign(**each) for each in campaigns), **parts))
    assert reading.findings == ()
    return reading.programme


def campaign(code, **parts):
    """One campaign, named after its code."""
    return {"code": code, "name": code, **parts}


def version(*campaigns, **parts):
    """The programme compiled."""
    return compile_programme(programme(*campaigns, **parts), "v1")


def at(text, zone=SHANGHAI):
    """A local time."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def line(amount, **parts):
    """One line of a receipt."""
    return Line(amount=Decimal(amount), **parts)


def basket(content):
    """Lines from amounts by category, or from lines as they are."""
    if isinstance(content, Mapping):
        return tuple(line(amount, category=category) for category, amount in content.items())
    return tuple(content)


def bought(content, when="2026-03-03 12:00", *, member=ADA, partner="grocer", of_facts=(), **event):
    """Facts of a purchase: one amount, amounts by category, or lines; ``of_facts`` fill the other facts."""
    lines = () if isinstance(content, str) else basket(content)
    amount = Decimal(content) if isinstance(content, str) else sum((each.amount for each in lines), Decimal(0))
    moment = at(when) if isinstance(when, str) else when
    given = Event("e1", "transaction.completed", "R1", moment, amount, lines=lines)
    return Facts(replace(given, **event), member, Partner(partner), **dict(of_facts))


def points(decision, member="ada", currency=None):
    """All points of one member in a decision."""
    return sum(award.points for award in decision.awards
               if award.member == member and currency in (None, award.currency))


def earned(compiled, facts, member="ada"):
    """Points that one event brings a member."""
    return points(rate(compiled, facts), member)


def play(compiled, events):
    """Points of one event after the other, with what each leaves for the next: uses, budgets and counters."""
    used, budgets, progress, results = {}, {}, {}, []
    for facts in events:
        decision = rate(compiled, replace(facts, used=used, budgets=budgets, progress=progress))
        used = {**used, **{use: used.get(use, 0) + more for use, more in decision.uses.items()}}
        whole = {each.campaign.code: int(each.budget) for each in compiled.campaigns if each.budget is not None}
        budgets = {code: budgets.get(code, whole.get(code, 0)) - decision.spent_budgets.get(code, 0) for code in whole}
        progress = {**progress, **decision.progress}
        results.append(decision)
    return results


def why(decision):
    """Reasons by campaign."""
    return {refusal.rule.partition(":")[2]: refusal.why for refusal in decision.refusals}
