"""What follows from a commit happens once, whatever fails or is killed meanwhile."""

from datetime import timedelta

import pytest
import time_machine

from server.clock import now
from server.db import AWAY, reading, writing
from server.jobs import outbox
from server.jobs.leases import OUTBOX, LeaseLost
from server.jobs.statistics import recount
from server.jobs.worker import EVENTS, Lanes
from server.taking.batch import FOLLOW


def rows(context, query):
    with reading(context.engine) as connection:
        return connection.rows(query)


def counted(context, subject):
    """How often a subject was counted, over all days and partners."""
    return sum(times for name, times in rows(context, "SELECT subject, times FROM daily_statistic") if name == subject)


def waiting(context):
    return rows(context, "SELECT attempts, last_error, dead_at FROM outbox ORDER BY id")


def test_a_recorded_event_leaves_one_row_and_the_row_one_effect(till, context):
    till.post(till.purchase("64.00"))

    assert outbox.is_due(context)
    assert outbox.turn(context) == 1
    assert not outbox.is_due(context)
    assert waiting(context) == []
    assert counted(context, "accrual:base") == 1


def test_a_refused_event_leaves_no_row(till, context):
    till.post(till.purchase("64.00", points_paid=10))

    assert outbox.turn(context) == 0


def test_a_row_that_is_taken_is_not_taken_again_before_its_lease_has_ended(till, context):
    till.post(till.purchase("64.00"))
    with writing(context.engine) as connection:
        taken = OUTBOX.take(connection, 10, context.lease)
        assert OUTBOX.take(connection, 10, context.lease) == []

    with time_machine.travel(now() + context.lease, tick=False), writing(context.engine) as connection:
        again = OUTBOX.take(connection, 10, context.lease)

    assert [row.id for row in again] == [row.id for row in taken]
    assert again[0].attempts == 2


def test_who_finishes_after_the_lease_has_passed_on_changes_nothing(till, context):
    till.post(till.purchase("64.00"))
    with writing(context.engine) as connection:
        late = OUTBOX.take(connection, 10, context.lease)
    with time_machine.travel(now() + context.lease, tick=False):
        assert outbox.turn(context) == 1

    with pytest.raises(LeaseLost):
        outbox._do(context, late)

    assert counted(context, "accrual:base") == 1


def test_a_row_that_fails_spoils_no_other_waits_longer_each_time_and_is_given_up_in_the_end(till, context):
    till.post(till.purchase("64.00"))
    with writing(context.engine) as connection:
        connection.run("INSERT INTO outbox (id, kind, payload, run_after, attempts, last_error) "
                       "VALUES ('0', 'nobody.does.this', '{}', 0, 0, '')")
    outbox.turn(context)
    assert counted(context, "accrual:base") == 1

    at, waits = now(), []
    for _ in outbox.WAITS:
        (_, error, dead_at), = waiting(context)
        assert ("nobody.does.this" in error, dead_at) == (True, None)
        at += timedelta(hours=1)
        with time_machine.travel(at, tick=False):
            assert outbox.turn(context) == 1
            waits.append(rows(context, "SELECT run_after FROM outbox")[0][0] // 1_000_000 - int(at.timestamp()))

    assert waits == [2**n for n in range(1, 11)] + [0]
    assert waiting(context)[0][2] is not None
    assert not outbox.is_due(context)


def test_a_database_that_is_locked_ends_the_lane_and_counts_against_no_row(till, context, monkeypatch):
    till.post(till.purchase("64.00"))
    with monkeypatch.context() as locked:
        locked.setitem(outbox.HANDLERS, FOLLOW, away)
        Lanes(context).work(EVENTS)

    assert waiting(context) == [(1, "", None)]
    with time_machine.travel(now() + context.lease):
        Lanes(context).work(EVENTS)
    assert waiting(context) == []


def away(*_):
    raise AWAY[-1]("database is locked")


def test_work_of_an_event_that_is_not_there_is_kept_with_its_error(context):
    with writing(context.engine) as connection:
        connection.run("INSERT INTO outbox (id, kind, payload, run_after, attempts, last_error) VALUES "
                       """('0', 'event.recorded', '{"event": "gone", "member": "nobody"}', 0, 0, '')""")

    outbox.turn(context)

    assert "1 of 1 recorded events are not there" in waiting(context)[0][1]


def test_statistics_say_by_day_partner_and_rule_what_happened(till, coalition, context):
    lines = [{"sku": "C", "category": "coffee", "amount": "40.00"}, {"sku": "X", "amount": "60.00"}]
    till.post(till.purchase("100.00", reference="P", lines=lines))
    till.post(till.event("transaction.returned", of="P", lines=[{"sku": "C"}]))
    till.post(till.purchase("5.00", points_paid=30))
    while outbox.turn(context):
        pass

    found = rows(context, "SELECT partner, subject, currency, times, points_in, points_out, amount_minor "
                          "FROM daily_statistic ORDER BY subject")

    assert found == [
        ("SHOP", "accrual:base", "PTS", 3, 105, 40, 0), ("SHOP", "campaign:coffee", "PTS", 2, 40, 40, 0),
        ("SHOP", "category:coffee", "", 1, 0, 0, 4000), ("SHOP", "event:transaction.completed", "", 2, 0, 0, 10500),
        ("SHOP", "event:transaction.returned", "", 1, 0, 0, 0), ("SHOP", "points_paid", "PTS", 1, 0, 30, 0),
    ]


def test_a_day_is_the_programmes_own(till, context):
    midnight = now().replace(hour=16, minute=0, second=0, microsecond=0) - timedelta(days=2)
    till.batch([till.purchase("1.00", at=midnight - timedelta(seconds=1)), till.purchase("2.00", at=midnight)])
    outbox.turn(context)

    days = rows(context, "SELECT happened_on, points_in FROM daily_statistic WHERE points_in > 0 ORDER BY happened_on")

    assert days == [((midnight + timedelta(days=n)).date().isoformat(), n + 1) for n in (0, 1)]


def test_statistics_computed_anew_are_those_that_were_added_up(till, context):
    till.batch([till.purchase("10.00", member=f"M-{n}") for n in range(20)])
    while outbox.turn(context):
        pass
    till.batch([till.purchase("10.00") for _ in range(3)])

    assert recount(context) == 0


def test_wrong_statistics_are_mended_beside_a_worker_that_goes_on(till, context):
    till.batch([till.purchase("10.00") for _ in range(3)])
    outbox.turn(context)
    till.post(till.purchase("10.00"))
    with writing(context.engine) as connection:
        connection.run("UPDATE daily_statistic SET times = times + 5 WHERE subject = 'accrual:base'")
        connection.run("INSERT INTO daily_statistic VALUES ('2020-01-01', 'SHOP', 'ghost', '', 1, 0, 0, 0)")

    assert recount(context) == 2

    outbox.turn(context)
    assert (counted(context, "accrual:base"), counted(context, "ghost")) == (4, 0)
