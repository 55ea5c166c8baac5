"""What the fixed words of a programme are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

DAY, WEEK, MONTH, QUARTER, YEAR = _("Day"), _("Week"), _("Month"), _("Quarter"), _("Year")
PERIODS = {"day": DAY, "week": WEEK, "month": MONTH, "quarter": QUARTER, "year": YEAR}
TO = {"member": _("The member"), "referrer": _("The friend who referred")}

CHOICES: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("Expiry", "round_to"): {"": _("The very day"), "month": MONTH, "quarter": QUARTER, "year": YEAR},
    ("Currency", "overdrawn"): {
        "owe": _("The member owes them; the next points repay"), "floor": _("They are written off as a loss"),
        "block": _("The return is refused")},
    ("Partner", "unknown_members"): {
        "enrol": _("Enrol them"), "hold": _("Hold the event for a person"), "refuse": _("Refuse the event")},
    ("Benefit", "kind"): {
        "points": _("Points"), "multiplier": _("Multiplier"), "discount": _("Discount"), "voucher": _("Voucher"),
        "gift": _("Gift"), "chance": _("Chance in a draw"), "growth": _("Growth"), "tag": _("Tag")},
    ("Benefit", "to"): TO,
    ("Benefit", "mode"): {"fixed": _("Money"), "percent": _("Percent")},
    ("Cap", "of"): {"points": _("Points"), "times": _("Times")},
    ("Cap", "per"): {"event": _("Event"), "member": _("Member"), "campaign": _("Campaign")},
    ("Cap", "to"): TO,
    ("Progress", "streak"): {"": _("Not in a row"), "day": DAY, "week": WEEK, "month": MONTH},
    ("Campaign", "status"): {"live": _("Live"), "paused": _("Paused"), "archived": _("Archived")},
    ("Lane", "rule"): {"best": _("The best for the member"), "first": _("The first by priority")},
    ("Injection", "every"): PERIODS,
    ("Reward", "kind"): {
        "goods": _("Goods"), "service": _("Service"), "coupon": _("Coupon"), "trial": _("Trial"),
        "privilege": _("Privilege")},
    ("Reward", "lapsed"): {"keep": _("The points are gone"), "refund": _("The points go back")},
    ("Policies", "multipliers"): {"add": _("Add up"), "compound": _("Multiply each other")},
    ("Programme", "attributes"): {"text": _("Text"), "number": _("Number"), "flag": _("Yes or no")},
    ("Window", "days"): {
        "mon": _("Monday"), "tue": _("Tuesday"), "wed": _("Wednesday"), "thu": _("Thursday"), "fri": _("Friday"),
        "sat": _("Saturday"), "sun": _("Sunday")},
}


def called(owner: str, name: str, word: str) -> Any:
    """The name of one word; the word itself when it is none of them."""
    return CHOICES.get((owner, name), {}).get(word, word)
