"""What each field of a programme is called: one line a field, for forms and for what changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _

PERIODS = ("event", "day", "week", "month", "quarter", "year", "lifetime", "30 days")
LENGTHS = ("12 months", "24 months", "year")


@dataclass(frozen=True, slots=True)
class Told:
    """A field's label and hint; ``of`` is the part of the programme whose codes it takes, ``like`` are examples."""

    label: Any
    hint: Any = ""
    of: str = ""
    like: tuple[str, ...] = ()


NAME = Told(_("Name"), _("What members read, in each language."))
CODE = Told(_("Code"), _("Letters, digits, _ and -. It stays for ever: rules and records name it."))
CURRENCY = Told(_("Currency"), of="currencies")
WHEN = Told(_("Condition"), _("Applies always while it is empty."))
STARTS_ON, ENDS_ON = Told(_("First day")), Told(_("Last day"), _("Included."))
STOCK = Told(_("Stock"), _("Without a limit while it is empty."))
PERIOD = Told(_("Counted per"), _("day, week, month, quarter, year, lifetime, or a length like 30 days."), like=PERIODS)

FIELDS: Mapping[str, Mapping[str, Told]] = {
    "Programme": {
        "code": CODE, "name": NAME,
        "zone": Told(_("Time zone"), _("Decides local days and times where neither store nor partner has its own.")),
        "money": Told(_("Money"), _("Three capital letters, like CNY.")),
        "currencies": Told(_("Currencies")), "partners": Told(_("Partners")), "accruals": Told(_("Accrual rates")),
        "tiers": Told(_("Tiers")), "growth": Told(_("Growth")), "campaigns": Told(_("Campaigns")),
        "lanes": Told(_("Lanes")), "conversions": Told(_("Conversion rates")), "pools": Told(_("Pools")),
        "rewards": Told(_("Rewards")), "draws": Told(_("Draws")), "policies": Told(_("Policies")),
        "attributes": Told(_("Attributes"), _("Words of your own that partners send and rules can use.")),
        "examples": Told(_("Worked examples")),
    },
    "Expiry": {
        "months": Told(_("Months"), _("Points live this many months.")),
        "days": Told(_("Days"), _("Points live this many days. Fill in months or days; neither is for ever.")),
        "round_to": Told(_("Until the end of"), _("Moves the last day to the end of a period.")),
    },
    "Currency": {
        "code": CODE, "name": NAME,
        "price": Told(_("Worth of one point"), _("Money per point when partners settle, like 0.01.")),
        "expiry": Told(_("How long points live")),
        "lock_days": Told(_("Days pending"), _("So many days after an event its points can be spent.")),
        "overdrawn": Told(_("When points that came back are spent already")),
    },
    "Store": {
        "code": CODE, "name": NAME, "zone": Told(_("Time zone"), _("The partner's own while it is empty.")),
        "tags": Told(_("Tags"), _("Separated by commas; rules can ask for them.")),
    },
    "Partner": {
        "code": CODE, "name": NAME, "currency": Told(_("Earns"), _("What purchases here earn."), of="currencies"),
        "zone": Told(_("Time zone"), _("The programme's own while it is empty.")),
        "tags": Told(_("Tags"), _("Separated by commas; rules can ask for them.")),
        "honours": Told(_("Takes as payment"), of="currencies"), "stores": Told(_("Stores")),
        "unknown_members": Told(_("Members it does not know yet")),
    },
    "Accrual": {
        "code": CODE, "points": Told(_("Points"), _("Base points of a purchase, rounded down once.")),
        "when": Told(_("Condition"), _("The first rate whose condition holds pays.")),
        "lines": Told(_("Which goods"), _("All goods while it is empty.")),
        "currency": Told(_("Currency"), _("The partner's own while it is empty."), of="currencies"),
        "qualifies": Told(_("Counts for tiers")),
    },
    "Tier": {
        "code": CODE, "name": NAME, "qualify": Told(_("Rises when"), _("Lifts a member to this tier at once.")),
        "retain": Told(_("Keeps it when"), _("Asked at review; the same as rising while it is empty.")),
        "lasts": Told(_("Lasts"), _("Until review: 12 months, or year for the end of a calendar year."), like=LENGTHS),
        "grace_days": Told(_("Days of grace"), _("They pass before a member falls.")),
        "award": Told(_("Points on rising"), _("Paid once each time a member rises to it.")),
        "award_currency": Told(_("In currency"), of="currencies"),
        "benefits": Told(_("Benefits"), _("Sentences that members read.")),
    },
    "Growth": {"code": CODE, "points": Told(_("Growth"), _("Added to the member's score.")), "when": WHEN},
    "Window": {
        "days": Told(_("Weekdays")), "month_days": Told(_("Days of the month")), "weeks": Told(_("Weeks of the month")),
        "months": Told(_("Months")), "from_time": Told(_("From")), "until_time": Told(_("Until")),
    },
    "Schedule": {
        "announced_at": Told(_("Announced")), "starts_at": Told(_("Starts")), "ends_at": Told(_("Ends")),
        "windows": Told(_("Times")), "zone": Told(_("Time zone")),
    },
    "Benefit": {
        "kind": Told(_("Gives")), "value": Told(_("How much")), "to": Told(_("To whom")), "currency": CURRENCY,
        "code": Told(_("Code")), "mode": Told(_("Discount in")), "expiry": Told(_("How long points live")),
    },
    "Cap": {
        "limit": Told(_("At most")), "of": Told(_("Counted in")), "per": Told(_("For each")), "period": PERIOD,
        "to": Told(_("To whom")), "partial": Told(_("The last may be paid in part")),
    },
    "Share": {"source": Told(_("Who pays")), "percent": Told(_("Percent"))},
    "Progress": {
        "code": CODE, "when": Told(_("Moves when")), "add": Told(_("Adds")), "distinct": Told(_("Counts different")),
        "streak": Told(_("In a row by")), "starts": Told(_("Begins when")), "within": Told(_("Within")),
        "period": PERIOD,
    },
    "Campaign": {
        "code": CODE, "name": NAME, "text": Told(_("Text")), "status": Told(_("Status")),
        "schedule": Told(_("Schedule")), "audience": Told(_("For whom")), "when": Told(_("Condition")),
        "lines": Told(_("Which goods")), "benefits": Told(_("Benefits")), "lane": Told(_("Lane"), of="lanes"),
        "priority": Told(_("Priority")), "caps": Told(_("Caps")), "budget": Told(_("Budget")),
        "budget_partial": Told(_("The last may be paid in part")), "funding": Told(_("Who pays")),
        "holdout": Told(_("Held out for comparison, percent")), "progress": Told(_("Counters")),
        "reasons": Told(_("What members read when it does not pay")),
    },
    "Lane": {"code": CODE, "rule": Told(_("Which campaign counts"))},
    "Conversion": {
        "code": CODE, "source": Told(_("From"), of="currencies"), "target": Told(_("Into"), of="currencies"),
        "block": Told(_("Every full"), _("So many points of the first currency …")),
        "gives": Told(_("Gives"), _("… give so many of the second.")),
        "minimum": Told(_("At least"), _("The fewest points that can be converted at once.")),
        "when": WHEN, "starts_on": STARTS_ON, "ends_on": ENDS_ON,
        "automatic": Told(_("Converted by itself"), _("For members who asked for it, as soon as points come.")),
    },
    "Injection": {
        "partner": Told(_("Partner"), of="partners"), "points": Told(_("Points"), _("Worked out over the period.")),
        "every": Told(_("Every")),
    },
    "Pool": {
        "code": CODE, "name": NAME, "currency": CURRENCY, "injections": Told(_("Injections")),
        "overdraft": Told(_("May go below zero"), _("Bonuses go on beyond what was injected.")),
    },
    "Reward": {
        "code": CODE, "name": NAME, "partner": Told(_("Partner"), _("Who hands it out."), of="partners"),
        "currency": CURRENCY, "price": Told(_("Price"), _("In points.")), "kind": Told(_("Kind")),
        "text": Told(_("Description"), _("What members read below the name.")), "category": Told(_("Category")),
        "value": Told(_("Worth in money")), "when": Told(_("For whom"), _("For everybody while it is empty.")),
        "stock": STOCK, "member_limit": Told(_("At most per member"), _("Without a limit while it is empty.")),
        "limit_period": PERIOD, "starts_on": STARTS_ON, "ends_on": ENDS_ON,
        "approval": Told(_("Needs an approval"), _("Staff let each redemption through.")),
        "voucher_days": Told(_("Days a voucher is valid"), _("For ever while it is empty.")),
        "lapsed": Told(_("When a voucher lapses")),
    },
    "Prize": {
        "code": CODE, "name": NAME, "odds": Told(_("Chance"), _("Of one ticket, between 0 and 1: 0.05 is 5 %.")),
        "stock": STOCK, "points": Told(_("Points"), _("Won with it; none while it is empty.")),
    },
    "DrawGame": {
        "code": CODE, "name": NAME, "currency": CURRENCY, "price": Told(_("Price of a ticket"), _("In points.")),
        "prizes": Told(_("Prizes"), _("Tried in this order.")), "starts_on": STARTS_ON, "ends_on": ENDS_ON,
    },
    "MemberCap": {"limit": Told(_("At most"), _("Bonus points of one member.")), "period": PERIOD},
    "Policies": {
        "multipliers": Told(_("Several multipliers")),
        "partial": Told(_("The last bonus before a limit may be paid in part")),
        "late_days": Told(_("Late after days"), _("Older events wait for a person.")),
        "parked_days": Told(_("Returns wait, days"), _("For a purchase that has not come yet.")),
        "grace_days": Told(_("Grace of refunded points, days"), _("0: lapsed points stay lapsed.")),
        "member_caps": Told(_("Limits on all bonus points")),
        "second_person": Told(_("Publishing needs a second person"), _("Who approves exactly what was submitted.")),
        "adjustment_limit": Told(_("Adjustments above need a second person"), _("In points.")),
        "transfers": Told(_("Who may give points away"), _("Nobody while it is empty.")),
    },
}
ORDER = Told(_("Order"))
"""Label of a list whose pieces changed places."""


def told(owner: str, name: str) -> Told:
    """What is said about one field."""
    return ORDER if name == "order" else FIELDS[owner][name]
