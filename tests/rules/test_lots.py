"""Which points a spend takes, and where points go back to."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.books.lots import InsufficientPoints, PointsNotPositive, first_of, last_of, soonest_expiring, take, total
from rules.entries import Draw, Lot

TODAY = date(2026, 3, 1)


def lot(id_, left, expires="", *, pending=False, currency="AIR"):
    return Lot(id_, "ada", currency, left, left, date.fromisoformat(expires) if expires else None, pending=pending)


HELD = [lot("a", 30), lot("b", 50, "2026-12-31"), lot("c", 20, "2026-03-01")]


@pytest.mark.parametrize("points, draws", [
    pytest.param(10, [("c", 10)], id="one lot is enough"),
    pytest.param(20, [("c", 20)], id="exactly the first lot"),
    pytest.param(21, [("c", 20), ("b", 1)], id="spills into the next last day"),
    pytest.param(100, [("c", 20), ("b", 50), ("a", 30)], id="lots without a last day come last"),
])
def test_a_spend_takes_the_soonest_expiring_lots_first(points, draws):
    assert take(HELD, "AIR", points, TODAY) == tuple(Draw(name, part, "ada") for name, part in draws)


def test_a_spend_of_more_than_there_is_is_refused_with_both_figures():
    with pytest.raises(InsufficientPoints) as refused:
        take(HELD, "AIR", 101, TODAY)

    assert (refused.value.code, refused.value.wanted, refused.value.available) == ("insufficient_points", 101, 100)


@pytest.mark.parametrize("other", [
    pytest.param(lot("d", 9, pending=True), id="pending"),
    pytest.param(lot("d", 9, "2026-02-28"), id="past its last day"),
    pytest.param(lot("d", 9, currency="BEE"), id="of another currency"),
])
def test_points_that_cannot_be_spent_do_not_count(other):
    with pytest.raises(InsufficientPoints):
        take([*HELD, other], "AIR", 101, TODAY)


def test_what_is_owed_is_not_available():
    assert total(take(HELD, "AIR", 90, TODAY, owed=10)) == 90
    with pytest.raises(InsufficientPoints):
        take(HELD, "AIR", 91, TODAY, owed=10)


@pytest.mark.parametrize("points", [0, -1])
def test_a_spend_takes_at_least_one_point(points):
    with pytest.raises(PointsNotPositive):
        take(HELD, "AIR", points, TODAY)


@given(st.permutations([lot("a", 5, "2026-05-01"), lot("b", 5, "2026-05-01"), lot("c", 5)]))
def test_the_order_of_loading_never_matters(lots):
    assert [each.id for each in soonest_expiring(lots)] == ["a", "b", "c"]


DRAWS = st.lists(st.integers(1, 50), min_size=1, max_size=5).map(
    lambda parts: tuple(Draw(f"l{place}", part) for place, part in enumerate(parts)))


@given(DRAWS, st.data())
def test_the_first_and_the_last_of_a_spend_make_the_whole(draws, data):
    back = data.draw(st.integers(0, total(draws)))
    kept, returned = first_of(draws, total(draws) - back), last_of(draws, back)

    sums = {draw.lot: draw.points for draw in kept}
    for draw in returned:
        sums[draw.lot] = sums.get(draw.lot, 0) + draw.points
    assert sums == {draw.lot: draw.points for draw in draws}
