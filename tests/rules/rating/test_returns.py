"""Returns: the same decision over what remains, however the return is cut into pieces (K8)."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from rules.facts import Payment
from rules.rating.rate import rate
from rules.rating.rerate import (
    ReturnTooLarge,
    UnknownLine,
    left_of,
    remaining,
    rerate,
    return_by_amount,
    return_by_lines,
    whole_return,
)
from tests.rules.rating.given import bought, line, points, version

COFFEE = {"code": "coffee", "lines": 'line.category == "coffee"', "benefits": [{"multiplier": 2}]}
FROM_200 = {"code": "from-200", "when": "event.amount >= 200", "benefits": [{"points": 100}]}
MIXED = version(COFFEE, FROM_200, {"code": "capped", "benefits": [{"multiplier": "1.5"}], "caps": [{"limit": 70}]})


@dataclass(frozen=True)
class Back:
    """One returned line."""

    sku: str = ""
    position: int | None = None
    quantity: Decimal | None = None
    amount: Decimal | None = None


def held_after(compiled, purchase, *amounts):
    """Points held after each of several returns by amount."""
    returned, held = (), []
    for amount in amounts:
        returned = return_by_amount(purchase, returned, Decimal(amount))
        held.append(points(rerate(compiled, purchase, returned)))
    return held


def test_m57_a_returned_line_loses_its_bonus_and_the_threshold():
    compiled, purchase = version(COFFEE, FROM_200), bought({"coffee": "60.00", "other": "150.00"})

    returned = return_by_lines(purchase, (), [Back(position=0)])

    assert points(rate(compiled, purchase)) == 370
    assert points(rerate(compiled, purchase, returned)) == 150


def test_m58_split_refunds_do_not_leak():
    steps = version(accruals=[{"code": "steps", "points": "$full_steps(matched.amount, 10)"}])

    assert held_after(steps, bought("21.90"), "5", "5", "5", "6.90") == [1, 1, 0, 0]


def test_a_purchase_that_came_back_whole_gives_nothing_not_even_without_a_threshold():
    compiled = version({"code": "tuesday", "benefits": [{"points": 50}], "caps": [{"limit": 1, "of": "times"}]})
    purchase = bought("64.00")

    decision = rerate(compiled, purchase, whole_return(purchase))

    assert (decision.awards, decision.uses) == ((), {})


RECEIPTS = st.lists(st.integers(0, 40_000), min_size=1, max_size=6).filter(any)


def receipt(cents):
    kinds = ("coffee", "tea", "other")
    return bought([line(Decimal(each) / 100, category=kinds[place % 3]) for place, each in enumerate(cents)])


@over(cents=RECEIPTS, cuts=st.lists(st.integers(0, 10**6), min_size=1, max_size=6))
def test_many_small_returns_end_where_one_big_one_does(cents, cuts):
    purchase, whole = receipt(cents), sum(cents)
    marks = sorted({cut % (whole + 1) for cut in cuts})
    pieces = [Decimal(b - a) / 100 for a, b in pairwise([0, *marks])]

    *_, last = held_after(MIXED, purchase, *pieces)

    assert [last] == held_after(MIXED, purchase, Decimal(marks[-1]) / 100)


@over(cents=RECEIPTS, cuts=st.lists(st.integers(0, 10**6), max_size=6), data=st.data())
def test_any_split_of_a_full_return_claws_back_exactly_the_award(cents, cuts, data):
    purchase, whole = receipt(cents), sum(cents)
    marks = sorted({0, whole, *(cut % (whole + 1) for cut in cuts)})
    pieces = data.draw(st.permutations([Decimal(b - a) / 100 for a, b in pairwise(marks)]))

    held = [points(rate(MIXED, purchase)), *held_after(MIXED, purchase, *pieces)]

    assert sum(before - after for before, after in pairwise(held)) == held[0]
    assert held[-1] == 0


@over(cents=RECEIPTS, share=st.integers(0, 100))
def test_a_return_by_amount_takes_exactly_that_from_lines_in_proportion(cents, share):
    purchase = receipt(cents)
    amount = Decimal(sum(cents) * share // 100) / 100

    returned = return_by_amount(purchase, (), amount)

    assert sum(returned) == amount
    assert all(abs(back - Decimal(each) / 100 * amount / (Decimal(sum(cents)) / 100)) < Decimal("0.02")
               for back, each in zip(returned, cents, strict=True))


def test_a_return_by_amount_takes_first_what_is_behind_and_refuses_more_than_remains():
    purchase = bought({"coffee": "60.00", "other": "150.00"})
    returned = return_by_lines(purchase, (), [Back(position=0)])

    assert return_by_amount(purchase, returned, Decimal("150.00")) == (Decimal("60.00"), Decimal("150.00"))
    with pytest.raises(ReturnTooLarge):
        return_by_amount(purchase, returned, Decimal("150.01"))


SIXPACK = [line("10.00", sku="beer", quantity=Decimal(6)), line("5.00", sku="pan")]


def test_pieces_come_back_at_their_share_of_the_line_and_the_last_takes_the_rest():
    purchase, returned, gone = bought(SIXPACK), (), []
    for _ in range(6):
        returned = return_by_lines(purchase, returned, [Back("beer", quantity=Decimal(1))])
        gone.append(str(returned[0]))

    assert gone == ["1.67", "3.33", "5.00", "6.67", "8.33", "10.00"]
    assert return_by_lines(purchase, (), [Back("beer", quantity=Decimal(4))])[0] == Decimal("6.67")


def test_a_line_comes_back_by_its_money_too():
    purchase = bought([line("40.00", sku="mug"), line("25.50", sku="mug"), line("20.00", sku="tea")])

    assert return_by_lines(purchase, (), [Back("mug", amount=Decimal("25.50"))])[:2] == (0, Decimal("25.50"))
    assert return_by_lines(purchase, (), [Back("mug", amount=Decimal("50.00"))])[:2] == (40, 10)
    assert return_by_lines(purchase, (), [Back("mug"), Back(position=2)]) == whole_return(purchase)


@pytest.mark.parametrize("back, error", [
    pytest.param(Back("hat"), UnknownLine, id="a line that was not bought"),
    pytest.param(Back(), UnknownLine, id="a line without a name"),
    pytest.param(Back(position=2), UnknownLine, id="a place behind the last"),
    pytest.param(Back("pan", amount=Decimal("5.01")), ReturnTooLarge, id="more money than it cost"),
    pytest.param(Back("beer", quantity=Decimal(7)), ReturnTooLarge, id="more pieces than were bought"),
])
def test_what_was_not_bought_cannot_come_back(back, error):
    with pytest.raises(error):
        return_by_lines(bought(SIXPACK), (), [back])


def test_what_remains_shrinks_with_the_money():
    purchase = bought(SIXPACK, tax=Decimal("1.50"), payments=(Payment("card", Decimal("15.00")),), points_paid=100)

    event = remaining(purchase, (Decimal("5.00"), Decimal("5.00"))).event

    assert [(each.sku, each.quantity, each.amount) for each in event.lines] == [("beer", 3, 5)]
    assert (event.amount, event.tax, event.payments[0].amount, event.points_paid) == (5, Decimal("0.50"), 5, 33)


def test_what_the_receipt_did_not_itemise_can_come_back_too():
    purchase = bought({"coffee": "60.00"}, amount=Decimal("100.00"))

    assert left_of(purchase, ()) == 100
    assert return_by_amount(purchase, (), Decimal("100.00")) == (60, 40)


def test_a_return_frees_what_caps_and_budgets_had_counted():
    compiled = version({"code": "double", "benefits": [{"multiplier": 2}], "budget": 1000,
                        "caps": [{"limit": 500, "period": "week"}, {"limit": 9, "of": "times"}]})
    purchase = bought("300.00")

    before, after = rate(compiled, purchase), rerate(compiled, purchase, (Decimal("100.00"),))
    gone = rerate(compiled, purchase, whole_return(purchase))

    assert [(list(each.uses.values()), each.spent_budgets) for each in (before, after, gone)] == [
        ([300, 1], {"double": 300}), ([200, 1], {"double": 200}), ([], {})]


def test_returning_nothing_changes_nothing():
    purchase = bought({"coffee": "60.00", "other": "150.00"}, amount=Decimal("170.00"))

    assert rerate(MIXED, purchase, ()) == rate(MIXED, purchase)


def test_a_receipt_with_a_deposit_taken_back_comes_back_whole():
    purchase = bought([line("50.00", sku="beer"), line("-8.00", sku="crate")])

    assert points(rate(MIXED, purchase)) == 42 + 21
    assert rerate(MIXED, purchase, whole_return(purchase)).awards == ()
    assert left_of(purchase, return_by_amount(purchase, (), Decimal("42.00"))) == 0


FLIP = version({"code": "x", "lane": "g", "lines": 'line.category == "coffee"', "benefits": [{"multiplier": 2}]},
               {"code": "y", "lane": "g", "benefits": [{"points": 80}]})


def test_what_remains_may_win_another_campaign_of_the_lane():
    purchase = bought({"coffee": "120.00", "other": "100.00"})

    after = rerate(FLIP, purchase, (Decimal("120.00"),))

    assert (points(rate(FLIP, purchase)), points(after)) == (340, 180)


@over(cents=RECEIPTS, share=st.integers(1, 99), limits=st.tuples(*[st.integers(0, 300)] * 4), rule=st.booleans())
def test_what_remains_never_takes_more_of_a_cap_or_budget_than_the_purchase_did(cents, share, limits, rule):
    cap, budget, member_cap, least = limits
    compiled = version(
        {**COFFEE, "lane": "g", "caps": [{"limit": cap}], "priority": 1},
        {"code": "y", "lane": "g", "when": f"event.amount < {least}", "benefits": [{"points": 80}], "budget": budget},
        {"code": "z", "benefits": [{"points": 30}], "caps": [{"limit": 1, "of": "times"}]},
        lanes=[{"code": "g", "rule": "best" if rule else "first"}],
        policies={"member_caps": [{"limit": member_cap, "period": "day"}]})
    purchase = receipt(cents)
    returned = return_by_amount(purchase, (), Decimal(sum(cents) * share // 100) / 100)

    before, after = rate(compiled, purchase), rerate(compiled, purchase, returned)

    assert all(count <= before.uses.get(use, 0) for use, count in after.uses.items())
    assert all(spent <= before.spent_budgets.get(code, 0) for code, spent in after.spent_budgets.items())
