"""What partners pay into shared pools."""

from decimal import Decimal

import pytest

from rules.books.lots import PointsNotPositive
from rules.books.pools import due_injections, inject, inject_by_hand, next_injection_day
from rules.books.settlement import totals_of
from tests.rules.coalition import Books, award, by, day, name, told, version

POOL = {"code": "joint", "name": name("Joint"), "currency": "ALL", "injections": [
    {"partner": "air", "points": "period.spend * 0.01", "every": "month"},
    {"partner": "bee", "points": "$max([0, 1000 - pool.balance])", "every": "quarter"},
]}
COMPILED = version(pools=[POOL])


def figures(**given):
    words = {"period.spend": 0, "period.events": 0, "period.members": 0, "period.points": 0, "pool.balance": 0}
    return {word: Decimal(given.get(word.replace(".", "_"), value)) for word, value in words.items()}


def test_an_injection_is_due_for_the_period_that_is_over():
    monthly, quarterly = due_injections(COMPILED, day("2026-05-10"))

    assert (str(monthly.first), str(monthly.until)) == ("2026-04-01", "2026-05-01")
    assert (str(quarterly.first), str(quarterly.until)) == ("2026-01-01", "2026-04-01")
    assert (monthly.id, quarterly.id) == ("injection:joint:0:2026-04-01", "injection:joint:1:2026-01-01")


def test_the_same_period_has_the_same_name_on_each_of_its_days():
    names = {due_injections(COMPILED, day(text))[0].id for text in ("2026-05-01", "2026-05-31")}

    assert len(names) == 1
    assert next_injection_day(POOL_OF.injections[0], day("2026-05-10")) == day("2026-06-01")


POOL_OF = COMPILED.programme.pools[0]


def test_a_partner_pays_by_rule_over_its_period():
    (due, _) = due_injections(COMPILED, day("2026-05-01"))

    plan = inject(COMPILED, by(due.id, "2026-05-01"), due, figures(period_spend="12345.67"))

    assert told(plan.entries) == "injection partner:air:injected -123 ALL, pool:joint +123 ALL"
    assert (plan.entries[0].id, plan.entries[0].reason.rule) == ("injection:joint:0:2026-04-01.1", "pool:joint")


def test_a_rule_that_comes_to_nothing_pays_nothing():
    (_, due) = due_injections(COMPILED, day("2026-05-01"))

    full, low = (inject(COMPILED, by(due.id, "2026-05-01"), due, figures(pool_balance=held)) for held in (1000, 400))

    assert full.entries == ()
    assert told(low.entries) == "injection partner:bee:injected -600 ALL, pool:joint +600 ALL"


def test_a_pool_pays_the_bonus_and_the_partners_have_paid_the_pool():
    books = Books("ada", compiled=COMPILED)
    books.write(inject_by_hand(by("i1", "2026-03-01"), POOL_OF, "air", 60))

    books.earn("e1", "2026-03-02", award("ada", 40, "ALL", rule="campaign:x", kind="bonus",
                                         sources=(("pool:joint", 40),)))

    totals = totals_of(books.entries)
    assert (totals["pool:joint", "ALL"], totals["partner:air:injected", "ALL"]) == (20, -60)
    with pytest.raises(PointsNotPositive):
        inject_by_hand(by("i2", "2026-03-01"), POOL_OF, "air", 0)
