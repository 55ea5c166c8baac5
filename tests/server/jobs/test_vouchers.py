"""Vouchers lapse when their last day is over, and their points go back where their terms say so."""

import json
from datetime import UTC, date, datetime

import pytest
import time_machine

from server.db import reading
from server.jobs import calendar
from server.jobs.context import Context
from server.jobs.periods import run
from server.jobs.vouchers import LapsingVouchers
from server.services.points.desk import Desk, Request
from server.services.rewards.redeeming import redeem_reward
from server.services.rewards.redemptions import cancel
from server.services.rewards.vouchers import use_voucher
from tests.server.services.conftest import CATALOGUE
from tests.server.webhooks.till import open_coalition

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)  # noon in Shanghai
LAST = date(2026, 4, 1)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def context(engine, tmp_path):
    coalition = open_coalition(engine, tmp_path, CATALOGUE)
    till = coalition.till()
    till.post(till.purchase("100"))
    return Context(engine, coalition.versions)


@pytest.fixture
def redeemed(context):
    """``redeemed("trial", 2)``: the redemption of a member that had 100 points."""
    desk = Desk(context.engine, context.versions)
    return lambda reward, quantity=1: json.loads(redeem_reward(
        desk, Request(f"R-{reward}", number="M-1", partner="SHOP"), reward, quantity).body)["redemption"]


def lapse(context, day):
    task = LapsingVouchers(context.versions, day)
    assert run(context, task).failed == []
    return task.lapsed, task.refunded


def rows(context, query):
    with reading(context.engine) as connection:
        return connection.rows(query)


def test_nothing_lapses_on_its_last_day_and_all_of_it_once_the_day_after(context, redeemed):
    redeemed("trial", 2)

    assert lapse(context, LAST) == (0, 0)
    assert lapse(context, date(2026, 4, 2)) == (2, 2)
    assert lapse(context, date(2026, 4, 2)) == (0, 0)


@pytest.mark.parametrize("reward, points, stock", [("trial", 100, 0), ("coupon", 80, 2)])
def test_points_and_pieces_go_back_only_where_the_reward_says_so(context, redeemed, reward, points, stock):
    redeemed(reward, 2)

    lapse(context, date(2026, 5, 1))

    assert rows(context, "SELECT available FROM balance") == [(points,)]
    assert rows(context, "SELECT used FROM shared_use") == [(stock,)]
    assert rows(context, "SELECT DISTINCT status FROM voucher") == [("lapsed",)]


def test_what_was_used_or_cancelled_does_not_lapse(context, redeemed):
    desk, trial = Desk(context.engine, context.versions), redeemed("trial", 2)
    cancel(desk, Request("C", partner="SHOP"), redeemed("coupon")["id"])
    use_voucher(desk, Request("U", partner="SHOP"), trial["vouchers"][0]["code"])

    assert lapse(context, date(2026, 5, 1)) == (1, 1)
    assert rows(context, "SELECT available FROM balance") == [(90,)]


def test_the_terms_of_a_voucher_outlive_a_change_of_the_programme(context, redeemed, tmp_path):
    redeemed("trial")
    changed = CATALOGUE.replace(", lapsed: refund", "")
    open_coalition(context.engine, tmp_path, changed, since=datetime(2026, 3, 1, tzinfo=UTC))

    assert lapse(context, date(2026, 5, 1)) == (1, 1)


def test_points_whose_lot_lapsed_meanwhile_lapse_with_their_voucher(context, redeemed, at_noon):
    redeemed("trial")
    at_noon.move_to(datetime(2027, 6, 1, tzinfo=UTC))
    calendar.keep(context)

    assert rows(context, "SELECT available FROM balance") == [(0,)]
    assert rows(context, "SELECT status FROM voucher") == [("lapsed",)]
