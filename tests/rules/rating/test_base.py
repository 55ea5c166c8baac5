"""Base points, and what a line filter's lines contribute to them."""

from decimal import Decimal

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from rules.errors import RuleFailure
from rules.money import MOST, largest_remainder, number, whole
from rules.rating.basket import settled, spread
from rules.rating.rate import rate
from tests.rules.rating.given import bought, earned, line, points, version, why

DOUBLE = {"code": "double", "lines": 'line.category == "coffee"', "benefits": [{"multiplier": 2}]}


def test_the_first_accrual_of_a_currency_that_holds_pays_and_each_currency_on_its_own():
    compiled = version(accruals=[
        {"code": "big", "points": "matched.amount * 2", "when": "event.amount >= 100"},
        {"code": "small", "points": "matched.amount"},
        {"code": "miles", "points": "matched.amount / 10", "currency": "AIR"},
    ])

    assert [(award.rule, award.points) for award in rate(compiled, bought("100.00")).awards] == [
        ("accrual:big", 200), ("accrual:miles", 10)]
    assert [award.points for award in rate(compiled, bought("99.99")).awards] == [99, 9]


def test_an_accrual_pays_for_the_lines_it_keeps_and_a_bonus_only_for_those():
    no_gift_cards = {"code": "base", "points": "matched.amount", "lines": 'line.category != "card"'}
    compiled = version({"code": "all", "benefits": [{"multiplier": 2}]}, accruals=[no_gift_cards])

    assert [award.points for award in rate(compiled, bought({"card": "50.00", "tea": "30.00"})).awards] == [30, 30]


@pytest.mark.parametrize("formula", ["matched.amount", "event.amount", "(event.amount - event.tax) * 1"])
def test_a_multiplier_works_on_its_lines_however_the_accrual_is_written(formula):
    compiled = version(DOUBLE, accruals=[{"code": "base", "points": formula}])

    assert earned(compiled, bought({"coffee": "40.00", "tea": "60.00"})) == 140


def test_a_bonus_from_the_unrounded_base_is_floored_on_its_own():
    compiled = version({"code": "half", "benefits": [{"multiplier": "1.5"}]})

    assert [award.points for award in rate(compiled, bought("5.99")).awards] == [5, 2]
    assert [str(award.exact) for award in rate(compiled, bought("5.99")).awards] == ["5.99", "2.995"]


def test_only_points_that_qualify_count_for_tiers():
    accruals = [{"code": "base", "points": "matched.amount"},
                {"code": "miles", "points": "5", "currency": "AIR", "qualifies": False}]

    assert rate(version(accruals=accruals), bought("30.00")).qualifying == {"PTS": 30}


def test_an_accrual_that_fails_is_refused_and_the_next_one_pays():
    compiled = version({"code": "still", "benefits": [{"points": 7}]}, accruals=[
        {"code": "broken", "points": "matched.amount / event.tax"}, {"code": "base", "points": "matched.amount"}])

    decision = rate(compiled, bought("10.00"))

    assert [award.points for award in decision.awards] == [10, 7]
    assert why(decision) == {"broken": "rule_failed"}


def test_an_event_without_money_earns_what_its_rule_says():
    compiled = version({"code": "twice", "benefits": [{"multiplier": 2}]}, accruals=[
        {"code": "check-in", "points": "5", "when": 'event.type == "activity.check_in"'}])

    assert earned(compiled, bought("0", type="activity.check_in")) == 10


def test_nothing_due_is_said():
    decision = rate(version({"code": "zero", "benefits": [{"points": "event.tax"}]}), bought("0.99"))

    assert why(decision) == {"base": "nothing_due", "zero": "nothing_due"}


def test_what_lines_do_not_explain_is_one_more_line_without_a_name():
    event = settled(bought({"coffee": "60.00"}, amount=Decimal("100.00"))).event

    assert [(each.category, each.amount) for each in event.lines] == [("coffee", 60), ("", 40)]


def test_a_deposit_that_comes_back_on_the_receipt_keeps_its_sign():
    receipt = bought([line("50.00", category="coffee"), line("-10.00", category="deposit")], amount=Decimal("30.00"))

    assert [each.amount for each in settled(receipt).event.lines] == [40, -10]


@over(cents=st.lists(st.integers(0, 10**7), min_size=1, max_size=12).filter(any), data=st.data())
def test_an_order_discount_is_spread_to_the_last_cent(cents, data):
    lines = [line(Decimal(each) / 100) for each in cents]
    discount = Decimal(data.draw(st.integers(0, sum(cents)))) / 100

    shares = spread(discount, lines)

    assert sum(shares) == discount
    assert all(0 <= share <= each.amount for share, each in zip(shares, lines, strict=True))


@over(total=st.integers(0, 10**12), weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=8))
def test_parts_by_largest_remainder_sum_to_the_whole_and_are_off_by_less_than_one(total, weights):
    parts = largest_remainder(total, weights)

    assert sum(parts) == total
    if any(weights):
        assert all(abs(part * sum(weights) - total * weight) < sum(weights)
                   for part, weight in zip(parts, weights, strict=True))


def test_ties_of_remainders_go_to_the_earlier_part():
    assert largest_remainder(1, [1, 1]) == [1, 0]
    assert largest_remainder(3, [0, 0]) == [3, 0]
    assert largest_remainder(100, [1, 1, 1]) == [34, 33, 33]


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), MOST + 1, -MOST - 1, True, "5", None, 0.5])
def test_what_is_no_number_to_book_fails_the_rule(value):
    with pytest.raises(RuleFailure):
        number(value)


def test_points_are_floored_and_never_below_zero():
    assert [whole(Decimal(text)) for text in ("1.999", "0.99", "-3", "7")] == [1, 0, 0, 7]
    assert number(3) == Decimal(3)
    assert points(rate(version({"code": "less", "benefits": [{"points": "-5"}]}), bought("9.00"))) == 9
