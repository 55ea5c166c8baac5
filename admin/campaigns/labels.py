"""What the fixed words of campaigns are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from server.services.programme.campaign_states import State

Names = Mapping[str, Any]

STATES: Mapping[State, tuple[Any, str]] = {
    State.DRAFT: (_("Draft"), "plain"), State.SCHEDULED: (_("Scheduled"), "info"),
    State.WARM_UP: (_("Warm-up"), "info"), State.RUNNING: (_("Running"), "good"),
    State.PAUSED: (_("Paused"), "warn"), State.ENDED: (_("Ended"), "plain"),
    State.ARCHIVED: (_("Archived"), "plain"),
}
"""Name and tone of each state."""
VIEWS: Names = {
    "all": _("All"), "running": _("Running"), "coming": _("Coming"), "changed": _("Changed"),
    "ending": _("Ending soon"), "ended": _("Ended"), "archived": _("Archived"),
}
STATUS: Names = {"live": _("On"), "paused": _("Paused"), "archived": _("Archived")}
BENEFITS: Names = {
    "points": _("Points"), "multiplier": _("Times the base points"), "discount": _("Money off"),
    "voucher": _("Voucher"), "gift": _("Gift"), "chance": _("Chance in a draw"), "growth": _("Growth"),
    "tag": _("Tag on the member"),
}
FORMS: Names = {
    "fixed": _("A fixed number"), "per_unit": _("For each unit of money"), "percent": _("Percent of the amount"),
    "per_step": _("For each full step"), "ladder": _("By steps of the amount"), "by_tier": _("By tier"),
    "text": _("A rule of my own"),
}
AMOUNTS: Names = {
    "matched.amount": _("the goods that count"), "event.amount": _("the whole receipt"),
    "matched.quantity": _("the number of goods"), "matched.base": _("the base points"),
    "member.tier_rank": _("the rank of the tier"),
}
TO: Names = {"member": _("The member"), "referrer": _("Who brought the member")}
MODES: Names = {"fixed": _("Money"), "percent": _("Percent")}
OF: Names = {"points": _("points"), "times": _("times")}
PER: Names = {"member": _("for each member"), "event": _("for each event"), "campaign": _("for all together")}
PERIODS: Names = {
    "lifetime": _("in all"), "day": _("a day"), "week": _("a week"), "month": _("a month"),
    "quarter": _("a quarter"), "year": _("a year"), "7 days": _("in any 7 days"), "30 days": _("in any 30 days"),
}
PARTIAL: Names = {
    "": _("As the programme says"), "true": _("The last grant may be smaller"), "false": _("All or nothing"),
}
STREAKS: Names = {"": _("Not in a row"), "day": _("Days in a row"), "week": _("Weeks in a row"),
                  "month": _("Months in a row")}
WEEKDAYS: Names = {
    "mon": _("Mon"), "tue": _("Tue"), "wed": _("Wed"), "thu": _("Thu"), "fri": _("Fri"), "sat": _("Sat"),
    "sun": _("Sun"),
}
WEEKS: Names = {1: _("First of the month"), 2: _("Second"), 3: _("Third"), 4: _("Fourth"), 5: _("Fifth"), -1: _("Last")}
ROUNDED: Names = {"": _("that very day"), "month": _("end of the month"), "quarter": _("end of the quarter"),
                  "year": _("end of the year")}
PHRASES: Names = {
    "purchase": _("It is a purchase"), "partner": _("Partner"), "tier": _("Tier"), "category": _("Has a category"),
    "line_category": _("Category"), "line_brand": _("Brand"), "weekdays": _("Weekdays"), "hours": _("Hours"),
    "amount": _("Amount at least"), "first": _("First purchase"), "nth": _("Every n-th purchase"),
    "birthday": _("Birthday month"), "new_member": _("New member"), "member_tag": _("Tagged member"),
}
PARTS: Names = {
    "partner": _("Partner"), "tier": _("Tier"), "category": _("Category"), "brand": _("Brand"), "days": _("Days"),
    "from": _("From hour"), "until": _("Until hour"), "amount": _("Amount"), "nth": _("Every"), "tag": _("Tag"),
}
FIELDS: Names = {
    "code": _("Code"), "name": _("Campaign name"), "text": _("Text for members"), "status": _("Switch"),
    "schedule": _("Schedule"), "announced_at": _("Announced"), "starts_at": _("Starts"), "ends_at": _("Ends"),
    "windows": _("Recurring times"), "zone": _("Time zone"), "audience": _("Who"), "when": _("When"),
    "lines": _("Which goods"), "benefits": _("Benefit"), "value": _("How much"), "kind": _("What"),
    "currency": _("Kind of points"), "to": _("For whom"), "mode": _("Money or percent"),
    "expiry": _("How long it lasts"),
    "lane": _("Lane"), "priority": _("Priority"), "caps": _("Limit"), "limit": _("Limit"), "of": _("Counted in"),
    "per": _("Counted per"), "period": _("Period"), "partial": _("Last grant"), "budget": _("Budget"),
    "budget_partial": _("Last grant of the budget"), "funding": _("Who pays"), "source": _("Payer"),
    "percent": _("Percent"), "holdout": _("Control group"), "progress": _("Counter"), "add": _("Adds"),
    "distinct": _("Different values of"), "streak": _("In a row"), "starts": _("Begins with"), "within": _("Within"),
    "days": _("Days"), "from": _("From"), "until": _("Until"), "months": _("Months"), "weeks": _("Week of the month"),
    "month_days": _("Days of the month"), "en": "English", "zh_Hans_CN": "简体中文", "zh_Hant_TW": "繁體中文",
    "round_to": _("Rounded to"), "reasons": _("Reasons"),
}


def field_name(name: str) -> str:
    """``benefits-0-value`` as people call it: ``Benefit 1 · How much``."""
    said: list[str] = []
    for part in name.split("-"):
        if part.isdecimal() and said:
            said[-1] = f"{said[-1]} {int(part) + 1}"
        else:
            said.append(str(FIELDS.get(part, part)))
    return " · ".join(said)
