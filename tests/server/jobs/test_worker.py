"""Workers as processes: they end cleanly, share the work, and may be killed at any moment."""

import json
import os
import random
import signal
from collections import defaultdict

import pytest
from sqlalchemy.orm import Session

from server.db import reading
from server.jobs.worker import open_queue
from server.services.partners.endpoints import add_endpoint
from tests.server.jobs.receiver import receiving
from tests.server.jobs.working import STOPPING, until, worker
from tests.server.webhooks.till import points_of

EVENTS = 24


@pytest.fixture
def receiver(coalition):
    with receiving() as receiver:
        with Session(coalition.engine) as session:
            add_endpoint(session, "SHOP", receiver.url, loopback=True)
        yield receiver


def count(engine, query):
    with reading(engine) as connection:
        return connection.rows(query)[0][0]


def all_done(coalition):
    """Whether nothing is left to do."""
    return not count(coalition.engine, "SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM delivery "
                                       "WHERE done_at IS NULL)")


def told(receiver):
    """Ids under which each event was told; a message that a kill cut off told nothing."""
    found = defaultdict(set)
    for each in filter(lambda one: one.body, receiver.got):
        found[json.loads(each.body)["data"]["event"]].add(each.id)
    return found


def test_what_follows_from_an_event_is_done_within_a_moment_and_the_ledger_is_sealed(
        coalition, till, receiver, settings, tmp_path):
    till.post(till.purchase("1.00"))
    with worker(settings.database_url, tmp_path):
        until(lambda: receiver.got)
        till.post(till.purchase("1.00"))
        until(lambda: len(receiver.got) == 2)
        until(lambda: count(coalition.engine, "SELECT count(*) FROM block"))

    assert all_done(coalition)


@pytest.mark.parametrize("number", STOPPING, ids=["SIGTERM", "SIGINT"])
def test_either_signal_ends_a_worker_cleanly(coalition, till, receiver, settings, tmp_path, number):
    till.batch([till.purchase("1.00") for _ in range(EVENTS)])
    with worker(settings.database_url, tmp_path) as process:
        until(lambda: receiver.got)
        os.kill(process.pid, number)
        process.join(30)
        assert process.exitcode == 0

    assert count(coalition.engine, "SELECT count(*) FROM delivery WHERE lease_until IS NOT NULL") == 0


def test_workers_share_the_work_and_no_message_is_sent_twice(coalition, till, receiver, settings, tmp_path):
    with worker(settings.database_url, tmp_path / "a"), worker(settings.database_url, tmp_path / "a"), \
            worker(settings.database_url, tmp_path / "b"):
        for _ in range(4):
            till.batch([till.purchase("1.00") for _ in range(EVENTS)])
        until(lambda: all_done(coalition))

    assert len(receiver.got) == len(set(receiver.ids())) == 4 * EVENTS
    assert count(coalition.engine, "SELECT times FROM daily_statistic WHERE subject = 'accrual:base'") == 4 * EVENTS


@pytest.mark.parametrize("seed", range(10))
def test_a_worker_may_be_killed_whenever_it_likes(coalition, till, receiver, settings, tmp_path, seed):
    dice, committed = random.Random(seed), set()
    for _ in range(3):
        with worker(settings.database_url, tmp_path, lease_seconds=1) as process:
            enough = len(receiver.got) + dice.randint(0, 6)
            for _ in range(dice.randint(4, 12)):
                answer = till.post(till.purchase("1.00"))
                assert points_of(answer) == 1
                committed.add(answer.json["event"])
                assert till.post(till.purchase("1.00", points_paid=10**6)).status_code == 409
            until(lambda most=enough: len(receiver.got) >= most or all_done(coalition))
            os.kill(process.pid, signal.SIGKILL)
    with worker(settings.database_url, tmp_path, lease_seconds=1):
        until(lambda: all_done(coalition))

    found = told(receiver)
    assert found.keys() == committed
    assert {len(ids) for ids in found.values()} == {1}
    assert count(coalition.engine, "SELECT sum(times) FROM daily_statistic WHERE subject = 'accrual:base'") == len(
        committed)


def test_a_partner_that_hangs_holds_up_no_other(coalition, till, receiver, settings, tmp_path):
    receiver.script = ["hang"] * 50
    with receiving() as other:
        with Session(coalition.engine) as session:
            add_endpoint(session, "CLUB", other.url, loopback=True)
        till.batch([till.purchase("1.00", member="M-1") for _ in range(5)])
        with worker(settings.database_url, tmp_path):
            until(lambda: receiver.got)
            with coalition.engine.begin() as connection:
                connection.exec_driver_sql("INSERT INTO identity VALUES ('CLUB', 'M-1', "
                                           "(SELECT member_id FROM identity))")
            club = coalition.till("CLUB")
            assert club.post(club.purchase("1.00")).status_code == 200
            until(lambda: other.got, seconds=10)
            receiver.released.set()


def test_a_queue_that_a_crash_has_spoilt_is_made_anew(tmp_path):
    path = tmp_path / "jobs.sqlite3"
    path.write_bytes(b"this is no database, and never was" * 100)

    open_queue(path).storage.close()

    assert path.read_bytes().startswith(b"SQLite format 3")
