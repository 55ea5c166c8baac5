"""One expression, one purchase, in a few words."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from rules.compiling.compiler import compile_expression
from rules.facts import Event, Facts, Line, Matched, Member, Partner, Scope
from rules.language import check
from tests.fuzz.expressions import SETTING

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 3, 3, 9, 15, tzinfo=SHANGHAI)
LINES = (Line("a1", "Espresso", "coffee", "Lumo", Decimal(2), Decimal(40), frozenset({"bio"})),
         Line("b2", "", "tea", "Nord", Decimal(1), Decimal(10)))
EVENT = Event("e", "transaction.completed", "r", AT, Decimal("50.00"), Decimal(5), "CNY", "web", "s1", LINES,
              points_paid=3, attributes={"color": "red"})
ADA = Member("ada", tier="gold", tier_rank=1, age=30, tags=frozenset({"vip"}), balances={"AIR": 250},
             birthday_today=True)
FACTS = Facts(EVENT, ADA, Partner("AIR", frozenset({"travel"})))
SCOPE = Scope(LINES[0], Matched(Decimal(40), Decimal(2), LINES[:1], Decimal(40)), {"n": Decimal(4)})


def compiled(text, place="condition"):
    """A compiled expression."""
    checked = check(text, place, SETTING)
    assert checked.tree is not None, checked.findings
    return compile_expression(checked)


def facts(**parts):
    """Facts with fields of the event, or of ``member`` and others where a dict is given."""
    wholes = {name: value for name, value in parts.items() if name in ("member", "partner", "store", "referrer")}
    event = {name: value for name, value in parts.items() if name not in wholes and name != "history"}
    owners = {name: replace(getattr(FACTS, name), **value) for name, value in wholes.items()}
    return replace(FACTS, event=replace(EVENT, **event), history=parts.get("history", {}), **owners)
