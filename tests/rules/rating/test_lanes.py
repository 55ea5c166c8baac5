"""Lanes, compounding multipliers, holdout: what counts of what is due."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from rules.rating.rate import rate
from tests.rules.rating.given import ADA, bought, earned, version, why

COFFEE = 'line.category == "coffee"'


def fixed(code, value, **parts):
    return {"code": code, "benefits": [{"points": value}], **parts}


def paid(decision):
    return {award.rule.partition(":")[2]: award.points for award in decision.awards if award.kind == "bonus"}


def test_the_loser_of_a_lane_is_told_who_won_and_with_what():
    decision = rate(version(fixed("a", 5, lane="g"), fixed("b", 7, lane="g")), bought("1.00"))

    assert paid(decision) == {"b": 7}
    assert decision.refusals[0].data == {"lane": "g", "won_by": "b", "points": "5", "best": "7"}


@pytest.mark.parametrize("rule", ["best", "first"])
def test_ties_of_a_lane_go_to_the_higher_priority_and_then_to_the_lower_code(rule):
    lanes = [{"code": "g", "rule": rule}]
    by_code = version(fixed("b", 5, lane="g"), fixed("a", 5, lane="g"), lanes=lanes)
    by_priority = version(fixed("a", 5, lane="g"), fixed("b", 5, lane="g", priority=1), lanes=lanes)

    assert (paid(rate(by_code, bought("1.00"))), paid(rate(by_priority, bought("1.00")))) == ({"a": 5}, {"b": 5})


def test_who_owes_nothing_does_not_compete():
    compiled = version(fixed("a", "event.tax", lane="g", priority=9), fixed("b", 1, lane="g"),
                       lanes=[{"code": "g", "rule": "first"}])

    decision = rate(compiled, bought("1.00"))

    assert (paid(decision), why(decision)) == ({"b": 1}, {"a": "nothing_due"})


def test_a_lane_is_decided_before_caps():
    compiled = version(fixed("a", 100, lane="g", caps=[{"limit": 10}]), fixed("b", 50, lane="g"))

    assert paid(rate(compiled, bought("1.00"))) == {"a": 10}


OFFERS = st.lists(st.tuples(st.integers(1, 50), st.integers(0, 3), st.sampled_from(["", "g", "h"])),
                  min_size=1, max_size=6)


@over(offers=OFFERS, rule=st.sampled_from(["best", "first"]))
def test_of_each_lane_one_counts_and_lanes_add_up(offers, rule):
    compiled = version(*(fixed(f"c{n}", value, priority=priority, lane=lane)
                         for n, (value, priority, lane) in enumerate(offers)),
                       lanes=[{"code": "g", "rule": rule}, {"code": "h", "rule": rule}])

    decision = rate(compiled, bought("0.50"))

    lanes = {lane: [(-value if rule == "best" else 0, -priority, n) for n, (value, priority, mine) in enumerate(offers)
                    if mine == lane] for lane in ("g", "h")}
    winners = {f"c{min(rivals)[2]}" for rivals in lanes.values() if rivals}
    assert set(paid(decision)) == winners | {f"c{n}" for n, (_, _, lane) in enumerate(offers) if not lane}
    assert len(paid(decision)) + sum(each == "lane_lost" for each in why(decision).values()) == len(offers)


def test_multipliers_add_what_each_has_above_one():
    compiled = version({"code": "a", "benefits": [{"multiplier": 2}]},
                       {"code": "b", "benefits": [{"multiplier": "1.5"}]})

    assert earned(compiled, bought("100.00")) == 250


@pytest.mark.parametrize("lines, expected", [
    pytest.param("", 300, id="the same lines: 100 + 100 + 0.5 of 200"),
    pytest.param(COFFEE, 210, id="some of them: 100 + 40 + 0.5 of 140"),
])
def test_multipliers_may_compound_on_the_lines_they_share(lines, expected):
    compiled = version({"code": "a", "priority": 1, "lines": lines, "benefits": [{"multiplier": 2}]},
                       {"code": "b", "benefits": [{"multiplier": "1.5"}]}, policies={"multipliers": "compound"})

    assert earned(compiled, bought({"coffee": "40.00", "tea": "60.00"})) == expected


@over(factors=st.lists(st.integers(11, 40), min_size=1, max_size=4), cents=st.integers(10_000, 10**6))
def test_compounded_multipliers_multiply(factors, cents):
    multipliers = [Decimal(factor) / 10 for factor in factors]
    campaigns = [{"code": f"c{n}", "benefits": [{"multiplier": str(each)}]} for n, each in enumerate(multipliers)]
    compiled = version(*campaigns, policies={"multipliers": "compound"})
    amount = Decimal(cents) / 100

    decision = rate(compiled, bought(str(amount)))

    product = amount
    for each in multipliers:
        product *= each
    assert sum(award.exact for award in decision.awards) == product


def test_members_held_out_get_nothing_and_would_have_been_due():
    compiled = version(fixed("a", 50, holdout=10, lane="g"), fixed("b", 20, lane="g"))

    held, treated = (rate(compiled, bought("1.00", member=replace(ADA, bucket=bucket))) for bucket in (9, 10))

    assert (paid(held), why(held)) == ({"b": 20}, {"a": "holdout"})
    assert (paid(treated), held.refusals[0].data) == ({"a": 50}, {"due": "50"})


def test_a_multiplier_too_small_to_pay_alone_still_raises_the_next_one():
    compiled = version({"code": "a", "benefits": [{"multiplier": "1.1"}]},
                       {"code": "b", "benefits": [{"multiplier": 2}]},
                       policies={"multipliers": "compound"})

    assert paid(rate(compiled, bought("9.10"))) == {"b": 10}
    assert why(rate(compiled, bought("9.10"))) == {"a": "nothing_due"}


def test_an_archived_campaign_is_not_even_mentioned():
    assert rate(version(fixed("a", 5, status="archived")), bought("1.00")).refusals == ()


def test_a_rule_that_fails_is_refused_with_its_cause_and_the_others_pay():
    compiled = version(fixed("a", "1 / event.tax"), fixed("b", 5), {"code": "c", "benefits": [{"points": 1}],
                       "when": "event.amount / event.tax > 0"})

    decision = rate(compiled, bought("1.00"))

    assert (paid(decision), why(decision)) == ({"b": 5}, {"a": "rule_failed", "c": "rule_failed"})
    assert all(refusal.data["cause"] for refusal in decision.refusals)
