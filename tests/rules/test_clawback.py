"""What a return takes back, and from where."""

from decimal import Decimal

import pytest

from rules.books.clawback import ReturnBlocked, claw_back
from rules.books.history import TAKEN_BACK
from rules.books.passing import day_begins
from rules.books.spend import burn
from rules.decision import Decision, Grant
from rules.facts import Use
from tests.rules.coalition import Books, award, by, purchase_facts, told, version


def bonus(points, code="x", member="ada", **parts):
    return award(member, points, rule=f"campaign:{code}", kind="bonus", **parts)


def spend(books, points, when="2026-03-02"):
    books.run(burn, f"p{len(books.entries)}", when, currency="AIR", points=points, partner="air")


def test_a_return_takes_back_the_difference_of_each_award():
    books = Books("ada")
    books.earn("e1", "2026-03-01", award("ada", 210), bonus(60, "coffee"), bonus(100, "threshold"))

    plan = books.give_back("r1", "2026-03-05", "e1", award("ada", 150), amount="150")

    assert told(plan.entries) == (
        "reversal partner:air:issued +60 AIR, member:ada:available -60 AIR\n"
        "reversal partner:air:issued +60 AIR, member:ada:available -60 AIR\n"
        "reversal partner:air:issued +100 AIR, member:ada:available -100 AIR")
    assert [entry.negates for entry in plan.entries] == ["e1.1", "e1.2", "e1.3"]
    assert (books.available(), plan.purchase.held) == (150, {("accrual:base", 0, "ada", "AIR"): 150})


def test_many_small_returns_take_back_what_one_big_one_does():
    books = Books("ada")
    books.earn("e1", "2026-03-01", award("ada", 2))

    taken = []
    for place, left in enumerate([1, 1, 0, 0]):
        before = books.available()
        books.give_back(f"r{place}", "2026-03-05", "e1", award("ada", left))
        taken.append(before - books.available())

    assert taken == [1, 0, 1, 0]


def test_every_payer_gets_back_what_it_paid():
    books = Books("ada")
    books.earn("e1", "2026-03-01", bonus(101, sources=(("partner:air:issued", 61), ("partner:bee:issued", 40))))

    half = bonus(50, sources=(("partner:air:issued", 30), ("partner:bee:issued", 20)))
    books.give_back("r1", "2026-03-05", "e1", half)
    assert (books.account("partner:air:issued"), books.account("partner:bee:issued")) == (-30, -20)
    books.give_back("r2", "2026-03-06", "e1")

    assert (books.account("partner:air:issued"), books.account("partner:bee:issued")) == (0, 0)


def test_the_purchases_own_lots_give_first_though_others_expire_sooner():
    books = Books("ada")
    books.earn("e0", "2026-02-01", award("ada", 40, expires="2026-04-01"))
    books.earn("e1", "2026-03-01", award("ada", 100, expires="2026-12-31"))

    books.give_back("r1", "2026-03-05", "e1", award("ada", 10))

    assert books.lots() == [("2026-04-01", 40), ("2026-12-31", 10)]


def test_other_lots_give_next_pending_ones_before_available_ones():
    books = Books("ada")
    books.earn("e1", "2026-03-01", award("ada", 100))
    spend(books, 100)
    books.earn("e2", "2026-03-03", award("ada", 50, expires="2026-04-01"))
    books.earn("e3", "2026-03-03", award("ada", 30, available="2026-03-20"))

    books.give_back("r1", "2026-03-05", "e1", award("ada", 60))

    assert (books.pending(), books.available(), books.lots()) == (0, 40, [("2026-04-01", 40)])


def test_pending_points_are_taken_where_they_wait():
    books = Books("ada")
    books.earn("e1", "2026-03-01", award("ada", 100, available="2026-03-15"))

    plan = books.give_back("r1", "2026-03-05", "e1", award("ada", 60))

    assert told(plan.entries) == "reversal partner:air:issued +40 AIR, member:ada:pending -40 AIR"


def test_points_already_spent_are_owed():
    books = Books("ada")
    books.earn("e1", "2026-03-01", award("ada", 100))
    spend(books, 80)

    plan = books.give_back("r1", "2026-03-05", "e1")

    assert plan.owed == {("ada", "AIR"): 80}
    assert told(plan.entries) == "reversal partner:air:issued +100 AIR, member:ada:available -100 AIR"
    assert (books.available(), books.lots()) == (-80, [])


def test_where_balances_floor_at_zero_the_programme_bears_the_loss():
    books = Books("ada", compiled=version(currencies={"AIR": {"overdrawn": "floor"}}))
    books.earn("e1", "2026-03-01", award("ada", 100))
    spend(books, 80)

    plan = books.give_back("r1", "2026-03-05", "e1")

    assert told(plan.entries) == (
        "reversal partner:air:issued +100 AIR, programme:loss -80 AIR, member:ada:available -20 AIR")
    assert (books.available(), plan.owed) == (0, {})


def test_where_spent_points_block_a_return_it_is_refused_with_its_figures():
    books = Books("ada", compiled=version(currencies={"AIR": {"overdrawn": "block"}}))
    books.earn("e1", "2026-03-01", award("ada", 100))
    spend(books, 80)
    before = books.states["ada"]

    with pytest.raises(ReturnBlocked) as refused:
        books.give_back("r1", "2026-03-05", "e1")

    assert (refused.value.code, refused.value.wanted, refused.value.available) == ("return_blocked", 100, 20)
    assert books.states["ada"] == before


def test_points_that_lapsed_unspent_are_taken_from_breakage_not_from_the_member():
    books = Books("ada")
    books.earn("e1", "2026-03-01", award("ada", 100, expires="2026-06-30"))
    spend(books, 60)
    books.earn("e2", "2026-03-03", award("ada", 500))
    books.run(day_begins, "d1", "2026-07-01")
    assert books.account("programme:breakage") == 40

    books.give_back("r1", "2026-07-05", "e1", award("ada", 70))
    assert (books.account("programme:breakage"), books.available()) == (10, 500)
    books.give_back("r2", "2026-07-06", "e1")

    assert (books.account("programme:breakage"), books.available()) == (0, 440)


def test_the_referrer_loses_the_reward_with_the_purchase():
    books = Books("ada", "ben")
    books.earn("e1", "2026-04-20", award("ada", 130), bonus(100, "friends"), bonus(200, "friends", "ben"))

    books.give_back("r1", "2026-05-01", "e1")

    assert (books.available(), books.available(member="ben")) == (0, 0)


def test_what_another_campaign_pays_for_the_rest_is_granted_before_anything_is_taken():
    books = Books("ada")
    books.earn("e1", "2026-03-01", award("ada", 100), bonus(120, "best"))
    spend(books, 200)

    plan = books.give_back("r1", "2026-03-05", "e1", award("ada", 100), bonus(110, "second"))

    assert [entry.kind for entry in plan.entries] == ["bonus", "reversal"]
    assert (books.available(), plan.owed) == (10, {})
    assert books.states["ada"].lots[-1].event == "e1"


def test_freed_bonus_goes_back_to_budgets_caps_and_growth():
    use, growth = Use("x", 0, "ada", "2026-03"), Grant("growth:base", "growth", "", Decimal(30), "ada")
    voucher = Grant("campaign:v", "voucher", "tea", Decimal(2), "ada")
    books = Books("ada")
    books.earn("e1", "2026-03-01", bonus(50), uses={use: 50}, spent_budgets={"x": 50}, grants=(growth, voucher))

    plan = books.give_back("r1", "2026-03-05", "e1", bonus(20), uses={use: 20}, spent_budgets={"x": 20})

    assert (plan.uses, plan.budgets, plan.growth) == ({use: -30}, {"x": -30}, {"ada": -30})
    assert {(grant.code, grant.quantity) for grant in plan.grants} == {("tea", -2), ("", -30)}
    assert (books.states["ada"].growth, books.states["ada"].used) == (0, {use: 20})


@pytest.mark.parametrize("amount, points_paid, type_", [
    pytest.param("40", 0, "transaction.completed", id="part of it"),
    pytest.param("0", 30, "transaction.completed", id="what points paid"),
    pytest.param("0", 0, TAKEN_BACK, id="nothing"),
])
def test_the_history_counts_what_remains(amount, points_paid, type_):
    books = Books("ada")
    books.earn("e1", "2026-03-01", award("ada", 100), qualifying={"AIR": 100})

    books.give_back("r1", "2026-03-05", "e1", award("ada", 40), amount=amount, points_paid=points_paid,
                    qualifying={"AIR": 40})

    (row,) = books.states["ada"].past
    assert (row.id, row.amount, row.base, row.type) == ("e1", Decimal(amount), {"AIR": 40}, type_)


def test_a_lapsed_lot_that_was_not_swept_yet_pays_for_no_other_return():
    books = Books("ada")
    books.earn("e1", "2026-03-01", award("ada", 100, expires="2026-03-10"))
    spend(books, 100)
    books.earn("e2", "2026-03-03", award("ada", 50, expires="2026-03-31"))

    plan = claw_back(books.compiled, by("r1", "2026-04-05"), books.purchases["e1"],
                     purchase_facts("e1", "2026-03-01", "0"), Decision("v1", "e1"), (), books.states.values())

    assert plan.owed == {("ada", "AIR"): 100}
