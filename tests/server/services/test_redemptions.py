"""A redemption's whole life: what it waits for, how it ends, and that what ends badly is given back entirely."""

import json

import pytest
from sqlalchemy import text

from rules.errors import PointsError
from server.problems import TABLE
from server.services.points.spending import refund_points
from server.services.rewards.redeeming import redeem_reward
from server.services.rewards.redemptions import approve, cancel, fail, fulfil, refuse
from server.services.rewards.vouchers import use_voucher
from server.taking.batch import problem_of
from tests.server.ledger.kept import dump
from tests.server.services.conftest import CATALOGUE


@pytest.fixture
def ada(counter):
    return counter.member("A", 100)


@pytest.fixture
def redeemed(counter, asked, ada):
    """``redeemed("mug", 2)``: what the answer to redeeming tells of the redemption."""
    def redeem(reward, quantity=1, reference="R1"):
        return told(redeem_reward(counter.desk, asked(reference, ada), reward, quantity))

    return redeem


def told(answered):
    return json.loads(answered.body)["redemption"]


def rows(counter, query):
    with counter.coalition.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def standing(counter):
    """Every lot and everything that is counted, as it stands."""
    return [rows(counter, query) for query in (
        "SELECT id, points_left, pending FROM lot ORDER BY id", "SELECT available, pending, held, owed FROM balance",
        "SELECT campaign, used FROM shared_use WHERE used <> 0",
        "SELECT campaign, used FROM use_count WHERE used <> 0")]


@pytest.mark.parametrize("reward, status, vouchers", [
    ("mug", "approved", 0), ("coupon", "fulfilled", 2), ("trial", "fulfilled", 2)])
def test_what_needs_no_approval_is_approved_at_once_and_codes_fulfil_it(redeemed, reward, status, vouchers):
    found = redeemed(reward, 2)

    assert (found["status"], len({each["code"] for each in found["vouchers"]})) == (status, vouchers)
    assert {each["status"] for each in found["vouchers"]} <= {"open"}


@pytest.mark.parametrize("reward, status, vouchers", [("lounge", "approved", 0), ("tasting", "fulfilled", 1)])
def test_what_asks_for_approval_waits_with_its_points_paid(counter, asked, ada, redeemed, reward, status, vouchers):
    found = redeemed(reward)
    assert (found["status"], found["vouchers"], counter.available(ada)) == ("waiting", [], 80)

    after = told(approve(counter.desk, asked("R2", ada), found["id"]))

    assert (after["status"], len(after["vouchers"])) == (status, vouchers)


def test_what_is_sent_says_how_to_follow_it(counter, asked, ada, redeemed):
    found = redeemed("mug")

    after = told(fulfil(counter.desk, asked("R2", ada), found["id"], "SF 1234"))

    assert (after["status"], after["tracking"]) == ("fulfilled", "SF 1234")
    assert counter.available(ada) == 90


ENDS = {
    "refused": ("lounge", lambda desk, ask, id_: refuse(desk, ask, id_, "closed for a party")),
    "cancelled while it waits": ("lounge", cancel),
    "cancelled before it is sent": ("mug", cancel),
    "failed": ("mug", lambda desk, ask, id_: fail(desk, ask, id_, "lost on its way")),
    "vouchers cancelled": ("coupon", cancel),
}


@pytest.mark.parametrize("reward, end", ENDS.values(), ids=ENDS)
def test_what_ends_without_the_goods_is_given_back_entirely(counter, asked, ada, redeemed, reward, end):
    before = standing(counter)
    found = redeemed(reward)
    assert standing(counter) != before

    after = told(end(counter.desk, asked("R2", ada), found["id"]))

    assert standing(counter) == before
    assert (after["quantity_back"], after["status"] in ("refused", "cancelled", "failed")) == (1, True)
    assert rows(counter, "SELECT sum(CAST(quantity AS integer)) FROM granted") == [(0,)]


def test_what_was_lost_after_it_was_sent_is_given_back_too(counter, asked, ada, redeemed):
    before, found = standing(counter), redeemed("mug", 3)
    fulfil(counter.desk, asked("R2", ada), found["id"], "SF 1234")

    after = told(fail(counter.desk, asked("R3", ada), found["id"], "lost on its way"))

    assert (after["status"], after["why"], standing(counter)) == ("failed", "lost on its way", before)


def test_of_several_vouchers_those_nobody_used_come_back(counter, asked, ada, redeemed):
    found = redeemed("coupon", 3)
    use_voucher(counter.desk, asked("U1", ""), found["vouchers"][1]["code"])

    after = told(cancel(counter.desk, asked("R2", ada), found["id"]))

    assert (after["status"], after["quantity_back"], counter.available(ada)) == ("fulfilled", 2, 90)
    assert sorted(each["status"] for each in after["vouchers"]) == ["cancelled", "cancelled", "used"]


def test_points_that_were_refunded_before_are_not_given_back_twice(counter, asked, ada, redeemed):
    before, found = standing(counter), redeemed("mug", 2)
    refund_points(counter.desk, asked("R2", ada), "R1", 15)

    cancel(counter.desk, asked("R3", ada), found["id"])

    assert standing(counter) == before


CLOSED = {
    "approved twice": ("mug", [], approve),
    "refused after it was approved": ("lounge", [approve], lambda *a: refuse(*a, "no")),
    "sent twice": ("mug", [fulfil], fulfil),
    "sent while it waits": ("lounge", [], fulfil),
    "failed while it waits": ("lounge", [], lambda *a: fail(*a, "no")),
    "cancelled twice": ("mug", [cancel], cancel),
    "cancelled after it was sent": ("mug", [fulfil], cancel),
    "vouchers cancelled twice": ("coupon", [cancel], cancel),
    "vouchers refused": ("coupon", [], lambda *a: refuse(*a, "no")),
}


@pytest.mark.parametrize("reward, first, then", CLOSED.values(), ids=CLOSED)
def test_what_is_over_changes_no_more(counter, asked, ada, redeemed, reward, first, then):
    found = redeemed(reward)
    for place, deed in enumerate(first):
        deed(counter.desk, asked(f"F{place}", ada), found["id"])
    before = dump(counter.coalition.engine)

    with pytest.raises(PointsError) as refused:
        then(counter.desk, asked("T", ada), found["id"])

    assert problem_of(refused.value).status == TABLE["redemption_closed"][0] == 409
    assert dump(counter.coalition.engine) == before


def test_a_redemption_that_does_not_exist_is_unknown(counter, asked, ada):
    with pytest.raises(PointsError) as refused:
        cancel(counter.desk, asked("R2", ada), "nothing")

    assert problem_of(refused.value).status == 404


def test_a_repeat_of_a_step_gets_the_first_answer(counter, asked, ada, redeemed):
    found = redeemed("lounge")
    first = approve(counter.desk, asked("R2", ada), found["id"])

    again = approve(counter.desk, asked("R2", ada), found["id"])

    assert (again.body, again.replayed) == (first.body, True)
    assert "balances" not in json.loads(first.body)


def test_the_terms_are_those_of_the_version_it_was_bought_under(counter, asked, ada, redeemed):
    found = redeemed("tasting")
    counter.coalition.publish(CATALOGUE.replace("code: tasting", "code: another"))

    after = told(approve(counter.desk, asked("R2", ada), found["id"]))

    assert len(after["vouchers"]) == 1
