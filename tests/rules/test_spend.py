"""Points as payment, and points put back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.books.history import PURCHASE
from rules.books.lots import InsufficientPoints
from rules.books.passing import day_begins
from rules.books.refund import RefundTooLarge, refund
from rules.books.spend import REDEEMED, NotHonoured, burn, noted
from rules.gather import UnknownPartner
from tests.rules.coalition import Books, award, told, version

GRACE = version(policies={"grace_days": 30})


def two_lots(compiled=None):
    """100 points through 30 June, 50 through 31 December (M60)."""
    books = Books("ada", compiled=compiled)
    books.earn("e1", "2026-01-10", award("ada", 100, expires="2026-06-30"),
               award("ada", 50, rule="campaign:x", expires="2026-12-31"))
    return books


def pay(books, id_, when, points, currency="AIR", partner="air"):
    return books.run(burn, id_, when, currency=currency, points=points, partner=partner).entries[0]


def test_a_burn_goes_to_the_partner_that_honours_it():
    books = two_lots()

    entry = pay(books, "p1", "2026-06-01", 120)

    assert told([entry]) == "burn partner:air:honoured +120 AIR, member:ada:available -120 AIR"
    assert [(draw.lot, draw.points, draw.member) for draw in entry.draws] == [("e1.1", 100, "ada"), ("e1.2", 20, "ada")]


def test_a_partner_is_paid_only_in_what_it_honours():
    with pytest.raises(NotHonoured) as refused:
        pay(two_lots(), "p1", "2026-06-01", 10, partner="bee")
    assert (refused.value.code, refused.value.partner, refused.value.currency) == ("not_honoured", "bee", "AIR")

    with pytest.raises(UnknownPartner):
        pay(two_lots(), "p1", "2026-06-01", 10, partner="rail")


@pytest.mark.parametrize("day, enough", [
    pytest.param("2026-06-30 23:59", True, id="through the end of the last day"),
    pytest.param("2026-07-01 00:00", False, id="not on the next"),
])
def test_a_lot_can_be_spent_through_its_last_local_day(day, enough):
    books = two_lots()

    if enough:
        pay(books, "p1", day, 150)
    else:
        with pytest.raises(InsufficientPoints):
            pay(books, "p1", day, 51)


def test_a_spend_is_an_event_of_the_past_and_a_refund_shrinks_it():
    books = two_lots()
    spent = pay(books, "p1", "2026-06-01", 120)
    assert (books.states["ada"].past[-1].type, books.states["ada"].past[-1].points_used) == (REDEEMED, 120)

    books.run(refund, "r1", "2026-06-02", spent, points=50)

    assert [(row.type, row.points_used) for row in books.states["ada"].past] == [(PURCHASE, 0), (REDEEMED, 70)]


def test_a_refund_of_a_lapsed_lot_lapses_at_once_without_grace():
    books = two_lots()
    spent = pay(books, "p1", "2026-06-01", 120)
    books.run(day_begins, "d1", "2026-07-01")
    assert books.available() == 30

    plan = books.run(refund, "r1", "2026-07-05", spent)

    assert (books.available(), books.lots()) == (50, [("2026-12-31", 50)])
    assert told(plan.entries) == (
        "refund partner:air:honoured -120 AIR, member:ada:available +120 AIR\n"
        "expiry programme:breakage +100 AIR, member:ada:available -100 AIR")


def test_with_thirty_days_of_grace_the_points_live_on_through_4_august():
    books = two_lots(GRACE)
    spent = pay(books, "p1", "2026-06-01", 120)
    books.run(day_begins, "d1", "2026-07-01")

    books.run(refund, "r1", "2026-07-05", spent)
    assert books.lots() == [("2026-12-31", 50), ("2026-08-04", 100)]
    books.run(day_begins, "d2", "2026-08-04")
    assert books.available() == 150
    books.run(day_begins, "d3", "2026-08-05")

    assert books.available() == 50


def test_grace_leaves_a_lot_alone_that_has_not_lapsed():
    books = two_lots(GRACE)
    spent = pay(books, "p1", "2026-06-01", 120)

    books.run(refund, "r1", "2026-06-30", spent)

    assert books.lots() == [("2026-06-30", 100), ("2026-12-31", 50)]


def test_points_that_had_grace_are_still_the_purchases_own():
    books = two_lots(GRACE)
    books.run(refund, "r1", "2026-07-05", pay(books, "p1", "2026-06-01", 120))
    books.earn("e2", "2026-07-05", award("ada", 40, expires="2026-07-20"))

    books.give_back("r2", "2026-07-06", "e1")

    assert books.lots() == [("2026-07-20", 40)]


@pytest.mark.parametrize("parts, left", [
    pytest.param([20], 100, id="one part"),
    pytest.param([20, 99], 1, id="two parts"),
    pytest.param([120], 0, id="all of it"),
])
def test_a_spend_can_be_refunded_up_to_what_is_left_of_it(parts, left):
    books = two_lots()
    spent = pay(books, "p1", "2026-06-01", 120)
    for place, part in enumerate(parts):
        books.run(refund, f"r{place}", "2026-06-02", spent, points=part, earlier=books.entries)

    with pytest.raises(RefundTooLarge) as refused:
        books.run(refund, "r9", "2026-06-02", spent, points=left + 1, earlier=books.entries)
    assert (refused.value.wanted, refused.value.left) == (left + 1, left)


def test_refunded_points_repay_what_is_owed_first():
    books = two_lots()
    spent = pay(books, "p1", "2026-06-01", 150)
    books.give_back("r1", "2026-06-02", "e1", award("ada", 40))
    assert books.available() == -110

    books.run(refund, "r2", "2026-06-03", spent)

    assert (books.available(), sum(points for _, points in books.lots())) == (40, 40)


PARTS = st.lists(st.tuples(st.integers(1, 60), st.sampled_from(["", "2026-06-30", "2026-12-31", "2027-06-30"])),
                 min_size=1, max_size=5)


def saved(parts):
    books = Books("ada")
    for place, (points, last) in enumerate(parts):
        books.earn(f"e{place}", "2026-01-10", award("ada", points, expires=last))
    return books


@given(PARTS, st.data())
def test_refunding_part_of_a_spend_leaves_the_lots_of_the_smaller_spend(parts, data):
    spent = data.draw(st.integers(1, sum(points for points, _ in parts)))
    back = data.draw(st.integers(1, spent))
    refunded, smaller = saved(parts), saved(parts)
    entry = pay(refunded, "p1", "2026-06-01", spent)

    refunded.run(refund, "r1", "2026-06-02", entry, points=back)
    if spent > back:
        pay(smaller, "p1", "2026-06-01", spent - back)

    assert refunded.states["ada"].lots == smaller.states["ada"].lots


@given(PARTS, st.data())
def test_refunds_in_any_parts_restore_exactly_the_lots(parts, data):
    books = saved(parts)
    before, left = books.states["ada"].lots, sum(points for points, _ in parts)
    entry = pay(books, "p1", "2026-06-01", left)

    while left:
        part = data.draw(st.integers(1, left))
        books.run(refund, f"r{left}", "2026-06-02", entry, points=part, earlier=books.entries)
        left -= part

    assert books.states["ada"].lots == before


@pytest.mark.parametrize("still_paid, refunded, balance", [
    pytest.param(119, 1, 61, id="one point"),
    pytest.param(60, 60, 120, id="half of it"),
    pytest.param(0, 120, 180, id="all of it"),
])
def test_points_that_paid_for_what_comes_back_go_back_into_their_lots(still_paid, refunded, balance):
    books = two_lots()
    before = books.states["ada"]
    paid = books.run(burn, "e2", "2026-06-01", currency="AIR", points=120, partner="air")
    earned = books.earn("e3", "2026-06-01", award("ada", 30))
    books.purchases["e3"] = noted(earned, paid, before).purchase

    plan = books.give_back("r1", "2026-06-05", "e3", award("ada", 30), points_paid=still_paid)

    assert [entry.kind for entry in plan.entries] == ["refund"]
    assert (plan.purchase.paid.refunded, books.available()) == (refunded, balance)
