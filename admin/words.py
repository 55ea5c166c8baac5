"""What events, entries and accounts are called on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext

from admin.cells import code
from rules.sentence import Speaker
from server.web.formats import NOTHING

EVENTS: Mapping[str, Any] = {
    "transaction.completed": lazy_gettext("Purchase"), "transaction.returned": lazy_gettext("Return"),
    "transaction.voided": lazy_gettext("Purchase called off"), "member.joined": lazy_gettext("Joined"),
    "member.updated": lazy_gettext("Details changed"), "points.adjusted": lazy_gettext("Adjustment"),
    "points.converted": lazy_gettext("Conversion"), "points.transferred": lazy_gettext("Transfer"),
    "points.redeemed": lazy_gettext("Paid with points"), "points.held": lazy_gettext("Points set aside"),
    "points.captured": lazy_gettext("Points set aside were used"), "points.released": lazy_gettext("Points freed"),
    "points.refunded": lazy_gettext("Points given back"), "reward.redeemed": lazy_gettext("Reward taken"),
    "voucher.lapsed": lazy_gettext("Voucher lapsed"), "day.began": lazy_gettext("Points freed or lapsed"),
    "tier.reviewed": lazy_gettext("Tier reviewed"), "tier.review": lazy_gettext("Tier reviewed"),
    "pool.injected": lazy_gettext("Paid into a pool"), "period.settled": lazy_gettext("Settlement"),
    "hold.lapsed": lazy_gettext("Hold lapsed"), "event.refused": lazy_gettext("Refused by staff"),
    "balance.imported": lazy_gettext("Balance brought in"), "member.imported": lazy_gettext("Member brought in"),
}
ENTRIES: Mapping[str, Any] = {
    "accrual": lazy_gettext("Base points"), "bonus": lazy_gettext("Bonus points"), "release": lazy_gettext("Released"),
    "burn": lazy_gettext("Spent"), "refund": lazy_gettext("Given back"), "expiry": lazy_gettext("Lapsed"),
    "reversal": lazy_gettext("Taken back"), "adjustment": lazy_gettext("Adjusted"),
    "transfer": lazy_gettext("Transferred"), "conversion": lazy_gettext("Converted"),
    "injection": lazy_gettext("Paid in"), "hold": lazy_gettext("Set aside"), "capture": lazy_gettext("Captured"),
    "settlement": lazy_gettext("Settled"),
}
ACCOUNTS: Mapping[str, Any] = {
    "available": lazy_gettext("available"), "pending": lazy_gettext("pending"), "held": lazy_gettext("set aside"),
}
RULES: Mapping[str, Any] = {"accrual": lazy_gettext("Base points"), "growth": lazy_gettext("Growth")}
NAMED: Mapping[str, str] = {"campaign": "campaigns", "tier": "tiers", "pool": "pools", "reward": "rewards",
                            "draw": "draws"}
"""Kinds of rules whose codes have names, and where the names stand."""
OUTCOMES: Mapping[bool | None, tuple[Any, str]] = {
    True: (lazy_gettext("Yes"), "good"), False: (lazy_gettext("No"), "bad"),
    None: (lazy_gettext("Not asked"), "plain"),
}
PARTS: Mapping[str, Any] = {
    "when": lazy_gettext("Condition"), "audience": lazy_gettext("Audience"), "lines": lazy_gettext("Lines"),
    "benefits": lazy_gettext("Benefit"), "caps": lazy_gettext("Limit"), "points": lazy_gettext("Points"),
}


def event_name(type_: str) -> str:
    """What a type of event is called; an activity by its own name."""
    if type_ in EVENTS:
        return str(EVENTS[type_])
    if type_.startswith("activity."):
        return gettext("Activity: %(name)s", name=type_.partition(".")[2].replace("_", " "))
    return type_


def entry_name(kind: str) -> str:
    """What a kind of ledger entry is called."""
    return str(ENTRIES.get(kind, kind))


def account_name(account: str) -> str:
    """A member's own account by its name, any other as it is written."""
    return str(ACCOUNTS.get(account, account))


def rule_name(rule: str, speaker: Speaker) -> str:
    """What a rule of an entry is called: by its name where it has one, else by its code, as it is written."""
    kind, _, code_ = rule.partition(":")
    return speaker.name(NAMED[kind], code_) if kind in NAMED else code(code_ or rule or NOTHING)
