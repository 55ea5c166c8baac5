"""Points that are held go back by themselves when their time is over."""

from datetime import timedelta

import pytest
import time_machine

from server.clock import now
from server.db import reading
from server.jobs import calendar
from server.jobs.periods import run
from server.jobs.waiting import LapsingHolds
from server.services.points.desk import Desk, Request
from server.services.points.reserving import STANDS
from server.services.points.spending import capture_hold, hold_points, release_hold
from tests.server.webhooks.till import balance_of


@pytest.fixture
def desk(coalition):
    return Desk(coalition.engine, coalition.versions)


@pytest.fixture
def ask(till):
    """``ask("H")``: a request of the shop for a member that has 100 points."""
    till.post(till.purchase("100.00"))
    return lambda reference: Request(reference, number="M-1", partner="SHOP")


def rows(context, query):
    with reading(context.engine) as connection:
        return connection.rows(query)


def lapse(context, after):
    """What the worker does so long from now; how many holds lapsed."""
    holds = LapsingHolds(context.versions)
    with time_machine.travel(now() + after, tick=False):
        assert run(context, holds).failed == []
    return holds.lapsed


def test_a_hold_lapses_when_its_time_is_over_and_once(desk, ask, till, context):
    hold_points(desk, ask("H"), "PTS", 30)

    assert lapse(context, STANDS - timedelta(minutes=1)) == 0
    assert lapse(context, STANDS + timedelta(minutes=1)) == 1
    assert lapse(context, STANDS + timedelta(minutes=1)) == 0

    assert balance_of(till.post(till.purchase("1.00"))) == 101
    assert rows(context, "SELECT status FROM hold") == [("lapsed",)]


def test_a_hold_of_everything_lapses_into_its_emptied_lot(desk, ask, till, context):
    hold_points(desk, ask("H"), "PTS", 100)

    assert lapse(context, STANDS + timedelta(minutes=1)) == 1
    assert balance_of(till.post(till.purchase("1.00"))) == 101


def test_points_of_a_lot_that_lapsed_meanwhile_lapse_with_their_hold(desk, ask, till, context):
    hold_points(desk, ask("H"), "PTS", 30)
    with time_machine.travel(now() + timedelta(days=370), tick=False):
        calendar.keep(context)

    assert rows(context, "SELECT available, held FROM balance") == [(0, 0)]
    assert rows(context, "SELECT kind FROM entry WHERE kind <> 'settlement' ORDER BY occurred_at, kind") == [
        ("accrual",), ("hold",), ("release",), ("expiry",)]


@pytest.mark.parametrize("close", [capture_hold, release_hold])
def test_a_hold_that_was_captured_or_released_does_not_lapse(desk, ask, context, close):
    hold_points(desk, ask("H"), "PTS", 30)
    close(desk, ask("C"), "H")

    assert lapse(context, STANDS + timedelta(minutes=1)) == 0
    assert len(rows(context, "SELECT id FROM hold WHERE status <> 'open'")) == 1
