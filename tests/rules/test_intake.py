"""One event from report to plan, as the server and the worked examples run it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from rules.books import apply
from rules.books.lots import InsufficientPoints
from rules.compiling.compiler import compile_programme
from rules.entries import Lot
from rules.facts import Line
from rules.intake import (
    Reported,
    ReturnedLine,
    Shared,
    admit,
    answer_for,
    facts_for,
    members_of,
    take_event,
    take_return,
    take_void,
    wanted_for,
)
from rules.rating.giveback import ReturnTooLarge
from rules.shape import read
from rules.state import MemberState

AT = datetime(2026, 3, 3, 1, 15, tzinfo=UTC)
COFFEE = Line(sku="8801", category="coffee", amount=Decimal(60))
BREAD = Line(sku="77", category="bread", amount=Decimal(40))


def version(**parts):
    return compile_programme(read({
        "code": "p", "name": "P", "zone": "Asia/Shanghai", "money": "CNY",
        "currencies": [{"code": "PTS", "name": "Points"}],
        "partners": [{"code": "shop", "name": "Shop", "currency": "PTS", "honours": ["PTS"]}],
        "accruals": [{"code": "base", "points": "matched.amount"}], **parts,
    }).programme, "v1")


def campaign(**parts):
    return {"code": "double", "name": "Double", "benefits": [{"multiplier": 2}], **parts}


def bought(*lines, **more):
    lines = lines or (COFFEE, BREAD)
    values = {"id": "e1", "partner": "shop", "type": "transaction.completed", "reference": "R1", "number": "A-1",
              "occurred_at": AT, "lines": lines, "amount": sum(line.amount for line in lines)}
    return Reported(**{**values, **more})


def back(**more):
    return bought(COFFEE, **{"id": "e2", "type": "transaction.returned", "reference": "R2", "of": "R1", "lines": (),
                             "amount": Decimal(0), **more})


def points(plan, member="m"):
    return sum(posting.points for entry in plan.entries for posting in entry.postings
               if posting.account.startswith(f"member:{member}:"))


def held_with(points, member="m"):
    return MemberState(member, lots=(Lot("old", member, "PTS", points, points),))


@pytest.mark.parametrize("passed, status, why", [
    pytest.param(timedelta(days=30), "processed", "", id="on the last instant of the window"),
    pytest.param(timedelta(days=30, microseconds=1), "held", "late", id="just too late"),
    pytest.param(timedelta(minutes=-5), "processed", "", id="a clock that runs ahead a little"),
    pytest.param(timedelta(minutes=-5, microseconds=-1), "held", "future", id="from the future"),
])
def test_an_event_is_taken_inside_its_window_else_held(passed, status, why):
    admission = admit(version(), bought(), AT + passed)

    assert (admission.status, admission.why) == (status, why)


def test_a_return_without_its_purchase_is_parked_until_the_policy_ends():
    admission = admit(version(policies={"parked_days": 7}), back(), AT)

    assert (admission.status, admission.until) == ("parked", AT + timedelta(days=7))


def test_an_event_is_planned_the_same_twice_and_changes_nothing_it_was_given():
    compiled, member = version(campaigns=[campaign()]), held_with(5)

    first, second = (take_event(compiled, bought(), member) for _ in range(2))

    assert first == second
    assert (points(first), member) == (200, held_with(5))
    assert first.facts == facts_for(compiled, bought(), member)


def test_facts_stand_as_they_were_before_the_event():
    member = apply(MemberState("m"), take_event(version(), bought(), MemberState("m")))
    facts = facts_for(version(), bought(id="e9", reference="R9"), member, shared=Shared({"x": 3}))

    assert facts.member.balances == {"PTS": 100}
    assert facts.event.occurred_at.hour == 9
    assert facts.budgets == {"x": 3}


def test_only_what_an_event_can_touch_is_wanted():
    compiled = version(campaigns=[
        campaign(budget=100, caps=[{"limit": 9, "of": "times", "per": "campaign"}]),
        campaign(code="over", budget=100, schedule={"ends_at": "2026-02-01"}),
    ])

    wanted = wanted_for(compiled, bought(), MemberState("m"))

    assert wanted.budgets == {"double"}
    assert {use.campaign for use in wanted.uses} == {"double"}


def test_points_that_pay_are_burnt_first_and_their_lack_refuses_the_whole_event():
    plan = take_event(version(), bought(points_paid=30), held_with(40))

    assert [entry.kind for entry in plan.entries] == ["burn", "accrual"]
    assert (points(plan), plan.past.points_used) == (70, 30)
    with pytest.raises(InsufficientPoints):
        take_event(version(), bought(points_paid=41), held_with(40))


def test_history_counts_the_money_paid_not_the_list_price():
    compiled = version(campaigns=[campaign(benefits=[{"discount": 30}])])

    plan = take_event(compiled, bought(before_discounts=True), MemberState("m"))

    assert (plan.past.amount, plan.purchase.past.amount, points(plan)) == (70, 70, 70)


def test_a_discounted_purchase_comes_back_for_what_was_paid():
    compiled = version(campaigns=[campaign(benefits=[{"discount": 30}])])
    plan = take_event(compiled, bought(before_discounts=True), MemberState("m"))
    member = apply(MemberState("m"), plan)

    whole = take_void(compiled, back(), plan.purchase, {"m": member})

    assert points(whole) == -70
    with pytest.raises(ReturnTooLarge):
        take_return(compiled, back(amount=Decimal("70.01")), plan.purchase, {"m": member})


@pytest.mark.parametrize("report, clawback", [
    pytest.param({"returned": (ReturnedLine(sku="8801"),)}, -120, id="a line by its article"),
    pytest.param({"returned": (ReturnedLine(position=1),)}, -40, id="a line by its place"),
    pytest.param({"returned": (ReturnedLine(sku="8801", amount=Decimal(10)),)}, -20, id="part of a line"),
    pytest.param({"amount": Decimal(50)}, -80, id="an amount"),
    pytest.param({}, -160, id="all that is left"),
])
def test_a_return_takes_back_what_the_rest_would_not_have_earned(report, clawback):
    compiled = version(campaigns=[campaign(lines='line.category == "coffee"')])
    plan = take_event(compiled, bought(), MemberState("m"))

    returned = take_return(compiled, back(**report), plan.purchase, {"m": apply(MemberState("m"), plan)})

    assert points(returned) == clawback


def test_a_return_takes_back_what_the_referrer_got_too():
    compiled = version(campaigns=[campaign(benefits=[{"points": 50, "to": "referrer"}])])
    member, friend = MemberState("m", referrer="f"), MemberState("f")
    plan = take_event(compiled, bought(), member, friend)
    books = {"m": apply(member, plan), "f": apply(friend, plan)}

    returned = take_return(compiled, back(), plan.purchase, books)

    assert members_of(plan.purchase) == ("f", "m")
    assert (points(plan, "f"), points(returned, "f"), points(returned, "m")) == (50, -50, -100)


def test_the_answer_is_plain_data_about_this_member_alone():
    compiled = version(campaigns=[campaign(benefits=[{"points": 50, "to": "referrer"}])])
    member, friend = MemberState("m", referrer="friend-of-m"), MemberState("friend-of-m")
    plan = take_event(compiled, bought(), member, friend)

    answer = answer_for(plan, member, apply(member, plan))

    assert answer["balances"] == {"PTS": {"available": 100, "pending": 0}}
    assert [award["points"] for award in answer["awards"]] == [100]
    assert "friend-of-m" not in json.dumps(answer)


def test_points_that_paid_come_back_with_the_goods_and_from_a_purchase_without_money_too():
    part = take_event(version(), bought(points_paid=30), held_with(40))
    whole = take_event(version(), bought(Line(sku="mug"), points_paid=30), held_with(40))

    half_back = take_return(version(), back(amount=Decimal(50)), part.purchase, {"m": apply(held_with(40), part)})
    all_back = take_void(version(), back(), whole.purchase, {"m": apply(held_with(40), whole)})

    assert (points(half_back), points(all_back)) == (-50 + 15, 30)
    assert {entry.reason.rule for entry in all_back.entries} == {"points_paid"}
