"""From a decision to the books."""

from dataclasses import replace
from decimal import Decimal

import pytest

from rules.books.accrue import accrue
from rules.books.adjust import adjust
from rules.books.draft import MemberNotLoaded
from rules.books.passing import day_begins
from rules.decision import Decision, Grant, Refusal
from rules.entries import Reason, UnbalancedEntry
from rules.facts import Line, Use
from rules.state import MemberState
from tests.rules.coalition import Books, award, by, purchase_facts, told


def test_each_award_posts_its_own_entry_from_who_pays_it():
    books = Books("ada")

    plan = books.earn("e1", "2026-03-01", award("ada", 101), award(
        "ada", 101, rule="campaign:joint", kind="bonus", sources=(("partner:air:issued", 61), ("pool:joint", 40))))

    assert told(plan.entries) == (
        "accrual partner:air:issued -101 AIR, member:ada:available +101 AIR\n"
        "bonus partner:air:issued -61 AIR, pool:joint -40 AIR, member:ada:available +101 AIR")
    assert plan.entries[1].reason == Reason(event="e1", rule="campaign:joint", version="v1")


def test_entries_and_lots_are_named_after_the_event():
    plan = Books("ada").earn("e1", "2026-03-01", award("ada", 5), award("ada", 7, rule="campaign:x"))

    assert [(entry.id, entry.opens[0].id, entry.opens[0].event) for entry in plan.entries] == [
        ("e1.1", "e1.1", "e1"), ("e1.2", "e1.2", "e1")]


def test_points_inside_their_lock_period_are_pending():
    books = Books("ada")

    books.earn("e1", "2026-03-01", award("ada", 100, available="2026-03-15"), award(
        "ada", 20, rule="campaign:x", available="2026-03-01"))

    assert (books.available(), books.pending()) == (20, 100)


def test_a_referrer_is_paid_on_their_own_books():
    books = Books("ada", "ben")

    books.earn("e1", "2026-03-01", award("ada", 100), award("ben", 200, rule="campaign:friends", kind="bonus"))

    assert (books.available(), books.available(member="ben")) == (100, 200)


def test_an_award_to_a_member_whose_books_are_not_at_hand_is_refused():
    decision = Decision("v1", "e1", (award("ben", 200),))

    with pytest.raises(MemberNotLoaded) as refused:
        accrue(by("e1", "2026-03-01"), purchase_facts("e1", "2026-03-01"), decision, MemberState("ada"))
    assert refused.value.member == "ben"


def test_an_award_that_nobody_pays_cannot_be_written():
    with pytest.raises(UnbalancedEntry):
        Books("ada").earn("e1", "2026-03-01", replace(award("ada", 10), sources=(("pool:joint", 9),)))


def test_an_award_of_nothing_writes_nothing():
    assert Books("ada").earn("e1", "2026-03-01", award("ada", 0)).entries == ()


def in_debt(points):
    """Books of a member who owes points after a return."""
    books = Books("ada")
    books.earn("e0", "2026-02-01", award("ada", points))
    books.run(adjust, "a0", "2026-02-02", currency="AIR", points=-points, reason={"person": "eve", "text": "spent"})
    books.give_back("r0", "2026-02-03", "e0")
    assert books.available() == -points
    return books


@pytest.mark.parametrize("earned, left, balance", [
    pytest.param(50, [], -70, id="less than the debt"),
    pytest.param(120, [], 0, id="just the debt"),
    pytest.param(200, [("", 80)], 80, id="more than the debt"),
])
def test_what_is_owed_is_repaid_by_the_next_accrual(earned, left, balance):
    books = in_debt(120)

    books.earn("e1", "2026-03-01", award("ada", earned))

    assert (books.lots(), books.available()) == (left, balance)


def test_pending_points_repay_a_debt_when_they_are_released():
    books = in_debt(30)

    books.earn("e1", "2026-03-01", award("ada", 100, available="2026-03-15"))
    assert (books.available(), books.pending()) == (-30, 100)
    books.run(day_begins, "d1", "2026-03-15")

    assert (books.available(), books.pending(), books.lots()) == (70, 0, [("", 70)])


def test_the_decision_carries_over_into_the_plan():
    use, refusal = Use("x", 0, "ada", "2026-03"), Refusal("campaign:y", "audience")

    plan = Books("ada").earn("e1", "2026-03-01", award("ada", 5), uses={use: 5}, spent_budgets={"x": 5},
                             refusals=(refusal,))

    assert (plan.uses, plan.budgets, plan.refusals) == ({use: 5}, {"x": 5}, (refusal,))


def test_growth_and_tags_are_added_up_by_member():
    grants = (Grant("growth:base", "growth", "", Decimal("10.9"), "ada"),
              Grant("campaign:x", "growth", "", Decimal(5), "ada"),
              Grant("campaign:x", "tag", "vip", Decimal(1), "ben"))
    books = Books("ada", "ben")

    books.earn("e1", "2026-03-01", grants=grants)

    assert (books.states["ada"].growth, books.states["ben"].tags) == (15, {"vip"})


def test_the_history_row_sums_up_the_event():
    lines = (Line(category="coffee", quantity=Decimal(2)), Line(category="coffee"), Line(category="tea"))
    facts = purchase_facts("e1", "2026-03-01 09:15", "30", lines=lines, points_paid=7)

    row = accrue(by("e1", "2026-03-01"), facts, Decision("v1", "e1", qualifying={"AIR": 30}), MemberState("ada")).past

    assert (row.amount, row.base, row.quantities, row.points_used) == (30, {"AIR": 30}, {"coffee": 3, "tea": 1}, 7)
    assert (row.day.isoformat(), row.partner, row.type) == ("2026-03-01", "air", "transaction.completed")


def test_only_purchases_are_kept_for_returns():
    facts = purchase_facts("e1", "2026-03-01")
    visit = replace(facts, event=replace(facts.event, type="activity.visit"))

    plan = accrue(by("e1", "2026-03-01"), visit, Decision("v1", "e1"), MemberState("ada"))

    assert plan.purchase is None
