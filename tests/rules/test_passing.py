"""What a new day does to a member's books."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.books.passing import day_begins, due_day, lapsing
from rules.books.spend import burn
from rules.state import MemberState
from tests.rules.coalition import Books, award, day, plain, told

FIRST = date(2026, 3, 1)


@pytest.mark.parametrize("when, balance", [
    pytest.param("2026-06-30 23:59", 100, id="good through the end of the last day"),
    pytest.param("2026-07-01 00:00", 0, id="gone on the next"),
])
def test_points_lapse_after_their_last_day(when, balance):
    books = Books("ada")
    books.earn("e1", "2026-03-01", award("ada", 100, expires="2026-06-30"))

    books.run(day_begins, "d1", when)

    assert (books.available(), books.account("programme:breakage")) == (balance, 100 - balance)


def test_a_lapse_names_the_rule_and_empties_the_lot():
    books = Books("ada")
    books.earn("e1", "2026-03-01", award("ada", 100, expires="2026-06-30"))

    (entry,) = books.run(day_begins, "d1", "2026-07-01").entries

    assert told([entry]) == "expiry programme:breakage +100 AIR, member:ada:available -100 AIR"
    assert (entry.reason.rule, entry.reason.version) == ("expiry:AIR", "v1")


@pytest.mark.parametrize("when, pending", [
    pytest.param("2026-03-14 23:59", 100, id="the day before"),
    pytest.param("2026-03-15 00:00", 0, id="the day itself"),
])
def test_locked_points_become_available_on_their_day(when, pending):
    books = Books("ada")
    books.earn("e1", "2026-03-01", award("ada", 100, available="2026-03-15"))

    books.run(day_begins, "d1", when)

    assert (books.pending(), books.available()) == (pending, 100 - pending)


def test_a_released_lot_stays_the_lot_it_was():
    books = Books("ada")
    books.earn("e1", "2026-03-01", award("ada", 100, available="2026-03-15", expires="2026-12-31"))

    plan = books.run(day_begins, "d1", "2026-03-15")

    assert told(plan.entries) == "release member:ada:pending -100 AIR, member:ada:available +100 AIR"
    assert [(lot.id, lot.left, lot.pending) for lot in books.states["ada"].lots] == [("e1.1", 100, False)]


def test_points_that_lapse_while_they_are_locked_never_become_available_for_long():
    books = Books("ada")
    books.earn("e1", "2026-03-01", award("ada", 100, available="2026-03-15", expires="2026-03-10"))

    books.run(day_begins, "d1", "2026-03-11")

    assert (books.pending(), books.account("programme:breakage")) == (0, 100)


def test_a_day_that_begins_twice_changes_nothing():
    books = Books("ada")
    books.earn("e1", "2026-03-01", award("ada", 100, expires="2026-06-30"))
    books.run(day_begins, "d1", "2026-07-01")

    assert books.run(day_begins, "d2", "2026-07-01").entries == ()


LOTS = st.lists(st.tuples(st.integers(1, 50), st.integers(0, 8), st.integers(-3, 12)), max_size=6)
DEBT = st.integers(0, 120)


def waiting(lots, debt):
    """Books of a member who owes points, with lots that open and end in the next days."""
    books = Books("ada")
    if debt:
        books.earn("e", "2026-02-01", award("ada", debt))
        books.run(burn_all, "p", "2026-02-01")
        books.give_back("r", "2026-02-01", "e")
    for place, (points, opens, lives) in enumerate(lots):
        first, last = FIRST + timedelta(days=opens + 1), FIRST + timedelta(days=opens + lives)
        books.earn(f"e{place}", "2026-03-01", award("ada", points, available=str(first), expires=str(last)))
    return books


def burn_all(compiled, command, state):
    return burn(compiled, command, state, currency="AIR", points=state.available("AIR"), partner="air")


@given(LOTS, DEBT)
def test_days_that_were_missed_end_the_same_as_if_each_had_been_kept(lots, debt):
    kept, missed = waiting(lots, debt), waiting(lots, debt)

    for passed in range(1, 25):
        kept.run(day_begins, f"d{passed}", str(FIRST + timedelta(days=passed)))
    missed.run(day_begins, "d", str(FIRST + timedelta(days=24)))

    assert kept.states["ada"] == missed.states["ada"]
    assert kept.account("programme:breakage") == missed.account("programme:breakage")


@given(LOTS, DEBT)
def test_nothing_happens_before_the_day_it_is_due(lots, debt):
    books = waiting(lots, debt)
    due = due_day(plain(), books.states["ada"])

    if due is None:
        assert not lots
        return
    assert books.run(day_begins, "d1", str(due - timedelta(days=1))).entries == ()
    assert books.run(day_begins, "d2", str(due)).entries != ()


def test_a_member_is_told_what_will_lapse():
    books = Books("ada")
    books.earn("e1", "2026-03-01", award("ada", 10, expires="2026-03-31"), award(
        "ada", 5, rule="campaign:x", expires="2026-03-31"), award("ada", 7, rule="campaign:y", expires="2026-04-01"))

    assert lapsing(books.states["ada"], day("2026-03-01"), 30) == {("AIR", day("2026-03-31")): 15}
    assert lapsing(books.states["ada"], day("2026-04-01"), 0) == {("AIR", day("2026-04-01")): 7}
    assert due_day(plain(), MemberState("ben")) is None
