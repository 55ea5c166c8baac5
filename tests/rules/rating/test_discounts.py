"""The programme's own discounts on list prices."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from rules.facts import Use
from rules.rating.rate import rate
from rules.rating.rerate import rerate
from tests.rules.rating.given import ADA, bought, line, points, version, why

SAVE_30 = {"code": "save", "when": "event.amount >= 200", "benefits": [{"discount": 30}]}


def quoted(content, **event):
    return bought(content, before_discounts=True, **event)


def taken(decision):
    return {discount.rule.partition(":")[2]: discount.amount for discount in decision.discounts}


@pytest.mark.parametrize("amount, expected", [("199.99", {}), ("200.00", {"save": 30})])
def test_spend_x_save_y_begins_at_x(amount, expected):
    assert taken(rate(version(SAVE_30), quoted(amount))) == expected


def test_nothing_is_taken_off_what_the_partner_already_priced():
    decision = rate(version(SAVE_30), bought("250.00"))

    assert (taken(decision), points(decision), why(decision)) == ({}, 250, {"save": "nothing_due"})


def test_a_discount_is_spread_over_the_lines_it_matches_only():
    tea = {"code": "tea", "lines": 'line.category == "tea"', "benefits": [{"discount": "10%"}]}

    decision = rate(version(tea), quoted({"coffee": "50.00", "tea": "33.33"}))

    assert decision.discounts[0].shares == (Decimal("0.00"), Decimal("3.33"))
    assert decision.awards[0].exact == Decimal("80.00")


def test_each_discount_works_on_what_earlier_ones_left():
    compiled = version({"code": "a", "benefits": [{"discount": "10%"}]}, {**SAVE_30, "priority": 1})

    assert taken(rate(compiled, quoted("200.00"))) == {"save": 30, "a": 17}
    assert taken(rate(version({"code": "a", "priority": 2, "benefits": [{"discount": "10%"}]}, SAVE_30),
                      quoted("200.00"))) == {"a": 20}


def test_a_discount_never_exceeds_what_its_lines_cost():
    compiled = version({"code": "a", "benefits": [{"discount": 80}, {"discount": 80}]})

    decision = rate(compiled, quoted("100.00"))

    assert (taken(decision), decision.awards) == ({"a": 100}, ())


def test_of_a_lane_only_the_largest_discount_counts_and_it_keeps_the_lane():
    compiled = version({"code": "a", "lane": "g", "benefits": [{"discount": 10}]},
                       {"code": "b", "lane": "g", "benefits": [{"discount": "20%"}]},
                       {"code": "c", "lane": "g", "benefits": [{"points": 1000}]})

    decision = rate(compiled, quoted("100.00"))

    assert (taken(decision), points(decision)) == ({"b": 20}, 80)
    assert {refusal.rule: refusal.data["won_by"] for refusal in decision.refusals} == {
        "campaign:a": "b", "campaign:c": "b"}


def test_a_cap_of_times_counts_discounts_and_stops_them():
    compiled = version({"code": "a", "benefits": [{"discount": 5}, {"points": 7}],
                        "caps": [{"limit": 1, "of": "times"}]})

    first = rate(compiled, quoted("100.00"))
    second = rate(compiled, replace(quoted("100.00"), used=first.uses))

    assert (taken(first), points(first), first.uses) == ({"a": 5}, 102, {Use("a", 0, "ada", "lifetime"): 1})
    assert (taken(second), points(second), why(second)) == ({}, 100, {"a": "cap_reached"})


@pytest.mark.parametrize("parts, facts, reason", [
    ({"holdout": 10}, {}, "holdout"),
    ({"status": "paused"}, {}, "paused"),
    ({"when": "event.tax * 2 > 1"}, {}, "condition_false"),
    ({"budget": 9}, {"budgets": {"a": 0}}, "budget_gone"),
    ({"benefits": [{"discount": "event.tax"}]}, {}, "nothing_due"),
    ({"benefits": [{"discount": "1 / event.tax"}]}, {}, "rule_failed"),
])
def test_a_discount_that_is_not_given_says_why_once(parts, facts, reason):
    compiled = version({"code": "a", "benefits": [{"discount": 5}], **parts})

    decision = rate(compiled, replace(quoted("100.00", member=replace(ADA, bucket=5)), **facts))

    assert (taken(decision), [refusal.why for refusal in decision.refusals]) == ({}, [reason])


def test_a_return_is_counted_in_the_money_that_was_paid():
    coffee = {"code": "coffee", "lines": 'line.category == "coffee"', "benefits": [{"multiplier": 2}]}
    compiled = version(SAVE_30, coffee)
    purchase = quoted({"coffee": "50.00", "other": "150.00"})

    after = rerate(compiled, purchase, (Decimal("42.50"), Decimal("0")))

    assert (points(rate(compiled, purchase)), points(after)) == (212, 127)
    assert rerate(compiled, purchase, ()) == rate(compiled, purchase)


@over(cents=st.lists(st.integers(0, 10**6), min_size=1, max_size=6).filter(any),
      offers=st.lists(st.tuples(st.booleans(), st.integers(0, 120), st.booleans()), max_size=4))
def test_shares_sum_to_the_discount_and_no_line_falls_below_zero(cents, offers):
    campaigns = [{"code": f"c{n}", "lines": 'line.category == "tea"' if some else "",
                  "benefits": [{"discount": f"{value}%" if percent else value}]}
                 for n, (percent, value, some) in enumerate(offers)]
    receipt = [line(Decimal(each) / 100, category=("tea", "coffee")[n % 2]) for n, each in enumerate(cents)]

    decision = rate(version(*campaigns), quoted(receipt))

    left = [each.amount for each in receipt]
    for discount in decision.discounts:
        assert sum(discount.shares) == discount.amount
        left = [money - share for money, share in zip(left, discount.shares, strict=True)]
    assert min(left) >= 0
    assert points(decision) == int(sum(left))
