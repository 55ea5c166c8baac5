"""Worked mechanics of earning: base, bonuses, windows, lanes, caps, funding."""

from datetime import UTC
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from rules.rating.rate import rate
from tests.rules.rating.given import at, bought, earned, line, play, points, version

COFFEE = 'line.category == "coffee"'
COFFEE_DOUBLE = {"code": "coffee", "lines": COFFEE, "benefits": [{"multiplier": 2}]}


def test_m01_base_points_are_floored_once_for_the_event():
    plain = version()

    assert earned(plain, bought("58.90")) == 58
    assert earned(plain, bought([line("1.99"), line("1.99"), line("1.99")])) == 5


def test_m04_a_brand_multiplier_counts_each_line_once():
    lumo = version({"code": "lumo", "lines": 'line.brand == "Lumo"', "benefits": [{"multiplier": 3}]})
    receipt = [line("40.00", sku="8801", brand="Lumo"), line("25.50", sku="8801", brand="Lumo"), line("20.00")]

    assert [award.points for award in rate(lumo, bought(receipt)).awards] == [85, 131]


@pytest.mark.parametrize("amount, expected", [("367.00", 427), ("812.00", 912)])
def test_m07_every_full_step_pays_up_to_the_cap_of_the_event(amount, expected):
    steps = version({"code": "steps", "benefits": [{"points": "$full_steps(event.amount, 100) * 20"}],
                     "caps": [{"limit": 100, "per": "event"}]})

    assert earned(steps, bought(amount)) == expected


def test_m12_an_order_discount_by_the_partner_is_spread_over_the_lines():
    basket = bought({"coffee": "50.00", "other": "150.00"}, amount=Decimal("170.00"))

    assert earned(version(COFFEE_DOUBLE), basket) == 212


def test_m12_the_programme_takes_its_own_discount_off_first():
    save = {"code": "save", "when": "event.amount >= 200", "benefits": [{"discount": 30}]}
    basket = bought({"coffee": "50.00", "other": "150.00"}, before_discounts=True)

    decision = rate(version(save, COFFEE_DOUBLE), basket)

    assert points(decision) == 212
    assert decision.discounts[0].shares == (Decimal("7.50"), Decimal("22.50"))


def test_m16_a_happy_hour_ends_on_the_second_and_its_weekly_cap_pays_the_last_part():
    happy = version({**COFFEE_DOUBLE, "caps": [{"limit": 500, "period": "week"}], "schedule": {
        "windows": [{"days": ["tue"], "from": "08:00", "until": "10:00"}]}})
    visits = [bought({"coffee": money}, f"2026-03-03 {clock}") for clock, money in (
        ("09:15", "300.00"), ("09:45", "250.00"), ("10:00:00", "50.00"))]

    assert [points(decision) for decision in play(happy, visits)] == [600, 450, 50]


@pytest.mark.parametrize("instant, expected", [
    ("2026-03-29 01:00", 100), ("2026-10-25 00:30", 200), ("2026-10-25 01:30", 200),
])
def test_m18_a_window_follows_the_clock_on_the_wall_when_it_changes(instant, expected):
    nightly = version({"code": "night", "benefits": [{"multiplier": 2}], "schedule": {
        "windows": [{"from": "02:00", "until": "03:00"}]}})
    local = at(instant, UTC).astimezone(ZoneInfo("Europe/Berlin"))

    assert earned(nightly, bought("100.00", local)) == expected


GROUP = (
    {"code": "x", "lane": "g", "priority": 10, "benefits": [{"multiplier": 2}]},
    {"code": "y", "lane": "g", "priority": 20, "when": "event.amount >= 100", "benefits": [{"points": 80}]},
    {"code": "z", "lines": COFFEE, "benefits": [{"multiplier": 3}]},
)


@pytest.mark.parametrize("rule, expected", [("best", 360), ("first", 320)])
def test_m40_of_a_lane_only_the_best_or_the_first_counts(rule, expected):
    compiled = version(*GROUP, lanes=[{"code": "g", "rule": rule}])

    assert earned(compiled, bought({"coffee": "60.00", "other": "60.00"})) == expected


@pytest.mark.parametrize("partial, expected, left", [(True, [1200, 1100, 100], 0), (False, [1200, 700, 200], 300)])
def test_m44_the_last_grant_of_a_budget_is_partial_or_nothing(partial, expected, left):
    pool = version({"code": "double", "benefits": [{"multiplier": 2}], "budget": 1000, "budget_partial": partial})

    decisions = play(pool, [bought(amount) for amount in ("600.00", "700.00", "100.00")])

    assert [points(decision) for decision in decisions] == expected
    assert 1000 - sum(decision.spent_budgets.get("double", 0) for decision in decisions) == left


def test_m54_joint_funding_is_split_by_largest_remainder_and_base_is_the_sellers():
    joint = version({"code": "joint", "benefits": [{"points": 101}],
                     "funding": [{"partner:air": 60}, {"partner:grocer": 40}]})

    base, bonus = rate(joint, bought("10.00")).awards

    assert base.sources == (("partner:grocer:issued", 10),)
    assert bonus.sources == (("partner:air:issued", 61), ("partner:grocer:issued", 40))
