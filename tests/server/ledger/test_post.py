"""What the writer writes, the loader reads; both databases keep the books that memory keeps."""

import pytest

from rules.books.passing import day_begins
from rules.books.refund import refund
from rules.books.spend import burn
from rules.books.transfer import transfer
from tests.rules.coalition import award
from tests.server.ledger.kept import Kept, publish


@pytest.fixture
def kept(engine):
    publish(engine)
    return Kept(engine, "ada", "bob")


def test_a_purchase_is_kept_as_planned(kept):
    kept.earn("e1", "2026-03-01", award("ada", 50, expires="2026-12-31"), award("ada", 20, rule="campaign:x"))

    assert kept.available() == 70


def test_points_inside_their_lock_period_are_pending_until_released(kept):
    kept.earn("e1", "2026-03-01", award("ada", 50, available="2026-03-15"))

    kept.run(day_begins, "d1", "2026-03-15")

    assert (kept.pending(), kept.available()) == (0, 50)


def test_a_return_of_spent_points_is_owed_and_the_next_accrual_repays_it(kept):
    kept.earn("e1", "2026-03-01", award("ada", 50))
    kept.run(burn, "b1", "2026-03-02", currency="AIR", points=40, partner="air")
    kept.give_back("r1", "2026-03-03", "e1", amount="0")

    kept.earn("e2", "2026-03-04", award("ada", 100))

    assert kept.available() == 60


def test_a_refund_puts_points_back_into_their_lots(kept):
    kept.earn("e1", "2026-03-01", award("ada", 50, expires="2026-06-30"), award("ada", 50, rule="campaign:x"))
    spent = kept.run(burn, "b1", "2026-03-02", currency="AIR", points=70, partner="air").entries[0]

    kept.run(refund, "f1", "2026-03-03", spent, points=30)

    assert kept.lots() == [("2026-06-30", 10), ("", 50)]


def test_a_transfer_is_kept_in_both_books(kept):
    kept.earn("e1", "2026-03-01", award("ada", 50))

    kept.run(transfer, "t1", "2026-03-02", kept.states["bob"], currency="AIR", points=20)

    assert (kept.available(), kept.available(member="bob")) == (30, 20)


def test_an_award_to_who_brought_the_member_is_kept_in_the_other_books(kept):
    kept.earn("e1", "2026-03-01", award("ada", 50), award("bob", 200, rule="campaign:friends"))

    assert kept.available(member="bob") == 200
