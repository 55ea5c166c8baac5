"""The demo's programme: the sample coalition, and the data's own mailed campaigns with their dates and goods."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from rules.programme import Benefit, Campaign, Cap, Programme, Progress, Schedule, Share, Texts
from server.assets import sample
from server.demo.mapping import GROCER, campaign_tag
from server.programme_file import parse

CARNIVAL = {"en": "Points carnival", "zh_Hans_CN": "积分嘉年华", "zh_Hant_TW": "點數嘉年華"}
CARNIVAL_TEXT = {
    "en": "Shop at three of our partners during the carnival and get 500 Joy points.",
    "zh_Hans_CN": "嘉年华期间光顾三家伙伴，即得500悦点。", "zh_Hant_TW": "嘉年華期間光顧三家夥伴，即得500悅點。",
}
TRIPLE = {
    "en": "Just for you: triple points on the goods in your letter, up to 2,000 points.",
    "zh_Hans_CN": "专属于您：信中商品三倍积分，最多2000分。", "zh_Hant_TW": "專屬於您：信中商品三倍點數，最多2000點。",
}
STEPS = {
    "en": "Just for you: 50 points for every full 5 dollars of the goods in your letter.",
    "zh_Hans_CN": "专属于您：信中商品每满5美元得50分。", "zh_Hant_TW": "專屬於您：信中商品每滿5美元得50點。",
}
WEEKLY = {
    "en": "Just for you: 200 points once a week when you buy something from your letter.",
    "zh_Hans_CN": "专属于您：购买信中商品，每周一次得200分。",
    "zh_Hant_TW": "專屬於您：購買信中商品，每週一次得200點。",
}
Dated = tuple[int, str, date, date]
"""A campaign of the data: number, type A, B or C, first and last day."""


def coalition(mailed: list[Dated], carnival_on: date) -> Programme:
    """The sample programme with one campaign for each that the data mailed, and a carnival still to come."""
    read = parse(Path(sample("journey.yaml")).read_bytes())
    if read.programme is None:
        raise ValueError(f"the sample coalition cannot be read: {read.findings[0].sentence}")
    return replace(read.programme, campaigns=(
        *read.programme.campaigns, carnival(carnival_on), *map(mailed_campaign, mailed)))


def carnival(begins: date) -> Campaign:
    """Buy at three partners within ten days; announced three weeks ahead, paid from the pool."""
    return Campaign(
        code="carnival", name=CARNIVAL, text=CARNIVAL_TEXT,
        schedule=Schedule(_midnight(begins, -21), _midnight(begins), _midnight(begins, 10)),
        when='event.type == "transaction.completed" and progress.partners == 3',
        progress=(Progress("partners", 'event.type == "transaction.completed" and event.amount >= 20',
                           distinct="partner.code"),),
        benefits=(Benefit("points", "500", currency="JOY"),), caps=(Cap("1", of="times"),), budget="200000",
        funding=(Share("pool:joy", Decimal(100)),))


def mailed_campaign(mailed: Dated) -> Campaign:
    """A mailing: for the households it was sent to, on the goods its coupons were for, in its days.

    Type A triples the points of those goods, up to 2 000 a member; type B gives 50 points for every full 5
    dollars of them; type C gives 200 points, once a week, out of a budget of 100 000.
    """
    number, kind, first, last = mailed
    tag = campaign_tag(number)
    campaign = Campaign(
        code=tag, name=_name(number), schedule=Schedule(starts_at=_midnight(first), ends_at=_midnight(last, 1)),
        audience=f'"{tag}" in member.tags', lines=f'"{tag}" in line.tags',
        when='event.type == "transaction.completed" and matched.amount > 0')
    return _TYPES[kind.removeprefix("Type ")](campaign)


def _triple(campaign: Campaign) -> Campaign:
    return replace(campaign, text=TRIPLE, benefits=(Benefit("multiplier", "3"),), caps=(Cap("2000"),))


def _steps(campaign: Campaign) -> Campaign:
    return replace(campaign, text=STEPS, benefits=(Benefit("points", "50 * $full_steps(matched.amount, 5)"),))


def _weekly(campaign: Campaign) -> Campaign:
    return replace(
        campaign, text=WEEKLY, benefits=(Benefit("points", "200"),), caps=(Cap("1", of="times", period="week"),),
        budget="100000", funding=(Share(f"partner:{GROCER}", Decimal(100)),))


_TYPES = {"A": _triple, "B": _steps, "C": _weekly}


def _name(number: int) -> Texts:
    return {"en": f"Mailing {number}", "zh_Hans_CN": f"邮寄活动{number}", "zh_Hant_TW": f"郵寄活動{number}"}


def _midnight(day: date, later_days: int = 0) -> datetime:
    return datetime.combine(day + timedelta(days=later_days), time())
