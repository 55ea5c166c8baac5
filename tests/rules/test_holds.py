"""Points set aside, then captured or released."""

import pytest

from rules.books.holds import HoldClosed, capture, hold, release
from rules.books.lots import InsufficientPoints
from rules.books.passing import day_begins
from rules.books.refund import refund
from rules.books.spend import NotHonoured
from tests.rules.coalition import Books, award, told


def held(points=70):
    """Books with 50 points through March and 50 through the year, and a hold on some of them."""
    books = Books("ada")
    books.earn("e1", "2026-03-01", award("ada", 50, expires="2026-03-31"), award(
        "ada", 50, rule="campaign:x", expires="2026-12-31"))
    return books, books.run(hold, "h1", "2026-03-10", currency="AIR", points=points, partner="air").entries[0]


def test_held_points_can_be_spent_by_nothing_else():
    books, holding = held()

    assert told([holding]) == "hold member:ada:held +70 AIR, member:ada:available -70 AIR"
    with pytest.raises(InsufficientPoints):
        books.run(hold, "h2", "2026-03-10", currency="AIR", points=31, partner="air")


def test_a_capture_pays_the_partner():
    books, holding = held()

    plan = books.run(capture, "c1", "2026-03-11", holding, partner="air")

    assert told(plan.entries) == "capture member:ada:held -70 AIR, partner:air:honoured +70 AIR"
    assert (plan.past.points_used, books.lots()) == (70, [("2026-12-31", 30)])


def test_what_a_capture_does_not_take_goes_back_to_its_lots():
    books, holding = held()

    plan = books.run(capture, "c1", "2026-03-11", holding, partner="air", points=40)

    assert [entry.kind for entry in plan.entries] == ["capture", "release"]
    assert books.lots() == [("2026-03-31", 10), ("2026-12-31", 50)]


def test_a_released_hold_leaves_the_lots_as_they_were():
    books, holding = held()

    books.run(release, "u1", "2026-03-11", holding)

    assert books.lots() == [("2026-03-31", 50), ("2026-12-31", 50)]
    assert books.account("member:ada:held") == 0


def test_points_of_a_lot_that_lapsed_while_they_were_held_lapse_when_released():
    books, holding = held()
    books.run(day_begins, "d1", "2026-04-01")
    assert books.account("member:ada:held") == 70

    books.run(release, "u1", "2026-04-02", holding)

    assert (books.lots(), books.account("programme:breakage")) == ([("2026-12-31", 50)], 50)


@pytest.mark.parametrize("end", [
    pytest.param(lambda books, holding: books.run(capture, "x1", "2026-03-11", holding, partner="air", points=1),
                 id="captured"),
    pytest.param(lambda books, holding: books.run(release, "x1", "2026-03-11", holding), id="released"),
])
def test_a_hold_ends_once(end):
    books, holding = held()
    end(books, holding)

    with pytest.raises(HoldClosed):
        books.run(capture, "c1", "2026-03-12", holding, partner="air", later=books.entries)
    with pytest.raises(HoldClosed):
        books.run(release, "u1", "2026-03-12", holding, later=books.entries)


def test_a_capture_takes_no_more_than_was_held_and_pays_only_who_honours():
    books, holding = held()

    with pytest.raises(InsufficientPoints):
        books.run(capture, "c1", "2026-03-11", holding, partner="air", points=71)
    with pytest.raises(NotHonoured):
        books.run(capture, "c1", "2026-03-11", holding, partner="bee")


def test_a_captured_hold_can_be_refunded_into_its_lots():
    books, holding = held()
    captured = books.run(capture, "c1", "2026-03-11", holding, partner="air", points=60).entries[0]

    books.run(refund, "r1", "2026-03-12", captured, hold=holding)

    assert books.lots() == [("2026-03-31", 50), ("2026-12-31", 50)]
