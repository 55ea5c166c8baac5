"""One sample setting, event and scope: what the examples of the vocabulary are evaluated against.

The rule editor shows the outcome of a half-written rule on it, and the trial of a new rule runs on it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from rules.facts import Event, Facts, HistoryValue, Line, Matched, Member, Need, Partner, Payment, Scope, Store
from rules.language.setting import Setting

SETTING = Setting(
    partners=("AIR", "GROCER"), partner_tags=("daily", "travel"), stores=("S12",), store_tags=("airport",),
    tiers=("silver", "gold", "platinum"), currencies=("AIR", "JOY"),
    event_attributes=(("nps", "number"), ("source", "text"), ("gift", "flag")),
    member_attributes=(("newsletter", "flag"), ("visits", "number")), counters=("orders", "stamps"),
)

_ZONE = timezone(timedelta(hours=8), "Asia/Shanghai")
_LINES = (
    Line("8801", "Latte", "coffee", "Lumo", Decimal(2), Decimal("250.00"), frozenset({"organic"})),
    Line("9100", "Green tea", "tea", "Jade", Decimal(1), Decimal("117.00")),
)
_EVENT = Event(
    id="evt_sample", type="transaction.completed", reference="S12-000871",
    occurred_at=datetime(2026, 3, 3, 9, 15, tzinfo=_ZONE), amount=Decimal("367.00"), tax=Decimal("27.19"),
    currency="CNY", channel="app", store="S12", lines=_LINES,
    payments=(Payment("card", Decimal("300.00")), Payment("wallet", Decimal("67.00"))),
    attributes={"nps": Decimal(9), "source": "poster", "gift": True}, referrer="A-100",
)
_MEMBER = Member(
    id="mem_sample", number="A-778", tier="gold", tier_rank=1,
    joined_at=datetime(2026, 2, 20, 12, 0, tzinfo=_ZONE), birthday=date(1990, 3, 18), age=35, birthday_month=True,
    days_to_birthday=15,
    tags=frozenset({"student"}), growth=120, balances={"AIR": 940, "JOY": 60},
    attributes={"newsletter": True, "visits": Decimal(4)}, bucket=42, phone="k3v9",
)
_REFERRER = Member(id="mem_friend", number="A-100", tier="silver", balances={"AIR": 15}, phone="p7q1")


class _Sampled(dict[Need, HistoryValue]):
    """A past that knows an answer to every need, so that any valid rule can be tried."""

    def __contains__(self, need: object) -> bool:
        return isinstance(need, Need)

    def __missing__(self, need: Need) -> HistoryValue:
        if need.measure in ("last_at", "first_at"):
            return datetime(2026, 2, 24, 19, 30, tzinfo=UTC).astimezone(_ZONE)
        return Decimal(480) if need.measure in ("spend", "points") else Decimal(3)


FACTS = Facts(
    event=_EVENT, member=_MEMBER, partner=Partner("GROCER", frozenset({"daily"})),
    store=Store("S12", "Asia/Shanghai", frozenset({"airport"})), referrer=_REFERRER, history=_Sampled(),
)
SCOPE = Scope(
    line=_LINES[0], matched=Matched(Decimal("250.00"), Decimal(2), _LINES[:1], Decimal(250)),
    progress={"orders": Decimal(5), "stamps": Decimal(2)},
    given={"qualifying.points": Decimal(1150), "conversion.points": Decimal(250), "reward.value": Decimal("15.00"),
           "pool.balance": Decimal(20000), "period.spend": Decimal("48300.50"), "period.events": Decimal(412),
           "period.members": Decimal(187), "period.points": Decimal(48213)},
)
