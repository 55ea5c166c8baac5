"""Words that exist only where something other than an event is looked at, and which words each place has."""

from __future__ import annotations

from collections.abc import Mapping

from rules.programme import Place
from rules.vocabulary.shapes import Word

GIVEN = (
    Word("qualifying.points", "number", (
        "Qualifying points within the time that the tier looks back over.",
        "等级考察期内的定级积分。",
        "等級考察期內的定級點數。"),
        "qualifying.points >= 1000", unit="points"),
    Word("conversion.points", "number", (
        "Points that the member wants to convert.",
        "会员要兑换的积分。",
        "會員要兌換的點數。"),
        "conversion.points >= 500", unit="points", low=0),
    Word("reward.value", "number", (
        "What the reward is worth in money.",
        "兑换品的货币价值。",
        "兌換品的貨幣價值。"),
        "reward.value * 100", unit="money", low=0),
    Word("pool.balance", "number", (
        "Points in the pool before this payment.",
        "注入前积分池中的积分。",
        "注入前點數池中的點數。"),
        "$max([0, 100000 - pool.balance])", unit="points"),
    Word("period.spend", "number", (
        "Money that members spent at the partner in the period, net of returns.",
        "周期内会员在该合作伙伴的消费金额，已扣除退货。",
        "週期內會員在該合作夥伴的消費金額，已扣除退貨。"),
        "$floor_to(period.spend * 0.01, 1)", unit="money"),
    Word("period.events", "number", (
        "Events that the partner reported in the period.",
        "周期内该合作伙伴上报的事件数。",
        "週期內該合作夥伴回報的事件數。"),
        "period.events * 2", unit="events", low=0),
    Word("period.members", "number", (
        "Different members of whom the partner reported something in the period.",
        "周期内该合作伙伴有上报事件的不同会员数。",
        "週期內該合作夥伴有回報事件的不同會員數。"),
        "period.members * 50", unit="members", low=0),
    Word("period.points", "number", (
        "Base points that the partner issued in the period.",
        "周期内该合作伙伴发放的基础积分。",
        "週期內該合作夥伴發放的基本點數。"),
        "period.points * 0.05", unit="points"),
)

_CAMPAIGN = ("event", "member", "partner", "store", "referrer", "history", "progress", "matched")
_BASE = ("event", "member", "partner", "store", "referrer", "history", "matched")

ROOTS: Mapping[Place, tuple[str, ...]] = {
    "condition": _CAMPAIGN,
    "audience": ("member", "history"),
    "line": ("line", "event", "member", "partner", "store", "referrer", "history"),
    "award": _CAMPAIGN,
    "accrual": _BASE,
    "tier": ("member", "history", "qualifying"),
    "growth": _BASE,
    "conversion": ("member", "history", "conversion"),
    "rate": ("member", "history", "conversion"),
    "price": ("member", "history", "reward"),
    "life": ("event", "member", "partner", "store", "history"),
    "injection": ("period", "pool"),
    "odds": ("member", "history"),
    "number": (),
    "progress_when": _CAMPAIGN,
    "progress_add": _CAMPAIGN,
    "progress_distinct": _CAMPAIGN,
}
"""Roots of the words that exist in each place."""

_CONDITIONS: tuple[Place, ...] = ("condition", "audience", "line", "tier", "conversion", "progress_when")
_AMOUNTS: tuple[Place, ...] = ("award", "accrual", "growth", "rate", "price", "life", "injection", "odds",
                               "number", "progress_add")

RESULTS: Mapping[Place, tuple[str, ...]] = {
    **dict.fromkeys(_CONDITIONS, ("flag",)),
    **dict.fromkeys(_AMOUNTS, ("number",)),
    "progress_distinct": ("text", "list of text"),
}
"""Kinds of result each place takes."""
