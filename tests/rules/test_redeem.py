"""Something from the catalogue for points: price, stock, a member's own limit, and who may."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from rules.books import apply
from rules.books.lots import InsufficientPoints, PointsNotPositive
from rules.books.redeem import (
    LimitReached,
    OutOfStock,
    Redeemed,
    RewardClosed,
    give_back,
    gives_vouchers,
    redeem,
    uses_of_reward,
    voucher_until,
)
from rules.books.refund import refund
from rules.books.spend import NotHonoured
from rules.books.tiers import view_at
from rules.compiling.compiler import compile_programme
from rules.entries import Lot
from rules.facts import Use
from rules.shape import read
from rules.state import Command, MemberState

NOW = Command("r1", datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai")))
MEMBER = MemberState("m", lots=(Lot("old", "m", "PTS", 1_000, 1_000),))


def version(honours=("PTS",), **reward):
    mug = {"code": "mug", "name": "Mug", "partner": "shop", "currency": "PTS", "value": 5,
           "price": "reward.value * 50", **reward}
    return compile_programme(read({
        "code": "p", "name": "P", "zone": "Asia/Shanghai", "money": "CNY",
        "currencies": [{"code": "PTS", "name": "Points"}],
        "partners": [{"code": "shop", "name": "Shop", "currency": "PTS", "honours": list(honours)}],
        "accruals": [{"code": "base", "points": "matched.amount"}], "rewards": [mug],
    }).programme, "v1")


def test_the_price_is_a_rule_and_goes_to_the_partner_that_gives():
    plan = redeem(version(), NOW, MEMBER, "mug", quantity=2)

    assert {posting.account: posting.points for posting in plan.entries[0].postings} == {
        "member:m:available": -500, "partner:shop:honoured": 500}
    assert [(grant.rule, grant.code, grant.quantity) for grant in plan.grants] == [("reward:mug", "mug", 2)]


@pytest.mark.parametrize("taken, quantity, refused", [(1, 2, False), (2, 2, True), (3, 1, True)])
def test_the_last_piece_is_given_and_none_beyond(taken, quantity, refused):
    compiled, stock = version(stock=3), Use("reward:mug", 0, "", "lifetime")
    assert stock in uses_of_reward(compiled, NOW, MEMBER, "mug")

    if refused:
        with pytest.raises(OutOfStock):
            redeem(compiled, NOW, MEMBER, "mug", quantity=quantity, used={stock: taken})
    else:
        assert redeem(compiled, NOW, MEMBER, "mug", quantity=quantity, used={stock: taken}).uses == {stock: quantity}


def test_a_member_has_no_more_than_the_limit_of_a_period():
    compiled = version(member_limit=1, limit_period="month")
    once = apply(MEMBER, redeem(compiled, NOW, MEMBER, "mug"))
    april = Command("r2", datetime(2026, 4, 1, tzinfo=ZoneInfo("Asia/Shanghai")))

    with pytest.raises(LimitReached):
        redeem(compiled, NOW, once, "mug")
    assert redeem(compiled, april, once, "mug").entries


@pytest.mark.parametrize("reward, why", [
    pytest.param({"code": "cup"}, "unknown", id="no such reward"),
    pytest.param({"ends_on": "2026-03-01"}, "schedule", id="over yesterday"),
    pytest.param({"starts_on": "2026-03-03"}, "schedule", id="not before tomorrow"),
    pytest.param({"when": "member.growth > 0"}, "condition_false", id="not for this member"),
])
def test_a_reward_that_is_not_for_this_member_now_is_refused(reward, why):
    with pytest.raises(RewardClosed) as refusal:
        redeem(version(**reward), NOW, MEMBER, "mug")

    assert refusal.value.why == why


@pytest.mark.parametrize("given, quantity, error", [
    pytest.param({"price": 1001}, 1, InsufficientPoints, id="too dear"),
    pytest.param({"price": 0}, 1, PointsNotPositive, id="for nothing"),
    pytest.param({}, 0, PointsNotPositive, id="none"),
    pytest.param({"honours": []}, 1, NotHonoured, id="partner takes no points"),
])
def test_nothing_is_given_that_is_not_paid(given, quantity, error):
    with pytest.raises(error):
        redeem(version(**given), NOW, MEMBER, "mug", quantity=quantity)


def put_back(compiled, state, plan, pieces, earlier=(), quantity=2):
    spent = plan.entries[0]
    return give_back(compiled, Command("back", NOW.occurred_at), state, spent,
                     Redeemed("mug", "goods", quantity, tuple(plan.uses)), pieces, earlier=earlier)


@pytest.mark.parametrize("pieces, points", [(1, 750), (2, 1_000)])
def test_pieces_that_are_given_back_return_their_points_and_their_place(pieces, points):
    compiled = version(stock=3, member_limit=2)
    plan = redeem(compiled, NOW, MEMBER, "mug", quantity=2)
    back = put_back(compiled, apply(MEMBER, plan), plan, pieces)

    assert apply(apply(MEMBER, plan), back).available("PTS") == points
    assert len(plan.uses) == 2
    assert back.uses == dict.fromkeys(plan.uses, -pieces)
    assert [grant.quantity for grant in back.grants] == [-pieces]


def test_points_that_were_refunded_already_are_not_given_back_twice():
    compiled = version(stock=3)
    plan = redeem(compiled, NOW, MEMBER, "mug", quantity=2)
    spent, after = plan.entries[0], apply(MEMBER, plan)
    earlier = refund(compiled, Command("r3", NOW.occurred_at), after, spent, points=400)

    back = put_back(compiled, apply(after, earlier), plan, 2, earlier.entries)

    assert apply(apply(after, earlier), back).available("PTS") == 1_000
    again = apply(apply(after, earlier), back)
    assert put_back(compiled, again, plan, 1, (*earlier.entries, *back.entries)).entries == ()


@pytest.mark.parametrize("reward, voucher", [
    ({}, False), ({"kind": "coupon"}, True), ({"kind": "trial"}, True), ({"voucher_days": 3}, True)])
def test_coupons_trials_and_what_has_days_come_as_vouchers(reward, voucher):
    compiled = version(**reward)

    assert gives_vouchers(compiled.programme.rewards[0]) == voucher


@pytest.mark.parametrize("days, last", [("", None), (0, "2026-03-02"), ("$min([90, 30])", "2026-04-01")])
def test_a_voucher_is_good_through_its_last_day(days, last):
    compiled = version(voucher_days=days) if days != "" else version()

    until = voucher_until(compiled, 0, view_at(compiled, MEMBER, NOW.occurred_at), NOW.day)

    assert (until and until.isoformat()) == last
