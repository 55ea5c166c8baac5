"""Periodic work happens once a period, whatever the machine does: killed, doubled, or away for forty days."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from server.clock import now
from server.db import AWAY, writing
from server.jobs import calendar, periods
from server.jobs.context import Context
from server.jobs.days import LOTS, TIERS, Days
from server.jobs.injections import Injections
from server.jobs.leases import LeaseLost
from server.jobs.periods import run, run_once
from server.jobs.settlements import Settlements
from tests.server.jobs.years import PROGRAMME, books, rows
from tests.server.webhooks.till import open_coalition
from tests.tables import broken

START = datetime(2026, 3, 10, 2, tzinfo=UTC)
LAST = date(2026, 5, 20)


class Killed(BaseException):
    """A process ended at once; nothing catches it."""


@pytest.fixture
def lived(settings, tmp_path):
    """``lived(engine)``: a coalition in which a few members bought something on two days in March."""

    def live(engine):
        with time_machine.travel(START, tick=False):
            coalition = open_coalition(engine, tmp_path, PROGRAMME, since=START - timedelta(days=20))
            for day in (0, 8):
                at = START + timedelta(days=day)
                with time_machine.travel(at, tick=False):
                    run(Context(engine, coalition.versions), Injections(coalition.versions, at.date()))
                    for place in range(7):
                        till = coalition.till(("SHOP", "CAFE")[place % 2])
                        assert till.post(till.purchase(f"{100 + 90 * place}.00", member=f"M-{place}", at=at,
                                                       reference=f"{day}.{place}")).status_code == 200
        return Context(engine, coalition.versions)
    return live


@pytest.fixture
def context(lived, engine):
    return lived(engine)


@pytest.fixture
def twin(lived, settings, new_tables):
    """The same coalition in a database of its own."""
    from server.db import open_engine

    engine = open_engine(replace(settings, database_url=new_tables(settings.database_url.partition(":")[0].partition(
        "+")[0])))
    yield lived(engine)
    assert broken(engine) == []
    engine.dispose()


def keep(context, day):
    """What a worker does in the morning of a day."""
    with time_machine.travel(datetime(day.year, day.month, day.day, 3, tzinfo=UTC), tick=False):
        calendar.keep(context)


def every_day():
    """The days after the first purchases, to the last."""
    return [date.fromordinal(day) for day in range(date(2026, 3, 11).toordinal(), LAST.toordinal() + 1)]


def test_each_day_brings_what_is_due_on_it(context):
    for day in every_day():
        keep(context, day)

    kinds = {kind for (kind,) in rows(context.engine, "SELECT DISTINCT kind FROM entry")}
    moves = rows(context.engine, "SELECT before, after FROM tier_move WHERE before <> after AND NOT rose")
    assert kinds == {"accrual", "bonus", "release", "expiry", "injection", "settlement"}
    assert set(moves) == {("gold", "basic")}
    assert rows(context.engine, "SELECT sum(points_left) FROM lot WHERE currency = 'PTS'") == [(0,)]


def test_a_worker_that_was_away_ends_where_one_that_was_not_does(context, twin):
    for day in every_day():
        keep(context, day)
    keep(twin, LAST)

    assert books(twin.engine) == books(context.engine)


def test_two_weeks_then_a_month_away_then_each_day_is_the_same_again(context, twin):
    for day in every_day():
        keep(context, day)
    for day in [*every_day()[:14], *every_day()[-5:]]:
        keep(twin, day)

    assert books(twin.engine) == books(context.engine)


def test_the_same_day_again_changes_nothing(context):
    keep(context, LAST)
    before = books(context.engine)

    keep(context, LAST)
    for task in (Days(context.versions, LAST), Injections(context.versions, LAST), Settlements(context.versions, LAST)):
        assert run(context, task).failed == []

    assert books(context.engine) == before


@pytest.mark.parametrize("seed", range(10))
def test_a_worker_killed_at_any_commit_is_taken_up_where_it_stopped(context, seed, monkeypatch, request):
    dice, finish = random.Random(seed), periods._write
    monkeypatch.setattr("server.jobs.days.CHUNK", 2)

    def deadly(*arguments):
        if dice.random() < 0.3:
            if dice.random() < 0.5:
                finish(*arguments)
            raise Killed
        finish(*arguments)

    at = datetime(2026, 5, 20, 3, tzinfo=UTC)
    with monkeypatch.context() as killing:
        killing.setattr(periods, "_write", deadly)
        for _ in range(4):
            with time_machine.travel(at, tick=False):
                try:
                    calendar.keep(context)
                except Killed:
                    at += context.lease + timedelta(seconds=1)
    with time_machine.travel(at, tick=False):
        calendar.keep(context)

    assert books(context.engine) == request.getfixturevalue("clean_books")


@pytest.fixture
def clean_books(twin):
    """What the books say after one clean run."""
    keep(twin, LAST)
    return books(twin.engine)


def test_while_one_worker_has_a_period_another_leaves_it_alone(context):
    seen = []

    class Slow(Days):
        def do(self, connection, pieces):
            super().do(connection, pieces)
            seen.append(True)

        def find(self, connection, cursor):
            if seen:
                assert run_once(context, Days(context.versions, LAST), "p") is None
            return super().find(connection, cursor)

    made = run_once(context, Slow(context.versions, LAST), "p")

    assert (made.failed, len(seen)) == ([], 1)
    assert run_once(context, Days(context.versions, LAST), "p") is None


def test_a_worker_that_slept_through_its_lease_writes_nothing_more(context, monkeypatch):
    class Asleep(Days):
        def do(self, connection, pieces):
            if len(pieces) == 1:
                pytest.fail("a lost lease is no failure of a piece")
            super().do(connection, pieces)

    asleep = Asleep(context.versions, LAST)
    found = asleep.find

    def find(connection, cursor):
        asleep.find = found
        chunk = found(connection, cursor)
        with time_machine.travel(now() + context.lease, tick=False):
            assert run_once(context, Days(context.versions, LAST), "p") is not None
        return chunk

    asleep.find = find
    with pytest.raises(LeaseLost):
        run_once(context, asleep, "p")


def test_a_member_that_cannot_be_kept_spoils_no_other(context, monkeypatch):
    broken_one = min(rows(context.engine, "SELECT DISTINCT member_id FROM lot"))[0]
    kept = Days._days_of

    def failing(self, state, at):
        if state.id == broken_one:
            raise ValueError("no such luck")
        return kept(self, state, at)

    with monkeypatch.context() as patch:
        patch.setattr(Days, "_days_of", failing)
        made = run_once(context, Days(context.versions, LAST), "p")

    assert made.failed == [f"{broken_one}: ValueError('no such luck')"]
    assert rows(context.engine, "SELECT DISTINCT member_id FROM lot WHERE currency = 'PTS' AND points_left > 0") == [
        (broken_one,)]
    assert run_once(context, Days(context.versions, LAST), "q").failed == []


def test_lots_and_tiers_may_be_kept_apart(context):
    lots, tiers = Days(context.versions, LAST, [LOTS]), Days(context.versions, LAST, [TIERS])
    run(context, lots)
    run(context, tiers)

    assert (lots.counts["release"], lots.counts["expiry"], lots.counts["fell"]) == (8, 8, 0)
    assert (tiers.counts["release"], tiers.counts["fell"] > 0) == (0, True)


def test_points_can_be_spent_to_the_end_of_their_last_day(context):
    last = {day for (day,) in rows(context.engine, "SELECT DISTINCT expires_on FROM lot WHERE currency = 'PTS'")}
    for day in sorted(last):
        run(context, Days(context.versions, date.fromisoformat(day)))
        assert {day} <= {day for (day,) in rows(context.engine, "SELECT expires_on FROM lot WHERE points_left > 0")}


def test_a_pool_holds_what_was_paid_in_and_bonuses_stop_when_it_is_empty(context):
    run(context, Injections(context.versions, date(2026, 5, 4)))
    left = dict(rows(context.engine, "SELECT code, points_left FROM budget"))["pool:joint"]
    balance = rows(context.engine, "SELECT sum(points) FROM posting WHERE account = 'pool:joint'")[0][0]

    assert left == balance
    assert left > 0


def test_nothing_is_done_before_the_day_is_an_hour_old(context):
    midnight = datetime(2026, 5, 19, 16, tzinfo=UTC)
    for minutes, day in ((59, "2026-05-19"), (60, "2026-05-20")):
        with time_machine.travel(midnight + timedelta(minutes=minutes), tick=False):
            assert calendar.today(context).isoformat() == day


def test_a_period_that_is_left_when_the_worker_ends_is_taken_up_at_once(context):
    stopped = replace(context, stopping=lambda: True)

    assert run_once(stopped, Days(context.versions, LAST), "p").cursor == ""
    assert run_once(context, Days(context.versions, LAST), "p").cursor > ""


def test_a_database_that_is_away_ends_the_run_and_names_no_member(context):
    class Away(Days):
        def do(self, connection, pieces):
            raise AWAY[-1]("database is locked")

    with pytest.raises(AWAY):
        run_once(context, Away(context.versions, LAST), "p")

    with time_machine.travel(now() + context.lease), writing(context.engine):
        pass
    with time_machine.travel(now() + context.lease):
        assert run_once(context, Days(context.versions, LAST), "p").failed == []
