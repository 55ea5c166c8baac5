"""A sound ledger has no findings; each way to break it, with the guards out of the way, is named."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from rules.books.holds import hold
from rules.books.refund import refund
from rules.books.spend import burn
from rules.decision import Decision
from rules.state import Plan
from server.ledger.check import CHECKS
from server.models import Budget, Tranche
from tests.rules.coalition import award
from tests.server.ledger.kept import NOON, Kept, posted, publish, written
from tests.server.ledger.tampering import tampered
from tests.tables import broken

pytestmark = pytest.mark.tampers

BROKEN = [
    ("entry_unbalanced", "UPDATE posting SET points = points + 1 WHERE event_id = 'e1' AND account LIKE 'partner:%'"),
    ("posting_without_entry", "DELETE FROM entry WHERE event_id = 'b1'"),
    ("balance_differs", "UPDATE balance SET available = available + 1, owed = 0"),
    ("balance_differs", "DELETE FROM balance"),
    ("lots_differ", "UPDATE lot SET pending = true"),
    ("debt_wrong", "UPDATE balance SET owed = owed + 1"),
    ("lot_wrong", "UPDATE lot SET points_left = points_left - 1 WHERE points_left > 0"),
    ("lot_wrong", "DELETE FROM draw WHERE event_id = 'b1'"),
    ("draw_without_lot", "DELETE FROM lot"),
    ("lot_without_entry", "UPDATE lot SET entry_id = 'e9.1'"),
    ("spend_without_lots", "UPDATE draw SET points = points - 1 WHERE event_id = 'b1'"),
    ("refund_without_burn", "UPDATE entry SET negates = '' WHERE kind = 'refund'"),
    ("hold_wrong", "UPDATE entry SET kind = 'burn' WHERE kind = 'hold'"),
    ("claim_without_event", "DELETE FROM event WHERE id = 'e1'"),
    ("event_without_claim", "DELETE FROM claim WHERE reference = 'e1'"),
    ("event_without_claim", "UPDATE claim SET event_id = 'e1' WHERE reference = 'b1'"),
    ("entry_without_reason", "UPDATE event SET version = ''"),
    ("entry_without_reason", "DELETE FROM programme_version"),
    ("entry_without_reason", "UPDATE event SET id = 'e9' WHERE id = 'e1'"),
]


@pytest.fixture
def ledger(engine):
    """A ledger in which everything happened once."""
    publish(engine)
    kept = Kept(engine, "ada", "bob")
    kept.earn("e1", "2026-03-01", award("ada", 50), award("bob", 5, rule="campaign:friends"))
    spent = kept.run(burn, "b1", "2026-03-02", currency="AIR", points=20, partner="air").entries[0]
    kept.run(refund, "f1", "2026-03-03", spent, points=5)
    kept.run(hold, "h1", "2026-03-04", currency="AIR", points=10, partner="air")
    return engine


def codes(engine):
    return {sentence.partition(":")[0] for sentence in broken(engine)}


def test_a_ledger_in_which_everything_happened_is_sound(ledger):
    assert broken(ledger) == []


@pytest.mark.parametrize("code, damage", BROKEN, ids=[f"{code} {n}" for n, (code, _) in enumerate(BROKEN)])
def test_each_damage_is_named(ledger, code, damage):
    tampered(ledger, damage)

    assert code in codes(ledger)


def test_every_check_is_broken_by_some_damage():
    assert {code for code, _ in BROKEN} == set(CHECKS)


def test_at_most_a_few_rows_of_one_check_are_named(ledger):
    tampered(ledger, "UPDATE posting SET points = points + seq + 1")

    assert 2 <= sum(sentence.startswith("entry_unbalanced") for sentence in broken(ledger)) <= 5


def test_a_guard_that_does_not_stand_is_named(ledger):
    guard = "entry_append_only ON entry" if ledger.dialect.name == "postgresql" else "entry_no_update"
    with ledger.begin() as connection:
        connection.execute(text(f"DROP TRIGGER {guard}"))

    assert codes(ledger) == {"guard_missing"}


@pytest.mark.parametrize("left, reserved, sound", [
    pytest.param(70, 0, True, id="what was given is gone"),
    pytest.param(50, 20, True, id="a tranche still holds some"),
    pytest.param(69, 0, False, id="one is missing"),
    pytest.param(71, 0, False, id="one was given twice"),
])
def test_a_budget_lacks_what_decisions_gave(ledger, left, reserved, sound):
    decided(ledger, 30)
    with Session(ledger) as session:
        session.add(Budget(code="double", points_total=100, points_left=left))
        session.add(Tranche(code="double", owner="writer-1", points_left=reserved, lease_until=NOON))
        session.commit()

    assert codes(ledger) == (set() if sound else {"budget_differs"})


@pytest.mark.parametrize("over, sound", [(20, True), (19, False)])
def test_a_budget_that_was_cut_below_what_it_gave_knows_how_much_went_beyond(ledger, over, sound):
    decided(ledger, 30)
    with Session(ledger) as session:
        session.add(Budget(code="double", points_total=10, points_left=0, points_over=over))
        session.commit()

    assert codes(ledger) == (set() if sound else {"budget_differs"})


def decided(engine, points):
    """A decision gave these points out of the budget ``double``; the budget itself is not charged."""
    decision = Decision("v1", "e5", spent_budgets={"double": points})
    written(engine, posted("e5", Plan("ada", decision=decision), kind="activity.quiz"))
