"""Points asked for at the desk: each kind of request has its effect once, and a refusal leaves nothing behind."""

import json

import pytest

from rules.errors import PointsError
from server.problems import TABLE
from server.services.points.adjusting import adjust_points
from server.services.points.converting import convert_points
from server.services.points.desk import Request
from server.services.points.spending import capture_hold, hold_points, pay, refund_points, release_hold
from server.services.points.transferring import give_points
from server.services.rewards.redeeming import redeem_reward
from server.taking.batch import problem_of
from tests.server.ledger.kept import dump
from tests.server.services.conftest import EVE


def test_a_reward_costs_its_price_and_is_granted(counter, asked):
    ada = counter.member("A", 100)

    answer = json.loads(redeem_reward(counter.desk, asked("R1", ada), "mug", 2).body)

    assert answer["balances"]["PTS"]["available"] == counter.available(ada) == 80
    assert [(grant["code"], grant["quantity"]) for grant in answer["grants"]] == [("mug", "2")]


def test_points_are_converted_in_full_blocks(counter, asked):
    ada = counter.member("A", 250)

    convert_points(counter.desk, asked("R1", ada), "to-miles", 250)

    assert (counter.available(ada), counter.available(ada, "MILE")) == (50, 100)


@pytest.mark.parametrize("points, left", [(20, 120), (-30, 70)])
def test_a_person_adds_and_takes_points(counter, points, left):
    ada = counter.member("A", 100)

    adjust_points(counter.desk, Request("R1", ada, reason=EVE), "PTS", points)

    assert counter.available(ada) == left


def test_points_are_given_to_another_member(counter, asked):
    ada, ben = counter.member("A", 100), counter.member("B", 1)

    give_points(counter.desk, asked("R1", ada), ben, "PTS", 40)

    assert (counter.available(ada), counter.available(ben)) == (60, 41)


@pytest.mark.parametrize("close, left", [
    pytest.param(lambda desk, ask: capture_hold(desk, ask, "H"), 70, id="captured"),
    pytest.param(lambda desk, ask: capture_hold(desk, ask, "H", 10), 90, id="captured in part"),
    pytest.param(lambda desk, ask: release_hold(desk, ask, "H"), 100, id="released"),
])
def test_what_is_held_is_captured_or_released(counter, asked, close, left):
    ada = counter.member("A", 100)
    hold_points(counter.desk, asked("H", ada), "PTS", 30)
    assert counter.available(ada) == 70

    close(counter.desk, asked("R1", ada))

    assert counter.available(ada) == left


@pytest.mark.parametrize("points, left", [(None, 100), (25, 65)])
def test_a_payment_of_the_whole_balance_is_given_back(counter, asked, points, left):
    ada = counter.member("A", 100)
    pay(counter.desk, asked("P", ada), "PTS", 60)

    refund_points(counter.desk, asked("R1", ada), "P", points)

    assert counter.available(ada) == left


def test_a_captured_hold_is_given_back_to_its_empty_lots(counter, asked):
    ada = counter.member("A", 100)
    hold_points(counter.desk, asked("H", ada), "PTS", 100)
    capture_hold(counter.desk, asked("C", ada), "H")

    refund_points(counter.desk, asked("R1", ada), "C", 10)

    assert counter.available(ada) == 10


def test_a_repeat_gets_the_first_answer_and_changes_nothing(counter, asked):
    ada = counter.member("A", 100)
    first = redeem_reward(counter.desk, asked("R1", ada), "mug")
    before = dump(counter.coalition.engine)

    again = redeem_reward(counter.desk, asked("R1", ada), "mug")

    assert (again.body, first.replayed, again.replayed) == (first.body, False, True)
    assert dump(counter.coalition.engine) == before


def test_the_number_at_the_partner_names_the_member_too(counter):
    ada = counter.member("A", 100)

    pay(counter.desk, Request("R1", number="A", partner="SHOP"), "PTS", 60)

    assert counter.available(ada) == 40


REFUSED = [
    ("insufficient_points", lambda desk, ask, ada: redeem_reward(desk, ask("R1", ada), "mug", 3)),
    ("out_of_stock", lambda desk, ask, ada: redeem_reward(desk, ask("R1", ada), "mug", 4)),
    ("limit_reached", lambda desk, ask, ada: redeem_reward(desk, ask("R1", ada), "ticket", 3)),
    ("reward_closed", lambda desk, ask, ada: redeem_reward(desk, ask("R1", ada), "gone")),
    ("points_not_positive", lambda desk, ask, ada: redeem_reward(desk, ask("R1", ada), "mug", 0)),
    ("conversion_closed", lambda desk, ask, ada: convert_points(desk, ask("R1", ada), "gone", 10)),
    ("below_minimum", lambda desk, ask, ada: convert_points(desk, ask("R1", ada), "to-miles", 10)),
    ("same_member", lambda desk, ask, ada: give_points(desk, ask("R1", ada), ada, "PTS", 1)),
    ("member_unknown", lambda desk, ask, ada: give_points(desk, ask("R1", ada), "nobody", "PTS", 1)),
    ("reason_missing", lambda desk, ask, ada: adjust_points(desk, ask("R1", ada), "PTS", 1)),
    ("second_person_needed", lambda desk, ask, ada: adjust_points(desk, ask("R1", ada, reason=EVE), "PTS", 501)),
    ("unknown_currency", lambda desk, ask, ada: adjust_points(desk, ask("R1", ada, reason=EVE), "GOLD", 1)),
    ("not_honoured", lambda desk, ask, ada: pay(desk, ask("R1", ada), "MILE", 1)),
    ("spend_unknown", lambda desk, ask, ada: release_hold(desk, ask("R1", ada), "gone")),
    ("unknown_partner", lambda desk, ask, ada: pay(desk, ask("R1", ada, partner="GONE"), "PTS", 1)),
    ("reference_conflict", lambda desk, ask, ada: pay(desk, ask("earn-A", ada), "PTS", 1)),
]


@pytest.mark.parametrize("code, ask_for", [pytest.param(*case, id=case[0]) for case in REFUSED])
def test_a_refusal_has_a_stable_code_and_changes_nothing(counter, asked, code, ask_for):
    ada = counter.member("A", 29)
    before = dump(counter.coalition.engine)

    with pytest.raises(PointsError) as refused:
        ask_for(counter.desk, asked, ada)

    assert (problem_of(refused.value).code, code in TABLE) == (code, True)
    assert dump(counter.coalition.engine) == before


def test_more_cannot_be_given_back_than_was_paid(counter, asked):
    ada = counter.member("A", 100)
    pay(counter.desk, asked("P", ada), "PTS", 60)
    refund_points(counter.desk, asked("R1", ada), "P", 50)

    with pytest.raises(PointsError, match="10 left") as refused:
        refund_points(counter.desk, asked("R2", ada), "P", 11)
    assert problem_of(refused.value).code == "refund_too_large"


def test_a_hold_is_closed_once(counter, asked):
    ada = counter.member("A", 100)
    hold_points(counter.desk, asked("H", ada), "PTS", 30)
    release_hold(counter.desk, asked("R1", ada), "H")

    with pytest.raises(PointsError) as refused:
        capture_hold(counter.desk, asked("R2", ada), "H")
    assert problem_of(refused.value).code == "hold_closed"
