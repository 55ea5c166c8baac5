"""Points of one currency into another."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rules.books.accrue import accrue
from rules.books.conversion import BelowMinimum, ConversionClosed, automatic, convert, quote
from rules.books.lots import InsufficientPoints, PointsNotPositive
from rules.books.passing import day_begins
from rules.books.spend import burn
from rules.decision import Decision
from rules.state import MemberState
from tests.rules.coalition import Books, award, by, purchase_facts, told, version

OUT = {"code": "bee-to-all", "source": "BEE", "target": "ALL", "block": 100, "gives": 80}
BACK = {"code": "all-to-bee", "source": "ALL", "target": "BEE", "block": 100, "gives": 120}


def exchange(*conversions, **parts):
    return version(conversions=[dict(each) for each in conversions], **parts)


PLAIN = exchange(OUT, BACK, currencies={"ALL": {"expiry": {"months": 12}}})


def saver(points=250, compiled=PLAIN, **state):
    """Books of a member with points of the bookshop."""
    books = Books(compiled=compiled, ada=MemberState("ada", **state))
    books.earn("e1", "2026-03-01", award("ada", points, "BEE", expires="2026-06-30"))
    return books


def test_full_blocks_are_converted_and_the_rest_stays():
    books = saver(250)

    plan = books.run(convert, "c1", "2026-03-02", "bee-to-all", 250)

    assert told(plan.entries) == (
        "conversion programme:conversion +200 BEE, programme:conversion -160 ALL, "
        "member:ada:available +160 ALL, member:ada:available -200 BEE")
    assert (books.lots("BEE"), books.lots("ALL")) == ([("2026-06-30", 50)], [("2027-03-02", 160)])


def test_a_quote_says_what_stays():
    offer = quote(PLAIN, by("c1", "2026-03-02"), MemberState("ada"), "bee-to-all", 250)

    assert (offer.takes, offer.gives, offer.stays) == (200, 160, 50)


@pytest.mark.parametrize("changes, points, error", [
    pytest.param({}, 99, BelowMinimum, id="less than a block"),
    pytest.param({"minimum": 200}, 199, BelowMinimum, id="less than the minimum"),
    pytest.param({"starts_on": "2026-03-03"}, 100, ConversionClosed, id="not yet"),
    pytest.param({"ends_on": "2026-03-01"}, 100, ConversionClosed, id="no more"),
    pytest.param({"when": "conversion.points > 100"}, 100, ConversionClosed, id="its rule does not hold"),
    pytest.param({"gives": "0.001"}, 200, BelowMinimum, id="worth less than one point"),
    pytest.param({}, 251, InsufficientPoints, id="more than there is"),
    pytest.param({}, 0, PointsNotPositive, id="nothing"),
])
def test_a_conversion_that_cannot_be_is_refused(changes, points, error):
    books = saver(250, exchange({**OUT, **changes}))

    with pytest.raises(error):
        books.run(convert, "c1", "2026-03-02", "bee-to-all", points)


@pytest.mark.parametrize("changes, points", [
    pytest.param({"starts_on": "2026-03-02", "ends_on": "2026-03-02"}, 100, id="on its only day"),
    pytest.param({"minimum": 200}, 200, id="just the minimum"),
    pytest.param({"when": "conversion.points > 100"}, 101, id="its rule holds"),
])
def test_a_conversion_at_its_bounds_is_made(changes, points):
    saver(250, exchange({**OUT, **changes})).run(convert, "c1", "2026-03-02", "bee-to-all", points)


def test_a_pair_that_is_not_offered_is_closed():
    with pytest.raises(ConversionClosed) as refused:
        saver().run(convert, "c1", "2026-03-02", "bee-to-sea", 100)
    assert (refused.value.why, refused.value.code) == ("unknown", "conversion_closed")


def test_a_block_that_is_worth_no_whole_point_is_not_taken():
    books = saver(250, exchange({**OUT, "block": 1, "gives": "0.4"}))

    books.run(convert, "c1", "2026-03-02", "bee-to-all", 249)

    assert (books.available("ALL"), books.available("BEE")) == (99, 250 - 248)


RATES = st.tuples(st.integers(1, 50), st.decimals("0.01", 60, places=2))


@given(RATES, RATES, st.integers(1, 5000))
def test_there_and_back_again_never_ends_higher(out, back, points):
    assume(out[1] / out[0] * back[1] / back[0] <= 1)
    compiled = exchange({**OUT, "block": out[0], "gives": out[1]}, {**BACK, "block": back[0], "gives": back[1]})
    books = saver(points, compiled)

    for code, currency in (("bee-to-all", "BEE"), ("all-to-bee", "ALL")):
        if books.available(currency):
            try:
                books.run(convert, code, "2026-03-02", code, books.available(currency))
            except BelowMinimum:
                break

    assert books.available("BEE") <= points
    assert books.available("ALL") == 0 or books.available("BEE") < points


ALONE = exchange({**OUT, "automatic": True})


def earn(books, event, when, points, **parts):
    """An accrual with the member's automatic conversion."""
    before, decision = books.states["ada"], Decision("v1", event, (award("ada", points, "BEE", **parts),))
    plan = accrue(by(event, when), purchase_facts(event, when), decision, before)
    return books.write(automatic(books.compiled, by(event, when), plan, (before,)))


def test_points_are_converted_as_they_are_earned_and_what_is_left_over_counts_next_time():
    books = Books(compiled=ALONE, ada=MemberState("ada", convert_to={"BEE": "bee-to-all"}))

    balances = []
    for place, points in enumerate([250, 30, 30]):
        earn(books, f"e{place}", "2026-03-01", points)
        balances.append((books.available("BEE"), books.available("ALL")))

    assert balances == [(50, 160), (80, 160), (10, 240)]


def test_points_saved_before_the_choice_are_left_alone():
    books = saver(1030, ALONE)
    books.states["ada"] = replace(books.states["ada"], convert_to={"BEE": "bee-to-all"})

    earn(books, "e2", "2026-03-02", 80)

    assert (books.available("BEE"), books.available("ALL")) == (1010, 80)


@pytest.mark.parametrize("compiled, chosen", [
    pytest.param(ALONE, {}, id="the member did not choose it"),
    pytest.param(PLAIN, {"BEE": "bee-to-all"}, id="the programme does not offer it"),
    pytest.param(ALONE, {"BEE": "bee-to-sea"}, id="there is no such conversion"),
    pytest.param(exchange({**OUT, "automatic": True, "ends_on": "2026-02-28"}), {"BEE": "bee-to-all"}, id="it is over"),
])
def test_nothing_is_converted_without_choice_and_offer(compiled, chosen):
    books = Books(compiled=compiled, ada=MemberState("ada", convert_to=chosen))

    earn(books, "e1", "2026-03-01", 250)

    assert (books.available("BEE"), books.available("ALL")) == (250, 0)


def test_locked_points_are_converted_when_they_are_released():
    books = Books(compiled=ALONE, ada=MemberState("ada", convert_to={"BEE": "bee-to-all"}))
    earn(books, "e1", "2026-03-01", 250, available="2026-03-15")
    assert (books.pending("BEE"), books.available("ALL")) == (250, 0)

    books.run(day_begins, "d1", "2026-03-15")

    assert (books.pending("BEE"), books.available("BEE"), books.available("ALL")) == (0, 50, 160)


@pytest.mark.parametrize("kept, left", [
    pytest.param(250, (50, 160), id="nothing came back"),
    pytest.param(200, (0, 160), id="what was left over is enough"),
    pytest.param(199, (0, 159), id="a fraction of a point goes against the member"),
    pytest.param(150, (0, 120), id="half a block is undone"),
    pytest.param(0, (0, 0), id="everything"),
])
def test_a_return_undoes_the_conversion_of_what_it_takes_back(kept, left):
    books = Books(compiled=ALONE, ada=MemberState("ada", convert_to={"BEE": "bee-to-all"}))
    earn(books, "e1", "2026-03-01", 250)

    books.give_back("r1", "2026-03-05", "e1", *([award("ada", kept, "BEE")] if kept else []))

    assert (books.available("BEE"), books.available("ALL")) == left


def test_what_was_converted_and_spent_is_owed_in_the_currency_that_was_earned():
    books = Books(compiled=ALONE, ada=MemberState("ada", convert_to={"BEE": "bee-to-all"}))
    earn(books, "e1", "2026-03-01", 250)
    books.run(burn, "p1", "2026-03-02", currency="ALL", points=140, partner="air")

    plan = books.give_back("r1", "2026-03-05", "e1")

    assert (books.available("BEE"), books.available("ALL")) == (-175, 0)
    assert plan.purchase.converted[0].points == 175


@given(st.lists(st.integers(0, 250), min_size=1, max_size=5).map(lambda cuts: [*sorted(cuts, reverse=True), 0]))
def test_any_split_of_a_return_leaves_nothing_of_a_conversion(holdings):
    books = Books(compiled=ALONE, ada=MemberState("ada", convert_to={"BEE": "bee-to-all"}))
    earn(books, "e1", "2026-03-01", 250)

    for place, kept in enumerate(holdings):
        books.give_back(f"r{place}", "2026-03-05", "e1", *([award("ada", kept, "BEE")] if kept else []))

    assert (books.available("BEE"), books.available("ALL")) == (0, 0)
    assert books.account("programme:conversion", "ALL") == books.account("programme:conversion", "BEE") == 0


def test_rates_are_exact():
    compiled = exchange({**OUT, "block": 3, "gives": "0.1"})

    offer = quote(compiled, by("c1", "2026-03-02"), MemberState("ada"), "bee-to-all", 90)

    assert (offer.takes, offer.gives) == (90, 3)
